"""Prices of being shown: a place that would stand in every list steps back a little, so that others are seen too.

Worked out once per state of the tables from the lists of some hundred towns, and kept in a file beside the database.
"""

import json
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from django.conf import settings

from spilno.engine.matching import Matcher, prices
from spilno.engine.matching.blocks import Blocks
from spilno.engine.network import TieGraph
from spilno.matching.profiles import World, profile

# Towns whose lists are looked at, evenly spaced over all; fewer places than FEWEST are seen by everybody anyhow.
SEEKERS, FEWEST = 400, 30
SMALLEST = 1000
LENGTH = 10
# No list gives up more of its own fit than this.
MOST_LOST = 0.05
_LAYOUT = "1"
_lock = threading.Lock()


@dataclass(frozen=True)
class Showing:
    """prices: area -> what is taken from its score in the order of a list. Shares of one: coverage (places seen at all in
    the lists looked at) and Gini of exposure, before and after."""

    prices: Mapping[str, float]
    coverage_before: float
    coverage_after: float
    gini_before: float
    gini_after: float


def showing(world: World, graph: TieGraph, matcher: Matcher, country: str, level: str, state: str) -> Showing | None:
    """The prices for candidates of a country and level; None where there are too few to need any."""
    file = Path(settings.PLACES_CACHE) / f"showing-{country}-{level}-{state}-{_LAYOUT}.json"
    with _lock:
        known = _read(file)
        if known is None:
            known = _work_out(world, graph, matcher, country, level)
            _write(file, known)
    return known if known.prices else None


def _read(file: Path) -> Showing | None:
    try:
        return Showing(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _write(file: Path, made: Showing) -> None:
    """A file half written is never read; one that cannot be written is worked out again next time."""
    part = file.with_suffix(".part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(asdict(made)), encoding="utf-8")
        part.replace(file)
        for old in file.parent.glob("-".join(file.name.split("-")[:3]) + "-*.json"):
            if old != file:
                old.unlink(missing_ok=True)
    except OSError:
        part.unlink(missing_ok=True)


def _work_out(world: World, graph: TieGraph, matcher: Matcher, country: str, level: str) -> Showing:
    nothing = Showing({}, 1.0, 1.0, 0.0, 0.0)
    units = [u for u in world.units.values() if u.level == level and u.country not in ("", country)]
    towns = sorted((u for u in units if u.population is None or u.population >= SMALLEST), key=lambda u: u.pk)
    candidates = matcher.columns.profiles
    if len(towns) < FEWEST or len(candidates) < FEWEST:
        return nothing
    some = [towns[at] for at in np.linspace(0, len(towns) - 1, min(SEEKERS, len(towns))).astype(int)]
    seekers = [profile(world, unit, world.children.get(unit.pk, [])) for unit in some]
    table = Blocks(seekers, candidates, graph).table().there
    found = prices(table, k=LENGTH, max_loss=MOST_LOST)
    told = {one.id: round(float(price), 6) for one, price in zip(candidates, found.prices, strict=True) if price > 0}
    return Showing(told, found.before.coverage, found.after.coverage, found.before.gini, found.after.gini)
