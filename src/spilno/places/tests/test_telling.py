"""Whoever waits in a terminal for the index of names is told what happens, once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from spilno.common.telling import Progress, in_terminal, telling
from spilno.places import gazetteer
from tests.cast import load_network

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_index_yet(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.PLACES_CACHE = tmp_path / "cache"
    gazetteer.forget()
    yield
    gazetteer.forget()


def test_building_the_index_is_told_with_how_far_it_is() -> None:
    load_network()
    heard: list[object] = []

    @contextmanager
    def listener(title: str, _counting: bool) -> Iterator[Progress]:
        heard.append(title)
        yield lambda done, total: heard.append(done <= total)

    with telling(listener):
        gazetteer.find("Unna")
        assert heard == ["building the index of names, once for this state of the registers", True]
        gazetteer.forget()
        gazetteer.find("Unna")
    assert len(heard) == 2, "the file is there: nothing is built"


def test_in_a_log_it_is_two_lines(capsys: pytest.CaptureFixture[str]) -> None:
    load_network()
    with telling(in_terminal):
        gazetteer.find("Unna")
    lines = capsys.readouterr().err.splitlines()
    assert [line.startswith("building the index of names") for line in lines] == [True, True]
