import { matchesGlob } from '../files/glob-match.js';

/** What expansion has to know of a dimension. */
export interface DimensionSize {
  readonly name: string;
  readonly levels: readonly string[];
}

/** Partial combinations to leave out: level patterns by dimension. */
export type Exclusion = { readonly [dimension: string]: readonly string[] };

/** Beyond this many combinations to judge (those that share an excluded beginning are one), the catalog is refused instead of being tried for minutes. */
export const MOST_JUDGED = 20_000_000;

/** Beyond this many experiments of one task, the catalog is refused: Nx holds each as a project. */
export const MOST_EXPERIMENTS = 100_000;

/** Thrown when a study is larger than what can be expanded. */
export class TooManyError extends Error {}

/**
 * The experiments of tasks: for each list of dimensions in `overs`, the projections of the full
 * combinations that no exclusion matches and that `where` keeps. The cross product is never held
 * in memory, and a combination that is excluded by its first dimensions is not built any further.
 *
 * @param where judges one index into each dimension's levels
 * @param visit is told each combination that is left, where not all are
 * @returns for each of `overs`, index tuples in lexicographic order
 * @throws {TooManyError} beyond {@link MOST_JUDGED} or {@link MOST_EXPERIMENTS}
 */
export function expand(
  dimensions: readonly DimensionSize[],
  overs: readonly (readonly string[])[],
  exclusions: readonly Exclusion[],
  where: ((combination: readonly number[]) => boolean) | undefined,
  visit?: (combination: readonly number[]) => void,
): number[][][] {
  if (dimensions.some((d) => d.levels.length === 0)) return overs.map(() => []);
  if (exclusions.length === 0 && where === undefined)
    return overs.map((over) => product(over.map((name) => levelCount(dimensions, name))));
  const projections = overs.map((over) => ({
    at: over.map((name) => dimensions.findIndex((d) => d.name === name)),
    found: new Map<string, number[]>(),
  }));
  forEachSurvivor(dimensions, exclusions, where, (combination) => {
    visit?.(combination);
    for (const { at, found } of projections) {
      const tuple = at.map((i) => combination[i]!);
      const key = tuple.join();
      if (found.has(key)) continue;
      if (found.size >= MOST_EXPERIMENTS) throw tooManyExperiments();
      found.set(key, tuple);
    }
  });
  return projections.map(({ found }) => [...found.values()].sort(compareTuples));
}

function forEachSurvivor(
  dimensions: readonly DimensionSize[],
  exclusions: readonly Exclusion[],
  where: ((combination: readonly number[]) => boolean) | undefined,
  visit: (combination: readonly number[]) => void,
): void {
  const matchers = exclusions.map((exclusion) => matcher(dimensions, exclusion));
  const decidedAt = dimensions.map((_, depth) => matchers.filter((m) => m.last === depth));
  const combination: number[] = [];
  let judged = 0;
  const extend = (depth: number): void => {
    const isExcluded = depth > 0 && decidedAt[depth - 1]!.some((m) => m.matches(combination));
    if (!isExcluded && depth < dimensions.length) {
      for (let level = 0; level < dimensions[depth]!.levels.length; level++) {
        combination[depth] = level;
        extend(depth + 1);
      }
      return;
    }
    if (++judged > MOST_JUDGED)
      throw new TooManyError(
        `more than ${MOST_JUDGED.toLocaleString('en')} combinations of levels would have to be judged`,
      );
    if (!isExcluded && (where?.(combination) ?? true)) visit(combination);
  };
  extend(0);
}

/** Whether an exclusion matches a combination, decidable once the dimension `last` has its level. */
function matcher(dimensions: readonly DimensionSize[], exclusion: Exclusion) {
  const tests = dimensions.flatMap(({ name, levels }, at) => {
    const patterns = Object.hasOwn(exclusion, name) ? exclusion[name] : undefined;
    if (patterns === undefined) return [];
    const matched = levels.map((level) =>
      patterns.some((pattern) => matchesGlob(level, pattern, { nocomment: true })),
    );
    return [{ at, matched }];
  });
  return {
    last: tests.at(-1)?.at ?? -1,
    matches: (combination: readonly number[]) =>
      tests.length > 0 && tests.every(({ at, matched }) => matched[combination[at]!]),
  };
}

function levelCount(dimensions: readonly DimensionSize[], name: string): number {
  return dimensions.find((d) => d.name === name)!.levels.length;
}

function product(sizes: readonly number[]): number[][] {
  if (sizes.reduce((a, b) => a * b, 1) > MOST_EXPERIMENTS) throw tooManyExperiments();
  return sizes.reduce<number[][]>(
    (tuples, size) =>
      tuples.flatMap((tuple) => Array.from({ length: size }, (_, level) => [...tuple, level])),
    [[]],
  );
}

function tooManyExperiments(): TooManyError {
  return new TooManyError(
    `one task would have more than ${MOST_EXPERIMENTS.toLocaleString('en')} experiments`,
  );
}

function compareTuples(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((level, i) => level !== b[i]);
  return at === -1 ? 0 : a[at]! - b[at]!;
}
