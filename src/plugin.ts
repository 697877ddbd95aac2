import type {
  CreateDependencies,
  CreateNodes,
  PostTasksExecution,
  PreTasksExecution,
} from '@nx/devkit';
import { unnamedCode } from './definition/unnamed-code.js';
import { stateFolder } from './files/state-folder.js';
import { edgesOf } from './graph/edges.js';
import { nodesOf, type Reading } from './graph/nodes.js';
import { refuseExcludedNeeds } from './guard/excluded-needs.js';
import { keepGraphWarnings } from './guard/graph-warnings.js';
import { refuseOldGraph } from './guard/old-graph.js';
import { refuseWrongProfile } from './guard/profile.js';
import { runSettingsOf, toEnv } from './guard/run-settings.js';
import { takeWarnings } from './guard/run-warnings.js';
import { screenOf } from './guard/screen.js';
import { refuseStale } from './guard/stale.js';
import type { Projects } from './guard/targets-reaching.js';
import { tellNow, tellWarnings } from './guard/tell-warnings.js';
import { startLoading } from './load/load.js';
import { lockChanges } from './lock/lock.js';
import { localAliases } from './modules/tsconfig-paths.js';
import { readCall } from './nx/call.js';
import {
  AggregateCreateNodesError,
  isDaemonEnabled,
  servedProjects,
  workspaceGlob,
} from './nx/internals.js';
import { hashingStart } from './nx/process-start.js';
import { CatalogError, type Problem } from './problems/problem.js';
import { diskFiles } from './workspace/files.js';
import {
  CATALOGS,
  catalogsAmong,
  catalogsGlob,
  overviewTargetIn,
  type PluginOptions,
} from './workspace/find.js';
import { withFrames } from './workspace/frames.js';
import { readWorkspace } from './workspace/workspace.js';

export const name = 'nx-experiments/plugin';

export type { PluginOptions };

/** What one call of `nx` has found so far, for the hooks that come later in it. */
interface Found {
  /**
   * What `createNodes` read. Not for the daemon, which lives on: there, files that git ignores may
   * have changed since, which it does not see.
   */
  readonly reading?: Reading;
  /** All projects, with what nx.json's `targetDefaults` made of them. */
  readonly projects?: Projects;
}

/** The hooks of one process of Nx's: what they hand on to each other is their own. */
function createHooks() {
  let found: Found = {};

  /**
   * Turns each experiment of the workspace's catalogs into a project.
   *
   * The pattern also takes nx.json, so that catalogs by another name (`options.catalogs`) are found
   * where there is no `config.ts`.
   */
  const createNodes: CreateNodes<PluginOptions> = [
    `{${CATALOGS},nx.json}`,
    async (_, options, { workspaceRoot }) => {
      const reading = await read(options, workspaceRoot);
      found = { ...found, reading };
      const { workspace } = reading;
      const { study, named } = workspace;
      const isInStep = lockChanges(workspace.lock, workspace.locked).size === 0;
      // Where any target names a sync generator, Nx without its daemon builds the whole graph a second
      // time in each call (see runSyncGenerators in nx's sync-generators.js); in step, there is no need.
      const registersSync = !isInStep || isDaemonEnabled();
      const { nodes, warnings, problems } = await nodesOf(
        reading,
        registersSync,
        overviewTargetIn(options),
      );
      const all = [...study.warnings, ...unnamedCode(study.experiments, named), ...warnings];
      tellNow(all);
      // Without the daemon one has just read them.
      keepGraphWarnings(stateFolder(workspaceRoot), isDaemonEnabled() ? all : []);
      const framed = await withFrames(problems, reading.files.read);
      const wrong = [...workspace.problems, ...framed];
      if (wrong.length > 0) throw new AggregateCreateNodesError(errorsOf(wrong), nodes);
      return nodes;
    },
  ];

  /** Edges from each experiment to what it needs, and to the project that owns its catalog. */
  const createDependencies: CreateDependencies<PluginOptions> = (_, { projects }) => {
    found = { ...found, projects };
    return edgesOf(projects);
  };

  /** Stops runs that could restore wrong results, and says how many may run at once and how Nx shows it. */
  const preTasksExecution: PreTasksExecution<PluginOptions> = async (options, context) => {
    const call = readCall(context.argv);
    refuseWrongProfile(context.workspaceRoot, process.env);
    const hasDaemon = isDaemonEnabled();
    const known = hasDaemon ? undefined : found.reading;
    const reading = known ?? (await read(options, context.workspaceRoot));
    const { problems, study } = reading.workspace;
    const served = hasDaemon ? await servedProjects() : undefined;
    if (served !== undefined && problems.length === 0) {
      const { nodes } = await nodesOf(reading, true, undefined);
      const current = nodes.flatMap(([, { projects }]) => Object.values(projects));
      refuseOldGraph(call, served, current);
    }
    // Nx without its daemon may have waited for another process to make the graph.
    const projects = served ?? found.projects ?? (await servedProjects());
    refuseStale(reading.workspace, call, projects);
    refuseExcludedNeeds(study.catalogs, call);
    Object.assign(
      process.env,
      toEnv(runSettingsOf(context, call, hashingStart(hasDaemon))),
      screenOf(reading.workspace, call, projects, process.env),
    );
  };

  /** Tells what the run's experiments warned of: Nx shows no output of those that ended well. */
  const postTasksExecution: PostTasksExecution<PluginOptions> = async (_, context) => {
    const warnings = takeWarnings(stateFolder(context.workspaceRoot), context.id);
    tellWarnings(warnings, isDaemonEnabled());
  };

  return { createNodes, createDependencies, preTasksExecution, postTasksExecution };
}

export const { createNodes, createDependencies, preTasksExecution, postTasksExecution } =
  createHooks();

export { createNodes as createNodesV2 };

async function read(options: PluginOptions | undefined, root: string): Promise<Reading> {
  // It starts while Nx finds the files.
  const thread = startLoading(root);
  const known = await workspaceGlob(root, '**/*');
  const files = diskFiles(root, known);
  const candidates = await workspaceGlob(root, catalogsGlob(options));
  const catalogs = await catalogsAmong(candidates, { ...files, aliases: localAliases(root) });
  return { files, known, catalogs, workspace: await readWorkspace(files, catalogs, thread) };
}

function errorsOf(problems: readonly Problem[]): [string, CatalogError][] {
  const files = [...new Set(problems.map(({ file }) => file))];
  return files.map((file) => [file, new CatalogError(problems.filter((p) => p.file === file))]);
}
