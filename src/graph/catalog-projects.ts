import { posix } from 'node:path';
import type { ProjectConfiguration } from '@nx/devkit';
import { foldersAbove } from '../files/paths.js';
import { OVERVIEW_EXECUTOR, PACKAGE } from '../nx/names.js';
import { coded } from '../problems/problem.js';

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
  const roots = madeRoots(catalogs, files);
  const nameOf = (root: string) => (root === '.' ? files.workspaceName : posix.basename(root));
  return Object.fromEntries(
    roots.map((root) => {
      const isAlone = roots.every((other) => other === root || nameOf(other) !== nameOf(root));
      const name = isAlone ? nameOf(root) : root;
      const metadata = { description: 'A catalog of experiments', technologies: [PACKAGE] };
      return [root, { name, root, metadata, targets: {} }];
    }),
  );
}

/** The root of the project that owns or encloses each catalog's folder, be it one that is made for it. */
export function ownerRoots(
  catalogs: readonly string[],
  files: ProjectFiles,
): ReadonlyMap<string, string> {
  const made = new Set(madeRoots(catalogs, files));
  return new Map(
    catalogs.flatMap((file) => {
      const above = ancestors(posix.dirname(file));
      const root = above.find((at) => made.has(at) || isProject(at, files));
      return root === undefined ? [] : [[file, root]];
    }),
  );
}

function madeRoots(catalogs: readonly string[], files: ProjectFiles): string[] {
  const folders = [...new Set(catalogs.map((file) => posix.dirname(file)))]
    .filter((folder) => !ancestors(folder).some((at) => isProject(at, files)))
    .sort();
  // One made project may enclose another: the outer one then owns both.
  return folders.filter(
    (folder) => !folders.some((other) => other !== folder && ancestors(folder).includes(other)),
  );
}

/**
 * Refuses a project that was made for a catalog inside one that another plugin made, whose files it would
 * take out of its hashes: `createNodes` of one plugin does not see the projects of another.
 *
 * @param projects all projects, by name
 * @throws {Error} that says where to write a project.json
 */
export function refuseEnclosed(projects: { readonly [name: string]: ProjectConfiguration }): void {
  const byRoot = new Map(
    Object.entries(projects).map(([name, project]) => [posix.normalize(project.root), name]),
  );
  for (const project of Object.values(projects)) {
    if (!isMade(project)) continue;
    const outer = ancestors(posix.normalize(project.root))
      .slice(1)
      .find((folder) => byRoot.has(folder));
    if (outer === undefined || isMade(projects[byRoot.get(outer)!]!)) continue;
    const name = byRoot.get(outer)!;
    throw new Error(
      coded(
        'NXE034',
        `${project.root}: the project of its catalog would take the folder's files out of the hashes of the project ${name}, in which it lies and which another plugin makes; write ${posix.join(outer, 'project.json')} with { "name": ${JSON.stringify(name)} }, so that the catalog belongs to that one, or move the catalog`,
      ),
    );
  }
}

/** Whether a project is a catalog's, and nobody else's besides. */
function isMade({ metadata, targets = {} }: ProjectConfiguration): boolean {
  return (
    metadata?.technologies?.includes(PACKAGE) === true &&
    Object.values(targets).every(({ executor }) => executor === OVERVIEW_EXECUTOR)
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
  return folder === '.' ? ['.'] : [folder, ...foldersAbove(folder)];
}
