"""Writes kernel.json: clusters, mixtures, support vectors and independent components by scikit-learn.

Run once: pip install scikit-learn, then python tests/oracle/kernel.py. Data are drawn from a fixed seed and stored
beside the answers; cases are only ever added, at the end of their list. Starts are given, so that nothing is drawn.
"""

import json
import pathlib
import warnings

import numpy
import sklearn
from sklearn.cluster import KMeans
from sklearn.decomposition import FastICA
from sklearn.mixture import GaussianMixture
from sklearn.svm import SVC, SVR

draw = numpy.random.default_rng(31)
warnings.simplefilter("ignore")


def heaps(rows, width, centres, spread):
    """Rows around centres, to three digits."""
    places = draw.normal(size=(centres, width)) * 4
    x = places[draw.integers(0, centres, size=rows)] + draw.normal(size=(rows, width)) * spread
    return numpy.round(x, 3)


def kmeans(x, starts, max_iter=300, tol=1e-4):
    model = KMeans(len(starts), init=starts, n_init=1, max_iter=max_iter, tol=tol).fit(x)
    return {
        "model": "KMeans",
        "parameters": {"max_iterations": max_iter, "tolerance": tol},
        "x": x.tolist(),
        "starts": starts.tolist(),
        "centroids": model.cluster_centers_.ravel().tolist(),
        "inertia": model.inertia_,
        "iterations": model.n_iter_,
        "labels": model.labels_.tolist(),
        "distances": model.transform(x).ravel().tolist(),
    }


def mixture(x, kind, weights, means, precisions, max_iter=100, tol=1e-3, reg_covar=1e-6):
    model = GaussianMixture(
        len(weights),
        covariance_type=kind,
        weights_init=weights,
        means_init=means,
        precisions_init=precisions,
        max_iter=max_iter,
        tol=tol,
        reg_covar=reg_covar,
    ).fit(x)
    return {
        "model": "GaussianMixture",
        "parameters": {"kind": kind, "max_iterations": max_iter, "tolerance": tol, "reg_covar": reg_covar},
        "x": x.tolist(),
        "weights": weights.tolist(),
        "means": means.tolist(),
        "precisions": numpy.ravel(precisions).tolist(),
        "found_weights": model.weights_.tolist(),
        "found_means": model.means_.ravel().tolist(),
        "covariances": model.covariances_.ravel().tolist(),
        "lower_bound": model.lower_bound_,
        "iterations": model.n_iter_,
        "probabilities": model.predict_proba(x).ravel().tolist(),
        "densities": model.score_samples(x).tolist(),
        "aic": model.aic(x),
        "bic": model.bic(x),
    }


def start(x, kind, count):
    """Even weights, rows as means, and precisions of about the spread of a heap."""
    width = x.shape[1]
    weights = numpy.arange(1, count + 1) / (count * (count + 1) / 2)
    root = numpy.round(draw.normal(size=(count, width, width)), 2)
    full = numpy.round(root @ root.transpose(0, 2, 1) * 0.1 + numpy.eye(width) * 0.5, 6)
    precisions = {
        "full": full,
        "tied": full[0],
        "diag": numpy.round(draw.uniform(0.2, 2, size=(count, width)), 3),
        "spherical": numpy.round(draw.uniform(0.2, 2, size=count), 3),
    }[kind]
    return weights, x[:count], precisions


def support(x, y, asked, **parameters):
    """A classification if y is of integers, else a regression."""
    numbers = {"C": 1.0, "kernel": "rbf", "gamma": "scale", "coef0": 0.0, "degree": 3, **parameters}
    classes = y.dtype.kind == "i"
    if classes:
        # scikit-learn's probabilities are drawn, and compared in no case.
        model = SVC(tol=1e-8, decision_function_shape="ovo", **numbers).fit(x, y)
    else:
        numbers.setdefault("epsilon", 0.1)
        model = SVR(tol=1e-8, **numbers).fit(x, y)
    return {
        "model": type(model).__name__,
        "parameters": numbers,
        "x": x.tolist(),
        "y": y.tolist(),
        "asked": asked.tolist(),
        "decisions": numpy.ravel(model.decision_function(asked) if classes else model.predict(asked)).tolist(),
        "labels": model.predict(asked).tolist() if classes else [],
        "intercepts": model.intercept_.tolist(),
        "support_sizes": model.n_support_.tolist(),
    }


def ica(x, start, max_iter=200, tol=1e-4):
    model = FastICA(len(start), w_init=start, whiten="unit-variance", max_iter=max_iter, tol=tol).fit(x)
    # Ours have the sign that makes the largest weight positive.
    largest = numpy.abs(model.components_).argmax(axis=1)
    sign = numpy.sign(model.components_[numpy.arange(len(start)), largest])
    return {
        "model": "FastICA",
        "parameters": {"max_iterations": max_iter, "tolerance": tol},
        "x": x.tolist(),
        "start": start.ravel().tolist(),
        "components": (model.components_ * sign[:, None]).ravel().tolist(),
        "mixing": (model.mixing_ * sign).ravel().tolist(),
        "sources": (model.transform(x) * sign).ravel().tolist(),
        "iterations": model.n_iter_,
    }


cases = []
for rows, width, centres, spread in [(40, 2, 3, 1.0), (60, 5, 4, 2.0), (50, 1, 3, 1.5), (80, 9, 6, 3.0)]:
    x = heaps(rows, width, centres, spread)
    cases.append(kmeans(x, x[:centres]))
    cases.append(kmeans(x, x[rows - centres :], tol=0.0))
    cases.append(kmeans(x, x[:centres], max_iter=2))
# Centres that are nearest to no row.
x = heaps(30, 2, 2, 1.0)
cases.append(kmeans(x, numpy.array([x[0], [1e3, 1e3]])))
cases.append(kmeans(x, numpy.array([x[0], x[1], [500.0, 900.0]])))
cases.append(kmeans(x, numpy.array([[300.0, 300.0], x[3], [500.0, 900.0], x[7]])))

for rows, width, count, spread in [(60, 2, 3, 1.0), (90, 4, 3, 2.0), (50, 1, 2, 1.5)]:
    x = heaps(rows, width, count, spread)
    for kind in ("full", "tied", "diag", "spherical"):
        cases.append(mixture(x, kind, *start(x, kind, count)))
        cases.append(mixture(x, kind, *start(x, kind, count), max_iter=7, tol=0.0, reg_covar=0.01))

for rows, width, count in [(60, 3, 2), (90, 4, 3), (80, 2, 4)]:
    x = numpy.round(heaps(rows, width, count, 3.0) / 4, 3)
    y = draw.integers(0, count, size=rows)
    y = numpy.where(draw.uniform(size=rows) < 0.7, numpy.argmax(x @ draw.normal(size=(width, count)), axis=1), y)
    targets = numpy.round(x @ draw.normal(size=width) + numpy.sin(3 * x[:, 0]) + 0.3 * draw.normal(size=rows), 3)
    asked = numpy.round(draw.normal(size=(12, width)) * 1.5, 3)
    for parameters in [
        {},
        {"C": 10.0, "gamma": "auto"},
        {"kernel": "linear", "C": 0.5},
        {"kernel": "poly", "coef0": 1.0, "degree": 2},
        {"kernel": "poly", "gamma": 0.2, "C": 2.0},
        # Not positive definite, and of many minima; at these numbers all orders of rows lead to one.
        {"kernel": "sigmoid", "gamma": 0.02, "coef0": -0.5},
        {"gamma": 0.7, "C": 0.2},
    ]:
        cases.append(support(x, y, asked, **parameters))
        cases.append(support(x, targets, asked, epsilon=0.2, **parameters))

for rows, width, count in [(60, 2, 2), (120, 4, 4), (80, 5, 3)]:
    sources = numpy.stack([draw.uniform(-1, 1, rows), draw.laplace(size=rows), numpy.sin(numpy.arange(rows) / 3),
                           draw.exponential(size=rows), draw.uniform(size=rows) ** 3], axis=1)
    x = numpy.round(sources[:, :width] @ draw.normal(size=(width, width)) + draw.normal(size=width), 4)
    start = numpy.round(draw.normal(size=(count, count)), 3)
    cases.append(ica(x, start))
    cases.append(ica(x, start, max_iter=3))
    cases.append(ica(x, start, max_iter=2000, tol=1e-12))

out = {"scikit-learn": sklearn.__version__, "cases": cases}
path = pathlib.Path(__file__).parent / "kernel.json"
path.write_text(json.dumps(out, separators=(",", ":")).replace('{"model"', '\n{"model"') + "\n")
