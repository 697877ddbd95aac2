"""Prepares one specification of the data: a subset of the penguins, without incomplete rows.

The first column of the result is the dependent variable, the others are the regressors.
"""

import argparse
import csv

SEXES = {"MALE": 1, "FEMALE": 0}


def prepare(rows, subset):
    """The complete observations of one species, or of `all`; body mass in kilograms."""
    for row in rows:
        if subset not in ("all", row["Species"]) or row["Sex"] not in SEXES:
            continue
        mass, length, depth = (
            row[column] for column in ("Body Mass (g)", "Beak Length (mm)", "Beak Depth (mm)")
        )
        if mass and length and depth:
            yield {
                "male": SEXES[row["Sex"]],
                "body_mass_kg": f"{float(mass) / 1000:.10g}",
                "bill_length_mm": length,
                "bill_depth_mm": depth,
            }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for option in ("--data", "--subset", "--out"):
        parser.add_argument(option, required=True)
    options = parser.parse_args()

    with open(options.data, newline="", encoding="utf-8") as file:
        prepared = list(prepare(csv.DictReader(file), options.subset))
    if not prepared:
        raise SystemExit(f"no complete observation of '{options.subset}' in {options.data}")
    with open(options.out, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, prepared[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(prepared)
    print(f"{len(prepared)} observations of {options.subset}")
