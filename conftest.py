"""What every test of the project may use."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, settings

from spilno.common.settling import settle

ROOT = Path(__file__).resolve().parent

# Slow machines are no failures, so there is no deadline. `dev.py test` makes up the same input each time, so that what it says
# depends on the tree alone; `dev.py sweep` looks longer and always elsewhere.
SWEEP = bool(os.environ.get("SPILNO_TEST_SWEEP"))
settings.register_profile(
    "spilno",
    max_examples=1000 if SWEEP else 40,
    derandomize=not SWEEP,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("spilno")

# What collecting loads, stays: a million objects, which Python's collector shall look through neither meanwhile nor later.
gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    settle()
    gc.enable()


@pytest.fixture(scope="session")
def project_root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def official_data() -> Path:
    """The publishers' files beside the clone; they are not ours to pass on, so a newcomer has none."""
    folder = Path(os.environ.get("SPILNO_TEST_OFFICIAL_DATA") or ROOT.parent / "shared" / "data" / "official")
    if not folder.is_dir():
        pytest.skip(f"the official registers are not in {folder} (SPILNO_TEST_OFFICIAL_DATA names another folder)")
    return folder


@pytest.fixture(autouse=True)
def start_in_english() -> Iterator[None]:
    """A request leaves its language behind; no test may depend on which ran before it."""
    with override("en"):
        yield
