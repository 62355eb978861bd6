"""Writes correctly rounded values from MPFR: pip install gmpy2 numpy; STEADFAST_ORACLE=DIR python3 generate.py [NAME ...].

Every file DIR/NAME.bin is a run of little-endian doubles: x, expected (BINARY: x, y, expected, atan2 with
its y first).
POINTS (default 1,000,000) per function, from numpy's PCG64 with seed (20240607, function index):
a quarter uniform in the useful range, a quarter uniform over all bit patterns, half near the
special points of the function (see SPECIAL).  Values that are NaN are written as the canonical NaN.
"""
import multiprocessing
import os
import pathlib
import sys

import gmpy2
import numpy as np

POINTS = int(os.environ.get("POINTS", "1000000"))
SEED = 20240607
WORKERS = int(os.environ.get("WORKERS", "2"))
CANONICAL = np.uint64(0x7FF8000000000000)
# IEEE 754 binary64, subnormals included: MPFR rounds once, to the precision that is left.
BINARY64 = dict(precision=53, emax=1024, emin=-1073, subnormalize=True)

# function: (useful range, points whose neighbourhoods are drawn)
SPECIAL = {
    "exp": ((-750.0, 712.0), [0.0, 1.0, -1.0, 709.782712893384, -708.3964185322641, -745.1332191019412, 2.0**-53, -(2.0**-53), 0.34657359]),
    "exp_m1": ((-40.0, 712.0), [0.0, 0.25, -0.25, 709.782712893384, -37.42994775023705, 2.0**-53, -(2.0**-53), 2.0**-8, -(2.0**-8), 0.7]),
    "ln": ((0.0, 1000.0), [1.0, 0.0, 2.0, 0.5, 0.7071067811865476, 1.4142135623730951, 2.2250738585072014e-308, 1.7976931348623157e308]),
    "ln_1p": ((-1.0, 1000.0), [0.0, -1.0, 1.0, -0.5, 0.0625, -0.0625, 2.0**53, 2.0**-53, 1.7976931348623157e308]),
    "tanh": ((-22.0, 22.0), [0.0, 0.25, -0.125, 19.061547465398498, -19.06, 1.0, 2.0**-26]),
    "sin": ((-100.0, 100.0), [0.0, 1.5707963267948966, 3.141592653589793, 6.283185307179586, 355.0, 1e5, 1e15, 2.0**-26, 6381956970095103 * 2.0**797, 1.7976931348623157e308]),
    "cos": ((-100.0, 100.0), [0.0, 1.5707963267948966, 3.141592653589793, 4.71238898038469, 355.0, 1e5, 1e15, 2.0**-26, 6381956970095103 * 2.0**797, 1.7976931348623157e308]),
    "erf": ((-6.0, 6.0), [0.0, 1.0, -1.0, 5.863584748755168, 3.0, 2.0**-8, 2.0**-28, 2.2250738585072014e-308]),
    "pow": ((0.0, 50.0), [0.0, 1.0, 2.0, 0.5, 2.2250738585072014e-308, 1.7976931348623157e308]),
    "normal_quantile": ((0.0, 1.0), [0.0, 0.5, 1.0, 0.075, 0.925, 2.2250738585072014e-308, 1e-9]),
    "asin": ((-1.0, 1.0), [0.0, 1.0, -1.0, 0.7071067811865476, 2.0**-7, 2.0**-28, 0.5, 2.2250738585072014e-308]),
    "acos": ((-1.0, 1.0), [0.0, 1.0, -1.0, 0.7071067811865476, -0.7071067811865476, 2.0**-7, 2.0**-53, 0.5]),
    "atan": ((-50.0, 50.0), [0.0, 1.0, -1.0, 2.0**-7, 2.0**7, 2.0**-28, 2.0**60, 2.2250738585072014e-308]),
    "atan2": ((-10.0, 10.0), [0.0, 1.0]),
    "asinh": ((-50.0, 50.0), [0.0, 2.0**-5, 2.0**-6, 1.0, 0.75, 2.0**26, 2.0**-28, 2.0**990, 1.7976931348623157e308]),
    "log10": ((0.0, 1000.0), [1.0, 0.0, 10.0, 100.0, 0.001, 1e22, 0.7071067811865476, 2.2250738585072014e-308, 1.7976931348623157e308]),
    "log2": ((0.0, 1000.0), [1.0, 0.0, 2.0, 0.5, 1024.0, 0.7071067811865476, 2.2250738585072014e-308, 1.7976931348623157e308]),
}
BINARY = ("pow", "atan2")


def near(rng, centre, n):
    """Half within 2^20 bit patterns of the centre, half at log-uniform distances of it."""
    bits = np.full(n // 2, centre).view(np.int64) + rng.integers(-(2**20), 2**20, n // 2)
    if centre == 0.0:
        bits = np.abs(bits) | (rng.integers(0, 2, n // 2) << 63)
    distance = 2.0 ** rng.uniform(-1074 if centre == 0.0 else -54, 3, n - n // 2)
    distance *= rng.choice([-1.0, 1.0], n - n // 2)
    with np.errstate(all="ignore"):
        scale = abs(centre) if centre != 0.0 else 1.0
        return np.concatenate([bits.view(np.float64), centre + distance * min(scale, 1e300)])


def bit_patterns(rng, n):
    return rng.integers(0, 2**64, n, dtype=np.uint64).view(np.float64)


def scalar_points(name, rng):
    (low, high), centres = SPECIAL[name]
    quarter = POINTS // 4
    parts = [rng.uniform(low, high, quarter), bit_patterns(rng, quarter)]
    each = -(-(POINTS - 2 * quarter) // len(centres))
    parts += [near(rng, c, each) for c in centres]
    x = np.concatenate(parts)[:POINTS]
    if name == "normal_quantile":
        # Every second bit pattern is folded into the domain.
        tail = slice(quarter, 2 * quarter)
        x[tail] = (x[tail].view(np.uint64) % np.uint64(0x3FF0000000000001)).view(np.float64)
    if name in ("ln", "log10", "log2"):
        x = np.where(np.arange(POINTS) % 16 == 0, x, np.abs(x))
    return (x,)


def pow_points(rng):
    n = POINTS // 8
    x, y = [], []

    def put(a, b):
        x.append(np.asarray(a, dtype=np.float64))
        y.append(np.asarray(b, dtype=np.float64))

    put(rng.uniform(0, 50, 2 * n), rng.uniform(-50, 50, 2 * n))
    put(bit_patterns(rng, n), bit_patterns(rng, n))
    # Any base, an exponent that lands in or just outside the range.
    base = np.abs(bit_patterns(rng, n))
    base = np.where(np.isfinite(base) & (base > 0), base, 1.5)
    with np.errstate(all="ignore"):
        put(base, rng.uniform(-760, 720, n) / np.log(base))
    # Exact powers and midpoints: small integers and their halves, quarters, eighths.
    odd = rng.integers(1, 2**rng.integers(1, 28, n), n) * 2.0 ** rng.integers(-40, 41, n)
    put(odd * rng.choice([-1.0, 1.0], n), rng.integers(-40, 41, n))
    root = rng.integers(1, 2**rng.integers(1, 27, n), n).astype(np.float64)
    k = rng.integers(1, 5, n)
    power = root ** np.where(root < 2**13, 2.0 ** np.minimum(k, 2), 2.0)
    put(power * 4.0 ** rng.integers(-60, 61, n), rng.integers(-7, 8, n) * 2.0 ** -k)
    # Next to one, and special values against special values.
    put(1 + rng.choice([-1.0, 1.0], n) * 2.0 ** rng.uniform(-53, -1, n), rng.choice([-1.0, 1.0], n) * 2.0 ** rng.uniform(-20, 63, n))
    values = np.array([0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 0.5, -0.5, 1.5, -1.5, np.inf, -np.inf, np.nan, 5e-324, -5e-324, 2.0**53, 2.0**53 + 2, -(2.0**53) + 1, 1.7976931348623157e308, 2.2250738585072014e-308, 1e-300])
    rest = POINTS - sum(len(a) for a in x)
    put(rng.choice(values, rest), rng.choice(values, rest))
    return np.concatenate(x), np.concatenate(y)


def atan2_points(rng):
    n = POINTS // 8
    y, x = [], []

    def put(a, b):
        y.append(np.asarray(a, dtype=np.float64))
        x.append(np.asarray(b, dtype=np.float64))

    (low, high), _ = SPECIAL["atan2"]
    put(rng.uniform(low, high, 2 * n), rng.uniform(low, high, 2 * n))
    put(bit_patterns(rng, n), bit_patterns(rng, n))
    # Sine and cosine of half a distance on a sphere.
    sine = rng.uniform(0, 1, n) ** 3
    put(sine, np.sqrt(1 - sine * sine))
    # Quotients that lie half way between two subnormals, or next to there.
    odd = 2 * rng.integers(0, 2**rng.integers(1, 25, n), n) + 1
    factor = rng.integers(1, 2**rng.integers(1, 26, n), n)
    shift = rng.integers(-1074, -150, n)
    put(np.ldexp((odd * factor).astype(np.float64), shift), np.ldexp((factor + (rng.integers(0, 4, n) == 0)).astype(np.float64), shift + 1075))
    # Next to the axes and the diagonals.
    size = 2.0 ** rng.uniform(-1000, 1000, n)
    put(rng.choice([-1.0, 1.0], n) * size * 2.0 ** rng.uniform(-70, 5, n), rng.choice([-1.0, 1.0], n) * size)
    size = 2.0 ** rng.uniform(-400, 400, n)
    put(rng.choice([-1.0, 1.0], n) * size * (1 + 2.0 ** rng.uniform(-52, 0, n)), rng.choice([-1.0, 1.0], n) * size)
    values = np.array([0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0, np.inf, -np.inf, np.nan, 5e-324, -5e-324, 1.5e-323, 2.0**53, 2.0**1000, 2.0**-1000, 1.7976931348623157e308, -1.7976931348623157e308, 2.2250738585072014e-308, 1e-300])
    rest = POINTS - sum(len(a) for a in y)
    put(rng.choice(values, rest), rng.choice(values, rest))
    return np.concatenate(y), np.concatenate(x)


def quantile(p):
    """The root of Φ(z) = p by Newton's iteration at 250 bits, rounded once."""
    if not 0.0 <= p <= 1.0:
        return float("nan")
    if p in (0.0, 0.5, 1.0):
        return {0.0: float("-inf"), 0.5: 0.0, 1.0: float("inf")}[p]
    q = min(p, 1.0 - p)  # exact: 1 - p only where p >= 1/2
    from statistics import NormalDist
    with gmpy2.context(precision=60, emin=-(10**6), emax=10**6):
        if q > 1e-300:
            z = gmpy2.mpfr(NormalDist().inv_cdf(q))
        else:
            z = -gmpy2.sqrt(-2 * gmpy2.log(gmpy2.mpfr(q)))
    for precision in (110, 210, 210) if q > 1e-300 else (110, 110, 110, 110, 210, 210, 210):
        with gmpy2.context(precision=precision, emin=-(10**6), emax=10**6):
            z = +z
            root2 = gmpy2.sqrt(gmpy2.mpfr(2))
            excess = gmpy2.erfc(-z / root2) / 2 - gmpy2.mpfr(q)
            if q > 0.25:  # Φ(z) - 1/2 = erf(z/√2)/2, relatively accurate near zero
                excess = gmpy2.erf(z / root2) / 2 + (gmpy2.mpfr("0.5") - gmpy2.mpfr(q))
            t = excess * gmpy2.exp(z * z / 2) * gmpy2.sqrt(2 * gmpy2.const_pi())
            z = z - t / (1 + z * t / 2)  # Halley
    value = float(z)
    return value if p < 0.5 else -value


UNARY = {"exp": gmpy2.exp, "exp_m1": gmpy2.expm1, "ln": gmpy2.log, "ln_1p": gmpy2.log1p, "tanh": gmpy2.tanh,
         "sin": gmpy2.sin, "cos": gmpy2.cos, "erf": gmpy2.erf, "asin": gmpy2.asin, "acos": gmpy2.acos, "atan": gmpy2.atan,
         "asinh": gmpy2.asinh, "log10": gmpy2.log10, "log2": gmpy2.log2}


def expected(job):
    name, columns = job
    with gmpy2.context(**BINARY64):
        if name == "pow":
            out = [power(a, b) for a, b in zip(*columns)]
        elif name == "atan2":
            out = [float(gmpy2.atan2(gmpy2.mpfr(a), gmpy2.mpfr(b))) for a, b in zip(*columns)]
        elif name == "normal_quantile":
            out = [quantile(a) for a in columns[0]]
        else:
            f, m = UNARY[name], gmpy2.mpfr
            out = [float(f(m(a))) for a in columns[0]]
    return np.array(out)


def power(a, b):
    # Declared departure from IEEE 754 pow: NaN in, NaN out.
    if a != a or b != b:
        return float("nan")
    return float(gmpy2.mpfr(a) ** gmpy2.mpfr(b))


def main(names):
    folder = pathlib.Path(os.environ["STEADFAST_ORACLE"])
    folder.mkdir(parents=True, exist_ok=True)
    with multiprocessing.Pool(WORKERS) as pool:
        for name in names or SPECIAL:
            rng = np.random.default_rng([SEED, list(SPECIAL).index(name)])
            points = {"pow": pow_points, "atan2": atan2_points}.get(name, lambda rng: scalar_points(name, rng))
            columns = points(rng)
            step = 10000
            jobs = [(name, [c[i:i + step].tolist() for c in columns]) for i in range(0, POINTS, step)]
            result = np.concatenate(pool.map(expected, jobs, chunksize=1))
            result = np.where(np.isnan(result), CANONICAL.view(np.float64), result)
            np.stack([*columns, result], axis=1).astype("<f8").tofile(folder / f"{name}.bin")
            print(f"{name}: {POINTS} points", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
