"""Computes the functions/ lines of tests/targets/digests.txt from MPFR: python3 digests.py, needs gmpy2 and numpy.

Correctly rounded values are what mathematics says they are, so these digests need no machine that we trust. The
functions composed of others (logistic, softmax, log_sum_exp) are not computed here.
"""
import pathlib
import re
import struct
import sys

import generate

TARGETS = pathlib.Path(__file__).resolve().parents[1] / "targets"
sys.path.insert(0, str(TARGETS))
import oracle  # noqa: E402

SOURCE = (TARGETS / "src/functions.rs").read_text()
COUNT = oracle.count_in("functions.rs")
SEED = int(re.search(r"const SEED: u64 = ([0-9_]+)", SOURCE)[1].replace("_", ""))


def bits(x):
    return oracle.NAN if x != x else struct.unpack("<Q", struct.pack("<d", x))[0]


def arguments(seed, low, high):
    source = oracle.Source(seed)
    values = [oracle.value(b) for b in oracle.floats(seed, COUNT // 2)]
    return values + [low + (high - low) * ((source.bits() >> 11) * 2.0**-53) for _ in range(COUNT // 2)]


def digest(name, *columns):
    if name == "sqrt":
        return oracle.of_floats(oracle.double.sqrt(bits(x)) for x in columns[0])
    return oracle.of_floats(bits(float(v)) for v in generate.expected((name, columns)))


def two(first, range_first, second, high_second):
    others = arguments(second, -high_second, high_second)
    return arguments(first, *range_first), others[COUNT // 4:] + others[:COUNT // 4]


def computed():
    for name, low, high in re.findall(r'"functions/(\w+)", exact::\w+, \((.+?), (.+?)\)', SOURCE):
        if name in generate.UNARY or name in ("normal_quantile", "sqrt"):
            yield name, digest(name, arguments(SEED, float(low), float(high)))
    yield "pow", digest("pow", *two(SEED + 1, (0.0, 50.0), SEED + 2, 20.0))
    yield "atan2", digest("atan2", *two(SEED + 4, (-10.0, 10.0), SEED + 5, 10.0))


def main():
    lines = dict(line.split() for line in (TARGETS / "digests.txt").read_text().splitlines())
    wrong = 0
    for name, expected in computed():
        found = lines.get(f"functions/{name}")
        wrong += found != expected
        print(f"functions/{name} {expected}" + ("" if found == expected else f" but digests.txt says {found}"), flush=True)
    sys.exit(f"digests: {wrong} lines differ" if wrong else 0)


if __name__ == "__main__":
    main()
