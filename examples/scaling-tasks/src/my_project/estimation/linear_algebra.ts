import { inverse, Matrix, QrDecomposition } from 'ml-matrix';

/** Observations as a matrix with an intercept in the first column. */
export function withIntercept(x: readonly (readonly number[])[]): Matrix {
  return new Matrix(x.map((row) => [1, ...row]));
}

/** The inner product of a row without an intercept and coefficients with one. */
export function linearIndex(row: readonly number[], coefficients: readonly number[]): number {
  return row.reduce((sum, value, j) => sum + value * coefficients[j + 1]!, coefficients[0]!);
}

/** The matrix with each of its rows multiplied by a number. */
export function scaleRows(matrix: Matrix, factors: readonly number[]): Matrix {
  return matrix.clone().mulColumnVector(Matrix.columnVector([...factors]));
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
    if (Math.abs(r.get(j, j)) <= 1e-10 * Math.hypot(...r.getColumn(j)))
      throw new Error(`the regressors are collinear (column ${j}, where 0 is the intercept)`);
  const inverted = inverse(r);
  return inverted.mmul(inverted.transpose());
}
