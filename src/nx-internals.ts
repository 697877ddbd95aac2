// What this plugin takes from inside Nx, in one file.
//
// The plugin's process has these modules in memory before it loads a plugin; `@nx/devkit` and
// `@nx/devkit/internal`, which pass them on, load some 250 more in each `nx` call.
import { join } from 'node:path';
import { DependencyType } from 'nx/src/config/project-graph';
import { isDaemonEnabled } from 'nx/src/daemon/client/client';
import {
  buildPackageJsonPatterns,
  buildPackageJsonWorkspacesMatcher,
} from 'nx/src/plugins/package-json/create-nodes';
import { AggregateCreateNodesError } from 'nx/src/project-graph/error-types';
import { readJsonFile } from 'nx/src/utils/fileutils';
import { isCI } from 'nx/src/utils/is-ci';
import { logger } from 'nx/src/utils/logger';
import { globWithWorkspaceContext } from 'nx/src/utils/workspace-context';

export { AggregateCreateNodesError, DependencyType, isDaemonEnabled, logger };

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

/** Whether Nx looks for itself if the workspace is in sync before a run. */
export function checksSync(argv: readonly string[]): boolean {
  return !isCI() && !argv.some((word) => /^--skip-?sync(=true)?$/i.test(word));
}
