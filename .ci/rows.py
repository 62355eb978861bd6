"""Reorders the rows of a CSV file without touching a byte of any row, and puts them back.

rows.py permute ORDER IN OUT INDEX   ORDER: shuffled, sorted or reversed; INDEX: input row of each output row
rows.py restore INDEX IN OUT         the inverse; IN has a header and one record for each line of INDEX
rows.py count IN                     records without the header
"""
import csv
import random
import sys

csv.field_size_limit(2**31 - 1)


def records(path):
    """(cells, raw text) of every record; a quoted newline does not end a record, a blank line is none."""
    # Latin-1 maps every byte to one character and back, whatever the encoding of the text.
    with open(path, encoding="latin-1", newline="") as file:
        lines = file.readlines()
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += "\n"
    found, reader, start = [], csv.reader(iter(lines), strict=True), 0
    for cells in reader:
        if cells:
            found.append((cells, "".join(lines[start:reader.line_num])))
        start = reader.line_num
    if not found:
        sys.exit(f"{path}: no header")
    return found


def write(path, rows):
    with open(path, "w", encoding="latin-1", newline="") as file:
        file.writelines(raw for _, raw in rows)


def permute(order, source, target, index):
    header, *rows = records(source)
    places = list(range(len(rows)))
    if order == "shuffled":
        random.Random(20240607).shuffle(places)
    elif order == "sorted":
        places.sort(key=lambda place: (rows[place][0], place))
    elif order == "reversed":
        places.reverse()
    else:
        sys.exit(f"unknown order {order!r}")
    write(target, [header, *(rows[place] for place in places)])
    with open(index, "w", encoding="ascii") as file:
        file.writelines(f"{place}\n" for place in places)


def restore(index, source, target):
    header, *rows = records(source)
    with open(index, encoding="ascii") as file:
        places = [int(line) for line in file]
    if len(places) != len(rows):
        sys.exit(f"{source}: {len(rows)} rows where {len(places)} were scored")
    back = [None] * len(rows)
    for row, place in zip(rows, places):
        back[place] = row
    write(target, [header, *back])


def count(source):
    print(len(records(source)) - 1)


if __name__ == "__main__":
    commands = {"permute": permute, "restore": restore, "count": count}
    if len(sys.argv) < 2 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    commands[sys.argv[1]](*sys.argv[2:])
