import type { Matrix } from 'ml-matrix';
import type { TreeNode } from './tree';

/** What is known of every fitted model. */
interface Fitted {
  /** The estimated probability of class 1 for one observation, given without an intercept. */
  readonly predict: (row: readonly number[]) => number;
}

/** A fitted regression; in its vectors and matrices the intercept comes first. */
export interface Regression extends Fitted {
  readonly coefficients: readonly number[];
  /** The estimated covariance matrix of the coefficients. */
  readonly covariance: Matrix;
}

/** A fitted classification tree. */
export interface Tree extends Fitted {
  /** Each regressor's share of the tree's total decrease of impurity. */
  readonly importance: readonly number[];
  readonly root: TreeNode;
}

/** Observations without an intercept, and a class, 0 or 1, for each. */
export type Estimator<M extends Fitted = Regression | Tree> = (
  x: readonly (readonly number[])[],
  y: readonly number[],
) => M;

/**
 * How a regression's covariance is estimated: `classical` believes in the model; `robust` is
 * consistent for OLS under heteroskedasticity and for maximum likelihood under misspecification.
 */
export type Covariance = 'classical' | 'robust';
