import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import type { StudyExperiment } from '../study/joined.js';

/** The name of the project that tries a study, and its tag. */
export const PILOT = 'pilot';

/**
 * A project without work of its own, whose target for each task depends on few experiments in which every
 * level occurs: `nx run-many -t estimate -p pilot`. Tasks of one name in several catalogs are one target.
 */
export function pilotProject(experiments: readonly StudyExperiment[]): {
  readonly [root: string]: ProjectConfiguration;
} {
  const [first] = experiments;
  if (first === undefined) return {};
  const root = `${first.catalog.bld}/.${PILOT}`;
  const names = [...new Set(experiments.map((e) => e.task.name))].sort();
  const targets = names.map((target): [string, TargetConfiguration] => {
    const projects = experiments
      .filter((e) => e.task.name === target)
      .reduce(byTask, new Map<object, StudyExperiment[]>());
    const few = [...projects.values()].flatMap((all) => covering(all)).map((e) => e.project);
    return [
      target,
      {
        executor: 'nx:noop',
        // Not cached: a remote cache holds results, and this has none.
        inputs: [{ externalDependencies: [] }],
        dependsOn: [{ target, projects: few }],
      },
    ];
  });
  const metadata = { description: 'Few experiments in which every level occurs' };
  const project = { name: PILOT, root, tags: [PILOT], metadata };
  return { [root]: { ...project, targets: Object.fromEntries(targets) } };
}

function byTask(tasks: Map<object, StudyExperiment[]>, experiment: StudyExperiment) {
  const of = tasks.get(experiment.task);
  if (of === undefined) tasks.set(experiment.task, [experiment]);
  else of.push(experiment);
  return tasks;
}

/**
 * Few of a task's experiments in which every level occurs that occurs in any of them: each takes in as
 * many levels as any could that those before lack, and none can be spared in the end. In their order.
 */
export function covering<E extends Pick<StudyExperiment, 'levels'>>(
  experiments: readonly E[],
): E[] {
  const levelsOf = experiments.map(({ levels }) =>
    levels.map(({ dimension, level }) => `${dimension}\0${level.name}`),
  );
  const taken = new Map<string, number>();
  const gainOf = (i: number) => levelsOf[i]!.filter((level) => !taken.has(level)).length;
  const count = (i: number, by: number) => {
    for (const level of levelsOf[i]!) taken.set(level, (taken.get(level) ?? 0) + by);
  };
  const chosen: number[] = [];
  // What an experiment would take in only becomes less: each is looked at once for each amount.
  let left = experiments.map((_, i) => i);
  for (let gain = levelsOf[0]?.length ?? 0; gain > 0; gain--)
    left = left.filter((i) => {
      if (gainOf(i) < gain) return true;
      chosen.push(i);
      count(i, 1);
      return false;
    });
  if (chosen.length === 0 && experiments.length > 0) chosen.push(0);
  const spared = new Set<number>();
  for (const i of chosen.toReversed()) {
    if (!levelsOf[i]!.every((level) => taken.get(level)! > 1) || levelsOf[i]!.length === 0)
      continue;
    count(i, -1);
    spared.add(i);
  }
  return chosen
    .filter((i) => !spared.has(i))
    .sort((a, b) => a - b)
    .map((i) => experiments[i]!);
}
