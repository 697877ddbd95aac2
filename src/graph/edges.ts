import { posix } from 'node:path';
import type {
  ProjectConfiguration,
  RawProjectGraphDependency,
  TargetConfiguration,
} from '@nx/devkit';
import { planIn } from '../definition/plan.js';
import { DependencyType } from '../nx/internals.js';
import { coded } from '../problems/problem.js';
import { ancestors, refuseEnclosed } from './catalog-projects.js';
import { overridden } from './overridden.js';

/**
 * The edges of all experiments: to the experiments that they need, and to the project that owns or
 * encloses their catalog's folder, which keeps a project-wise `nx affected` from missing a change.
 */
export function edgesOf(projects: {
  readonly [name: string]: ProjectConfiguration;
}): RawProjectGraphDependency[] {
  const plans = Object.entries(projects).map(([source, { targets }]) => ({
    source,
    targets: Object.values(targets ?? {}).filter((target) => planIn(target) !== undefined),
  }));
  refuseOverridden(plans);
  refuseEnclosed(projects);
  const experiments = new Set(plans.filter((p) => p.targets.length > 0).map((p) => p.source));
  const byRoot = new Map(
    Object.entries(projects).flatMap(([name, { root }]) =>
      experiments.has(name) ? [] : [[posix.normalize(root), name]],
    ),
  );
  const owners = new Map<string, string | undefined>();
  const ownerOf = (catalog: string) => {
    if (!owners.has(catalog))
      owners.set(
        catalog,
        ancestors(posix.dirname(catalog))
          .map((folder) => byRoot.get(folder))
          .find((name) => name !== undefined),
      );
    return owners.get(catalog);
  };
  return plans.flatMap(({ source, targets }) =>
    targets.flatMap((target) => {
      const owner = ownerOf(planIn(target)!.catalog);
      const needed = (target.dependsOn ?? []).flatMap((dependency) =>
        typeof dependency === 'object' && Array.isArray(dependency.projects)
          ? dependency.projects
          : [],
      );
      return [...needed, ...(owner === undefined ? [] : [owner])]
        .filter((name) => Object.hasOwn(projects, name))
        .map((name) => ({ source, target: name, type: DependencyType.implicit }));
    }),
  );
}

function refuseOverridden(
  plans: readonly { readonly source: string; readonly targets: readonly TargetConfiguration[] }[],
): void {
  for (const { source, targets } of plans)
    for (const target of targets) {
      const names = overridden(target, planIn(target)!);
      if (names.length > 0)
        throw new Error(
          coded(
            'NXE034',
            `nx.json: targetDefaults (or a project.json at ${source}) replace ${names.join(', ')} of ${source}, so that its hash would miss changes; leave them out there, or rename the task`,
          ),
        );
    }
}
