import { sum, variance } from 'd3-array';
import { Matrix, QrDecomposition } from 'ml-matrix';
import { accuracyOf, type Sample } from '../sample';
import { inverseOfCross, named, type Regression, type Se, sandwich } from './regression';

/**
 * Ordinary least squares; on a binary variable, the linear probability model.
 *
 * The classical covariance is s²(X'X)⁻¹ with s² = e'e / (n − k): W. H. Greene (2018), Econometric
 * Analysis, 8th edition, section 4.3. The robust one is HC1, White's estimator times n / (n − k):
 * J. G. MacKinnon and H. White (1985), Journal of Econometrics 29, 305–325.
 *
 * @throws where the regressors are collinear
 */
export function ols({ regressors, x, y }: Sample, se: Se): Regression {
  const design = new Matrix(x.map((row) => [1, ...row]));
  const bread = inverseOfCross(design);
  const solution = new QrDecomposition(design).solve(Matrix.columnVector([...y]));
  const fitted = design.mmul(solution).getColumn(0);
  const residuals = y.map((value, i) => value - fitted[i]!);
  const [n, degrees] = [y.length, y.length - design.columns];
  const squares = sum(residuals, (e) => e ** 2);
  const covariance =
    se === 'classical'
      ? Matrix.mul(bread, squares / degrees)
      : sandwich(bread, design, residuals).mul(n / degrees);
  const critical = tQuantile(0.975, degrees);
  const coefficients = named(['intercept', ...regressors], solution, covariance, critical);
  const { intercept: _, ...effects } = coefficients;
  return {
    se: se === 'classical' ? 'classical' : 'robust (HC1)',
    accuracy: accuracyOf(fitted, y),
    r_squared: 1 - squares / (variance(y)! * (n - 1)),
    log_likelihood: (-n / 2) * (Math.log((2 * Math.PI * squares) / n) + 1),
    coefficients,
    effects,
  };
}

/**
 * The quantile of Student's t for p above one half, by bisection on P(|t| ≤ √ν tan θ), a finite sum
 * for whole ν: M. Abramowitz and I. A. Stegun (1964), Handbook of Mathematical Functions, 26.7.3 f.
 */
export function tQuantile(p: number, degrees: number): number {
  const isOdd = degrees % 2 === 1;
  const within = (theta: number) => {
    let term = isOdd ? Math.cos(theta) : 1;
    let total = degrees === 1 ? 0 : term;
    for (let j = isOdd ? 3 : 2; j <= degrees - 2; j += 2) {
      term *= ((j - 1) / j) * Math.cos(theta) ** 2;
      total += term;
    }
    return isOdd ? (2 / Math.PI) * (theta + Math.sin(theta) * total) : Math.sin(theta) * total;
  };
  let [low, high] = [0, Math.PI / 2];
  for (let middle = high / 2; low < middle && middle < high; middle = (low + high) / 2)
    if (0.5 + within(middle) / 2 < p) low = middle;
    else high = middle;
  return Math.tan(low) * Math.sqrt(degrees);
}
