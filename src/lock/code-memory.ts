import type { StudyExperiment } from '../study/joined.js';
import type { LockFile } from './file.js';
import { firstLockFile } from './places.js';

/**
 * What a lock remembers of code that was there before a dimension with a default level came. Such code
 * cannot know the dimension, so its results do not depend on which level is the default: the default's
 * name stays out of their hashes, and nothing that exists runs again. Of any other code the name is
 * part of the definition: two branches may add one dimension with different defaults, and share a cache.
 */
export interface CodeMemory {
  /** The lines that a catalog's lock is to have, by `<dimension>/<task>/<digest of code>`. */
  linesOf(catalog: string): { readonly [line: string]: string };
  /** The default levels that an experiment's code may know, by dimension; sorted. */
  knownTo(experiment: StudyExperiment): readonly (readonly [dimension: string, level: string])[];
  /** The fields of the lock that say of an experiment's task that it knew a dimension from the first. */
  fieldsOf(experiment: StudyExperiment): readonly string[];
}

/** What the code of experiments is, and was. */
export interface Code {
  /** A digest of the code of an experiment, as it is now. */
  readonly digestOf: (experiment: StudyExperiment) => string;
  /** Whether that code is what it was when the lock was last in step. */
  readonly isAsBefore: (experiment: StudyExperiment) => boolean;
}

/** Stands for all code of a task: none of it was there before the dimension. */
const NONE = '-';

/** The tasks of whose code a lock cannot say that it was there before a dimension came. */
export function tasksWithNewCode({ before = {} }: LockFile, dimension: string): string[] {
  return Object.keys(before)
    .map((line) => line.split('/'))
    .flatMap(([of, task = '', code]) => (of === dimension && code === NONE ? [task] : []));
}

/**
 * @param parsed the lock files as they are, by path relative to the workspace root
 * @param code asked only of experiments that see default levels
 * @param fail hears what goes wrong in reading it
 */
export function rememberCode(
  experiments: readonly StudyExperiment[],
  parsed: ReadonlyMap<string, LockFile>,
  code: Code,
  fail: (experiment: StudyExperiment, thrown: unknown) => void,
): CodeMemory {
  const lines = new Map<string, { [line: string]: string }>();
  const linesOf = (catalog: string) => {
    const known = lines.get(catalog) ?? { ...parsed.get(firstLockFile(catalog))?.before };
    lines.set(catalog, known);
    return known;
  };
  const known = new Map<StudyExperiment, ReturnType<CodeMemory['knownTo']>>();
  const arrived = arrivals(parsed);
  for (const experiment of experiments) {
    const defaults = defaultsSeenBy(experiment);
    if (defaults.length === 0) continue;
    try {
      known.set(experiment, knownAmong(defaults, experiment));
    } catch (thrown) {
      fail(experiment, thrown);
    }
  }

  function knownAmong(
    defaults: readonly (readonly [dimension: string, level: string])[],
    experiment: StudyExperiment,
  ) {
    const { file } = experiment.catalog;
    const { name } = experiment.task;
    const own = linesOf(file);
    const digest = code.digestOf(experiment);
    return defaults.filter(([dimension, level]) => {
      const pair = `${dimension}/${name}`;
      const line = `${pair}/${digest}`;
      if (arrived.comesNow(file, pair)) {
        const isOld = arrived.hadTask(file, name) && code.isAsBefore(experiment);
        own[isOld ? line : `${pair}/${NONE}`] = level;
      }
      return !Object.hasOwn(own, line);
    });
  }

  const knownTo: CodeMemory['knownTo'] = (experiment) => known.get(experiment) ?? [];
  return {
    linesOf,
    knownTo,
    fieldsOf: (experiment) =>
      knownTo(experiment)
        .map(([dimension]) => `${dimension}/${experiment.task.name}/${NONE}`)
        .filter((line) => Object.hasOwn(linesOf(experiment.catalog.file), line))
        .map((line) => `before.${line}`),
  };
}

/** What the locks tell of dimensions that come, and of tasks that were there before them. */
function arrivals(parsed: ReadonlyMap<string, LockFile>) {
  const pairs = new Map<string, ReadonlySet<string>>();
  const tasks = new Map<string, ReadonlySet<string>>();
  const lockOf = (catalog: string) => parsed.get(firstLockFile(catalog));
  return {
    /** Whether a task sees a dimension's default level for the first time. */
    comesNow(catalog: string, pair: string): boolean {
      const known =
        pairs.get(catalog) ??
        new Set(Object.keys(lockOf(catalog)?.before ?? {}).map((l) => l.replace(/\/[^/]*$/, '')));
      pairs.set(catalog, known);
      return !known.has(pair);
    },
    hadTask(catalog: string, task: string): boolean {
      const known =
        tasks.get(catalog) ??
        new Set(
          Object.keys(lockOf(catalog)?.experiments ?? {}).map((key) =>
            key.slice(0, key.indexOf('/')),
          ),
        );
      tasks.set(catalog, known);
      return known.has(task);
    },
  };
}

/** The default levels among those of an experiment and of what it needs. */
function defaultsSeenBy({ levels, needs }: StudyExperiment): [dimension: string, level: string][] {
  const all = [levels, ...Object.values(needs).flatMap((n) => [n].flat().map((e) => e.levels))];
  const seen = new Map<string, [string, string]>();
  for (const { dimension, level, isDefault } of all.flat())
    if (isDefault) seen.set(`${dimension}\0${level.name}`, [dimension, level.name]);
  return [...seen.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}
