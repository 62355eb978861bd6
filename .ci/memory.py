"""Scores a generated file far larger than what may be held, and bounds the peak memory of the job.

memory.py SCORE MODEL HEADER_AND_ROWS.csv [--rows N] [--limit MIB]

The rows of the given file are repeated until there are N (default 300,000), as CSV and as JSON lines. The peak is
the largest resident set of the scoring process; it must stay under the limit (default 64 MiB) and must not follow
the number of rows: a tenth of them may save at most 16 MiB.
"""
import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile

arguments = argparse.ArgumentParser()
arguments.add_argument("score")
arguments.add_argument("model")
arguments.add_argument("rows_file")
arguments.add_argument("--rows", type=int, default=300_000)
arguments.add_argument("--limit", type=int, default=64)
asked = arguments.parse_args()


def peak_mib(command):
    """Runs the command and gives its own largest resident set, in MiB."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"memory: {command} ended with {os.waitstatus_to_exitcode(status)}")
    return usage.ru_maxrss / 1024


def repeated(lines, count):
    for at in range(count):
        yield lines[at % len(lines)]


with open(asked.rows_file, encoding="utf-8", newline="") as file:
    header, *records = csv.reader(file)


def quoted(cells):
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n"


def number(text):
    try:
        return json.dumps(int(text))
    except ValueError:
        pass
    try:
        float(text)
        return text
    except ValueError:
        return json.dumps(text)


def as_json(cells):
    fields = (f"{json.dumps(name)}: {number(cell)}" for name, cell in zip(header, cells) if cell)
    return "{" + ", ".join(fields) + "}\n"


forms = {
    "csv": (quoted(header), [quoted(cells) for cells in records]),
    "jsonl": ("", [as_json(cells) for cells in records]),
}
failed = False
print(f"{'form':6} {'rows':>9} {'input MiB':>10} {'peak MiB':>9}")
with tempfile.TemporaryDirectory() as folder:
    for form, (head, lines) in forms.items():
        peaks = []
        for count in (asked.rows // 10, asked.rows):
            source, out = os.path.join(folder, f"rows.{form}"), os.path.join(folder, "out.csv")
            with open(source, "w", encoding="utf-8", newline="") as file:
                file.write(head)
                file.writelines(repeated(lines, count))
            command = [asked.score, "--model", asked.model, "--input", source, "--out", out, "--bits", "--threads", "2"]
            peaks.append(peak_mib(command))
            with open(out, encoding="utf-8") as file:
                scored = sum(1 for _ in file) - 1
            size = os.path.getsize(source) / 2**20
            print(f"{form:6} {count:9} {size:10.1f} {peaks[-1]:9.1f}")
            if scored != count:
                print(f"memory: {scored} lines for {count} rows", file=sys.stderr)
                failed = True
        if peaks[1] > asked.limit:
            print(f"memory: {peaks[1]:.1f} MiB, more than {asked.limit}", file=sys.stderr)
            failed = True
        if peaks[1] - peaks[0] > 16:
            print(f"memory: grows with the rows, {peaks[0]:.1f} to {peaks[1]:.1f} MiB", file=sys.stderr)
            failed = True
sys.exit(1 if failed else 0)
