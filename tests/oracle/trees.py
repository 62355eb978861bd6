"""Writes trees.json: trees and boosted trees as scikit-learn grows them, where nothing is drawn.

    python tests/oracle/trees.py

scikit-learn rounds columns to f32 and draws among splits equally good. Cells here are whole 64ths, and a case is kept
only if four seeds grow the same trees.
"""

import json
import pathlib

import numpy
import sklearn
from sklearn.ensemble import AdaBoostClassifier, GradientBoostingClassifier, GradientBoostingRegressor
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

HERE = pathlib.Path(__file__).resolve().parent
SEEDS = range(4)


def data(seed, rows, width, classes):
    """Cells of a grid, and numbers or classes that depend on them with noise."""
    random = numpy.random.default_rng(seed)
    x = numpy.round(random.normal(size=(rows, width)) * 64) / 64
    score = numpy.sin(2 * x[:, 0]) + x[:, 1] * x[:, 2 % width] + 0.3 * random.normal(size=rows)
    if classes is None:
        return x, numpy.round(score * 1000) / 1000
    return x, numpy.searchsorted(numpy.quantile(score, numpy.arange(1, classes) / classes), score)


def trees(model):
    """Features, thresholds and rows of all trees, one after the other."""
    parts = [model] if hasattr(model, "tree_") else [part for part in numpy.ravel(model.estimators_)]
    grown = [part.tree_ for part in parts]
    return {
        "feature": [int(f) if f >= 0 else None for tree in grown for f in tree.feature],
        "threshold": [float(t) if f >= 0 else 0.0 for tree in grown for t, f in zip(tree.threshold, tree.feature)],
        "cover": [int(n) for tree in grown for n in tree.n_node_samples],
    }


def answers(model, x):
    return model.predict_proba(x) if hasattr(model, "predict_proba") else model.predict(x)


def case(make, classes, rows=160, width=4, **parameters):
    """The first table on which seeds do not matter."""
    for seed in range(25):
        x, y = data(seed, rows, width, classes)
        weak = parameters.pop("depth", None) if make is AdaBoostClassifier else None
        models = []
        for state in SEEDS:
            if weak is not None:
                model = make(DecisionTreeClassifier(max_depth=weak), random_state=state, **parameters)
            else:
                model = make(random_state=state, **parameters)
            models.append(model.fit(x, y))
        if weak is not None:
            parameters["depth"] = weak
        first = trees(models[0])
        if all(trees(model) == first for model in models):
            break
    else:
        raise ValueError(f"no table without ties for {make.__name__} {parameters}")
    model = models[0]
    found = {"model": make.__name__, "parameters": parameters, "x": x.tolist(), "y": y.tolist()}
    found |= first
    found["importances"] = model.feature_importances_.tolist()
    found["predictions"] = numpy.ravel(answers(model, x)).tolist()
    if make is AdaBoostClassifier:
        count = len(model.estimators_)
        found["weights"] = model.estimator_weights_[:count].tolist()
        found["errors"] = model.estimator_errors_[:count].tolist()
    print(make.__name__, parameters, "table", seed, len(first["feature"]), "nodes")
    return found


def main():
    cases = [
        case(DecisionTreeRegressor, None, max_depth=5, min_samples_leaf=4),
        case(DecisionTreeRegressor, None, max_leaf_nodes=11),
        case(DecisionTreeRegressor, None, min_samples_split=20, min_impurity_decrease=0.01),
        case(DecisionTreeClassifier, 2, max_depth=4, min_samples_leaf=6),
        case(DecisionTreeClassifier, 3, max_depth=4, min_samples_leaf=6),
        case(DecisionTreeClassifier, 3, criterion="entropy", max_leaf_nodes=7, min_samples_leaf=6),
        case(DecisionTreeClassifier, 2, criterion="entropy", min_samples_leaf=8, min_impurity_decrease=0.02),
        case(GradientBoostingRegressor, None, min_samples_leaf=6),
        case(GradientBoostingRegressor, None, n_estimators=40, learning_rate=0.3, max_depth=2, min_samples_leaf=5),
        case(GradientBoostingRegressor, None, n_estimators=20, max_depth=6, max_leaf_nodes=5, min_samples_leaf=5),
        case(GradientBoostingClassifier, 2, n_estimators=30, max_depth=2, min_samples_leaf=8),
        case(GradientBoostingClassifier, 2, n_estimators=50, min_samples_leaf=20, learning_rate=0.2),
        case(GradientBoostingClassifier, 3, n_estimators=15, max_depth=2, min_samples_leaf=10),
        case(GradientBoostingClassifier, 4, n_estimators=8, max_depth=2, min_samples_leaf=12, rows=240),
        case(AdaBoostClassifier, 2, n_estimators=25, depth=1),
        case(AdaBoostClassifier, 3, n_estimators=20, depth=1),
        case(AdaBoostClassifier, 3, n_estimators=10, depth=2, learning_rate=0.5),
    ]
    out = {"scikit-learn": sklearn.__version__, "cases": cases}
    (HERE / "trees.json").write_text(json.dumps(out) + "\n")


if __name__ == "__main__":
    main()
