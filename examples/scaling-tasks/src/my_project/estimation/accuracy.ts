import type { Estimator } from './model';

const FOLDS = 10;

type Predict = ReturnType<Estimator>['predict'];

/** The share of observations in the right class, where a probability of one half or more means class 1. */
export function accuracy(
  predict: Predict,
  x: readonly (readonly number[])[],
  y: readonly number[],
): number {
  return hits(predict, x, y) / y.length;
}

/**
 * The accuracy in ten-fold cross-validation. The j-th observation of each class belongs to fold
 * j mod 10, so that folds are stratified and the same in every run.
 */
export function crossValidatedAccuracy(
  estimator: Estimator,
  x: readonly (readonly number[])[],
  y: readonly number[],
): number {
  const seen = [0, 0];
  const folds = y.map((value) => seen[value]!++ % FOLDS);
  let right = 0;
  for (let fold = 0; fold < FOLDS; fold++) {
    const isTest = (_: unknown, i: number) => folds[i] === fold;
    const isTraining = (_: unknown, i: number) => folds[i] !== fold;
    const { predict } = estimator(x.filter(isTraining), y.filter(isTraining));
    right += hits(predict, x.filter(isTest), y.filter(isTest));
  }
  return right / y.length;
}

function hits(predict: Predict, x: readonly (readonly number[])[], y: readonly number[]): number {
  return x.filter((row, i) => (predict(row) >= 0.5 ? 1 : 0) === y[i]).length;
}
