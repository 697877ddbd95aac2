import { mean, sum } from 'd3-array';
import { Matrix } from 'ml-matrix';
import { accuracyOf, type Sample } from '../sample';
import { inverseOfCross, named, type Regression, type Se, sandwich } from './regression';

/** A regular maximum takes fewer than ten; where the regressors separate the classes, there is none. */
const MAXIMAL_STEPS = 20;
/** On the Newton decrement g'H⁻¹g, the squared distance to the maximum in standard errors. */
const TOLERANCE = 1e-20;
/** The 97.5th percentile of the normal distribution. */
const CRITICAL = 1.959963984540054;

/**
 * The logistic model by maximum likelihood. Its effects are average marginal effects: the mean over
 * observations of ∂P/∂x, with standard errors by the delta method.
 *
 * The classical covariance is the inverse of the negative Hessian: W. H. Greene (2018), Econometric
 * Analysis, 8th edition, section 17.3. The robust one is the sandwich of H. White (1982),
 * Econometrica 50, 1–25.
 *
 * @throws where the likelihood has no maximum, or the regressors are collinear
 */
export function logit({ regressors, x, y }: Sample, se: Se): Regression {
  const design = new Matrix(x.map((row) => [1, ...row]));
  const { coefficients, probabilities, residuals, bread } = maximum(design, y);
  const covariance = se === 'classical' ? bread : sandwich(bread, design, residuals);
  const density = mean(probabilities, (p) => p * (1 - p))!;
  const bends = probabilities.map((p) => p * (1 - p) * (1 - 2 * p));
  const slopes = design.clone().mulColumnVector(bends).mean('column');
  // The derivative of the effects by the coefficients: they are density × coefficients.
  const jacobian = coefficients.mmul(Matrix.rowVector(slopes));
  jacobian.add(Matrix.eye(design.columns).mul(density));
  const ofEffects = jacobian.mmul(covariance).mmul(jacobian.transpose());
  const names = ['intercept', ...regressors];
  const average = Matrix.mul(coefficients, density);
  const { intercept: _, ...effects } = named(names, average, ofEffects, CRITICAL);
  return {
    se: se === 'classical' ? 'classical' : 'robust (sandwich)',
    accuracy: accuracyOf(probabilities, y),
    log_likelihood: sum(residuals, (e) => Math.log1p(-Math.abs(e))),
    coefficients: named(names, coefficients, covariance, CRITICAL),
    effects,
  };
}

/**
 * Newton-Raphson from zero. The log-likelihood is concave, so that what it finds is the maximum. On
 * separation: A. Albert and J. A. Anderson (1984), Biometrika 71, 1–10.
 */
function maximum(design: Matrix, y: Sample['y']) {
  const coefficients = Matrix.zeros(design.columns, 1);
  for (let step = 0; step < MAXIMAL_STEPS; step++) {
    const probabilities = design.mmul(coefficients).getColumn(0).map(logistic);
    const residuals = y.map((value, i) => value - probabilities[i]!);
    const roots = probabilities.map((p) => Math.sqrt(p * (1 - p)));
    const bread = inverseOfCross(design.clone().mulColumnVector(roots));
    const score = design.transpose().mmul(Matrix.columnVector(residuals));
    const move = bread.mmul(score);
    if (move.dot(score) < TOLERANCE) return { coefficients, probabilities, residuals, bread };
    coefficients.add(move);
  }
  throw new Error(
    `no maximum after ${MAXIMAL_STEPS} steps; do the regressors separate the classes?`,
  );
}

/** The logistic distribution function, without overflow. */
function logistic(z: number): number {
  return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
}
