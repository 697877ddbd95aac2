import { mean, pairs, sort, sum } from 'd3-array';
import { hierarchy } from 'd3-hierarchy';
import type { Sample } from '../sample';

const MAXIMAL_DEPTH = 3;
/** Nodes with no more observations than this are leaves. */
const MINIMAL_NODE = 10;
/** By how much a split has to decrease the impurity of the whole tree. */
const MINIMAL_DECREASE = 0.01;
/** Gains that differ by less are equal; only rounding tells them apart. */
const ROUNDING = 1e-12;

/** A leaf, or a node with a split and two children. */
export interface Node {
  readonly n: number;
  /** The share of class 1 among the node's observations. */
  readonly share: number;
  readonly split?: Split;
  /** The observations below the threshold, and the others. */
  readonly children?: readonly [yes: Node, no: Node];
}

interface Split {
  readonly regressor: string;
  readonly threshold: number;
  /** The decrease of the node's Gini impurity. */
  readonly gain: number;
}

/**
 * A classification tree by the Gini impurity, without pruning, and each regressor's share of the
 * decrease of impurity. L. Breiman, J. Friedman, R. Olshen and C. Stone (1984), Classification and
 * Regression Trees, chapters 2 and 4. Written here because ml-cart 2.1.1 passes over splits beside
 * tied values, so that its trees depend on the order of rows.
 */
export function decisionTree(sample: Sample) {
  const tree = grow(sample, 0, sample.y.length);
  const nodes = Array.from(hierarchy(tree), ({ data }) => data);
  const leaves = nodes.filter(({ split }) => !split);
  const decrease = ({ n, split }: Node) => n * (split?.gain ?? 0);
  const importance = sample.regressors.map((name) => {
    const own = nodes.filter(({ split }) => split?.regressor === name);
    return [name, sum(own, decrease) / (sum(nodes, decrease) || 1)] as const;
  });
  // A leaf predicts the class of most of its observations.
  const hits = sum(leaves, ({ n, share }) => n * Math.max(share, 1 - share));
  return { accuracy: hits / tree.n, importance: Object.fromEntries(importance), tree };
}

function grow(sample: Sample, depth: number, whole: number): Node {
  const { regressors, x, y } = sample;
  const leaf = { n: y.length, share: mean(y)! };
  if (depth === MAXIMAL_DEPTH || y.length <= MINIMAL_NODE) return leaf;
  const split = bestSplit(sample);
  if (!split || (split.gain * y.length) / whole < MINIMAL_DECREASE) return leaf;
  const column = regressors.indexOf(split.regressor);
  const child = (isBelow: boolean) => {
    const isHere = (_: unknown, i: number) => x[i]![column]! < split.threshold === isBelow;
    return grow({ regressors, x: x.filter(isHere), y: y.filter(isHere) }, depth + 1, whole);
  };
  return { ...leaf, split, children: [child(true), child(false)] };
}

/**
 * The split with the largest gain; thresholds lie in the middle between neighbouring values. Of
 * equal splits the first counts, by regressor and then by value.
 */
function bestSplit({ regressors, x, y }: Sample): Split | undefined {
  const [n, total] = [y.length, sum(y)];
  let best: Split | undefined;
  for (const [column, regressor] of regressors.entries()) {
    const rows = y.map((value, i) => ({ at: x[i]![column]!, value }));
    let [left, ones] = [0, 0];
    for (const [row, next] of pairs(sort(rows, ({ at }) => at))) {
      [left, ones] = [left + 1, ones + row.value];
      if (row.at === next.at) continue;
      const impurity = left * gini(ones / left) + (n - left) * gini((total - ones) / (n - left));
      const gain = gini(total / n) - impurity / n;
      if (gain > (best?.gain ?? 0) + ROUNDING)
        best = { regressor, threshold: (row.at + next.at) / 2, gain };
    }
  }
  return best;
}

/** The Gini impurity of a node with this share of class 1. */
function gini(share: number): number {
  return 2 * share * (1 - share);
}
