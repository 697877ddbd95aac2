import { isLocal } from '../files/paths.js';
import type { Unknown } from '../languages/code.js';
import { languageOf } from '../languages/entry.js';
import { commandPaths } from '../study/command-paths.js';
import type { TaskExperiment } from '../study/experiments.js';
import type { StudyExperiment } from '../study/joined.js';
import type { commandFollower } from './command-code.js';

/** The files that a command names, relative to the workspace root, sorted. */
export interface NamedFiles {
  /** Named as they are, by a command or by a literal path in a task's module, and all that these files load: the task's code. */
  readonly code: readonly string[];
  /** Named through a level, such as `{data.path}`: the experiment's data. */
  readonly data: readonly string[];
  /** What else that code stands for; none where nothing was followed. */
  readonly loaded?: LoadedByCommand;
}

/** What the code of a command, or the scripts that a module starts, load besides local files. */
export interface LoadedByCommand {
  /** npm packages by name, sorted. */
  readonly packages: readonly string[];
  /** The `package.json` of those that are installed elsewhere than at the root. */
  readonly manifests: readonly string[];
  /** What of lock files of packages counts: digests by file. */
  readonly locked: { readonly [file: string]: string };
  /** Commands that print the version of an interpreter. */
  readonly versions: readonly string[];
  /** Programs whose code is not followed. */
  readonly unfollowed: readonly string[];
  readonly unknown: readonly Unknown[];
}

/**
 * The files that an experiment's command names: everything in it that could be a path and is one of
 * a file of the workspace. Inputs, needs and outputs are hashed on their own.
 *
 * @param isFile whether a path relative to the workspace root is a file
 */
export function namedFiles(
  experiment: StudyExperiment,
  isFile: (path: string) => boolean,
): NamedFiles {
  const { literal, filled } = commandPaths(experiment);
  const files = (paths: readonly string[]) =>
    paths.filter((path) => isCounted(path) && isFile(path));
  const isCounted = (path: string) =>
    isLocal(path) && !path.startsWith(`${experiment.catalog.bld}/`);
  return {
    code: files([...literal, ...(experiment.task.closure.named ?? [])]).sort(),
    data: files(filled).sort(),
  };
}

/**
 * The files that an experiment's command or module names, and all that the code among them loads; also what its
 * task's `sources` load that they do not match themselves.
 *
 * @returns undefined where Node's reader is wanted and was not given
 */
export function followedFiles(
  experiment: StudyExperiment,
  isFile: (path: string) => boolean,
  follow: ReturnType<typeof commandFollower>,
): NamedFiles | undefined {
  const named = namedFiles(experiment, isFile);
  const isModule = experiment.task.command === undefined;
  // A module's own imports are known; what it names may be a script that it starts.
  if (isModule && !named.code.some((file) => languageOf(file) !== undefined)) return named;
  const followed = follow(experiment, [...named.code, ...named.data]);
  if (followed === undefined) return undefined;
  const { bld } = experiment.catalog;
  const isData = new Set(named.data);
  const loaded = followed.files.filter((file) => !file.startsWith(`${bld}/`) && !isData.has(file));
  const built = followed.unfollowed.length > 0 ? [] : builtPrograms(experiment, followed.programs);
  const { locked, manifests, unknown, unfollowed, versions } = followed;
  return {
    code: [...new Set([...named.code, ...loaded, ...built])].sort(),
    data: named.data,
    loaded: {
      packages: followed.packages.node ?? [],
      manifests,
      locked,
      versions: [...new Set(versions)],
      unfollowed,
      unknown,
    },
  };
}

/**
 * Programs in the build folder that the command runs and that no experiment writes: code, whether they
 * are there yet or not. One that the command names elsewhere, too, it may make itself.
 */
function builtPrograms(
  { catalog, folder, needs, task }: StudyExperiment,
  programs: readonly string[],
): string[] {
  const producers = Object.values(needs).flat() as TaskExperiment[];
  const written = [folder, ...producers.map((producer) => producer.folder)];
  const text = [task.command ?? ''].flat().join('\n');
  return [...new Set(programs)].filter(
    (path) =>
      path.startsWith(`${catalog.bld}/`) &&
      !written.some((other) => `${path}/`.startsWith(`${other}/`)) &&
      /^[\w./+@-]+$/.test(path) &&
      text.split(path).length <= 2,
  );
}
