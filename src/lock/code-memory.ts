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
  /** The default levels that a catalog's tasks see, by `<dimension>/<task>`. */
  seenIn(catalog: string): { readonly [pair: string]: string };
  /** The default levels that an experiment's code may know, by dimension; sorted. */
  knownTo(experiment: StudyExperiment): readonly (readonly [dimension: string, level: string])[];
  /**
   * The fields of the lock that say of each dimension with a default level which an experiment's code may know
   * whether its task sees it. They change when the dimension comes and when it goes, as the hash does.
   */
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
  const fields = new Map<StudyExperiment, readonly string[]>();
  const seen = new Map<string, { [pair: string]: string }>();
  const arrived = arrivals(parsed);
  for (const experiment of experiments) {
    const { file } = experiment.catalog;
    const { name } = experiment.task;
    const levels = levelsSeenBy(experiment);
    const defaults = defaultsAmong(levels);
    const gone = arrived
      .dimensionsOf(file, name)
      .filter((remembered) => !levels.some(({ dimension }) => dimension === remembered));
    if (defaults.length + gone.length === 0) continue;
    const pairs = seen.get(file) ?? {};
    seen.set(file, pairs);
    for (const [dimension, level] of defaults) pairs[`${dimension}/${name}`] = level;
    try {
      const knownNow = knownAmong(defaults, experiment);
      known.set(experiment, knownNow);
      const knownBefore = gone.filter((dimension) => isKnown(dimension, experiment));
      const dimensions = [...knownNow.map(([dimension]) => dimension), ...knownBefore];
      fields.set(experiment, [...new Set(dimensions)].map((one) => `seen.${one}/${name}`).sort());
    } catch (thrown) {
      fail(experiment, thrown);
    }
  }

  /** Whether the code is not what it was before the dimension came. */
  function isKnown(dimension: string, experiment: StudyExperiment): boolean {
    const line = `${dimension}/${experiment.task.name}/${code.digestOf(experiment)}`;
    return !Object.hasOwn(linesOf(experiment.catalog.file), line);
  }

  function knownAmong(
    defaults: readonly (readonly [dimension: string, level: string])[],
    experiment: StudyExperiment,
  ) {
    const { file } = experiment.catalog;
    const { name } = experiment.task;
    return defaults.filter(([dimension, level]) => {
      if (!arrived.dimensionsOf(file, name).includes(dimension)) {
        const isOld = arrived.hadTask(file, name) && code.isAsBefore(experiment);
        const digest = isOld ? code.digestOf(experiment) : NONE;
        linesOf(file)[`${dimension}/${name}/${digest}`] = level;
      }
      return isKnown(dimension, experiment);
    });
  }

  return {
    linesOf,
    seenIn: (catalog) => seen.get(catalog) ?? {},
    knownTo: (experiment) => known.get(experiment) ?? [],
    fieldsOf: (experiment) => fields.get(experiment) ?? [],
  };
}

/** What the locks tell of dimensions that came, and of tasks that were there before them. */
function arrivals(parsed: ReadonlyMap<string, LockFile>) {
  const dimensions = new Map<string, ReadonlyMap<string, readonly string[]>>();
  const tasks = new Map<string, ReadonlySet<string>>();
  const lockOf = (catalog: string) => parsed.get(firstLockFile(catalog));
  return {
    /** The dimensions of which a task has ever seen the default level. */
    dimensionsOf(catalog: string, task: string): readonly string[] {
      const known = dimensions.get(catalog) ?? dimensionsByTask(lockOf(catalog)?.before ?? {});
      dimensions.set(catalog, known);
      return known.get(task) ?? [];
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

function dimensionsByTask(before: NonNullable<LockFile['before']>): Map<string, readonly string[]> {
  const all = new Map<string, Set<string>>();
  for (const line of Object.keys(before)) {
    const [dimension = '', task = ''] = line.split('/');
    all.set(task, (all.get(task) ?? new Set()).add(dimension));
  }
  return new Map([...all].map(([task, dimensions]) => [task, [...dimensions].sort()]));
}

type SeenLevel = StudyExperiment['levels'][number];

/** The levels of an experiment and of what it needs. */
function levelsSeenBy({ levels, needs }: StudyExperiment): SeenLevel[] {
  return [levels, ...Object.values(needs).flatMap((n) => [n].flat().map((e) => e.levels))].flat();
}

function defaultsAmong(levels: readonly SeenLevel[]): [dimension: string, level: string][] {
  const seen = new Map<string, [string, string]>();
  for (const { dimension, level, isDefault } of levels)
    if (isDefault) seen.set(`${dimension}\0${level.name}`, [dimension, level.name]);
  return [...seen.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}
