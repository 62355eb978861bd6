"""Writes reference cases of transformers and statistics by running scikit-learn and Feature-engine.

    python tests/oracle/transformer_cases.py OUT --data FOLDER_OF_CSV [--only prefix,prefix]
    python tests/oracle/transformer_cases.py OUT --replay FOLDER_OF_CASES [--only prefix,prefix]

The first form fits every transformer of transformer_list.py on a random split of a public data set and
writes one folder a case under OUT: `case.json`, `params.json` (how the transformer was made, what it
learned), `train.csv`, `test.csv`, `expected_train.csv`, `expected_test.csv`, `README.txt`, and for
cross-fitted encoders `expected_fit_transform_train.csv`. `STEADFAST_CASES=OUT` points the
conformance run at them. The split is drawn by NumPy's legacy generator from the case's seed.

The second form refits the transformer that each case of another folder names, on that case's own
`train.csv`, and writes the same files again, so that two runs of the peers can be compared by diff.

Needs scikit-learn 1.9.1, Feature-engine 1.9.4, pandas 3.1.1 and what they bring.
"""

import argparse
import ast
import functools
import importlib.metadata
import json
import math
import os
import platform
import re
import struct
import sys
import warnings

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy as np
import pandas as pd
import scipy.sparse
import scipy.stats
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.base import clone
from sklearn.feature_selection import chi2, f_classif, f_regression
from sklearn.feature_selection import mutual_info_classif, mutual_info_regression
from sklearn.impute import IterativeImputer, SimpleImputer
from sklearn.preprocessing import TargetEncoder

import transformer_list as peers

BITS = (
    "Bits: hex is the big-endian IEEE-754 bit pattern (16 hex digits float64, 8 float32); values is "
    "the shortest decimal that round-trips in that dtype; arrays are flattened row-major.\n"
    "CSV: UTF-8, header, missing = empty cell; decimals were parsed with a correctly rounding parser.\n"
)


def versions():
    found = {"python": platform.python_version(), "machine": platform.machine()}
    for package in ("numpy", "scipy", "pandas", "scikit-learn", "feature-engine"):
        found[package] = importlib.metadata.version(package)
    return found


# --- data -----------------------------------------------------------------------------------------

# Targets whose two labels are passed to the peer as 0 and 1, in order of the labels.
BINARY = {("adult", "income"), ("telco_churn", "churn"), ("german_credit", "creditability")}


@functools.cache
def source(folder, dataset):
    for name in (f"{dataset}.csv", f"{dataset}.csv.gz"):
        path = os.path.join(folder, name)
        if os.path.exists(path):
            return pd.read_csv(path, dtype=str, keep_default_na=False)
    raise FileNotFoundError(f"no {dataset}.csv in {folder}")


def typed(frame, numeric, texts):
    """Numbers as float64, texts as objects with NaN where a cell is empty."""
    out = {}
    for name in frame.columns:
        cells = [cell if cell != "" else None for cell in frame[name]]
        if name in numeric:
            column = [np.nan if cell is None else float(cell) for cell in cells]
            out[name] = pd.Series(column, dtype="float64")
        else:
            column = [np.nan if cell is None else cell for cell in cells]
            out[name] = pd.Series(column, dtype=object)
    return pd.DataFrame(out)


def goal(dataset, name, cells):
    """The target as the peer gets it: 0 and 1, whole numbers, reals, or the labels themselves."""
    if (dataset, name) in BINARY:
        first = sorted(set(cells))[0]
        return pd.Series([int(cell != first) for cell in cells], name=name)
    try:
        numbers = [float(cell) for cell in cells]
    except ValueError:
        return pd.Series(cells, dtype=object, name=name)
    if all(x == int(x) for x in numbers):
        return pd.Series([int(x) for x in numbers], name=name)
    return pd.Series(numbers, name=name)


# --- writing --------------------------------------------------------------------------------------


def shortest(cell):
    """An input cell: shortest decimal, whole numbers without a point."""
    if cell is None or cell is np.nan or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell == int(cell) and abs(cell) < 1e15 else repr(float(cell))
    return str(cell)


def seventeen(cell):
    """An output cell: 17 significant digits."""
    if cell is None or cell is pd.NaT or cell is pd.NA:
        return ""
    if isinstance(cell, (bool, np.bool_)):
        return str(int(cell))
    if isinstance(cell, (float, np.floating)):
        return "" if math.isnan(cell) else "%.17g" % cell
    if isinstance(cell, (int, np.integer)):
        return "%.17g" % cell if abs(int(cell)) < 2**53 else str(int(cell))
    return str(cell)


def quoted(text):
    return '"' + text.replace('"', '""') + '"' if re.search('[",\r\n]', text) else text


def write_table(path, names, rows, cell):
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        out.write(",".join(quoted(str(name)) for name in names) + "\n")
        for row in rows:
            cells = [quoted(cell(value)) for value in row]
            # A line without a character would be no row: one empty cell is written as quotes.
            out.write((",".join(cells) or '""') + "\n")


def write_output(path, output):
    if scipy.sparse.issparse(output):
        entries = output.tocsr().sorted_indices().tocoo()
        rows = zip(entries.row, entries.col, entries.data)
        write_table(path, ["row", "col", "value"], rows, seventeen)
    else:
        rows = output.astype(object).itertuples(index=False, name=None)
        write_table(path, output.columns, rows, seventeen)


def plain(value):
    """A parameter or a learned attribute as JSON, functions and objects as their text."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        number = float(value)
        if math.isnan(number):
            return "NaN"
        return number if math.isfinite(number) else ("Infinity" if number > 0 else "-Infinity")
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return [plain(item) for item in sorted(value)]
    if isinstance(value, (list, tuple, pd.Index)):
        return [plain(item) for item in value]
    if isinstance(value, np.ndarray):
        return [plain(item) for item in value] if value.ndim else plain(value.item())
    if isinstance(value, pd.Series):
        return plain(value.to_dict())
    if isinstance(value, SimpleImputer):
        return plain(value.statistics_)
    return str(value)


UNSAID = {"n_features_in_", "feature_names_in_", "n_samples_seen_"}


def described(fitted):
    init = fitted.get_params(deep=False)
    extra = {}
    if isinstance(fitted, IterativeImputer):
        # The regressions of a chain, which the estimators' text does not tell.
        steps = fitted.imputation_sequence_
        if all(hasattr(step.estimator, "coef_") for step in steps):
            sequence = [
                [s.feat_idx, s.neighbor_feat_idx, s.estimator.coef_, s.estimator.intercept_] for s in steps
            ]
            extra = {"extra": plain({"n_iter": fitted.n_iter_, "sequence": sequence})}
    learned = {k: v for k, v in vars(fitted).items() if k.endswith("_") and not k.startswith("_")}
    return {
        "type": type(fitted).__name__,
        "module": type(fitted).__module__.split(".")[0],
        "init": {key: plain(init[key]) for key in sorted(init)},
        "fitted": {key: plain(learned[key]) for key in sorted(learned) if key not in UNSAID},
        **extra,
    }


def write_json(path, value, **how):
    with open(path, "w", encoding="utf-8") as out:
        json.dump(value, out, ensure_ascii=False, allow_nan=False, **how)
        out.write("\n")


# --- running a peer -------------------------------------------------------------------------------


class Case:
    """One transformer on one data set."""

    def __init__(
        self, name, dataset, peer, numeric=(), categorical=(), text=None, target=None,
        rows=(160, 80), seed=1, note="", holes=None, whole=False,
    ):
        self.name, self.dataset, self.peer, self.note = name, dataset, peer, note
        self.numeric, self.categorical = list(numeric), list(categorical)
        self.text, self.target, self.rows, self.seed = text, target, rows, seed
        # {column: k}: every k-th cell of the column is emptied, where the data have too few.
        self.holes = holes or {}
        # Leaves out rows with an empty cell, for peers that refuse them.
        self.whole = whole

    def columns(self):
        return self.numeric + self.categorical + ([self.text] if self.text else [])

    def split(self, data):
        """Train and test rows as they stand in the file, all cells text."""
        names = self.columns()
        if self.target and self.target not in names:
            names = names + [self.target]
        frame = source(data, self.dataset)[names].copy()
        keep = np.ones(len(frame), dtype=bool)
        if self.target:
            keep = (frame[self.target] != "").to_numpy()
        if self.text:
            keep &= (frame[self.text] != "").to_numpy()
        if self.whole:
            keep &= (frame != "").all(axis=1).to_numpy()
        frame = frame[keep].reset_index(drop=True)
        for column, every in self.holes.items():
            frame.loc[frame.index % every == every // 2, column] = ""
        order = np.random.RandomState(self.seed).permutation(len(frame))
        train, test = self.rows
        first, second = sorted(order[:train]), sorted(order[train : train + test])
        return frame.iloc[first].reset_index(drop=True), frame.iloc[second].reset_index(drop=True)


def show(output, names=None):
    """The peer's output as a table or as a sparse matrix."""
    if scipy.sparse.issparse(output) or isinstance(output, pd.DataFrame):
        return output
    return pd.DataFrame(output, columns=names)


def bits(output):
    if scipy.sparse.issparse(output):
        output = pd.DataFrame(output.toarray())
    return [
        tuple(struct.pack(">d", x) if isinstance(x, float) else str(x) for x in row)
        for row in output.astype(object).itertuples(index=False, name=None)
    ]


def run(case, train, test, folder):
    """Fits on train, transforms both, and writes the case."""
    header = {
        "kind": "preprocess",
        "name": case.name,
        "dataset": case.dataset,
        "split_seed": case.seed,
        "transformer": repr(case.peer),
        "numeric": case.numeric,
        "categorical": case.categorical,
        "text": case.text,
        "target": case.target,
        "note": case.note,
        "versions": versions(),
    }
    y = goal(case.dataset, case.target, train[case.target]) if case.target else None
    if case.text:
        x = [frame[case.text].tolist() for frame in (train, test)]
    else:
        x = [typed(frame[case.columns()], case.numeric, case.categorical) for frame in (train, test)]
    fitted = clone(case.peer)
    is_sparse = bool(case.text) or getattr(fitted, "sparse_output", False) is True
    is_sparse = is_sparse or getattr(fitted, "encode", None) == "onehot"
    if not is_sparse and hasattr(fitted, "set_output") and "sklearn" in type(fitted).__module__:
        fitted.set_output(transform="pandas")
    crossed = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted.fit(x[0], y) if y is not None else fitted.fit(x[0])
        expected = [show(fitted.transform(part)) for part in x]
        if isinstance(fitted, TargetEncoder):
            crossed = clone(case.peer).set_output(transform="pandas").fit_transform(x[0], y)
        if not case.text:
            whole = bits(expected[1])
            alone = [
                bits(show(fitted.transform(x[1].iloc[[row]].reset_index(drop=True))))
                for row in range(len(x[1]))
            ]
            header["batch_vs_row_rows_differ"] = sum(
                one != [row] for one, row in zip(alone, whole, strict=True)
            )

    path = os.path.join(folder, case.name)
    os.makedirs(path, exist_ok=True)
    write_json(os.path.join(path, "case.json"), header, indent=1)
    write_json(os.path.join(path, "params.json"), described(fitted), separators=(",", ":"))
    for part, rows in (("train", train), ("test", test)):
        cells = typed(rows, case.numeric, []).astype(object)
        if case.target and case.target not in case.numeric:
            cells[case.target] = [as_number(cell) for cell in rows[case.target]]
        rows = cells.itertuples(index=False, name=None)
        write_table(os.path.join(path, f"{part}.csv"), cells.columns, rows, shortest)
    write_output(os.path.join(path, "expected_train.csv"), expected[0])
    write_output(os.path.join(path, "expected_test.csv"), expected[1])
    if crossed is not None:
        write_output(os.path.join(path, "expected_fit_transform_train.csv"), crossed)
    write_readme(path, case, len(train), crossed is not None, scipy.sparse.issparse(expected[0]))
    return header


def as_number(cell):
    try:
        return float(cell)
    except ValueError:
        return cell


def title(text):
    return f"{text}\n{'=' * len(text)}\n\n"


def versions_line():
    return "Versions: " + ", ".join(f"{name} {number}" for name, number in versions().items())


def write_readme(path, case, rows, crossed, sparse):
    target = f", target {case.target}" if case.target else ""
    text = title(f"Preprocessing case {case.name}")
    text += f"Peer: {case.peer!r}\n"
    text += (
        f"Dataset {case.dataset}; fit on train.csv ({rows} rows{target}); transform(train.csv) and "
        "transform(test.csv) are in expected_train.csv / expected_test.csv, 17 significant digits, "
        "missing = empty."
    )
    if crossed:
        text += (
            " fit_transform(train) differs by design and is in expected_fit_transform_train.csv."
        )
    text += "\n"
    text += "Outputs are sparse: row,col,value triples.\n" if sparse else "\n"
    text += f"{case.note}\n\n{versions_line()}\n\n{BITS}"
    with open(os.path.join(path, "README.txt"), "w", encoding="utf-8") as out:
        out.write(text)


# --- statistics -----------------------------------------------------------------------------------


def number(value):
    return {"value": plain(float(value)), "hex": struct.pack(">d", float(value)).hex()}


def array(values):
    values = np.asarray(values, dtype=np.float64)
    flat = values.ravel()
    return {
        "dtype": "float64",
        "shape": list(values.shape),
        "values": [plain(x) for x in flat],
        "hex": [struct.pack(">d", x).hex() for x in flat],
    }


METHODS = [
    "inverted_cdf", "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf",
    "hazen", "weibull", "linear", "median_unbiased", "normal_unbiased", "lower", "higher",
    "midpoint", "nearest",
]


def describe(values):
    median = np.median(values)
    return {
        "mean": number(np.mean(values)),
        "mean_fsum": number(math.fsum(values) / len(values)),
        "std_ddof0": number(np.std(values)),
        "std_ddof1": number(np.std(values, ddof=1)),
        "skew": number(scipy.stats.skew(values)),
        "kurtosis_excess": number(scipy.stats.kurtosis(values)),
        "median": number(median),
        "mad": number(np.median(np.abs(values - median))),
        "min": number(np.min(values)),
        "max": number(np.max(values)),
        "quantiles_linear": {
            str(q): number(np.quantile(values, q)) for q in (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
        },
        "quantile_methods_0_37": {m: number(np.quantile(values, 0.37, method=m)) for m in METHODS},
        "shapiro_W": number(scipy.stats.shapiro(values).statistic),
    }


def statistics(name, dataset, columns, target, rows, seed, folder, data=None, frame=None):
    """Moments, quantiles, correlations and tests of the columns of one data set."""
    if frame is None:
        frame = source(data, dataset)[[target] + list(columns)]
        frame = frame[(frame != "").all(axis=1)].reset_index(drop=True)
        order = np.random.RandomState(seed).permutation(len(frame))
        frame = frame.iloc[sorted(order[:rows])].reset_index(drop=True)
    x = typed(frame[list(columns)], columns, [])
    y = goal(dataset, target, frame[target])
    classes = y.dtype == object or y.nunique() <= 10
    out = {
        "versions": versions(),
        "columns": list(columns),
        "describe": {column: describe(x[column].to_numpy()) for column in columns},
        "corr": {m: array(x.corr(method=m).to_numpy()) for m in ("pearson", "spearman", "kendall")},
        "cov": array(x.cov().to_numpy()),
    }
    test = f_classif if classes else f_regression
    information = mutual_info_classif if classes else mutual_info_regression
    f, p = test(x.to_numpy(), y.to_numpy())
    out["f_test"] = {"F": array(f), "p": array(p), "peer": test.__name__}
    out["mutual_info_random_state_0"] = array(
        information(x.to_numpy(), y.to_numpy(), random_state=0)
    )
    if not classes:
        out["pearson_with_target"] = [
            number(scipy.stats.pearsonr(x[column], y).statistic) for column in columns
        ]
    elif (x.to_numpy() >= 0).all():
        squares, p = chi2(x.to_numpy(), y.to_numpy())
        out["chi2"] = {"chi2": array(squares), "p": array(p)}
    path = os.path.join(folder, name)
    os.makedirs(path, exist_ok=True)
    write_json(os.path.join(path, "stats.json"), out, separators=(",", ":"))
    cells = typed(frame, columns, []).astype(object)
    cells[target] = [as_number(cell) for cell in frame[target]]
    rows = cells.itertuples(index=False, name=None)
    write_table(os.path.join(path, "input.csv"), cells.columns, rows, shortest)
    with open(os.path.join(path, "README.txt"), "w", encoding="utf-8") as readme:
        readme.write(title(f"Statistics references {name}"))
        readme.write(
            f"Dataset {dataset}, {len(frame)} rows in input.csv; numpy/scipy/pandas/scikit-learn "
            f"results in stats.json.\n\n{versions_line()}\n\n{BITS}"
        )


# --- replaying cases ------------------------------------------------------------------------------


def functions(x, y):
    """Stands in for a function that a case names by its address only."""
    classes = y.dtype == object or len(np.unique(y)) <= 10
    information = mutual_info_classif if classes else mutual_info_regression
    return information(x, y, random_state=0)


def peer_of(text):
    """The transformer a case names, from its text."""
    text = re.sub(r"<function [^ ]*<lambda> at 0x[0-9a-f]+>", "functions", text)
    text = re.sub(r"<function (\w+) at 0x[0-9a-f]+>", r"\1", text)
    text = re.sub(r"<class '([\w.]+)'>", r"\1", text)
    name = re.match(r"\w+", text).group()
    scope = dict(vars(peers), functions=functions)
    scope.update(numpy=np, array=np.array, nan=np.nan, inf=np.inf)
    known = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
    for module in peers.ENGINE:
        for word in known & set(module.__all__):
            # Both peers have an OrdinalEncoder; only Feature-engine's has `unseen`.
            if word not in scope or (word == name and "unseen" in text):
                scope[word] = getattr(module, word)
    if name == "OrdinalEncoder" and not re.search("unseen|encoding_method", text):
        scope[name] = peers.preprocessing.OrdinalEncoder
    return eval(text, scope)  # noqa: S307: the cases are the caller's own files


def replay(cases, out, wanted):
    for name in sorted(os.listdir(cases)):
        folder = os.path.join(cases, name)
        if not wanted(name):
            continue
        if os.path.exists(os.path.join(folder, "stats.json")):
            frame = pd.read_csv(os.path.join(folder, "input.csv"), dtype=str, keep_default_na=False)
            readme = open(os.path.join(folder, "README.txt"), encoding="utf-8").read()
            dataset = re.search(r"Dataset (\w+),", readme).group(1)
            target, *columns = frame.columns
            statistics(name, dataset, columns, target, None, None, out, frame=frame)
        path = os.path.join(folder, "case.json")
        if not os.path.exists(path) or not os.path.exists(os.path.join(folder, "params.json")):
            continue
        header = json.load(open(path, encoding="utf-8"))
        case = Case(
            name, header["dataset"], peer_of(header["transformer"]), header["numeric"],
            header["categorical"], header["text"], header["target"], seed=header["split_seed"],
            note=header["note"],
        )
        parts = [
            pd.read_csv(os.path.join(folder, f"{part}.csv"), dtype=str, keep_default_na=False)
            for part in ("train", "test")
        ]
        run(case, *parts, out)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out", help="the folder to write cases to")
    parser.add_argument("--data", help="the folder of the data sets as CSV")
    parser.add_argument("--replay", help="a folder of cases to write again from their own files")
    parser.add_argument("--only", default="", help="prefixes of the names of the cases to write")
    arguments = parser.parse_args()
    prefixes = tuple(p for p in arguments.only.split(",") if p)
    wanted = lambda name: not prefixes or name.startswith(prefixes)
    os.makedirs(arguments.out, exist_ok=True)
    if arguments.replay:
        replay(arguments.replay, arguments.out, wanted)
        return
    if not arguments.data:
        parser.error("--data is needed")
    written, refused = {}, []
    for case in (Case(*known, **more) for known, more in peers.cases()):
        if not wanted(case.name):
            continue
        if case.name in written:
            sys.exit(f"two cases are called {case.name}")
        try:
            train, test = case.split(arguments.data)
            run(case, train, test, arguments.out)
        except Exception as error:  # a peer that refuses its own parameters is worth a line
            refused.append(f"{case.name}: {type(error).__name__}: {error}")
            print(refused[-1], file=sys.stderr)
            continue
        written[case.name] = {"ok": True, "kind": "preprocess"}
    for name, dataset, columns, target, rows, seed in peers.STATISTICS:
        if wanted(name):
            statistics(name, dataset, columns, target, rows, seed, arguments.out, arguments.data)
            written[name] = {"ok": True, "kind": "stats"}
    if not prefixes:
        write_json(os.path.join(arguments.out, "INDEX.json"), written, indent=1)
    print(f"{len(written)} cases written, {len(refused)} refused")
    sys.exit(1 if refused else 0)


if __name__ == "__main__":
    main()
