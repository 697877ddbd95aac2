"""What two regressions need of linear algebra."""


def inverse(matrix):
    """The inverse of a square matrix by Gauss-Jordan elimination with partial pivoting."""
    size = len(matrix)
    rows = [list(row) + [float(i == j) for j in range(size)] for i, row in enumerate(matrix)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda i: abs(rows[i][column]))
        if rows[pivot][column] == 0:
            raise ArithmeticError("the matrix is singular")
        rows[column], rows[pivot] = rows[pivot], rows[column]
        rows[column] = [value / rows[column][column] for value in rows[column]]
        for i in range(size):
            if i != column:
                factor = rows[i][column]
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[column])]
    return [row[size:] for row in rows]


def dot(a, b):
    """The inner product of two vectors."""
    return sum(x * y for x, y in zip(a, b))


def times(matrix, vector):
    """A matrix times a vector."""
    return [dot(row, vector) for row in matrix]


def cross(rows, weights):
    """X'WX for the rows of X and the diagonal of W."""
    size = range(len(rows[0]))
    return [[sum(w * x[i] * x[j] for x, w in zip(rows, weights)) for j in size] for i in size]


def moments(rows, values):
    """X'v for the rows of X."""
    return [dot(column, values) for column in zip(*rows)]
