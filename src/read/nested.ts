import type { DimensionModel, NestedModel } from '../catalog/model.js';

/**
 * Finds which dimensions are nested in which, as combinations are visited.
 *
 * @returns `visit` takes one index into each dimension's levels; `found` tells what all of those had in common;
 * `occurs`, whether a level of a nested dimension was among them
 */
export function watchNesting(dimensions: readonly Pick<DimensionModel, 'name'>[]): {
  readonly visit: (combination: readonly number[]) => void;
  readonly found: () => readonly NestedModel[];
  readonly occurs: (inner: number, level: number) => boolean;
} {
  // Most pairs are refuted by the first combinations.
  let pairs = dimensions.flatMap((_, inner) =>
    dimensions.flatMap((_, outer) =>
      inner === outer ? [] : [{ inner, outer, outerOf: new Map<number, number>() }],
    ),
  );
  return {
    visit(combination) {
      let isRefuted = false;
      for (const { inner, outer, outerOf } of pairs) {
        const before = outerOf.get(combination[inner]!);
        if (before === undefined) outerOf.set(combination[inner]!, combination[outer]!);
        else if (before !== combination[outer]) isRefuted = true;
      }
      if (isRefuted)
        pairs = pairs.filter(
          ({ inner, outer, outerOf }) => outerOf.get(combination[inner]!) === combination[outer],
        );
    },
    found: () =>
      pairs
        // A dimension of one level is nested in nothing, and nothing in it: there is no choice.
        .filter(({ outerOf }) => new Set(outerOf.values()).size > 1)
        .map(({ inner, outer }) => ({
          inner: dimensions[inner]!.name,
          outer: dimensions[outer]!.name,
        })),
    occurs: (inner, level) => pairs.some((pair) => pair.inner === inner && pair.outerOf.has(level)),
  };
}
