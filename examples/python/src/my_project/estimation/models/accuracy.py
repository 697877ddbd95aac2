"""The share of observations that a model puts into the right class."""

FOLDS = 10


def accuracy(predict, x, y):
    """The share that is right when a probability of at least one half means class 1."""
    return sum((predict(row) >= 0.5) == (yi == 1) for row, yi in zip(x, y)) / len(y)


def folds_of(y):
    """The j-th observation of each class belongs to fold j mod 10: stratified and deterministic."""
    seen = {}
    for value in y:
        seen[value] = seen.get(value, -1) + 1
        yield seen[value] % FOLDS


def cross_validated_accuracy(fit, x, y):
    """The accuracy in ten-fold cross-validation."""
    folds = list(folds_of(y))
    right = 0
    for fold in range(FOLDS):
        train = [i for i in range(len(y)) if folds[i] != fold]
        test = [i for i in range(len(y)) if folds[i] == fold]
        model = fit([x[i] for i in train], [y[i] for i in train])
        right += sum((model["predict"](x[i]) >= 0.5) == (y[i] == 1) for i in test)
    return right / len(y)
