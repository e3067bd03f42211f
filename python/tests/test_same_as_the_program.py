"""What comes out of Python is what comes out of the program, to the last bit."""

import csv
import io
import json

import pyarrow as pa
import pytest
from conftest import DATA, LABELLED, REAL, lines, printed, read, run

import classify_postings
from classify_postings import Classifier

FILES = [*sorted(DATA.glob("postings*.csv")), REAL]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@pytest.mark.parametrize("threads", [None, 1])
def test_tables(classifier, path, threads):
    if not path.exists():
        pytest.skip("the 16,000 real postings are not here")
    out = run("-q", path, "--columns", "new", "--explain", "3")
    program = list(csv.DictReader(io.StringIO(out, newline="")))
    ours = pa.table(classifier.classify(read(path), columns=["id"], explain=3, threads=threads))
    assert printed(ours) == program
    # Not only as printed: the very number that the text stands for.
    for name in ("confidence", "p_cio", "in_scope"):
        assert ours[name].to_pylist() == [float(row[name]) for row in program]


@pytest.mark.parametrize(
    "options",
    [
        {"columns": "new", "explain": 2},
        {"columns": "all", "prefix": "x_"},
        {"text": ["title", "description"], "columns": ["title", "id"]},
        {"title": "id", "id": "title", "columns": "new"},
    ],
    ids=str,
)
def test_options(classifier, postings, options):
    args = []
    for key, value in options.items():
        if key == "columns":
            args += ["--columns", value if isinstance(value, str) else ",".join(value)]
        else:
            args += [x for one in (value if isinstance(value, list) else [value]) for x in (f"--{key}", one)]
    program = [json.loads(line) for line in run("-q", "--format", "jsonl", *args, "-", stdin=lines(postings)).splitlines()]
    assert pa.table(classifier.classify(postings, **options)).to_pylist() == program


def test_rows_without_an_id_are_numbered(classifier, postings):
    postings = postings.drop_columns(["id"])
    program = run("-q", "--format", "jsonl", "--columns", "new", "-", stdin=lines(postings)).splitlines()
    ours = pa.table(classifier.classify(postings, columns="new")).to_pylist()
    assert ours == [json.loads(line) for line in program]
    assert [row["row"] for row in ours] == list(range(1, len(ours) + 1))


def test_min_confidence(postings):
    program = run("-q", "--format", "jsonl", "--min-confidence", "0.99", "-", stdin=lines(postings)).splitlines()
    ours = pa.table(Classifier(min_confidence=0.99).classify(postings)).to_pylist()
    assert ours == [json.loads(line) for line in program]


def test_explain(classifier, postings):
    for row in postings.slice(0, 25).to_pylist():
        ours = classifier.explain(row["description"], row["title"])
        assert ours == json.loads(run("explain", "--json", "--title", row["title"], "-", stdin=row["description"]))
        total = ours["bias"] + ours["title"] + sum(share["share"] for share in ours["shares"])
        assert total == pytest.approx(ours["log_odds"], abs=1e-9)


def test_evaluate(classifier):
    assert classifier.evaluate(LABELLED) == json.loads(run("evaluate", "--json", *LABELLED))


def test_train(tmp_path, postings):
    run("train", "-q", *LABELLED, "--date", "2026-01-31", "-o", tmp_path / "program.tsv")
    trained = classify_postings.train(LABELLED, output=tmp_path / "ours.tsv", date="2026-01-31")
    assert (tmp_path / "ours.tsv").read_bytes() == (tmp_path / "program.tsv").read_bytes()
    loaded = Classifier.load(tmp_path / "program.tsv")
    assert loaded.digest == trained.digest
    assert ("date", "2026-01-31") in trained.about
    assert pa.table(loaded.classify(postings)).equals(pa.table(trained.classify(postings)))
