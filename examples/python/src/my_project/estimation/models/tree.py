"""A classification tree.

Reference: L. Breiman, J. Friedman, R. Olshen and C. Stone (1984), Classification and Regression
Trees, chapters 2 and 4: the split with the largest decrease of the Gini impurity; thresholds are
midpoints between neighbouring values. Of equal splits the first counts, by regressor and by value.
"""

MAXIMAL_DEPTH = 3
MINIMAL_NODE = 10  # nodes with no more observations than this are leaves
MINIMAL_DECREASE = 0.01  # by which a split has to decrease the impurity of the whole tree


def gini(ones, size):
    """The Gini impurity of a node with `ones` of `size` observations in class 1."""
    share = ones / size
    return 2 * share * (1 - share)


def best_split(x, y):
    """The decrease of impurity, the column and the threshold of the best split."""
    size, total = len(y), sum(y)
    best = (0.0, None, None)
    for column in range(len(x[0])):
        order = sorted(range(size), key=lambda i: x[i][column])
        ones = 0
        for count, (i, following) in enumerate(zip(order, order[1:]), start=1):
            ones += y[i]
            if x[i][column] == x[following][column]:
                continue
            left = count / size * gini(ones, count)
            right = (size - count) / size * gini(total - ones, size - count)
            gain = gini(total, size) - left - right
            if gain > best[0] + 1e-12:
                best = (gain, column, (x[i][column] + x[following][column]) / 2)
    return best


def grow(x, y, depth, whole):
    """A node: a split with two children, or a leaf."""
    node = {"n": len(y), "share": sum(y) / len(y)}
    if depth == MAXIMAL_DEPTH or len(y) <= MINIMAL_NODE:
        return node
    gain, column, threshold = best_split(x, y)
    if column is None or gain * len(y) / whole < MINIMAL_DECREASE:
        return node
    below = [i for i, row in enumerate(x) if row[column] < threshold]
    above = [i for i, row in enumerate(x) if row[column] >= threshold]
    children = [
        grow([x[i] for i in part], [y[i] for i in part], depth + 1, whole) for part in (below, above)
    ]
    return {**node, "gain": gain, "column": column, "threshold": threshold, "children": children}


def share_of_ones(node, row):
    """The share of class 1 in the leaf of an observation."""
    while "children" in node:
        node = node["children"][row[node["column"]] >= node["threshold"]]
    return node["share"]


def importance(node, total):
    """Each regressor's decrease of impurity, weighted by the share of observations."""
    if "children" in node:
        total[node["column"]] += node["n"] * node["gain"]
        for child in node["children"]:
            importance(child, total)
    return total


def fit_tree(x, y, _=None):
    """The tree, and its importances, which sum to one; the intercept in column 0 never splits."""
    root = grow(x, y, 0, len(y))
    decreases = importance(root, [0.0] * len(x[0]))
    return {
        "importance": [value / (sum(decreases) or 1) for value in decreases],
        "tree": root,
        "predict": lambda row: share_of_ones(root, row),
    }
