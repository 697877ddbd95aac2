import { Matrix } from 'ml-matrix';
import { inverseOfCross, linearIndex, scaleRows, withIntercept } from './linear_algebra';
import type { Covariance, Regression } from './model';

/**
 * A regular maximum takes fewer than ten steps. Where there is none, because a combination of the
 * regressors separates the classes, the decrement shrinks by a factor of e per step and is far
 * above the tolerance after these.
 */
const MAXIMAL_STEPS = 20;

/** On the Newton decrement g'H⁻¹g: the squared length of a step, measured in standard errors. */
const TOLERANCE = 1e-12;

/** The logistic distribution function, without overflow. */
export function logistic(z: number): number {
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
export function logit(
  x: readonly (readonly number[])[],
  y: readonly number[],
  covariance: Covariance = 'classical',
): Regression {
  const design = withIntercept(x);
  let coefficients = new Array<number>(design.columns).fill(0);
  let decrement = Number.POSITIVE_INFINITY;
  for (let step = 0; step < MAXIMAL_STEPS; step++) {
    const probabilities = x.map((row) => logistic(linearIndex(row, coefficients)));
    const roots = probabilities.map((p) => Math.sqrt(p * (1 - p)));
    const inverted = inverseOfCross(scaleRows(design, roots));
    const scores = scaleRows(
      design,
      y.map((yi, i) => yi - probabilities[i]!),
    );
    if (decrement < TOLERANCE) {
      const solution = coefficients;
      return {
        coefficients: solution,
        covariance:
          covariance === 'classical'
            ? inverted
            : inverted.mmul(scores.transpose().mmul(scores)).mmul(inverted),
        predict: (row) => logistic(linearIndex(row, solution)),
      };
    }
    const score = Matrix.columnVector(scores.sum('column'));
    const move = inverted.mmul(score);
    decrement = move.dot(score);
    coefficients = coefficients.map((value, j) => value + move.get(j, 0));
  }
  throw new Error(
    `the likelihood has no maximum after ${MAXIMAL_STEPS} steps; do the regressors separate the classes?`,
  );
}

/** The mean over observations of ∂P/∂x, per regressor, with standard errors by the delta method. */
export interface MarginalEffects {
  readonly effects: readonly number[];
  readonly standardErrors: readonly number[];
}

/**
 * Average marginal effects of a logistic model, to be read like the coefficients of a linear
 * probability model. W. H. Greene (2018), Econometric Analysis, 8th edition, section 17.3.2.
 */
export function averageMarginalEffects(
  x: readonly (readonly number[])[],
  { coefficients, covariance, predict }: Regression,
): MarginalEffects {
  const probabilities = x.map(predict);
  const mean = (value: (p: number, i: number) => number) =>
    probabilities.reduce((sum, p, i) => sum + value(p, i), 0) / x.length;
  const density = mean((p) => p * (1 - p));
  // The derivative of the mean density by each coefficient.
  const slopes = coefficients.map((_, k) =>
    mean((p, i) => p * (1 - p) * (1 - 2 * p) * (k === 0 ? 1 : x[i]![k - 1]!)),
  );
  const effects = coefficients.slice(1).map((b) => density * b);
  const standardErrors = effects.map((_, j) => {
    const gradient = Matrix.columnVector(
      slopes.map((slope, k) => slope * coefficients[j + 1]! + (k === j + 1 ? density : 0)),
    );
    return Math.sqrt(gradient.dot(covariance.mmul(gradient)));
  });
  return { effects, standardErrors };
}
