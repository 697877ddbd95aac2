import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ExperimentView } from '../../src/catalog/experiment.js';
import { hostile } from '../../src/hostile.fixture.js';
import { sha256 } from './state/contents.js';
import { plan, runPlans, study, write } from './study.fixture.js';

/** Writes what it was given: its arguments, and the fields in the file that EXPERIMENT names. */
const SEE = `
const { readFileSync, writeFileSync } = require('node:fs');
const [output, ...args] = process.argv.slice(2);
const { name, ...fields } = JSON.parse(readFileSync(process.env.EXPERIMENT, 'utf8')).levels.data;
writeFileSync(output, JSON.stringify({ args, fields }));`;

/** Runs a command of each kind; returns what each of the two saw. */
async function seen(
  root: string,
  placeholders: readonly string[],
  experiment: Partial<ExperimentView>,
): Promise<readonly { readonly args: unknown; readonly fields: unknown }[]> {
  const texts = ['node', 'see.cjs', '{outputs.fit}', ...placeholders];
  const results = await runPlans(
    root,
    [
      plan('array', { command: texts, experiment }),
      plan('text', { command: texts.join(' '), experiment }),
    ],
    {},
    // The digest is what tells experiments with other fields apart.
    sha256(JSON.stringify(experiment)),
  );
  return Object.keys(results).map((project) => {
    expect(results[project]).toMatchObject({ success: true, terminalOutput: '' });
    return JSON.parse(readFileSync(join(root, `bld/${project}/fit.json`), 'utf8'));
  });
}

function seenFields(root: string, texts: readonly string[]) {
  const fields = Object.fromEntries(texts.map((text, i) => [`f${i}`, text]));
  const placeholders = texts.map((_, i) => `{data.f${i}}`);
  return seen(root, placeholders, { levels: { data: { name: 'd', ...fields } } });
}

test('any string as a field reaches a program and a shell unchanged, and none of it is executed', async () => {
  const root = study({ 'see.cjs': SEE });
  await fc.assert(
    fc.asyncProperty(fc.array(hostile, { minLength: 250, maxLength: 250 }), async (texts) => {
      const fields = Object.fromEntries(texts.map((text, i) => [`f${i}`, text]));
      for (const one of await seenFields(root, texts)) expect(one).toEqual({ args: texts, fields });
    }),
    { numRuns: 5, endOnFailure: true },
  );
  expect(readdirSync(root).toSorted()).toEqual(['.nx', 'bld', 'see.cjs']);
});

test.each([
  ['quotes', "'"],
  ['substitutions', '$(touch pwned)`touch pwned`'],
  ['lines', '\n-x "é" \\'],
])('100 kB of %s reach a program and a shell unchanged', async (_, part) => {
  const root = study({ 'see.cjs': SEE });
  const long = part.repeat(100_000 / Buffer.byteLength(part));
  for (const { args } of await seenFields(root, [long, 'x'])) expect(args).toEqual([long, 'x']);
  expect(readdirSync(root)).not.toContain('pwned');
});

test('a fan-in of thousands reaches a program and a shell', async () => {
  const root = study({ 'see.cjs': SEE });
  const paths = Array.from(
    { length: 3000 },
    (_, i) => `bld/part/one-${i}-of-thousands-of-parts/it's.json`,
  );
  write(root, Object.fromEntries(paths.map((path) => [path, ''])));
  const parts = paths.map((out, i) => ({ id: `${i}`, levels: {}, outputs: { out } }));
  const experiment = { levels: { data: { name: 'd' } }, needs: { parts } };
  for (const { args } of await seen(root, ['{needs.parts.out}'], experiment))
    expect(args).toEqual(paths);
});
