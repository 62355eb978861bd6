"""Sets our models beside scikit-learn's: quality by 5 folds, objective and fit time on all rows.

    python benches/peers/models.py --data DIR [--only adult,ames] [--models forest,extra] [--trees 300] [--seed 1]
                                   [--program PATH] [--json FILE]

DIR holds the CSV files named below. Features are prepared once, for both sides: medians for gaps, one column a
level, all columns at mean 0 and deviation 1. Folds are dealt by NumPy's generator with seed 0. Both sides run on one
thread, one after the other. Run it with the Python that has pandas and scikit-learn.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import argparse
import json
import pathlib
import subprocess
import tempfile
import time

import numpy as np
import pandas as pd
from sklearn import linear_model, metrics
from sklearn.ensemble import (AdaBoostClassifier, ExtraTreesClassifier, ExtraTreesRegressor,
                              GradientBoostingClassifier, GradientBoostingRegressor, RandomForestClassifier,
                              RandomForestRegressor)
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FOLDS, SEED, REPEATS = 5, 0, 5
# File, target, columns left out (identifiers, and parts of the target).
DATA = {
    "adult": ("adult.csv.gz", "income", []),
    "telco": ("telco_churn.csv", "churn", []),
    "german": ("german_credit.csv", "creditability", []),
    "digits": ("digits.csv", "target", []),
    "ames": ("ames.csv", "price", ["Order", "PID"]),
    "diamonds": ("diamonds.csv.gz", "price", []),
    "bikeshare": ("bikeshare.csv", "bikers", ["casual", "registered"]),
}
CLASSES = {"adult", "telco", "german", "digits"}


def prepare(folder, name):
    file, target, without = DATA[name]
    table = pd.read_csv(folder / file).drop(columns=without)
    y = table.pop(target)
    numbers = table.select_dtypes("number")
    texts = table.drop(columns=numbers.columns)
    numbers = numbers.fillna(numbers.median())
    parts = [numbers] + ([pd.get_dummies(texts, dtype=float)] if texts.shape[1] else [])
    x = pd.concat(parts, axis=1).astype(float)
    x = x.loc[:, x.std() > 0]
    x = ((x - x.mean()) / x.std(ddof=0)).to_numpy()
    if name in CLASSES:
        y = np.unique(y, return_inverse=True)[1]
    folds = np.random.default_rng(SEED).permutation(len(y)) % FOLDS
    return np.ascontiguousarray(x), np.asarray(y, dtype=float), folds.astype(np.uint32)


def peers(name, trees, seed):
    if name in CLASSES:
        # `newton-cholesky` is made for two classes; more have their loss by the same solver.
        logistic = linear_model.LogisticRegression(solver="newton-cholesky", tol=1e-8, max_iter=1000)
        return {
            "logistic": logistic,
            "bayes": GaussianNB(),
            "knn": KNeighborsClassifier(),
            "forest": RandomForestClassifier(trees, random_state=seed),
            "extra": ExtraTreesClassifier(trees, random_state=seed),
            "boosting": GradientBoostingClassifier(random_state=seed),
            "adaboost": AdaBoostClassifier(random_state=seed),
        }
    return {
        "linear": linear_model.LinearRegression(),
        "ridge": linear_model.Ridge(1.0),
        "lasso": linear_model.Lasso(0.1, max_iter=100_000),
        "knn": KNeighborsRegressor(),
        "forest": RandomForestRegressor(trees, random_state=seed),
        "extra": ExtraTreesRegressor(trees, random_state=seed),
        "boosting": GradientBoostingRegressor(random_state=seed),
    }


def predict(model, x):
    return model.predict_proba(x) if hasattr(model, "predict_proba") else model.predict(x)


def score(name, y, found):
    if name not in CLASSES:
        return {"rmse": float(np.sqrt(np.mean((y - found) ** 2)))}
    accuracy = {"accuracy": metrics.accuracy_score(y, found.argmax(axis=1))}
    if found.shape[1] == 2:
        accuracy["auc"] = metrics.roc_auc_score(y, found[:, 1])
    return accuracy


def objective(name, model, x, y, weights):
    """What the fit minimises, in extended precision, of weights as our side prints them; None of other models."""
    if model not in ("logistic", "ridge", "linear") or len(weights) == 0:
        return None
    weights, x = np.asarray(weights, dtype=np.longdouble), x.astype(np.longdouble)
    width = x.shape[1]
    if model != "logistic":
        rest = y - x @ weights[:width] - weights[width]
        alpha = 1.0 if model == "ridge" else 0.0
        return float((rest**2).sum() + alpha * (weights[:width] ** 2).sum())
    rows = len(weights) // (width + 1)
    w, b = weights[: rows * width].reshape(rows, width), weights[rows * width :]
    scores = x @ w.T + b
    if rows == 1:
        scores = np.concatenate([np.zeros_like(scores), scores], axis=1)
    top = scores.max(axis=1, keepdims=True)
    lse = top[:, 0] + np.log(np.exp(scores - top).sum(axis=1))
    return float((lse - scores[np.arange(len(y)), y.astype(int)]).sum() + 0.5 * (w**2).sum())


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--only", default=",".join(DATA))
    parser.add_argument("--models", help="all unless said")
    parser.add_argument("--trees", type=int, default=100, help="of a forest")
    parser.add_argument("--seed", type=int, default=SEED, help="of the models; folds keep theirs")
    parser.add_argument("--program", help="our side if it is built already, and not by cargo bench")
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    lines = []
    for name in options.only.split(","):
        x, y, folds = prepare(options.data, name)
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            (folder / "x.f64").write_bytes(x.astype("<f8").tobytes())
            (folder / "y.f64").write_bytes(y.astype("<f8").tobytes())
            (folder / "folds.u32").write_bytes(folds.astype("<u4").tobytes())
            (folder / "kind").write_text("classes" if name in CLASSES else "numbers")
            theirs = {}
            for model, peer in peers(name, options.trees, options.seed).items():
                if options.models and model not in options.models.split(","):
                    continue
                parts = [None] * FOLDS
                for fold in range(FOLDS):
                    peer.fit(x[folds != fold], y[folds != fold])
                    parts[fold] = predict(peer, x[folds == fold])
                found = np.empty((len(y),) + parts[0].shape[1:])
                for fold in range(FOLDS):
                    found[folds == fold] = parts[fold]
                times = []
                for _ in range(REPEATS):
                    start = time.perf_counter()
                    peer.fit(x, y)
                    times.append(time.perf_counter() - start)
                weights = []
                if hasattr(peer, "coef_"):
                    weights = np.concatenate([np.ravel(peer.coef_), np.ravel(peer.intercept_)])
                theirs[model] = found, float(np.median(times)), weights
            command = [options.program] if options.program else ["cargo", "bench", "--bench", "models", "--"]
            command += [str(folder), f"--trees={options.trees}", f"--seed={options.seed}"]
            command += [f"--models={options.models}"] if options.models else []
            printed = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
            for ours in (json.loads(line) for line in printed.splitlines() if line.startswith("{")):
                model = ours["model"]
                found, seconds, weights = theirs[model]
                mine = np.frombuffer((folder / f"{model}.ours.f64").read_bytes(), "<f8").reshape(found.shape)
                a, b = score(name, y, mine), score(name, y, found)
                line = {"data": name, "rows": len(y), "columns": x.shape[1], "model": model}
                line["metrics"] = {key: [a[key], b[key], a[key] / b[key] - 1] for key in a}
                line["seconds"] = [ours["seconds"], seconds]
                values = [objective(name, model, x, y, w) for w in (ours["weights"], weights)]
                line["objective"] = values
                lines.append(line)
                text = "  ".join(f"{k} {p:.6f} {q:.6f} ({100 * r:+.3f} %)" for k, (p, q, r) in line["metrics"].items())
                more = "" if None in values else f"  objective {values[0] / values[1] - 1:+.1e}"
                print(f"{name:10} {model:9} {text}  fit {ours['seconds'] * 1e3:.1f} ms {seconds * 1e3:.1f} ms "
                      f"({seconds / ours['seconds']:.2f}){more}", flush=True)
    if options.json:
        options.json.write_text(json.dumps(lines, indent=1) + "\n")


if __name__ == "__main__":
    main()
