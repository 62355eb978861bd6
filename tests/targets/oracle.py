"""Computes lines of digests.txt without floating point: integers, and Python's decimal conversions.

python3 tests/targets/oracle.py [digests.txt]: checks arithmetic/, casts/, single/ and text/ lines, so that
the expected digests of the elementary operations come from IEEE 754 and not from a machine that we trust.
The other lines are compared with their oracles elsewhere (tests/oracle, the tests of each module).
"""
import math
import pathlib
import re
import struct
import sys
from fractions import Fraction

MASK = 2**64 - 1
NAN, INF, SIGN = 0x7FF8 << 48, 0x7FF0 << 48, 1 << 63
HERE = pathlib.Path(__file__).parent


class Source:
    """SplitMix64."""

    def __init__(self, seed):
        self.state = seed & MASK

    def bits(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
        return z ^ (z >> 31)

    def below(self, bound):
        return self.bits() % bound

    def float(self, low, high):
        exponent = low + self.below(high - low + 1)
        return (self.bits() & 0x800FFFFFFFFFFFFF) | exponent << 52


def specials():
    text = (HERE / "src/inputs.rs").read_text()
    table = text[text.index("SPECIALS") : text.index("];", text.index("SPECIALS"))]
    return [int(found.replace("_", ""), 16) for found in re.findall(r"0x([0-9a-f_]+)", table)]


def floats(seed, count):
    source, values = Source(seed), specials()
    while len(values) < count:
        turn = len(values) % 6
        if turn == 0:
            value = source.bits()
        elif turn in (1, 2):
            value = source.float(1023 - 20, 1023 + 20)
        elif turn == 3:
            value = source.float(0, 0)
        elif turn == 4:
            value = source.float(1023 - 30, 1023 + 30) & 0xFFFFFFFFE0000000
        else:
            whole = source.below(1 << 22) - (1 << 21)
            value = encode(whole < 0, abs(whole), -1)
        values.append(value)
    return values


def pairs(seed, count):
    grid = [(a, b) for a in specials() for b in specials()]
    lists = zip(floats(seed, count), floats(seed ^ 0xA5A5A5A5A5A5A5A5, count))
    return grid + [(a, a if index % 97 == 0 else b) for index, (a, b) in enumerate(lists)]


# ---- binary64 and binary32 in integers (both held as binary64 patterns) ----


def decode(bits):
    """(negative, n, e) with |x| = n * 2**e."""
    exponent, fraction = bits >> 52 & 0x7FF, bits & (1 << 52) - 1
    return bits >> 63, fraction | (1 << 52 if exponent else 0), max(exponent, 1) - 1075


def is_nan(bits):
    return bits & ~SIGN > INF


def is_inf(bits):
    return bits & ~SIGN == INF


def is_zero(bits):
    return bits & ~SIGN == 0


def encode(negative, n, e, precision=53, largest=1023):
    """n * 2**e rounded once, to nearest with ties to even; an inexact n ends in a sticky bit."""
    sign = SIGN if negative else 0
    if n == 0:
        return sign
    ulp = max(e + n.bit_length() - 1, 1 - largest) - (precision - 1)
    shift = ulp - e
    if shift > 0:
        rest, half = n & (1 << shift) - 1, 1 << shift - 1
        n >>= shift
        n += rest > half or (rest == half and n & 1)
    else:
        n <<= -shift
    if n == 0:
        return sign
    top = ulp + n.bit_length() - 1
    if top > largest:
        return sign | INF
    if top < -1022:
        return sign | n  # a binary64 subnormal: ulp is 2**-1074
    n = n << 53 - n.bit_length() if n.bit_length() <= 53 else n >> n.bit_length() - 53
    return sign | top + 1023 << 52 | n & (1 << 52) - 1


class Format:
    def __init__(self, precision, largest):
        self.precision, self.largest = precision, largest

    def round(self, negative, n, e):
        return encode(negative, n, e, self.precision, self.largest)

    def from_double(self, bits):
        if is_nan(bits):
            return NAN
        return bits if is_inf(bits) else self.round(*decode(bits))

    def add(self, a, b):
        if is_nan(a) or is_nan(b) or (is_inf(a) and is_inf(b) and a != b):
            return NAN
        if is_inf(a) or is_inf(b):
            return a if is_inf(a) else b
        (s, m, d), (t, n, e) = decode(a), decode(b)
        low = min(d, e)
        total = (-m if s else m) * (1 << d - low) + (-n if t else n) * (1 << e - low)
        if total == 0:
            return SIGN if s and t and is_zero(a) else 0
        return self.round(total < 0, abs(total), low)

    def subtract(self, a, b):
        return self.add(a, b ^ SIGN)

    def multiply(self, a, b):
        if is_nan(a) or is_nan(b) or (is_inf(a) and is_zero(b)) or (is_zero(a) and is_inf(b)):
            return NAN
        sign = (a ^ b) >> 63
        if is_inf(a) or is_inf(b):
            return sign << 63 | INF
        (_, m, d), (_, n, e) = decode(a), decode(b)
        return self.round(sign, m * n, d + e)

    def divide(self, a, b):
        if is_nan(a) or is_nan(b) or (is_inf(a) and is_inf(b)) or (is_zero(a) and is_zero(b)):
            return NAN
        sign = (a ^ b) >> 63
        if is_inf(a) or is_zero(b):
            return sign << 63 | INF
        if is_inf(b):
            return sign << 63
        (_, m, d), (_, n, e) = decode(a), decode(b)
        quotient, rest = divmod(m << 120, n)
        return self.round(sign, quotient << 1 | (rest != 0), d - e - 121)

    def sqrt(self, a):
        if is_nan(a) or (a >> 63 and not is_zero(a)):
            return NAN
        if is_inf(a) or is_zero(a):
            return a
        _, n, e = decode(a)
        shift = 140 + (e & 1)
        root = math.isqrt(n << shift)
        return self.round(0, root << 1 | (root * root != n << shift), (e - shift) // 2 - 1)


double, single = Format(53, 1023), Format(24, 127)


def remainder(a, b):
    if is_nan(a) or is_nan(b) or is_inf(a) or is_zero(b):
        return NAN
    if is_inf(b):
        return a
    (s, m, d), (_, n, e) = decode(a), decode(b)
    low = min(d, e)
    return encode(s, (m << d - low) % (n << e - low), low)


def whole(direction):
    """floor, ceil and so on; a zero keeps the sign of the argument."""

    def function(bits):
        if is_nan(bits) or is_inf(bits):
            return NAN if is_nan(bits) else bits
        s, n, e = decode(bits)
        if e >= 0:
            return bits
        if e < -1100:
            raise AssertionError("exponent")
        n, rest, half = n >> -e, n & (1 << -e) - 1, 1 << -e - 1
        up = {
            "floor": s and rest,
            "ceil": not s and rest,
            "trunc": False,
            "round": rest >= half,
            "round-ties-even": rest > half or (rest == half and n & 1),
        }[direction]
        return encode(s, n + bool(up), 0)

    return function


def to_integer(low, high):
    def function(bits):
        if is_nan(bits):
            return 0
        if is_inf(bits):
            return low if bits >> 63 else high
        s, n, e = decode(bits)
        n = n << e if e >= 0 else n >> -e
        return min(max(-n if s else n, low), high)

    return function


def from_integer(n, form=double):
    return form.round(n < 0, abs(n), 0)


def signed(n, bits):
    return n - (1 << bits) if n >> bits - 1 else n


def square(bits):
    return bits * (bits | 1) & (1 << 128) - 1


# ---- digests ----


def digest(data):
    state = 0xCBF29CE484222325
    for byte in data:
        state = (state ^ byte) * 0x100000001B3 & MASK
    return f"{state:016x}"


def words(values):
    return digest(b"".join((value & MASK).to_bytes(8, "little") for value in values))


def of_floats(values):
    return words(NAN if is_nan(value) else value for value in values)


def texts(values):
    return digest(b"".join(len(text).to_bytes(8, "little") + text.encode() for text in values))


def count_in(file):
    found = re.search(r"const COUNT: usize = ([0-9_]+)", (HERE / "src" / file).read_text())
    return int(found[1].replace("_", ""))


def arithmetic():
    count, seed = count_in("arithmetic.rs"), 20_260_101
    both = pairs(seed, count)
    d = double
    yield "arithmetic/add", of_floats(d.add(a, b) for a, b in both)
    yield "arithmetic/subtract", of_floats(d.subtract(a, b) for a, b in both)
    yield "arithmetic/multiply", of_floats(d.multiply(a, b) for a, b in both)
    yield "arithmetic/divide", of_floats(d.divide(a, b) for a, b in both)
    yield "arithmetic/remainder", of_floats(remainder(a, b) for a, b in both)
    yield "arithmetic/multiply-add", of_floats(d.add(d.multiply(a, b), a) for a, b in both)
    yield "arithmetic/multiply-subtract", of_floats(
        d.subtract(d.multiply(a, b), d.multiply(b, b)) for a, b in both
    )
    values = floats(seed + 1, count)
    yield "arithmetic/sqrt", of_floats(d.sqrt(x & ~SIGN) for x in values)
    yield "arithmetic/sqrt-negative", of_floats(d.sqrt(x ^ SIGN) for x in values)
    for name in ("floor", "ceil", "trunc", "round", "round-ties-even"):
        yield f"arithmetic/{name}", of_floats(map(whole(name), values))
    values = floats(seed + 2, count)
    yield "casts/f64-to-i64", words(map(to_integer(-(2**63), 2**63 - 1), values))
    yield "casts/f64-to-u64", words(map(to_integer(0, 2**64 - 1), values))
    yield "casts/f64-to-i32", words(map(to_integer(-(2**31), 2**31 - 1), values))
    yield "casts/f64-to-u8", words(map(to_integer(0, 255), values))
    wide = list(map(to_integer(-(2**127), 2**127 - 1), values))
    yield "casts/f64-to-i128", words(part for n in wide for part in (n, n >> 64))
    yield "casts/f64-to-f32", of_floats(map(single.from_double, values))
    yield "casts/i64-to-f64", of_floats(from_integer(signed(x, 64)) for x in values)
    yield "casts/u64-to-f64", of_floats(from_integer(x) for x in values)
    yield "casts/i64-to-f32", of_floats(from_integer(signed(x, 64), single) for x in values)
    yield "casts/u128-to-f64", of_floats(from_integer(square(x)) for x in values)
    negative = (signed(-square(x) & (1 << 128) - 1, 128) for x in values)
    yield "casts/i128-to-f64", of_floats(map(from_integer, negative))
    both = [(single.from_double(a), single.from_double(b)) for a, b in pairs(seed + 3, count)]
    for name in ("add", "subtract", "multiply", "divide"):
        operation = getattr(single, name)
        yield f"single/{name}", of_floats(operation(a, b) for a, b in both)
    yield "single/multiply-add", of_floats(single.add(single.multiply(a, b), a) for a, b in both)
    yield "single/sqrt", of_floats(single.sqrt(a & ~SIGN) for a, _ in both)


def value(bits):
    return struct.unpack("<d", struct.pack("<Q", bits))[0]


def scientific(text):
    """Python's 1.5e+07, 15000000.0 or inf as Rust writes it: 1.5e7."""
    if "inf" in text:
        return text
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    mantissa, _, exponent = text.partition("e")
    whole_part, _, fraction = mantissa.partition(".")
    exponent = int(exponent or 0) + len(whole_part) - 1
    digits = whole_part + fraction
    kept = digits.lstrip("0")
    if not kept.strip("0"):
        return sign + "0e0"
    exponent -= len(digits) - len(kept)
    kept = kept.rstrip("0")
    return f"{sign}{kept[0]}{'.' + kept[1:] if kept[1:] else ''}e{exponent}"


def shortest(x):
    """The shortest digits that read back as x; of two equally near, Rust takes the larger, Python the even."""
    text = scientific(repr(x))
    if "inf" in text or x == 0:
        return text
    mantissa, _, exponent = text.lstrip("-").partition("e")
    digits = mantissa.replace(".", "")
    unit = Fraction(10) ** (int(exponent) - len(digits) + 1)
    if 2 * abs(Fraction(x)) != (2 * int(digits) + 1) * unit:
        return text
    larger = scientific(f"{int(digits) + 1}e{int(exponent) - len(digits) + 1}")
    return ("-" if x < 0 else "") + larger if float(larger) == abs(x) else text


def plain(text):
    """The same digits without an exponent."""
    if "inf" in text:
        return text
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    mantissa, _, exponent = text.partition("e")
    digits, exponent = mantissa.replace(".", ""), int(exponent)
    if exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{digits}"
    digits = digits.ljust(exponent + 1, "0")
    fraction = digits[exponent + 1 :]
    return sign + digits[: exponent + 1] + ("." + fraction if fraction else "")


def decimal(source):
    text = "-" if source.below(2) == 1 else ""
    digits = 1 + source.below(30)
    point = source.below(digits + 1)
    for index in range(digits):
        text += ("." if index == point else "") + str(source.below(10))
    return f"{text}e{source.below(700) - 360}"


def parsed(text):
    """Rounded from the exact fraction."""
    mantissa, _, exponent = text.lstrip("-").partition("e")
    whole_part, _, fraction = mantissa.partition(".")
    exact = Fraction(int(whole_part + fraction or "0")) * Fraction(10) ** (int(exponent) - len(fraction))
    shift = 1200 + exact.denominator.bit_length()
    quotient, rest = divmod(exact.numerator << shift, exact.denominator)
    return encode(text.startswith("-"), quotient << 1 | (rest != 0), -shift - 1)


def text():
    count, seed = count_in("text.rs"), 20_260_201
    values = [value(bits) for bits in floats(seed, count) if not is_nan(bits)]
    yield "text/print-shortest", texts(map(shortest, values))
    yield "text/print-plain", texts(plain(shortest(x)) for x in values)
    yield "text/print-fixed", texts(f"{x:.6f}" for x in values if abs(x) < 1e15)
    precise = (f"{x:.16e}".split("e") for x in values if math.isfinite(x))
    yield "text/print-17-digits", texts(f"{digits}e{int(exponent)}" for digits, exponent in precise)
    source = Source(seed + 1)
    yield "text/parse", of_floats(parsed(decimal(source)) for _ in range(count))
    yield "text/round-trip-failures", digest(b"")


def main():
    path = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "digests.txt"
    lines = dict(line.split() for line in path.read_text().splitlines())
    claimed = {name for name in lines if name.split("/")[0] in ("arithmetic", "casts", "single", "text")}
    wrong = 0
    for part in (arithmetic, text):
        for name, expected in part():
            claimed.discard(name)
            if lines.get(name) != expected:
                wrong += 1
                print(f"{name}: IEEE 754 says {expected}, {path.name} says {lines.get(name)}")
    for name in sorted(claimed):
        print(f"{name}: not computed here")
    if wrong or claimed:
        sys.exit(f"oracle: {wrong} lines differ, {len(claimed)} unknown")
    print("oracle: every elementary line agrees")


if __name__ == "__main__":
    main()
