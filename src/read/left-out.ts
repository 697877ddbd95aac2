import type { DimensionModel, NestedModel } from '../catalog/model.js';
import { matchesGlob } from '../files/glob-match.js';
import type { Exclusion } from './combinations.js';

/** A catalog's combinations, as far as they are left. */
interface Left {
  readonly isEmpty: boolean;
  readonly nested: readonly NestedModel[];
  /** Whether a level of a nested dimension is in any of them. */
  readonly occurs: (inner: number, level: number) => boolean;
}

/**
 * What `exclude` and `where` leave out and nobody may have meant: a misspelled name in them drops levels without a word.
 *
 * @returns a warning, without the file, for each
 */
export function leftOut(
  dimensions: readonly DimensionModel[],
  { isEmpty, nested, occurs }: Left,
  exclude: readonly Exclusion[],
  hasWhere: boolean,
): readonly string[] {
  // Of data that are not there nothing can be told.
  if (dimensions.some(({ levels }) => levels.length === 0)) return [];
  if (isEmpty && (hasWhere || exclude.length > 0))
    return [
      `${hasWhere ? 'where' : 'exclude'}: no combination of levels is left, and so no experiment; look for a wrong name in it`,
    ];
  if (!hasWhere) return [];
  return dimensions.flatMap(({ name, levels }, i) => {
    const outer = nested.find(({ inner }) => inner === name)?.outer;
    if (outer === undefined) return [];
    const lost = levels.filter(
      (level, at) => !occurs(i, at) && !exclude.some((one) => isOf(one, name, level.name)),
    );
    return lost.map(
      (level) =>
        `where: the level ${level.name} of ${name} goes with no ${outer}, and so is in no experiment; fix it, or say that it is meant: exclude: [{ ${name}: '${level.name}' }]`,
    );
  });
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
