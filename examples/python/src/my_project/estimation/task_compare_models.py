"""Puts the models of one dataset side by side: the first argument is the result, the others are fits."""

import json
import sys


def cell(fit, name):
    """A coefficient with its standard error, or the importance in a tree."""
    if "importance" in fit:
        return f"{fit['importance'][name]:.3f}" if name in fit["importance"] else ""
    return f"{fit['coefficients'][name]:.3f} ({fit['standard_errors'][name]:.3f})"


def main(out, *paths):
    fits = []
    for path in paths:
        with open(path, encoding="utf-8") as file:
            fits.append(json.load(file))
    names = next(list(fit["coefficients"]) for fit in fits if "coefficients" in fit)

    lines = [["", *(" ".join([fit["model"], fit.get("se", "")]).strip() for fit in fits)]]
    lines += [[name, *(cell(fit, name) for fit in fits)] for name in names]
    lines += [
        [label, *(f"{fit[label]:.3f}" for fit in fits)]
        for label in ("accuracy", "cross_validated_accuracy")
    ]
    lines.append(["n", *(str(fit["n"]) for fit in fits)])
    with open(out, "w", encoding="utf-8") as file:
        file.writelines(",".join(line) + "\n" for line in lines)


if __name__ == "__main__":
    main(*sys.argv[1:])
