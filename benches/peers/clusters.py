"""Sets our k-means beside scikit-learn's: inertia and fit time on all rows, one thread each.

    python benches/peers/clusters.py --data DIR [--only adult,digits]

DIR holds the CSV files of `models.py`. Of each the numeric columns are taken, gaps filled by medians, at mean 0 and
deviation 1. Ten clusters: from the first ten rows on both sides, which must find the same inertia; and from three draws
of each side's own.
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
from models import DATA, REPEATS, ROOT
from sklearn.cluster import KMeans


def prepare(folder, name):
    file, target, without = DATA[name]
    table = pd.read_csv(folder / file).drop(columns=without + [target]).select_dtypes("number")
    table = table.fillna(table.median()).astype(float)
    table = table.loc[:, table.std() > 0]
    return np.ascontiguousarray(((table - table.mean()) / table.std(ddof=0)).to_numpy())


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--only", default="adult,digits,diamonds")
    options = parser.parse_args()
    for name in options.only.split(","):
        x = prepare(options.data, name)
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            (folder / "x.f64").write_bytes(x.astype("<f8").tobytes())
            (folder / "y.f64").write_bytes(np.zeros(len(x)).tobytes())
            (folder / "folds.u32").write_bytes(np.zeros(len(x), dtype="<u4").tobytes())
            (folder / "kind").write_text("clusters")
            theirs = {}
            for model, peer in {
                "kmeans given": KMeans(10, init=x[:10], n_init=1),
                "kmeans": KMeans(10, n_init=3, random_state=0),
            }.items():
                times = []
                for _ in range(REPEATS):
                    start = time.perf_counter()
                    peer.fit(x)
                    times.append(time.perf_counter() - start)
                theirs[model] = float(np.median(times)), peer.inertia_, peer.n_iter_
            command = ["cargo", "bench", "--bench", "models", "--", str(folder)]
            printed = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
        for ours in (json.loads(line) for line in printed.splitlines() if line.startswith("{")):
            seconds, inertia, rounds = theirs[ours["model"]]
            print(f"{name:9} {len(x)} x {x.shape[1]} {ours['model']:13} inertia {ours['inertia']:.6f} {inertia:.6f} "
                  f"({ours['inertia'] / inertia - 1:+.1e})  rounds {ours['rounds']} {rounds}  "
                  f"fit {ours['seconds'] * 1e3:.1f} ms {seconds * 1e3:.1f} ms ({seconds / ours['seconds']:.2f})")


if __name__ == "__main__":
    main()
