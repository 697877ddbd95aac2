import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import { tagOf } from '../study/experiments.js';
import type { StudyExperiment } from '../study/joined.js';

/**
 * Projects that stand for default levels: the experiments that have them cannot carry their tags,
 * since tags are hashed, so `--projects=tag:se_classical` finds them through one that depends on them.
 */
export function defaultLevelProjects(experiments: readonly StudyExperiment[]): {
  readonly [root: string]: ProjectConfiguration;
} {
  const byTag = new Map<string, StudyExperiment[]>();
  for (const experiment of experiments)
    for (const { dimension, level } of experiment.levels.filter((l) => l.isDefault)) {
      const tag = tagOf(dimension, level.name);
      const having = byTag.get(tag);
      if (having === undefined) byTag.set(tag, [experiment]);
      else having.push(experiment);
    }
  const projects = [...byTag].map(([tag, having]) => {
    const root = `${having[0]!.catalog.bld}/.defaults/${tag}`;
    const tasks = [...new Set(having.map((e) => e.task.name))].sort();
    const targets = tasks.map((target): [string, TargetConfiguration] => {
      const of = having.filter((e) => e.task.name === target).map((e) => e.project);
      return [
        target,
        {
          executor: 'nx:noop',
          inputs: [{ externalDependencies: [] }],
          dependsOn: [{ target, projects: of }],
        },
      ];
    });
    const metadata = { description: `The experiments whose level is the default ${tag}` };
    return [root, { name: tag, root, tags: [tag], metadata, targets: Object.fromEntries(targets) }];
  });
  return Object.fromEntries(projects);
}
