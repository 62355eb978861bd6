"""Writes tests/oracle/hard/NAME.txt: STEADFAST_ORACLE=DIR python3 hard.py, after generate.py.

Each line is the bits of the arguments and of the correctly rounded value in hexadecimal: the worst
cases in PUBLISHED, the special values and powers of two, then of every fourth point of the oracle
files those whose true value lies nearest to the midpoint between two doubles.
"""
import heapq
import os
import pathlib
import struct
import sys

import gmpy2
import numpy as np

import generate
from published import PUBLISHED

HERE = pathlib.Path(__file__).resolve().parent
WORST = 200


def bits(x):
    return CANON if x != x else struct.unpack("<Q", struct.pack("<d", x))[0]


CANON = 0x7FF8000000000000


def closeness(name, row):
    """log2 of the distance to the nearest midpoint, in units of the last place, -1 to -infinity."""
    *arguments, value = row
    if not np.isfinite(value) or abs(value) < 2.0**-1000 or any(not np.isfinite(a) for a in arguments):
        return 0.0
    with gmpy2.context(precision=140, emin=-(10**6), emax=10**6):
        m = [gmpy2.mpfr(a) for a in arguments]
        if name == "pow":
            true = m[0] ** m[1]
        else:
            true = gmpy2.atan2(*m) if name == "atan2" else generate.UNARY[name](m[0])
        unit = gmpy2.mpfr(2) ** (gmpy2.get_exp(gmpy2.mpfr(value)) - 53)
        offset = abs(abs(true - gmpy2.mpfr(value)) / unit - gmpy2.mpfr("0.5"))
        # Values next to a double, such as e^x for tiny x, are another kind of hard.
        return float(gmpy2.log2(offset)) if offset > 0 else -140.0


def specials(name):
    values = [0.0, 5e-324, 2.2250738585072014e-308, 2.225073858507201e-308, 0.5, 1.0, 2.0, 3.0, 0.1,
              1.7976931348623157e308, float("inf"), 0.9999999999999999, 1.0000000000000002, 709.782712893384, 709.7827128933841,
              745.1332191019411, 745.1332191019412, 708.3964185322641, 19.061547465398496, 19.0615474653985, 5.863584748755167, 5.9215871957945065]
    values += [2.0**k for k in range(-1072, 1024, 4)] if name == "erf" else [2.0**k for k in range(-60, 64)]
    values += [-v for v in values] + [float("nan")]
    if name in ("asin", "acos"):
        values += [1 - 2.0**k for k in range(-53, -1)] + [0.7071067811865475, 0.7071067811865476, 0.8660254037844386]
    if name in ("log10", "log2"):
        values += [10.0**k for k in range(-30, 31)]
    if name in generate.BINARY:
        few = [0.0, 5e-324, 2.2250738585072014e-308, 0.5, 1.0, 1.5, 2.0, 3.0, 9.0, 0.9999999999999999, 1.0000000000000002, 9007199254740991.0, 9007199254740992.0, 1.7976931348623157e308, float("inf")]
        few += [-v for v in few] + [float("nan")]
        return [(a, b) for a in few for b in few]
    return [(v,) for v in values]


def main():
    folder = pathlib.Path(os.environ["STEADFAST_ORACLE"])
    for name in sys.argv[1:] or generate.SPECIAL:
        width = 3 if name in generate.BINARY else 2
        rows = []
        if name != "normal_quantile":
            data = np.fromfile(folder / f"{name}.bin", "<f8").reshape(-1, width)[::4]
            rows = heapq.nsmallest(WORST, (tuple(r) for r in data.tolist()), key=lambda r: closeness(name, r))
        else:
            rng = np.random.default_rng(generate.SEED)
            rows = [(p,) for p in np.concatenate([rng.uniform(0, 1, 500), 0.5 + 2.0 ** rng.uniform(-53, -2, 200) * rng.choice([-1, 1], 200), 10 ** rng.uniform(-323, 0, 500)]).tolist()]
        points = [tuple(float.fromhex(w) for w in line.split()) for line in PUBLISHED.get(name, "").strip().splitlines()]
        if name == "atan2":
            points += [(a, -b) for a, b in points] + [(-b, a) for a, b in points]
        elif name not in ("pow", "ln", "ln_1p", "normal_quantile", "log10", "log2"):
            points += [(-x,) for (x,) in points]
        points += specials(name) + [tuple(r[: width - 1]) for r in rows]
        points = list(dict.fromkeys(tuple(bits(v) for v in p) for p in points))
        doubles = [tuple(struct.unpack("<d", struct.pack("<Q", b))[0] for b in p) for p in points]
        values = generate.expected((name, [list(c) for c in zip(*doubles)]))
        lines = [" ".join(f"{b:016x}" for b in (*p, bits(float(v)))) for p, v in zip(points, values)]
        header = f"# {name}: arguments and correctly rounded value, from MPFR by tests/oracle/hard.py\n"
        (HERE / "hard" / f"{name}.txt").write_text(header + "\n".join(lines) + "\n")
        print(name, len(lines), flush=True)


if __name__ == "__main__":
    main()
