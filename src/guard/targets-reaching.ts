import type { ProjectConfiguration } from '@nx/devkit';

/** The projects of Nx's graph, by name. */
export type Projects = {
  readonly [name: string]: Pick<ProjectConfiguration, 'targets'>;
};

/**
 * The names of some targets, and of all that lead to them through `dependsOn`. Whose target it is
 * counts for nothing: too many are named rather than too few.
 */
export function targetsReaching(
  targets: readonly string[],
  projects: Projects,
): ReadonlySet<string> {
  const dependencies = dependenciesByName(projects);
  const reaching = new Set(targets);
  // An entry is a target, or a project's (`project:target`), or a pattern, which may mean any.
  const leads = (entry: string) =>
    reaching.has(entry) ||
    /[*?[\]{}()!+@|]/.test(entry) ||
    [...reaching].some((target) => entry.endsWith(`:${target}`));
  for (let before = -1; before !== reaching.size; ) {
    before = reaching.size;
    for (const [name, entries] of dependencies) if ([...entries].some(leads)) reaching.add(name);
  }
  return reaching;
}

function dependenciesByName(projects: Projects): ReadonlyMap<string, ReadonlySet<string>> {
  const dependencies = new Map<string, Set<string>>();
  for (const { targets } of Object.values(projects))
    for (const [name, { dependsOn }] of Object.entries(targets ?? {})) {
      const known = dependencies.get(name) ?? new Set();
      dependencies.set(name, known);
      for (const entry of dependsOn ?? [])
        known.add(typeof entry === 'string' ? entry.replace(/^\^/, '') : entry.target);
    }
  return dependencies;
}
