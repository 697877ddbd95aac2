import { isLocal } from '../files/paths.js';
import type { Unknown } from '../languages/code.js';
import { languageOf } from '../languages/entry.js';
import { commandPaths } from '../study/command-paths.js';
import type { TaskExperiment } from '../study/experiments.js';
import type { StudyExperiment } from '../study/joined.js';
import type { commandFollower, FollowedCommand } from './command-code.js';

/** The files that a command names, relative to the workspace root, sorted. */
export interface NamedFiles {
  /** Named as they are, by a command or by a literal path in a task's module, and all that a command's files load: the task's code. */
  readonly code: readonly string[];
  /** Named through a level, such as `{data.path}`: the experiment's data. */
  readonly data: readonly string[];
  /** What else the command's code stands for; none where nothing was followed. */
  readonly loaded?: LoadedByCommand;
}

/** What the code of a command loads besides local files. */
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
 * The files that an experiment's command names, and all that the code among them loads; also what its task's
 * `sources` load that they do not match themselves.
 *
 * @param matching the files that a glob of `sources` matches
 * @returns undefined where Node's reader is wanted and was not given
 */
export function followedFiles(
  experiment: StudyExperiment,
  isFile: (path: string) => boolean,
  follow: ReturnType<typeof commandFollower>,
  matching: (glob: string) => readonly string[] = () => [],
): NamedFiles | undefined {
  const named = namedFiles(experiment, isFile);
  if (experiment.task.command === undefined) return named;
  const begin = [...named.code, ...named.data];
  const reached = follow(experiment, begin);
  if (reached === undefined) return undefined;
  const matched = new Set(experiment.task.sources.flatMap(matching));
  const sources = followedSources(matched, reached);
  const followed = sources.length === 0 ? reached : follow(experiment, begin, sources);
  if (followed === undefined) return undefined;
  const isReached = new Set(reached.files);
  // What the globs match is hashed by them: a file more is no other definition.
  const isByGlob = (file: string) => matched.has(file) && !isReached.has(file);
  const { bld } = experiment.catalog;
  const isData = new Set(named.data);
  const loaded = followed.files.filter(
    (file) => !file.startsWith(`${bld}/`) && !isData.has(file) && !isByGlob(file),
  );
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
 * The files among `sources` that are followed. Modules of Node's are only where the command runs Node: those of a study
 * of Python scripts are its catalogs and other tasks.
 */
function followedSources(matched: ReadonlySet<string>, { files }: FollowedCommand): string[] {
  const runsNode = files.some((file) => languageOf(file) === 'node');
  return [...matched].filter((file) => {
    const language = languageOf(file);
    return language !== undefined && (language !== 'node' || runsNode);
  });
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
