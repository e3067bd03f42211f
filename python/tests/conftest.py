"""What the tests share: the postings, the program built from the same tree, and how its output is read."""

import csv
import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from classify_postings import Classifier

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
REAL = ROOT.parent / "shared" / "postings" / "real-16k.csv.gz"
LABELLED = [DATA / "postings-train.csv", DATA / "postings-dev.csv"]

csv.field_size_limit(sys.maxsize)


def program() -> Path:
    """The program to compare with: $CLASSIFY, or what `cargo build --release` made."""
    found = Path(os.environ.get("CLASSIFY", ROOT / "target" / "release" / "classify"))
    assert found.exists(), f"{found} is not there: build the program first (cargo build --release), or set CLASSIFY"
    return found


def run(*args: object, stdin: str | None = None) -> str:
    """What the program prints."""
    command = [program(), *map(str, args)]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, check=True).stdout


def read(path: Path) -> pa.Table:
    """A CSV file's id, title and description."""
    opened = gzip.open(path, "rt", newline="") if path.suffix == ".gz" else open(path, newline="")
    with opened as file:
        rows = list(csv.DictReader(file))
    return pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in ("id", "title", "description")})


def printed(table: pa.Table) -> list[dict]:
    """A table's rows as the program prints them: numbers with four decimals."""
    return [{k: f"{v:.4f}" if isinstance(v, float) else v for k, v in row.items()} for row in table.to_pylist()]


def lines(table: pa.Table) -> str:
    return "".join(json.dumps(row) + "\n" for row in table.to_pylist())


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    return Classifier()


@pytest.fixture(scope="session")
def postings() -> pa.Table:
    """The project's own postings."""
    return pa.concat_tables([read(path) for path in sorted(DATA.glob("postings*.csv"))])
