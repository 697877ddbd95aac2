"""The logistic model by maximum likelihood.

References: W. H. Greene (2018), Econometric Analysis, 8th edition, section 17.3; for the sandwich, H. White
(1982), Econometrica 50, 1-25.
"""

from math import exp, log1p, sqrt

from models.linear_algebra import dot, inverse_of_cross, sandwich, times

MAXIMAL_STEPS = 20


def logistic(z):
    """The logistic distribution function, without overflow."""
    return 1 / (1 + exp(-z)) if z >= 0 else exp(z) / (1 + exp(z))


def fit_logit(x, y, se="classical"):
    """Newton-Raphson from zero; standard errors from the inverse of the negative Hessian, or the sandwich.

    Where the likelihood has no maximum (separation), the score's length shrinks by no more than
    a factor of e per step, so that the limit of steps ends in an error.
    """
    coefficients = [0.0] * len(x[0])
    decrement = 1.0
    for _ in range(MAXIMAL_STEPS):
        probabilities = [logistic(dot(row, coefficients)) for row in x]
        residuals = [yi - p for yi, p in zip(y, probabilities)]
        roots = [sqrt(p * (1 - p)) for p in probabilities]
        covariance = inverse_of_cross([[w * v for v in row] for row, w in zip(x, roots)])
        if decrement < 1e-12:
            if se != "classical":
                covariance = sandwich(covariance, x, residuals)
            return {
                "se": "classical" if se == "classical" else "robust (sandwich)",
                "coefficients": coefficients,
                "standard_errors": [sqrt(row[i]) for i, row in enumerate(covariance)],
                "statistics": {"log_likelihood": sum(log1p(-abs(r)) for r in residuals)},
                "predict": lambda row: logistic(dot(row, coefficients)),
            }
        score = [dot(column, residuals) for column in zip(*x)]
        step = times(covariance, score)
        decrement = dot(score, step)
        coefficients = [a + b for a, b in zip(coefficients, step)]
    raise ArithmeticError(f"the likelihood has no maximum after {MAXIMAL_STEPS} steps; separation?")
