"""Sets our stages beside the peers' transformers, on one machine, one thread, the same data.

    python benches/peers/compare.py [--rounds 3] [--only prefix,prefix] [--repeats 7] [--json FILE]

Each round runs `transformers.py` and then `cargo bench --bench stages`, so that a machine that slows
down slows both. The time of a stage is the median over the rounds of each round's median. Printed is a
table in millions of cells a second; the ratio is the peer's time over ours, and `<` marks those below 1:
there the peer is faster. Our data are held against the peers', bit by bit, before anything is timed.

Run it with the Python that has the peers, on a machine that does nothing else.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
OURS = {"fit": "fit", "transform": "apply", "fit_transform": "fit_apply"}
# Two peers, or two algorithms of one, for what is one stage of ours on the same data.
TWINS = {
    "impute.fe_median": "impute.median",
    "impute.fe_most_frequent.text": "impute.most_frequent.text",
    "encode.one_hot.fe": "encode.one_hot",
    "reduce.pca.auto": "reduce.pca",
    "reduce.svd.randomized": "reduce.svd",
}


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def peers(only, repeats):
    """{(stage, operation): (seconds, cells)}, and the line about the environment."""
    command = [sys.executable, HERE / "transformers.py", "--only", ",".join(only), "--repeats", str(repeats)]
    lines = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    found, environment = {}, {}
    for line in (json.loads(line) for line in lines if line.startswith("{")):
        if "stage" in line:
            found[line["stage"], line["op"]] = line["seconds"], line["cells"]
        else:
            environment = line["environment"]
    return found, environment


def ours(only, data, profile):
    """The same of ours, read from what criterion leaves; its operations have other names."""
    wanted = [prefix.replace(".", r"\.") for prefix in only]
    wanted += [ours.replace(".", r"\.") for peer, ours in TWINS.items() if peer.startswith(tuple(only))]
    pattern = f"^(fit|apply|fit_apply)/({'|'.join(wanted)})" if only else "^(fit|apply|fit_apply)/"
    command = ["cargo", "bench", "--profile", profile, "--no-default-features", "--bench", "stages", "--", pattern]
    operations = {name: operation for operation, name in OURS.items()}
    found = {}
    with tempfile.TemporaryDirectory() as home:
        extra = {"CRITERION_HOME": home, "STEADFAST_PEER_DATA": str(data)}
        # What is timed goes to the terminal of who waits, the table alone to standard output.
        subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, **extra}, stdout=sys.stderr)
        for about in pathlib.Path(home).glob("**/new/benchmark.json"):
            bench = json.loads(about.read_text())
            estimates = json.loads((about.parent / "estimates.json").read_text())
            seconds = estimates["median"]["point_estimate"] / 1e9
            stage = bench["function_id"] or bench["value_str"]
            key = stage, operations[bench["group_id"]]
            found[key] = seconds, bench["throughput"]["Elements"]
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="prefixes of the stages to time")
    parser.add_argument("--repeats", type=int, default=7, help="runs of a peer in a round")
    parser.add_argument("--profile", default="bench", help="cargo's; any other than `bench` is to try this out")
    parser.add_argument("--json", metavar="FILE", help="write every round there too")
    arguments = parser.parse_args()
    only = [prefix for prefix in arguments.only.split(",") if prefix]

    rounds, environment = [], {}
    with tempfile.TemporaryDirectory() as data:
        subprocess.run([sys.executable, HERE / "transformers.py", "--write", data], check=True)
        for number in range(arguments.rounds):
            print(f"round {number + 1} of {arguments.rounds}", file=sys.stderr, flush=True)
            theirs, environment = peers(only, arguments.repeats)
            rounds.append({"peers": theirs, "ours": ours(only, data, arguments.profile)})

    def over_rounds(side, key):
        """The median of the seconds, and the cells; nothing when a round has no such stage."""
        runs = [found[side].get(key) for found in rounds]
        return None if None in runs else (median([seconds for seconds, _ in runs]), runs[0][1])

    table, alone = [], []
    for stage, operation in rounds[0]["peers"]:
        mine = over_rounds("ours", (TWINS.get(stage, stage), operation))
        theirs = over_rounds("peers", (stage, operation))
        if mine is None or theirs is None:
            alone.append(f"{stage} {OURS[operation]}: the peer's alone")
            continue
        (our_time, our_cells), (their_time, their_cells) = mine, theirs
        if our_cells != their_cells:
            sys.exit(f"{stage}: {our_cells} cells of ours, {their_cells} of the peer's")
        table.append((stage, OURS[operation], our_cells / our_time / 1e6, our_cells / their_time / 1e6))
    known = set(rounds[0]["peers"])
    alone += [f"{stage} {OURS[op]}: ours alone" for stage, op in rounds[0]["ours"]
              if (stage, op) not in known and stage not in TWINS.values()]

    width = max([len(stage) for stage, *_ in table] + [5])
    print(f"{'stage':<{width}}  {'op':<9}  {'ours':>10}  {'peer':>10}  {'ratio':>8}   (million cells a second)")
    for stage, operation, our_speed, their_speed in table:
        ratio = our_speed / their_speed
        mark = " <" if ratio < 1 else ""
        print(f"{stage:<{width}}  {operation:<9}  {our_speed:>10.3f}  {their_speed:>10.3f}  {ratio:>8.2f}{mark}")
    slower = sum(our_speed < their_speed for *_, our_speed, their_speed in table)
    print(f"\n{len(table)} compared, {slower} of them slower than the peer, {arguments.rounds} rounds")
    print("\n".join(alone))
    if arguments.json:
        plain = [
            {side: [[*key, *value] for key, value in found[side].items()] for side in found} for found in rounds
        ]
        content = {"environment": environment, "processor": processor(), "rounds": plain}
        pathlib.Path(arguments.json).write_text(json.dumps(content, indent=1) + "\n")


def processor():
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return None
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), None)


if __name__ == "__main__":
    sys.exit(main())
