"""Writes search.json: searches by scikit-learn, as an outside word on our own.

Run once: pip install scikit-learn, then python tests/oracle/search.py. Data and folds are drawn from a
fixed seed and stored beside the answers; cases are only ever added, at the end.
"""

import json
import math
import pathlib

import numpy
import sklearn
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import (
    GridSearchCV,
    HalvingGridSearchCV,
    KFold,
    StratifiedKFold,
    learning_curve,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

draw = numpy.random.default_rng(31)


def folds_of(splitter, x, y):
    return [(train.tolist(), test.tolist()) for train, test in splitter.split(x, y)]


def grid(pipeline, space, x, y, folds, scoring, **named):
    search = GridSearchCV(pipeline, space, cv=folds, scoring=scoring, refit=scoring[0], return_train_score=True)
    results = search.fit(x, y).cv_results_
    candidates = []
    for at, params in enumerate(results["params"]):
        scores = {
            metric: {
                "folds": [float(results[f"split{fold}_test_{metric}"][at]) for fold in range(len(folds))],
                "train": [float(results[f"split{fold}_train_{metric}"][at]) for fold in range(len(folds))],
                "mean": float(results[f"mean_test_{metric}"][at]),
                "std": float(results[f"std_test_{metric}"][at]),
                "rank": int(results[f"rank_test_{metric}"][at]),
            }
            for metric in scoring
        }
        candidates.append({"params": params, "scores": scores})
    return {
        **named,
        "x": x.tolist(),
        "y": y.tolist(),
        "folds": folds,
        "candidates": candidates,
        "best": int(search.best_index_),
    }


def curve():
    x = numpy.round(draw.normal(size=(40, 3)), 3)
    y = numpy.round(x @ [1.0, -2.0, 0.5] + draw.normal(size=40), 3)
    folds = folds_of(KFold(4, shuffle=True, random_state=1), x, y)
    # All training rows: which rows a smaller subset has is drawn otherwise.
    pipeline = make_pipeline(StandardScaler(), Ridge(1.0, solver="svd"))
    sizes, train, test = learning_curve(
        pipeline, x, y, cv=folds, train_sizes=[30], scoring="neg_mean_absolute_error"
    )
    assert sizes.tolist() == [30]
    return {
        "x": x.tolist(),
        "y": y.tolist(),
        "folds": folds,
        "train": (-train[0]).tolist(),
        "test": (-test[0]).tolist(),
    }


def whole_log(x, base):
    power = 0
    while base ** (power + 1) <= x:
        power += 1
    return power


def schedule(candidates, rows, folds, classes, factor, least, most, aggressive):
    """The iterations, or None where scikit-learn refuses; no case whose logarithm is rounded down."""
    x = numpy.zeros((rows, 1))
    if classes is None:
        y, model, space = numpy.arange(float(rows)), DummyRegressor(strategy="constant"), "constant"
        values = [float(value) for value in range(candidates)]
    else:
        y, model, space = numpy.arange(rows) % classes, DummyClassifier(), "random_state"
        values = list(range(candidates))
    search = HalvingGridSearchCV(
        model,
        {space: values},
        cv=folds,
        factor=factor,
        min_resources=least,
        max_resources=most,
        aggressive_elimination=aggressive,
        random_state=0,
    )
    rungs = None
    try:
        search.fit(x, y)
        required = whole_log(candidates, factor)
        possible = whole_log(search.max_resources_ // search.min_resources_, factor)
        if search.n_required_iterations_ != 1 + required:
            return None
        if search.n_possible_iterations_ != 1 + possible:
            return None
        rungs = [list(rung) for rung in zip(search.n_candidates_, search.n_resources_)]
    except ValueError as error:
        assert "is greater than max_resources_" in str(error), error
    return {
        "candidates": candidates,
        "rows": rows,
        "folds": folds,
        "classes": classes,
        "factor": float(factor),
        "min_rows": least,
        "max_rows": None if most == "auto" else most,
        "aggressive": aggressive,
        "rungs": rungs,
    }


def main():
    x = numpy.round(draw.normal(size=(60, 3)), 3)
    y = numpy.round(x[:, 0] * x[:, 1] + x[:, 2] ** 3 - x[:, 0] + draw.normal(size=60) / 3, 3)
    ridge = grid(
        make_pipeline(StandardScaler(), PolynomialFeatures(include_bias=False), Ridge(solver="svd")),
        {
            "polynomialfeatures__degree": [1, 2, 3],
            "ridge__alpha": [0.01, 0.3, 1.0, 10.0, 300.0],
        },
        x,
        y,
        folds_of(KFold(5, shuffle=True, random_state=7), x, y),
        ["r2", "neg_mean_squared_error"],
    )
    x = numpy.round(draw.normal(size=(90, 4)), 3)
    classes = (x @ [1.0, -1.0, 0.5, 0.0] + draw.logistic(size=90) > 0).astype(int)
    logistic = grid(
        make_pipeline(
            StandardScaler(),
            LogisticRegression(tol=1e-13, max_iter=100_000, solver="newton-cholesky"),
        ),
        {"logisticregression__C": [0.001, 0.01, 0.1, 1.0, 10.0, 100.0]},
        x,
        classes,
        folds_of(StratifiedKFold(6, shuffle=True, random_state=3), x, classes),
        ["accuracy", "neg_log_loss"],
    )
    plans = [
        (20, 1000, 5, None, 3, "exhaust", "auto", False),
        (20, 1000, 5, 2, 3, "smallest", "auto", False),
        (6, 200, 5, None, 2, "exhaust", 40, False),
        (6, 200, 5, None, 2, 20, 40, True),
        (60, 1000, 5, None, 3, "smallest", 40, True),
    ]
    for _ in range(150):
        plans.append(
            (
                int(draw.choice([1, 2, 3, 4, 5, 8, 9, 10, 16, 17, 27, 28, 40])),
                int(draw.choice([30, 60, 100, 250, 600])),
                int(draw.choice([2, 3, 5])),
                draw.choice([None, 2, 3]),
                float(draw.choice([1.5, 2.5])) if draw.random() < 0.3 else int(draw.choice([2, 3, 4])),
                str(draw.choice(["exhaust", "smallest"])) if draw.random() < 0.7 else int(draw.choice([10, 25, 50])),
                "auto" if draw.random() < 0.6 else int(draw.choice([20, 28, 30])),
                bool(draw.random() < 0.4),
            )
        )
    schedules = [schedule(*plan) for plan in plans]
    assert all(math.isfinite(plan[4]) for plan in plans)
    out = {
        "scikit-learn": sklearn.__version__,
        "ridge": ridge,
        "logistic": logistic,
        "curve": curve(),
        "schedules": [plan for plan in schedules if plan is not None],
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(out, separators=(",", ":")) + "\n")


main()
