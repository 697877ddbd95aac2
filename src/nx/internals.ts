// What this plugin takes from inside Nx, in one file.
//
// The plugin's process has these modules in memory before it loads a plugin; `@nx/devkit` and
// `@nx/devkit/internal`, which pass them on, load some 250 more in each `nx` call.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ProjectConfiguration } from '@nx/devkit';

// An import of CommonJS would read and parse each file once more, for the names of its exports.
const require = createRequire(import.meta.url);

const { DependencyType } =
  require('nx/src/config/project-graph') as typeof import('nx/src/config/project-graph');
const { isDaemonEnabled } =
  require('nx/src/daemon/client/client') as typeof import('nx/src/daemon/client/client');
const { buildPackageJsonPatterns, buildPackageJsonWorkspacesMatcher } =
  require('nx/src/plugins/package-json/create-nodes') as typeof import('nx/src/plugins/package-json/create-nodes');
const { AggregateCreateNodesError } =
  require('nx/src/project-graph/error-types') as typeof import('nx/src/project-graph/error-types');
const { readJsonFile } =
  require('nx/src/utils/fileutils') as typeof import('nx/src/utils/fileutils');
const { isCI } = require('nx/src/utils/is-ci') as typeof import('nx/src/utils/is-ci');
const { logger } = require('nx/src/utils/logger') as typeof import('nx/src/utils/logger');
const { globWithWorkspaceContext } =
  require('nx/src/utils/workspace-context') as typeof import('nx/src/utils/workspace-context');

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
