"""The recipes of the README: Parquet in, Parquet out, by engines that know Parquet."""

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq
import pytest


@pytest.fixture
def parquet(tmp_path, postings):
    pq.write_table(postings, tmp_path / "postings.parquet", row_group_size=100)
    return tmp_path / "postings.parquet"


@pytest.fixture
def expected(classifier, postings):
    return pa.table(classifier.classify(postings, columns=["id"])).to_pylist()


def test_polars(classifier, parquet, expected, tmp_path):
    """Lazy: read, select and written by its streaming engine; classified batch by batch in between."""

    def classify(batch: pl.DataFrame) -> pl.DataFrame:
        return pl.DataFrame(classifier.classify(batch, columns=["id"]))

    postings = pl.scan_parquet(parquet).select("id", "title", "description")
    schema = classify(postings.head(0).collect()).schema
    roles = postings.map_batches(classify, schema=schema, streamable=True)
    roles.sink_parquet(tmp_path / "roles.parquet")
    assert pq.read_table(tmp_path / "roles.parquet").to_pylist() == expected


def test_duckdb(classifier, parquet, expected, tmp_path):
    """A query in, a query out, in batches all the way: one connection reads while the other writes."""
    source, target = duckdb.connect(), duckdb.connect()
    postings = source.sql(f"select id, title, description from '{parquet}'")
    roles = pa.RecordBatchReader.from_stream(classifier.classify(postings, columns=["id"]))
    target.sql("from roles").write_parquet(str(tmp_path / "roles.parquet"))
    assert pq.read_table(tmp_path / "roles.parquet").to_pylist() == expected


def test_pandas(classifier, parquet, expected, tmp_path):
    postings = pd.read_parquet(parquet)
    roles = pd.DataFrame.from_arrow(classifier.classify(postings, columns=["id"]))
    roles.to_parquet(tmp_path / "roles.parquet")
    assert pq.read_table(tmp_path / "roles.parquet").to_pylist() == expected


def test_pyarrow(classifier, parquet, expected, tmp_path):
    """The dataset's batches one after the other: a file of any size in the memory of a few batches."""
    postings = pa.dataset.dataset(parquet).scanner(columns=["id", "title", "description"]).to_reader()
    roles = pa.RecordBatchReader.from_stream(classifier.classify(postings, columns=["id"]))
    with pq.ParquetWriter(tmp_path / "roles.parquet", roles.schema) as out:
        for batch in roles:
            out.write_batch(batch)
    assert pq.read_table(tmp_path / "roles.parquet").to_pylist() == expected


@pytest.fixture
def parts(tmp_path, postings):
    """A folder of some files, as clusters read it."""
    (tmp_path / "postings").mkdir()
    for part in range(4):
        size = -(-postings.num_rows // 4)
        pq.write_table(postings.slice(part * size, size), tmp_path / "postings" / f"{part}.parquet")
    return tmp_path


def written(folder, expected) -> list[dict]:
    """What a cluster wrote, in whatever order, in the order and with the columns of `expected`."""
    place = {row["id"]: i for i, row in enumerate(expected)}
    rows = pa.concat_tables([pq.read_table(file) for file in sorted(folder.glob("*.parquet"))]).select(list(expected[0]))
    return sorted(rows.to_pylist(), key=lambda row: place[row["id"]])


def test_dask(classifier, parts, expected):
    dd = pytest.importorskip("dask.dataframe")

    def classify(postings):
        return pd.DataFrame.from_arrow(classifier.classify(postings, columns=["id"], threads=1))

    dd.read_parquet(parts / "postings").map_partitions(classify).to_parquet(parts / "roles")
    assert written(parts / "roles", expected) == expected


def test_ray(classifier, parts, expected):
    ray = pytest.importorskip("ray.data")

    def classify(postings):
        return pa.table(classifier.classify(postings, columns=["id"], threads=1))

    ray.read_parquet(str(parts / "postings")).map_batches(classify, batch_format="pyarrow").write_parquet(str(parts / "roles"))
    assert written(parts / "roles", expected) == expected
