"""Writes models.json: small fits by scikit-learn, as an outside word on our models.

Run once: pip install scikit-learn, then python tests/oracle/models.py. Data are drawn from a fixed
seed and stored beside the answers; cases are only ever added, at the end. Iterative solvers run to far
below the tolerance of the tests, or stop where ours does.
"""

import json
import pathlib

import numpy
import sklearn
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.naive_bayes import BernoulliNB, CategoricalNB, GaussianNB, MultinomialNB
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

draw = numpy.random.default_rng(20)


def rounded(values):
    return numpy.round(values, 3)


def linear(model, x, y, **parameters):
    fitted = model.fit(x, y)
    return {
        "model": type(model).__name__,
        "parameters": parameters,
        "x": x.tolist(),
        "y": y.tolist(),
        "coefficients": numpy.ravel(fitted.coef_).tolist(),
        "intercepts": numpy.ravel(fitted.intercept_).tolist(),
        "predictions": fitted.predict(x).tolist(),
    }


def logistic(x, y, lam, intercept):
    # newton-cholesky solves the multinomial problem too; C = infinity is no penalty.
    c = numpy.inf if lam == 0 else 1 / lam
    model = LogisticRegression(
        C=c, solver="newton-cholesky", tol=1e-14, max_iter=1000, fit_intercept=intercept
    )
    out = linear(model, x, y, l2=lam, intercept=intercept)
    out["predictions"] = model.predict_proba(x).ravel().tolist()
    if len(model.classes_) > 2:
        # Equal shifts of all intercepts change no probability; the solver leaves any. Shown with sum 0.
        centred = model.intercept_ - model.intercept_.mean()
        out["intercepts"] = centred.tolist()
    return out


cases = []
x = rounded(draw.normal(size=(30, 4)) * [1, 10, 0.1, 3] + [0, 5, 1, -20])
y = rounded(x @ [2.0, -0.3, 7.0, 0.0] + 4 + draw.normal(size=30))
dummies = numpy.eye(3)[draw.integers(0, 3, size=30)]
full = numpy.hstack([x, dummies])
for intercept in (True, False):
    cases.append(linear(LinearRegression(fit_intercept=intercept), x, y, intercept=intercept))
    cases.append(linear(LinearRegression(fit_intercept=intercept), full, y, intercept=intercept))
    cases.append(linear(LinearRegression(fit_intercept=intercept), full[:4], y[:4], intercept=intercept))
    for alpha in (0.01, 1.0, 250.0):
        model = Ridge(alpha=alpha, fit_intercept=intercept, solver="cholesky")
        cases.append(linear(model, full, y, alpha=alpha, intercept=intercept))
cases.append(linear(Ridge(alpha=2.0, solver="cholesky"), full[:4], y[:4], alpha=2.0, intercept=True))

two = (x[:, 0] + 0.1 * x[:, 1] + draw.normal(size=30) > 0.5).astype(int)
three = numpy.clip(numpy.digitize(x[:, 0] + draw.normal(size=30), [-0.5, 0.6]), 0, 2)
for lam in (0.0, 0.1, 1.0, 20.0):
    for intercept in (True, False):
        cases.append(logistic(x, two, lam, intercept))
        if lam > 0:
            cases.append(logistic(full, three, lam, intercept))

# Trees where every best split is the only best: columns of distinct values, one informative.
for depth in (1, 2, 3):
    x = numpy.round(draw.normal(size=(40, 1)), 6)
    assert len(set(x[:, 0])) == 40
    noise = rounded(draw.normal(size=40))
    for model, y in (
        (DecisionTreeRegressor(max_depth=depth, random_state=0), rounded(numpy.sin(x[:, 0] * 2)) + noise),
        (DecisionTreeClassifier(max_depth=depth, random_state=0), (numpy.sin(x[:, 0] * 2) + noise > 0).astype(int)),
    ):
        fitted = model.fit(x, y)
        answers = fitted.predict_proba(x) if hasattr(fitted, "predict_proba") else fitted.predict(x)
        cases.append({
            "model": type(model).__name__,
            "parameters": {"max_depth": depth},
            "x": x.tolist(),
            "y": y.tolist(),
            "coefficients": [],
            "intercepts": [],
            "predictions": numpy.ravel(answers).tolist(),
        })

# The lasso and the elastic net, where the descent stops by default and where it has gone as far as it can.
x = rounded(draw.normal(size=(40, 6)) * [1, 2, 0.5, 3, 1, 1] + [0, 5, 1, -20, 0, 2])
y = rounded(x @ [2.0, -0.3, 4.0, 0.0, 0.0, 1.0] + 4 + draw.normal(size=40))
for alpha in (0.02, 0.5):
    for intercept in (True, False):
        for tolerance in (1e-4, 1e-13):
            settings = {"alpha": alpha, "fit_intercept": intercept, "tol": tolerance, "max_iter": 100_000}
            told = {"alpha": alpha, "intercept": intercept, "tolerance": tolerance}
            cases.append(linear(Lasso(**settings), x, y, **told))
            cases.append(linear(ElasticNet(l1_ratio=0.3, **settings), x, y, ratio=0.3, **told))
for positive in (Lasso(alpha=0.1, positive=True), ElasticNet(alpha=0.1, positive=True)):
    cases.append(linear(positive, x, -y, alpha=0.1, ratio=0.5, tolerance=1e-4, positive=True))


def nearest(model, x, y, asked, **parameters):
    fitted = model.fit(x, y)
    # No two rows equally far on both sides of the last neighbour: which of them answers is nobody's to say.
    distances, _ = fitted.kneighbors(asked, n_neighbors=model.n_neighbors + 1)
    assert (distances[:, -1] > distances[:, -2]).all()
    answers = fitted.predict_proba(asked) if hasattr(fitted, "predict_proba") else fitted.predict(asked)
    return {
        "model": type(model).__name__,
        "parameters": parameters,
        "x": x.tolist(),
        "y": y.tolist(),
        "asked": asked.tolist(),
        "coefficients": [],
        "intercepts": [],
        "predictions": numpy.ravel(answers).tolist(),
    }


# Neighbours of other rows, and of the training rows themselves: those are at distance 0.
asked = numpy.vstack([rounded(draw.normal(size=(12, 6)) * 2 + [0, 5, 1, -20, 0, 2]), x[:8]])
classes = numpy.digitize(x[:, 1], [4.0, 6.0])
for neighbors in (1, 7):
    for weights in ("uniform", "distance"):
        for metric in ("euclidean", "manhattan"):
            settings = {"n_neighbors": neighbors, "weights": weights, "metric": metric, "algorithm": "kd_tree"}
            told = {"neighbors": neighbors, "weights": weights, "metric": metric}
            cases.append(nearest(KNeighborsRegressor(**settings), x, y, asked, **told))
            cases.append(nearest(KNeighborsClassifier(**settings), x, classes, asked, **told))


def naive_bayes(model, x, y, coefficients, prior=None, **parameters):
    fitted = model.fit(x, y)
    priors = getattr(fitted, "class_log_prior_", None)
    return {
        "model": type(model).__name__,
        "parameters": {"prior": prior, **parameters},
        "x": x.tolist(),
        "y": y.tolist(),
        "coefficients": [number for part in coefficients(fitted) for number in numpy.ravel(part).tolist()],
        "intercepts": (numpy.log(fitted.class_prior_) if priors is None else priors).tolist(),
        "predictions": fitted.predict_proba(x).ravel().tolist(),
        "scikit-learn": sklearn.__version__,
    }


# Naive Bayes, drawn apart so that the cases above stay what they are.
draw = numpy.random.default_rng(21)
y = draw.choice(3, size=40, p=[0.5, 0.3, 0.2])
reals = rounded(draw.normal(size=(40, 3)) * [1, 20, 0.05] + y[:, None] * [1, -5, 0.02] + [0, 1000, -3])
counts = draw.poisson(1 + numpy.array([[3, 0, 1, 2], [0, 2, 2, 1], [1, 1, 0, 4]])[y])
levels = (draw.integers(0, 4, size=(40, 3)) + y[:, None]) % [4, 5, 3]
given = [0.2, 0.5, 0.3]
for prior in (None, "uniform", given):
    weights = [1 / 3] * 3 if prior == "uniform" else prior
    discrete = {"fit_prior": prior != "uniform", "class_prior": given if prior == given else None}
    for smoothing in (1e-9, 1e-2):
        model = GaussianNB(priors=weights, var_smoothing=smoothing)
        cases.append(naive_bayes(model, reals, y, lambda m: (m.theta_, m.var_), prior, var_smoothing=smoothing))
    for alpha in (1.0, 0.3):
        for x in (counts, counts / 8):
            model = MultinomialNB(alpha=alpha, **discrete)
            cases.append(naive_bayes(model, x, y, lambda m: (m.feature_log_prob_,), prior, alpha=alpha))
        odds = lambda m: (m.feature_log_prob_ - numpy.log(-numpy.expm1(m.feature_log_prob_)),)
        for x, threshold in ((counts, 0.0), (counts, 1.5), ((counts > 2).astype(int), None)):
            model = BernoulliNB(alpha=alpha, binarize=threshold, **discrete)
            cases.append(naive_bayes(model, x, y, odds, prior, alpha=alpha, binarize=threshold))
        for least in (0, 6):
            model = CategoricalNB(alpha=alpha, min_categories=least or None, **discrete)
            logs = lambda m: (column.T for column in m.feature_log_prob_)
            cases.append(naive_bayes(model, levels, y, logs, prior, alpha=alpha, min_categories=least))

# What is there already stays as it is: other machines have other last bits. New cases are added, with their version.
path = pathlib.Path(__file__).with_name("models.json")
kept = json.loads(path.read_text())
new = [{"scikit-learn": sklearn.__version__, **case} for case in cases[len(kept["cases"]):]]
kept["cases"] += new
path.write_text(json.dumps(kept, indent=None) + "\n")
print(path, len(kept["cases"]), "cases, new:", len(new))
