"""The stubs say what is there, and a typed program of the README's kind passes."""

import subprocess
import sys


def mypy(*args):
    done = subprocess.run([sys.executable, "-m", *args], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_stubs_are_true():
    mypy("mypy.stubtest", "classify_postings._native")


def test_a_typed_program(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        "import pyarrow as pa\n"
        "import classify_postings as cp\n"
        "classifier: cp.Classifier = cp.Classifier.load('model.tsv')\n"
        "predictions: cp.Predictions = classifier.classify(pa.table({'text': ['risk']}), columns=['text'], explain=3)\n"
        "total: float = classifier.explain('risk')['log_odds']\n"
        "cp.train(['a.csv'], output='model.tsv')\n"
    )
    mypy("mypy", "--strict", "--ignore-missing-imports", str(program))
