import type { CatalogModel, TaskModel } from '../catalog/model.js';
import { checkCollect } from '../collect/check.js';
import type { Loaded } from '../load/messages.js';
import type { Problem } from '../problems/problem.js';
import { type Report, reportInto } from '../problems/report.js';
import { checkStudy } from './collisions.js';
import { checkInputs } from './early-reads.js';
import { experimentsOf, type TaskExperiment } from './experiments.js';
import { checkPaths } from './filled-paths.js';
import { join } from './join.js';
import type { Study, StudyExperiment } from './joined.js';
import { checkPlaceholders } from './known-placeholders.js';
import { mixedGroups } from './mixed-groups.js';
import { cycles, dependants, taskKey, tasksWithoutData } from './needs.js';

/** Expands loaded catalogs to experiments and joins them; what is wrong leaves out its catalog alone. */
export function studyOf(loaded: ReadonlyMap<string, Loaded>): Study {
  const models = [...loaded.values()].flatMap((l) => l.catalog ?? []).sort(byFile);
  const { experiments, wrong, warnings } = expandAll(models, loaded);
  const problems = [...[...loaded.values()].flatMap((l) => l.problems), ...wrong];
  problems.push(...dependants(models, problems));
  const inError = new Set(problems.map((p) => p.file));
  return {
    catalogs: models.filter((c) => !inError.has(c.file)),
    experiments: experiments.filter((e) => !inError.has(e.catalog.file)),
    problems,
    warnings: [...models.flatMap((c) => c.warnings), ...warnings],
  };
}

/** A task with its catalog and its experiments. */
interface Expanded {
  readonly catalog: CatalogModel;
  readonly task: TaskModel;
  readonly experiments: readonly TaskExperiment[];
}

type ByTask = ReadonlyMap<string, Expanded>;

const byFile = (a: CatalogModel, b: CatalogModel) => (a.file < b.file ? -1 : 1);

function expandAll(catalogs: readonly CatalogModel[], loaded: ReadonlyMap<string, Loaded>) {
  const wrong: Problem[] = [];
  const byTask = new Map<string, Expanded>();
  for (const catalog of catalogs)
    for (const task of catalog.tasks.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const report = reportInto(wrong, catalog.file, `tasks.${task.name}`);
      const problems = loaded.get(catalog.file)?.problems ?? [];
      const hasWrongNeeds = problems.some(({ path }) =>
        path.startsWith(`tasks.${task.name}.needs.`),
      );
      checkCollect(task, report, hasWrongNeeds);
      const experiments = experimentsOf(catalog, task, report);
      byTask.set(taskKey({ catalog: catalog.file, task: task.name }), {
        catalog,
        task,
        experiments,
      });
    }
  wrong.push(...cycles(catalogs));
  const isSound = ({ file }: CatalogModel) => loaded.get(file)?.problems.length === 0;
  const { keys: withoutData, warnings: noData } = tasksWithoutData(catalogs.filter(isSound));
  const warnings = [...noData];
  for (const key of withoutData) byTask.set(key, { ...byTask.get(key)!, experiments: [] });
  const experiments = [...byTask.values()].flatMap((expanded) => {
    const report = reportInto(wrong, expanded.catalog.file, `tasks.${expanded.task.name}`);
    const joined = joinTask(expanded, byTask, loaded, report.at('needs'));
    const before = wrong.length;
    const producers = producersOf(expanded.task, byTask);
    warnings.push(...mixedGroups(expanded.catalog, expanded.task, (need) => producers[need]));
    checkPlaceholders({ ...expanded, experiments: joined, producers }, report);
    if (wrong.length === before) checkPaths(joined, report);
    return joined;
  });
  wrong.push(...checkStudy(experiments), ...checkInputs(experiments));
  return { experiments, wrong, warnings };
}

function producersOf(task: TaskModel, byTask: ByTask): { [need: string]: TaskModel } {
  return Object.fromEntries(
    Object.entries(task.needs).flatMap(([need, id]) => {
      const producer = byTask.get(taskKey(id))?.task;
      return producer === undefined ? [] : [[need, producer]];
    }),
  );
}

function joinTask(
  { catalog, task, experiments }: Expanded,
  byTask: ByTask,
  loaded: ReadonlyMap<string, Loaded>,
  report: Report,
): StudyExperiment[] {
  const joined = Object.entries(task.needs).map(([need, id]) => {
    const producer = byTask.get(taskKey(id));
    const isElsewhere = id.catalog !== catalog.file;
    // What is left of a catalog in error would give follow-up errors.
    const isBroken = isElsewhere && loaded.get(id.catalog)?.problems.length !== 0;
    if (producer === undefined || isBroken) {
      // A catalog in error is reported for itself, and for those that need it, elsewhere.
      if (!loaded.has(id.catalog))
        report.add(
          'NXE027',
          need,
          `is a task of ${id.catalog}, which is none of the files in which the plugin looks for catalogs`,
          'rename that file, or set the option catalogs of nx-experiments/plugin in nx.json',
        );
      return { need, matches: [] };
    }
    const overs = { consumer: task.over, producer: producer.task.over };
    const name = `the task ${id.task}${isElsewhere ? ` (${id.catalog})` : ''}`;
    const matches = join(experiments, producer.experiments, overs, name, report.at(need));
    return { need, matches };
  });
  return experiments.map((experiment, i) => ({
    ...experiment,
    needs: Object.fromEntries(
      joined.flatMap(({ need, matches }) => (matches[i] === undefined ? [] : [[need, matches[i]]])),
    ),
  }));
}
