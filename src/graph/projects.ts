import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import { makePlan } from '../definition/make-plan.js';
import type { ExperimentOptions } from '../definition/plan.js';
import { PACKAGE } from '../nx/names.js';
import type { TaskExperiment } from '../study/experiments.js';
import { tagOf } from '../study/experiments.js';
import type { StudyExperiment } from '../study/joined.js';
import type { ProjectContext } from './context.js';
import { hashedPaths, inputsOf } from './target-inputs.js';

/** The project of an experiment, with its one target. */
export function projectOf(
  experiment: StudyExperiment,
  context: ProjectContext,
): ProjectConfiguration {
  const { project, folder, task, levels, catalog } = experiment;
  const description = task.description ?? `${task.name} of ${catalog.file}`;
  return {
    name: project,
    root: folder,
    // What Nx makes of a project that says nothing, but for three looks at the disk.
    projectType: 'library',
    tags: levels.filter((l) => !l.isDefault).map((l) => tagOf(l.dimension, l.level.name)),
    metadata: {
      description: `${description}: ${levels.map((l) => l.level.name).join(', ') || 'all'}`,
      technologies: [PACKAGE],
      targetGroups: { experiment: [task.name] },
    },
    targets: { [task.name]: targetOf(experiment, context) },
  };
}

function targetOf(experiment: StudyExperiment, context: ProjectContext): TargetConfiguration {
  const { task } = experiment;
  const executor = task.batch ? context.lock.executorOf(experiment) : 'single';
  const plan = makePlan(experiment, context.named(experiment));
  const content = context.digestOfContent(hashedPaths(plan.parts, context));
  const options: ExperimentOptions = {
    digest: context.digest(experiment),
    ...(content !== undefined && { content }),
  };
  return {
    executor: `${PACKAGE}:${executor}`,
    cache: true,
    // Nx Cloud would otherwise hash the files that a run was seen to read in place of these inputs.
    ultracache: { mode: 'off' },
    options,
    inputs: inputsOf(experiment, plan, context),
    outputs: Object.values(plan.experiment.outputs).map((path) => `{workspaceRoot}/${path}`),
    dependsOn: dependenciesOf(experiment),
    ...(context.registersSync && { syncGenerators: [`${PACKAGE}:sync`] }),
    metadata: {
      ...(task.description !== undefined && { description: task.description }),
      technologies: [PACKAGE],
      plan,
    },
  };
}

function dependenciesOf({ needs }: StudyExperiment): NonNullable<TargetConfiguration['dependsOn']> {
  const byTarget = new Map<string, Set<string>>();
  for (const joined of Object.values(needs))
    for (const producer of [joined].flat() as TaskExperiment[]) {
      const projects = byTarget.get(producer.task.name) ?? new Set();
      byTarget.set(producer.task.name, projects.add(producer.project));
    }
  return [...byTarget]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([target, projects]) => ({ target, projects: [...projects].sort() }));
}
