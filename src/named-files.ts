import type { StudyExperiment } from './expanded.js';
import { isLocal, normalizeInside } from './paths.js';
import { placeholdersIn } from './placeholders.js';
import { fillLevels } from './view.js';

/** The files that a command names, relative to the workspace root, sorted. */
export interface NamedFiles {
  /** Named as they are: the task's code. */
  readonly code: readonly string[];
  /** Named through a level, such as `{data.path}`: the experiment's data. */
  readonly data: readonly string[];
}

const none: NamedFiles = { code: [], data: [] };

/**
 * The files that an experiment's command names: each argument, and what follows a `=` in it, that is
 * a file of the workspace. Inputs, needs and outputs are hashed on their own.
 *
 * @param isFile whether a path relative to the workspace root is a file
 */
export function namedFiles(
  experiment: StudyExperiment,
  isFile: (path: string) => boolean,
): NamedFiles {
  const { command } = experiment.task;
  if (command === undefined) return none;
  const words = typeof command === 'string' ? shellWords(command) : command;
  const code = new Set<string>();
  const data = new Set<string>();
  for (const word of words.flatMap((w) => [w, w.slice(w.indexOf('=') + 1)])) {
    const placeholders = placeholdersIn(word);
    if (placeholders.some((name) => /^(inputs|needs|outputs)\./.test(name))) continue;
    const path = normalizeInside(fillLevels(word, experiment));
    if (path === undefined || path.startsWith(`${experiment.catalog.bld}/`)) continue;
    if (isLocal(path) && isFile(path)) (placeholders.length > 0 ? data : code).add(path);
  }
  return { code: [...code].sort(), data: [...data].sort() };
}

/** The words of a shell's text, roughly: enough to find paths in it. */
function shellWords(text: string): string[] {
  return text.split(/[\s'"`;|&()<>]+/).filter((word) => word !== '');
}
