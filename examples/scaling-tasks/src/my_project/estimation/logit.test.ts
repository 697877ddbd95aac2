import { expect, test } from 'vitest';
import { averageMarginalEffects, logit } from './logit';

/** Two groups with 3 of 10 and 12 of 20 successes. */
const groups = [
  [0, 3, 7],
  [1, 12, 8],
].flatMap(([group, ones, zeros]) => [
  ...new Array(ones).fill({ x: [group], y: 1 }),
  ...new Array(zeros).fill({ x: [group], y: 0 }),
]);
const x: number[][] = groups.map((row) => row.x);
const y: number[] = groups.map((row) => row.y);

test('with one binary regressor, the logit is the log odds ratio', () => {
  const { coefficients, covariance } = logit(x, y);
  expect(coefficients[0]).toBeCloseTo(Math.log(3 / 7), 12);
  expect(coefficients[1]).toBeCloseTo(Math.log(12 / 8 / (3 / 7)), 12);
  expect(covariance.get(1, 1)).toBeCloseTo(1 / 3 + 1 / 7 + 1 / 12 + 1 / 8, 10);
});

test('in a saturated model the robust covariance is the classical one', () => {
  const difference = logit(x, y).covariance.sub(logit(x, y, 'robust').covariance);
  expect(difference.norm()).toBeCloseTo(0, 10);
});

test("the score is zero at the logit's optimum", () => {
  const rows = Array.from({ length: 40 }, (_, i) => [Math.sin(i), (i % 7) - 3]);
  const outcomes = rows.map(([a, b], i) => (a! + 0.3 * b! + Math.cos(3 * i) > 0 ? 1 : 0));
  const { predict } = logit(rows, outcomes);
  for (const regressor of [() => 1, (row: number[]) => row[0]!, (row: number[]) => row[1]!]) {
    const score = rows.reduce(
      (sum, row, i) => sum + regressor(row) * (outcomes[i]! - predict(row)),
      0,
    );
    expect(score).toBeCloseTo(0, 10);
  }
});

test('standard errors of average marginal effects follow from the derivatives', () => {
  const rows = Array.from({ length: 60 }, (_, i) => [Math.sin(i), Math.cos(2 * i)]);
  const outcomes = rows.map(([a, b], i) => (a! - 0.5 * b! + Math.sin(5 * i) > 0 ? 1 : 0));
  const fit = logit(rows, outcomes);
  const effectOf = (coefficients: readonly number[], j: number) =>
    rows.reduce((sum, row) => {
      const z = coefficients[0]! + coefficients[1]! * row[0]! + coefficients[2]! * row[1]!;
      return sum + coefficients[j + 1]! / (2 + Math.exp(z) + Math.exp(-z)) / rows.length;
    }, 0);
  const { effects, standardErrors } = averageMarginalEffects(rows, fit);
  for (const j of [0, 1]) {
    expect(effects[j]).toBeCloseTo(effectOf(fit.coefficients, j), 12);
    const gradient = fit.coefficients.map((_, k) => {
      const shifted = (by: number) => fit.coefficients.map((b, i) => (i === k ? b + by : b));
      return (effectOf(shifted(1e-5), j) - effectOf(shifted(-1e-5), j)) / 2e-5;
    });
    const variance = gradient.reduce(
      (sum, a, r) => sum + gradient.reduce((s, b, c) => s + a * b * fit.covariance.get(r, c), 0),
      0,
    );
    expect(standardErrors[j]).toBeCloseTo(Math.sqrt(variance), 8);
  }
});

test('separated classes are an error', () => {
  const rows = [1, 2, 3, 4, 5, 6].map((value) => [value]);
  expect(() => logit(rows, [0, 0, 0, 1, 1, 1])).toThrow('separate the classes');
  const touching = [1, 2, 3, 3, 4, 5].map((value) => [value]);
  expect(() => logit(touching, [0, 0, 0, 1, 1, 1])).toThrow('separate the classes');
});
