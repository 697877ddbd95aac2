"""Fits one model to one specification of the data; what to do comes from `experiment`."""

import csv
import json

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


def rounded(value):
    """Ten significant digits: what the estimators guarantee, and the same bytes everywhere."""
    return float(f"{value:.9e}")


def keyed(names, values):
    """Values by the names of the regressors."""
    return {name: rounded(value) for name, value in zip(names, values)}


def main():
    levels = experiment.levels

    with open(experiment.needs["prepared"].outputs["table"], encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    names = ["intercept", *header[1:]]
    y = [int(row[0]) for row in rows]
    x = [[1.0, *map(float, row[1:])] for row in rows]

    fit = MODELS[levels["model"]["name"]]
    model = fit(x, y)
    result = {
        "data": f"data_{levels['data']['name']}",
        "subset": levels["data"]["subset"],
        "model": levels["model"]["name"],
        "dependent": header[0],
        "n": len(y),
    }
    if "coefficients" in model:
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
