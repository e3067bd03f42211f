"""Tells CIO, CTO and IT Director job postings apart from their duties, over Arrow.

>>> import polars as pl
>>> from classify_postings import Classifier
>>> postings = pl.DataFrame({"title": ["CIO"], "description": ["Answers for the IT budget and the security of information."]})
>>> pl.DataFrame(Classifier().classify(postings)).columns  # doctest: +NORMALIZE_WHITESPACE
['title', 'description', 'role', 'confidence', 'p_cio', 'p_cto', 'p_it_director', 'duties_role', 'title_role', 'in_scope',
'review']
"""

from ._native import Classifier, Predictions, train

__all__ = ["Classifier", "Predictions", "train"]


def _restore(text: str | None, min_confidence: float | None) -> Classifier:
    """A pickled classifier: the model file's content, or None for the model that is built in."""
    if text is None:
        return Classifier(min_confidence=min_confidence)
    return Classifier.read(text, min_confidence=min_confidence)
