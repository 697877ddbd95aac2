// What Nx keeps to itself and this plugin cannot do without, in one file.
import { join } from 'node:path';
import { readJsonFile } from '@nx/devkit';
import {
  buildPackageJsonPatterns,
  buildPackageJsonWorkspacesMatcher,
  globWithWorkspaceContext,
  isCI,
} from '@nx/devkit/internal';

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
