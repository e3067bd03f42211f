"""What goes in, what comes out, and what is refused."""

import multiprocessing
import pickle
import threading

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from classify_postings import Classifier


def rows(of) -> list[dict]:
    return pa.table(of).to_pylist()


TABLES = {
    "pyarrow.Table": lambda t: t,
    "pyarrow.Table in chunks": lambda t: pa.Table.from_batches(t.to_batches(max_chunksize=7)),
    "pyarrow.RecordBatch": lambda t: t.combine_chunks().to_batches()[0],
    "pyarrow.RecordBatchReader": lambda t: t.to_reader(max_chunksize=11),
    "pyarrow.RecordBatchReader of a generator": lambda t: pa.RecordBatchReader.from_batches(t.schema, iter(t.to_batches())),
    "pyarrow.StructArray": lambda t: pa.StructArray.from_arrays([c.combine_chunks() for c in t.columns], t.column_names),
    "sliced": lambda t: pa.concat_tables([t.slice(0, 3), t]).slice(3),
    "large_string": lambda t: t.cast(pa.schema([(n, pa.large_string()) for n in t.column_names])),
    "string_view": lambda t: t.cast(pa.schema([(n, pa.string_view()) for n in t.column_names])),
    "dictionaries": lambda t: pa.table({n: t[n].combine_chunks().dictionary_encode() for n in t.column_names}),
    "polars": pl.DataFrame,
    "polars categories": lambda t: pl.DataFrame(t).with_columns(pl.col("title").cast(pl.Categorical)),
    "polars lazy": lambda t: pl.DataFrame(t).lazy().filter(pl.col("id").is_not_null()).collect(),
    "pandas": lambda t: t.to_pandas(),
    "duckdb": lambda t: duckdb.sql("select * from t"),
}


@pytest.mark.parametrize("kind", TABLES)
def test_every_kind_of_table_gives_the_same(classifier, postings, kind):
    expected = rows(classifier.classify(postings, columns=["id"], explain=1))
    assert rows(classifier.classify(TABLES[kind](postings), columns=["id"], explain=1)) == expected
    assert len(expected) == postings.num_rows


COLUMNS = {
    "pyarrow.ChunkedArray": lambda c: c,
    "pyarrow.Array": lambda c: c.combine_chunks(),
    "dictionary": lambda c: c.combine_chunks().dictionary_encode(),
    "polars.Series": pl.Series,
    "pandas.Series": lambda c: c.to_pandas(),
}


@pytest.mark.parametrize("kind", COLUMNS)
def test_every_kind_of_column_gives_the_same(classifier, postings, kind):
    column = postings["description"]
    expected = rows(classifier.classify(pa.table({"text": column}), columns=[]))
    assert rows(classifier.classify(COLUMNS[kind](column))) == expected


READERS = {
    "pyarrow": pa.table,
    "polars": lambda p: pl.DataFrame(p).to_arrow(),
    "pandas": lambda p: pa.Table.from_pandas(pd.DataFrame.from_arrow(p)),
    "duckdb": lambda p: pa.table(duckdb.sql("select * from p")),
}


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_reads_the_same(classifier, postings, reader):
    expected = rows(classifier.classify(postings))
    assert READERS[reader](classifier.classify(postings)).to_pylist() == expected


def test_no_text_is_copied(classifier, postings):
    postings = postings.combine_chunks()
    out = pa.table(classifier.classify(postings))
    for name in postings.column_names:
        old, new = (t[name].chunk(0).buffers() for t in (postings, out))
        assert [b and b.address for b in old] == [b and b.address for b in new]


def test_columns_of_any_type_pass_through_as_they_are(classifier):
    table = pa.table(
        {
            "description": ["budget", None],
            "n": pa.array([1, None], pa.int16()),
            "list": [[1.5], []],
            "struct": [{"a": 1}, None],
            "when": pa.array([0, 1], pa.timestamp("us", "Europe/Berlin")),
            "money": pa.array([None, 1], pa.decimal128(12, 2)),
            "raw": [b"\xff", b""],
            "map": pa.array([[("k", 1)], None], pa.map_(pa.string(), pa.int32())),
            "null": pa.nulls(2),
        }
    ).replace_schema_metadata({"made by": "hand"})
    out = pa.table(classifier.classify(table))
    assert out.select(table.column_names).equals(table)
    assert out.schema.metadata == table.schema.metadata
    assert [out.schema.field(i) for i in range(table.num_columns)] == list(table.schema)


def test_nulls_are_postings_without_text(classifier):
    empty = rows(classifier.classify(pa.table({"title": [""] * 4, "description": [""] * 4})))[0]
    del empty["title"], empty["description"]
    null_in_dictionary = pa.DictionaryArray.from_arrays(pa.array([0, 1, None, 0]), pa.array([None, ""]))
    for column in (pa.array([None] * 4, pa.string()), pa.nulls(4), null_in_dictionary, pa.nulls(4, pa.string_view())):
        table = pa.table({"title": column, "description": column})
        assert rows(classifier.classify(table, columns=[])) == [empty] * 4


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 16_384, 16_385, 40_000])
def test_every_row_comes_out_once_and_in_order(classifier, size):
    table = pa.table({"id": range(size), "text": [f"budget {'risk ' * (i % 3)}" for i in range(size)]})
    out = pa.table(classifier.classify(table))
    assert out["id"].to_pylist() == list(range(size))
    three = rows(classifier.classify(table.slice(0, 3), columns=[]))
    assert out.slice(0, 600).drop_columns(["id", "text"]).to_pylist() == (three * 200)[: min(size, 600)]
    numbered = pa.table(classifier.classify(table.select(["text"]), columns="new"))
    assert numbered["row"].to_pylist() == list(range(1, size + 1))


def test_streams_are_read_as_they_come(classifier):
    """A stream without end is classified in groups: what is asked for, not all there is."""
    taken = 0

    def endless():
        nonlocal taken
        while True:
            taken += 1
            yield pa.record_batch({"text": ["risk"] * 1000})

    source = pa.RecordBatchReader.from_batches(pa.schema([("text", pa.string())]), endless())
    stream = pa.RecordBatchReader.from_stream(classifier.classify(source))
    assert stream.read_next_batch().num_rows == 1000
    assert taken < 100
    stream.close()


def test_rows_before_a_failing_source_are_kept_and_its_error_is_told(classifier):
    def broken():
        yield pa.record_batch({"text": ["risk"]})
        raise OSError("the disk is gone")

    source = pa.RecordBatchReader.from_batches(pa.schema([("text", pa.string())]), broken())
    stream = pa.RecordBatchReader.from_stream(classifier.classify(source))
    assert stream.read_next_batch()["text"].to_pylist() == ["risk"]
    with pytest.raises(Exception, match="the disk is gone"):
        stream.read_next_batch()


TABLE = pa.table({"id": [1], "title": ["CIO"], "description": ["budget"]})


@pytest.mark.parametrize(
    ("data", "options", "error", "says"),
    [
        (["text"], {}, TypeError, "speaks Arrow .* found list"),
        (None, {}, TypeError, "found NoneType"),
        (TABLE, {"text": "duty"}, KeyError, "no column `duty`; the columns are: id, title, description"),
        (TABLE, {"title": "name"}, KeyError, "no column `name`"),
        (TABLE, {"text": "id"}, TypeError, "column `id`: expected strings .* found Int64"),
        (TABLE, {"title": "id"}, TypeError, "column `id`"),
        (TABLE.select(["id"]), {}, KeyError, "no column has a usual name"),
        (TABLE["id"], {}, TypeError, "the column: expected strings .* found Int64"),
        (TABLE.cast(pa.schema([("id", "int64"), ("title", "binary"), ("description", "string")])), {}, TypeError, "found Binary"),
        (TABLE, {"columns": "some"}, ValueError, '"all", "new" or a list'),
        (TABLE, {"columns": ["id", "x"]}, KeyError, "no column `x`"),
        (TABLE, {"columns": ["id", "id"]}, ValueError, "two columns of the result would be called `id`"),
        (TABLE.append_column("role", [["x"]]), {}, ValueError, "would be called `role`"),
        (TABLE, {"threads": 0}, ValueError, "threads"),
        (TABLE, {"explain": -1}, OverflowError, "negative"),
        (TABLE, {"explain": "3"}, TypeError, "explain"),
        (TABLE, {"nonsense": 1}, TypeError, "nonsense"),
    ],
    ids=str,
)
def test_errors_say_what_is_wrong_at_once(classifier, data, options, error, says):
    with pytest.raises(error, match=says):
        classifier.classify(data, **options)


def test_rows_that_are_null_as_a_whole_are_refused(classifier):
    structs = pa.array([{"text": "a"}, None])
    with pytest.raises(Exception, match="null as a whole"):
        pa.table(classifier.classify(structs))


def test_predictions_are_read_once(classifier):
    predictions = classifier.classify(TABLE)
    assert predictions.columns == pa.schema(predictions).names == pa.table(predictions).column_names
    with pytest.raises(ValueError, match="read already"):
        pa.table(predictions)


@pytest.mark.parametrize(
    ("content", "error"),
    [(None, FileNotFoundError), (b"", ValueError), (b"\xff", ValueError), (b"classify model 1\n", ValueError)],
    ids=str,
)
def test_models_that_cannot_be_loaded(tmp_path, content, error):
    path = tmp_path / "model.tsv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(error, match="model.tsv"):
        Classifier.load(path)


def test_min_confidence_is_a_probability():
    with pytest.raises(ValueError, match="min_confidence: expected 0 to 1"):
        Classifier(min_confidence=1.5)


def test_a_classifier_can_be_pickled(classifier, postings, tmp_path):
    strict = Classifier(min_confidence=0.999)
    copy = pickle.loads(pickle.dumps(strict))
    assert copy.digest == strict.digest
    assert rows(copy.classify(postings)) == rows(strict.classify(postings)) != rows(classifier.classify(postings))


def classify_here(_):
    return pa.table(Classifier().classify(TABLE)).to_pylist()


def test_a_forked_process_has_its_own_threads(classifier):
    expected = rows(classifier.classify(TABLE))
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map_async(classify_here, range(4)).get(timeout=60) == [expected] * 4


def test_one_classifier_serves_many_threads(classifier, postings):
    expected, found = rows(classifier.classify(postings)), []
    threads = [threading.Thread(target=lambda: found.append(rows(classifier.classify(postings)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


def test_other_python_threads_run_meanwhile(classifier):
    """While one thread classifies, another one counts: it could not, were the interpreter's lock held."""
    table = pl.DataFrame({"text": ["Plans the budget, the risk and the strategy of information. " * 400] * 4000})
    stop, counted = threading.Event(), []

    def count():
        while not stop.wait(0.001):
            counted.append(1)

    counter = threading.Thread(target=count)
    predictions = classifier.classify(table, threads=1)
    counter.start()
    pl.DataFrame(predictions)
    before = len(counted)
    stop.set()
    counter.join()
    assert before > 5
