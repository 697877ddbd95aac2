import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { stateFolder } from '../../src/files/state-folder.js';
import { takeWarnings } from '../../src/guard/run-warnings.js';
import { plan, runPlans, study, write } from './study.fixture.js';

const ACCEPT = { NX_EXPERIMENTS_ACCEPT: 'true' };
const code = (value: number) =>
  `export default () => { console.log('ran'); return { fit: ${value} }; };`;
const FIT = 'bld/estimate/a/fit.json';

afterEach(() => vi.unstubAllEnvs());

async function call(root: string, sketch: Parameters<typeof plan>[1] = {}, env = {}) {
  vi.stubEnv('NX_EXPERIMENTS_RUN', 'one');
  for (const [name, value] of Object.entries<string>(env)) vi.stubEnv(name, value);
  const results = await runPlans(root, [plan('a', { run: 'src/fit.ts', ...sketch })]);
  vi.unstubAllEnvs();
  const { success, terminalOutput } = results['estimate/a']!;
  const warnings = takeWarnings(stateFolder(root), 'one').map(({ text }) => text);
  return { success, terminalOutput, warnings };
}

const refused = (reason: string) => ({
  success: false,
  terminalOutput: `not accepted: ${reason}; run it without NX_EXPERIMENTS_ACCEPT (NXE052)\n`,
  warnings: [],
});

/** A study whose one experiment is finished, and whose code is another one since. */
async function edited() {
  const root = study({ 'src/fit.ts': code(1) });
  expect((await call(root)).success).toBe(true);
  write(root, { 'src/fit.ts': `// The same.\n${code(1)}` });
  return root;
}

test('outputs as an earlier run finished them are taken without running anything, and said', async () => {
  const root = await edited();
  write(root, { 'src/fit.ts': 'throw new Error("it ran");' });
  const accepted = { success: true, terminalOutput: 'ran\n', warnings: ['estimate/a'] };
  expect(await call(root, {}, ACCEPT)).toEqual(accepted);
  // From then on they are the results, for any run.
  expect(await call(root)).toEqual({ ...accepted, warnings: [] });
  expect(await call(root, {}, { ...ACCEPT, NX_SKIP_NX_CACHE: 'true' })).toMatchObject({
    success: true,
    warnings: [],
  });
  expect(readFileSync(join(root, FIT), 'utf8')).toBe('1\n');
  // A later edit is a later edit.
  write(root, { 'src/fit.ts': code(2) });
  await call(root);
  expect(readFileSync(join(root, FIT), 'utf8')).toBe('2\n');
});

test('an output that is not what the run wrote is refused, and stays as it is', async () => {
  const root = await edited();
  writeFileSync(join(root, FIT), '3\n');
  expect(await call(root, {}, ACCEPT)).toEqual(refused(`${FIT} is not what its last run wrote`));
  expect(readFileSync(join(root, FIT), 'utf8')).toBe('3\n');
});

test('an output that is not there, or that is new, is refused', async () => {
  const root = await edited();
  const outputs = { fit: FIT, more: 'bld/estimate/a/more.txt' };
  expect(await call(root, { experiment: { outputs } }, ACCEPT)).toEqual(
    refused('bld/estimate/a/more.txt is not there'),
  );
  write(root, { 'bld/estimate/a/more.txt': '' });
  expect(await call(root, { experiment: { outputs } }, ACCEPT)).toEqual(
    refused('bld/estimate/a/more.txt is none of what its last run wrote'),
  );
  rmSync(join(root, FIT));
  expect(await call(root, {}, ACCEPT)).toEqual(refused(`${FIT} is not there`));
});

test('what no run finished is refused: also after a failure', async () => {
  const root = study({ 'src/fit.ts': code(1), [FIT]: '1\n' });
  const nothing = refused(
    'no run that finished it is remembered in this workspace (nx reset forgets them), so there is nothing to take',
  );
  expect(await call(root, {}, ACCEPT)).toEqual(nothing);
  expect(readFileSync(join(root, FIT), 'utf8')).toBe('1\n');
  write(root, { 'src/fit.ts': "export default () => { throw new Error('no'); };" });
  expect((await call(root)).success).toBe(false);
  expect(await call(root, {}, ACCEPT)).toEqual(nothing);
});

test('an output that its task does not have any more does not count', async () => {
  const root = study({ 'src/fit.ts': "export default () => ({ fit: 1, old: 'x' });" });
  const old = 'bld/estimate/a/old.txt';
  expect((await call(root, { experiment: { outputs: { fit: FIT, old } } })).success).toBe(true);
  expect(existsSync(join(root, old))).toBe(true);
  expect(await call(root, {}, ACCEPT)).toMatchObject({ success: true, warnings: ['estimate/a'] });
});

test('of an output that is a folder every file counts', async () => {
  const root = study({
    'src/fit.ts':
      "import { mkdirSync, writeFileSync } from 'node:fs'; export default (e) => { mkdirSync(e.outputs.all); for (const f of ['1', '2']) writeFileSync(`${e.outputs.all}/${f}`, f); };",
  });
  const outputs = { all: 'bld/estimate/a/all' };
  const one = { experiment: { outputs } };
  expect(await call(root, one)).toMatchObject({ success: true });
  rmSync(join(root, 'bld/estimate/a/all/2'));
  expect(await call(root, one, ACCEPT)).toEqual(refused('bld/estimate/a/all/2 is not there'));
  write(root, { 'bld/estimate/a/all/2': '2', 'bld/estimate/a/all/3': '3' });
  expect(await call(root, one, ACCEPT)).toEqual(
    refused('bld/estimate/a/all/3 is none of what its last run wrote'),
  );
});

test('a need that is not there is missing, whatever is accepted', async () => {
  const root = study({ 'src/fit.ts': code(1) });
  const needs = { prepared: { id: 'a', levels: {}, outputs: { table: 'bld/prepare/a/t.csv' } } };
  expect(await call(root, { experiment: { needs } }, ACCEPT)).toMatchObject({
    success: false,
    terminalOutput: expect.stringContaining('bld/prepare/a/t.csv'),
  });
});

test.each([['1'], ['yes']])('NX_EXPERIMENTS_ACCEPT=%s executes nothing either', async (value) => {
  const root = study({ 'src/fit.ts': code(1) });
  expect((await call(root, {}, { NX_EXPERIMENTS_ACCEPT: value })).success).toBe(false);
});
