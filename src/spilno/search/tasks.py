"""What the worker does so that search knows what has just changed."""

from spilno.search.indexing import compare_when_due, follow_trail


def keep_fresh() -> None:
    follow_trail()
    compare_when_due()
