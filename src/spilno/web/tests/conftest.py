"""What tests of the search share."""

from collections.abc import Iterator

import pytest

from spilno.places import gazetteer
from spilno.search import indexing


@pytest.fixture
def begin_anew() -> Iterator[None]:
    """What a worker and the gazetteer remember belongs to one database only."""
    indexing.forget_followed()
    gazetteer.forget()
    yield
    gazetteer.forget()
