import fc from 'fast-check';
import { expect, test } from 'vitest';
import { summarize } from './summary.js';
import type { Collected } from './table.js';
import type { Cell } from './value.js';

const DIMENSIONS = [{ name: 'model' }, { name: 'rep', replicate: true }] as const;

const summaryOf = (rows: readonly (readonly Cell[])[], columns = ['y']) =>
  summarize(
    {
      columns: ['model', 'rep', 'rep.seed', ...columns],
      rows,
      keys: 3,
      dimensionOf: ['model', 'rep', 'rep', ...columns.map((): undefined => undefined)],
    } satisfies Collected,
    DIMENSIONS,
  );

test('a row per combination of the other dimensions: mean, deviation, error and number', () => {
  const rows = [
    ['ols', '1', 7, 1, 'x'],
    ['ols', '2', 8, 2, 'y'],
    ['ols', '3', 9, 4, 'z'],
    ['logit', '1', 7, 5, null],
    ['logit', '2', 8, null, null],
    ['tree', '1', 7, null, null],
  ];
  const sd = Math.sqrt(((1 - 7 / 3) ** 2 + (2 - 7 / 3) ** 2 + (4 - 7 / 3) ** 2) / 2);
  const { columns, rows: means } = summaryOf(rows, ['y', 'note']);
  expect(columns).toEqual(['model', 'y.mean', 'y.sd', 'y.se', 'y.n']);
  expect(means).toEqual([
    ['ols', 7 / 3, expect.closeTo(sd, 15), expect.closeTo(sd / Math.sqrt(3), 15), 3],
    ['logit', 5, null, null, 1],
    ['tree', null, null, null, 0],
  ]);
});

test('numbers far from zero keep their spread, and equal ones have none', () => {
  const of = (...ys: number[]) => summaryOf(ys.map((y, i) => ['m', String(i), i, y])).rows[0];
  expect(of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16)).toEqual([
    ...['m', 1e9 + 10],
    expect.closeTo(Math.sqrt(30), 12),
    expect.closeTo(Math.sqrt(30) / 2, 12),
    4,
  ]);
  expect(of(0.1, 0.1, 0.1)).toEqual(['m', 0.1, 0, 0, 3]);
  expect(of(1e16, 1, -1e16)?.[1]).toBe(1 / 3);
  expect(of(1e308, 1e308, 9e307)?.slice(1, 3)).toEqual([null, null]);
});

test('the mean lies between the smallest and the largest number', () => {
  const numbers = fc.array(fc.double({ min: -1e300, max: 1e300, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(numbers, (ys) => {
      const [, mean, sd] = summaryOf(ys.map((y, i) => ['m', String(i), i, y])).rows[0]!;
      expect(mean).toBeGreaterThanOrEqual(Math.min(...ys));
      expect(mean).toBeLessThanOrEqual(Math.max(...ys));
      if (sd !== null) expect(sd).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('whole numbers beyond those of JavaScript count as the nearest', () => {
  expect(summaryOf([['m', '1', 1, 12345678901234567890n]]).rows[0]?.[1]).toBe(12345678901234567000);
});
