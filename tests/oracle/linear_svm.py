"""Writes linear_svm.json: linear support vector machines by scikit-learn, as an outside word on our models.

Run once: pip install scikit-learn, then python tests/oracle/linear_svm.py. Data are drawn from fixed seeds and stored
beside the answers; cases are only ever added, at the end. Fits run to far below the tolerance of the tests.
"""

import json
import pathlib
import warnings

import numpy
import sklearn
from sklearn.svm import LinearSVC, LinearSVR

warnings.simplefilter("error")
groups = []


def add(model, x, y, fitted, answers, **parameters):
    rows = {"x": x.tolist(), "y": y.tolist()}
    if not groups or any(groups[-1][name] != rows[name] for name in rows):
        groups.append({"scikit-learn": sklearn.__version__, **rows, "cases": []})
    groups[-1]["cases"].append({
        "model": model,
        "parameters": parameters,
        "coefficients": numpy.ravel(fitted.coef_).tolist(),
        "intercepts": numpy.ravel(fitted.intercept_).tolist(),
        "answers": numpy.ravel(answers).tolist(),
    })


# What decides is drawn by chance inside LIBLINEAR; at its end there is one minimum.
fine = {"tol": 1e-9, "max_iter": 10_000_000, "random_state": 0}
draw = numpy.random.default_rng(51)
for width in (2, 5):
    x = numpy.round(draw.normal(size=(50, width)) * numpy.arange(1, width + 1) + [0.5] * width, 3)
    for classes in (2, 3):
        scores = x @ draw.normal(size=(width, classes)) + 1.5 * draw.normal(size=(50, classes))
        y = scores.argmax(axis=1)
        for loss in ("hinge", "squared_hinge"):
            for c in (0.02, 1.0):
                for intercept, scaling in ((True, 1.0), (True, 5.0), (False, 1.0)):
                    fitted = LinearSVC(
                        loss=loss, C=c, dual=True, fit_intercept=intercept, intercept_scaling=scaling, **fine
                    ).fit(x, y)
                    add("LinearSVC", x, y, fitted, fitted.decision_function(x), squared=loss == "squared_hinge", c=c,
                        intercept=intercept, scaling=scaling)
    y = numpy.round(x @ draw.normal(size=width) + draw.normal(size=50) + 2, 3)
    for loss in ("epsilon_insensitive", "squared_epsilon_insensitive"):
        for c in (0.02, 1.0):
            for epsilon in (0.0, 0.5):
                for intercept, scaling in ((True, 1.0), (True, 5.0), (False, 1.0)):
                    fitted = LinearSVR(
                        loss=loss, C=c, epsilon=epsilon, dual=True, fit_intercept=intercept, intercept_scaling=scaling,
                        **fine
                    ).fit(x, y)
                    add("LinearSVR", x, y, fitted, fitted.predict(x), squared=loss.startswith("squared"), c=c,
                        epsilon=epsilon, intercept=intercept, scaling=scaling)

pathlib.Path(__file__).with_name("linear_svm.json").write_text(json.dumps({"groups": groups}) + "\n")
