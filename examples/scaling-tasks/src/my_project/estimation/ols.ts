import { Matrix, QrDecomposition } from 'ml-matrix';
import { inverseOfCross, linearIndex, scaleRows, withIntercept } from './linear_algebra';
import type { Covariance, Regression } from './model';

/**
 * Ordinary least squares; on a binary variable, the linear probability model.
 *
 * The classical covariance is s²(X'X)⁻¹ with s² = e'e / (n − k): W. H. Greene (2018), Econometric
 * Analysis, 8th edition, section 4.3. The robust one is HC1, White's estimator times n / (n − k):
 * J. G. MacKinnon and H. White (1985), Journal of Econometrics 29, 305–325.
 *
 * @throws where the regressors are collinear
 */
export function ols(
  x: readonly (readonly number[])[],
  y: readonly number[],
  covariance: Covariance = 'classical',
): Regression {
  const design = withIntercept(x);
  const cross = inverseOfCross(design);
  const solution = new QrDecomposition(design).solve(Matrix.columnVector([...y]));
  const coefficients = solution.getColumn(0);
  const predict = (row: readonly number[]) => linearIndex(row, coefficients);
  const residuals = x.map((row, i) => y[i]! - predict(row));
  const degrees = design.rows - design.columns;
  if (covariance === 'classical') {
    const variance = residuals.reduce((sum, e) => sum + e * e, 0) / degrees;
    return { coefficients, covariance: Matrix.mul(cross, variance), predict };
  }
  const scores = scaleRows(design, residuals);
  const meat = scores
    .transpose()
    .mmul(scores)
    .mul(design.rows / degrees);
  return { coefficients, covariance: cross.mmul(meat).mmul(cross), predict };
}
