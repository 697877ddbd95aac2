import { basename } from 'node:path';
import type { ProjectConfiguration } from '@nx/devkit';
import { readSources } from '../definition/sources.js';
import { fileLinks } from '../files/links.js';
import { sourceFinder } from '../files/source-files.js';
import { packageJsonProjects, workspaceGlob } from '../nx/internals.js';
import type { WorkspaceFiles } from '../workspace/files.js';
import type { Workspace } from '../workspace/workspace.js';
import { catalogProjects } from './catalog-projects.js';
import type { ProjectContext } from './context.js';
import { defaultLevelProjects } from './default-levels.js';
import { lockedPackages } from './locked-packages.js';
import { projectOf } from './projects.js';

/** Projects by root. */
type Nodes = { [root: string]: ProjectConfiguration };

/** A workspace as it was read from the disk. */
export interface Reading {
  readonly workspace: Workspace;
  readonly files: WorkspaceFiles;
  /** All files that Nx knows, relative to the root. */
  readonly known: readonly string[];
  /** Those that call `defineCatalog`. */
  readonly catalogs: readonly string[];
}

/**
 * The projects of a workspace, by catalog: those of its experiments, of which catalogs in error have
 * none, and with the first one those of catalogs and of default levels.
 *
 * @param registersSync whether targets name the sync generator
 */
export async function nodesOf(
  reading: Reading,
  registersSync: boolean,
): Promise<{
  readonly nodes: [catalog: string, { readonly projects: Nodes }][];
  readonly warnings: readonly string[];
}> {
  const { workspace, files, catalogs } = reading;
  const [first] = catalogs;
  if (first === undefined) return { nodes: [], warnings: [] };
  const { warnings, ...outside } = await readOutside(reading);
  const context: ProjectContext = { ...workspace, ...outside, registersSync };
  const inError = new Set(workspace.problems.map(({ file }) => file));
  const experiments = workspace.study.experiments.filter((e) => !inError.has(e.catalog.file));
  const made = catalogProjects(catalogs, {
    isFile: files.isFile,
    isPackageProject: packageJsonProjects(files.root),
    workspaceName: JSON.parse(files.read('package.json') ?? '{}').name ?? basename(files.root),
  });
  const nodes = new Map(catalogs.map((file): [string, Nodes] => [file, {}]));
  Object.assign(nodes.get(first)!, made, defaultLevelProjects(experiments));
  for (const experiment of experiments)
    nodes.get(experiment.catalog.file)![experiment.folder] = projectOf(experiment, context);
  return { nodes: [...nodes].map(([file, projects]) => [file, { projects }]), warnings };
}

/** What turning experiments into projects takes from the disk; a glob of sources without a file is a warning. */
async function readOutside({ workspace, files, known }: Reading) {
  const { root, isKnown } = files;
  const linksAt = fileLinks(root);
  const { byGlob, warnings } = await readSources(workspace.study.catalogs, {
    root,
    find: (pattern) => workspaceGlob(root, pattern),
    among: sourceFinder(root, known, linksAt),
  });
  return {
    warnings,
    isLocked: lockedPackages(root),
    isKnown,
    linksAt,
    sourcesOf: (glob: string) => byGlob.get(glob)!,
  };
}
