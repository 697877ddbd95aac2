import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ExperimentView } from '../catalog/experiment.js';
import type { Json } from '../catalog/json.js';
import { hostile } from '../hostile.fixture.js';
import { fill, fillCommand, placeholdersIn, quote } from './placeholders.js';

/** Prints its arguments as JSON. */
const ECHO = `${quote(process.execPath)} -e 'console.log(JSON.stringify(process.argv.slice(1)))' --`;

function experiment(fields: { readonly [field: string]: Json }): ExperimentView {
  return {
    id: 'a',
    task: 't',
    args: { depth: 3, deep: { list: ['x'] } },
    levels: { data: { name: 'a', ...fields } },
    inputs: { one: 'i/1', many: ['i/1', 'i/2'] },
    needs: {
      table: { id: 'a', levels: {}, outputs: { csv: 'bld/a.csv' } },
      fits: [
        { id: 'a', levels: {}, outputs: { fit: 'bld/a.json' } },
        { id: 'b', levels: {}, outputs: { fit: 'bld/b.json' } },
      ],
    },
    outputs: { fit: 'bld/t/a/fit.json' },
  };
}

/** The arguments that a real shell hands on. */
function throughShell(command: string | readonly string[]): unknown {
  const text = execFileSync('/bin/sh', [], {
    input: String(command),
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  return JSON.parse(text);
}

test('any text reaches a program through a real shell unchanged', () => {
  const texts = fc.sample(hostile, 2000);
  for (let at = 0; at < texts.length; at += 500) {
    const some = texts.slice(at, at + 500);
    expect(throughShell(`${ECHO} ${some.map(quote).join(' ')}`)).toEqual(some);
  }
});

test('any field fills a command for the shell as one word', () => {
  const texts = fc.sample(hostile, 300);
  const fields = Object.fromEntries(texts.map((text, i) => [`f${i}`, text]));
  const words = texts.map((_, i) => `--f${i}={data.f${i}}x`);
  expect(throughShell(fillCommand(`${ECHO} ${words.join(' ')}`, experiment(fields)))).toEqual(
    texts.map((_, i) => `--f${i}=${fields[`f${i}`]}x`),
  );
});

test('a field of 100 kB reaches a program', () => {
  const long = '\'"$(x) é\n'.repeat(11_000).slice(0, 100_000);
  expect(throughShell(fillCommand(`${ECHO} {data.f}`, experiment({ f: long })))).toEqual([long]);
});

test('any field fills an argument of a command without a shell', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(fillCommand(['fit', '{data.f}', '--f={data.f}'], experiment({ f: text }))).toEqual([
        'fit',
        text,
        `--f=${text}`,
      ]);
    }),
  );
});

test('what is filled in is not filled again', () => {
  expect(fillCommand(['{data.f}'], experiment({ f: '{id} {{id}}' }))).toEqual(['{id} {{id}}']);
});

test('every placeholder of the contract stands for its value', () => {
  const e = experiment({ path: 'a.csv', n: 1.5, filter: { sex: ['f'] }, none: null });
  expect(
    fillCommand(
      [
        ...['{id}', '{task}', '{data}', '{data.path}', '{data.n}', '{data.filter}', '{data.none}'],
        ...['{args.depth}', '{args.deep.list.0}', '{args.deep}'],
        ...['{data.filter.sex.0}', '{inputs.one}', '{needs.table.csv}', '{outputs.fit}'],
      ],
      e,
    ),
  ).toEqual([
    ...['a', 't', 'a', 'a.csv', '1.5', '{"sex":["f"]}', 'null'],
    ...['3', 'x', '{"list":["x"]}'],
    ...['f', 'i/1', 'bld/a.csv', 'bld/t/a/fit.json'],
  ]);
});

test('a list becomes several arguments, or several words', () => {
  const e = experiment({});
  expect(fillCommand(['fit', '{needs.fits.fit}', '{inputs.many}'], e)).toEqual([
    'fit',
    'bld/a.json',
    'bld/b.json',
    'i/1',
    'i/2',
  ]);
  expect(fillCommand('fit {needs.fits.fit}', e)).toBe("fit 'bld/a.json' 'bld/b.json'");
});

test('so does a field or a constant that is a list, but not as a part of a word', () => {
  const e = experiment({ flags: ['-O3', '-D', "A='a b'"], none: [], deep: [['x']], n: [1, true] });
  expect(fillCommand(['cc', '{data.flags}', '{data.none}', '{data.n}', 'a.c'], e)).toEqual([
    ...['cc', '-O3', '-D', "A='a b'", '1', 'true', 'a.c'],
  ]);
  expect(fillCommand(['fit', '{args.deep.list}', '--f={data.n}', '{data.deep}'], e)).toEqual([
    ...['fit', 'x', '--f=[1,true]', '[["x"]]'],
  ]);
  expect(throughShell(fillCommand(`${ECHO} {data.flags} --f={data.n}; true`, e))).toEqual([
    ...['-O3', '-D', "A='a b'", '--f=[1,true]'],
  ]);
});

test("a variable in braces is the shell's own, in a text and in an argument that a shell reads", () => {
  const e = experiment({ f: 'x y' });
  const set = (text: string) => `UNIT=one; ${text}`;
  expect(
    throughShell(fillCommand(set(`${ECHO} "${'${UNIT}'}" ${'${{UNIT}}'} {data.f}`), e)),
  ).toEqual([...['one', 'one', 'x y']]);
  expect(fillCommand(['env', 'sh', '-c', 'fit ${UNIT} $1', 'sh', '{data.f}', '${id}'], e)).toEqual([
    ...['env', 'sh', '-c', 'fit ${UNIT} $1', 'sh', 'x y', '$a'],
  ]);
});

test('doubled braces are the text itself', () => {
  expect(placeholdersIn('{{x}} {y} {data.f-g} { z } {"json": 1} {}')).toEqual(['y', 'data.f-g']);
  expect(fill("awk '{{print}}' {y}", () => 'Y')).toBe("awk '{print}' Y");
});
