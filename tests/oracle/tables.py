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


if __name__ == "__main__":
    constants()
