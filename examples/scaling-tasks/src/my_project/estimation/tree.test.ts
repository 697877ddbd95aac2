import { expect, test } from 'vitest';
import { bestSplit, decisionTree } from './tree';

/** Rows whose values are often tied, and classes that follow from them only in part. */
const x = Array.from({ length: 60 }, (_, i) => [(i * 7) % 5, (i * 11) % 13]);
const y = x.map(([a, b], i) => (a! + b! + ((i * 5) % 7) > 11 ? 1 : 0));

test('no other split has a larger gain, whatever is tied', () => {
  const gini = (part: number[]) => {
    const share = part.reduce((sum, value) => sum + value, 0) / part.length;
    return 1 - share ** 2 - (1 - share) ** 2;
  };
  const gains = [0, 1].flatMap((column) =>
    [...new Set(x.map((row) => row[column]!))].map((threshold) => {
      const left = y.filter((_, i) => x[i]![column]! < threshold);
      const right = y.filter((_, i) => x[i]![column]! >= threshold);
      if (left.length === 0) return 0;
      return gini(y) - (left.length * gini(left) + right.length * gini(right)) / y.length;
    }),
  );
  expect(bestSplit(x, y)?.gain).toBeCloseTo(Math.max(...gains), 12);
});

test('a tree does not depend on the order of rows', () => {
  expect(decisionTree([...x].reverse(), [...y].reverse()).root).toEqual(decisionTree(x, y).root);
});

test('a threshold lies in the middle, and importance goes to what splits', () => {
  const rows = Array.from({ length: 20 }, (_, i) => [1, i]);
  const tree = decisionTree(
    rows,
    rows.map((_, i) => (i < 8 ? 0 : 1)),
  );
  expect(tree.root.split).toMatchObject({ column: 1, threshold: 7.5 });
  expect(tree.importance).toEqual([0, 1]);
  expect([7, 8].map((value) => tree.predict([1, value]))).toEqual([0, 1]);
});
