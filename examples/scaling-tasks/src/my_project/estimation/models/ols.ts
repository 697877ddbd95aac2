import { Matrix, QrDecomposition } from 'ml-matrix';
import type { Rows } from '../sample';
import type { Predict } from './accuracy';
import { cross, inverseOfCross, rootsOfDiagonal, scaleRows, withIntercept } from './linear_algebra';

/** How standard errors are estimated: `classical` ones believe in the model. */
export type Se = 'classical' | 'robust';

/** A fitted regression; in its lists the intercept comes first. */
export interface Regression {
  readonly coefficients: readonly number[];
  readonly standardErrors: readonly number[];
  /** Changes in the probability per unit of a regressor: no intercept. */
  readonly effects: readonly number[];
  readonly effectErrors: readonly number[];
  /** Half of a 95 % interval, in standard errors. */
  readonly critical: number;
  /** The kind of standard errors, for tables. */
  readonly kind: string;
  readonly statistics: { readonly [name: string]: number };
  readonly predict: Predict;
}

/**
 * Ordinary least squares; on a binary variable, the linear probability model.
 *
 * The classical covariance is s²(X'X)⁻¹ with s² = e'e / (n − k): W. H. Greene (2018), Econometric
 * Analysis, 8th edition, section 4.3. The robust one is HC1, White's estimator times n / (n − k):
 * J. G. MacKinnon and H. White (1985), Journal of Econometrics 29, 305–325.
 *
 * @throws where the regressors are collinear
 */
export function ols(x: Rows, y: readonly number[], se: Se = 'classical'): Regression {
  const design = withIntercept(x);
  const bread = inverseOfCross(design);
  const coefficients = new QrDecomposition(design).solve(Matrix.columnVector([...y])).getColumn(0);
  const predict: Predict = (row) => linearIndex(row, coefficients);
  const residuals = x.map((row, i) => y[i]! - predict(row));
  const [n, degrees] = [design.rows, design.rows - design.columns];
  const mean = y.reduce((sum, value) => sum + value, 0) / n;
  const squares = residuals.reduce((sum, e) => sum + e * e, 0);
  const covariance =
    se === 'classical'
      ? Matrix.mul(bread, squares / degrees)
      : bread.mmul(cross(scaleRows(design, residuals)).mul(n / degrees)).mmul(bread);
  const standardErrors = rootsOfDiagonal(covariance);
  return {
    coefficients,
    standardErrors,
    effects: coefficients.slice(1),
    effectErrors: standardErrors.slice(1),
    critical: tQuantile(0.975, degrees),
    kind: se === 'classical' ? 'classical' : 'robust (HC1)',
    statistics: {
      r_squared: 1 - squares / y.reduce((sum, value) => sum + (value - mean) ** 2, 0),
      log_likelihood: (-n / 2) * (Math.log((2 * Math.PI * squares) / n) + 1),
    },
    predict,
  };
}

/** The inner product of a row without an intercept and coefficients with one. */
export function linearIndex(row: readonly number[], coefficients: readonly number[]): number {
  return row.reduce((sum, value, j) => sum + value * coefficients[j + 1]!, coefficients[0]!);
}

/**
 * The quantile of Student's t distribution, by bisection on its distribution function.
 *
 * @param p above one half
 * @param degrees of freedom: a whole number
 */
export function tQuantile(p: number, degrees: number): number {
  let [low, high] = [0, Math.PI / 2];
  while (low < (low + high) / 2 && (low + high) / 2 < high) {
    const middle = (low + high) / 2;
    if (0.5 + centralProbability(middle, degrees) / 2 < p) low = middle;
    else high = middle;
  }
  return Math.tan(low) * Math.sqrt(degrees);
}

/**
 * P(|t| ≤ √ν tan θ), a finite sum for whole ν. M. Abramowitz and I. A. Stegun (1964), Handbook of
 * Mathematical Functions, 26.7.3 and 26.7.4.
 */
function centralProbability(theta: number, degrees: number): number {
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? Math.cos(theta) : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let j = isOdd ? 3 : 2; j <= degrees - 2; j += 2) {
    term *= ((j - 1) / j) * Math.cos(theta) ** 2;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (theta + Math.sin(theta) * sum) : Math.sin(theta) * sum;
}
