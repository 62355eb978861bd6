"""Sets our answers of tree ensembles beside those of the libraries that grew them, on one thread, the same rows.

    python benches/peers/trees.py [--rounds 3] [--rows 20000] [--only name,name] [--json FILE]

The models are grown once: LightGBM's 500 trees of 63 leaves over 28 columns, plain, with missing cells and categories,
and of 255 leaves; XGBoost's 500 trees of depth 6. Each round asks every library for a batch and for rows one by one,
then runs `cargo bench --bench trees`, so that a machine that slows down slows both. Printed are medians over the
rounds; the ratio is the peer's time over ours. Our program refuses to time a model whose answers are not the peer's,
to the bit.

Run it with the Python that has the peers (numpy, lightgbm, xgboost), on a machine that does nothing else.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
COLUMNS, TREES = 28, 500


def table(rows, seed, holes):
    """Columns of many values; with holes, a fifth of the cells missing and four columns of 24 categories."""
    draw = np.random.default_rng(seed)
    x = draw.normal(size=(rows, COLUMNS))
    if holes:
        x[:, :4] = draw.integers(0, 24, size=(rows, 4))
        x[:, 4:][draw.random((rows, COLUMNS - 4)) < 0.2] = np.nan
    filled = np.nan_to_num(x)
    y = filled[:, 5] * filled[:, 6] + np.sin(3 * filled[:, 7]) + np.abs(filled[:, 8]) + (filled[:, 0] % 5)
    return x, y + draw.normal(size=rows)


def grow(folder, rows, only):
    """The models, each with what answers a batch and what answers one row."""
    import lightgbm as lgb
    import xgboost as xgb

    peers = {}
    kinds = {
        "lgb_63": (63, False),
        "lgb_63_holes": (63, True),
        "lgb_255": (255, False),
    }
    for name, (leaves, holes) in kinds.items():
        if only and name not in only:
            continue
        x, y = table(50_000, 0, holes)
        categories = list(range(4)) if holes else "auto"
        data = lgb.Dataset(x, y, categorical_feature=categories, params={"verbose": -1})
        options = {"objective": "regression", "num_leaves": leaves, "learning_rate": 0.05, "num_threads": 0, "verbose": -1}
        booster = lgb.train(options, data, TREES)
        place = folder / name
        place.mkdir()
        booster.save_model(place / "model")
        asked, _ = table(rows, 1, holes)
        asked.astype("<f8").tofile(place / "rows.f64")
        peers[name] = (
            asked,
            lambda x, booster=booster: booster.predict(x, raw_score=True, num_threads=1),
        )
        peers[name][1](asked).astype("<f8").tofile(place / "answers.f64")
    if not only or "xgb_6" in only:
        x, y = table(50_000, 0, False)
        options = {"max_depth": 6, "eta": 0.05, "verbosity": 0, "nthread": 2}
        booster = xgb.train(options, xgb.DMatrix(x, y), TREES)
        booster.set_param({"nthread": 1})
        place = folder / "xgb_6"
        place.mkdir()
        (place / "model").write_bytes(booster.save_raw("ubj"))
        asked, _ = table(rows, 1, False)
        asked.astype("<f8").tofile(place / "rows.f64")
        single = asked.astype("f4")
        peers["xgb_6"] = (
            asked,
            lambda x, booster=booster, single=single: booster.inplace_predict(
                single[: len(x)], predict_type="margin"
            ),
        )
        peers["xgb_6"][1](asked).astype("<f8").tofile(folder / "xgb_6" / "answers.f64")
    return peers


def timed(call, least=1.0):
    """Median seconds of a call, over at least `least` seconds."""
    call()
    runs, start = [], time.perf_counter()
    while time.perf_counter() - start < least or len(runs) < 3:
        begin = time.perf_counter()
        call()
        runs.append(time.perf_counter() - begin)
    return statistics.median(runs)


def theirs(peers):
    found = {}
    for name, (rows, predict) in peers.items():
        found[name, "batch"] = timed(lambda: predict(rows)) / len(rows)
        found[name, "one row"] = timed(lambda: predict(rows[:1]))
    return found


def ours(folder):
    found = {}
    with tempfile.TemporaryDirectory() as home:
        extra = {"CRITERION_HOME": home, "STEADFAST_PEER_DATA": str(folder)}
        command = ["cargo", "bench", "--no-default-features", "--bench", "trees"]
        subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, **extra}, stdout=sys.stderr)
        for about in pathlib.Path(home).glob("**/new/benchmark.json"):
            bench = json.loads(about.read_text())
            estimates = json.loads((about.parent / "estimates.json").read_text())
            seconds = estimates["median"]["point_estimate"] / 1e9
            rows = bench["throughput"].get("Elements", 1)
            found[bench["value_str"], bench["group_id"]] = seconds / rows
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--only", default="", help="names of the models to time")
    parser.add_argument("--json", metavar="FILE", help="write every round there too")
    arguments = parser.parse_args()
    only = [name for name in arguments.only.split(",") if name]
    rounds = []
    with tempfile.TemporaryDirectory() as data:
        peers = grow(pathlib.Path(data), arguments.rows, only)
        for number in range(arguments.rounds):
            print(f"round {number + 1} of {arguments.rounds}", file=sys.stderr, flush=True)
            rounds.append((theirs(peers), ours(data)))
    print(f"{'model':<14} {'work':<8} {'ours, us a row':>15} {'peer, us a row':>15} {'ratio':>8}")
    for key in rounds[0][0]:
        mine = statistics.median(own[key] for _, own in rounds) * 1e6
        peer = statistics.median(other[key] for other, _ in rounds) * 1e6
        print(f"{key[0]:<14} {key[1]:<8} {mine:>15.3f} {peer:>15.3f} {peer / mine:>8.2f}")
    for key in sorted(rounds[0][1].keys() - rounds[0][0].keys()):
        print(f"{key[0]:<14} {key[1]:<8} {statistics.median(own[key] for _, own in rounds) * 1e6:>15.3f}")
    if arguments.json:
        plain = [[[*key, value] for key, value in side.items()] for pair in rounds for side in pair]
        pathlib.Path(arguments.json).write_text(json.dumps(plain, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
