import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import runBatch from './batch.js';
import { batchOf, plan, runPlans, study, until, write } from './study.fixture.js';

const GOOD = `export default (e) => ({ fit: { id: e.id } });`;

test('a missing output fails the experiment and is named with its path', async () => {
  const root = study({
    'src/none.ts': `export default () => {};`,
    'bld/estimate/a/fit.json': 'old',
  });
  const results = await runPlans(root, [plan('a', { run: 'src/none.ts' })]);
  expect(results['estimate/a']).toMatchObject({
    success: false,
    terminalOutput: 'the output "fit" was not written: bld/estimate/a/fit.json (NXE044)\n',
  });
});

test('a missing input stops the experiment before its code runs', async () => {
  const root = study({ 'src/good.ts': `console.log('ran'); ${GOOD}`, 'data/b.csv': '' });
  const inputs = { table: 'data/a.csv', more: ['data/b.csv', 'data/c'] };
  const results = await runPlans(root, [plan('a', { run: 'src/good.ts', experiment: { inputs } })]);
  expect(results['estimate/a']).toMatchObject({
    success: false,
    terminalOutput:
      'the input "table" is missing: data/a.csv (NXE048)\nthe input "more" is missing: data/c (NXE048)\n',
  });
});

test.each([
  ['git-lfs', `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 4\n`],
  ['git-annex', `/annex/objects/SHA256E-s4--${'0'.repeat(64)}.csv\n`],
])('an input that %s did not fetch is no data', async (_, text) => {
  const root = study({
    'src/good.ts': `console.log('ran'); ${GOOD}`,
    'data/a.csv': text,
    'data/of-it.csv': `about,${text}`,
  });
  const taking = (id: string, path: string) =>
    plan(id, { run: 'src/good.ts', experiment: { inputs: { table: path } } });
  const results = await runPlans(root, [taking('a', 'data/a.csv'), taking('b', 'data/of-it.csv')]);
  expect(results['estimate/a']).toMatchObject({
    success: false,
    terminalOutput:
      'the input data/a.csv was not fetched: what is there only points to it; run git lfs pull (or git annex get) (NXE048)\n',
  });
  expect(results['estimate/b']).toMatchObject({ success: true });
});

test('a consumer runs after its producer, and is skipped where that one fails', async () => {
  const root = study({
    'src/good.ts': GOOD,
    'src/bad.ts': `export default () => { throw 'bad'; }`,
    'src/copy.ts': `import { readFileSync } from 'node:fs';
      export default (e) => ({ fit: readFileSync(e.needs.fit.outputs.fit, 'utf8') });`,
  });
  const consumer = (id: string) =>
    plan(id, {
      run: 'src/copy.ts',
      experiment: {
        task: 'figure',
        needs: { fit: { id, levels: {}, outputs: { fit: `bld/estimate/${id}/fit.json` } } },
        outputs: { fit: `bld/figure/${id}/fit.txt` },
      },
    });
  const results = await runPlans(
    root,
    [
      consumer('a'),
      consumer('b'),
      plan('a', { run: 'src/good.ts' }),
      plan('b', { run: 'src/bad.ts' }),
    ],
    { 'figure/a': ['estimate/a'], 'figure/b': ['estimate/b'] },
  );
  expect(Object.fromEntries(Object.entries(results).map(([k, v]) => [k, v.status]))).toEqual({
    'estimate/a': 'success',
    'estimate/b': 'failure',
    'figure/a': 'success',
    'figure/b': 'skipped',
  });
  expect(readFileSync(join(root, 'bld/figure/a/fit.txt'), 'utf8')).toContain('"id": "a"');
});

test('nothing is written or deleted through a link that leads out of the build folder', async () => {
  const root = study({
    'src/good.ts': GOOD,
    'precious/fit.json': 'precious',
    'bld/estimate/.keep': '',
  });
  symlinkSync(join(root, 'precious'), join(root, 'bld/estimate/a'));
  const results = await runPlans(root, [plan('a', { run: 'src/good.ts' })]);
  expect(results['estimate/a']).toMatchObject({
    success: false,
    terminalOutput:
      'bld/estimate/a is a symbolic link that leads out of the build folder bld; remove it (NXE018)\n',
  });
  expect(readFileSync(join(root, 'precious/fit.json'), 'utf8')).toBe('precious');
});

test('the build folder itself may be a link, and so may folders inside it that stay there', async () => {
  const root = study({ 'src/good.ts': GOOD, 'disk/estimate/real/x': '' });
  symlinkSync(join(root, 'disk'), join(root, 'bld'));
  symlinkSync('real', join(root, 'disk/estimate/a'));
  const results = await runPlans(root, [plan('a', { run: 'src/good.ts' })]);
  expect(results['estimate/a']?.success).toBe(true);
  expect(existsSync(join(root, 'disk/estimate/real/fit.json'))).toBe(true);
});

test('an old output that is a link or a folder is replaced, and not what it points to', async () => {
  const root = study({
    'src/good.ts': GOOD,
    precious: 'precious',
    'bld/estimate/b/fit.json/x': '',
  });
  mkdirSync(join(root, 'bld/estimate/a'), { recursive: true });
  symlinkSync(join(root, 'precious'), join(root, 'bld/estimate/a/fit.json'));
  const results = await runPlans(root, [
    plan('a', { run: 'src/good.ts' }),
    plan('b', { run: 'src/good.ts' }),
  ]);
  expect(results).toMatchObject({
    'estimate/a': { success: true },
    'estimate/b': { success: true },
  });
  expect(readFileSync(join(root, 'precious'), 'utf8')).toBe('precious');
});

test('outputs outside the build folder are refused', async () => {
  const root = study({ 'src/good.ts': GOOD });
  const outputs = { fit: 'bld/../src/good.ts' };
  const results = await runPlans(root, [
    plan('a', { run: 'src/good.ts', experiment: { outputs } }),
  ]);
  expect(results['estimate/a']?.terminalOutput).toBe(
    'bld/../src/good.ts is not inside the build folder bld (NXE016)\n',
  );
  expect(existsSync(join(root, 'src/good.ts'))).toBe(true);
});

test('a module that is loaded without being known as code fails the experiment and is named', async () => {
  const root = study({
    'src/sly.ts': `export default async () => ({ fit: (await import('./' + 'hidden.ts')).value });`,
    'src/hidden.ts': `export const value = 1;`,
  });
  const sketch = { run: 'src/sly.ts' };
  const results = await runPlans(root, [
    plan('a', sketch),
    plan('b', { ...sketch, sources: ['src/hid*.ts'] }),
    plan('c', { ...sketch, persist: true }),
    plan('d', { ...sketch, experiment: { inputs: { code: 'src' } } }),
  ]);
  expect(results['estimate/a']?.success).toBe(false);
  expect(results['estimate/a']?.terminalOutput).toMatch(
    /^src\/hidden\.ts was loaded, .* import it statically, or add it to the task's `sources` \(NXE046\)\n$/,
  );
  for (const id of ['b', 'c', 'd'])
    expect(results[`estimate/${id}`]).toMatchObject({ success: true });
});

test('an experiment whose files change while the run is under way fails and is not remembered', async () => {
  const root = study({
    'src/edit.ts': `
      import { writeFileSync } from 'node:fs';
      export default (e) => {
        if (e.id === 'a') writeFileSync('data.csv', 'a change');
        return { fit: 1 };
      }`,
    'data.csv': 'old',
  });
  const sketch = { run: 'src/edit.ts', experiment: { inputs: { data: 'data.csv' } } };
  process.env.NX_EXPERIMENTS_PARALLEL = '1';
  const results = await runPlans(root, [plan('a', sketch), plan('b', sketch)]);
  delete process.env.NX_EXPERIMENTS_PARALLEL;
  for (const id of ['a', 'b'])
    expect(results[`estimate/${id}`]).toMatchObject({
      success: false,
      terminalOutput: 'data.csv changed while the run was under way; run it again (NXE047)\n',
    });
  expect(existsSync(join(root, '.nx/workspace-data/nx-experiments/experiments'))).toBe(false);
});

/** Content is compared only for files that were quiet when they were looked at. */
const quiet = () => sleep(200);

test('a file that is written again with the same content has not changed', async () => {
  const root = study({
    'src/touch.ts': `
      import { writeFileSync } from 'node:fs';
      export default () => { writeFileSync('data.csv', 'same'); return { fit: 1 }; }`,
    'data.csv': 'same',
  });
  const sketch = { run: 'src/touch.ts', experiment: { inputs: { data: 'data.csv' } } };
  await quiet();
  const results = await runPlans(root, [plan('a', sketch)]);
  expect(results['estimate/a']).toMatchObject({
    success: true,
    terminalOutput: 'data.csv was written again meanwhile\n'.repeat(2),
  });
});

test('what was written while an experiment waited for its turn may have been hashed as it was before', async () => {
  const root = study({ 'src/good.ts': GOOD, 'old.csv': 'old' });
  await quiet();
  vi.stubEnv('NX_EXPERIMENTS_HASHED_FROM', String(Date.now()));
  await quiet();
  write(root, { 'new.csv': 'new' });
  const of = (id: string, data: string) =>
    plan(id, { run: 'src/good.ts', experiment: { inputs: { data } } });
  const results = await runPlans(root, [of('a', 'old.csv'), of('b', 'new.csv')]);
  vi.unstubAllEnvs();
  expect(results).toMatchObject({
    'estimate/a': { success: true },
    'estimate/b': {
      success: false,
      terminalOutput: 'new.csv changed while the run was under way; run it again (NXE047)\n',
    },
  });
});

test('an experiment whose needed output is written in both of its tries fails', async () => {
  const root = study({
    'src/disturb.ts': `
      import { writeFileSync } from 'node:fs';
      export default (e) => { writeFileSync(e.needs.p.outputs.out, 'same'); return { fit: 1 }; }`,
    'bld/p/out': 'same',
  });
  const needs = { p: { id: 'p', levels: {}, outputs: { out: 'bld/p/out' } } };
  await quiet();
  const results = await runPlans(root, [
    plan('a', { run: 'src/disturb.ts', experiment: { needs } }),
  ]);
  expect(results['estimate/a']?.success).toBe(false);
  expect(results['estimate/a']?.terminalOutput).toContain(
    'bld/p/out was written while this ran; run it again',
  );
});

test.each([
  ['other content', 'other', false],
  ['the same content', '{\n  "id": "a"\n}\n', true],
])('outputs that are written again before the batch is done, with %s', async (_, text, success) => {
  const root = study({
    'src/good.ts': GOOD,
    'src/later.ts': `
      import { existsSync, writeFileSync } from 'node:fs';
      export default async () => {
        while (!existsSync('bld/estimate/a/fit.json')) await new Promise((r) => setTimeout(r, 20));
        await new Promise((r) => setTimeout(r, 200));
        writeFileSync('bld/estimate/a/fit.json', ${JSON.stringify(text)});
        return { fit: 1 };
      };`,
  });
  const results = await runPlans(root, [
    plan('a', { run: 'src/good.ts' }),
    plan('b', { run: 'src/later.ts' }),
  ]);
  expect(results['estimate/b']).toMatchObject({ success: true });
  expect(results['estimate/a']).toMatchObject({
    success,
    terminalOutput: success
      ? ''
      : 'bld/estimate/a/fit.json was written again, by another run, before Nx stored it; run it again (NXE047)\n',
  });
});

test.each([
  ['half of it is there', `writeFileSync(table, 'ha');`],
  ['it is gone', `rmSync(table);`],
])('an experiment that reads while another run restores a file runs again: %s', async (_, act) => {
  const root = study({
    'src/read.ts': `
      import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
      export default (e) => {
        const { table } = e.needs.p.outputs;
        const isFirst = !existsSync('disturbed');
        // What Nx does to outputs that it has in its cache.
        if (isFirst) { ${act} writeFileSync('disturbed', ''); }
        try { return { fit: readFileSync(table, 'utf8') }; }
        finally { if (isFirst) writeFileSync(table, 'half and half'); }
      };`,
    'bld/p/table.txt': 'half and half',
  });
  const needs = { p: { id: 'p', levels: {}, outputs: { table: 'bld/p/table.txt' } } };
  await quiet();
  const results = await runPlans(root, [plan('a', { run: 'src/read.ts', experiment: { needs } })]);
  expect(results['estimate/a']).toMatchObject({
    success: true,
    terminalOutput: 'bld/p/table.txt was written again meanwhile\n',
  });
  expect(readFileSync(join(root, 'bld/estimate/a/fit.json'), 'utf8')).toBe('"half and half"\n');
});

test('a needed output that another run is restoring is waited for', async () => {
  const out = 'bld/p/out';
  const root = study({
    'src/good.ts': GOOD,
    'src/remove.ts': `
      import { rmSync } from 'node:fs';
      export default () => { rmSync('${out}'); return { fit: 1 }; }`,
    [out]: 'text',
  });
  const needs = { p: { id: 'p', levels: {}, outputs: { out } } };
  await quiet();
  process.env.NX_EXPERIMENTS_PARALLEL = '1';
  void until(() => !existsSync(join(root, out)))
    .then(() => sleep(100))
    .then(() => write(root, { [out]: 'text' }));
  const results = await runPlans(root, [
    plan('a', { run: 'src/remove.ts' }),
    plan('b', { run: 'src/good.ts', experiment: { needs } }),
  ]);
  delete process.env.NX_EXPERIMENTS_PARALLEL;
  expect(results['estimate/b']).toMatchObject({ success: true, terminalOutput: '' });
});

test('ignored files that sources match may change, as Nx does not hash them', async () => {
  const root = study({
    '.gitignore': '*.pyc\n',
    'src/cache.ts': `
      import { writeFileSync } from 'node:fs';
      export default () => { writeFileSync('src/x.pyc', String(Math.random())); return { fit: 1 }; }`,
    'src/x.pyc': 'old',
  });
  execFileSync('git', ['init', '-q'], { cwd: root });
  const results = await runPlans(root, [plan('a', { run: 'src/cache.ts', sources: ['src/**'] })]);
  expect(results['estimate/a']).toMatchObject({ success: true, terminalOutput: '' });
});

test('a task whose target has no plan fails with a reason', async () => {
  const root = study({ 'src/good.ts': GOOD });
  const one = plan('a', { run: 'src/good.ts' });
  const { graph, options, context } = batchOf(root, [one]);
  delete context.projectsConfigurations.projects['estimate/a']!.targets!.estimate!.metadata;
  for await (const { result } of runBatch(graph, options, {}, context)) {
    expect(result.status).toBe('failure');
    expect(result.terminalOutput).toMatch(/estimate\/a:estimate has no plan/);
  }
});
