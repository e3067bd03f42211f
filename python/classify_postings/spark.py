"""Postings in Spark: ``classify`` on ``DataFrame.mapInArrow``.

The engine partitions, retries, spills and runs speculatively; a task classifies its partition on one thread, batch by
batch. The same posting gets the same answer wherever and however often it is classified.

>>> from classify_postings.spark import classify
>>> classified = classify(spark.read.parquet("postings"), columns=["id"])  # doctest: +SKIP
>>> classified.write.parquet("roles")  # doctest: +SKIP

The package must be where the executors' Python is: installed there, or shipped with ``spark.archives``.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa
from pyspark.sql.pandas.types import to_arrow_type
from pyspark.sql.types import DoubleType, StringType, StructField, StructType

from . import Classifier

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["classify"]


def classify(
    df: DataFrame,
    *,
    text: str | Sequence[str] | None = None,
    title: str | None = None,
    id: str | None = None,
    columns: Literal["all"] | Sequence[str] = "all",
    explain: int | None = None,
    prefix: str = "",
    classifier: Classifier | None = None,
) -> DataFrame:
    """Classifies the postings of a DataFrame: its columns, or those of ``columns``, and ours behind them.

    The arguments are those of :meth:`classify_postings.Classifier.classify`; ``classifier`` is the one with the model
    that is built in, if not said. What is wrong with the columns is told at once, not by the executors. Texts that
    nobody asks for afterwards need not travel back: ``columns=["id"]``.
    """
    if isinstance(columns, str) and columns != "all":
        raise ValueError(f'columns: expected "all" or a list of names, found {columns!r}')
    classifier = classifier or Classifier()
    options = dict(text=text, title=title, id=id, columns=columns, explain=explain, prefix=prefix)
    fields = pa.schema(classifier.classify(_empty(df.schema), **options))
    kept = len(df.columns) if columns == "all" else len(columns)
    theirs = [df.schema[name] for name in fields.names[:kept]]
    ours = [StructField(f.name, DoubleType() if f.type == pa.float64() else StringType(), False) for f in list(fields)[kept:]]
    return df.mapInArrow(functools.partial(_run, classifier=classifier, options=options), StructType(theirs + ours))


def _run(batches: Iterator[pa.RecordBatch], *, classifier: Classifier, options: dict[str, Any]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        yield from pa.RecordBatchReader.from_stream(classifier.classify(batch, threads=1, **options))


def _empty(schema: StructType) -> pa.Table:
    """A table without rows whose columns have the names of ``schema`` and the types as far as they matter here."""
    return pa.schema([(field.name, to_arrow_type(field.dataType)) for field in schema.fields]).empty_table()
