"""Writes weights.json: models fitted to rows with weights by scikit-learn, as an outside word on our weights.

Run once: pip install scikit-learn, then python tests/oracle/weights.py. Data are drawn from fixed seeds and stored
beside the answers; cases are only ever added, at the end. Iterative solvers run to far below the tolerance of the tests.
"""

import json
import pathlib
import warnings

import numpy
import sklearn
from sklearn.ensemble import AdaBoostClassifier, GradientBoostingClassifier, GradientBoostingRegressor
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge, TweedieRegressor
from sklearn.naive_bayes import BernoulliNB, CategoricalNB, GaussianNB, MultinomialNB
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
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
        # LIBLINEAR, of many classes, has the weight of a class count only where it is told from the others.
        own = "class_weight" in model.get_params() and not isinstance(model, LinearSVC)
        if kind == "balanced" and own:
            fitted.set_params(class_weight="balanced").fit(x, y)
        else:
            fitted.fit(x, y, sample_weight=each)
        if hasattr(fitted, "predict_proba"):
            answers = fitted.predict_proba(x)
        elif hasattr(fitted, "classes_"):
            answers = (fitted.predict(x)[:, None] == fitted.classes_).astype(float)
        else:
            answers = fitted.predict(x)
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

def trees(fitted):
    parts = [fitted] if hasattr(fitted, "tree_") else list(numpy.ravel(fitted.estimators_))
    return [(part.tree_.feature.tolist(), part.tree_.threshold.tolist()) for part in parts]


def add_trees(name, make, classes, rows=80, **parameters):
    """Cells of a grid, on which scikit-learn's rounding to f32 does nothing, and the first table on which it has no ties
    to draw. Rows without weight are left out: its minima would count them."""
    weak = parameters.pop("depth", None)
    for seed in range(60):
        random = numpy.random.default_rng(1000 + seed)
        x = numpy.round(random.normal(size=(rows, 4)) * 64) / 64
        y = rounded(numpy.sin(2 * x[:, 0]) + x[:, 1] * x[:, 2] + 0.3 * random.normal(size=rows))
        if classes is not None:
            y = numpy.searchsorted(numpy.quantile(y, [0.7, 0.9][: classes - 1]), y)
        weights = {
            "parts": rounded(random.uniform(0, 3, size=rows) * (random.random(size=rows) < 0.8)),
            "whole": random.integers(0, 4, size=rows).astype(float),
            "wide": rounded(numpy.exp(random.normal(size=rows))) + 0.001,
        }
        if classes is not None:
            weights["balanced"] = compute_sample_weight("balanced", y)
        found = []
        for kind, each in weights.items():
            kept = each > 0
            models = []
            for state in range(4):
                if weak is not None:
                    model = make(DecisionTreeClassifier(max_depth=weak), random_state=state, **parameters)
                else:
                    model = make(random_state=state, **parameters)
                models.append(model.fit(x[kept], y[kept], sample_weight=each[kept]))
            if any(trees(model) != trees(models[0]) for model in models):
                break
            found.append((kind, models[0]))
        else:
            break
    else:
        raise ValueError(f"no table without ties for {name} {parameters}")
    groups.append({
        "scikit-learn": sklearn.__version__,
        "kind": "numbers" if classes is None else "classes",
        "x": x.tolist(),
        "y": y.tolist(),
        "weights": {kind: each.tolist() for kind, each in weights.items()},
        "cases": [],
    })
    if weak is not None:
        parameters["depth"] = weak
    for kind, model in found:
        answers = model.predict_proba(x) if classes is not None else model.predict(x)
        groups[-1]["cases"].append({
            "model": name,
            "weights": kind,
            "parameters": parameters,
            "answers": numpy.ravel(answers).tolist(),
            "importances": model.feature_importances_.tolist(),
        })


add_trees("TreeRegressor", DecisionTreeRegressor, None, max_depth=5, min_samples_leaf=3)
add_trees("TreeRegressor", DecisionTreeRegressor, None, max_leaf_nodes=9)
add_trees("TreeRegressor", DecisionTreeRegressor, None, min_samples_split=15, min_impurity_decrease=0.01)
add_trees("TreeClassifier", DecisionTreeClassifier, 2, max_depth=4, min_samples_leaf=4)
add_trees("TreeClassifier", DecisionTreeClassifier, 3, max_depth=3, min_samples_leaf=4)
add_trees("TreeClassifier", DecisionTreeClassifier, 3, criterion="entropy", max_leaf_nodes=6, min_samples_leaf=4)
add_trees("TreeClassifier", DecisionTreeClassifier, 2, criterion="entropy", min_samples_leaf=6, min_impurity_decrease=0.02)
add_trees("BoostingRegressor", GradientBoostingRegressor, None, n_estimators=20, max_depth=2, min_samples_leaf=5)
add_trees("BoostingRegressor", GradientBoostingRegressor, None, n_estimators=8, min_samples_leaf=6, learning_rate=0.3)
add_trees("BoostingClassifier", GradientBoostingClassifier, 2, n_estimators=15, max_depth=2, min_samples_leaf=6)
add_trees("BoostingClassifier", GradientBoostingClassifier, 3, n_estimators=6, max_depth=2, min_samples_leaf=8)
add_trees("AdaBoost", AdaBoostClassifier, 2, n_estimators=12, depth=1)
add_trees("AdaBoost", AdaBoostClassifier, 3, n_estimators=8, depth=2, learning_rate=0.5)

fine = {"tol": 1e-14, "max_iter": 1_000_000}
for x in (plain, twice):
    y = rounded(x @ draw.normal(size=x.shape[1]) + 0.3 * draw.normal(size=len(x)) + 2)
    rows = group(x, y, "numbers")
    for intercept in (True, False):
        for alpha in (0.02, 0.3):
            lasso = Lasso(alpha=alpha, fit_intercept=intercept, **fine)
            # Of columns that say the same the lasso has many minima.
            if x is plain:
                add("Lasso", lasso, *rows, affine, alpha=alpha, intercept=intercept)
            net = ElasticNet(alpha=alpha, l1_ratio=0.4, fit_intercept=intercept, **fine)
            add("ElasticNet", net, *rows, affine, alpha=alpha, ratio=0.4, intercept=intercept)

means = numpy.exp(plain @ [0.4, -0.2, 0.1, 0.3] + 0.5)
for power, y in ((1.0, draw.poisson(means)), (2.0, rounded(draw.gamma(2.0, means / 2.0)) + 0.01),
                 (1.5, rounded(draw.gamma(2.0, means / 2.0)) * (draw.random(size=40) < 0.8)),
                 (0.0, rounded(means))):
    rows = group(plain, y.astype(float), "numbers")
    for alpha in (0.0, 0.1):
        glm = TweedieRegressor(power=power, alpha=alpha, link="log", solver="newton-cholesky", tol=1e-10, max_iter=1000)
        add("Tweedie", glm, *rows, affine, power=power, alpha=alpha)

places = numpy.round(draw.normal(size=(60, 1)), 1)
rows = group(places, rounded(places[:, 0] + draw.normal(size=60)), "numbers")
for up in (True, False):
    line = IsotonicRegression(increasing=up, out_of_bounds="clip")
    add("Isotonic", line, *rows, {"places": "X_thresholds_", "values": "y_thresholds_"}, increasing=up)

few = ("even", "parts", "whole", "balanced")
y = rounded(numpy.sin(2 * plain[:, 0]) + plain[:, 1] + 0.1 * draw.normal(size=40))
rows = group(plain, y, "numbers")
for c in (0.3, 2.0):
    add("SupportVectorRegressor", SVR(C=c, gamma=0.3, epsilon=0.05, tol=1e-10), *rows, {}, few, c=c)
    for squared in (True, False):
        loss = "squared_epsilon_insensitive" if squared else "epsilon_insensitive"
        machine = LinearSVR(C=c, epsilon=0.05, loss=loss, dual=True, tol=1e-9, max_iter=5_000_000)
        add("LinearSupportVectorRegressor", machine, *rows, affine, few, c=c, squared=squared)
for classes in (2, 3):
    y = numpy.argmax(plain @ draw.normal(size=(4, classes)) + draw.gumbel(size=(40, classes)), axis=1)
    rows = group(plain, y, "classes")
    for c in (0.3, 2.0):
        pairs = {"pairs": lambda fitted: fitted.intercept_}
        add("SupportVectorClassifier", SVC(C=c, gamma=0.3, tol=1e-10), *rows, pairs, few, c=c)
        for squared in (True, False):
            loss = "squared_hinge" if squared else "hinge"
            machine = LinearSVC(C=c, loss=loss, dual=True, tol=1e-9, max_iter=5_000_000)
            add("LinearSupportVectorClassifier", machine, *rows, affine, few, c=c, squared=squared)

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"groups": groups}) + "\n")
print(sum(len(group["cases"]) for group in groups), "cases")
