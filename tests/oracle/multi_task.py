"""Writes multi_task.json: regressions of several targets by scikit-learn, as an outside word on our models.

Run once: pip install scikit-learn, then python tests/oracle/multi_task.py. Data are drawn from fixed seeds and stored
beside the answers; cases are only ever added, at the end. Iterative solvers run to far below the tolerance of the tests.
"""

import json
import pathlib
import warnings

import numpy
import sklearn
from sklearn.cross_decomposition import PLSRegression
from sklearn.linear_model import MultiTaskElasticNet, MultiTaskLasso

warnings.simplefilter("error")
groups = []


def rounded(values):
    return numpy.round(values, 3)


def add(model, x, y, fitted, intercepts, **parameters):
    rows = {"x": x.tolist(), "y": y.tolist()}
    if not groups or any(groups[-1][name] != rows[name] for name in rows):
        groups.append({"scikit-learn": sklearn.__version__, **rows, "cases": []})
    groups[-1]["cases"].append({
        "model": model,
        "parameters": parameters,
        "coefficients": numpy.ravel(fitted.coef_).tolist(),
        "intercepts": numpy.ravel(intercepts).tolist(),
        "predictions": numpy.ravel(fitted.predict(x)).tolist(),
    })


# Columns of scales up to 1e4 apart, one of them far from 0, and one that says what another says; targets of which one
# hangs together with nothing and one is constant.
draw = numpy.random.default_rng(41)
plain = rounded(draw.normal(size=(40, 5)))
scaled = rounded(plain * [100, 1, 1, 10, 1]) * [1, 1, 1e-2, 1, 1] + [0, 500, 0, 0, 0]
twice = numpy.hstack([plain, rounded(plain[:, :1] * 2 + 0.1 * draw.normal(size=(40, 1)))])
wide = rounded(draw.normal(size=(12, 20)))


def targets(x, count, noise):
    weights = draw.normal(size=(x.shape[1], count)) * (draw.random(size=(x.shape[1], 1)) < 0.6)
    return rounded(x / x.std(axis=0) @ weights + noise * draw.normal(size=(len(x), count)) + draw.normal(size=count))


fine = {"tol": 1e-14, "max_iter": 1_000_000}
for x in (plain, scaled, twice, wide):
    for count in (1, 2, 4):
        y = targets(x, count, 0.5)
        if count == 4:
            y[:, 2] = rounded(draw.normal(size=len(x)))
            y[:, 3] = 7.5
        for alpha in (0.01, 0.3, 100.0):
            intercept = not (x is plain and alpha == 0.01)
            for ratio in (0.2, 0.9):
                fitted = MultiTaskElasticNet(alpha, l1_ratio=ratio, fit_intercept=intercept, **fine).fit(x, y)
                add("MultiTaskElasticNet", x, y, fitted, fitted.intercept_ if intercept else numpy.zeros(count),
                    alpha=alpha, ratio=ratio, intercept=intercept)
            fitted = MultiTaskLasso(alpha, fit_intercept=intercept, **fine).fit(x, y)
            add("MultiTaskLasso", x, y, fitted, fitted.intercept_ if intercept else numpy.zeros(count), alpha=alpha,
                intercept=intercept)

# Partial least squares. Its rounds for the weights of a component stop early by default; here they go to the end.
draw = numpy.random.default_rng(42)
for width in (3, 8):
    x = rounded(draw.normal(size=(30, width)) @ draw.normal(size=(width, width)) * 10.0 ** (numpy.arange(width) % 4)) + 7
    for count in (2, 3, 5):
        y = rounded(x @ draw.normal(size=(width, count)) + 20 * draw.normal(size=(30, count)))
        for components in (1, 2, 3, width):
            for scale in (True, False):
                model = PLSRegression(n_components=components, scale=scale, tol=1e-28, max_iter=100_000)
                fitted = model.fit(x, y)
                add("PartialLeastSquares", x, y, fitted, y.mean(axis=0) - x.mean(axis=0) @ fitted.coef_.T,
                    components=components, scale=scale)

pathlib.Path(__file__).with_name("multi_task.json").write_text(json.dumps({"groups": groups}) + "\n")
