#!/usr/bin/env python3
"""What people would use instead, on the same file and in the same run, as a table: rows/s, MB/s, peak memory, ratio to us.

    benches/side_by_side.py POSTINGS.csv [--peers PEERS.py] [--slice ROWS] [--turns N]

POSTINGS.csv has the columns id, title and description. PEERS.py trains and applies scikit-learn, fastText and Vowpal Wabbit
(`train KIND CSV MODEL`, `classify KIND MODEL CSV OUT`); by default the one in ../shared/peers, if it is there. They are
slow, so they get the first ROWS rows only, and their start (Python, imports, the model), measured on one row, is taken off.
Everything else reads the whole file, the least of N turns. What is not there is left out and named. Programs are built by
cargo; a virtual environment with the peers is made in the target folder, unless the running Python has them.
"""
import argparse
import csv
import importlib.util
import os
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
TARGET = os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target"))
TRAINING = os.path.join(ROOT, "data", "postings-train.csv")
PACKAGES = {"sklearn": "scikit-learn==1.9.1", "fasttext": "fasttext==0.9.3", "vowpalwabbit": "vowpalwabbit==9.11.9"}
KINDS = {"sklearn": "scikit-learn, TF-IDF and logistic regression", "fasttext": "fastText", "vw": "Vowpal Wabbit"}
csv.field_size_limit(1 << 30)


def run(*command):
    """Seconds and peak memory in MiB of one run; memory is never told as less than this script's own."""
    start = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
    _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - start
    if status != 0:
        sys.exit(f"{' '.join(command)}: exit status {os.waitstatus_to_exitcode(status)}")
    return seconds, usage.ru_maxrss / 1024


def least(turns, *commands):
    """The least of several turns of each command, the commands taking turns."""
    runs = [[run(*command) for command in commands] for _ in range(turns)]
    return [(min(r[i][0] for r in runs), max(r[i][1] for r in runs)) for i in range(len(commands))]


def cargo(folder, target):
    subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=folder, env={**os.environ, "CARGO_TARGET_DIR": target}, check=True)


def python():
    """A Python with the peers' packages."""
    if all(importlib.util.find_spec(name) for name in PACKAGES):
        return sys.executable
    venv = os.path.join(TARGET, "peers-venv")
    if not os.path.exists(venv):
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([os.path.join(venv, "bin", "pip"), "install", "--quiet", *PACKAGES.values()], check=True)
    return os.path.join(venv, "bin", "python")


def cut(path, rows, out):
    """The first rows of a table. Returns how many."""
    with open(path, newline="", encoding="utf-8", errors="replace") as f, open(out, "w", newline="", encoding="utf-8") as g:
        reader, writer, count = csv.reader(f), csv.writer(g), -1
        for row in reader:
            if count == rows:
                break
            writer.writerow(row)
            count += 1
    return count


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--peers", default=os.path.join(ROOT, "..", "shared", "peers", "peers.py"))
    parser.add_argument("--slice", type=int, default=2000)
    parser.add_argument("--turns", type=int, default=5)
    args = parser.parse_args()
    work = os.path.join(TARGET, "side-by-side")
    os.makedirs(work, exist_ok=True)
    cargo(ROOT, TARGET)
    cargo(os.path.join(HERE, "peers"), os.path.join(TARGET, "peers"))
    classify, peers = os.path.join(TARGET, "release", "classify"), os.path.join(TARGET, "peers", "release", "peers")
    out, slice_, one = (os.path.join(work, name) for name in ("out.csv", "slice.csv", "one.csv"))
    whole_rows, whole_bytes = int(subprocess.check_output([peers, "csv", args.file])), os.path.getsize(args.file)
    slice_rows = cut(args.file, args.slice, slice_)
    cut(args.file, 1, one)
    lines, missing = [], []

    def line(name, rows, size, seconds, memory):
        lines.append((name, rows / seconds, size / 1e6 / seconds, memory))

    ours = [classify, args.file, "-q", "-o", out, "--columns"]
    whole = {
        "memchr over quotes (the floor)": [peers, "memchr", args.file],
        "csv crate, bare loop": [peers, "csv", args.file],
        "**classify**, 1 thread, `--columns new`": [*ours, "new", "-j", "1"],
        "**classify**, 2 threads, `--columns new`": [*ours, "new", "-j", "2"],
        "**classify**, 2 threads, `--columns all`": [*ours, "all", "-j", "2"],
    }
    for name, (seconds, memory) in zip(whole, least(args.turns, *whole.values())):
        line(name, whole_rows, whole_bytes, seconds, memory)
    sliced = {"linfa-preprocessing, TF-IDF only": lambda part: [peers, "linfa", part, TRAINING]}
    if shutil.which("xan"):
        sliced["xan tokenize words -p, tokens only"] = lambda part: ["xan", "tokenize", "words", "-p", "description", part]
    else:
        missing.append("xan (not installed)")
    if os.path.exists(args.peers):
        interpreter = python()
        for kind, name in KINDS.items():
            model = os.path.join(work, kind)
            os.makedirs(model, exist_ok=True)
            run(interpreter, args.peers, "train", kind, TRAINING, model)
            sliced[name] = lambda part, kind=kind, model=model: [interpreter, args.peers, "classify", kind, model, part, out]
    else:
        missing.append(f"scikit-learn, fastText, Vowpal Wabbit ({args.peers} is not there)")
    for name, command in sliced.items():
        (seconds, memory), (start, _) = least(2, command(slice_), command(one))
        if seconds <= start:
            sys.exit(f"{name}: {slice_rows} rows take no longer than one: choose a longer --slice")
        line(f"{name} ¹", slice_rows - 1, os.path.getsize(slice_) - os.path.getsize(one), seconds - start, memory)

    print(f"{whole_rows} rows, {whole_bytes} bytes; least of {args.turns} turns\n")
    print("| what | rows/s | MB/s | peak memory | of classify, 2 threads |")
    print("| --- | ---: | ---: | ---: | ---: |")
    us = lines[3][2]
    for name, rows, speed, memory in lines:
        print(f"| {name} | {rows:,.0f} | {speed:,.1f} | {memory:,.0f} MiB | {speed / us:.3f} |")
    print(f"\n¹ the first {slice_rows} rows, without the time to start. Left out: {', '.join(missing) or 'nothing'}.")


main()
