"""Writes weights.json: models fitted to rows with weights by scikit-learn, as an outside word on our weights.

Run once: pip install scikit-learn, then python tests/oracle/weights.py. Data are drawn from fixed seeds and stored
beside the answers; cases are only ever added, at the end. Iterative solvers run to far below the tolerance of the tests.
"""

import json
import pathlib
import warnings

import numpy
import sklearn
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.naive_bayes import BernoulliNB, CategoricalNB, GaussianNB, MultinomialNB
from sklearn.utils.class_weight import compute_sample_weight

warnings.simplefilter("error")
draw = numpy.random.default_rng(17)
groups = []


def rounded(values):
    return numpy.round(values, 3)


def group(x, y, kind):
    """Rows with targets; a case names the weights it is fitted with."""
    count = len(y)
    weights = {
        "even": numpy.ones(count),
        "parts": rounded(draw.uniform(0, 3, size=count) * (draw.random(size=count) < 0.8)),
        "whole": draw.integers(0, 4, size=count).astype(float),
        "wide": rounded(numpy.exp(draw.normal(size=count) * 2)) + 0.001,
    }
    if kind == "classes":
        weights["balanced"] = compute_sample_weight("balanced", y)
    groups.append({
        "scikit-learn": sklearn.__version__,
        "kind": kind,
        "x": x.tolist(),
        "y": y.tolist(),
        "weights": {name: each.tolist() for name, each in weights.items()},
        "cases": [],
    })
    return x, y, weights


def add(name, model, x, y, weights, learned, kept=None, by=None, **parameters):
    """Fits with every kind of weights. Where a class has the balanced ones by its own word, those are asked for so."""
    for kind, each in weights.items():
        if kept is not None and kind not in kept:
            continue
        fitted = sklearn.base.clone(model)
        if kind == "balanced" and "class_weight" in model.get_params():
            fitted.set_params(class_weight="balanced").fit(x, y)
        else:
            fitted.fit(x, y, sample_weight=each)
        answers = fitted.predict_proba(x) if hasattr(fitted, "predict_proba") else fitted.predict(x)
        case = {"model": name, "weights": kind, "parameters": parameters, "answers": numpy.ravel(answers).tolist()}
        for what, where in learned.items():
            found = where(fitted) if callable(where) else getattr(fitted, where)
            case[what] = numpy.ravel(found).tolist()
        groups[-1]["cases"].append(case)


affine = {"coefficients": "coef_", "intercepts": "intercept_"}
plain = rounded(draw.normal(size=(40, 4)))
# Of scales up to 1e4 apart, one far from 0.
scaled = rounded(plain * [100, 1, 1, 10]) * [1, 1, 1e-2, 1] + [0, 500, 0, 0]
# A full set of levels beside an intercept, and a column that says what two others say.
levels = numpy.eye(3)[draw.integers(0, 3, size=40)]
twice = numpy.hstack([plain[:, :2], levels, plain[:, :1] - 2 * plain[:, 1:2]])

for x in (plain, scaled, twice):
    y = rounded(x / numpy.maximum(x.std(axis=0), 0.1) @ draw.normal(size=x.shape[1]) + draw.normal(size=len(x)))
    rows = group(x, y, "numbers")
    for intercept in (True, False):
        if x is not scaled:
            add("Linear", LinearRegression(fit_intercept=intercept), *rows, affine, intercept=intercept)
        for alpha in (0.1, 30.0):
            # By singular values: the normal equations of a scaled column lose digits.
            ridge = Ridge(alpha=alpha, fit_intercept=intercept, solver="svd")
            add("Ridge", ridge, *rows, affine, intercept=intercept, alpha=alpha)

for x, classes in ((plain, 2), (plain, 3), (twice, 2), (twice, 4)):
    scores = x @ draw.normal(size=(x.shape[1], classes)) + numpy.eye(classes)[0]
    y = numpy.argmax(scores + draw.gumbel(size=scores.shape), axis=1)
    rows = group(x, y, "classes")
    for l2 in (0.2, 5.0):
        # Newton's own method; at 1e-10 of a mean loss near 1 it is at the minimum to 1e-9.
        model = LogisticRegression(C=1 / l2, solver="newton-cholesky", tol=1e-10, max_iter=1000)
        add("Logistic", model, *rows, {"coefficients": "coef_", "intercepts": "intercept_"}, l2=l2)

def log_priors(fitted):
    return fitted.class_log_prior_ if hasattr(fitted, "class_log_prior_") else numpy.log(fitted.class_prior_)


# Without what scikit-learn adds to variances: it takes that of all rows as they come, weights or not.
gaussian = {"means": "theta_", "variances": "var_", "priors": log_priors}
for classes in (2, 3):
    y = draw.integers(0, classes, size=40)
    x = rounded(plain + y[:, None] * 0.5)
    add("Gaussian", GaussianNB(var_smoothing=0), *group(x, y, "classes"), gaussian)
    x = draw.integers(0, 4, size=(40, 5)) + (y[:, None] > 0) * draw.integers(0, 2, size=(40, 5))
    rows = group(x.astype(float), y, "classes")
    for alpha in (0.3, 1.0):
        add("Multinomial", MultinomialNB(alpha=alpha), *rows, {"counts": "feature_count_", "priors": log_priors}, alpha=alpha)
        bernoulli = BernoulliNB(alpha=alpha, binarize=1.5)
        add("Bernoulli", bernoulli, *rows, {"counts": "feature_count_", "priors": log_priors}, alpha=alpha)
        counts = lambda fitted: numpy.concatenate([numpy.ravel(each.T) for each in fitted.category_count_])
        add("Categorical", CategoricalNB(alpha=alpha, min_categories=5), *rows, {"counts": counts, "priors": log_priors}, alpha=alpha)

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"groups": groups}) + "\n")
print(sum(len(group["cases"]) for group in groups), "cases")
