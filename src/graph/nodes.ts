import { basename, join, posix } from 'node:path';
import type { ProjectConfiguration } from '@nx/devkit';
import { readSources } from '../definition/sources.js';
import { openContent } from '../files/content.js';
import { fileLinks } from '../files/links.js';
import { sourceFinder } from '../files/source-files.js';
import { stateFolder } from '../files/state-folder.js';
import { submodulesOf } from '../files/submodules.js';
import { packageJsonProjects, workspaceGlob } from '../nx/internals.js';
import { type Problem, unusable } from '../problems/problem.js';
import type { WorkspaceFiles } from '../workspace/files.js';
import type { Workspace } from '../workspace/workspace.js';
import { catalogProjects, ownerRoots, type ProjectFiles } from './catalog-projects.js';
import type { ProjectContext } from './context.js';
import { defaultLevelProjects } from './default-levels.js';
import { lockedNpmPackages } from './locked-npm-packages.js';
import { overviewTargets } from './overview-targets.js';
import { PILOT, pilotProject } from './pilot.js';
import { projectOf } from './projects.js';
import { trackedOutputs } from './tracked-outputs.js';

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
 * @param overviewTarget the name of the target that shows a study; undefined for none
 */
export async function nodesOf(
  reading: Reading,
  registersSync: boolean,
  overviewTarget: string | undefined,
): Promise<{
  readonly nodes: [catalog: string, { readonly projects: Nodes }][];
  readonly warnings: readonly string[];
  /** Why catalogs have no projects that nothing was wrong with when they were read. */
  readonly problems: readonly Problem[];
}> {
  const { workspace, files, catalogs } = reading;
  const [first] = catalogs;
  if (first === undefined) return { nodes: [], warnings: [], problems: [] };
  const { warnings, saveContent, ...outside } = await readOutside(reading);
  const context: ProjectContext = { ...workspace, ...outside, registersSync };
  const inError = new Set(workspace.problems.map(({ file }) => file));
  const sound = workspace.study.experiments.filter((e) => !inError.has(e.catalog.file));
  const made = attempted(first, () => {
    const owning = projectFiles(files);
    const projects = catalogProjects(catalogs, owning);
    return {
      projects,
      owners: ownerRoots(catalogs, owning),
      hasPilot: hasPilot(reading, projects),
    };
  });
  const projects = sound.map((experiment) => {
    const place = `tasks.${experiment.task.name}`;
    const project = attempted(experiment.catalog.file, () => projectOf(experiment, context), place);
    return { experiment, ...project };
  });
  saveContent();
  const problems = [
    ...(made.problem ? [made.problem] : []),
    ...firstOfEach(projects.flatMap(({ problem }) => problem ?? [])),
    ...(await trackedOutputs(files.root, sound)),
  ];
  for (const { file } of problems) inError.add(file);
  const good = projects.filter(({ experiment }) => !inError.has(experiment.catalog.file));
  const nodes = new Map(catalogs.map((file): [string, Nodes] => [file, {}]));
  const defaults = defaultLevelProjects(good.map(({ experiment }) => experiment));
  const isTaken = made.value?.hasPilot ?? false;
  const pilot = isTaken ? {} : pilotProject(good.map(({ experiment }) => experiment));
  const own: Nodes = { ...made.value?.projects };
  if (overviewTarget !== undefined && made.value !== undefined) {
    const { owners } = made.value;
    const shown = overviewTargets(overviewTarget, workspace.study.catalogs, owners, registersSync);
    for (const [root, added] of Object.entries(shown)) own[root] = { ...own[root], ...added };
  }
  Object.assign(nodes.get(first)!, own, defaults, pilot);
  for (const { experiment, value } of good)
    nodes.get(experiment.catalog.file)![experiment.folder] = value!;
  return {
    nodes: [...nodes].map(([file, projects]) => [file, { projects }]),
    warnings: isTaken ? [...warnings, TAKEN] : warnings,
    problems,
  };
}

const TAKEN = `the workspace has a project ${PILOT}, so there is none that tries a study (nx run-many -p ${PILOT}); rename that project to have it`;

/** Whether the workspace has a project of its own by the name of the one that tries a study. */
function hasPilot({ files, known }: Reading, made: Nodes): boolean {
  const isNamed = (file: string) => {
    const text = files.read(file) ?? '';
    if (!text.includes('"name"')) return posix.basename(posix.dirname(file)) === PILOT;
    return new RegExp(`"name"\\s*:\\s*"${PILOT}"`).test(text);
  };
  return (
    Object.values(made).some(({ name }) => name === PILOT) ||
    known.some((file) => /(^|\/)(project|package)\.json$/.test(file) && isNamed(file))
  );
}

/** What an act gives, or the problem of the catalog that it failed for: the others are to go on. */
function attempted<T>(
  file: string,
  act: () => T,
  place = '',
): { readonly value?: T; readonly problem?: Problem } {
  try {
    return { value: act() };
  } catch (thrown) {
    return { problem: unusable(file, place, thrown) };
  }
}

/** Of each place the first. */
function firstOfEach(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ file, path }) => {
    const key = `${file}\0${path}`;
    return !seen.has(key) && seen.add(key);
  });
}

function projectFiles(files: WorkspaceFiles): ProjectFiles {
  return {
    isFile: files.isFile,
    isPackageProject: packageJsonProjects(files.root),
    workspaceName: JSON.parse(files.read('package.json') ?? '{}').name ?? basename(files.root),
  };
}

/**
 * What turning experiments into projects takes from the disk; a glob of sources without a file is a
 * warning. What cannot be read throws when an experiment asks for it.
 */
async function readOutside({ workspace, files, known }: Reading) {
  const { root, isKnown } = files;
  const linksAt = fileLinks(root);
  const { filesOf, warnings } = await readSources(workspace.study.catalogs, {
    root,
    find: (pattern) => workspaceGlob(root, pattern),
    among: sourceFinder(root, known, linksAt),
  });
  let isLocked: ((name: string) => boolean) | undefined;
  let submodules: readonly string[] | undefined;
  const content = openContent(root, join(stateFolder(root), 'content.json'));
  const below = new Map<string, readonly string[]>();
  const filesAt = (path: string): readonly string[] => {
    if (isKnown(path)) return [path];
    const found = below.get(path) ?? known.filter((file) => file.startsWith(`${path}/`)).sort();
    below.set(path, found);
    return found;
  };
  return {
    digestOfContent(paths: readonly string[]) {
      const all = paths.flatMap(filesAt);
      return all.length === 0 ? undefined : content.digestOf(all);
    },
    saveContent: content.save,
    submodules() {
      submodules ??= submodulesOf(root);
      return submodules;
    },
    warnings,
    isLocked(name: string) {
      isLocked ??= lockedNpmPackages(root);
      return isLocked(name);
    },
    isKnown,
    linksAt,
    sourcesOf: filesOf,
  };
}
