import type { Rows } from '../sample';

/** The estimated probability of class 1 for one observation. */
export type Predict = (row: readonly number[]) => number;

const FOLDS = 10;

/** The share of observations in the right class, where a probability of one half or more means class 1. */
export function accuracy(predict: Predict, x: Rows, y: readonly number[]): number {
  return x.filter((row, i) => (predict(row) >= 0.5 ? 1 : 0) === y[i]).length / y.length;
}

/**
 * The accuracy in ten-fold cross-validation. The j-th observation of each class belongs to fold
 * j mod 10, so that folds are stratified and the same in every run.
 */
export function crossValidatedAccuracy(
  fit: (x: Rows, y: readonly number[]) => { readonly predict: Predict },
  x: Rows,
  y: readonly number[],
): number {
  const seen = [0, 0];
  const folds = y.map((value) => seen[value]!++ % FOLDS);
  const right = Array.from({ length: FOLDS }, (_, fold) => {
    const isTest = (_: unknown, i: number) => folds[i] === fold;
    const isTraining = (_: unknown, i: number) => folds[i] !== fold;
    const { predict } = fit(x.filter(isTraining), y.filter(isTraining));
    const [rows, classes] = [x.filter(isTest), y.filter(isTest)];
    return classes.length === 0 ? 0 : accuracy(predict, rows, classes) * classes.length;
  });
  return Math.round(right.reduce((sum, count) => sum + count, 0)) / y.length;
}
