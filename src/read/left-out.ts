import type { DimensionModel, NestedModel } from '../catalog/model.js';
import { matchesGlob } from '../files/glob-match.js';
import type { Exclusion } from './combinations.js';

/**
 * Finds what `exclude` and `where` leave out and nobody may have meant, as combinations are visited: a misspelled name
 * in them drops levels without a word.
 *
 * @returns `visit` takes one index into each dimension's levels; `found` gives a warning, without the file, for each
 */
export function watchLeftOut(dimensions: readonly DimensionModel[]): {
  readonly visit: (combination: readonly number[]) => void;
  readonly found: (
    nested: readonly NestedModel[],
    exclude: readonly Exclusion[],
    hasWhere: boolean,
  ) => readonly string[];
} {
  const left = dimensions.map((dimension) => dimension.levels.map(() => false));
  let isEmpty = true;
  return {
    visit(combination) {
      isEmpty = false;
      for (let i = 0; i < left.length; i++) left[i]![combination[i]!] = true;
    },
    found(nested, exclude, hasWhere) {
      // Of data that are not there nothing can be told.
      if (dimensions.some(({ levels }) => levels.length === 0)) return [];
      if (isEmpty)
        return [
          `${hasWhere ? 'where' : 'exclude'}: no combination of levels is left, and so no experiment; look for a wrong name in it`,
        ];
      if (!hasWhere) return [];
      return dimensions.flatMap(({ name, levels }, i) => {
        const outer = nested.find(({ inner }) => inner === name)?.outer;
        if (outer === undefined) return [];
        const lost = levels.filter(
          (level, at) => !left[i]![at] && !exclude.some((one) => isOf(one, name, level.name)),
        );
        return lost.map(
          (level) =>
            `where: the level ${level.name} of ${name} goes with no ${outer}, and so is in no experiment; fix it, or say that it is meant: exclude: [{ ${name}: '${level.name}' }]`,
        );
      });
    },
  };
}

/** Whether an exclusion leaves out a level as such. */
function isOf(exclusion: Exclusion, dimension: string, level: string): boolean {
  const [[name, patterns] = [], ...others] = Object.entries(exclusion);
  return (
    name === dimension &&
    others.length === 0 &&
    patterns!.some((pattern) => matchesGlob(level, pattern, { nocomment: true }))
  );
}
