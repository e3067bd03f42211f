"""Two executor processes say what the program says, also when one of them is killed half-way."""

import os
import signal
import threading
import time
from pathlib import Path

import polars as pl
import pytest
from conftest import DATA, REAL, read, run

pytestmark = pytest.mark.spark
pytest.importorskip("pyspark", reason="PySpark is not installed")

ROWS = 200_000
PARTS = 16


@pytest.fixture(scope="module")
def postings(tmp_path_factory) -> Path:
    """A folder of 200,000 postings in Parquet: the real ones if they are here, repeated with new ids."""
    few = pl.DataFrame(read(REAL if REAL.exists() else DATA / "postings-train.csv"))
    folder = tmp_path_factory.mktemp("postings")
    size = ROWS // PARTS
    for part in range(PARTS):
        ids = pl.Series("id", range(part * size, (part + 1) * size))
        few[(ids % len(few)).to_list()].with_columns(ids).write_parquet(folder / f"{part:02}.parquet")
    return folder


@pytest.fixture(scope="module")
def expected(postings, tmp_path_factory) -> pl.DataFrame:
    """What the program makes of the same rows."""
    folder = tmp_path_factory.mktemp("program")
    pl.read_parquet(postings / "*.parquet").write_csv(folder / "postings.csv")
    run("-q", folder / "postings.csv", "--columns", "id", "--explain", "2", "-o", folder / "roles.csv")
    (folder / "postings.csv").unlink()
    texts = {name: pl.String for name in ("role", "duties_role", "title_role", "review", "evidence")}
    return pl.read_csv(folder / "roles.csv", schema_overrides=texts).with_columns(pl.col(pl.String).fill_null(""))


@pytest.fixture(scope="module")
def spark():
    from sessions import cluster

    session = cluster()
    yield session
    session.stop()


def result(folder: Path) -> pl.DataFrame:
    return pl.read_parquet(folder / "*.parquet").sort("id")


def test_two_executors_say_what_the_program_says(spark, postings, expected, tmp_path):
    from classify_postings.spark import classify

    classified = classify(spark.read.parquet(str(postings)), columns=["id"], explain=2)
    classified.write.parquet(str(tmp_path / "roles"))
    found = result(tmp_path / "roles")
    assert found.height == ROWS
    assert found.equals(expected)


def executors() -> list[int]:
    """The executor processes that this process's session has started."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and ancestor(int(process.name)):
            words = (process / "cmdline").read_bytes().split(b"\0")
            if any(word.endswith(b"CoarseGrainedExecutorBackend") for word in words):
                found.append(int(process.name))
    return found


def ancestor(process: int) -> bool:
    """Whether this process is one of its forebears."""
    while process > 1:
        try:
            process = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            return False
        if process == os.getpid():
            return True
    return False


@pytest.mark.skipif(not Path("/proc").exists(), reason="finds the executors by /proc")
def test_a_killed_executor_loses_nothing(spark, postings, expected, tmp_path):
    from classify_postings.spark import classify

    killed_already = tmp_path / "killed"

    def held(batches):
        # However fast the job is, no task ends before an executor was killed.
        while not killed_already.exists():
            time.sleep(0.01)
        yield from batches

    read = spark.read.parquet(str(postings))
    classified = classify(read.mapInArrow(held, read.schema), columns=["id"], explain=2)
    job = threading.Thread(target=lambda: classified.write.parquet(str(tmp_path / "roles")))
    job.start()
    tracker, killed, failed = spark.sparkContext.statusTracker(), None, 0
    while job.is_alive():
        for stage in map(tracker.getStageInfo, tracker.getActiveStageIds()):
            if stage is None:
                continue
            failed = max(failed, stage.numFailedTasks)
            if killed is None and stage.numActiveTasks == 2:
                killed = executors()[0]
                os.kill(killed, signal.SIGKILL)
                killed_already.touch()
        time.sleep(0.01)
    assert killed, "no executor was killed"
    assert failed, "the killed executor had no task"
    assert result(tmp_path / "roles").equals(expected)


def test_what_is_wrong_is_told_at_once(spark):
    from classify_postings import Classifier
    from classify_postings.spark import classify

    df = spark.createDataFrame([(1, "CIO", "budget", None)], "id long, title string, description string, notes string")
    for options, error, says in [
        ({"text": "duties"}, KeyError, "no column `duties`"),
        ({"text": "id"}, TypeError, "column `id`: expected strings .* found Int64"),
        ({"columns": "new"}, ValueError, "columns"),
        ({"columns": ["id", "id"]}, ValueError, "two columns"),
    ]:
        with pytest.raises(error, match=says):
            classify(df, **options)
    strict = Classifier(min_confidence=1.0)
    row = classify(df, text=["notes", "description"], title="title", prefix="x_", classifier=strict).collect()[0]
    assert list(row.asDict()) == ["id", "title", "description", "notes", *(f"x_{name}" for name in strict.columns)]
    assert "low-confidence" in row["x_review"]
