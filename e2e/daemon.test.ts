import { afterAll, beforeAll, expect, test } from 'vitest';
import { ALL, note, of, STUDY, TASKS } from './study.js';
import { type Files, outputOf, type Workspace, workspace } from './workspace.js';

const PREPARATION = 'src/study/preparation/config.ts';
const ESTIMATION = 'src/study/estimation/config.ts';

let study: Workspace;

beforeAll(async () => {
  study = workspace(STUDY, { keep: true, env: { NX_DAEMON: 'true' } });
  await study.nx('sync');
  study.commit('Lock');
});

afterAll(async () => {
  await study.nx('daemon', '--stop');
  study.remove();
});

function edited(path: string, from: string, to: string): Files {
  const text = study.read(path);
  expect(text).toContain(from);
  return { [path]: text.replace(from, () => to) };
}

async function projects(): Promise<readonly string[]> {
  const { stdout } = await study.nx('show', 'projects', '--json');
  return JSON.parse(stdout);
}

test('experiments run and are cached', async () => {
  await study.nx('run-many', '-t', ...TASKS);
  expect(study.ran()).toEqual(ALL.toSorted());
  await study.nx('run-many', '-t', ...TASKS);
  expect(study.ran()).toEqual([]);
});

test('the daemon runs', async () => {
  expect(outputOf(await study.nx('daemon'))).toMatch(/running/i);
});

test('a changed catalog is seen at once', async () => {
  study.write(edited(ESTIMATION, "['ols', 'logit']", "['ols', 'logit', 'probit']"));
  expect(await projects()).toContain('estimate/a-probit');
});

test('a changed module that a catalog imports is seen at once', async () => {
  study.write(edited('src/study/constants.ts', "'bld'", "'bld/x'"));
  const { stdout } = await study.nx('show', 'project', 'estimate/a-ols', '--json');
  expect(JSON.parse(stdout).root).toBe('bld/x/estimate/a-ols');
});

test('a changed catalog that another one imports is seen at once', async () => {
  study.write(edited(PREPARATION, '  b: {', "  c: { path: 'src/data/a.csv', weight: 1 },\n  b: {"));
  expect(await projects()).toEqual(
    expect.arrayContaining(['prepare/c', 'estimate/c-ols', 'compare/c']),
  );
});

test('an error is seen at once, and so is that it is fixed', async () => {
  const before = study.read(PREPARATION);
  study.write({ [PREPARATION]: before.replace('BLD,', 'BLD, ;') });
  const ended = await study.run('nx', ['show', 'projects']);
  expect(ended.exitCode).not.toBe(0);
  expect(outputOf(ended)).toContain(PREPARATION);
  study.write({ [PREPARATION]: before });
  expect(await projects()).toContain('prepare/c');
});

test('a changed module, a changed definition and changed data run what they are to run', async () => {
  study.write(STUDY);
  await study.nx('sync');
  expect(study.git('status', '--porcelain')).toBe('');
  await study.nx('run-many', '-t', ...TASKS);
  expect(study.ran()).toEqual([]);
  const estimates = of('estimate', 'a-logit', 'a-ols', 'b-logit', 'b-ols');

  study.write(edited('src/study/lib/numbers.ts', '.map(Number)', '.map((n) => +n)'));
  await study.nx('run-many', '-t', ...TASKS);
  expect(study.ran()).toEqual(estimates);

  study.write(edited('src/data/a.csv', '# the first', '# another comment'));
  await study.nx('run-many', '-t', ...TASKS);
  expect(study.ran()).toEqual(['prepare/a']);

  study.write(edited(ESTIMATION, "fit: 'fit.json' },", "fit: 'fit.json' }, env: { A: 'b' },"));
  const base = study.commit();
  await study.nx('sync');
  study.commit('Lock');
  expect(await study.affected(['estimate'], base)).toEqual(estimates);
  await study.nx('run-many', '-t', ...TASKS);
  expect(study.ran()).toEqual(estimates);
});

const IGNORED = `import { defineCatalog, dimension, glob } from 'nx-experiments';

const late = dimension({ late: { path: 'raw/late.txt' } });

export default defineCatalog({
  dimensions: { file: dimension(glob('raw/more/*.txt')), late },
  tasks: {
    copy: { over: ['file'], outputs: { copy: 'copy.txt' }, command: '${note('copy')} && cp {file.path} {outputs.copy}' },
    all: { over: [], needs: { copies: 'copy' }, outputs: { all: 'all.txt' }, command: '${note('all')} && cat {needs.copies.copy} > {outputs.all}' },
    wait: { over: ['late'], outputs: { copy: 'copy.txt' }, command: '${note('wait')} && (make none 2> /dev/null || cp {late.path} {outputs.copy})' },
  },
});
`;

test('a run stops whose graph lacks files that git ignores, which the daemon does not see', async () => {
  study.write({ 'src/ignored/config.ts': IGNORED, 'raw/more/x.txt': 'x\n' });
  await study.nx('sync');
  study.commit('Lock');
  await study.nx('run-many', '-t', 'all');
  expect(study.ran()).toEqual(['all/all', 'copy/x']);

  const stops = async (task: string, experiment: string) => {
    const ended = await study.run('nx', ['run-many', '-t', task]);
    expect.soft(ended.exitCode).not.toBe(0);
    expect.soft(outputOf(ended)).toContain(experiment);
    expect.soft(outputOf(ended)).toContain('nx reset --only-daemon');
    expect(study.ran()).toEqual([]);
  };
  study.write({ 'raw/more/y.txt': 'y\n' });
  await study.nx('run-many', '-t', 'probe');
  study.ran();
  await stops('all', 'all/all');
  // Nx ends its daemon when a plugin stops a run.
  await study.nx('sync');
  await study.nx('run-many', '-t', 'all');
  expect(study.ran()).toEqual(['all/all', 'copy/y']);
  expect(study.read('bld/all/all/all.txt')).toBe('x\ny\n');

  study.write({ 'raw/late.txt': 'late\n' });
  await stops('wait', 'wait/late');
  await study.nx('run-many', '-t', 'wait');
  expect(study.ran()).toEqual(['wait/late']);
  study.write({ 'raw/late.txt': 'another\n' });
  // What the daemon prints when it makes the graph nobody sees. (A socket, as tests have, cannot be opened
  // by another process: a terminal, a file and a pipe of a shell can.)
  const call = 'node_modules/.bin/nx run-many -t wait 2> ../warned.txt';
  const ended = await study.run('sh', ['-c', call]);
  expect(ended.exitCode, outputOf(ended)).toBe(0);
  expect(study.read('../warned.txt')).toContain('tasks.wait.command: runs make, ');
  expect(study.ran()).toEqual(['wait/late']);
});
