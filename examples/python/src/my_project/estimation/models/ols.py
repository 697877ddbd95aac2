"""The linear probability model: ordinary least squares on a binary variable.

Reference: W. H. Greene (2018), Econometric Analysis, 8th edition, sections 3.2 and 4.3.
"""

from math import sqrt

from models.linear_algebra import cross, dot, inverse, moments, times


def fit_ols(x, y):
    """Coefficients (X'X)^-1 X'y and classical standard errors, with s^2 = e'e / (n - k)."""
    inverse_of_cross = inverse(cross(x, [1.0] * len(x)))
    coefficients = times(inverse_of_cross, moments(x, y))
    residuals = [yi - dot(xi, coefficients) for xi, yi in zip(x, y)]
    variance = dot(residuals, residuals) / (len(x) - len(x[0]))
    return {
        "coefficients": coefficients,
        "standard_errors": [sqrt(variance * row[i]) for i, row in enumerate(inverse_of_cross)],
        "predict": lambda row: dot(row, coefficients),
    }
