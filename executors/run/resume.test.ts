import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectGraph } from '@nx/devkit';
import { expect, test, vi } from 'vitest';
import { plan, runPlans, study, write } from './study.fixture.js';

const MODULE = `
  import { appendFileSync } from 'node:fs';
  import { word } from './word';
  export default (e) => {
    appendFileSync('runs', e.id);
    console.log(word, e.id);
    return { fit: word };
  };`;

const SKETCH = {
  run: 'src/estimate.ts',
  code: ['src/estimate.ts', 'src/word.ts'],
  sources: ['src/extra/*'],
  data: ['named.csv'],
  packages: ['dep'],
  manifests: ['lib/node_modules/nested/package.json'],
  runtime: ['cat runtime'],
  experiment: {
    inputs: { data: 'data', table: 'table.csv' },
    needs: { p: { id: 'p', levels: {}, outputs: { out: 'bld/p/out' } } },
  },
};

function workspace(): string {
  return study({
    'src/estimate.ts': MODULE,
    'src/word.ts': `export const word: string = 'word';`,
    'src/extra/notes.R': '1',
    'data/x/1.csv': '1',
    'table.csv': 't',
    'named.csv': 'n',
    'bld/p/out': 'p',
    runtime: 'v1',
    'node_modules/dep/package.json': '{"version":"1.0.0"}',
    'lib/node_modules/nested/package.json': '{"version":"1.0.0"}',
  });
}

const dependency = (name: string, version: string, hash = version) =>
  ({ type: 'npm', name: `npm:${name}`, data: { version, packageName: name, hash } }) as const;

/** Nx's graph of the package `dep`, which depends on `deep`. */
function locked(dep: string, deep: string, other: string): Partial<ProjectGraph> {
  const nodes = [dependency('dep', '1.0.0', dep), dependency('deep', deep), dependency('o', other)];
  return {
    externalNodes: Object.fromEntries(nodes.map((node) => [node.name, node])),
    dependencies: { 'npm:dep': [{ source: 'npm:dep', target: 'npm:deep', type: 'static' }] },
  };
}

const runs = (root: string) => readFileSync(join(root, 'runs'), 'utf8');
const state = (root: string) => join(root, '.nx/workspace-data/nx-experiments');

test('what an earlier run finished is not run again, and its output is shown again', async () => {
  const root = workspace();
  const plans = [plan('a', SKETCH), plan('b', SKETCH)];
  const first = await runPlans(root, plans);
  const second = await runPlans(root, plans);
  expect(runs(root)).toMatch(/^(ab|ba)$/);
  for (const results of [first, second])
    expect(results['estimate/a']).toMatchObject({ success: true, terminalOutput: 'word a\n' });
});

test.each([
  ['the module', 'src/estimate.ts', `${MODULE} // edited`],
  ['what the module imports', 'src/word.ts', `export const word = 'ward';`],
  ['a source', 'src/extra/notes.R', '2'],
  ['a new source', 'src/extra/new.R', '2'],
  ['an input', 'table.csv', 'u'],
  ['a file that is named as data', 'named.csv', 'm'],
  ['a file in an input folder', 'data/x/1.csv', '2'],
  ['a new file in an input folder', 'data/y', ''],
  ['a needed output', 'bld/p/out', 'q'],
  ['a package', 'node_modules/dep/package.json', '{"version":"1.0.1"}'],
  [
    'a package that is the same version',
    'node_modules/dep/package.json',
    '{"version":"1.0.0","x":1}',
  ],
  ['a package elsewhere', 'lib/node_modules/nested/package.json', '{"version":"1.0.1"}'],
  ['what a runtime command prints', 'runtime', 'v2'],
  ['its own output', 'bld/estimate/a/fit.json', '"ward"\n'],
])('an experiment runs again when %s changed', async (_, path, content) => {
  const root = workspace();
  await runPlans(root, [plan('a', SKETCH)]);
  write(root, { [path]: content });
  const results = await runPlans(root, [plan('a', SKETCH)]);
  expect(results['estimate/a']).toMatchObject({ success: true });
  expect(runs(root)).toBe('aa');
});

test('an experiment runs again when a package, or one that it depends on, is locked otherwise', async () => {
  const root = workspace();
  const run = (graph: Partial<ProjectGraph>) =>
    runPlans(root, [plan('a', SKETCH)], {}, 'digest', graph);
  await run(locked('sha-1', '1.0.0', '1.0.0'));
  await run(locked('sha-1', '1.0.0', '2.0.0'));
  expect(runs(root)).toBe('a');
  await run(locked('sha-1', '1.0.1', '2.0.0'));
  expect(runs(root)).toBe('aa');
  await run(locked('sha-2', '1.0.1', '2.0.0'));
  expect(runs(root)).toBe('aaa');
});

test('an experiment runs again with another digest, without its output, and under --skip-nx-cache', async () => {
  const root = workspace();
  const plans = [plan('a', SKETCH)];
  await runPlans(root, plans, {}, 'one');
  await runPlans(root, plans, {}, 'two');
  expect(runs(root)).toBe('aa');
  rmSync(join(root, 'bld/estimate/a/fit.json'));
  await runPlans(root, plans, {}, 'two');
  expect(runs(root)).toBe('aaa');
  vi.stubEnv('NX_SKIP_NX_CACHE', 'true');
  await runPlans(root, plans, {}, 'two');
  vi.unstubAllEnvs();
  expect(runs(root)).toBe('aaaa');
});

test('a task that persists is not run again for its code, but for its data', async () => {
  const root = workspace();
  const plans = [plan('a', { ...SKETCH, persist: true })];
  await runPlans(root, plans);
  write(root, {
    'src/word.ts': `export const word = 'ward';`,
    'src/extra/notes.R': '2',
    'node_modules/dep/package.json': '{"version":"2.0.0"}',
  });
  await runPlans(root, plans);
  expect(runs(root)).toBe('a');
  write(root, { 'table.csv': 'u' });
  await runPlans(root, plans);
  expect(runs(root)).toBe('aa');
});

test('a failure is not remembered', async () => {
  const root = study({
    'src/fail.ts': `import { appendFileSync } from 'node:fs';
      export default () => { appendFileSync('runs', 'x'); throw 'no'; }`,
  });
  for (const _ of [1, 2]) {
    const results = await runPlans(root, [plan('a', { run: 'src/fail.ts' })]);
    expect(results['estimate/a']?.status).toBe('failure');
  }
  expect(runs(root)).toBe('xx');
});

test.each(['', '{"folder":"bld/esti', 'null', '[]', '{}'])(
  'a record that reads %j counts for nothing',
  async (text) => {
    const root = workspace();
    await runPlans(root, [plan('a', SKETCH)]);
    const folder = join(state(root), 'experiments');
    const [record = ''] = readdirSync(folder);
    writeFileSync(join(folder, record), text);
    await runPlans(root, [plan('a', SKETCH)]);
    expect(runs(root)).toBe('aa');
  },
);

test('a state folder that cannot be written stops nothing', async () => {
  const root = workspace();
  write(root, { '.nx/workspace-data/nx-experiments': 'a file where the folder should be' });
  const results = await runPlans(root, [plan('a', SKETCH)]);
  expect(results['estimate/a']).toMatchObject({ success: true, terminalOutput: 'word a\n' });
});

test('the state lies where NX_WORKSPACE_DATA_DIRECTORY says, and keeps no locks', async () => {
  const root = workspace();
  vi.stubEnv('NX_WORKSPACE_DATA_DIRECTORY', 'elsewhere');
  await runPlans(root, [plan('a', SKETCH)]);
  vi.unstubAllEnvs();
  expect(readdirSync(join(root, 'elsewhere/nx-experiments/experiments'))).toHaveLength(1);
  expect(readdirSync(join(root, 'elsewhere/nx-experiments/running'))).toEqual([]);
  expect(existsSync(state(root))).toBe(false);
});
