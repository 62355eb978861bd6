"""Writes explain.json: explanations by shap and scikit-learn, as an outside word on ours.

Run once: pip install scikit-learn shap, then python tests/oracle/explain.py. Data are drawn from a fixed seed and
stored beside the answers. Cells are whole sixteenths: scikit-learn's trees round theirs to 32 bits.
"""

import itertools
import json
import pathlib

import numpy
import shap
from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.inspection import partial_dependence
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import mean_squared_error
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

draw = numpy.random.default_rng(41)


def sixteenths(values):
    return numpy.round(values * 16) / 16


def arrays(tree, shares, rate=1.0):
    t = tree.tree_
    value = t.value.reshape(t.node_count, -1) * rate
    if shares:
        value = value / value.sum(axis=1, keepdims=True)
    return {
        "feature": [int(f) if f >= 0 else -1 for f in t.feature],
        "threshold": t.threshold.tolist(),
        "left": t.children_left.tolist(),
        "right": t.children_right.tolist(),
        "cover": t.weighted_n_node_samples.tolist(),
        "value": value.tolist(),
    }


def trees(model, x, y, asked):
    fitted = model.fit(x, y)
    classes = hasattr(fitted, "classes_")
    each = fitted.estimators_ if hasattr(fitted, "estimators_") else [fitted]
    explainer = shap.TreeExplainer(fitted, feature_perturbation="tree_path_dependent")
    values = numpy.asarray(explainer.shap_values(asked, check_additivity=True))
    if values.ndim == 2:
        values = values[:, :, None]
    return {
        "model": type(model).__name__,
        "trees": [arrays(tree, classes) for tree in each],
        "asked": asked.tolist(),
        "baselines": numpy.ravel(explainer.expected_value).tolist(),
        # Row, output, column.
        "contributions": values.transpose(0, 2, 1).tolist(),
        "answers": (
            fitted.predict_proba(asked) if classes else fitted.predict(asked)[:, None]
        ).tolist(),
    }


def boosted(model, x, y, asked):
    fitted = model.fit(x, y)
    classes = hasattr(fitted, "classes_")
    explainer = shap.TreeExplainer(fitted, feature_perturbation="tree_path_dependent")
    score = fitted.decision_function if classes else fitted.predict
    zero = fitted._raw_predict_init(x[:1])
    return {
        "model": type(model).__name__,
        "trees": [arrays(tree, False, fitted.learning_rate) for tree in fitted.estimators_[:, 0]],
        "offsets": zero[0].tolist(),
        "asked": asked.tolist(),
        "baselines": numpy.ravel(explainer.expected_value).tolist(),
        "contributions": numpy.asarray(explainer.shap_values(asked))[:, None, :].tolist(),
        "answers": score(asked)[:, None].tolist(),
    }


x = sixteenths(draw.normal(size=(120, 6)) * [1, 2, 4, 1, 1, 8])
y = x[:, 0] * x[:, 1] + numpy.abs(x[:, 2]) + 3 * (x[:, 5] > 0) + draw.normal(size=120) / 4
three = numpy.digitize(y, numpy.quantile(y, [0.3, 0.7]))
two = (y > numpy.median(y)).astype(int)
asked = sixteenths(draw.normal(size=(6, 6)) * [1, 2, 4, 1, 1, 8])
cases = [
    trees(DecisionTreeRegressor(random_state=1), x, y, asked),
    trees(DecisionTreeRegressor(max_depth=3, random_state=1), x, y, asked),
    trees(DecisionTreeClassifier(random_state=2), x, three, asked),
    trees(RandomForestRegressor(n_estimators=7, max_depth=8, random_state=3), x, y, asked),
    trees(RandomForestClassifier(n_estimators=7, random_state=4), x, two, asked),
    boosted(GradientBoostingRegressor(n_estimators=20, random_state=5), x, y, asked),
    boosted(GradientBoostingClassifier(n_estimators=20, random_state=6), x, two, asked),
]

# Contributions beside the mean of a background, which is another set of rows.
lx = sixteenths(draw.normal(size=(40, 3)) * [1, 10, 0.5] + [0, 3, 0])
ly = lx @ [2.0, -0.3, 7.0] + 4 + draw.normal(size=40)
lc = (ly > numpy.median(ly)).astype(int)
background = sixteenths(draw.normal(size=(10, 3)) + 1)
line = LinearRegression().fit(lx, ly)
curve = LogisticRegression(solver="newton-cholesky", tol=1e-14, max_iter=1000).fit(lx, lc)
linear = []
for model, target in ((line, ly), (curve, lc)):
    # shap's masker takes at most so many rows of a background; all of ours.
    masker = shap.maskers.Independent(background, max_samples=len(background))
    explainer = shap.LinearExplainer(model, masker)
    linear.append(
        {
            "model": type(model).__name__,
            "x": lx.tolist(),
            "y": target.tolist(),
            "background": background.tolist(),
            "asked": lx[:5].tolist(),
            "baseline": float(explainer.expected_value),
            "contributions": explainer.shap_values(lx[:5]).tolist(),
        }
    )

# Partial dependence: the second class of two.
dependence = []
for model, columns, points in (
    (line, [1], 20),
    (line, [0, 2], 5),
    (curve, [2], 10),
    (curve, [1, 0], 4),
    (curve, [1], 1000),
):
    found = partial_dependence(
        model,
        lx,
        columns,
        grid_resolution=points,
        kind="both",
        method="brute",
        **({"response_method": "predict_proba"} if model is curve else {}),
    )
    dependence.append(
        {
            "model": type(model).__name__,
            "columns": columns,
            "points": points,
            # As texts: not every reader of JSON numbers keeps the last bit.
            "grid": [[repr(x) for x in values.tolist()] for values in found["grid_values"]],
            "average": numpy.ravel(found["average"][0]).tolist(),
            "individual": found["individual"][0].reshape(len(lx), -1).tolist(),
        }
    )

# Every order of five cells: what a permutation may give, and what it gives on average.
few = lx[:5]
truth = ly[:5]
permuted = []
for column in range(3):
    scores = []
    for order in itertools.permutations(range(5)):
        moved = few.copy()
        moved[:, column] = few[list(order), column]
        scores.append(mean_squared_error(truth, line.predict(moved)))
    permuted.append(scores)
permutation = {
    "x": few.tolist(),
    "y": truth.tolist(),
    "baseline": mean_squared_error(truth, line.predict(few)),
    "scores": permuted,
}

out = {
    "trees": cases,
    "linear": linear,
    "dependence": dependence,
    "permutation": permutation,
}
path = pathlib.Path(__file__).with_name("explain.json")
path.write_text(json.dumps(out).replace('{"model"', '\n{"model"') + "\n")
