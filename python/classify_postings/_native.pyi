from collections.abc import Sequence
from os import PathLike
from typing import Any, Literal, Protocol, final, type_check_only

__all__ = ["Classifier", "Predictions", "train"]

@type_check_only
class ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

@type_check_only
class ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...

_Path = str | PathLike[str]

@final
class Classifier:
    """Tells the roles of job postings apart. Without arguments it has the model that is built in.

    ``min_confidence`` is the confidence below which a row's review says ``low-confidence``; None for the model's own.
    It is immutable, may be used from many threads, and can be pickled.
    """

    def __new__(cls, *, min_confidence: float | None = None) -> Classifier: ...
    @staticmethod
    def load(path: _Path, *, min_confidence: float | None = None) -> Classifier:
        """Loads a model file, made by ``train`` or by ``classify train``.

        Raises OSError when it cannot be read, ValueError when it is no sound model.
        """
    @staticmethod
    def read(text: str, *, min_confidence: float | None = None) -> Classifier:
        """Reads a model file's content."""
    @property
    def roles(self) -> list[str]:
        """The roles that it tells apart."""
    @property
    def columns(self) -> list[str]:
        """The columns that ``classify`` adds, in order."""
    @property
    def digest(self) -> str:
        """The digest of the model file."""
    @property
    def about(self) -> list[tuple[str, str]]:
        """Where the model came from, and its figures."""
    def classify(
        self,
        data: ArrowStream | ArrowArray,
        *,
        text: str | Sequence[str] | None = None,
        title: str | None = None,
        id: str | None = None,
        columns: Literal["all", "new"] | Sequence[str] = "all",
        explain: int | None = None,
        prefix: str = "",
        threads: int | None = None,
    ) -> Predictions:
        """Classifies a table's postings, or a column of texts.

        ``text``, ``title`` and ``id`` say which columns; else they are found by their usual names, as by the program.
        Texts may be string, large_string, string_view or dictionaries of these; a null is a posting without text.
        ``columns`` says which of the table's columns stand in front of the added ones: all of them; "new" for the id, or
        where there is none the row's number as ``row``; or these. ``explain`` adds ``evidence``: so many of the keywords
        that moved the decision most. ``prefix`` stands before the added columns' names. ``threads`` is one a core, if
        not said. Neither texts nor any other column are copied.

        Raises KeyError when a column is not there, TypeError when one holds no strings, ValueError when the result
        would have two columns of one name.
        """
    def explain(self, text: str, title: str | None = None) -> dict[str, Any]:
        """Takes the decision on one posting apart: what ``classify explain --json`` prints.

        ``log_odds``, of ``role`` against ``runner_up``, is ``bias`` + ``title`` + the ``share`` of every one of ``shares``.
        """
    def evaluate(self, labelled: _Path | Sequence[_Path]) -> dict[str, Any]:
        """Measures the model on files of labelled postings: what ``classify evaluate --json`` prints."""

@final
class Predictions:
    """The predictions of one call of ``classify``: a table for whatever reads Arrow.

    ``pyarrow.table(p)``, ``polars.DataFrame(p)``, ``pandas.DataFrame.from_arrow(p)`` and DuckDB read it. Rows are
    classified as they are read, and read once: keep the table that you make of them.
    """

    @property
    def columns(self) -> list[str]:
        """The columns' names, in order."""
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __arrow_c_schema__(self) -> object: ...

def train(
    labelled: _Path | Sequence[_Path],
    *,
    output: _Path | None = None,
    roles: _Path | None = None,
    keywords: _Path | None = None,
    themes: _Path | None = None,
    background: _Path | None = None,
    date: str | None = None,
) -> Classifier:
    """Fits a model to files of labelled postings, as ``classify train`` does, and writes it to ``output`` if given.

    Raises ValueError for what is wrong with the files, OSError when ``output`` cannot be written.
    """
