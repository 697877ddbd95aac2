import { Matrix } from 'ml-matrix';
import type { Rows } from '../sample';
import { cross, inverseOfCross, rootsOfDiagonal, scaleRows, withIntercept } from './linear_algebra';
import { linearIndex, type Regression, type Se } from './ols';

/**
 * A regular maximum takes fewer than ten steps. Where there is none, because a combination of the
 * regressors separates the classes, the decrement shrinks by a factor of e per step and is far
 * above the tolerance after these.
 */
const MAXIMAL_STEPS = 20;

/** On the Newton decrement g'H⁻¹g: the squared length of a step, measured in standard errors. */
const TOLERANCE = 1e-12;

/** The 97.5th percentile of the normal distribution. */
const CRITICAL = 1.959963984540054;

/** The logistic distribution function, without overflow. */
function logistic(z: number): number {
  return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
}

/**
 * The logistic model by maximum likelihood, with Newton-Raphson from zero. The log-likelihood is
 * concave, so that what it finds is the maximum.
 *
 * The classical covariance is the inverse of the negative Hessian: W. H. Greene (2018),
 * Econometric Analysis, 8th edition, section 17.3. The robust one is the sandwich of
 * H. White (1982), Econometrica 50, 1–25. On separation: A. Albert and J. A. Anderson (1984),
 * Biometrika 71, 1–10.
 *
 * @throws where the likelihood has no maximum, or the regressors are collinear
 */
export function logit(x: Rows, y: readonly number[], se: Se = 'classical'): Regression {
  const design = withIntercept(x);
  let coefficients = new Array<number>(design.columns).fill(0);
  let decrement = Number.POSITIVE_INFINITY;
  for (let step = 0; step < MAXIMAL_STEPS; step++) {
    const probabilities = x.map((row) => logistic(linearIndex(row, coefficients)));
    const roots = probabilities.map((p) => Math.sqrt(p * (1 - p)));
    const classical = inverseOfCross(scaleRows(design, roots));
    const residuals = y.map((yi, i) => yi - probabilities[i]!);
    const scores = scaleRows(design, residuals);
    if (decrement < TOLERANCE) {
      const robust = () => classical.mmul(cross(scores)).mmul(classical);
      const covariance = se === 'classical' ? classical : robust();
      const solution = coefficients;
      return {
        coefficients: solution,
        standardErrors: rootsOfDiagonal(covariance),
        ...averageMarginalEffects(design, probabilities, solution, covariance),
        critical: CRITICAL,
        kind: se === 'classical' ? 'classical' : 'robust (sandwich)',
        statistics: {
          log_likelihood: residuals.reduce((sum, r) => sum + Math.log1p(-Math.abs(r)), 0),
        },
        predict: (row) => logistic(linearIndex(row, solution)),
      };
    }
    const score = Matrix.columnVector(scores.sum('column'));
    const move = classical.mmul(score);
    decrement = move.dot(score);
    coefficients = coefficients.map((value, j) => value + move.get(j, 0));
  }
  throw new Error(
    `the likelihood has no maximum after ${MAXIMAL_STEPS} steps; do the regressors separate the classes?`,
  );
}

/**
 * Average marginal effects, to be read like the coefficients of a linear probability model: the mean over
 * observations of ∂P/∂x, with standard errors by the delta method. Greene (2018), section 17.3.2.
 */
function averageMarginalEffects(
  design: Matrix,
  probabilities: readonly number[],
  coefficients: readonly number[],
  covariance: Matrix,
): Pick<Regression, 'effects' | 'effectErrors'> {
  const n = probabilities.length;
  const densities = probabilities.map((p) => (p * (1 - p)) / n);
  const density = densities.reduce((sum, value) => sum + value, 0);
  // The derivative of the mean density by each coefficient.
  const bends = densities.map((value, i) => value * (1 - 2 * probabilities[i]!));
  const slopes = scaleRows(design, bends).sum('column');
  const jacobian = Matrix.zeros(coefficients.length - 1, coefficients.length);
  for (let j = 0; j < jacobian.rows; j++)
    for (let k = 0; k < jacobian.columns; k++)
      jacobian.set(j, k, slopes[k]! * coefficients[j + 1]! + (k === j + 1 ? density : 0));
  return {
    effects: coefficients.slice(1).map((b) => density * b),
    effectErrors: rootsOfDiagonal(jacobian.mmul(covariance).mmul(jacobian.transpose())),
  };
}
