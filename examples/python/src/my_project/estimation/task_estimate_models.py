"""Fits one model to one specification of the data; what to do comes from `experiment`."""

import csv
import json
from math import isfinite

from experiment import experiment
from models.accuracy import accuracy, cross_validated_accuracy
from models.logit import fit_logit
from models.ols import fit_ols
from models.tree import fit_tree

MODELS = {
    "linear_probability": fit_ols,
    "logistic_model": fit_logit,
    "decision_tree": fit_tree,
}


def read_sample(path):
    """The names of the columns, and rows of numbers; the first column is the dependent variable."""
    with open(path, encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    return header, [
        [number(line[j] if j < len(line) else "", f"{path}:{i}: {name}") for j, name in enumerate(header)]
        for i, line in enumerate(lines, start=2)
    ]


def number(text, place):
    """A field as a finite number; the error says where there is none."""
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise SystemExit(f'{place} is "{text}", not a number')
    return value


def rounded(value):
    """Ten significant digits: what the estimators guarantee, and the same bytes everywhere."""
    return float(f"{value:.9e}")


def keyed(names, values):
    """Values by the names of the regressors."""
    return {name: rounded(value) for name, value in zip(names, values)}


def main():
    levels = experiment.levels
    header, rows = read_sample(experiment.needs["prepared"].outputs["table"])
    names = ["intercept", *header[1:]]
    y = [row[0] for row in rows]
    x = [[1.0, *row[1:]] for row in rows]

    def fit(x, y):
        return MODELS[levels["model"]["name"]](x, y, levels["se"]["name"])

    model = fit(x, y)
    result = {
        "data": levels["data"]["title"],
        "model": levels["model"]["name"],
        "n": len(y),
    }
    if "coefficients" in model:
        result["se"] = model["se"]
        result.update(keyed(model["statistics"], model["statistics"].values()))
        result["coefficients"] = keyed(names, model["coefficients"])
        result["standard_errors"] = keyed(names, model["standard_errors"])
    else:
        result["importance"] = keyed(names[1:], model["importance"][1:])
    result["accuracy"] = rounded(accuracy(model["predict"], x, y))
    result["cross_validated_accuracy"] = rounded(cross_validated_accuracy(fit, x, y))

    with open(experiment.outputs["fit"], "w", encoding="utf-8") as file:
        file.write(json.dumps(result, indent=2) + "\n")
    print(f"{experiment.id}: accuracy {result['accuracy']:.3f}")


if __name__ == "__main__":
    main()
