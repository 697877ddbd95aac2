// What this plugin takes from inside Nx, in one file.
//
// The plugin's process has these modules in memory before it loads a plugin; `@nx/devkit` and
// `@nx/devkit/internal`, which pass them on, load some 250 more in each `nx` call.
import { join } from 'node:path';
import type { ProjectConfiguration } from '@nx/devkit';
import { partOfNx } from './part-of-nx.js';

const { DependencyType } = partOfNx<typeof import('nx/src/config/project-graph')>(
  'nx/src/config/project-graph',
  ['DependencyType'],
);
const { isDaemonEnabled } = partOfNx<typeof import('nx/src/daemon/client/client')>(
  'nx/src/daemon/client/client',
  ['isDaemonEnabled'],
);
const { buildPackageJsonPatterns, buildPackageJsonWorkspacesMatcher } = partOfNx<
  typeof import('nx/src/plugins/package-json/create-nodes')
>('nx/src/plugins/package-json/create-nodes', [
  'buildPackageJsonPatterns',
  'buildPackageJsonWorkspacesMatcher',
]);
const { AggregateCreateNodesError } = partOfNx<typeof import('nx/src/project-graph/error-types')>(
  'nx/src/project-graph/error-types',
  ['AggregateCreateNodesError'],
);
const { readJsonFile } = partOfNx<typeof import('nx/src/utils/fileutils')>(
  'nx/src/utils/fileutils',
  ['readJsonFile'],
);
const { isCI } = partOfNx<typeof import('nx/src/utils/is-ci')>('nx/src/utils/is-ci', ['isCI']);
const { logger } = partOfNx<typeof import('nx/src/utils/logger')>('nx/src/utils/logger', [
  'logger',
]);
const { globWithWorkspaceContext } = partOfNx<typeof import('nx/src/utils/workspace-context')>(
  'nx/src/utils/workspace-context',
  ['globWithWorkspaceContext'],
);

export { AggregateCreateNodesError, DependencyType, isCI, isDaemonEnabled, logger };

/**
 * Whether a `package.json` makes its folder a project: Nx takes those of the package manager's
 * workspaces, and `createNodes` of one plugin cannot see the projects of another.
 *
 * @param root the workspace root, absolute
 */
export function packageJsonProjects(root: string): (packageJson: string) => boolean {
  const read = (file: string) => readJsonFile(join(root, file));
  return buildPackageJsonWorkspacesMatcher(buildPackageJsonPatterns(root, read));
}

/** The workspace's files that match, as Nx sees them: without those of .gitignore and .nxignore. */
export async function workspaceGlob(root: string, pattern: string): Promise<readonly string[]> {
  return globWithWorkspaceContext(root, [pattern]);
}

/**
 * The projects of the graph that was made last, by the daemon, which brings what lies on disk in step
 * with it whenever it serves it, or by another process. Undefined where there is none, or one with errors.
 */
export async function servedProjects(): Promise<
  { readonly [name: string]: ProjectConfiguration } | undefined
> {
  const { readCachedProjectGraph } = await import('nx/src/project-graph/project-graph');
  try {
    const { nodes } = readCachedProjectGraph();
    return Object.fromEntries(Object.entries(nodes).map(([name, { data }]) => [name, data]));
  } catch {
    return undefined;
  }
}
