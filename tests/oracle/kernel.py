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
from sklearn.mixture import GaussianMixture

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

out = {"scikit-learn": sklearn.__version__, "cases": cases}
path = pathlib.Path(__file__).parent / "kernel.json"
path.write_text(json.dumps(out, separators=(",", ":")).replace('{"model"', '\n{"model"') + "\n")
