import type { Rows } from '../sample';
import type { Predict } from './accuracy';

const MAXIMAL_DEPTH = 3;
/** Nodes with no more observations than this are leaves. */
const MINIMAL_NODE = 10;
/** By how much a split has to decrease the impurity of the whole tree. */
const MINIMAL_DECREASE = 0.01;
/** Gains that differ by less are equal; only rounding tells them apart. */
const ROUNDING = 1e-12;

/** A leaf, or a node with a split: `yes` for observations whose regressor is below the threshold. */
export interface Node {
  readonly n: number;
  /** The share of class 1 among the node's observations. */
  readonly share: number;
  readonly split?: Split & { readonly yes: Node; readonly no: Node };
}

export interface Split {
  /** The index of the regressor. */
  readonly column: number;
  readonly threshold: number;
  /** The decrease of the node's Gini impurity. */
  readonly gain: number;
}

export interface Tree {
  readonly root: Node;
  /** Each regressor's share of the tree's total decrease of impurity. */
  readonly importance: readonly number[];
  readonly predict: Predict;
}

/**
 * A classification tree by the Gini impurity, without pruning. L. Breiman, J. Friedman, R. Olshen
 * and C. Stone (1984), Classification and Regression Trees, chapters 2 and 4.
 *
 * It is written here because the package that is commonly used for it, ml-cart (2.1.1, January
 * 2022), passes over splits beside tied values, so that its trees depend on the order of rows.
 */
export function decisionTree(x: Rows, y: readonly number[]): Tree {
  const root = grow(x, y, 0, y.length);
  const decreases = (x[0] ?? []).map((_, column) => decrease(root, column));
  const total = sum(decreases);
  return {
    root,
    importance: decreases.map((value) => (total > 0 ? value / total : 0)),
    predict: (row) => shareIn(root, row),
  };
}

function grow(x: Rows, y: readonly number[], depth: number, whole: number): Node {
  const leaf = { n: y.length, share: sum(y) / y.length };
  if (depth === MAXIMAL_DEPTH || y.length <= MINIMAL_NODE) return leaf;
  const split = bestSplit(x, y);
  if (!split || (split.gain * y.length) / whole < MINIMAL_DECREASE) return leaf;
  const child = (isBelow: boolean) => {
    const isHere = (_: unknown, i: number) => x[i]![split.column]! < split.threshold === isBelow;
    return grow(x.filter(isHere), y.filter(isHere), depth + 1, whole);
  };
  return { ...leaf, split: { ...split, yes: child(true), no: child(false) } };
}

/**
 * The split with the largest gain; thresholds lie in the middle between neighbouring values. Of
 * equal splits the first counts, by regressor and then by value.
 */
export function bestSplit(x: Rows, y: readonly number[]): Split | undefined {
  const [n, total] = [y.length, sum(y)];
  let best: Split | undefined;
  for (const column of (x[0] ?? []).keys()) {
    const order = [...y.keys()].sort((a, b) => x[a]![column]! - x[b]![column]!);
    let ones = 0;
    for (let count = 1; count < n; count++) {
      ones += y[order[count - 1]!]!;
      const [value, next] = [x[order[count - 1]!]![column]!, x[order[count]!]![column]!];
      if (value === next) continue;
      const left = (count / n) * gini(ones / count);
      const right = ((n - count) / n) * gini((total - ones) / (n - count));
      const gain = gini(total / n) - left - right;
      if (gain > (best?.gain ?? 0) + ROUNDING)
        best = { column, threshold: (value + next) / 2, gain };
    }
  }
  return best;
}

/** The Gini impurity of a node with this share of class 1. */
function gini(share: number): number {
  return 2 * share * (1 - share);
}

/** How much the splits by a regressor decrease the impurity, weighted by observations. */
function decrease({ n, split }: Node, column: number): number {
  if (!split) return 0;
  const below = decrease(split.yes, column) + decrease(split.no, column);
  return below + (split.column === column ? n * split.gain : 0);
}

function shareIn({ share, split }: Node, row: readonly number[]): number {
  if (!split) return share;
  return shareIn(row[split.column]! < split.threshold ? split.yes : split.no, row);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
