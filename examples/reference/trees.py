"""Writes trees.json, with which a test compares the trees of the examples:

    python3 trees.py ../scaling-tasks/bld > trees.json

after `nx run-many -t prepare` there. Needs scikit-learn; the rules are those of models/tree.ts.
"""

import csv
import json
import sys

import numpy as np
from sklearn.tree import DecisionTreeClassifier

found = {}
for name in ("0", "1", "2", "3"):
    with open(f"{sys.argv[1]}/prepare/{name}/data.csv", encoding="utf-8") as file:
        sample = np.array(list(csv.reader(file))[1:], dtype=float)
    x, y = sample[:, 1:], sample[:, 0]
    tree = DecisionTreeClassifier(
        max_depth=3, min_samples_split=11, min_impurity_decrease=0.01, random_state=0
    ).fit(x, y)
    found[name] = {
        "importance": list(tree.feature_importances_),
        "accuracy": tree.score(x, y),
        "nodes": int(tree.tree_.node_count),
    }
print(json.dumps(found))
