import type { ProjectsConfigurations } from '@nx/devkit';
import type { Plan } from '../../src/plan.js';

/** The plan that the plugin put into a target's metadata; undefined where the plugin did not make the target. */
export function planOf(
  { projects }: ProjectsConfigurations,
  project: string,
  target: string,
): Plan | undefined {
  const metadata = projects[project]?.targets?.[target]?.metadata as
    | { readonly plan?: Plan }
    | undefined;
  return metadata?.plan;
}

/** The complaint about a target without a plan. */
export function noPlan(project: string, target: string): string {
  return `${project}:${target} has no plan; its executor belongs to targets that the plugin nx-experiments makes from a catalog, and to no others\n`;
}
