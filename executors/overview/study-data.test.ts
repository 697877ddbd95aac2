import { expect, test } from 'vitest';
import type { Plan } from '../../src/definition/plan.js';
import type { ShownCatalog } from '../../src/graph/overview-targets.js';
import { jsonOf } from './json.js';
import type { Member } from './members.js';
import { selected } from './selection.js';
import { studyData } from './study-data.js';

/** One experiment of a catalog; by its name, its projects begin with that. */
function member(catalog: string, name: string, task: string, needs: readonly string[] = []) {
  const project = `${name === '' ? '' : `${name}/`}${task}/a`;
  const experiment = {
    id: 'a',
    task,
    levels: { data: { name: 'a' } },
    inputs: {},
    outputs: { out: `bld/${project}/out.json` },
    needs: {},
    args: {},
  };
  const plan = {
    catalog,
    bld: 'bld',
    folder: `bld/${project}`,
    experiment,
    run: 'src/run.ts',
    env: {},
    parts: { code: { files: [], packages: [], manifests: [] } },
  } as unknown as Plan;
  return { id: `${project}:${task}`, project, plan, digest: '', needs } satisfies Member;
}

function study(members: readonly Member[]) {
  const files = [...new Set(members.map(({ plan }) => plan.catalog))];
  const catalogs = files.map((file) => ({
    file,
    bld: 'bld',
    dimensions: [{ name: 'data', levels: [{ name: 'a', fields: {} }] }],
    tasks: members
      .filter(({ plan }) => plan.catalog === file)
      .map(({ plan }) => ({ name: plan.experiment.task, over: ['data'] })),
  })) as unknown as ShownCatalog[];
  return studyData({
    project: 'study',
    catalogs,
    members,
    verdicts: new Map(members.map(({ id }) => [id, { state: 'new', reasons: [] }])),
    durations: { of: () => undefined, note: () => {}, save: () => {} },
    lastOf: () => undefined,
    parallel: 1,
    now: 0,
  });
}

test('tasks with one name in two catalogs are two', () => {
  const made = study([
    member('src/wages/config.ts', 'wages', 'estimate', ['growth/estimate/a']),
    member('src/growth/config.ts', 'growth', 'estimate'),
  ]);
  // What is needed comes first.
  expect(made.tasks.map(({ name }) => name)).toEqual(['growth/estimate', 'wages/estimate']);
  expect(made.experiments.map(({ task, project }) => [task, project])).toEqual([
    ['growth/estimate', 'growth/estimate/a'],
    ['wages/estimate', 'wages/estimate/a'],
  ]);
  const picked = (task: string) =>
    selected(made, { tasks: [task], where: [] }).map(({ project }) => project);
  expect(picked('estimate')).toEqual(['growth/estimate/a', 'wages/estimate/a']);
  expect(picked('wages/estimate')).toEqual(['wages/estimate/a']);
});

test('data have the names of tasks as catalogs have them', () => {
  const made = study([member('src/growth/config.ts', 'growth', 'estimate')]);
  expect(JSON.parse(jsonOf(made).join('\n'))).toEqual({
    experiments: [
      {
        project: 'growth/estimate/a',
        task: 'estimate',
        id: 'a',
        levels: { data: 'a' },
        state: 'new',
        reasons: [],
      },
    ],
    price: { experiments: 1, work: 0, clock: 0, unknown: 1 },
  });
});
