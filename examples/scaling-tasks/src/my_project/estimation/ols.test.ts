import { expect, test } from 'vitest';
import { ols } from './ols';

test('OLS recovers the coefficients of exact data', () => {
  const x = [
    [1, 2],
    [2, 1],
    [3, 5],
    [4, -1],
    [0, 0],
  ];
  const fit = ols(
    x,
    x.map(([a, b]) => 3 - 2 * a! + 0.5 * b!),
  );
  fit.coefficients.forEach((value, j) => {
    expect(value).toBeCloseTo([3, -2, 0.5][j]!, 12);
  });
});

test('with one binary regressor, OLS compares two means', () => {
  const [x, y] = [
    [[0], [0], [0], [0], [1], [1], [1], [1], [1]],
    [1, 0, 0, 0, 1, 1, 0, 1, 1],
  ];
  const classical = ols(x, y);
  expect(classical.coefficients[0]).toBeCloseTo(1 / 4, 12);
  expect(classical.coefficients[1]).toBeCloseTo(4 / 5 - 1 / 4, 12);
  // The pooled variance over 7 degrees of freedom, and each group's own variance.
  const [first, second] = [4 * (1 / 4) * (3 / 4), 5 * (4 / 5) * (1 / 5)];
  const pooled = (first + second) / 7;
  expect(classical.covariance.get(1, 1)).toBeCloseTo(pooled * (1 / 4 + 1 / 5), 12);
  const robust = ols(x, y, 'robust');
  expect(robust.covariance.get(1, 1)).toBeCloseTo((first / 16 + second / 25) * (9 / 7), 12);
});

test('collinear regressors are an error', () => {
  const x = [1, 2, 3, 5].map((value) => [value, 2 * value + 1]);
  expect(() => ols(x, [0, 1, 0, 1])).toThrow('collinear');
});
