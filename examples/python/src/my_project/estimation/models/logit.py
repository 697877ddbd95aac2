"""The logistic model by maximum likelihood.

Reference: W. H. Greene (2018), Econometric Analysis, 8th edition, section 17.3.
"""

from math import exp, sqrt

from models.linear_algebra import cross, dot, inverse, moments, times

MAXIMAL_STEPS = 20


def logistic(z):
    """The logistic distribution function, without overflow."""
    return 1 / (1 + exp(-z)) if z >= 0 else exp(z) / (1 + exp(z))


def fit_logit(x, y):
    """Newton-Raphson from zero; standard errors from the inverse of the negative Hessian.

    Where the likelihood has no maximum (separation), the score's length shrinks by no more than
    a factor of e per step, so that the limit of steps ends in an error.
    """
    coefficients = [0.0] * len(x[0])
    decrement = 1.0
    for _ in range(MAXIMAL_STEPS):
        probabilities = [logistic(dot(row, coefficients)) for row in x]
        covariance = inverse(cross(x, [p * (1 - p) for p in probabilities]))
        if decrement < 1e-12:
            return {
                "coefficients": coefficients,
                "standard_errors": [sqrt(row[i]) for i, row in enumerate(covariance)],
                "predict": lambda row: logistic(dot(row, coefficients)),
            }
        score = moments(x, [yi - p for yi, p in zip(y, probabilities)])
        step = times(covariance, score)
        decrement = dot(score, step)
        coefficients = [a + b for a, b in zip(coefficients, step)]
    raise ArithmeticError(f"the likelihood has no maximum after {MAXIMAL_STEPS} steps; separation?")
