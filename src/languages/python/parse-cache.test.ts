import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { workspace } from '../../workspace.fixture.js';
import { codeFiles } from '../disk.fixture.js';
import { createParseCache } from './parse-cache.js';
import { pythonCode } from './python-code.js';

const modules = ({ summaryOf }: ReturnType<typeof createParseCache>, text: string) =>
  summaryOf(text).imports.map(({ module }) => module);

test('what was read of a text is kept, by its content', () => {
  const folder = join(workspace({}), 'state');
  const first = createParseCache(folder);
  expect(modules(first, 'import a')).toEqual(['a']);
  first.save();
  expect(readdirSync(folder)).toEqual(['python.json']);
  const before = readFileSync(join(folder, 'python.json'), 'utf8');
  const second = createParseCache(folder);
  expect(modules(second, 'import a')).toEqual(['a']);
  second.save();
  expect(readFileSync(join(folder, 'python.json'), 'utf8')).toBe(before);
  expect(modules(second, 'import b')).toEqual(['b']);
});

test('a cache that was changed, or is of another version, is not believed', () => {
  const folder = workspace({});
  const file = join(folder, 'python.json');
  const cache = createParseCache(folder);
  modules(cache, 'import a');
  cache.save();
  const text = readFileSync(file, 'utf8');
  for (const wrong of [text.replace('"a"', '"z"'), `0${text.slice(1)}x`, text.slice(0, -9), '']) {
    writeFileSync(file, wrong);
    expect(modules(createParseCache(folder), 'import a')).toEqual(['a']);
  }
  appendFileSync(file, ' ');
  expect(existsSync(file)).toBe(true);
});

test('a thousand files are read in a moment, and again in no time', () => {
  const lines = Array.from(
    { length: 30 },
    (_, i) => `def f${i}(x):\n    return x * ${i} + g(x, y=[1, 2])\n`,
  );
  const root = workspace(
    Object.fromEntries(
      Array.from({ length: 1000 }, (_, i) => [
        `pkg/m${i}.py`,
        `"""Module ${i}."""\nimport os\nimport numpy as np\n${i < 999 ? `from . import m${i + 1}\n` : ''}${lines.join('')}`,
      ]),
    ),
  );
  const folder = workspace({});
  const timed = () => {
    const cache = createParseCache(folder);
    const start = process.cpuUsage();
    const { files } = pythonCode(
      [
        { kind: 'script', file: 'pkg/m0.py' },
        { kind: 'module', name: 'pkg.m0' },
      ],
      codeFiles(root),
      cache,
    );
    const { user, system } = process.cpuUsage(start);
    const time = (user + system) / 1000;
    cache.save();
    expect(files).toHaveLength(1000);
    return time;
  };
  const first = timed();
  const again = timed();
  console.log(`1,000 files: ${first.toFixed()} ms, then ${again.toFixed()} ms`);
  // Processor time, several times what a quiet machine takes: the compiler's and collector's is in it.
  expect(first).toBeLessThan(5000);
  expect(again).toBeLessThan(first);
});
