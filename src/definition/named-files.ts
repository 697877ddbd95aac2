import { isLocal } from '../files/paths.js';
import { commandPaths } from '../study/command-paths.js';
import type { StudyExperiment } from '../study/joined.js';

/** The files that a command names, relative to the workspace root, sorted. */
export interface NamedFiles {
  /** Named as they are, or by a literal path in the task's module: the task's code. */
  readonly code: readonly string[];
  /** Named through a level, such as `{data.path}`: the experiment's data. */
  readonly data: readonly string[];
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

/** The local files that are an experiment's code, relative to the workspace root, sorted. */
export function codeOf({ task }: StudyExperiment, named: NamedFiles): readonly string[] {
  return [...task.closure.files, ...named.code].sort();
}
