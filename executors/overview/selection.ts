import { coded } from '../../src/problems/problem.js';
import { suggestion } from '../../src/problems/suggest.js';
import { type ExperimentData, plainName, type StudyData } from './data.js';
import { groupsOf } from './groups.js';
import { priceAmong } from './price.js';

/** Which experiments are to be shown. */
export interface Selection {
  /** Names of tasks, with or without their catalogs' names; none means all. */
  readonly tasks: readonly string[];
  /** `dimension=level`; of one dimension any of the levels, of several all of them. */
  readonly where: readonly string[];
}

/**
 * The experiments that a selection takes; those that do not vary over one of its dimensions are none of them.
 *
 * @throws {Error} where a task, a dimension or a level is none of the study's
 */
export function selected(study: StudyData, { tasks, where }: Selection): ExperimentData[] {
  const names = [...new Set(study.tasks.flatMap(({ name }) => [plainName(name), name]))];
  for (const task of tasks) assertAmong(task, names, `--task=${task}: no task`);
  const levels = new Map<string, string[]>();
  for (const one of where) {
    const at = one.indexOf('=');
    if (at === -1)
      throw new Error(
        coded('NXE041', `--where=${one}: give a dimension and a level: --where=model=ols`),
      );
    const [name, level] = [one.slice(0, at), one.slice(at + 1)];
    const dimensions = study.dimensions.map((dimension) => dimension.name);
    assertAmong(name, dimensions, `--where=${one}: no dimension`);
    const known = study.dimensions.find((dimension) => dimension.name === name)!.levels;
    assertAmong(
      level,
      known.map((l) => l.name),
      `--where=${one}: no level of ${name}`,
    );
    levels.set(name, [...(levels.get(name) ?? []), level]);
  }
  return study.experiments.filter(
    (experiment) =>
      (tasks.length === 0 || namesOf(experiment).some((name) => tasks.includes(name))) &&
      [...levels].every(([name, some]) => some.includes(experiment.levels[name] ?? '')),
  );
}

function namesOf({ task }: ExperimentData): readonly string[] {
  return [task, plainName(task)];
}

/** A study with these experiments alone. */
export function narrowed(study: StudyData, experiments: readonly ExperimentData[]): StudyData {
  if (experiments.length === study.experiments.length) return study;
  const present = new Set(experiments.map(({ task }) => task));
  return {
    ...study,
    experiments,
    tasks: study.tasks.filter(({ name }) => present.has(name)),
    groups: groupsOf(experiments),
    price: priceAmong(experiments, study.experiments, study.parallel),
  };
}

function assertAmong(name: string, known: readonly string[], wrong: string): void {
  if (known.includes(name)) return;
  const some = known.slice(0, 12).join(', ');
  throw new Error(
    coded(
      'NXE013',
      `${wrong}${suggestion(name, known)}; there are ${some}${known.length > 12 ? ', …' : ''}`,
    ),
  );
}
