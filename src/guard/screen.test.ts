import { expect, test } from 'vitest';
import { defineCatalog, dimension } from '../catalog/define.js';
import { readCall } from '../nx/call.js';
import { soundStudy } from '../study.fixture.js';
import { screenOf } from './screen.js';

const study = soundStudy(
  defineCatalog({
    dimensions: { data: dimension(['a', 'b']) },
    tasks: { estimate: { outputs: { fit: 'f.json' }, command: 'true' } },
  }),
);
const projects = {
  'estimate/a': { targets: { estimate: {} } },
  app: { targets: { lint: {}, all: { dependsOn: ['estimate'] } } },
};
const screen = (words: string, env: NodeJS.ProcessEnv = {}) =>
  screenOf({ study }, readCall(['node', 'nx', ...words.split(' ')]), projects, env);

test.each(['run-many -t estimate', 'run-many -t lint all', 'affected -t estimate', 'run-many'])(
  'nx %s shows experiments in plain lines where it would list them all',
  (words) => {
    expect(screen(words)).toEqual({ NX_TASKS_RUNNER_DYNAMIC_OUTPUT: 'false' });
  },
);

test.each([
  ['a screen that the words name', 'run-many -t estimate --outputStyle=dynamic-legacy', {}],
  ['a screen that the words name otherwise', 'run-many -t estimate --output-style stream', {}],
  ['a terminal UI that the words ask for', 'run-many -t estimate --tui', {}],
  ['a terminal UI that the words refuse', 'run-many -t estimate --no-tui', {}],
  ['that of the environment', 'run-many -t estimate', { NX_DEFAULT_OUTPUT_STYLE: 'tui' }],
  ['the live list', 'run-many -t estimate', { NX_TASKS_RUNNER_DYNAMIC_OUTPUT: 'true' }],
  ['that of other tasks', 'run-many -t lint', {}],
  ['that of a single task', 'estimate estimate/a', {}],
])('%s stays', (_, words, env) => {
  expect(screen(words, env)).toEqual({});
});

test('what an earlier call left in the environment of the daemon is no choice', () => {
  const first = screen('run-many -t estimate');
  expect(screen('run-many -t estimate', first)).toEqual(first);
});
