import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { ALL, of, STUDY, TASKS } from './study.js';
import { install, NEWEST_NX, OLDEST_NX } from './template.js';
import { outputOf, workspace } from './workspace.js';

const RUN = ['run-many', '-t', ...TASKS];
const TASK_WISE = { NX_LEGACY_AFFECTED: 'false' };

test.each([OLDEST_NX, NEWEST_NX])('Nx %s runs, caches and selects', async (nx) => {
  const folder = join(inject('folder'), `versions-${nx}`);
  mkdirSync(folder);
  const template = install(folder, inject('tarball'), nx);
  const study = workspace(STUDY, { template });
  expect((await study.nx('--version')).stdout).toContain(nx);
  await study.nx('sync');
  const base = study.commit('Lock');
  await study.nx(...RUN);
  expect(study.ran()).toEqual(ALL.toSorted());
  await study.nx(...RUN);
  expect(study.ran()).toEqual([]);

  const config = 'src/study/estimation/config.ts';
  study.write({
    [config]: study.read(config).replace("['ols', 'logit']", "['ols', 'logit', 'probit']"),
  });
  const expected = [
    ...of('compare', 'a', 'b'),
    ...of('estimate', 'a-probit', 'b-probit'),
    ...of('figure', 'a-probit', 'b-probit'),
    'simulate/probit',
    'total/all',
  ];
  const stale = await study.run('nx', ['affected', '-t', ...TASKS, `--base=${base}`], {
    env: { CI: 'true' },
  });
  expect(stale.exitCode).not.toBe(0);
  expect(outputOf(stale)).toContain('nx sync');

  await study.nx('sync');
  study.commit();
  const graph = ['affected', '-t', ...TASKS, `--base=${base}`, '--graph=stdout'];
  const [taskWise, legacy, projects] = await Promise.all([
    study.run('nx', graph, { env: TASK_WISE }),
    study.run('nx', graph),
    study.run('nx', ['show', 'projects', '--affected', `--base=${base}`, '--json']),
  ]);
  expect(projects.exitCode, outputOf(projects)).toBe(0);
  expect(JSON.parse(projects.stdout)).toEqual(expect.arrayContaining(expected));
  expect(selected(legacy.stdout)).toEqual(expect.arrayContaining(expected));
  const exactly = new Set([...expected, ...needed(expected)]);
  expect(selected(taskWise.stdout)).toEqual([...exactly].toSorted());

  await study.nx('affected', '-t', ...TASKS, `--base=${base}`);
  expect(study.ran()).toEqual(expected.toSorted());
  await study.nx(...RUN, '--batch=false');
  expect(study.ran()).toEqual([]);
});

function selected(graph: string): string[] {
  const { tasks } = JSON.parse(graph) as { tasks: { tasks: Record<string, unknown> } };
  return Object.keys(tasks.tasks)
    .map((task) => task.slice(0, task.lastIndexOf(':')))
    .toSorted();
}

/** What the graph shows with them, because they need it. */
function needed(experiments: readonly string[]): string[] {
  return experiments.includes('total/all')
    ? [...of('estimate', 'a-logit', 'a-ols', 'b-logit', 'b-ols'), ...of('prepare', 'a', 'b')]
    : [];
}
