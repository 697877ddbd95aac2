"""The linear probability model: ordinary least squares on a binary variable.

References: W. H. Greene (2018), Econometric Analysis, 8th edition, sections 3.2 and 4.3; for HC1,
J. G. MacKinnon and H. White (1985), Journal of Econometrics 29, 305-325.
"""

from math import log, pi, sqrt

from models.linear_algebra import decompose, dot, inverse_of_triangle, sandwich, times


def fit_ols(x, y, se="classical"):
    """Coefficients with standard errors: classical, with s^2 = e'e / (n - k), or robust (HC1)."""
    q, r = decompose(x)
    inverse = inverse_of_triangle(r)
    coefficients = times(inverse, [dot(column, y) for column in q])
    bread = [[dot(a, b) for b in inverse] for a in inverse]
    residuals = [yi - dot(xi, coefficients) for xi, yi in zip(x, y)]
    size, degrees = len(x), len(x) - len(x[0])
    squares = dot(residuals, residuals)
    if se == "classical":
        variances = [squares / degrees * row[i] for i, row in enumerate(bread)]
    else:
        robust = sandwich(bread, x, residuals)
        variances = [size / degrees * row[i] for i, row in enumerate(robust)]
    mean = sum(y) / size
    return {
        "se": "classical" if se == "classical" else "robust (HC1)",
        "coefficients": coefficients,
        "standard_errors": [sqrt(variance) for variance in variances],
        "statistics": {
            "r_squared": 1 - squares / sum((yi - mean) ** 2 for yi in y),
            "log_likelihood": -size / 2 * (log(2 * pi * squares / size) + 1),
        },
        "predict": lambda row: dot(row, coefficients),
    }
