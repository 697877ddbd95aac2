import { expect, test } from 'vitest';
import { defineCatalog, dimension } from '../catalog/define.js';
import { digestOf } from '../definition/digest.js';
import { lockOf } from '../lock/lock.js';
import { readCall } from '../nx/call.js';
import { soundStudy } from '../study.fixture.js';
import type { Workspace } from '../workspace/workspace.js';
import { refuseStale } from './stale.js';
import type { Projects } from './targets-reaching.js';

const nx = (text: string) => readCall(['node', '/w/node_modules/.bin/nx', ...text.split(' ')]);

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
  const lock = lockOf(study, locked, digest);
  return {
    study,
    lock,
    locked,
    named,
    digest,
    knownFields: () => [],
    problems: [],
    isSteady: false,
  };
}

test.each([
  'run-many -t estimate',
  'run-many -t lint,estimate',
  'run-many --targets build estimate',
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

test.each([
  'run-many -t lint',
  'run-many --targets=lint,build',
  'run-many --targets=build estimate',
  'lint app',
  'run app:build',
])('nx %s --skip-sync reaches none and goes on', (text) => {
  refuseStale(workspaceWithout('prepare'), nx(`${text} --skip-sync`), projects);
});

test('what a stale experiment needs may run', () => {
  const call = nx('run-many -t prepare --skip-sync');
  refuseStale(workspaceWithout('estimate'), call, projects);
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

test('a lock that is missing is told from one that is out of date: its catalog may have been moved', () => {
  const affected = nx('affected -t estimate');
  const missing = () =>
    refuseStale({ ...workspaceWithout('prepare'), locked: {} }, affected, projects);
  expect(missing).toThrow(
    'There is no study/config.lock.json: where its catalog was renamed or moved, move its lock with it first (git mv).',
  );
  const old = () => refuseStale(workspaceWithout('prepare'), affected, projects);
  expect(old).not.toThrow('There is no');
  expect(old).toThrow('such as Date.now(), by which the lock would never be in step.');
});
