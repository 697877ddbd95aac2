import { basename } from 'node:path';
import type {
  CreateDependencies,
  CreateNodes,
  CreateNodesResult,
  PreTasksExecution,
} from '@nx/devkit';
import { catalogProjects } from './catalog-projects.js';
import { diskFiles } from './disk.js';
import { edgesOf } from './edges.js';
import { CATALOGS, catalogsAmong, catalogsGlob, type PluginOptions } from './find-catalogs.js';
import { fileLinks } from './links.js';
import { prepareLoading } from './load.js';
import { lockChanges } from './lock.js';
import {
  AggregateCreateNodesError,
  isDaemonEnabled,
  logger,
  packageJsonProjects,
  workspaceGlob,
} from './nx-internals.js';
import { lockedPackages } from './packages.js';
import { CatalogError, type Problem } from './problems.js';
import { hashingStart } from './process-start.js';
import { defaultLevelProjects, type ProjectContext, projectOf } from './projects.js';
import { refuseExcludedNeeds, refuseStale, runEnvironment } from './run-checks.js';
import { readSources, sourceFinder } from './sources.js';
import type { Projects } from './targets-reaching.js';
import { unnamedCode } from './unnamed-code.js';
import { readWorkspace, type Workspace, type WorkspaceFiles } from './workspace.js';

export const name = 'nx-experiments/plugin';

export type { PluginOptions };

// While Nx and its other plugins are still starting.
prepareLoading();

/**
 * Turns each experiment of the workspace's catalogs into a project.
 *
 * The pattern also takes nx.json, so that catalogs by another name (`options.catalogs`) are found
 * where there is no `config.ts`.
 */
export const createNodes: CreateNodes<PluginOptions> = [
  `{${CATALOGS},nx.json}`,
  async (_, options, { workspaceRoot }) => {
    const files = diskFiles(workspaceRoot);
    const catalogs = await findCatalogs(files, options);
    const workspace = await readWorkspace(files, catalogs);
    const { study, named } = workspace;
    for (const warning of [...study.warnings, ...unnamedCode(study.experiments, named)])
      logger.warn(warning);
    const isInStep = lockChanges(workspace.lock, workspace.locked).size === 0;
    ofThisCall = workspace;
    // Where any target names a sync generator, Nx without its daemon builds the whole graph a second
    // time in each call (see runSyncGenerators in nx's sync-generators.js); in step, there is no need.
    const registersSync = !isInStep || isDaemonEnabled();
    const results = nodesOf(workspace, catalogs, files, {
      ...(await outsideOf(workspace, workspaceRoot)),
      registersSync,
    });
    if (workspace.problems.length > 0)
      throw new AggregateCreateNodesError(errorsOf(workspace.problems), results);
    return results;
  },
];

export { createNodes as createNodesV2 };

async function read(options: PluginOptions | undefined, root: string): Promise<Workspace> {
  const files = diskFiles(root);
  return readWorkspace(files, await findCatalogs(files, options));
}

/** The files among the workspace's that call `defineCatalog`. */
async function findCatalogs(
  files: WorkspaceFiles,
  options: PluginOptions | undefined,
): Promise<readonly string[]> {
  return catalogsAmong(await workspaceGlob(files.root, catalogsGlob(options)), files.read);
}

/** What turning experiments into projects takes from the disk; a glob of sources without a file is a warning. */
async function outsideOf({ study }: Workspace, root: string) {
  const known = await workspaceGlob(root, '**/*');
  const isKnown = new Set(known);
  const linksAt = fileLinks(root);
  const sources = await readSources(study.catalogs, {
    root,
    find: (pattern) => workspaceGlob(root, pattern),
    among: sourceFinder(root, known, linksAt),
  });
  for (const warning of sources.warnings) logger.warn(warning);
  return {
    isLocked: lockedPackages(root),
    isKnown: (file: string) => isKnown.has(file),
    linksAt,
    sourcesOf: (glob: string) => sources.byGlob.get(glob)!,
  };
}

function nodesOf(
  workspace: Workspace,
  catalogs: readonly string[],
  files: WorkspaceFiles,
  outside: Omit<ProjectContext, keyof Workspace>,
): [string, CreateNodesResult][] {
  const inError = new Set(workspace.problems.map(({ file }) => file));
  const experiments = workspace.study.experiments.filter((e) => !inError.has(e.catalog.file));
  const context: ProjectContext = { ...workspace, ...outside };
  const made = catalogProjects(catalogs, {
    isFile: files.isFile,
    isPackageProject: packageJsonProjects(files.root),
    workspaceName: JSON.parse(files.read('package.json') ?? '{}').name ?? basename(files.root),
  });
  const [first] = catalogs;
  if (first === undefined) return [];
  const nodes = new Map(
    catalogs.map((file) => [file, {} as NonNullable<CreateNodesResult['projects']>]),
  );
  Object.assign(nodes.get(first)!, made, defaultLevelProjects(experiments));
  for (const experiment of experiments)
    nodes.get(experiment.catalog.file)![experiment.folder] = projectOf(experiment, context);
  return [...nodes].map(([file, projects]) => [file, { projects }]);
}

function errorsOf(problems: readonly Problem[]): [string, CatalogError][] {
  const files = [...new Set(problems.map(({ file }) => file))];
  return files.map((file) => [file, new CatalogError(problems.filter((p) => p.file === file))]);
}

/** Edges from each experiment to what it needs, and to the project that owns its catalog. */
export const createDependencies: CreateDependencies<PluginOptions> = (_, { projects }) => {
  projectsOfGraph = projects;
  return edgesOf(projects);
};

/** All projects, with what nx.json's `targetDefaults` made of them. */
let projectsOfGraph: Projects | undefined;

/**
 * What `createNodes` read in this `nx` call. Not for the daemon, which lives on: there, files that
 * git ignores may have changed since, which it does not see.
 */
let ofThisCall: Workspace | undefined;

/** Stops runs that could restore wrong results, and tells the executor how many may run at once. */
export const preTasksExecution: PreTasksExecution<PluginOptions> = async (options, context) => {
  const known = isDaemonEnabled() ? undefined : ofThisCall;
  const workspace = known ?? (await read(options, context.workspaceRoot));
  refuseStale(workspace, context.argv, projectsOfGraph);
  refuseExcludedNeeds(workspace.study.catalogs, context.argv);
  Object.assign(process.env, runEnvironment(context, hashingStart(isDaemonEnabled())));
};
