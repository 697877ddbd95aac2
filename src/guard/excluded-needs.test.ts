import { expect, test } from 'vitest';
import { defineCatalog, dimension } from '../catalog/define.js';
import { readCall } from '../nx/call.js';
import { soundStudy } from '../study.fixture.js';
import { refuseExcludedNeeds } from './excluded-needs.js';

const nx = (text: string) => readCall(['node', '/w/node_modules/.bin/nx', ...text.split(' ')]);

/** A study in which estimates read what is prepared. */
const study = soundStudy(
  defineCatalog({
    dimensions: { data: dimension(['a', 'b']) },
    tasks: {
      prepare: { outputs: { table: 't.csv' }, command: 'true' },
      estimate: { needs: { table: 'prepare' }, outputs: { fit: 'f.json' }, command: 'true' },
    },
  }),
);

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
