"""Times the transformers of scikit-learn and Feature-engine, one thread, on fixed synthetic data.

    python benches/peers/transformers.py [--only prefix,prefix] [--repeats 7] [--write DIR]

Prints a JSON line for each stage and operation,

    {"stage": "scale.standard", "op": "fit", "seconds": 0.0123, "cells": 1000000, "peer": "..."}

where `seconds` is the median of the runs and `cells` the values that went in (rows × columns; words
for text), and after them a table in millions of cells a second. `--write DIR` writes the data to
DIR and times nothing, so that another program can read the very same values:

    NAME.f64        one column after the other, each value little-endian IEEE-754; NaN is missing
    levels.csv      four text columns          times.csv    one column of instants, ISO 8601
    documents.csv   one text column            shapes.json  rows and columns of every NAME.f64

The data need no library to make. Draw number i of stream s is SplitMix64: with
z = s · 0xD1B54A32D192ED03 + (i + 1) · 0x9E3779B97F4A7C15 mod 2^64,
z = (z ^ z >> 30) · 0xBF58476D1CE4E5B9, z = (z ^ z >> 27) · 0x94D049BB133111EB, z = z ^ z >> 31,
and the draw is u = (z >> 11) / 2^53. A normal-like value is the sum, from left to right, of draws
12 i to 12 i + 11, less 6. No function of a mathematics library is used, so the bits are the same
wherever they are made.

    real        100,000 × 10: column c < 5 is 10 c + (1 + c) n; c ≥ 5 is (n · n + 0.01) · c, skewed
    holes       the same, missing where draw i of stream 100 + c is below 0.05
    levels      100,000 × 4: "level_k", k = floor(L · u · u), four digits, L = 10, 30, 100, 1000
    wide        10,000 × 50: n of its own, plus, for c ≥ 40, 9 times column c − 40: nearly the same
    labels      1 where the sum of the first five columns, weighed 1 to 5, plus n is above 0; and the
                sum itself as the continuous target
    small       1,000 × 8 and 2,000 × 8: n plus twice the first column, a tenth missing
    hours       100,000 × 2: whole numbers 0 to 23 and 1 to 12
    times       100,000 whole hours after 2013-01-01T00:00:00Z, at most 60,000
    shares      100,000 × 5, uniform: stream 1000 + c
    documents   5,000 of 8 to 16 words from 5,000, the k-th with k = floor(5000 · u · u · u)
"""

import argparse
import json
import os
import sys
import time

for variable in (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS",
    "NUMEXPR_NUM_THREADS", "LOKY_MAX_CPU_COUNT",
):
    os.environ[variable] = "1"
# OpenBLAS is to take the kernels of the processor it runs on.
os.environ.pop("OPENBLAS_CORETYPE", None)
os.environ.pop("OPENBLAS_L2_SIZE", None)

import warnings
from functools import cache

import numpy as np

GOLDEN, STREAM = 0x9E3779B97F4A7C15, 0xD1B54A32D192ED03


def draws(stream, count, first=0):
    """Uniform numbers in [0, 1)."""
    with np.errstate(over="ignore"):
        i = np.arange(first + 1, first + count + 1, dtype=np.uint64)
        z = np.uint64(stream * STREAM % 2**64) + i * np.uint64(GOLDEN)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(11)).astype(np.float64) / 2.0**53


def normals(stream, count):
    """Values that look standard normal: sums of twelve draws."""
    u = draws(stream, 12 * count).reshape(count, 12)
    total = u[:, 0].copy()
    for k in range(1, 12):
        total += u[:, k]
    return total - 6.0


ROWS, WIDE_ROWS, WIDE, DOCUMENTS = 100_000, 10_000, 50, 5_000


@cache
def real():
    columns = []
    for c in range(10):
        n = normals(c, ROWS)
        columns.append(10.0 * c + (1.0 + c) * n if c < 5 else (n * n + 0.01) * c)
    return np.column_stack(columns)


@cache
def holes():
    x = real().copy()
    for c in range(x.shape[1]):
        x[draws(100 + c, ROWS) < 0.05, c] = np.nan
    return x


@cache
def levels():
    names = []
    for c, count in enumerate((10, 30, 100, 1000)):
        u = draws(200 + c, ROWS)
        label = np.array([f"level_{k:04}" for k in range(count)], dtype=object)
        names.append(label[np.floor(count * u * u).astype(int)])
    return names


@cache
def wide():
    columns = []
    for c in range(WIDE):
        n = normals(300 + c, WIDE_ROWS)
        columns.append(n + 9.0 * columns[c - 40] if c >= 40 else n)
    return np.column_stack(columns)


def weighed(x, stream):
    total = normals(stream, len(x))
    for c in range(5):
        total = total + (c + 1.0) * x[:, c]
    return total


@cache
def targets():
    """The continuous and the binary target, for the rows of `real` and of `wide`."""
    centred = np.column_stack([real()[:, c] - 10.0 * c for c in range(5)])
    long, short = weighed(centred, 400), weighed(wide(), 401)
    return long, (long > 0).astype(int), short, (short > 0).astype(int)


@cache
def small(rows):
    x = np.column_stack([normals(500 + c, rows) for c in range(8)])
    x[:, 1:] += 2.0 * x[:, :1]
    for c in range(8):
        x[draws(600 + c, rows) < 0.1, c] = np.nan
    return x


@cache
def shares():
    return np.column_stack([draws(1000 + c, ROWS) for c in range(5)])


@cache
def hours():
    return np.column_stack([np.floor(24 * draws(700, ROWS)), np.floor(12 * draws(701, ROWS)) + 1])


@cache
def times():
    start = np.datetime64("2013-01-01T00:00:00")
    instants = start + np.floor(60_000 * draws(702, ROWS)).astype("timedelta64[h]")
    return [f"{text}Z" for text in np.datetime_as_string(instants)]


def word(k):
    """Three to five letters: the digits of k in base 26, a vowel after each."""
    letters = ""
    for _ in range(3):
        letters += "bcdfghjklmnpqrstvwxyzaeiou"[k % 26] + "aeiou"[k % 5]
        k //= 26
    return letters[: 4 + len(letters) % 3]


@cache
def documents():
    counts = 8 + np.floor(9 * draws(800, DOCUMENTS)).astype(int)
    u = draws(801, int(counts.sum()))
    chosen = np.floor(5_000 * u * u * u).astype(int)
    out, at = [], 0
    for count in counts:
        out.append(" ".join(f"{word(k)}{k % 7}" for k in chosen[at : at + count]))
        at += count
    return out, int(counts.sum())


def write(folder):
    os.makedirs(folder, exist_ok=True)
    long, long_labels, short, short_labels = targets()
    arrays = {
        "real": real(), "holes": holes(), "wide": wide(), "small_1000": small(1000),
        "small_2000": small(2000), "hours": hours(), "shares": shares(),
        "real_target": long[:, None], "real_labels": long_labels[:, None].astype(float),
        "wide_target": short[:, None], "wide_labels": short_labels[:, None].astype(float),
    }
    for name, values in arrays.items():
        values.T.astype("<f8").tofile(os.path.join(folder, f"{name}.f64"))
    shapes = {name: list(values.shape) for name, values in arrays.items()}
    with open(os.path.join(folder, "shapes.json"), "w") as out:
        json.dump(shapes, out, indent=1)
    tables = {
        "levels.csv": ("a,b,c,d", zip(*levels())),
        "documents.csv": ("text", ((text,) for text in documents()[0])),
        "times.csv": ("time", ((text,) for text in times())),
    }
    for name, (header, rows) in tables.items():
        with open(os.path.join(folder, name), "w", newline="\n") as out:
            out.write(header + "\n")
            out.writelines(",".join(row) + "\n" for row in rows)


def stages():
    """(stage, transformer, input, target, cells) of every stage; the input is made when it is asked for."""
    import pandas as pd
    from feature_engine import creation, datetime, discretisation, encoding, imputation
    from feature_engine import outliers, preprocessing, scaling, selection, transformation
    from feature_engine.timeseries import forecasting
    from sklearn import decomposition, feature_selection as fs, impute, preprocessing as pp
    from sklearn import random_projection
    from sklearn.experimental import enable_iterative_imputer  # noqa: F401
    from sklearn import feature_extraction as fe
    from sklearn.ensemble import RandomForestRegressor
    from sklearn.linear_model import Lasso, LinearRegression
    from sklearn.tree import DecisionTreeRegressor

    def frame(x):
        return pd.DataFrame(x, columns=[f"x{c}" for c in range(x.shape[1])])

    @cache
    def reals():
        return frame(real())

    @cache
    def positive():
        return frame(real()[:, 5:])

    @cache
    def holed():
        return frame(holes())

    @cache
    def labels():
        return pd.DataFrame(dict(zip("abcd", levels())), dtype=object)

    @cache
    def few_labels():
        """The first three columns: a dense table of 1,140 indicators would be 900 megabytes."""
        return labels()[["a", "b", "c"]]

    @cache
    def level_labels():
        """The first column: in the others some level has one class only, which the peer refuses."""
        return labels()[["a"]]

    @cache
    def named_labels():
        """Rows as the hasher takes them: the column's name before each level."""
        return [[f"{n}={v}" for n, v in zip("abcd", row)] for row in zip(*levels())]

    @cache
    def missing_labels():
        out = labels().copy()
        for c, name in enumerate("abcd"):
            out.loc[draws(900 + c, ROWS) < 0.05, name] = np.nan
        return out

    @cache
    def selectable():
        return frame(wide())

    @cache
    def fewer_selectable():
        """The first ten columns: what fits a model for every column and fold takes its time."""
        return frame(wide()[:, :10])

    @cache
    def three():
        return frame(wide()[:, :3])

    @cache
    def places():
        """Latitudes and longitudes of pairs of places."""
        return frame(shares()[:, :4] * 180.0 - 90.0)

    @cache
    def both_times():
        at = pd.to_datetime(pd.Series(times()))
        return pd.DataFrame({"a": at, "b": at[::-1].reset_index(drop=True)})

    @cache
    def instants():
        return pd.DataFrame({"time": times()}, dtype=object)

    @cache
    def clock():
        return frame(hours())

    words = lambda: documents()[0]
    real_target = lambda: pd.Series(targets()[0])
    real_labels = lambda: pd.Series(targets()[1])
    wide_target, wide_labels = lambda: targets()[2], lambda: targets()[3]
    indicators = dict(handle_unknown="ignore")
    codes = dict(handle_unknown="use_encoded_value", unknown_value=-1)

    table = []

    def stage(name, peer, x, y=None):
        table.append((name, peer, x, y))

    # Scaling and shape.
    stage("scale.standard", pp.StandardScaler(), real)
    stage("scale.min_max", pp.MinMaxScaler(), real)
    stage("scale.max_abs", pp.MaxAbsScaler(), real)
    stage("scale.robust", pp.RobustScaler(), real)
    stage("normalize_rows.l1", pp.Normalizer("l1"), real)
    stage("normalize_rows.l2", pp.Normalizer("l2"), real)
    stage("normalize_rows.max", pp.Normalizer("max"), real)
    stage("binarize", pp.Binarizer(threshold=1.0), real)
    stage("transform.power.yeo_johnson", pp.PowerTransformer(), real)
    stage("transform.power.box_cox", pp.PowerTransformer("box-cox"), lambda: real()[:, 5:])
    stage("transform.power.fe_yeo_johnson", transformation.YeoJohnsonTransformer(), reals)
    stage("transform.power.fe_box_cox", transformation.BoxCoxTransformer(), positive)
    stage("transform.log", transformation.LogTransformer(), positive)
    stage("transform.quantile.uniform", pp.QuantileTransformer(subsample=None), real)
    stage("transform.quantile.normal",
          pp.QuantileTransformer(output_distribution="normal", subsample=None), real)
    stage("transform.log1p", pp.FunctionTransformer(np.log1p), lambda: real()[:, 5:])
    stage("transform.reciprocal", transformation.ReciprocalTransformer(), positive)
    stage("transform.exponent", transformation.PowerTransformer(exp=0.5), positive)
    stage("transform.arcsin_sqrt", transformation.ArcsinTransformer(), lambda: frame(shares()))
    stage("transform.asinh", transformation.ArcSinhTransformer(), reals)
    stage("scale.mean", scaling.MeanNormalizationScaler(), reals)
    # Bins.
    for strategy in ("uniform", "quantile", "kmeans"):
        name = "k_means" if strategy == "kmeans" else strategy
        stage(f"bin.{name}", pp.KBinsDiscretizer(10, encode="ordinal", strategy=strategy), real)
    stage("bin.fe_equal_width", discretisation.EqualWidthDiscretiser(), reals)
    stage("bin.fe_equal_frequency", discretisation.EqualFrequencyDiscretiser(), reals)
    stage("bin.uniform.one_hot",
          pp.KBinsDiscretizer(10, encode="onehot-dense", strategy="uniform"), real)
    stage("bin.fe_geometric", discretisation.GeometricWidthDiscretiser(), positive)
    stage("bin.fe_given", discretisation.ArbitraryDiscretiser(
        {f"x{c}": [-1000.0, 0.0, 10.0, 20.0, 40.0, 1000.0] for c in range(10)}), reals)
    stage("bin.fe_tree", discretisation.DecisionTreeDiscretiser(regression=True, random_state=0),
          selectable, wide_target)
    # Generated features.
    stage("feature.polynomial", pp.PolynomialFeatures(2), real)
    stage("feature.spline", pp.SplineTransformer(), real)
    stage("feature.cyclical", creation.CyclicalFeatures(), clock)
    stage("feature.datetime", datetime.DatetimeFeatures(), instants)
    stage("feature.date_difference", datetime.DatetimeSubtraction("a", "b"), both_times)
    stage("feature.geo_distance", creation.GeoDistanceFeatures("x0", "x1", "x2", "x3"), places)
    stage("feature.math_over", creation.MathFeatures(
        [f"x{c}" for c in range(10)], ["sum", "mean", "std", "max"]), reals)
    stage("feature.relative", creation.RelativeFeatures(
        ["x0", "x1", "x2", "x3", "x4"], ["x5", "x6"], ["sub", "div"]), reals)
    stage("feature.trees", creation.DecisionTreeFeatures(features_to_combine=2, random_state=0),
          three, wide_target)
    stage("feature.lag", forecasting.LagFeatures(periods=[1, 7]), reals)
    stage("feature.window", forecasting.WindowFeatures(window=7, functions=["mean", "max"]), reals)
    stage("feature.expanding", forecasting.ExpandingWindowFeatures(functions=["mean", "max"]), reals)
    # Missing values and outliers.
    for strategy in ("mean", "median", "most_frequent"):
        stage(f"impute.{strategy}", impute.SimpleImputer(strategy=strategy), holes)
    stage("impute.constant", impute.SimpleImputer(strategy="constant", fill_value=-1.0), holes)
    stage("impute.fe_median", imputation.MeanMedianImputer(), holed)
    stage("impute.fe_end_tail", imputation.EndTailImputer(), holed)
    stage("impute.most_frequent.text", impute.SimpleImputer(strategy="most_frequent"), missing_labels)
    stage("impute.fe_most_frequent.text",
          imputation.CategoricalImputer(imputation_method="frequent"), missing_labels)
    stage("impute.knn", impute.KNNImputer(), lambda: small(1000))
    stage("impute.knn.2000", impute.KNNImputer(), lambda: small(2000))
    stage("impute.iterative", impute.IterativeImputer(random_state=0), lambda: small(1000))
    stage("impute.iterative.2000", impute.IterativeImputer(random_state=0), lambda: small(2000))
    stage("missing_indicator", impute.MissingIndicator(features="all"), holes)
    stage("missing_indicator.fe", imputation.AddMissingIndicator(), holed)
    for method in ("gaussian", "iqr", "mad", "quantiles"):
        stage(f"winsorize.{method}", outliers.Winsorizer(capping_method=method, tail="both"), reals)
    stage("cap", outliers.ArbitraryOutlierCapper(
        max_capping_dict={f"x{c}": 20.0 for c in range(10)},
        min_capping_dict={f"x{c}": -1.0 for c in range(10)}), reals)
    stage("impute.fe_each", imputation.ArbitraryNumberImputer(
        imputer_dict={f"x{c}": float(c) for c in range(10)}), holed)
    stage("impute.fe_sample", imputation.RandomSampleImputer(random_state=0), holed)
    # Levels.
    stage("encode.one_hot", pp.OneHotEncoder(sparse_output=False, **indicators), few_labels)
    stage("encode.one_hot.sparse", pp.OneHotEncoder(**indicators), few_labels)
    stage("encode.one_hot.fe", encoding.OneHotEncoder(), few_labels)
    stage("encode.hash", fe.FeatureHasher(64, input_type="string"), named_labels)
    stage("encode.ordinal", pp.OrdinalEncoder(**codes), labels)
    stage("encode.ordinal.fe_by_target", encoding.OrdinalEncoder(unseen="encode"), labels, real_target)
    stage("encode.count", encoding.CountFrequencyEncoder(unseen="encode"), labels)
    stage("encode.mean", encoding.MeanEncoder(unseen="encode", smoothing="auto"), labels, real_target)
    stage("encode.target", pp.TargetEncoder(target_type="continuous", random_state=0), labels, real_target)
    stage("encode.target.binary", pp.TargetEncoder(target_type="binary", random_state=0), labels, real_labels)
    stage("encode.woe", encoding.WoEEncoder(fill_value=0.0001), labels, real_labels)
    stage("group_rare", encoding.RareLabelEncoder(tol=0.01, n_categories=5), labels)
    stage("encode.fe_tree", encoding.DecisionTreeEncoder(regression=True, random_state=0),
          labels, real_target)
    stage("encode.fe_similarity", encoding.StringSimilarityEncoder(top_categories=5), few_labels)
    stage("match_categories", preprocessing.MatchCategories(), labels)
    # Text.
    stage("text.count", fe.text.CountVectorizer(), words)
    stage("text.count.bigrams", fe.text.CountVectorizer(ngram_range=(1, 2)), words)
    stage("text.count.characters", fe.text.CountVectorizer(analyzer="char_wb", ngram_range=(2, 3)), words)
    stage("text.tfidf", fe.text.TfidfVectorizer(), words)
    stage("text.hash", fe.text.HashingVectorizer(n_features=1024), words)
    # Fewer columns.
    stage("reduce.pca", decomposition.PCA(10, svd_solver="full"), wide)
    stage("reduce.pca.auto", decomposition.PCA(10), wide)
    stage("reduce.svd", decomposition.TruncatedSVD(10, algorithm="arpack", random_state=0), wide)
    stage("reduce.svd.randomized", decomposition.TruncatedSVD(10, random_state=0), wide)
    stage("reduce.random.gaussian",
          random_projection.GaussianRandomProjection(10, random_state=0), wide)
    stage("reduce.random.sparse", random_projection.SparseRandomProjection(
        10, dense_output=True, random_state=0), wide)
    stage("select.variance", fs.VarianceThreshold(1.0), wide)
    stage("select.k_best.f_classif", fs.SelectKBest(fs.f_classif, k=10), wide, wide_labels)
    stage("select.k_best.f_regression", fs.SelectKBest(fs.f_regression, k=10), wide, wide_target)
    stage("select.k_best.chi2", fs.SelectKBest(fs.chi2, k=10), lambda: abs(wide()), wide_labels)
    stage("select.k_best.mutual_info_classif",
          fs.SelectKBest(seeded(fs.mutual_info_classif), k=10), wide, wide_labels)
    stage("select.k_best.mutual_info_regression",
          fs.SelectKBest(seeded(fs.mutual_info_regression), k=10), wide, wide_target)
    stage("select.fdr", fs.SelectFdr(alpha=0.01), wide, wide_labels)
    stage("select.from_model.lasso", fs.SelectFromModel(Lasso(alpha=0.1)), wide, wide_target)
    stage("select.from_model.tree",
          fs.SelectFromModel(DecisionTreeRegressor(max_depth=6, random_state=0)), wide, wide_target)
    stage("select.from_model.forest", fs.SelectFromModel(
        RandomForestRegressor(20, max_depth=6, random_state=0)), wide, wide_target)
    stage("select.rfe.linear", fs.RFE(LinearRegression(), n_features_to_select=10), wide, wide_target)
    stage("select.correlation", selection.DropCorrelatedFeatures(threshold=0.9), selectable)
    stage("select.correlation.spearman",
          selection.DropCorrelatedFeatures(method="spearman", threshold=0.9), selectable)
    stage("select.correlation.smart",
          selection.SmartCorrelatedSelection(threshold=0.9, selection_method="variance"), selectable)
    stage("select.constant", selection.DropConstantFeatures(tol=0.98), selectable)
    stage("select.duplicate", selection.DropDuplicateFeatures(), selectable)
    stage("select.psi", selection.DropHighPSIFeatures(), selectable)
    linear = dict(estimator=LinearRegression(), scoring="r2", cv=3)
    stage("select.single_performance", selection.SelectBySingleFeaturePerformance(**linear),
          selectable, wide_target)
    stage("select.target_mean", selection.SelectByTargetMeanPerformance(
        scoring="r2", cv=3, regression=True), selectable, wide_target)
    stage("select.shuffling", selection.SelectByShuffling(random_state=0, **linear),
          selectable, wide_target)
    stage("select.probes", selection.ProbeFeatureSelection(n_probes=5, random_state=0, **linear),
          selectable, wide_target)
    stage("select.recursive_performance.eliminate", selection.RecursiveFeatureElimination(**linear),
          fewer_selectable, wide_target)
    stage("select.recursive_performance.add", selection.RecursiveFeatureAddition(**linear),
          fewer_selectable, wide_target)
    stage("select.information_value", selection.SelectByInformationValue(bins=5),
          level_labels, real_labels)
    stage("select.mrmr.f", selection.MRMR(method="FCQ", max_features=10, regression=True),
          selectable, wide_target)
    return table


def seeded(function):
    from functools import partial

    return partial(function, random_state=0)


def cells_of(x):
    if isinstance(x, list):
        return documents()[1] if isinstance(x[0], str) else len(x) * len(x[0])
    return x.shape[0] * x.shape[1]


def median(runs):
    ordered = sorted(runs)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def clocked(repeats, make, run):
    """The median time of `run(make())`, what is made not counted; one run before them goes uncounted."""
    run(make())
    seconds = []
    for _ in range(repeats):
        made = make()
        start = time.perf_counter()
        run(made)
        seconds.append(time.perf_counter() - start)
    return median(seconds)


def environment():
    import importlib.metadata
    import platform

    from threadpoolctl import threadpool_info

    packages = ("scikit-learn", "feature-engine", "numpy", "scipy", "pandas")
    return {
        "python": platform.python_version(),
        "versions": {name: importlib.metadata.version(name) for name in packages},
        "libraries": [
            {key: pool.get(key) for key in ("internal_api", "version", "architecture", "num_threads")}
            for pool in threadpool_info()
        ],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", default="", help="prefixes of the stages to time")
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--write", metavar="DIR", help="write the data there and time nothing")
    arguments = parser.parse_args()
    if arguments.write:
        write(arguments.write)
        return
    warnings.simplefilter("ignore")
    from sklearn.base import clone

    prefixes = tuple(p for p in arguments.only.split(",") if p)
    table = [entry for entry in stages() if not prefixes or entry[0].startswith(prefixes)]
    print(json.dumps({"environment": environment()}))
    speeds = {}
    for name, peer, source, target in table:
        x = source()
        given = (x,) if target is None else (x, target())
        cells = cells_of(x)
        fitted = clone(peer).fit(*given)
        operations = {
            "fit": lambda: clocked(arguments.repeats, lambda: clone(peer), lambda p: p.fit(*given)),
            "transform": lambda: clocked(arguments.repeats, lambda: fitted, lambda p: p.transform(x)),
        }
        if name.startswith("encode.target"):
            # What a training pipeline runs: codes of rows from folds without them.
            operations["fit_transform"] = lambda: clocked(
                arguments.repeats, lambda: clone(peer), lambda p: p.fit_transform(*given)
            )
        for operation, measure in operations.items():
            seconds = measure()
            line = {"stage": name, "op": operation, "seconds": round(seconds, 9), "cells": cells}
            print(json.dumps({**line, "peer": type(peer).__name__}), flush=True)
            speeds.setdefault(name, {})[operation] = cells / seconds / 1e6
    width = max(map(len, speeds), default=5)
    print(f"\n{'million cells a second':<{width}}  {'fit':>10}  {'transform':>10}  {'fit_transform':>13}")
    for name, found in speeds.items():
        figures = [f"{found[op]:.3f}" if op in found else "" for op in ("fit", "transform", "fit_transform")]
        print(f"{name:<{width}}  {figures[0]:>10}  {figures[1]:>10}  {figures[2]:>13}".rstrip())


if __name__ == "__main__":
    sys.exit(main())
