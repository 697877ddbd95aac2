import { checkStudy } from './check-study.js';
import { experimentsOf, type TaskExperiment } from './experiments.js';
import { type Joined, join } from './join.js';
import type { Loaded } from './load-messages.js';
import type { CatalogModel, TaskId, TaskModel } from './model.js';
import type { Problem } from './problems.js';
import { reportInto } from './report.js';

/** An experiment, joined with what it needs. */
export interface StudyExperiment extends TaskExperiment {
  readonly needs: { readonly [need: string]: Joined };
}

/** All that a workspace's catalogs expand to. */
export interface Study {
  /** The catalogs in which nothing is wrong, sorted by file. */
  readonly catalogs: readonly CatalogModel[];
  /** Their experiments, sorted by catalog, task and id. */
  readonly experiments: readonly StudyExperiment[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

/** Expands loaded catalogs to experiments and joins them; what is wrong leaves out its catalog alone. */
export function studyOf(loaded: ReadonlyMap<string, Loaded>): Study {
  const problems = [...loaded.values()].flatMap((l) => l.problems);
  const models = [...loaded.values()].flatMap((l) => l.catalog ?? []);
  const { experiments, wrong } = expandAll(models.toSorted((a, b) => (a.file < b.file ? -1 : 1)));
  problems.push(...wrong);
  const inError = new Set(problems.map((p) => p.file));
  return {
    catalogs: models.filter((c) => !inError.has(c.file)).sort((a, b) => (a.file < b.file ? -1 : 1)),
    experiments: experiments.filter((e) => !inError.has(e.catalog.file)),
    problems,
    warnings: models.flatMap((c) => c.warnings),
  };
}

type ByTask = Map<string, { readonly task: TaskModel; readonly experiments: TaskExperiment[] }>;

const keyOf = ({ catalog, task }: TaskId) => `${catalog}\0${task}`;

function expandAll(catalogs: readonly CatalogModel[]) {
  const wrong: Problem[] = [];
  const byTask: ByTask = new Map();
  for (const catalog of catalogs)
    for (const task of catalog.tasks.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const report = reportInto(wrong, catalog.file, `tasks.${task.name}`);
      const experiments = experimentsOf(catalog, task, report);
      byTask.set(keyOf({ catalog: catalog.file, task: task.name }), { task, experiments });
    }
  wrong.push(...cycles(catalogs));
  const experiments = [...byTask.values()].flatMap(({ task, experiments }) =>
    joinTask(task, experiments, byTask, wrong),
  );
  wrong.push(...checkStudy(experiments));
  return { experiments, wrong };
}

function joinTask(
  task: TaskModel,
  experiments: readonly TaskExperiment[],
  byTask: ByTask,
  wrong: Problem[],
): StudyExperiment[] {
  const file = experiments[0]?.catalog.file;
  if (file === undefined) return [];
  const joined = Object.entries(task.needs).map(([need, id]) => {
    const report = reportInto(wrong, file, `tasks.${task.name}.needs.${need}`);
    const producer = byTask.get(keyOf(id));
    if (producer === undefined) {
      report.add(
        '',
        `is the task ${id.task} of ${id.catalog}, which is in error or not a catalog of this workspace`,
        `mend ${id.catalog}`,
      );
      return { need, matches: [] };
    }
    const overs = { consumer: task.over, producer: producer.task.over };
    return { need, matches: join(experiments, producer.experiments, overs, report) };
  });
  return experiments.map((experiment, i) => ({
    ...experiment,
    needs: Object.fromEntries(
      joined.flatMap(({ need, matches }) => (matches[i] === undefined ? [] : [[need, matches[i]]])),
    ),
  }));
}

/** One problem for each task that needs itself through others. */
function cycles(catalogs: readonly CatalogModel[]): Problem[] {
  const needs = new Map<string, { readonly id: TaskId; readonly needed: readonly TaskId[] }>();
  for (const { file, tasks } of catalogs)
    for (const task of tasks) {
      const id = { catalog: file, task: task.name };
      needs.set(keyOf(id), { id, needed: Object.values(task.needs) });
    }
  const done = new Set<string>();
  const found: Problem[] = [];
  const visit = (key: string, path: readonly string[]): void => {
    const at = path.indexOf(key);
    const node = needs.get(key);
    if (at >= 0 && node !== undefined) {
      const names = [...path.slice(at), key].map((k) => needs.get(k)!.id.task);
      found.push({
        file: node.id.catalog,
        path: `tasks.${node.id.task}.needs`,
        wrong: `needs itself: ${names.join(' → ')}`,
        mend: 'remove one of these needs',
      });
    }
    if (at >= 0 || done.has(key)) return;
    for (const needed of node?.needed ?? []) visit(keyOf(needed), [...path, key]);
    done.add(key);
  };
  for (const key of needs.keys()) visit(key, []);
  return found;
}
