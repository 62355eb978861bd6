"""Writes glm.json: generalised linear models, isotonic regression, partial least squares, Bayesian ridge and
discriminant analysis by scikit-learn, and FTRL by its definition, as an outside word on our models.

Run once: pip install scikit-learn, then python tests/oracle/glm.py. Data are drawn from fixed seeds and stored beside
the answers; cases are only ever added, at the end. Iterative solvers run to far below the tolerance of the tests.
"""

import json
import math
import pathlib
import warnings

import numpy
import sklearn
from sklearn.cross_decomposition import PLSRegression
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import BayesianRidge, GammaRegressor, PoissonRegressor, TweedieRegressor

warnings.simplefilter("error")
cases = []


def rounded(values):
    return numpy.round(values, 3)


def add(model, x, y, coefficients, intercepts, predictions, **parameters):
    cases.append({
        "scikit-learn": sklearn.__version__,
        "model": model,
        "parameters": parameters,
        "x": numpy.asarray(x).tolist(),
        "y": numpy.asarray(y).tolist(),
        "coefficients": numpy.ravel(coefficients).tolist(),
        "intercepts": numpy.ravel(intercepts).tolist(),
        "predictions": numpy.ravel(predictions).tolist(),
    })


# Generalised linear models. Columns of scales up to 1e6 apart, one of them far from 0; of three sizes of penalty.
draw = numpy.random.default_rng(31)
plain = rounded(draw.normal(size=(40, 3)))
scaled = rounded(plain * [1e3, 1, 1]) * [1, 1, 1e-3] + [0, 500, 0]
eta = 0.4 * plain[:, 0] - 0.7 * plain[:, 1] + 0.2 * plain[:, 2] + 1
counts = draw.poisson(numpy.exp(eta)).astype(float)
amounts = rounded(draw.gamma(2, numpy.exp(eta) / 2)) + 0.001
totals = counts * rounded(draw.gamma(3, 0.5, size=40))
signed = rounded(eta + draw.normal(size=40))
fine = {"tol": 1e-12, "max_iter": 1000, "solver": "newton-cholesky"}


def glm(model, x, y, power, link="auto", **settings):
    fitted = model(**settings, **fine).fit(x, y)
    told = {"alpha": settings["alpha"], "intercept": settings.get("fit_intercept", True), "link": link}
    add("Tweedie", x, y, fitted.coef_, fitted.intercept_, fitted.predict(x), power=power, **told)


for x in (plain, scaled):
    for alpha in (0.0, 0.01, 1.0, 30.0):
        for intercept in (True, False):
            # Without an intercept, columns far from 0 would have to be it.
            if not intercept and x is scaled:
                continue
            settings = {"alpha": alpha, "fit_intercept": intercept}
            glm(PoissonRegressor, x, counts, 1.0, **settings)
            glm(GammaRegressor, x, amounts, 2.0, **settings)
            fitted = TweedieRegressor(power=1.5, **settings, **fine).fit(x, totals)
            add("Tweedie", x, totals, fitted.coef_, fitted.intercept_, fitted.predict(x), power=1.5, alpha=alpha,
                intercept=intercept, link="auto")
for power, link, y, alpha in (
    (0.0, "auto", signed, 0.1), (0.0, "log", amounts, 0.1), (0.0, "log", counts, 0.5), (3.0, "auto", amounts, 0.2),
    (2.5, "log", amounts, 1.0), (1.2, "auto", totals, 0.05), (1.9, "log", totals, 0.3), (1.0, "log", totals, 0.2),
    (1.0, "identity", amounts + 5, 0.4), (2.0, "identity", amounts + 5, 0.4), (1.5, "identity", amounts + 9, 0.1),
    (-1.0, "identity", amounts + 5, 0.3), (-0.5, "log", amounts + 1, 0.3),
):
    fitted = TweedieRegressor(power=power, link=link, alpha=alpha, **fine).fit(plain, y)
    add("Tweedie", plain, y, fitted.coef_, fitted.intercept_, fitted.predict(plain), power=power, alpha=alpha,
        intercept=True, link=link)
# Indicators of every level depend on one another beside the intercept; the penalty chooses.
full = numpy.hstack([plain, numpy.eye(4)[draw.integers(0, 4, size=40)]])
for alpha in (0.001, 1.0):
    glm(PoissonRegressor, full, counts, 1.0, alpha=alpha)
    glm(GammaRegressor, full, amounts, 2.0, alpha=alpha)

# Isotonic regression: ties, all directions, bounds, and rows between and beyond.
draw = numpy.random.default_rng(32)
for size, levels in ((12, 8), (40, 100), (60, 15)):
    x = draw.integers(0, levels, size=size) / 4
    rising = rounded(x * 0.3 + draw.normal(size=size))
    asked = numpy.concatenate([x, rounded(draw.uniform(-1, levels / 4 + 1, size=20))])
    for sign in (1.0, -1.0):
        for increasing in (True, False, "auto"):
            for least, most in ((None, None), (-0.5, 1.0)):
                model = IsotonicRegression(y_min=least, y_max=most, increasing=increasing, out_of_bounds="clip")
                try:
                    fitted = model.fit(x, sign * rising)
                except UserWarning:
                    # Spearman's correlation may be 0.
                    continue
                add("Isotonic", x[:, None], sign * rising, fitted.X_thresholds_, fitted.y_thresholds_,
                    fitted.predict(asked), increasing=increasing, least=least, most=most, asked=asked.tolist())

# Partial least squares of one target.
draw = numpy.random.default_rng(33)
for width in (3, 8):
    x = rounded(draw.normal(size=(30, width)) @ draw.normal(size=(width, width)) * 10.0 ** (numpy.arange(width) % 4)) + 7
    y = rounded(x @ draw.normal(size=width) + 20 * draw.normal(size=30))
    for components in (1, 2, 3, width):
        for scale in (True, False):
            fitted = PLSRegression(n_components=components, scale=scale).fit(x, y)
            intercept = y.mean() - x.mean(axis=0) @ fitted.coef_.ravel()
            add("PartialLeastSquares", x, y, fitted.coef_, intercept, fitted.predict(x), components=components,
                scale=scale)

# Bayesian ridge, where it stops by default and elsewhere.
draw = numpy.random.default_rng(34)
x = rounded(draw.normal(size=(40, 4)) * [1, 2, 0.5, 3] + [0, 5, 1, -20])
y = rounded(x @ [2.0, -0.3, 4.0, 0.0] + 4 + draw.normal(size=40))
for intercept in (True, False):
    for prior in (1e-6, 0.5):
        for tolerance in (1e-3, 1e-10):
            fitted = BayesianRidge(fit_intercept=intercept, alpha_1=prior, alpha_2=2 * prior, lambda_1=3 * prior,
                                   lambda_2=prior, tol=tolerance).fit(x, y)
            add("BayesianRidge", x, y, numpy.append(fitted.coef_, [fitted.alpha_, fitted.lambda_]), fitted.intercept_,
                fitted.predict(x), intercept=intercept, prior=prior, tolerance=tolerance, iterations=fitted.n_iter_)

# Discriminants of two and of three classes. Our scores of more than two have the mean 0, weighed by the priors.
draw = numpy.random.default_rng(35)
for classes in (2, 3):
    y = draw.choice(classes, size=60)
    spread = numpy.array([[1.0, 0.3, 0.0], [0.0, 2.0, 0.4], [0.2, 0.0, 30.0]])
    x = rounded(draw.normal(size=(60, 3)) @ spread * (1 + 0.3 * y[:, None]) + y[:, None] * [0.7, -1, 20] + [0, 9, 300])
    given = [0.2, 0.8] if classes == 2 else [0.2, 0.5, 0.3]
    for priors in (None, given):
        weights = numpy.bincount(y) / 60 if priors is None else numpy.array(priors)
        for shrinkage in (None, 0.1, 0.7, 1.0):
            fitted = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=shrinkage, priors=priors).fit(x, y)
            coefficients, intercepts = fitted.coef_, fitted.intercept_
            if classes > 2:
                shared = weights @ coefficients
                coefficients = coefficients - shared
                intercepts = intercepts + 0.5 * shared @ (weights @ fitted.means_)
            add("LinearDiscriminant", x, y, coefficients, intercepts, fitted.predict_proba(x), prior=priors,
                shrinkage=shrinkage or 0.0)
        for part in (0.0, 0.05, 0.6):
            fitted = QuadraticDiscriminantAnalysis(reg_param=part, priors=priors).fit(x, y)
            add("QuadraticDiscriminant", x, y, fitted.means_, [], fitted.predict_proba(x), prior=priors,
                regularization=part)
# A column twice, and one that is constant: the pseudoinverse has no part of them in the odds.
twice = numpy.hstack([x, x[:, :1], numpy.full((60, 1), 2.5)])
fitted = LinearDiscriminantAnalysis(solver="lsqr").fit(twice, y)
add("LinearDiscriminant", twice, y, [], [], fitted.predict_proba(twice), prior=None, shrinkage=0.0)


# FTRL as McMahan and others write it down, over the rows in the order of their cells.
def ftrl(x, y, alpha, beta, l1, l2, passes, intercept):
    x = numpy.hstack([x, numpy.ones((len(x), 1))]) if intercept else x
    penalties = [(l1, l2)] * (x.shape[1] - intercept) + [(0.0, 0.0)] * intercept
    z, n = [0.0] * x.shape[1], [0.0] * x.shape[1]

    def weights():
        def weight(z, n, l1, l2):
            return 0.0 if abs(z) <= l1 else -(z - math.copysign(l1, z)) / ((beta + math.sqrt(n)) / alpha + l2)
        return [weight(*each, *penalty) for *each, penalty in zip(z, n, penalties)]

    order = sorted(range(len(x)), key=lambda i: (*x[i], y[i]))
    for _ in range(passes):
        for i in order:
            w = weights()
            p = 1 / (1 + math.exp(-math.fsum(a * b for a, b in zip(x[i], w))))
            for j, cell in enumerate(x[i]):
                g = (p - y[i]) * cell
                sigma = (math.sqrt(n[j] + g * g) - math.sqrt(n[j])) / alpha
                z[j] += g - sigma * w[j]
                n[j] += g * g
    w = weights()
    odds = x @ w
    return (w[:-1], w[-1:], odds) if intercept else (w, [0.0], odds)


draw = numpy.random.default_rng(36)
x = rounded(draw.normal(size=(40, 3)) * [1, 5, 0.1])
y = (x[:, 0] + 0.2 * x[:, 1] + draw.normal(size=40) > 0.3).astype(int)
for alpha, beta, l1, l2 in ((0.1, 1.0, 0.0, 0.0), (0.5, 0.0, 0.0, 0.1), (0.05, 1.0, 1.5, 0.0), (1.0, 2.0, 0.5, 3.0)):
    for passes, intercept in ((1, True), (20, True), (5, False)):
        w, b, odds = ftrl(x, y, alpha, beta, l1, l2, passes, intercept)
        second = 1 / (1 + numpy.exp(-odds))
        add("Ftrl", x, y, w, b, numpy.column_stack([1 - second, second]), alpha=alpha, beta=beta, l1=l1, l2=l2,
            passes=passes, intercept=intercept)

# What is there already stays as it is: other machines have other last bits.
path = pathlib.Path(__file__).with_name("glm.json")
kept = json.loads(path.read_text()) if path.exists() else {"cases": []}
new = cases[len(kept["cases"]):]
kept["cases"] += new
path.write_text(json.dumps(kept, indent=None) + "\n")
models = [case["model"] for case in kept["cases"]]
print(path, {model: models.count(model) for model in models}, "new:", len(new))
