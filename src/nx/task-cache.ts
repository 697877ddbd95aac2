// What a run of Nx would find in its caches, asked with Nx's own functions: its task graph, its hasher, its
// cache. Loaded by the overview's executor alone.
import type { NxJsonConfiguration, ProjectGraph, Task, TaskGraph } from '@nx/devkit';
import { partOfNx } from './part-of-nx.js';

/** A task that a run would take from a cache. */
export interface Cached {
  /** What it printed. */
  readonly terminalOutput: string;
  /** The folder in which its outputs are kept, by their paths relative to the workspace root; absolute. */
  readonly kept: string;
}

/** Tasks as a run would have them, and what Nx's caches know of them. */
export interface TaskCache {
  /** The tasks of some targets, and all that they depend on, by id (`project:target`). */
  readonly tasks: { readonly [id: string]: Task };
  /** The tasks that one depends on. */
  dependenciesOf(id: string): readonly string[];
  /** Whether a task stands for others alone: a run of it executes nothing. */
  doesNothing(id: string): boolean;
  /**
   * The hashes that a run would look up, by id. What a task depends on must lie in its place: where it needs
   * outputs of others, their content is in its hash.
   */
  hash(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /**
   * Those that a run would take from the local or a remote cache. As in a run, what a remote cache has is
   * fetched, and lies in the local one from then on.
   */
  find(ids: readonly string[]): Promise<ReadonlyMap<string, Cached>>;
  /**
   * Those of which a cache may hold a result, under whatever hash: all where there is a remote cache, otherwise
   * those that Nx knows to have run.
   */
  mayHold(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Puts the outputs of a task that was found in their places, as a run would. */
  restore(id: string): Promise<void>;
}

/** A target of some projects. */
export interface Selected {
  readonly target: string;
  readonly projects: readonly string[];
}

/**
 * @param root the workspace root, absolute
 * @param graph Nx's
 * @param selected the tasks that are asked for
 */
export async function openTaskCache(
  root: string,
  graph: ProjectGraph,
  nxJson: NxJsonConfiguration,
  selected: readonly Selected[],
): Promise<TaskCache> {
  const { cache, hasher } = await openNx(root, graph, nxJson);
  const { tasks, dependencies } = taskGraphOf(graph, selected);
  const taskGraph = { tasks, dependencies, roots: [], continuousDependencies: noneOf(tasks) };
  const envOf = taskEnvironment(graph);
  const { getTaskHistory } = partOfNx<typeof import('nx/src/utils/task-history')>(
    'nx/src/utils/task-history',
    ['getTaskHistory'],
  );
  const { getTaskDetails } = partOfNx<typeof import('nx/src/hasher/hash-task')>(
    'nx/src/hasher/hash-task',
    ['getTaskDetails'],
  );
  const found = new Map<string, CachedResult>();
  return {
    tasks,
    // Nx 24 gives dependencies as objects, Nx 23 as names.
    dependenciesOf: (id) =>
      ((dependencies[id] ?? []) as readonly (string | { readonly id: string })[]).map((edge) =>
        typeof edge === 'string' ? edge : edge.id,
      ),
    doesNothing(id) {
      const { project, target } = tasks[id]!.target;
      return graph.nodes[project]?.data.targets?.[target]?.executor === 'nx:noop';
    },
    async hash(ids) {
      if (ids.length === 0) return new Map();
      const some = ids.map((id) => tasks[id]!);
      const envs = Object.fromEntries(some.map((task) => [task.id, envOf(task)]));
      const hashes = await hasher.hashTasks(some, taskGraph as unknown as TaskGraph, envs);
      const found = new Map(
        some.map((task, i) => {
          task.hash = hashes[i]!.value;
          return [task.id, task.hash];
        }),
      );
      // What comes from a remote cache can be kept for hashes only of which Nx knows whose they are.
      getTaskDetails()?.recordTaskDetails(
        some.map(({ hash = '', target }) => ({ hash, ...target })),
      );
      return found;
    },
    async find(ids) {
      const some = ids.map((id) => tasks[id]!).filter((task) => task.cache === true);
      const results = some.length === 0 ? new Map() : await cache.getBatch(some);
      const hits = new Map<string, Cached>();
      for (const task of some) {
        const result = results.get(task.hash!) as CachedResult | undefined;
        // Nx restores failures where NX_CACHE_FAILURES is set; these are no results.
        if (result === undefined || result.code !== 0) continue;
        found.set(task.id, result);
        hits.set(task.id, { terminalOutput: result.terminalOutput, kept: result.outputsPath });
      }
      return hits;
    },
    async mayHold(ids) {
      const hasRemote = Boolean((cache as { readonly remoteCache?: unknown }).remoteCache);
      const history = getTaskHistory();
      if (hasRemote || history === null || ids.length === 0) return new Set(ids);
      const timings = await history.getEstimatedTaskTimings(ids.map((id) => tasks[id]!.target));
      return new Set(ids.filter((id) => id in timings));
    },
    async restore(id) {
      const result = found.get(id);
      const { hash, outputs } = tasks[id]!;
      if (result !== undefined) await cache.copyFilesFromCache(hash!, result, outputs);
    },
  };
}

type CachedResult = import('nx/src/tasks-runner/cache').CachedResult;

/** Nx's cache and hasher, made ready as they are for a run. */
async function openNx(root: string, graph: ProjectGraph, nxJson: NxJsonConfiguration) {
  const { isDaemonEnabled } = partOfNx<typeof import('nx/src/daemon/client/client')>(
    'nx/src/daemon/client/client',
    ['isDaemonEnabled'],
  );
  const { getRunner } = partOfNx<typeof import('nx/src/tasks-runner/run-command')>(
    'nx/src/tasks-runner/run-command',
    ['getRunner'],
  );
  const { getCache } = partOfNx<typeof import('nx/src/tasks-runner/cache')>(
    'nx/src/tasks-runner/cache',
    ['getCache'],
  );
  const { createTaskHasher } = partOfNx<typeof import('nx/src/hasher/create-task-hasher')>(
    'nx/src/hasher/create-task-hasher',
    ['createTaskHasher'],
  );
  if (!isDaemonEnabled()) await readFiles(root, graph);
  const { runnerOptions } = getRunner({} as never, nxJson as never);
  const cache = getCache(runnerOptions as never);
  if ('init' in cache) await cache.init();
  const hasher = createTaskHasher(graph as never, nxJson as never, runnerOptions);
  return { cache, hasher };
}

/** Nx without its daemon hashes from a list of files that it makes with the graph, in another process. */
async function readFiles(root: string, graph: ProjectGraph): Promise<void> {
  const { retrieveWorkspaceFiles } = partOfNx<
    typeof import('nx/src/project-graph/utils/retrieve-workspace-files')
  >('nx/src/project-graph/utils/retrieve-workspace-files', ['retrieveWorkspaceFiles']);
  const { hydrateFileMap } = partOfNx<typeof import('nx/src/project-graph/build-project-graph')>(
    'nx/src/project-graph/build-project-graph',
    ['hydrateFileMap'],
  );
  const roots = Object.fromEntries(
    Object.entries(graph.nodes).map(([name, { data }]) => [data.root, name]),
  );
  const files = (await retrieveWorkspaceFiles(root, roots)) as {
    readonly fileMap: unknown;
    readonly allWorkspaceFiles?: unknown;
    readonly rustReferences: unknown;
  };
  const hydrate = hydrateFileMap as (...parts: unknown[]) => void;
  // Nx 23 keeps the list of all files apart.
  if (files.allWorkspaceFiles === undefined) hydrate(files.fileMap, files.rustReferences);
  else hydrate(files.fileMap, files.allWorkspaceFiles, files.rustReferences);
}

/** One graph of the tasks of several targets. */
function taskGraphOf(graph: ProjectGraph, selected: readonly Selected[]) {
  const { createTaskGraph } = partOfNx<typeof import('nx/src/tasks-runner/create-task-graph')>(
    'nx/src/tasks-runner/create-task-graph',
    ['createTaskGraph'],
  );
  const searched = namesExactly(graph, selected) ? withoutNames(graph) : graph;
  const graphs = selected.map(({ target, projects }) =>
    // The last but one is what Nx makes of a call without further words.
    createTaskGraph(searched as never, {}, [...projects], [target], undefined, {
      __overrides_unparsed__: [],
    }),
  );
  return {
    tasks: Object.assign({}, ...graphs.map(({ tasks }) => tasks)) as { [id: string]: Task },
    dependencies: Object.assign({}, ...graphs.map((made) => made.dependencies)) as {
      [id: string]: unknown;
    },
  };
}

/** Whether tasks, and all that they depend on, name the projects that they depend on, without patterns. */
function namesExactly({ nodes }: ProjectGraph, selected: readonly Selected[]): boolean {
  const reached = new Set(
    selected.flatMap(({ target, projects }) => projects.map((p) => `${p}\0${target}`)),
  );
  // A set takes in what is added while it is gone through.
  for (const key of reached) {
    const [project, target] = key.split('\0') as [string, string];
    for (const entry of nodes[project]?.data.targets?.[target]?.dependsOn ?? []) {
      if (typeof entry === 'string' || !Array.isArray(entry.projects)) return false;
      if (/[*?[\]{}()!+@|]/.test(entry.target)) return false;
      for (const name of entry.projects) {
        if (!Object.hasOwn(nodes, name)) return false;
        reached.add(`${name}\0${entry.target}`);
      }
    }
  }
  return true;
}

/**
 * For each dependency Nx lists the names of all projects before it looks whether one has that name: with 10,000
 * experiments this takes a quarter of a minute. Where all are named exactly, the list is for nothing.
 */
function withoutNames(graph: ProjectGraph): ProjectGraph {
  const nodes = new Proxy({} as ProjectGraph['nodes'], {
    get: (_, name) => graph.nodes[String(name)],
    has: (_, name) => name in graph.nodes,
  });
  return { ...graph, nodes };
}

function noneOf(tasks: { readonly [id: string]: Task }): { [id: string]: string[] } {
  return Object.fromEntries(Object.keys(tasks).map((id) => [id, []]));
}

/**
 * The environment that Nx hashes a task with. Reading .env files for each of thousands takes seconds, so
 * only those get their own whose hash may depend on it: by a variable, or by what a command prints.
 */
function taskEnvironment(graph: ProjectGraph): (task: Task) => NodeJS.ProcessEnv {
  const { getTaskSpecificEnv } = partOfNx<typeof import('nx/src/tasks-runner/task-env')>(
    'nx/src/tasks-runner/task-env',
    ['getTaskSpecificEnv'],
  );
  const plain = process.env.NX_CLOUD_ENCRYPTION_KEY;
  const least = plain === undefined ? { NX: '' } : { NX_CLOUD_ENCRYPTION_KEY: plain };
  return (task) => {
    const { project, target } = task.target;
    const inputs = graph.nodes[project]?.data.targets?.[target]?.inputs ?? [''];
    const isPlain = inputs.every((input) =>
      typeof input === 'string'
        ? /^!?\{/.test(input)
        : !('runtime' in input || 'env' in input || 'input' in input),
    );
    return isPlain ? least : getTaskSpecificEnv(task as never, graph as never);
  };
}
