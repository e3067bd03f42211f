"""What Spark adds to the classifier, and what big tables cost: measured in one run, on two executors of one core each.

    python benches/spark_costs.py [POSTINGS.csv[.gz]] [--rows N] [--json FILE]

Without a file the project's own postings are repeated. The program is $CLASSIFY, or what `cargo build --release` made.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from conftest import DATA, program, read
from sessions import cluster

from classify_postings import Classifier
from classify_postings.spark import classify

PARTS = 16
CORES = 2
RUNS = 2
SHEET = [(10_000_000, 8), (1_000_000_000, 256), (50_000_000_000, 2048)]


def write_postings(source: Path, rows: int, folder: Path) -> None:
    """The same rows as Parquet and as CSV, in 16 files each, and as one CSV file for the program."""
    few, size = pl.DataFrame(read(source)), rows // PARTS
    for form in ("parquet", "csv"):
        (folder / form).mkdir()
    for part in range(PARTS):
        ids = pl.Series("id", range(part * size, (part + 1) * size))
        some = few[(ids % len(few)).to_list()].with_columns(ids)
        some.write_parquet(folder / "parquet" / f"{part:02}.parquet")
        some.write_csv(folder / "csv" / f"{part:02}.csv")


def timed(job) -> float:
    """The best of some runs, in seconds."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        job()
        times.append(time.perf_counter() - start)
    return min(times)


def ids_only(batches):
    """Takes texts to Python and leaves them there."""
    for batch in batches:
        yield batch.select(["id"])


def own_time(batches):
    """The classifier's own processor time and bytes, batch by batch."""
    classifier = Classifier()
    for batch in batches:
        start = time.process_time()
        pa.table(classifier.classify(batch, columns=["id"], threads=1))
        seconds = time.process_time() - start
        size = sum(pc.sum(pc.binary_length(batch[name])).as_py() or 0 for name in ("title", "description"))
        yield pa.RecordBatch.from_pydict({"seconds": [seconds], "bytes": [size]})


def program_time(files: list[Path], folder: Path) -> float:
    """The program's processor time on the same rows, on one thread, reading and writing CSV."""

    def used() -> float:
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return children.ru_utime + children.ru_stime

    start = used()
    command = [program(), "-q", "-j", "1", "--columns", "id", "-o", folder / "roles.csv", *files]
    subprocess.run([str(word) for word in command], check=True)
    return used() - start


def measure(spark, form: str, folder: Path) -> dict[str, float]:
    """Seconds of each step for the table in `form`: the difference that it makes to a job without it."""
    reader = spark.read.schema("id long, title string, description string").option("multiLine", True).option("escape", '"')
    df = reader.option("header", True).format(form).load(str(folder / form))
    classified = classify(df, columns=["id"])

    def nowhere(frame):
        return timed(lambda: frame.write.format("noop").mode("overwrite").save())

    reading = nowhere(df)
    transfer = nowhere(df.mapInArrow(ids_only, "id long"))
    classifying = nowhere(classified)
    writing = timed(lambda: classified.write.format(form).mode("overwrite").save(str(folder / f"roles-{form}")))
    steps = {"reading": reading, "transfer": transfer - reading, "classifier": classifying - transfer}
    return steps | {"writing": writing - classifying, "whole": writing}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("postings", nargs="?", type=Path, default=DATA / "postings-train.csv")
    arguments.add_argument("--rows", type=int, default=200_000)
    arguments.add_argument("--json", type=Path)
    asked = arguments.parse_args()
    rows = asked.rows // PARTS * PARTS
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_postings(asked.postings, rows, folder)
        size = {form: sum(file.stat().st_size for file in (folder / form).iterdir()) for form in ("csv", "parquet")}
        print(f"{rows:,} postings of {asked.postings.name}: {size['csv'] / 1e6:,.0f} MB as CSV, {size['parquet'] / 1e6:,.0f} MB as Parquet")
        start = time.perf_counter()
        spark = cluster()
        spark.range(CORES, numPartitions=CORES).mapInArrow(lambda batches: batches, "id long").collect()
        startup = time.perf_counter() - start
        steps = {form: measure(spark, form, folder) for form in ("csv", "parquet")}
        own = spark.read.parquet(str(folder / "parquet")).mapInArrow(own_time, "seconds double, bytes long").collect()
        spark.stop()
        seconds, text = sum(row.seconds for row in own), sum(row.bytes for row in own)
        alone = program_time(sorted((folder / "csv").iterdir()), folder)
    speeds = {"executors": text / seconds / 1e6, "program": text / alone / 1e6}
    if asked.json:
        asked.json.write_text(json.dumps({"rows": rows, "size": size, "startup": startup, "steps": steps, "speeds": speeds}))

    print(f"\nseconds on {CORES} executors of one core (best of {RUNS})\n{'':24}{'CSV':>9}{'Parquet':>9}")
    print(f"{'start-up, once':24}{startup:9.1f}{startup:9.1f}")
    for step in ("reading", "transfer", "classifier", "writing", "whole"):
        print(f"{step:24}{steps['csv'][step]:9.1f}{steps['parquet'][step]:9.1f}")
    print("\nMB of text a second of one core's processor time")
    print(f"  the classifier inside the executors                {speeds['executors']:7.0f}")
    print(f"  the program on one thread, reading and writing CSV {speeds['program']:7.0f}")
    print(f"  ratio                                              {speeds['executors'] / speeds['program']:7.2f}")
    print(f"\nworked out from these rates\n{'postings':>16}{'as':>9}{'bytes read':>12}{'core hours':>12}{'cores':>7}{'hours':>8}   where the time goes")
    for postings, cores in SHEET:
        for form in ("csv", "parquet"):
            share = {step: steps[form][step] / steps[form]["whole"] for step in ("reading", "transfer", "classifier", "writing")}
            hours = steps[form]["whole"] * CORES / rows * postings / 3600
            where = ", ".join(f"{step} {part:.0%}" for step, part in share.items())
            terabytes = size[form] / rows * postings / 1e12
            print(f"{postings:16,}{form:>9}{terabytes:9.2f} TB{hours:12,.1f}{cores:7,}{hours / cores:8.2f}   {where}")


if __name__ == "__main__":
    main()
