"""Writes a fitted scikit-learn model in the form `sklearn-pipeline-json/1`, which steadfast reads.

In Python, where the model was fitted:

    from export_sklearn import write
    write(pipeline, "model.json")                         # fitted on a DataFrame
    write(pipeline, "model.json", columns=["a", "b"])     # fitted on an array: name its columns

or from the shell, for a model that was stored with pickle or joblib (open only files you trust):

    python export_sklearn.py model.joblib model.json

In Rust:

    let file = std::fs::read("model.json")?;
    let imported = steadfast::import::sklearn::read(&file)?;
    let pipeline = imported.pipeline()?;

The file holds what fitting made of each step and nothing that runs: no code, no pickle. Floats are
written as the 16 hexadecimal digits of their bits (fields that end in `_hex`); categories that are
numbers are written in the shortest digits that read back to the same bits.

What is carried: a Pipeline, a ColumnTransformer in front of an estimator, or a bare estimator, made of
the classes listed in `STEPS` and `ESTIMATORS` below, and of the transformers of Feature-engine that
`ENGINE` lists. A search is written as the model it found. Everything else is refused by a `Refused`
error that names the class and its place, such as `step 'ct', transformer 'num': the class Isomap`.

Needs scikit-learn 1.9 and what it brings, and Feature-engine 1.9 where a model has steps of it; nothing
else.
"""

import json
import math
import struct
import sys

import numpy as np
import sklearn


class Refused(ValueError):
    """What the form cannot carry: the place in the model, and what stands there."""


def refuse(place, what):
    raise Refused(f"{place or 'the model'}: {what}")


# ---------------------------------------------------------------- numbers


def bits(number):
    return struct.pack(">d", float(number)).hex()


class Single(Exception):
    """Numbers of 32 bits: scikit-learn would go on computing with as many."""


def hexes(numbers):
    """Bits of an array, in lists that nest as it does."""
    numbers = np.asarray(numbers)
    if numbers.dtype in (np.float32, np.float16):
        raise Single
    numbers = numbers.astype(np.float64)
    return bits(numbers) if numbers.ndim == 0 else [hexes(part) for part in numbers]


def integers(numbers):
    return [int(number) for number in np.ravel(numbers)]


def is_missing(value):
    return value is None or (isinstance(value, (float, np.floating)) and np.isnan(value))


def literal(value, place):
    """A category or a class: text or a number."""
    if is_missing(value):
        return None
    if isinstance(value, (bool, np.bool_)):
        refuse(place, "True and False as categories or classes")
    if isinstance(value, (str, np.str_)):
        return str(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(value)
    refuse(place, f"a category or class of type {type(value).__name__}")


def classes(model, place):
    return [literal(value, place) for value in model.classes_]


def only_default(model, place, **defaults):
    """Refuses parameters that change the answers and that the form has no field for."""
    for name, expected in defaults.items():
        found = getattr(model, name, expected)
        if found is not expected and found != expected:
            refuse(place, f"{type(model).__name__} with {name}={found!r}")


# ---------------------------------------------------------------- steps before the estimator


def standard(step, place):
    out = {"rule": "(x - mean) / scale"}
    if step.with_mean:
        out["mean_hex"] = hexes(step.mean_)
    if step.with_std:
        out["scale_hex"] = hexes(step.scale_)
    return out


def min_max(step, place):
    return {
        "min_hex": hexes(step.min_),
        "scale_hex": hexes(step.scale_),
        "clip": bool(step.clip),
        "rule": "x * scale + min",
    }


def robust(step, place):
    out = {"rule": "(x - center) / scale"}
    if step.with_centering:
        out["center_hex"] = hexes(step.center_)
    if step.with_scaling:
        out["scale_hex"] = hexes(step.scale_)
    return out


def power(step, place):
    out = {
        "method": step.method,
        "lambdas_hex": hexes(step.lambdas_),
        "standardize": bool(step.standardize),
    }
    if step.standardize:
        out["scaler"] = {"type": "StandardScaler", **standard(step._scaler, place)}
    return out


def quantiles(step, place):
    return {
        "output_distribution": step.output_distribution,
        "quantiles_hex": hexes(step.quantiles_),
    }


def bins(step, place):
    if step.encode not in ("ordinal", "onehot", "onehot-dense"):
        refuse(place, f"KBinsDiscretizer with encode={step.encode!r}")
    return {"encode": step.encode, "bin_edges_hex": [hexes(edges) for edges in step.bin_edges_]}


def imputer(step, place):
    if not is_missing(step.missing_values) and step.missing_values != "":
        refuse(place, f"SimpleImputer with missing_values={step.missing_values!r}")
    if callable(step.strategy):
        refuse(place, "SimpleImputer with a function as strategy")
    out = {
        "strategy": step.strategy,
        "missing_values": "NaN" if is_missing(step.missing_values) else "",
        "add_indicator": bool(step.add_indicator),
    }
    if step.add_indicator:
        out["indicator_features"] = integers(step.indicator_.features_)
    values = list(step.statistics_)
    if any(is_missing(value) for value in values):
        refuse(place, "SimpleImputer that drops a column without values")
    if all(isinstance(value, str) for value in values):
        out["statistics"] = values
    elif any(isinstance(value, str) for value in values):
        refuse(place, "SimpleImputer over columns of text and of numbers")
    else:
        out["statistics_hex"] = hexes(values)
    return out


def categories(step, place):
    return [[literal(value, place) for value in column] for column in step.categories_]


def one_hot(step, place):
    if step.handle_unknown not in ("error", "ignore", "infrequent_if_exist", "warn"):
        refuse(place, f"OneHotEncoder with handle_unknown={step.handle_unknown!r}")
    out = {"categories": categories(step, place), "handle_unknown": step.handle_unknown}
    if not getattr(step, "_infrequent_enabled", False):
        drop = step.drop_idx_
        if step.handle_unknown != "error":
            out["handle_unknown"] = "ignore"
        if drop is not None:
            out["drop"] = [None if at is None else int(at) for at in drop]
        return out
    out["indicators"], out["unknown"], start = [], [], 0
    first = [column[0] for column in step.categories_]
    for at, (column, width) in enumerate(zip(step.categories_, step._n_features_outs, strict=True)):
        # Which indicator each category sets, as the encoder itself says.
        rows = np.empty((len(column), len(first)), dtype=object)
        rows[:] = first
        rows[:, at] = column
        if all(one.dtype.kind != "O" for one in step.categories_):
            rows = rows.astype(np.result_type(*step.categories_))
        set_by = dense(step.transform(rows))[:, start : start + width]
        chosen_by = [int(np.argmax(row)) if row.any() else -1 for row in set_by]
        rare = step.infrequent_categories_[at]
        lumped = step.handle_unknown != "ignore" and rare is not None and len(rare)
        out["indicators"].append(chosen_by)
        out["unknown"].append(chosen_by[list(column).index(rare[0])] if lumped else -1)
        start += width
    return out


def ordinal(step, place):
    out = {"categories": categories(step, place), "handle_unknown": step.handle_unknown}
    if step.handle_unknown == "use_encoded_value":
        out["unknown_value_hex"] = bits(step.unknown_value)
    out["encoded_missing_value_hex"] = bits(step.encoded_missing_value)
    if getattr(step, "_infrequent_enabled", False):
        grouped = step._default_to_infrequent_mappings
        out["codes_hex"] = []
        for column, codes in zip(step.categories_, grouped, strict=True):
            known = len(column) - sum(is_missing(value) for value in column)
            codes = list(range(len(column))) if codes is None else [*codes, *range(known, len(column))]
            out["codes_hex"].append(hexes(codes[: len(column)]))
    return out


def pca(step, place):
    return {
        "mean_hex": hexes(step.mean_),
        "components_hex": hexes(step.components_),
        "explained_variance_hex": hexes(step.explained_variance_),
        "whiten": bool(step.whiten),
        "rule": "(X - mean) @ components.T",
    }


def marks(step):
    """The columns that get an indicator, where some do."""
    return {"indicator_features": integers(step.indicator_.features_)} if step.add_indicator else {}


def knn_imputer(step, place):
    only_default(step, place, metric="nan_euclidean")
    if not is_missing(step.missing_values) or callable(step.weights):
        refuse(place, "KNNImputer with missing_values other than NaN, or a function as weights")
    if not np.all(step._valid_mask):
        refuse(place, "KNNImputer that met a column without values")
    rows = step._fit_X
    for column in np.flatnonzero(np.isnan(rows).any(axis=0)):
        # Alike in all else, and different here: which of them is asked, scikit-learn leaves to chance.
        known = rows[~np.isnan(rows[:, column])]
        others = np.unique(np.delete(known, column, axis=1), axis=0)
        if len(others) < len(np.unique(known, axis=0)):
            refuse(place, "KNNImputer that kept rows as near as each other")
    return {
        "n_neighbors": int(step.n_neighbors),
        "weights": step.weights,
        "fit_X_hex": hexes(step._fit_X),
        **marks(step),
    }


def iterative_imputer(step, place):
    only_default(step, place, sample_posterior=False)
    start = step.initial_imputer_.statistics_
    if not is_missing(step.missing_values) or any(is_missing(value) for value in start):
        refuse(place, "IterativeImputer with missing_values other than NaN, or a column without values")
    width, rows = len(start), []
    for column, others, model in step.imputation_sequence_:
        if ESTIMATORS.get(type(model).__name__) is not affine:
            refuse(place, f"IterativeImputer of {type(model).__name__}, which is no weighted sum")
        row = np.zeros(width)
        row[others] = np.ravel(model.coef_)
        rows.append(np.delete(row, column))
    return {
        "start_hex": hexes(start),
        "least_hex": hexes(np.broadcast_to(step._min_value, (width,))),
        "greatest_hex": hexes(np.broadcast_to(step._max_value, (width,))),
        "rounds": int(step.n_iter_),
        "steps": [int(column) for column, _, _ in step.imputation_sequence_],
        "coef_hex": [hexes(row) for row in rows],
        "intercept_hex": [bits(model.intercept_) for _, _, model in step.imputation_sequence_],
        **marks(step),
    }


def missing_indicator(step, place):
    if not is_missing(step.missing_values):
        refuse(place, f"MissingIndicator with missing_values={step.missing_values!r}")
    return {"features": integers(step.features_)}


def target_encoder(step, place):
    out = {
        "categories": categories(step, place),
        "encodings_hex": [hexes(one) for one in step.encodings_],
        "target_mean_hex": hexes(np.ravel(step.target_mean_)),
    }
    if step.target_type_ == "multiclass":
        out["classes"] = classes(step, place)
    return out


def dense(part):
    return part.toarray() if hasattr(part, "toarray") else part


def ica(step, place):
    if not step.whiten:
        refuse(place, "FastICA with whiten=False")
    return {
        "mean_hex": hexes(step.mean_),
        "components_hex": hexes(step.components_),
        "mixing_hex": hexes(step.mixing_),
        "iterations": int(step.n_iter_),
    }


def spline(step, place):
    degree = int(step.degree)
    knots = [one.t[degree : len(one.t) - degree] for one in step.bsplines_]
    return {
        "knots_hex": [hexes(one) for one in knots],
        "degree": degree,
        "extrapolation": step.extrapolation,
        "include_bias": bool(step.include_bias),
        "handle_missing": getattr(step, "handle_missing", "error"),
    }


# Regular expressions of tokens: runs of so many word characters at least.
RUNS = {
    r"(?u)\b\w\w+\b": 2,
    r"\b\w\w+\b": 2,
    r"(?u)\b\w+\b": 1,
    r"\b\w+\b": 1,
    r"(?u)\w+": 1,
    r"\w+": 1,
}


def vectorizer(step, place):
    name = type(step).__name__
    only_default(step, place, preprocessor=None, tokenizer=None, input="content")
    if callable(step.strip_accents) or step.analyzer not in ("word", "char", "char_wb"):
        refuse(place, f"{name} with a function of its own")
    if step.analyzer == "word" and step.token_pattern not in RUNS:
        refuse(place, f"{name} with token_pattern={step.token_pattern!r}")
    stop_words = step.get_stop_words()
    out = {
        "tokens": "words" if step.analyzer == "word" else step.analyzer,
        "ngram_range": [int(n) for n in step.ngram_range],
        "lowercase": bool(step.lowercase),
        "strip_accents": step.strip_accents,
        "stop_words": None if stop_words is None else sorted(stop_words),
        "terms": sorted(step.vocabulary_, key=step.vocabulary_.get),
        "binary": bool(step.binary),
    }
    if step.analyzer == "word":
        out["least"] = RUNS[step.token_pattern]
    if name == "TfidfVectorizer":
        out["norm"] = step.norm or "none"
        out["sublinear_tf"] = bool(step.sublinear_tf)
        if step.use_idf:
            out["idf_hex"] = hexes(step.idf_)
    return out


# NumPy's functions that a FunctionTransformer may hold.
FUNCTIONS = "log log2 log10 log1p sqrt square reciprocal arcsinh".split()


def function(step, place):
    only_default(step, place, kw_args=None)
    for name in FUNCTIONS:
        if step.func is getattr(np, name):
            return {"function": name}
    refuse(place, f"FunctionTransformer of {step.func!r}")


def chosen(step, place):
    return {"support": integers(step.get_support(indices=True))}


STEPS = {
    "StandardScaler": standard,
    "MinMaxScaler": min_max,
    "MaxAbsScaler": lambda step, place: {
        "scale_hex": hexes(step.scale_),
        "clip": bool(getattr(step, "clip", False)),
    },
    "RobustScaler": robust,
    "PowerTransformer": power,
    "QuantileTransformer": quantiles,
    "KBinsDiscretizer": bins,
    "Binarizer": lambda step, place: {"threshold_hex": bits(step.threshold)},
    "Normalizer": lambda step, place: {"norm": step.norm},
    "SimpleImputer": imputer,
    "OneHotEncoder": one_hot,
    "OrdinalEncoder": ordinal,
    "PCA": pca,
    "IncrementalPCA": pca,
    "TruncatedSVD": lambda step, place: {"components_hex": hexes(step.components_)},
    "PolynomialFeatures": lambda step, place: {"powers": step.powers_.astype(int).tolist()},
    "KNNImputer": knn_imputer,
    "IterativeImputer": iterative_imputer,
    "MissingIndicator": missing_indicator,
    "TargetEncoder": target_encoder,
    "GaussianRandomProjection": lambda step, place: {"components_hex": hexes(step.components_)},
    "SparseRandomProjection": lambda step, place: {
        "components_hex": hexes(dense(step.components_))
    },
    "CountVectorizer": vectorizer,
    "TfidfVectorizer": vectorizer,
    "FastICA": ica,
    "FunctionTransformer": function,
    "SplineTransformer": spline,
    "GenericUnivariateSelect": chosen,
    "VarianceThreshold": chosen,
    "SelectKBest": chosen,
    "SelectPercentile": chosen,
    "SelectFpr": chosen,
    "SelectFdr": chosen,
    "SelectFwe": chosen,
    "SelectFromModel": chosen,
    "SequentialFeatureSelector": chosen,
    "RFE": chosen,
    "RFECV": chosen,
}


def passes(step):
    """Whether a step leaves its columns as they are."""
    if step is None or step == "passthrough":
        return True
    return type(step).__name__ == "FunctionTransformer" and step.func is None


# ---------------------------------------------------------------- Feature-engine


def is_engine(step):
    return type(step).__module__.startswith("feature_engine.") and type(step).__name__ != "Pipeline"


def places(step, names):
    """Where columns stand in the table the step was fitted to."""
    known = {name: at for at, name in enumerate(step.feature_names_in_)}
    return [known[name] for name in names]


def on(step, **fields):
    """The columns a step works on, and what it says of them."""
    return {"variables": places(step, step.variables_), **fields}


def of_each(step, learned):
    """What a dictionary, a list or a single number says of each column, in their order."""
    names = step.variables_
    if hasattr(learned, "keys"):
        return [learned[name] for name in names]
    return list(np.broadcast_to(np.asarray(learned, dtype=np.float64), (len(names),)))


def engine_fills(step, place):
    return on(step, fills_hex=hexes(of_each(step, step.imputer_dict_)))


def engine_words(step, place):
    fills = [literal(fill, place) for fill in of_each(step, step.imputer_dict_)]
    return on(step, fills=fills)


def levels_of(step, place):
    return [[literal(level, place) for level in levels] for levels in of_each(step, step.encoder_dict_)]


def engine_levels(step, place):
    for levels in of_each(step, step.encoder_dict_):
        if any(is_missing(level) for level in levels):
            refuse(place, f"{type(step).__name__} with a level that is a gap")
    return on(step, levels=levels_of(step, place))


def engine_codes(step, place):
    learned = of_each(step, step.encoder_dict_)
    out = engine_levels(step, place)
    out["codes_hex"] = [[bits(codes[level]) for level in codes] for codes in learned]
    out["unseen"] = step.unseen
    out["missing_values"] = getattr(step, "missing_values", "raise")
    if step.unseen == "encode":
        name = type(step).__name__
        out["unseen_code_hex"] = bits(step.fill_value if name == "DecisionTreeEncoder" else step._unseen)
    return out


def engine_rare(step, place):
    if not isinstance(step.replace_with, str):
        refuse(place, f"RareLabelEncoder with replace_with={step.replace_with!r}")
    out = engine_levels(step, place)
    if not all(isinstance(level, str) for levels in out["levels"] for level in levels):
        refuse(place, "RareLabelEncoder over levels that are numbers")
    # Feature-engine may have them in another order each time.
    out["levels"] = [sorted(levels) for levels in out["levels"]]
    return {**out, "replace_with": step.replace_with}


def engine_similar(step, place):
    levels = [[str(level) for level in levels] for levels in of_each(step, step.encoder_dict_)]
    if step.ignore_format:
        refuse(place, "StringSimilarityEncoder with ignore_format=True")
    return on(step, levels=levels, missing_values=step.missing_values)


def boundaries(step, edges):
    import pandas as pd

    cut = pd.cut(pd.Series([], dtype=float), edges, precision=step.precision, include_lowest=True)
    return [str(bin) for bin in cut.cat.categories]


def engine_bins(step, place):
    edges = of_each(step, step.binner_dict_)
    out = on(step, edges_hex=[hexes(one) for one in edges], output="number")
    if step.return_boundaries:
        out["output"] = "boundaries"
        out["labels"] = [boundaries(step, one) for one in edges]
    if type(step).__name__ == "ArbitraryDiscretiser":
        out["errors"] = step.errors
    return out


def last_single(threshold):
    """The last double that a tree, which rounds to single precision first, sends left of a threshold."""
    single = np.float32(threshold)
    if np.float64(single) > threshold:
        single = np.nextafter(single, np.float32(-np.inf))
    following = np.nextafter(single, np.float32(np.inf))
    middle = (np.float64(single) + np.float64(following)) / 2
    # A double midway is rounded to the even neighbour.
    return middle if np.float32(middle) == single else np.nextafter(middle, -np.inf)


def engine_tree_bins(step, place):
    if step.bin_output != "prediction":
        edges = of_each(step, step.binner_dict_)
        out = on(step, edges_hex=[hexes(one) for one in edges], output="number")
        if step.bin_output == "boundaries":
            out["output"] = "boundaries"
            out["labels"] = [boundaries(step, one) for one in edges]
        return out
    all_edges, values = [], []
    for search in of_each(step, step.binner_dict_):
        grown = search.best_estimator_
        inner = grown.tree_.threshold[grown.tree_.children_left >= 0]
        edges = sorted({float(last_single(threshold)) for threshold in inner})
        # What the tree answers at the upper end of each bin, and above all of them.
        above = np.nextafter(np.float32(edges[-1]), np.float32(np.inf)) if edges else 0.0
        at = np.asarray([*edges, np.nextafter(above, np.float32(np.inf))], dtype=np.float64)
        grown_to = grown.tree_.predict(at.astype(np.float32)[:, None])
        answers = grown_to[:, 0] if step.regression else grown_to.reshape(len(at), -1)[:, 1]
        if step.precision is not None:
            answers = np.round(answers, step.precision)
        all_edges.append(hexes([-np.inf, *edges, np.inf]))
        values.append(hexes(answers))
    return on(step, edges_hex=all_edges, output="prediction", values_hex=values)


def engine_winsor(step, place):
    out = on(
        step,
        method=step.capping_method,
        tail=step.tail,
        add_indicators=bool(step.add_indicators),
    )
    if isinstance(step.fold, (int, float)):
        out["fold_hex"] = bits(step.fold)
    if step.tail != "right":
        out["left_hex"] = hexes(of_each(step, step.left_tail_caps_))
    if step.tail != "left":
        out["right_hex"] = hexes(of_each(step, step.right_tail_caps_))
    return out


def engine_caps(step, place):
    least = [step.left_tail_caps_.get(name, -np.inf) for name in step.variables_]
    greatest = [step.right_tail_caps_.get(name, np.inf) for name in step.variables_]
    return on(step, least_hex=hexes(least), greatest_hex=hexes(greatest))


def engine_logarithm(step, place):
    out = on(step, base=step.base)
    if hasattr(step, "C_"):
        out["constants_hex"] = hexes(of_each(step, step.C_))
    return out


def engine_math(step, place):
    functions = step.func if isinstance(step.func, list) else [step.func]
    if not all(isinstance(one, str) for one in functions):
        refuse(place, "MathFeatures with a function that is no word")
    return {
        "variables": places(step, step.variables),
        "functions": functions,
        "names": [str(name) for name in step._get_new_features_name()],
        "missing_values": step.missing_values,
        "drop_original": bool(step.drop_original),
    }


def engine_relative(step, place):
    out = {
        "variables": places(step, step.variables),
        "reference": places(step, step.reference),
        "functions": list(step.func),
        "drop_original": bool(step.drop_original),
    }
    if step.fill_value is not None:
        out["fill_value_hex"] = bits(step.fill_value)
    return out


def engine_geo(step, place):
    return {
        "variables": places(step, [step.lat1, step.lon1, step.lat2, step.lon2]),
        "method": step.method,
        "unit": step.output_unit,
        "name": step.output_col,
        "validate_ranges": bool(step.validate_ranges),
        "drop_original": bool(step.drop_original),
    }


def engine_trees(step, place):
    if not step.regression and step._is_binary != "binary":
        refuse(place, "DecisionTreeFeatures of more than two classes")
    own, out = list(step.variables_), []
    for of, search in zip(step.input_features_, step.estimators_, strict=True):
        found = search.best_estimator_.tree_
        of = [own.index(name) for name in ([of] if isinstance(of, str) else of)]
        rising = sorted(of)
        cuts = found.children_left >= 0
        answers = found.value[:, 0, 0] if step.regression else found.value[:, 0, -1]
        if step.precision is not None:
            answers = np.round(answers, step.precision)
        out.append(
            {
                "columns": rising,
                "feature": [rising.index(of[at]) if at >= 0 else -1 for at in found.feature],
                "threshold_hex": [
                    bits(last_single(one)) if cut else bits(0) for one, cut in zip(found.threshold, cuts)
                ],
                "left": integers(found.children_left),
                "right": integers(found.children_right),
                "answers_hex": hexes(answers),
            }
        )
    return on(step, trees=out, drop_original=bool(step.drop_original))


def engine_dates(step, place):
    only_default(step, place, dayfirst=False, yearfirst=False, format=None)
    if getattr(step, "variables", None) == "index":
        refuse(place, f"{type(step).__name__} of the index")
    return on(step, drop_original=bool(step.drop_original))


def engine_date_parts(step, place):
    out = engine_dates(step, place)
    if step.utc:
        refuse(place, "DatetimeFeatures with utc=True")
    return {**out, "features": list(step.features_to_extract_), "missing_values": step.missing_values}


def engine_date_ordinal(step, place):
    out = engine_dates(step, place)
    if step.start_date_ is not None:
        out["since"] = step.start_date_.strftime("%Y-%m-%d")
    return out


def engine_date_difference(step, place):
    out = engine_dates(step, place)
    if step.utc:
        refuse(place, "DatetimeSubtraction with utc=True")
    return {
        **out,
        "reference": places(step, step.reference_),
        "names": [str(name) for name in step._get_new_features_name()],
        "unit": "us" if step.output_unit == "μs" else step.output_unit,
    }


def engine_known(step, place):
    levels = [[literal(one, place) for one in found] for found in of_each(step, step.category_dict_)]
    if not all(isinstance(one, str) for found in levels for one in found):
        refuse(place, "MatchCategories over levels that are numbers")
    return on(step, levels=levels)


def engine_kept(step, place):
    gone = set(step.features_to_drop_)
    kept = [name for name in step.feature_names_in_ if name not in gone]
    return {"support": places(step, kept)}


def engine_wrapper(step, place):
    inner = step.transformer_
    out = transformer(inner, f"{place}, its transformer")
    if out == "passthrough":
        out = {"type": "Pipeline", "steps": []}
    if type(inner).__name__ in ("OneHotEncoder", "PolynomialFeatures"):
        placement = "appended"
    else:
        placement = "selected" if hasattr(inner, "get_support") else "in_place"
    return on(step, transformer=out, placement=placement)


ENGINE = {
    "MeanMedianImputer": engine_fills,
    "ArbitraryNumberImputer": engine_fills,
    "EndTailImputer": engine_fills,
    "CategoricalImputer": engine_words,
    "AddMissingIndicator": lambda step, place: on(step),
    "OneHotEncoder": engine_levels,
    "OrdinalEncoder": engine_codes,
    "CountFrequencyEncoder": engine_codes,
    "MeanEncoder": engine_codes,
    "WoEEncoder": engine_codes,
    "DecisionTreeEncoder": engine_codes,
    "RareLabelEncoder": engine_rare,
    "StringSimilarityEncoder": engine_similar,
    "EqualWidthDiscretiser": engine_bins,
    "EqualFrequencyDiscretiser": engine_bins,
    "GeometricWidthDiscretiser": engine_bins,
    "ArbitraryDiscretiser": engine_bins,
    "DecisionTreeDiscretiser": engine_tree_bins,
    "Winsorizer": engine_winsor,
    "ArbitraryOutlierCapper": engine_caps,
    "LogTransformer": engine_logarithm,
    "LogCpTransformer": engine_logarithm,
    "PowerTransformer": lambda step, place: on(step, exponent_hex=bits(step.exp)),
    "ReciprocalTransformer": lambda step, place: on(step),
    "ArcsinTransformer": lambda step, place: on(step),
    "ArcSinhTransformer": lambda step, place: on(
        step, center_hex=bits(step.loc), scale_hex=bits(step.scale)
    ),
    "BoxCoxTransformer": lambda step, place: on(
        step, lambdas_hex=hexes(of_each(step, step.lambda_dict_))
    ),
    "YeoJohnsonTransformer": lambda step, place: on(
        step, lambdas_hex=hexes(of_each(step, step.lambda_dict_))
    ),
    "MeanNormalizationScaler": lambda step, place: on(
        step,
        mean_hex=hexes(of_each(step, step.mean_)),
        range_hex=hexes(of_each(step, step.range_)),
    ),
    "CyclicalFeatures": lambda step, place: on(
        step,
        periods_hex=hexes(of_each(step, step.max_values_)),
        drop_original=bool(step.drop_original),
    ),
    "DecisionTreeFeatures": engine_trees,
    "DatetimeFeatures": engine_date_parts,
    "DatetimeOrdinal": engine_date_ordinal,
    "DatetimeSubtraction": engine_date_difference,
    "MatchCategories": engine_known,
    "MathFeatures": engine_math,
    "RelativeFeatures": engine_relative,
    "GeoDistanceFeatures": engine_geo,
    "SklearnTransformerWrapper": engine_wrapper,
}
ENGINE["MatchVariables"] = lambda step, place: {
    "support": list(range(len(step.feature_names_in_)))
}
for _name in (
    "DropFeatures DropConstantFeatures DropDuplicateFeatures DropCorrelatedFeatures "
    "DropHighPSIFeatures SmartCorrelatedSelection SelectByShuffling "
    "SelectBySingleFeaturePerformance SelectByTargetMeanPerformance SelectByInformationValue "
    "RecursiveFeatureAddition RecursiveFeatureElimination ProbeFeatureSelection MRMR"
).split():
    ENGINE[_name] = engine_kept


def engine(step, place):
    """A transformer of Feature-engine: its name is written with that of its library before it."""
    if type(step).__name__ not in ENGINE:
        name = type(step).__name__
        refuse(place, f"the class {name} of Feature-engine{REASONS.get(name, '')}")
    out = parts(ENGINE, step, place)
    return {**out, "type": "feature_engine." + out["type"]}


def transformer(step, place):
    if passes(step):
        return "passthrough"
    if is_engine(step):
        return engine(step, place)
    name = type(step).__name__
    if name == "Pipeline":
        steps = [[key, transformer(one, f"{place}, step '{key}'")] for key, one in step.steps]
        return {"type": "Pipeline", "steps": steps}
    return parts(STEPS, step, place)


# Why a class is refused that steadfast has something like.
REASONS = {
    "AdaBoostRegressor": ", whose answer is a weighted median",
    "OneVsOneClassifier": ", which breaks ties by other numbers",
    "RandomSampleImputer": ", which fills at random",
    "DropMissingData": ", which drops rows",
    "OutlierTrimmer": ", which drops rows",
    "LagFeatures": ", which looks at other rows",
    "WindowFeatures": ", which looks at other rows",
    "ExpandingWindowFeatures": ", which looks at other rows",
    "HashingVectorizer": ", whose columns are as many as there are places to hash to",
    "FixedThresholdClassifier": ", whose classes are not those of its probabilities",
    "TunedThresholdClassifierCV": ", whose classes are not those of its probabilities",
}


def parts(known, one, place):
    """What the writer of a class makes of it."""
    name = type(one).__name__
    if name not in known:
        refuse(place, f"the class {name}{REASONS.get(name, '')}")
    try:
        return {"type": name, **known[name](one, place)}
    except Single:
        refuse(place, f"{name} fitted to numbers of single precision")


def column_transformer(step, place, columns):
    if step.transformer_weights:
        refuse(place, "ColumnTransformer with transformer_weights")
    names = list(getattr(step, "feature_names_in_", columns or []))
    if not names:
        refuse(place, "columns without names: fit on a DataFrame, or name them by `columns`")
    out, taken = [], {}
    for key, one, _ in step.transformers_:
        inside = f"{place}, transformer '{key}'"
        of = [names[at] for at in step._transformer_to_input_indices[key]]
        if isinstance(one, str) and one == "drop":
            continue
        if not of:
            continue
        for name in of:
            if name in taken:
                refuse(inside, f"column '{name}', which transformer '{taken[name]}' takes too")
            taken[name] = key
        out.append([key, transformer(one, inside), of])
    try:
        made = [str(name) for name in step.get_feature_names_out()]
    except AttributeError:
        # Functions have no names for what they make; how many there are is what is checked.
        made = [str(at) for at in range(max(of.stop for of in step.output_indices_.values()))]
    return {"type": "ColumnTransformer", "transformers": out, "feature_names_out": made}


# ---------------------------------------------------------------- estimators


def one_target(model, place):
    if getattr(model, "n_outputs_", 1) != 1:
        refuse(place, f"{type(model).__name__} of {model.n_outputs_} targets")


def weights(model, place, link):
    rows = np.atleast_2d(model.coef_)
    intercepts = np.ravel(model.intercept_)
    intercepts = np.broadcast_to(intercepts, (len(rows),))
    return {"coef_hex": hexes(rows), "intercept_hex": hexes(intercepts), "link": link}


def affine(model, place):
    if np.atleast_2d(model.coef_).shape[0] != 1:
        refuse(place, f"{type(model).__name__} of several targets")
    return weights(model, place, "identity")


def tasks(model, place):
    """Weighted sums of the same columns for several targets."""
    return weights(model, place, "identity")


def partial_least_squares(model, place):
    """Sums of columns less their means, written as sums of columns."""
    rows = np.atleast_2d(model.coef_)
    starts = np.broadcast_to(np.ravel(model.intercept_), (len(rows),))
    shifted = [
        math.fsum([start, *(-row * model._x_mean)]) for start, row in zip(starts, rows, strict=True)
    ]
    return {
        "coef_hex": hexes(rows),
        "intercept_hex": hexes(shifted),
        "link": "identity",
        "components": int(model.n_components),
    }


def exponential(model, place):
    out = weights(model, place, "exp")
    if type(model).__name__ == "TweedieRegressor":
        out["power_hex"] = bits(model.power)
        if model.link == "identity" or (model.link == "auto" and model.power <= 0):
            out["link"] = "identity"
    return out


def logistic(model, place):
    link = "softmax over decision_function when >2 classes, sigmoid when 2"
    return {"classes": classes(model, place), **weights(model, place, link)}


def by_class(model, place):
    out = {"classes": classes(model, place), **weights(model, place, "decision")}
    if type(model).__name__ == "SGDClassifier":
        if model.loss not in ("log_loss", "hinge", "squared_hinge", "perceptron"):
            refuse(place, f"SGDClassifier with loss={model.loss!r}")
        out["loss"] = model.loss
    return out


def gaussian(model, place):
    return {
        "classes": classes(model, place),
        "theta_hex": hexes(model.theta_),
        "var_hex": hexes(model.var_),
        "class_prior_hex": hexes(model.class_prior_),
    }


def of_counts(model, place):
    out = {
        "classes": classes(model, place),
        "feature_log_prob_hex": hexes(model.feature_log_prob_),
        "class_log_prior_hex": hexes(model.class_log_prior_),
    }
    if type(model).__name__ == "BernoulliNB" and model.binarize is not None:
        out["binarize_hex"] = bits(model.binarize)
    return out


def categorical(model, place):
    counts = [np.asarray(one) for one in model.category_count_]
    if any((one != np.round(one)).any() for one in counts) or np.ndim(model.alpha):
        refuse(place, "CategoricalNB with weights of rows, or an alpha for each column")
    out = {
        "classes": classes(model, place),
        "class_count": integers(model.class_count_),
        "levels": [int(one.shape[1]) for one in counts],
        "counts": [int(count) for one in counts for count in one.T.ravel()],
        "alpha_hex": bits(model._check_alpha()),
    }
    if model.class_prior is not None or not model.fit_prior:
        out["priors_hex"] = hexes(np.exp(model.class_log_prior_))
    return out


def quadratic(model, place):
    factors, width = [], model.means_.shape[1]
    for scales, rotation in zip(model.scalings_, model.rotations_, strict=True):
        if len(scales) != width or not (np.asarray(scales) > 0).all():
            refuse(place, "QuadraticDiscriminantAnalysis of a class without spread in some direction")
        # The covariance is this times its transpose; its triangle is the same but for the signs of rows.
        upper = np.linalg.qr((rotation * np.sqrt(scales)).T, mode="r")
        upper = upper * np.sign(np.diag(upper))[:, None]
        factors.append([bits(upper[below, at]) for at in range(width) for below in range(at + 1)])
    return {
        "classes": classes(model, place),
        "means_hex": hexes(model.means_),
        "factors_hex": factors,
        "priors_hex": hexes(model.priors_),
    }


def monotone(model, place):
    return {
        "x_hex": hexes(model.X_thresholds_),
        "y_hex": hexes(model.y_thresholds_),
        "increasing": bool(model.increasing_),
        "out_of_bounds": model.out_of_bounds,
    }


def k_means(model, place):
    count = len(model.cluster_centers_)
    return {
        "cluster_centers_hex": hexes(model.cluster_centers_),
        "sizes": integers(np.bincount(model.labels_, minlength=count)),
        "inertia_hex": bits(model.inertia_),
        "iterations": int(model.n_iter_),
    }


def mixture(model, place):
    return {
        "covariance_type": model.covariance_type,
        "weights_hex": hexes(model.weights_),
        "means_hex": hexes(model.means_),
        "covariances_hex": hexes(np.ravel(model.covariances_)),
        "lower_bound_hex": bits(model.lower_bound_),
        "iterations": int(model.n_iter_),
    }


def neighbours(model, place):
    if callable(model.weights):
        refuse(place, f"{type(model).__name__} with a function as weights")
    metric = model.effective_metric_
    if metric not in ("euclidean", "manhattan"):
        refuse(place, f"{type(model).__name__} with metric {metric!r}")
    fitted = model._fit_X
    if hasattr(fitted, "toarray"):
        fitted = fitted.toarray()
    out = {
        "n_neighbors": int(model.n_neighbors),
        "weights": model.weights,
        "metric": metric,
        "fit_X_hex": hexes(fitted),
    }
    if hasattr(model, "classes_"):
        if getattr(model, "outputs_2d_", False):
            refuse(place, "KNeighborsClassifier of several targets")
        out["classes"] = classes(model, place)
        out["y"] = integers(model._y)
    else:
        target = np.asarray(model._y)
        if target.ndim > 1 and target.shape[1] != 1:
            refuse(place, "KNeighborsRegressor of several targets")
        out["y_hex"] = hexes(np.ravel(target))
    return out


def perceptron(model, place):
    if model.out_activation_ == "logistic" and model.n_outputs_ != 1:
        refuse(place, "MLPClassifier of several targets")
    if not hasattr(model, "classes_") and model.n_outputs_ != 1:
        refuse(place, "MLPRegressor of several targets")
    out = {
        "coefs_hex": [hexes(layer) for layer in model.coefs_],
        "intercepts_hex": [hexes(layer) for layer in model.intercepts_],
        "activation": model.activation,
        "out_activation": model.out_activation_,
    }
    if hasattr(model, "classes_"):
        out["classes"] = classes(model, place)
    return out


def support_vectors(model, place):
    if callable(model.kernel) or model.kernel == "precomputed":
        refuse(place, f"{type(model).__name__} with kernel {model.kernel!r}")
    if getattr(model, "probability", False) is True:
        name = type(model).__name__
        refuse(place, f"{name} with probability=True, whose classes are not those of its probabilities")
    only_default(model, place, break_ties=False)
    out = {
        "kernel": model.kernel,
        "gamma_hex": bits(model._gamma),
        "coef0_hex": bits(model.coef0),
        "degree": int(model.degree),
        "support_vectors_hex": hexes(dense(model.support_vectors_)),
        "dual_coef_hex": hexes(dense(model.dual_coef_)),
        "intercept_hex": hexes(model.intercept_),
    }
    if hasattr(model, "classes_"):
        out["classes"] = classes(model, place)
        out["n_support"] = integers(model.n_support_)
    return out


def tree(model):
    grown = model.tree_
    return {
        "children_left": integers(grown.children_left),
        "children_right": integers(grown.children_right),
        "feature": integers(grown.feature),
        "threshold_hex": hexes(grown.threshold),
        "value_hex": hexes(grown.value[:, 0, :]),
        "missing_go_to_left": integers(grown.missing_go_to_left),
    }


def forest(model, place):
    one_target(model, place)
    grown = model.estimators_ if hasattr(model, "estimators_") else [model]
    out = {"trees": [tree(one) for one in grown]}
    if hasattr(model, "classes_"):
        out["classes"] = classes(model, place)
    return out


def boosted(model, place):
    if not (model.init_ == "zero" or type(model.init_).__name__.startswith("Dummy")):
        refuse(place, f"{type(model).__name__} with init of class {type(model.init_).__name__}")
    row = np.zeros((1, model.n_features_in_), dtype=np.float32)
    out = {
        "learning_rate_hex": bits(model.learning_rate),
        "loss": model.loss,
        "init_raw_hex": hexes(np.ravel(model._raw_predict_init(row))),
        "trees": [[tree(one) for one in grown] for grown in model.estimators_],
    }
    if hasattr(model, "classes_"):
        out["classes"] = classes(model, place)
    return out


def histogram_tree(predictor):
    nodes = predictor.nodes
    whole = ("feature_idx", "missing_go_to_left", "left", "right", "is_leaf", "is_categorical")
    out = {name: integers(nodes[name]) for name in whole}
    out["bitset_idx"] = integers(nodes["bitset_idx"])
    out["value_hex"] = hexes(nodes["value"])
    out["num_threshold_hex"] = hexes(nodes["num_threshold"])
    out["raw_left_cat_bitsets"] = [integers(one) for one in predictor.raw_left_cat_bitsets]
    return out


def histogram(model, place):
    out = {
        "loss": model.loss,
        "baseline_hex": hexes(np.ravel(model._baseline_prediction)),
        "trees": [[histogram_tree(one) for one in grown] for grown in model._predictors],
    }
    if model._preprocessor is not None:
        encoder = model._preprocessor.named_transformers_["encoder"]
        mask = np.asarray(model._preprocessor.transformers_[0][2])
        if mask.dtype == bool:
            mask = np.flatnonzero(mask)
        rest = [at for at in range(model.n_features_in_) if at not in set(mask.tolist())]
        out["feature_order"] = integers(mask) + rest
        if any(isinstance(value, str) for column in encoder.categories_ for value in column):
            known = [[value for value in column if not is_missing(value)] for column in encoder.categories_]
            out["encoder_categories"] = [[literal(one, place) for one in column] for column in known]
        else:
            out["encoder_categories_hex"] = [hexes(column) for column in encoder.categories_]
    if hasattr(model, "classes_"):
        out["classes"] = classes(model, place)
    return out


def ada_boost(model, place):
    if any(type(one).__name__ != "DecisionTreeClassifier" for one in model.estimators_):
        refuse(place, "AdaBoostClassifier of other estimators than trees")
    for one in model.estimators_:
        if list(one.classes_) != list(model.classes_):
            refuse(place, "AdaBoostClassifier with a tree that knows other classes")
    count = len(model.estimators_)
    return {
        "classes": classes(model, place),
        "estimator_weights_hex": hexes(model.estimator_weights_[:count]),
        "trees": [tree(one) for one in model.estimators_],
    }


def calibrator(one, place):
    if type(one).__name__ == "IsotonicRegression":
        return {
            "type": "IsotonicRegression",
            "x_hex": hexes(one.X_thresholds_),
            "y_hex": hexes(one.y_thresholds_),
        }
    if type(one).__name__ == "_SigmoidCalibration":
        return {"type": "_SigmoidCalibration", "a_hex": bits(one.a_), "b_hex": bits(one.b_)}
    refuse(place, f"the class {type(one).__name__}")


def calibrated(model, place):
    out = []
    for at, one in enumerate(model.calibrated_classifiers_):
        inside = f"{place}, classifier {at}"
        curves = [calibrator(curve, inside) for curve in one.calibrators]
        inner = estimator(one.estimator, inside)
        out.append({"estimator": inner, "calibrators": curves, "method": one.method})
    return {"classes": classes(model, place), "calibrated": out}


def inner_pipeline(model, place):
    """Steps and an estimator inside of another model."""
    *steps, (last, final) = flat(model.steps)
    out = []
    for key, step in steps:
        inside = f"{place}, step '{key}'"
        if passes(step):
            continue
        if type(step).__name__ == "ColumnTransformer":
            if out:
                refuse(inside, "a ColumnTransformer behind another step")
            out.append([key, column_transformer(step, inside, None)])
        else:
            out.append([key, transformer(step, inside)])
    return {"steps": out, "estimator": estimator(final, f"{place}, step '{last}'")}


def innermost(out):
    while out["type"] == "Pipeline":
        out = out["estimator"]
    return out


def member(model, one, place, known):
    """A model inside another, which knows the classes of that by their places."""
    out = estimator(one, place)
    if known is not None:
        if integers(one.classes_) != list(range(len(known))):
            refuse(place, f"{type(model).__name__} whose members know other classes")
        innermost(out)["classes"] = known
    return out


def members(model, place):
    known = classes(model, place) if hasattr(model, "classes_") else None
    out = [
        member(model, one, f"{place}, member {at}", known)
        for at, one in enumerate(model.estimators_)
    ]
    return {"estimators": out} if known is None else {"estimators": out, "classes": known}


def voting(model, place):
    out = members(model, place)
    if hasattr(model, "classes_"):
        out["voting"] = model.voting
    if model.weights is not None:
        out["weights_hex"] = hexes(model._weights_not_none)
    return out


def bagging(model, place):
    every = list(range(model.n_features_in_))
    if any(integers(chosen) != every for chosen in model.estimators_features_):
        refuse(place, f"{type(model).__name__} whose members take some of the columns")
    if hasattr(model, "classes_") and not hasattr(model.estimators_[0], "predict_proba"):
        refuse(place, "BaggingClassifier of members without probabilities")
    return members(model, place)


def stacking(model, place):
    name = type(model).__name__
    only_default(model, place, passthrough=False)
    expected = "predict_proba" if hasattr(model, "classes_") else "predict"
    if any(method != expected for method in model.stack_method_):
        refuse(place, f"{name} over {', '.join(model.stack_method_)}")
    out = members(model, place)
    last = member(model, model.final_estimator_, f"{place}, its final estimator", out.get("classes"))
    return {**out, "final_estimator": last}


TRANSFORMS = {
    "log": (np.log, np.exp),
    "log1p": (np.log1p, np.expm1),
    "sqrt": (np.sqrt, np.square),
}


def transformed_target(model, place):
    name = type(model.transformer_).__name__
    inner = {"regressor": estimator(model.regressor_, f"{place}, its regressor")}
    if name == "StandardScaler" and np.size(model.transformer_.scale_) == 1:
        scaler = model.transformer_
        center = scaler.mean_[0] if scaler.with_mean else 0.0
        scale = scaler.scale_[0] if scaler.with_std else 1.0
        return {
            "transform": "standardize",
            "center_hex": bits(center),
            "scale_hex": bits(scale),
            **inner,
        }
    if name == "FunctionTransformer":
        pair = (model.func, model.inverse_func)
        for transform, known in TRANSFORMS.items():
            if pair == known:
                return {"transform": transform, **inner}
    refuse(place, f"TransformedTargetRegressor with {model.transformer_!r}")


def one_vs_rest(model, place):
    if model.multilabel_:
        refuse(place, "OneVsRestClassifier of several targets")
    known = classes(model, place)
    of_sums = all(
        ESTIMATORS.get(type(one).__name__) is by_class and not hasattr(one, "predict_proba")
        for one in model.estimators_
    )
    if of_sums:
        return {
            "classes": known,
            "coef_hex": hexes(np.vstack([one.coef_ for one in model.estimators_])),
            "intercept_hex": hexes(np.ravel([one.intercept_ for one in model.estimators_])),
            "link": "decision",
        }
    out = []
    for at, one in enumerate(model.estimators_):
        inside = f"{place}, member {at}"
        if not hasattr(one, "predict_proba"):
            refuse(inside, f"the class {type(one).__name__}, which has no probabilities")
        out.append(estimator(one, inside))
        # Numbers as the file writes them.
        own = known[at] if isinstance(known[at], str) else json.dumps(known[at])
        innermost(out[-1])["classes"] = known if len(known) == 2 else [f"not {own}", own]
    return {"classes": known, "estimators": out}


ESTIMATORS = {
    "Pipeline": inner_pipeline,
    "LogisticRegression": logistic,
    "LogisticRegressionCV": logistic,
    "LinearDiscriminantAnalysis": logistic,
    "LinearSVC": by_class,
    "RidgeClassifier": by_class,
    "RidgeClassifierCV": by_class,
    "Perceptron": by_class,
    "SGDClassifier": by_class,
    "PoissonRegressor": exponential,
    "GammaRegressor": exponential,
    "TweedieRegressor": exponential,
    "GaussianNB": gaussian,
    "MultinomialNB": of_counts,
    "ComplementNB": of_counts,
    "BernoulliNB": of_counts,
    "KNeighborsClassifier": neighbours,
    "KNeighborsRegressor": neighbours,
    "MLPClassifier": perceptron,
    "MLPRegressor": perceptron,
    "SVC": support_vectors,
    "NuSVC": support_vectors,
    "SVR": support_vectors,
    "NuSVR": support_vectors,
    "GradientBoostingClassifier": boosted,
    "GradientBoostingRegressor": boosted,
    "HistGradientBoostingClassifier": histogram,
    "HistGradientBoostingRegressor": histogram,
    "AdaBoostClassifier": ada_boost,
    "CalibratedClassifierCV": calibrated,
    "VotingClassifier": voting,
    "VotingRegressor": voting,
    "BaggingClassifier": bagging,
    "BaggingRegressor": bagging,
    "StackingClassifier": stacking,
    "StackingRegressor": stacking,
    "OneVsRestClassifier": one_vs_rest,
    "TransformedTargetRegressor": transformed_target,
    "PassiveAggressiveClassifier": by_class,
    "MultiTaskLasso": tasks,
    "MultiTaskLassoCV": tasks,
    "MultiTaskElasticNet": tasks,
    "MultiTaskElasticNetCV": tasks,
    "PLSRegression": partial_least_squares,
    "CategoricalNB": categorical,
    "QuadraticDiscriminantAnalysis": quadratic,
    "IsotonicRegression": monotone,
    "KMeans": k_means,
    "MiniBatchKMeans": k_means,
    "GaussianMixture": mixture,
}
for _name in (
    "LinearRegression Ridge RidgeCV Lasso LassoCV ElasticNet ElasticNetCV Lars LassoLars LassoLarsIC "
    "OrthogonalMatchingPursuit BayesianRidge ARDRegression HuberRegressor QuantileRegressor "
    "TheilSenRegressor SGDRegressor LinearSVR PassiveAggressiveRegressor LarsCV LassoLarsCV "
    "OrthogonalMatchingPursuitCV"
).split():
    ESTIMATORS[_name] = affine
for _name in ("DecisionTree", "ExtraTree", "RandomForest", "ExtraTrees"):
    ESTIMATORS[_name + "Classifier"] = ESTIMATORS[_name + "Regressor"] = forest


def bare(model):
    """The model that answers in the place of a search or of a fit that leaves rows out."""
    while True:
        name = type(model).__name__
        if hasattr(model, "best_estimator_"):
            model = model.best_estimator_
        elif name == "RANSACRegressor" and hasattr(model, "estimator_"):
            model = model.estimator_
        elif name == "FrozenEstimator":
            model = model.estimator
        else:
            return model


def flat(steps):
    """Steps, those of pipelines among them in their place."""
    for key, step in steps:
        step = bare(step)
        if type(step).__name__ == "Pipeline":
            for inner, one in flat(step.steps):
                yield f"{key}__{inner}", one
        else:
            yield key, step


def estimator(model, place):
    return parts(ESTIMATORS, bare(model), place)


# ---------------------------------------------------------------- the file


def export(model, columns=None):
    """The form, as a dictionary, of a fitted Pipeline or estimator."""
    if tuple(int(part) for part in sklearn.__version__.split(".")[:2]) < (1, 9):
        refuse("", f"scikit-learn {sklearn.__version__}: fitted attributes are read as 1.9 has them")
    model = bare(model)
    named = list(flat(model.steps)) if type(model).__name__ == "Pipeline" else [("model", model)]
    *steps, (last, final) = named
    final = bare(final)
    out, begun = [], False
    for key, step in steps:
        place = f"step '{key}'"
        if passes(step):
            continue
        if type(step).__name__ == "ColumnTransformer":
            if begun:
                refuse(place, "a ColumnTransformer behind another step")
            out.append([key, column_transformer(step, place, columns)])
        else:
            if not begun:
                out.append(["columns", all_columns(model, columns)])
            if type(step).__name__ in ("KMeans", "MiniBatchKMeans"):
                # Distances to the centres; nothing but a model is read behind them.
                out.append([key, parts(ESTIMATORS, step, place)])
            else:
                out.append([key, transformer(step, place)])
        begun = True
    if not begun:
        out.append(["columns", all_columns(model, columns)])
    return {
        "format": "sklearn-pipeline-json/1",
        "sklearn": sklearn.__version__,
        "steps": out,
        "estimator": estimator(final, f"step '{last}'"),
    }


def all_columns(model, columns):
    """Every column as it is, where the model begins without a ColumnTransformer."""
    first = bare(model)
    while type(first).__name__ == "Pipeline":
        first = first.steps[0][1]
    names = getattr(model, "feature_names_in_", getattr(first, "feature_names_in_", columns))
    if names is None:
        refuse("", "columns without names: fit on a DataFrame, or name them by `columns`")
    names = [str(name) for name in names]
    return {
        "type": "ColumnTransformer",
        "transformers": [["columns", "passthrough", names]],
        "feature_names_out": names,
    }


def write(model, path, columns=None):
    """Writes the form of a fitted model to a file."""
    text = json.dumps(export(model, columns), allow_nan=False, separators=(",", ":"))
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: python export_sklearn.py MODEL.joblib OUT.json")
    import joblib

    try:
        write(joblib.load(sys.argv[1]), sys.argv[2])
    except Refused as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
