"""Writes the constant tables of src/exact/functions/ from MPFR (pip install gmpy2).

The unit tests of the crate derive every entry again with the crate's own integers, so this
script is a convenience, not something that has to be trusted.
"""
import pathlib
import struct

import gmpy2
from gmpy2 import mpfr, mpz

gmpy2.get_context().precision = 4000
OUT = pathlib.Path(__file__).resolve().parents[2] / "src/exact/functions"
STORED = 13


def limbs(x, count=STORED):
    """Exponent and limbs, most significant first, truncated: x = 0.limbs * 2^exponent."""
    e = gmpy2.frexp(x)[0]
    n = mpz(gmpy2.floor(x * mpfr(2) ** (64 * count - e)))
    return e, [int((n >> (64 * (count - 1 - i))) & (2**64 - 1)) for i in range(count)]


def group(v):
    h = f"{v:016x}"
    return "0x" + "_".join(h[i:i + 4] for i in range(0, 16, 4))


def array(values, per_line=3):
    lines = []
    for i in range(0, len(values), per_line):
        lines.append("    " + ", ".join(group(v) for v in values[i:i + per_line]) + ",\n")
    return "[\n" + "".join(lines) + "]"


def constants():
    pi = gmpy2.const_pi()
    named = [
        ("LN_2", "ln 2", gmpy2.const_log2()),
        ("FRAC_PI_2", "π / 2", pi / 2),
        ("FRAC_2_SQRT_PI", "2 / √π", 2 / gmpy2.sqrt(pi)),
        ("FRAC_1_SQRT_2", "1 / √2", 1 / gmpy2.sqrt(mpfr(2))),
        ("SQRT_2_PI", "√(2 π)", gmpy2.sqrt(2 * pi)),
        ("LOG10_E", "1 / ln 10", 1 / gmpy2.log(mpfr(10))),
        ("LOG2_E", "1 / ln 2", 1 / gmpy2.const_log2()),
    ]
    out = ["//! Constants to 832 bits, most significant limb first, truncated; re-derived by the tests.\n",
           "//! Written by `tests/oracle/tables.py`.\n\n", "use super::wide::{STORED, Wide};\n\n"]
    for name, text, value in named:
        e, l = limbs(value)
        out.append(f"const {name}_LIMBS: [u64; STORED] = {array(l)};\n\n")
        out.append(f"/// {text}.\npub(super) const fn {name.lower()}<const N: usize>() -> Wide<N> {{\n"
                   f"    Wide::constant({e}, &{name}_LIMBS)\n}}\n\n")
    n = 32
    t = mpz(gmpy2.floor(2 / pi * mpfr(2) ** (64 * n)))
    l = [int((t >> (64 * (n - 1 - i))) & (2**64 - 1)) for i in range(n)]
    out.append(f"/// The first {64*n} fraction bits of 2 / π, for the reduction of huge angles.\n"
               f"pub(super) const FRAC_2_PI: [u64; {n}] = {array(l)};\n")
    (OUT / "constants.rs").write_text("".join(out))


def bits(x):
    return struct.unpack("<Q", struct.pack("<d", x))[0]


def pair(x):
    """x as a double of 26 bits and the double nearest to what is left."""
    high = struct.unpack("<d", struct.pack("<Q", bits(float(x)) & ~((1 << 27) - 1)))[0]
    return [bits(high), bits(float(x - mpfr(high)))]


def arcsine(a):
    """(1 - a²)(n + 1)(n + 2) c[n + 2] = a (n + 1)(2n + 1) c[n + 1] + n² c[n], from (1 - x²) y'' = x y'."""
    c = [gmpy2.asin(a), 1 / gmpy2.sqrt(1 - a * a)]
    for n in range(8):
        c.append((a * (n + 1) * (2 * n + 1) * c[n + 1] + n * n * c[n]) / ((1 - a * a) * (n + 1) * (n + 2)))
    return pair(c[0]) + pair(c[1]) + [bits(float(v)) for v in c[2:]]


def table(file, text, name, rows):
    width = len(rows[0])
    out = [f"//! {text}\n", "//! Bits of doubles; re-derived by the tests. Written by `tests/oracle/tables.py`.\n\n",
           f"pub(super) const {name}: [[u64; {width}]; {len(rows)}] = [\n"]
    for row in rows:
        out.append("    [" + ", ".join(group(v) for v in row) + "],\n")
    out.append("];\n")
    (OUT / file).write_text("".join(out))


def tables():
    table("exp_table.rs", "`2^(j/128)` as 26 bits and the rest.", "POWERS",
          [pair(mpfr(2) ** (mpfr(j) / 128)) for j in range(128)])
    rows = []
    for i in range(256):
        middle = (1 + mpfr(2 * i + 1) / 512) / (2 if i >= 106 else 1)
        c = 1.0 if i in (0, 255) else float(gmpy2.rint(2048 / middle)) / 2048
        value = -gmpy2.log(mpfr(c)) if c != 1 else mpfr(0)
        high = gmpy2.rint(value * 2**42) / 2**42
        rows.append([bits(c), bits(float(high)), bits(float(value - high))])
    table("ln_table.rs", "`c` near the reciprocal of the i-th interval, `-ln c` to 42 fraction bits, the rest.", "LOGS", rows)
    table("trig_table.rs", "`sin(j/64)` and `cos(j/64)`, each as 26 bits and the rest.", "TURNS",
          [pair(gmpy2.sin(mpfr(j) / 64)) + pair(gmpy2.cos(mpfr(j) / 64)) for j in range(52)])
    table("arc_table.rs", "`arctan(j/64)` as 26 bits and the rest.", "ARCS",
          [pair(gmpy2.atan(mpfr(j) / 64)) for j in range(65)])
    table("asin_table.rs", "Taylor's coefficients of the arcsine about `j/128`, three rows each, the first two as 26 bits and the rest.",
          "ARCSINES", [row for j in range(65) for row in zip(*[iter(arcsine(mpfr(j) / 128))] * 4)])
    slope = 2 / gmpy2.sqrt(gmpy2.const_pi())
    table("erf_table.rs", "`erf(j/64)` and its derivative, each as 26 bits and the rest.", "ERFS",
          [pair(gmpy2.erf(mpfr(j) / 64)) + pair(slope * gmpy2.exp(-(mpfr(j) / 64) ** 2)) for j in range(385)])


if __name__ == "__main__":
    constants()
    tables()
