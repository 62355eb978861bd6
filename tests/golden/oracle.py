"""A second reader of artifacts, written from src/guide/format.md and the docs of the stages alone.

    oracle.py [FOLDER...]     default: titanic_logistic and smallest beside this file

Reads the bytes (envelope, header, sections, values, witness) without the crate, checks every MUST it meets,
computes the pipeline on the raw rows of input.csv, and compares each output bit with expected.csv, then does the
same for the witness inside the file, stage by stage. Nothing but Python's standard library: its + - * / are
IEEE 754 doubles, and exp comes from 60 decimal digits, rounded once.
"""
import csv
import decimal
import hashlib
import json
import math
import struct
import sys
from pathlib import Path

NAN = 0x7FF8000000000000
WIDE = decimal.Context(prec=60, Emax=10**9, Emin=-(10**9))


def must(holds, what):
    if not holds:
        raise SystemExit(f"oracle: {what}")


# ---- the format ------------------------------------------------------------------------------------


class Real:
    """A lone number of the header: its bits."""

    def __init__(self, hexadecimal):
        must(len(hexadecimal) == 16 and hexadecimal == hexadecimal.lower(), f"bits {hexadecimal}")
        self.value = real(int(hexadecimal, 16))


def real(bits):
    return struct.unpack("<d", struct.pack("<Q", bits))[0]


def bits(x):
    return NAN if math.isnan(x) else struct.unpack("<Q", struct.pack("<d", x))[0]


def array(entry, data):
    """One section: its values, and how many bytes it takes up."""
    form, count = entry["form"], entry["count"]
    must(count > 0, "an empty section")
    letters = {"f64": "d", "i64": "q", "u64": "Q", "f32": "f", "u32": "I"}
    if form in letters:
        length = count * struct.calcsize("<" + letters[form])
        values = list(struct.unpack(f"<{count}{letters[form]}", data[:length]))
    elif form == "bool":
        length = count
        must(all(byte < 2 for byte in data[:length]), "a boolean")
        values = [byte == 1 for byte in data[:length]]
    else:
        must(form == "utf8", f"form {form}")
        length = 8 * count + entry["bytes"]
        ends = struct.unpack(f"<{count}Q", data[: 8 * count])
        text = data[8 * count : length]
        values = [text[start:end].decode() for start, end in zip((0, *ends), ends)]
        must(ends[-1] == entry["bytes"], "text that belongs to nothing")
    padded = (length + 7) // 8 * 8
    must(data[length:padded] == bytes(padded - length), "padding")
    return values, padded


def distinct(pairs):
    names = [name for name, _ in pairs]
    must(names == sorted(set(names), key=str.encode), "names sorted and distinct")
    return dict(pairs)


def canonical(value):
    """The one spelling of a header."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{canonical(name)}:{canonical(v)}" for name, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, str):
        escape = {'"': '\\"', "\\": "\\\\"}
        one = lambda c: escape.get(c) or (f"\\u{ord(c):04x}" if ord(c) < 0x20 else c)
        return '"' + "".join(map(one, value)) + '"'
    return {None: "null", True: "true", False: "false"}[value] if value is None or isinstance(value, bool) else str(value)


def read(data):
    """The body of an artifact, sections in their places."""
    must(data[:8] == b"\x89STDF\r\n\x1a", "magic")
    version, reserved, total, length = struct.unpack("<IIQQ", data[8:32])
    must((version, reserved, total) == (1, 0, len(data)), "version, reserved, length")
    must(hashlib.sha256(data[:-32]).digest() == data[-32:], "digest")
    text = data[32 : 32 + length].decode()
    header = json.loads(text, object_pairs_hook=distinct)
    must(canonical(header) == text, "canonical header")
    must(list(header) == ["body", "sections"], "body and sections")
    at = (32 + length + 7) // 8 * 8
    must(data[32 + length : at] == bytes(at - 32 - length), "padding of the header")
    arrays = []
    for entry in header["sections"]:
        values, taken = array(entry, data[at:-32])
        arrays.append(values)
        at += taken
    must(at == len(data) - 32, "no holes")
    used = []

    def place(value):
        if isinstance(value, dict):
            if list(value) == ["$"]:
                used.append(value["$"])
                return arrays[value["$"]]
            return {name: place(v) for name, v in value.items()}
        return [place(v) for v in value] if isinstance(value, list) else value

    body = place(header["body"])
    must(used == list(range(len(arrays))), "every section once, in order")
    return body


# ---- the arithmetic --------------------------------------------------------------------------------


def exp(x):
    """The double nearest to e^x, for the x at hand."""
    if x > 709.79:
        return math.inf
    return float(WIDE.exp(decimal.Decimal(x)))


def add(terms):
    """Term i to lane i mod 8; the lanes in a fixed tree."""
    lanes = [0.0] * 8
    for at, term in enumerate(terms):
        lanes[at % 8] += term
    a, b, c, d, e, f, g, h = lanes
    return ((a + e) + (c + g)) + ((b + f) + (d + h))


def logistic(x):
    return exp(x) if x < -708.0 else 1.0 / (1.0 + exp(-x))


# ---- the stages ------------------------------------------------------------------------------------
# A row is a dict in column order. A missing value is None.


class Refused(Exception):
    pass


def number(x):
    return math.nan if x is None else float(x)


def impute(row, params, state):
    out = {name: x for name, x in row.items() if name not in state["dropped"]}
    for name, fill in zip(state["columns"], state["fills"]):
        ((form, value),) = fill.items()
        fill = Real(value).value if form == "Real" else value
        if form == "Real":
            # A column filled with a real becomes real.
            out[name] = fill if row[name] is None else float(row[name])
        elif row[name] is None:
            out[name] = fill
    out.update({f"missingindicator_{name}": row[name] is None for name in state["marked"]})
    return out


def group_rare(row, params, state):
    for name, kept in zip(state["columns"], state["kept"]):
        if row[name] is not None and row[name] not in kept:
            row[name] = params["name"]
    return row


def winsorize(row, params, state):
    for at, name in enumerate(state["columns"]):
        if row[name] is not None:
            low, high, x = state["left"][at], state["right"][at], float(row[name])
            row[name] = low if x < low else high if x > high else x
    return row


def one_hot(row, params, state):
    indicators = {}
    for name, coded in zip(state["columns"], state["encoded"]):
        ((_, levels),) = coded["levels"].items()
        x = row.pop(name)
        if x is None:
            chosen = coded["missing"]
        elif x in levels:
            chosen = coded["indicators"][levels.index(x)]
        else:
            chosen = coded["unknown"]
        if chosen is None:
            raise Refused(f"encode.one_hot/{name}")
        indicators.update({name: float(at == chosen) for at, name in enumerate(coded["names"])})
    return {**row, **indicators}


def standard(row, params, state):
    for name, mean, scale in zip(state["columns"], state["mean"], state["scale"]):
        x = (number(row[name]) - mean) / scale
        row[name] = None if math.isnan(x) else x
    return row


def by_variance(row, params, state):
    threshold = Real(params["threshold"]).value
    dropped = {n for n, variance in zip(state["columns"], state["variance"]) if not variance > threshold}
    return {name: x for name, x in row.items() if name not in dropped}


def by_correlation(row, params, state):
    dropped = {name for at, name in enumerate(state["columns"]) if state["kept"][at] != at}
    return {name: x for name, x in row.items() if name not in dropped}


def assemble(row, params, state):
    cells = {name: number(row[name]) for name in state["columns"]}
    for name, x in cells.items():
        if (math.isnan(x) and not params["allow_missing"]) or (math.isinf(x) and not params["allow_infinite"]):
            raise Refused(f"assemble/{name}")
    return cells


def two_classes(row, params, state):
    must(len(state["present"]) == len(state["classes"]) == 2, "two classes")
    score = add(row[name] * w for name, w in zip(state["columns"], state["coefficients"])) + state["intercepts"][0]
    second = logistic(score)
    return dict(zip(state["classes"], [1.0 - second, second]))


LEAVES = {
    "impute": impute,
    "group_rare": group_rare,
    "winsorize": winsorize,
    "encode.one_hot": one_hot,
    "scale.standard": standard,
    "select.variance": by_variance,
    "select.correlation": by_correlation,
    "assemble": assemble,
    "model.logistic": two_classes,
}


def run(stages, row, prefix, seen):
    """The row after a chain; what each stage gave goes to `seen`, under its place and kind."""
    for at, stage in enumerate(stages, 1):
        kind, state, place = stage["kind"], stage["state"], f"{prefix}{at}"
        if kind == "on":
            chosen = state["chosen"]
            inner = run(stage["branches"][0], {name: row[name] for name in chosen}, f"{place}.", seen)
            # A kept name keeps its place, new ones come last.
            kept = {name: inner.get(name, x) for name, x in row.items() if name not in chosen or name in inner}
            row = {**kept, **{name: x for name, x in inner.items() if name not in kept}}
        else:
            row = LEAVES[kind](dict(row), stage["params"], state)
        seen[f"{place} `{kind}`"] = row
    return row


# ---- the comparison --------------------------------------------------------------------------------


def cell(x):
    """A cell of the witness."""
    if x is None:
        return NAN
    if isinstance(x, str):
        return int.from_bytes(hashlib.sha256(x.encode()).digest()[:8], "big")
    if isinstance(x, float):
        return bits(x)
    return int(x) % 2**64


def typed(text, column_type):
    if text == "":
        return None
    return {"Real": float, "Integer": int, "Text": str}[column_type](text)


def expected_rows(body, folder):
    """Every row of expected.csv against this reader."""
    fields = [(field["name"], field["column_type"]) for field in body["about"]["schema"]["fields"]]
    with open(folder / "input.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with open(folder / "expected.csv", newline="", encoding="utf-8") as file:
        expected = list(csv.DictReader(file))
    must(len(rows) == len(expected), "as many rows as answers")
    compared = 0
    for at, (row, answer) in enumerate(zip(rows, expected)):
        row = {name: typed(row[name], column_type) for name, column_type in fields}
        try:
            out = run(body["pipeline"], row, "", {})
        except Refused as reason:
            must(answer["outcome"] == f"refused: {reason}", f"{folder.name}: row {at}: {reason}, not {answer['outcome']}")
            continue
        must(answer["outcome"] == "ok", f"{folder.name}: row {at} is answered, not {answer['outcome']}")
        for name, x in out.items():
            column = f"output probability_{name}" if "output label" in answer else f"output {name}"
            found = f"{bits(number(x)):016x}"
            must(found == answer[column], f"{folder.name}: row {at}, {column}: {found}, not {answer[column]}")
            compared += 1
        if "output label" in answer:
            label = max(out, key=lambda name: (out[name], -list(out).index(name)))
            must(label == answer["output label"], f"{folder.name}: row {at}: label {label}")
    return len(rows), compared


def witness_rows(body, folder):
    """Every cell and digest of the witness against this reader."""
    witness = body["about"]["witness"]
    columns = {}
    for column in witness["rows"]["columns"]:
        ((form, cells),) = column["cells"].items()
        if form == "Real":
            values = [None if math.isnan(x) else x for x in cells]
        elif form == "Text":
            values = [None if code == 2**32 - 1 else cells["levels"][code] for code in cells["codes"]]
        else:
            values = [x if there else None for x, there in zip(cells["values"], cells["present"])]
        columns[column["name"]] = values
    refused, seen = [], []
    for at in range(witness["rows"]["rows"]):
        row = {name: values[at] for name, values in columns.items()}
        stages = {"input": dict(row)}
        try:
            run(body["pipeline"], row, "", stages)
            seen.append(stages)
        except Refused as reason:
            refused.append([at, *str(reason).split("/")])
    must(refused == witness["refused"], f"{folder.name}: refused {refused}, not {witness['refused']}")
    compared = 0
    must([s["stage"] for s in witness["stages"]] == list(seen[0]), f"{folder.name}: stages of the witness")
    for stage in witness["stages"]:
        given = [stages[stage["stage"]] for stages in seen]
        digest = hashlib.sha256()
        found = {name: [cell(row[name]) for row in given] for name in given[0]}
        for name, cells in found.items():
            digest.update(struct.pack("<Q", len(name.encode())) + name.encode())
            digest.update(struct.pack(f"<Q{len(cells)}Q", len(cells), *cells))
        for name, cells in stage["columns"]:
            must(found[name] == cells, f"{folder.name}: {stage['stage']}, column {name}")
            compared += len(cells)
        must(digest.hexdigest() == stage["digest"], f"{folder.name}: digest of {stage['stage']}")
    return witness["rows"]["rows"], compared


def main():
    here = Path(__file__).parent
    folders = [Path(name) for name in sys.argv[1:]] or [here / "titanic_logistic", here / "smallest"]
    for folder in folders:
        body = read((folder / "model.steadfast").read_bytes())
        rows, compared = expected_rows(body, folder)
        witnesses, cells = witness_rows(body, folder)
        print(f"{folder.name}: {rows} rows, {compared} numbers; witness: {witnesses} rows, {cells} cells: the same bits")
    # What is not computed here is still read.
    others = [path for path in sorted(here.glob("*/model.steadfast")) if path.parent not in folders]
    for path in others:
        must(list(read(path.read_bytes())) == ["about", "pipeline"], f"{path}: about and pipeline")
    print(f"{len(others)} more artifacts read: envelope, header, sections and digest")


if __name__ == "__main__":
    main()
