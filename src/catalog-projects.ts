import { posix } from 'node:path';
import type { ProjectConfiguration } from '@nx/devkit';

/** What deciding whether a folder is in a project takes from outside. */
export interface ProjectFiles {
  readonly isFile: (path: string) => boolean;
  /** Whether a `package.json` makes its folder a project. */
  readonly isPackageProject: (packageJson: string) => boolean;
  /** The workspace's name, for a catalog at its root. */
  readonly workspaceName: string;
}

/**
 * Projects for the folders of catalogs that no project owns or encloses. (A new project inside
 * another would take that one's files out of its hashes.)
 *
 * @param catalogs files of catalogs, relative to the workspace root
 * @returns projects by root
 */
export function catalogProjects(
  catalogs: readonly string[],
  files: ProjectFiles,
): { readonly [root: string]: ProjectConfiguration } {
  const folders = [...new Set(catalogs.map((file) => posix.dirname(file)))]
    .filter((folder) => !ancestors(folder).some((at) => isProject(at, files)))
    .sort();
  // One made project may enclose another: the outer one then owns both.
  const roots = folders.filter(
    (folder) => !folders.some((other) => other !== folder && ancestors(folder).includes(other)),
  );
  const nameOf = (root: string) => (root === '.' ? files.workspaceName : posix.basename(root));
  return Object.fromEntries(
    roots.map((root) => {
      const isAlone = roots.every((other) => other === root || nameOf(other) !== nameOf(root));
      const name = isAlone ? nameOf(root) : root;
      const metadata = { description: 'A catalog of experiments' };
      return [root, { name, root, metadata, targets: {} }];
    }),
  );
}

function isProject(folder: string, { isFile, isPackageProject }: ProjectFiles): boolean {
  const at = (file: string) => (folder === '.' ? file : `${folder}/${file}`);
  return (
    isFile(at('project.json')) ||
    (isFile(at('package.json')) && isPackageProject(at('package.json')))
  );
}

/** The folder and all above it, up to the workspace root. */
export function ancestors(folder: string): string[] {
  return folder === '.' ? ['.'] : [folder, ...ancestors(posix.dirname(folder))];
}
