"""Writes the tables of src/data/unicode/ from CPython's own, and prints the digests its test expects.

Run with CPython 3.11, whose tables are those of Unicode 14.0.0. The digests come from str.lower, str.isalnum, str.isspace
and unicodedata.normalize, over every code point, and not from the tables written here.
"""
import sys
import unicodedata
from pathlib import Path

assert unicodedata.unidata_version == "14.0.0", unicodedata.unidata_version
POINTS = [c for c in range(sys.maxunicode + 1) if not 0xD800 <= c < 0xE000]
HANGUL = range(0xAC00, 0xD7A4)
SIGMA = "\u03a3"
WIDTH = 100


def plain(s):
    return "".join(c for c in unicodedata.normalize("NFKD", s) if not unicodedata.combining(c))


def final(s):
    """Whether the capital sigma at the end of s becomes a final small one."""
    return s.lower()[-1] == "\u03c2"


def is_cased(c):
    """Cased and not case-ignorable: the only kind of cased the rule of the final sigma can meet."""
    return final(chr(c) + SIGMA)


def is_ignorable(c):
    return final("a" + chr(c) + SIGMA) and not is_cased(c)


def ranges(points):
    out = []
    for c in points:
        if out and out[-1][1] == c - 1:
            out[-1][1] = c
        else:
            out.append([c, c])
    return out


def shifts(mapping):
    """(first, last, step, shift): steps of 1 or 2 over which the distance to the image is the same."""
    out = []
    for c, image in sorted(mapping.items()):
        shift = ord(image) - c
        if out:
            first, last, step, shift_before = out[-1]
            if shift == shift_before and (c - last == step or (first == last and c - last == 2)):
                out[-1] = (first, c, c - last, shift)
                continue
        out.append((c, c, 1, shift))
    return out


def quote(s):
    def one(c):
        if c in '"\\':
            return "\\" + c
        return c if c == " " or unicodedata.category(c)[0] in "LNPS" else f"\\u{{{ord(c):x}}}"

    return '"' + "".join(map(one, s)) + '"'


def array(name, kind, doc, items):
    lines, line = [], "   "
    for item in items:
        if len(line) + len(item) + 2 > WIDTH:
            lines.append(line)
            line = "   "
        line += f" {item},"
    lines.append(line)
    body = "\n".join(lines)
    return f"\n/// {doc}\npub(super) const {name}: &[{kind}] = &[\n{body}\n];\n"


def pairs(points):
    return [f"(0x{a:x}, 0x{b:x})" for a, b in ranges(points)]


def runs(mapping):
    return [f"(0x{a:x}, 0x{b:x}, {step}, {shift})" for a, b, step, shift in shifts(mapping)]


def write(name, doc, *parts):
    head = f"//! {doc} of Unicode 14.0.0, written by tests/oracle/unicode.py.\n"
    folder = Path(__file__).resolve().parents[2] / "src" / "data" / "unicode"
    (folder / name).write_text(head + "".join(parts), encoding="utf-8", newline="\n")


lower = {c: chr(c).lower() for c in POINTS if chr(c).lower() != chr(c) and len(chr(c).lower()) == 1}
stripped = {c: plain(chr(c)) for c in POINTS if c not in HANGUL and plain(chr(c)) != chr(c)}
single = {c: s for c, s in stripped.items() if len(s) == 1}
far = [(a, b) for a, b, step, _ in shifts(single) if step == 1 and b - a >= 7]
shifted = {c: s for c, s in single.items() if any(a <= c <= b for a, b in far)}
listed = []
for c, s in sorted(single.items()):
    if c in shifted:
        continue
    if listed and listed[-1][0] + len(listed[-1][1]) == c and len(listed[-1][1]) < 24:
        listed[-1][1].append(s)
    else:
        listed.append((c, [s]))

write(
    "case.rs",
    "Lower case",
    array("LOWER", "(u32, u32, u32, i32)", "First, last, step, and how far the lower-case letter is.", runs(lower)),
    array("CASED", "(u32, u32)", "Letters with a case that are not passed over around a sigma.",
          pairs(c for c in POINTS if is_cased(c))),
    array("IGNORABLE", "(u32, u32)", "What is passed over around a sigma.",
          pairs(c for c in POINTS if is_ignorable(c))),
)
write(
    "words.rs",
    "Letters and numbers",
    array("WORD", "(u32, u32)", "Letters, digits and other numbers: what `str.isalnum` of Python is true of.",
          pairs(c for c in POINTS if chr(c).isalnum())),
)
write(
    "plain.rs",
    "Compatibility decompositions without combining marks,",
    array("MARKS", "(u32, u32)", "Of which nothing is left.", pairs(c for c, s in stripped.items() if s == "")),
    array("SHIFTED", "(u32, u32, u32, i32)", "First, last, step, and how far the one character left is.",
          runs(shifted)),
    array("SINGLE", "(u32, &str)", "A first code point, and the one character left of it and of those that follow it.",
          [f"(0x{c:x}, {quote(''.join(s))})" for c, s in listed]),
    array("SEVERAL", "(u32, &str)", "A code point and the characters left of it.",
          [f"(0x{c:x}, {quote(s)})" for c, s in sorted(stripped.items()) if len(s) > 1]),
)


def digest(texts):
    """FNV-1a, 64 bits, of UTF-8 texts each ended by a byte 255."""
    h = 0xCBF29CE484222325
    for text in texts:
        for byte in text.encode() + b"\xff":
            h = (h ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"0x{h:016x}"


def folded(c):
    """What scikit-learn's strip_accents_ascii does."""
    return unicodedata.normalize("NFKD", chr(c)).encode("ascii", "ignore").decode("ascii")


print("lower", digest(chr(c).lower() for c in POINTS))
print("sigma", digest((chr(c) + SIGMA + " a" + chr(c) + SIGMA + " a" + SIGMA + chr(c) + "a").lower() for c in POINTS))
print("word", digest("1" if chr(c).isalnum() or chr(c) == "_" else "0" for c in POINTS))
print("space", digest("1" if chr(c).isspace() else "0" for c in POINTS))
print("plain", digest(plain(chr(c)) for c in POINTS))
print("ascii", digest(folded(c) for c in POINTS))
