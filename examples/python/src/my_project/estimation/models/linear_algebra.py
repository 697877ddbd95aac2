"""What two regressions need of linear algebra."""

from math import sqrt


def decompose(rows):
    """X = QR: the columns of Q, which are orthonormal, and R, which is upper triangular.

    By the modified Gram-Schmidt process, done twice, which takes away what rounding left: G. H. Golub and
    C. F. Van Loan (2013), Matrix Computations, 4th edition, section 5.2. X'X, which has the square of X's
    condition number, is never formed.
    """
    columns = list(zip(*rows))
    q, r = [], [[0.0] * len(columns) for _ in columns]
    for j, column in enumerate(columns):
        length = sqrt(dot(column, column))
        for _ in range(2):
            for i, direction in enumerate(q):
                part = dot(direction, column)
                r[i][j] += part
                column = [a - part * b for a, b in zip(column, direction)]
        r[j][j] = sqrt(dot(column, column))
        if r[j][j] <= 1e-13 * length:
            raise ArithmeticError(f"the regressors are collinear (column {j}, where 0 is the intercept)")
        q.append([value / r[j][j] for value in column])
    return q, r


def inverse_of_triangle(r):
    """The inverse of an upper triangular matrix."""
    size = range(len(r))
    inverse = [[0.0] * len(r) for _ in size]
    for j in size:
        for i in reversed(range(j + 1)):
            rest = sum(r[i][k] * inverse[k][j] for k in range(i + 1, j + 1))
            inverse[i][j] = ((i == j) - rest) / r[i][i]
    return inverse


def inverse_of_cross(rows):
    """The inverse of X'X, by way of X = QR."""
    inverse = inverse_of_triangle(decompose(rows)[1])
    return [[dot(a, b) for b in inverse] for a in inverse]


def sandwich(bread, rows, residuals):
    """B X'DX B, where D has the squared residuals on its diagonal."""
    scores = [[e * value for value in row] for row, e in zip(rows, residuals)]
    meat = [[dot(a, b) for b in zip(*scores)] for a in zip(*scores)]
    half = [times(meat, row) for row in bread]
    return [[dot(a, b) for b in bread] for a in half]


def dot(a, b):
    """The inner product of two vectors."""
    return sum(x * y for x, y in zip(a, b))


def times(matrix, vector):
    """A matrix times a vector."""
    return [dot(row, vector) for row in matrix]
