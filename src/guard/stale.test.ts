import { availableParallelism } from 'node:os';
import { afterEach, expect, test } from 'vitest';
import { defineCatalog, dimension } from '../catalog/define.js';
import { digestOf } from '../definition/digest.js';
import { lockOf } from '../lock/lock.js';
import { parallelOf } from '../nx/call.js';
import { soundStudy } from '../study.fixture.js';
import type { Workspace } from '../workspace/workspace.js';
import { refuseExcludedNeeds } from './excluded-needs.js';
import { refuseStale } from './stale.js';
import type { Projects } from './targets-reaching.js';

const before = process.env.NX_PARALLEL;
afterEach(() => {
  if (before === undefined) delete process.env.NX_PARALLEL;
  else process.env.NX_PARALLEL = before;
});

test.each<[string, number]>([
  ['', 3],
  ['--parallel=7', 7],
  ['--parallel 7', 7],
  ['--parallel', 3],
  ['--parallel a-project', 3],
  ['--parallel=false', 1],
  ['--parallel false', 1],
  ['--no-parallel', 1],
  ['--parallel=true', 3],
  ['--maxParallel=2', 2],
  ['--max-parallel=2', 2],
  ['--parallel=2 --parallel=4', 4],
  ['--parallel=50%', Math.ceil(availableParallelism() / 2)],
  ['--parallel=100%', availableParallelism()],
  ['--parallel=0', 3],
  ['--parallelism=9', 3],
])('nx run-many %s runs %d at once', (text, expected) => {
  delete process.env.NX_PARALLEL;
  expect(parallelOf(['node', 'nx', 'run-many', ...text.split(' ')], 3)).toBe(expected);
});

test('NX_PARALLEL counts where no flag is given, and nx.json after it', () => {
  process.env.NX_PARALLEL = '5';
  expect(parallelOf([], 4)).toBe(5);
  expect(parallelOf(['--parallel=2'], 4)).toBe(2);
  delete process.env.NX_PARALLEL;
  expect(parallelOf([], 4)).toBe(4);
  expect(parallelOf([], undefined)).toBe(3);
});

const nx = (text: string) => ['node', '/w/node_modules/.bin/nx', ...text.split(' ')];

/** A study in which estimates read what is prepared, and the graph of its workspace. */
const study = soundStudy(
  defineCatalog({
    dimensions: { data: dimension(['a', 'b']) },
    tasks: {
      prepare: { outputs: { table: 't.csv' }, command: 'true' },
      estimate: { needs: { table: 'prepare' }, outputs: { fit: 'f.json' }, command: 'true' },
    },
  }),
);
const projects: Projects = {
  'prepare/a': { targets: { prepare: {} } },
  'estimate/a': { targets: { estimate: { dependsOn: [{ target: 'prepare' }] } } },
  app: {
    targets: {
      all: { dependsOn: ['results'] },
      results: { dependsOn: ['^estimate'] },
      single: { dependsOn: ['estimate/a:estimate'] },
      pattern: { dependsOn: ['est*'] },
      lint: { dependsOn: ['build'] },
      build: {},
    },
  },
};

/** The study's workspace with a lock in which some tasks' experiments are missing. */
function workspaceWithout(...stale: readonly string[]): Workspace {
  const named = () => ({ code: [], data: [] });
  const digest = (e: (typeof study.experiments)[number]) => digestOf(e, named());
  const sound = lockOf(study, {}, digest).texts;
  const locked = Object.fromEntries(
    Object.entries(sound).map(([file, text]) => {
      const content = JSON.parse(text);
      for (const key of Object.keys(content.experiments))
        if (stale.includes(key.split('/')[0]!)) delete content.experiments[key];
      return [file, stale.length === 0 ? text : JSON.stringify(content)];
    }),
  );
  return { study, lock: lockOf(study, locked, digest), locked, named, digest, problems: [] };
}

test.each([
  'run-many -t estimate',
  'run-many -t lint,estimate',
  'run-many --targets=build estimate',
  'run-many -t prepare -p tag:data_a',
  'run-many -t all',
  'all app',
  'run app:results',
  'app:single',
  'run-many -t pattern',
  'run-many -testimate',
])('with a stale experiment, nx %s --skip-sync stops', (text) => {
  const run = () => refuseStale(workspaceWithout('prepare'), nx(`${text} --skip-sync`), projects);
  expect(run).toThrow(/out of date.*2 experiments, such as prepare\/a.*nx sync/);
});

test.each(['run-many -t lint', 'run-many --targets=lint,build', 'lint app', 'run app:build'])(
  'nx %s --skip-sync reaches none and goes on',
  (text) => {
    refuseStale(workspaceWithout('prepare'), nx(`${text} --skip-sync`), projects);
  },
);

test('what a stale experiment needs may run', () => {
  const argv = nx('run-many -t prepare --skip-sync');
  refuseStale(workspaceWithout('estimate'), argv, projects);
});

test('where the graph is not known, a run stops', () => {
  const run = () => refuseStale(workspaceWithout('prepare'), nx('lint app --skip-sync'), undefined);
  expect(run).toThrow('nx sync');
});

test('a stale nx affected stops, whatever it is for', () => {
  const run = () => refuseStale(workspaceWithout('prepare'), nx('affected -t lint'), projects);
  expect(run).toThrow('nx sync');
});

test('a lock in step stops nothing', () => {
  refuseStale(workspaceWithout(), nx('affected -t estimate'), projects);
  refuseStale(workspaceWithout(), nx('run-many -t estimate --skip-sync'), projects);
});

test.each([
  'run-many -t estimate --exclude-task-dependencies',
  'run-many -t prepare estimate --excludeTaskDependencies',
  'affected -t estimate --exclude-task-dependencies=true',
  'estimate estimate/a --exclude-task-dependencies true',
  'run estimate/a:estimate --exclude-task-dependencies',
  '--exclude-task-dependencies run-many -t lint',
])('nx %s stops: the hash would miss what the task needs', (text) => {
  const run = () => refuseExcludedNeeds(study.catalogs, nx(text));
  expect(run).toThrow(/^study\/config\.ts: tasks\.estimate\.needs: .*without/);
});

test.each([
  'run-many -t prepare --exclude-task-dependencies',
  'run-many -t lint build --exclude-task-dependencies',
  'run-many -t estimate --exclude-task-dependencies=false',
  'run-many -t estimate --exclude-task-dependencies false',
  'run-many -t estimate -- --exclude-task-dependencies',
  'run-many -t estimate',
])('nx %s goes on', (text) => {
  refuseExcludedNeeds(study.catalogs, nx(text));
});
