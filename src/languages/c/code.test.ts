import { expect, test } from 'vitest';
import { followed, loadedBy, run } from '../code.fixture.js';

test.each([
  ['#include "work.h"'],
  ['  #  include   "work.h" // the kernel'],
  ['%: include "work.h"'],
  ['#include \\\n  "work.h"'],
  ['#import "work.h"'],
  ['#include "../c/work.h"'],
  ['#include "src/c/work.h"'],
  ['#include <c/work.h>'],
  ["      INCLUDE 'work.h'"],
])('%j brings in a file', (text) => {
  expect(loadedBy('src/c/loop.c', 'c', { 'src/c/loop.c': text, 'src/c/work.h': '' })).toEqual([
    'src/c/work.h',
  ]);
});

test('what is brought in brings in more, also round in a circle', () => {
  const texts = {
    'src/loop.cpp': '#include "a.hpp"\n#include <vector>\n',
    'src/a.hpp': '#pragma once\n#include "b.hpp"\n',
    'src/b.hpp': '#include "a.hpp"\n#embed "weights.bin"\n',
    'src/weights.bin': '\0',
    'src/c.hpp': '',
  };
  expect(loadedBy('src/loop.cpp', 'c', texts)).toEqual([
    'src/a.hpp',
    'src/b.hpp',
    'src/weights.bin',
  ]);
});

test('a path starts at the folders of -I, and is otherwise looked for by its end', () => {
  const texts = { 'src/loop.c': '#include "x.h"\n', 'lib/x.h': '', 'other/x.h': '' };
  for (const option of ['-Ilib', '-I lib', '-iquote lib', '-isystem lib', '-I./lib']) {
    const { entries, folders } = run(`cc -O2 ${option} src/loop.c -o {outputs.program}`, texts);
    expect(entries).toEqual([]);
    const { files } = followed(texts, [{ language: 'c', kind: 'file', file: 'src/loop.c' }], {
      folders,
    });
    expect(files).toEqual(['lib/x.h', 'src/loop.c']);
  }
  expect(loadedBy('src/loop.c', 'c', texts)).toEqual(['lib/x.h', 'other/x.h']);
});

test('what a macro stands for cannot be told', () => {
  const { files, unknown } = followed({ 'x.c': '\n#include CONFIG\n' }, [
    { language: 'c', kind: 'file', file: 'x.c' },
  ]);
  expect(files).toEqual(['x.c']);
  expect(unknown).toEqual([{ file: 'x.c', line: 2, what: '#include CONFIG' }]);
});

test('what assembly includes is found', () => {
  expect(loadedBy('x.S', 'c', { 'x.S': '#include "k.h"\n', 'k.h': '' })).toEqual(['k.h']);
});

test('a mark of the encoding before the first line hides nothing', () => {
  expect(loadedBy('x.c', 'c', { 'x.c': '\ufeff#include "k.h"\n', 'k.h': '' })).toEqual(['k.h']);
});
