"""What the drills share: making an empty database takes seconds of processor time, copying it none."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operation.homes import Home, new_home, server


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """An installation with empty tables on the database of this run; only to be copied."""
    with new_home(tmp_path_factory.mktemp("migrated") / "home", server()) as home:
        done = home.spilno("migrate")
        assert done.returncode == 0, done.stderr
        yield home


@pytest.fixture
def home(migrated: Home, tmp_path: Path) -> Iterator[Home]:
    with new_home(tmp_path / "home", server(), like=migrated) as copy:
        yield copy
