import { inverse, Matrix, QrDecomposition } from 'ml-matrix';
import type { Rows } from '../sample';

/** Observations as a matrix with an intercept in the first column. */
export function withIntercept(x: Rows): Matrix {
  return new Matrix(x.map((row) => [1, ...row]));
}

/** The matrix with each of its rows multiplied by a number. */
export function scaleRows(matrix: Matrix, factors: readonly number[]): Matrix {
  return matrix.clone().mulColumnVector(Matrix.columnVector([...factors]));
}

/** A'A. */
export function cross(a: Matrix): Matrix {
  return a.transpose().mmul(a);
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

/** Square roots of the diagonal: standard errors, where the matrix is a covariance. */
export function rootsOfDiagonal(matrix: Matrix): number[] {
  return matrix.diagonal().map(Math.sqrt);
}
