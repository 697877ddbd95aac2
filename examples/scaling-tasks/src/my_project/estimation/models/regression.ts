import { inverse, type Matrix, QrDecomposition } from 'ml-matrix';

/** How standard errors are estimated: `classical` ones believe in the model. */
export type Se = 'classical' | 'robust';

export interface Regression {
  /** The kind of standard errors, for tables. */
  readonly se: string;
  readonly accuracy: number;
  readonly log_likelihood: number;
  /** Of least squares alone. */
  readonly r_squared?: number;
  readonly coefficients: Estimates;
  /** Average changes in the probability per unit of a regressor. */
  readonly effects: Estimates;
}

/** By name: a number that was estimated, and its 95 % interval. */
export type Estimates = ReturnType<typeof named>;

/** @param critical half of an interval, in standard errors */
export function named(names: string[], values: Matrix, covariance: Matrix, critical: number) {
  const estimates = names.map((name, j) => {
    const [estimate, error] = [values.get(j, 0), Math.sqrt(covariance.get(j, j))];
    const [lower, upper] = [estimate - critical * error, estimate + critical * error];
    return [name, { estimate, standard_error: error, lower, upper }] as const;
  });
  return Object.fromEntries(estimates);
}

/**
 * (A'A)⁻¹ by way of A = QR, which keeps twice the digits that inverting A'A would keep.
 * G. H. Golub and C. F. Van Loan (2013), Matrix Computations, 4th edition, section 5.3.
 *
 * @throws where a column is, up to rounding, a combination of those before it
 */
export function inverseOfCross(a: Matrix): Matrix {
  const r = new QrDecomposition(a).upperTriangularMatrix;
  for (let j = 0; j < r.columns; j++)
    if (Math.abs(r.get(j, j)) <= 1e-13 * Math.hypot(...r.getColumn(j)))
      throw new Error(`the regressors are collinear (column ${j}, where 0 is the intercept)`);
  const inverted = inverse(r);
  return inverted.mmul(inverted.transpose());
}

/** White's covariance; an observation's score is its row of the design times its residual. */
export function sandwich(bread: Matrix, design: Matrix, residuals: number[]): Matrix {
  const scores = design.clone().mulColumnVector(residuals);
  return bread.mmul(scores.transpose().mmul(scores)).mmul(bread);
}
