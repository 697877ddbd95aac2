import { execFileSync } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noteCalls } from './generated.js';
import { of } from './study.js';
import { outputOf, type Workspace, workspace } from './workspace.js';

const CONFIG = 'src/study/config.ts';

let study: Workspace;

beforeAll(() => {
  study = workspace(
    { 'nx.json': null, '.gitignore': 'node_modules\n.nx\n' },
    { keep: true, isolated: false },
  );
});

afterAll(() => study.remove());

/** What git sees of the work tree since the last commit. */
const changed = () => study.git('status', '--porcelain', '--untracked-files=all');

/** Runs a generator after a trial run that has to write nothing; returns what it changed. */
async function generate(...args: readonly string[]): Promise<string> {
  study.commit();
  const trial = await study.nx('g', ...args, '--dry-run');
  expect(outputOf(trial)).toContain('UPDATE');
  expect(changed()).toBe('');
  await study.nx('g', ...args);
  return changed();
}

/** Runs tasks; returns what was really called. */
async function run(...tasks: readonly string[]): Promise<readonly string[]> {
  await study.nx('run-many', '-t', ...tasks);
  return study.ran();
}

/** Commands that have to end badly, each with what it has to say; none may write anything. */
async function refused(...commands: readonly (readonly [command: string, says: RegExp])[]) {
  await Promise.all(
    commands.map(async ([command, says]) => {
      const ended = await study.run('nx', ['g', ...command.split(' ')]);
      expect.soft(ended.exitCode, command).not.toBe(0);
      expect.soft(outputOf(ended)).toMatch(says);
    }),
  );
  expect(changed()).toBe('');
}

async function inSync(): Promise<void> {
  expect(outputOf(await study.nx('sync:check'))).toContain(
    '[nx-experiments:sync]: All files are up to date.',
  );
}

test('init prepares an npm project, once', async () => {
  const trial = await study.nx('g', 'nx-experiments:init', '--dry-run');
  expect(outputOf(trial)).toContain('CREATE nx.json');
  expect(changed()).toBe('');
  await study.nx('g', 'nx-experiments:init');
  expect(changed()).toBe('M .gitignore\n?? nx.json');
  expect(JSON.parse(study.read('nx.json'))).toMatchObject({
    plugins: ['nx-experiments/plugin'],
    sync: { applyChanges: true, globalGenerators: ['nx-experiments:sync'] },
  });
  study.commit();
  await study.nx('g', 'nx-experiments:init');
  expect(changed()).toBe('');
  await inSync();
});

test('a catalog whose experiments run at once', async () => {
  const args = [
    'nx-experiments:catalog',
    'src/study',
    ...['--dimension=data:a,b', '--dimension=model:ols,logit', '--task=estimate'],
  ];
  const trial = await study.nx('g', ...args, '--dry-run');
  expect(outputOf(trial)).toContain(`CREATE ${CONFIG}`);
  expect(changed()).toBe('');
  await study.nx('g', ...args);
  expect(changed()).toBe(
    '?? src/study/config.lock.json\n?? src/study/config.ts\n?? src/study/estimate.ts',
  );
  await inSync();
  study.write({ 'src/study/estimate.ts': noteCalls(study.read('src/study/estimate.ts')) });
  expect(await run('estimate')).toEqual(of('estimate', 'a-logit', 'a-ols', 'b-logit', 'b-ols'));
  expect(JSON.parse(study.read('bld/estimate/a-ols/result.json'))).toEqual({
    data: 'a',
    model: 'ols',
  });
});

test('a level more: its experiments run', async () => {
  expect(await generate('add-level', 'probit', '--dimension=model')).toBe(
    'M src/study/config.lock.json\n M src/study/config.ts',
  );
  expect(study.git('diff', '--numstat')).toBe(
    '2\t0\tsrc/study/config.lock.json\n1\t1\tsrc/study/config.ts',
  );
  await inSync();
  expect(await run('estimate')).toEqual(of('estimate', 'a-probit', 'b-probit'));
});

test('a dimension more with a default: no experiment that exists runs', async () => {
  await generate('add-dimension', 'se', '--levels=classical,robust', '--default=classical');
  expect(study.git('diff', '--numstat')).toBe(
    '15\t0\tsrc/study/config.lock.json\n2\t1\tsrc/study/config.ts',
  );
  await inSync();
  expect(await run('estimate')).toEqual(
    of(
      'estimate',
      ...['a-logit-robust', 'a-ols-robust', 'a-probit-robust'],
      ...['b-logit-robust', 'b-ols-robust', 'b-probit-robust'],
    ),
  );
});

test('a task more: it reads the fits of each dataset', async () => {
  expect(await generate('add-task', 'table', '--over=data', '--needs=estimate')).toContain(
    '?? src/study/table.ts',
  );
  await inSync();
  study.write({ 'src/study/table.ts': noteCalls(study.read('src/study/table.ts')) });
  expect(await run('table')).toEqual(of('table', 'a', 'b'));
  const { estimates } = JSON.parse(study.read('bld/table/b/result.json'));
  expect(estimates).toHaveLength(6);
  expect(estimates[0]).toEqual({
    id: 'b-logit',
    result: { data: 'b', model: 'logit' },
  });
});

test('a level less: what aggregated over it runs', async () => {
  await generate('remove-level', 'logit', '--dimension=model');
  await inSync();
  expect(await run('estimate', 'table')).toEqual(of('table', 'a', 'b'));
  expect(JSON.parse(study.read('bld/table/b/result.json')).estimates).toHaveLength(4);
});

test('what is left of that level is removed, after it was listed', async () => {
  const old = () => study.files('bld').filter((path) => path.includes('logit'));
  const kept = study.files('bld').length - old().length;
  const listed = await study.nx('g', 'prune', '--dry-run');
  expect(outputOf(listed)).toContain('DELETE bld/estimate/a-logit');
  expect(old()).not.toEqual([]);
  await study.nx('g', 'prune');
  expect(old()).toEqual([]);
  expect(study.files('bld')).toHaveLength(kept);
});

test('what is there already, is not there, or is bad is refused, and nothing is written', async () => {
  study.commit();
  await refused(
    ['nx-experiments:catalog src/study', /src\/study\/config\.ts: is there already/],
    ['add-level probit --dimension=model', /dimensions\.model\.probit: is there already/],
    ['add-dimension se --levels=x', /dimensions\.se: is there already/],
    ['add-task table --over=data', /tasks\.table: is there already/],
    ['remove-level logit --dimension=model', /there is no level "logit"/],
    ['add-level x --dimension=modle', /there is no dimension "modle" \(did you mean "model"/],
    ['add-level a/b --dimension=model', /the level name "a\/b"/],
    ['add-dimension w --levels=x,y --default=z', /the default "z" is not a level/],
    ['add-task figure --needs=fit', /there is no task "fit"; it may be estimate, table/],
    ['add-level x --dimension=model --catalog=src', /--catalog: src is no catalog/],
  );
  expect(await run('estimate', 'table')).toEqual([]);
});

test('where two catalogs could be meant, --catalog says which', async () => {
  await study.nx(
    'g',
    ...['nx-experiments:catalog', 'src/other', '--dimension=data:x', '--name=other'],
  );
  study.commit();
  await refused([
    'add-level y --dimension=data',
    /could be any of 2 catalogs; give one of --catalog=src\/other\/config\.ts, --catalog=src\/study\/config\.ts/,
  ]);
  expect(await generate('add-level', 'y', '--dimension=data', '--catalog=src/other')).toBe(
    'M src/other/config.lock.json\n M src/other/config.ts',
  );
  await inSync();
});

test('in a terminal, what is missing is asked for', async () => {
  study.write({
    'nx.json': JSON.stringify({ ...JSON.parse(study.read('nx.json')), analytics: false }),
  });
  study.commit();
  const screen = join(study.root, '.nx/screen');
  const keys = join(study.root, '.nx/keys');
  execFileSync('mkfifo', [keys]);
  // script(1) runs a command in a terminal of its own.
  const command = 'stty cols 120 rows 40; node_modules/.bin/nx g add-dimension --catalog=src/other';
  const { process: asking, ended } = study.start('sh', [
    '-c',
    `exec script -qefc '${command}' ${screen} < ${keys}`,
  ]);
  // Where it ends early, its exit code and screen tell.
  const typed = createWriteStream(keys).on('error', () => {});
  for (const [question, answer] of [
    ['What is the dimension called?', 'seed'],
    ['Which levels does it have', '1,02'],
    ['Which of them stands for what is there already', '1'],
  ] as const) {
    const isAsked = () => existsSync(screen) && readFileSync(screen, 'utf8').includes(question);
    await study.until(() => isAsked() || asking.exitCode !== null);
    typed.write(`${answer}\r`);
  }
  expect((await ended).exitCode, readFileSync(screen, 'utf8')).toBe(0);
  typed.destroy();
  expect(study.read('src/other/config.ts')).toContain(
    "export const seed = dimension(['1', '02'], { default: '1' });",
  );
  await inSync();
});
