import { createRequire } from 'node:module';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readCall } from './call.js';

const require = createRequire(import.meta.url);
const { rewriteTargetsAndProjects } = require('nx/bin/init-local');
const { yargsAffectedCommand } = require('nx/src/command-line/affected/command-object');
const { yargsRunManyCommand } = require('nx/src/command-line/run-many/command-object');
const { yargsNxInfixCommand, yargsRunCommand } = require('nx/src/command-line/run/command-object');
const shared = require('nx/src/command-line/yargs-utils/shared-options');
const yargs = createRequire(require.resolve('nx/package.json'))('yargs/yargs');

const split = (text: string) => ['/usr/bin/node', '/w/node_modules/.bin/nx', ...text.split(' ')];

const before = { ...process.env };
beforeEach(() => {
  delete process.env.NX_PARALLEL;
});
afterEach(() => {
  process.env = { ...before };
});

/** What Nx's own parser, with Nx's own options, makes of a call. */
async function readByNx(argv: readonly string[]) {
  let args: Record<string, unknown> = {};
  const handler = (parsed: typeof args) => {
    args = parsed;
  };
  const cli = yargs().parserConfiguration({ 'strip-dashed': true }).help(false).version(false);
  for (const command of [
    yargsRunManyCommand,
    yargsAffectedCommand,
    yargsRunCommand,
    yargsNxInfixCommand,
  ])
    cli.command({ ...command, handler });
  const isKnown = ['run-many', 'affected'].includes(argv[2]!);
  await cli.parseAsync(isKnown ? rewriteTargetsAndProjects(argv) : argv.slice(2));
  return {
    targets: args.targets ?? args.target,
    parallel: shared.readParallelFromArgsAndEnv(args),
    skipsSync: args.skipSync,
    excludesTaskDependencies: args.excludeTaskDependencies,
  };
}

test.each([
  'run-many -t estimate',
  'run-many -t estimate figure -p a-ols',
  'run-many -p a-ols --targets=estimate,figure',
  'run-many --target estimate --parallel=0',
  'run-many -t=estimate figure',
  'run-many --targets=build estimate',
  'run-many -t a -t b',
  'run-many -t a,b -t c',
  'run-many -t "a","b"',
  'run-many -pt estimate',
  'run-many -t lint -- -t estimate --parallel=9 --skip-sync',
  'run-many -t a --parallel=7',
  'run-many -t a --parallel 7',
  'run-many -t a --parallel',
  'run-many -t a --parallel a-project',
  'run-many -t a --parallel=false',
  'run-many -t a --no-parallel',
  'run-many -t a --parallel=true',
  'run-many -t a --maxParallel=2',
  'run-many -t a --max-parallel=2 --parallel',
  'run-many -t a --parallel=2 --parallel=4',
  'run-many -t a --parallel=50%',
  'run-many -t a --parallel=100%',
  'run-many -t a --parallel=2.9',
  'run-many -t a --parallel=-1',
  'run-many -t a --parallelism=9',
  'run-many -t a --skip-sync --exclude-task-dependencies',
  'run-many -t a --skipSync=false --no-excludeTaskDependencies',
  'run-many -t a --skipSync true --exclude-task-dependencies false',
  'run-many -t a --skip-sync=true --no-skip-sync',
  'run-many -t a --batch=false --outputStyle=static --runner default --parallel=2',
  'affected -t lint --base=main --parallel=2',
  'affected -t lint --files a b --parallel=2',
  'affected -t a b --nxBail --verbose --parallel 2',
  'run p:build --parallel=2 --skip-sync',
  'run p -t lint --max-parallel=4',
])('nx %s is read as Nx reads it', async (text) => {
  const { targets, parallel, skipsSync, excludesTaskDependencies } = readCall(split(text));
  const byNx = await readByNx(split(text));
  expect({ parallel, skipsSync, excludesTaskDependencies }).toEqual({
    parallel: byNx.parallel,
    skipsSync: byNx.skipsSync,
    excludesTaskDependencies: byNx.excludesTaskDependencies,
  });
  if (byNx.targets !== undefined)
    expect(targets).toEqual(expect.arrayContaining([byNx.targets].flat()));
  if (!text.startsWith('run ')) expect(targets).toEqual(byNx.targets);
  process.env.NX_PARALLEL = '5';
  expect(readCall(split(text)).parallel).toBe((await readByNx(split(text))).parallel);
});

test.each<[string, string[]]>([
  ['run-many -t estimate', ['estimate']],
  ['run-many -t estimate figure -p a-ols', ['estimate', 'figure']],
  ['run-many -p a-ols --targets=estimate,figure', ['estimate', 'figure']],
  ['run-many --target estimate', ['estimate']],
  ['run-many -t=estimate figure', ['estimate']],
  ['run-many -t lint -- -t estimate', ['lint']],
  ['affected -t lint --base=main', ['lint']],
  ['affected:test --base=main', ['test']],
  ['lint estimate/a-ols', ['lint']],
  ['b app', ['b', 'build']],
  ['run p:build:prod', ['p', 'p:build', 'p:build:prod', 'build', 'build:prod', 'prod']],
  ['p:"lint"', ['p', 'p:lint', 'lint']],
  ['run p -t lint', ['lint', 'p']],
  ['release publish', ['nx-release-publish']],
])('nx %s names %j', (text, expected) => {
  expect(readCall(split(text)).targets).toEqual(expected);
});

test.each([
  'run-many',
  'run-many -testimate',
  '--verbose run-many -t lint',
  'run --verbose',
  'exec -- lint',
  'g some-generator',
])('what nx %s names is not plain', (text) => {
  expect(readCall(split(text)).targets).toBeUndefined();
});

test('nor is what a script of the user runs', () => {
  expect(readCall(['node', '/w/tools/run-all.js', 'lint']).targets).toBeUndefined();
});
