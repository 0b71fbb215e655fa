"""Ranking: speed, requests on a made-up market with holes, history as a diagnostic beside exposure.

    python benchmarks/ranking.py [--sample N] [--speed-only]

The market needs SPILNO_DATA with the tool `market.py` beside it; history needs the registers of both countries and the
twin towns in SPILNO_HOME (the network comes from names that only the importer links), and dev/pairs_dev.csv. A part
whose data are missing is skipped with a word.
History sent everybody to the same famous cities: a method that finds the old partners well shows few others. No line
of that table is a goal by itself, and nothing here is tuned for recall.
"""

import argparse
import csv
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
from common import data_folder, need_registers, quantile, set_up, table, timed
from ranking_market import requests

KS = (1, 5, 10, 50)
SMALLEST = 5_000
SEED = 20260516
Ranker = Callable[[str], Sequence[str]]


def pairs() -> list[tuple[str, str]]:
    """(seeker, hromada) as primary keys, for the rows that name both ends."""
    from spilno.places.models import AreaCode

    at = {
        (scheme, code): str(area)
        for scheme, code, area in AreaCode.objects.filter(scheme__in=["AGS", "KATOTTG"]).values_list(
            "scheme", "code", "area_id"
        )
    }
    with (data_folder() / "dev" / "pairs_dev.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["ags"] and row["hromada_katottg"]]
    found = {(at.get(("AGS", row["ags"])), at.get(("KATOTTG", row["hromada_katottg"]))) for row in rows}
    return sorted((seeker, partner) for seeker, partner in found if seeker and partner)


def haversine(lat: float, lon: float, lats: Any, lons: Any) -> Any:
    half = np.sin((lats - lat) / 2) ** 2 + np.cos(lat) * np.cos(lats) * np.sin((lons - lon) / 2) ** 2
    return 2 * 6371.0 * np.arcsin(np.sqrt(half))


class Rankers:
    """Ours and the two peers over the same hromadas."""

    def __init__(self) -> None:
        from spilno.matching import queries

        self.market = queries.market()
        self.matcher = self.market.matcher("UA", "municipality")
        self.ids = [profile.id for profile in self.matcher.columns.profiles]
        self.log_population = np.nan_to_num(self.matcher.columns["log_population"], nan=0.0)
        self.lat = np.nan_to_num(self.matcher.columns["lat"], nan=np.radians(49.0))
        self.lon = np.nan_to_num(self.matcher.columns["lon"], nan=np.radians(31.0))
        self._seekers: dict[str, Any] = {}

    def seeker(self, key: str) -> Any:
        from spilno.matching.queries import seeker_profile
        from spilno.places.models import Area

        if key not in self._seekers:
            self._seekers[key] = seeker_profile(Area(pk=int(key)))
        return self._seekers[key]

    def spilno(self, key: str) -> list[str]:
        return [item.id for item in self.matcher.rank(self.seeker(key), k=None).items]

    def spilno_top(self, key: str) -> list[str]:
        return [item.id for item in self.matcher.rank(self.seeker(key), k=10).items]

    def population(self, key: str) -> list[str]:
        own = np.log(self.seeker(key).population or 1)
        return self._best(-np.abs(self.log_population - own))

    def gravity(self, key: str) -> list[str]:
        """Mass over distance: the method that sends everybody to the largest cities."""
        own = self.seeker(key)
        km = haversine(np.radians(own.lat or 51.0), np.radians(own.lon or 10.0), self.lat, self.lon)
        return self._best(self.log_population - np.log(km))

    def _best(self, score: Any) -> list[str]:
        return [self.ids[at] for at in np.argsort(-score, kind="stable")]


def history(sample: int) -> None:
    """Recall over the pairs; exposure of the top tens of German municipalities drawn by lot."""
    from spilno.engine.matching import evaluate_history, exposure
    from spilno.places.models import Area

    rankers, known = Rankers(), pairs()
    towns = Area.objects.current().filter(country="DE", level="municipality", population__gte=SMALLEST)
    keys = [str(pk) for pk in towns.order_by("pk").values_list("pk", flat=True)]
    drawn = random.Random(SEED).sample(keys, min(sample, len(keys))) if sample else keys
    ways: list[tuple[str, Ranker, Ranker]] = [
        ("spilno, default weights", rankers.spilno, rankers.spilno_top),
        ("population similarity", rankers.population, rankers.population),
        ("gravity", rankers.gravity, rankers.gravity),
    ]
    lines = []
    for name, whole, top in ways:
        report = evaluate_history(whole, known, rankers.ids, ks=KS)
        shown = exposure([list(top(key))[:10] for key in drawn], rankers.ids)
        lines.append(
            [name, *(report.recall[k] for k in KS), report.median_rank, shown.gini, shown.coverage, shown.most]
        )
    head = ["method", *(f"R@{k}" for k in KS), "median rank", "Gini", "coverage", "most shown"]
    table(
        f"{len(known)} known pairs among {len(rankers.ids)} hromadas (a diagnostic, never a goal); exposure of the top "
        f"ten of {len(drawn)} German municipalities of {SMALLEST} inhabitants and more",
        head,
        lines,
    )
    calls = [timed(lambda key=key: rankers.spilno_top(key)) for key in drawn[:300]]
    table(
        "One ranking of all hromadas for one town, from the loaded tables, top 10 with reasons",
        ["method", "p50 ms", "p95 ms"],
        [["spilno", quantile(calls, 0.5), quantile(calls, 0.95)], ["target", 10.0, None]],
    )


def synthetic(count: int) -> list[Any]:
    """Made-up profiles with holes, as data have them; the same every time."""
    from spilno.engine.matching import Profile

    chance = random.Random(SEED)

    def known(value: Any, share: float = 0.85) -> Any:
        return value if chance.random() < share else None

    return [
        Profile(
            id=str(at), country="UA", population=known(round(chance.lognormvariate(9.5, 1.0))),
            area_km2=known(chance.uniform(20, 900)), lat=chance.uniform(45, 52), lon=chance.uniform(22, 40),
            region=str(chance.randrange(25)), urban_share=known(chance.random()), km_to_border=known(chance.uniform(0, 900)),
            security=known(chance.choice(["safe", "war_zone", "deoccupied"])), travel_minutes=known(chance.uniform(5, 200)),
            ties=(f"third {chance.randrange(400)}",) if chance.random() < 0.2 else (),
        )
        for at in range(count)
    ]  # fmt: skip


def one_changed(matcher: Any, prepared: Any, candidate: Any, turn: int) -> None:
    """A candidate grows, and the seeker's new top ten is asked for."""
    matcher.update(replace(candidate, population=30_000 + 1_000 * turn))
    prepared.refresh(candidate.id)
    prepared.rank(k=10)


def speed(sizes: Sequence[int], rounds: int) -> None:
    """One ranking with reasons for the top 20, beside one matrix product and one full sort in numpy."""
    from spilno.engine.matching import HARMONIC, Matcher, Profile, Wishes
    from spilno.engine.network import TieGraph

    seeker = Profile(
        id="seeker", country="DE", population=59_000, area_km2=88, lat=51.5, lon=7.7, region="05", urban_share=0.5,
        ties=tuple(f"third {n}" for n in range(10)),
    )  # fmt: skip
    wishes = Wishes(security="safe", weights={"size": 3})
    lines = []
    for size, power in product(sizes, (None, HARMONIC)):
        candidates, sides = synthetic(size), "both sides" if power else "one side"
        graph = TieGraph((p.id, tie) for p in [*candidates, seeker] for tie in p.ties)
        matcher = Matcher(candidates, graph, power=power)
        own = [timed(lambda m=matcher: m.rank(seeker, wishes, k=20)) for _ in range(rounds)]
        # The least that any ranking does: as many scores as we have criteria, weighted, then ordered.
        matrix = np.random.default_rng(SEED).random((size, 9), np.float32)
        weights = np.ones(9, np.float32)
        plain = [timed(lambda m=matrix, w=weights: np.argsort(-(m @ w), kind="stable")) for _ in range(rounds)]
        prepared = matcher.prepare(seeker, wishes)
        slid = [timed(lambda p=prepared, n=n: p.rank({"size": n % 5}, k=10)) for n in range(rounds)]
        changed = [
            timed(lambda n=n, m=matcher, p=prepared, c=candidates: one_changed(m, p, c[7], n)) for n in range(rounds)
        ]
        anew = matcher.prepare(seeker, wishes).rank(k=None)
        if prepared.rank(k=None) != anew:
            sys.exit("a refreshed ranking differs from a new one")
        ratio = quantile(own, 0.5) / quantile(plain, 0.5)
        lines.append(
            [f"{size:,} candidates, {sides}", quantile(own, 0.5), quantile(own, 0.95), quantile(plain, 0.5), ratio,
             quantile(slid, 0.5), quantile(changed, 0.5)]
        )  # fmt: skip
    head = ["one seeker, top 20", "spilno p50 ms", "p95 ms", "numpy p50 ms", "times numpy", "slider ms",
            "one profile changed, new top 10 ms"]  # fmt: skip
    table("Speed in the engine, made-up candidates", head, lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="History recall beside exposure, and speed of one ranking.")
    parser.add_argument("--sample", type=int, default=600, help="German municipalities for exposure (0: all)")
    parser.add_argument("--speed-only", action="store_true", help="no registers needed")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    speed((1_470, 100_000), max(1, options.rounds))
    if not options.speed_only:
        requests()
        set_up()
        need_registers("KATOTTG", "AGS")
        history(max(0, options.sample))


if __name__ == "__main__":
    main()
