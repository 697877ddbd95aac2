import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plan, runPlans, type Sketch, study } from './study.fixture.js';

const FILES = {
  'src/data/a.csv': '1',
  'src/data/sub/b.csv': '2',
  'src/side.txt': '',
  'bld/prepare/a/table.csv': '3',
  'node_modules/p/index.js': `require('q');`,
  'node_modules/p/package.json': '{ "dependencies": { "q": "1" } }',
  'node_modules/q/index.js': '',
  'node_modules/r/index.js': '',
};

/** What an experiment with the level `{ path: 'src/data/a.csv' }` says. */
async function run(
  body: string,
  sketch: Sketch = {},
  files: Readonly<Record<string, string>> = {},
) {
  const root = study({
    ...FILES,
    ...files,
    'src/t.ts': `
      import * as fs from 'node:fs';
      void fs;
      export default async (e) => { ${body}; return { fit: 1 }; };`,
  });
  mkdirSync(join(root, 'links'));
  symlinkSync('../src/data', join(root, 'links/data'));
  const levels = { data: { name: 'a', path: './src/data/a.csv' } };
  const { experiment, ...rest } = sketch;
  const one = plan('a', { run: 'src/t.ts', ...rest, experiment: { levels, ...experiment } });
  return (await runPlans(root, [one]))['estimate/a']?.terminalOutput;
}

const END = "(or reads: 'any', if it cannot change the result) (NXE046)\n";

test.each([
  [
    `fs.readFileSync(e.levels.data.path)`,
    `src/data/a.csv was read, but a change of it would not run this experiment again; add to the task: inputs: { data: '{data.path}' } ${END}`,
  ],
  [
    `fs.readFileSync('src/side.txt')`,
    `src/side.txt was read, but a change of it would not run this experiment again; add to the task: inputs: { side: "src/side.txt" } ${END}`,
  ],
  [
    `fs.readdirSync('src/data')`,
    `the folder src/data was read, but a change of it would not run this experiment again; add to the task: inputs: { data: "src/data" } ${END}`,
  ],
  [
    `fs.readFileSync('bld/prepare/a/table.csv')`,
    `bld/prepare/a/table.csv was read, but a change of it would not run this experiment again; add the task that writes it to the needs ${END}`,
  ],
  [
    `await import(['r'][0])`,
    `the package r was loaded, but another version of it would not run this experiment again; import it by its literal name in the task's module: import "r" (NXE046)\n`,
  ],
])('%s fails the experiment and says what to do', async (body, message) => {
  expect(await run(body)).toBe(message);
});

const needs = { prepared: { id: 'a', levels: {}, outputs: { table: 'bld/prepare/a/table.csv' } } };

test.each<[string, Sketch]>([
  [`fs.readFileSync('src/side.txt')`, { reads: 'any' }],
  [`fs.readFileSync(e.inputs.d)`, { experiment: { inputs: { d: 'src/data/a.csv' } } }],
  [
    `fs.readdirSync('src/data/sub'); fs.readFileSync('src/data/sub/b.csv')`,
    { experiment: { inputs: { d: ['src/data'] } } },
  ],
  [
    `fs.readFileSync(fs.realpathSync('links/data/a.csv')); fs.readdirSync('src/data')`,
    { experiment: { inputs: { d: 'links/data' } } },
  ],
  [`fs.readFileSync(e.needs.prepared.outputs.table)`, { experiment: { needs } }],
  [
    `fs.readdirSync('src/data/sub'); fs.readFileSync('src/data/sub/b.csv')`,
    { sources: ['src/data/**/*.csv'] },
  ],
  [`fs.readFileSync('src/side.txt')`, { code: ['src/t.ts', 'src/side.txt'] }],
  [`fs.readFileSync('src/t.ts')`, { persist: true }],
  [
    `fs.readdirSync('bld/estimate/a'); fs.writeFileSync(e.outputs.fit, '1'); fs.readFileSync(e.outputs.fit)`,
    {},
  ],
  [`await import(['p'][0]); await import(['q'][0])`, { packages: ['p'] }],
])('%s is fine with %j', async (body, sketch) => {
  expect(await run(body, sketch)).toBe('');
});

test('what a module reads without a name is told also where its code does not count', async () => {
  expect(await run(`fs.readFileSync('src/side.txt')`, { persist: true })).toMatch(
    /^src\/side\.txt/,
  );
});

test('a module outside the workspace that no import names fails the experiment', async () => {
  const outside = study({ 'x.cjs': '' });
  expect(await run(`await import(['${outside}/x.cjs'][0])`)).toMatch(
    /^\.\.\/.*\/x\.cjs was loaded, but an edit of it would not run this experiment again/,
  );
});

test('a command may read what it likes', async () => {
  const root = study(FILES);
  const command = ['sh', '-c', 'cat src/side.txt > bld/estimate/a/fit.json'];
  expect((await runPlans(root, [plan('a', { command })]))['estimate/a']).toMatchObject({
    success: true,
  });
});
