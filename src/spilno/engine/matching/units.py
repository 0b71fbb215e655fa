"""One side of a market as arrays that blocks of pairs are scored from: row i is profile i.

Both sides are written in one vocabulary, so that a label has the same place in all matrices. Logarithms of scores that
depend on one unit and one label are kept as small tables. About 1.2 kB a unit with 14 themes and 40 regions.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from spilno.engine.matching.columns import FEATURES, Columns, Floats, Labels, Shares
from spilno.engine.matching.criteria import BORDER_KM, CRITERIA, FITS, TRAVEL_MINUTES
from spilno.engine.matching.preferences import PLAIN, Preferences
from spilno.engine.matching.profile import DIRECTIONS, SECURITY
from spilno.engine.matching.scoring import FLOOR

Codes = npt.NDArray[np.int64]
LOG_FLOOR = float(np.log(FLOOR))


@dataclass(frozen=True)
class Vocabulary:
    """Labels of both sides in the order of their columns; the last place of each stands for unknown."""

    regions: tuple[str, ...]
    countries: tuple[str, ...]
    kinds: tuple[str, ...]
    levels: tuple[str, ...]
    languages: tuple[str, ...]
    agreements: tuple[str, ...]
    themes: tuple[str, ...]
    told: tuple[str, ...]

    @classmethod
    def of(cls, *sides: Columns) -> "Vocabulary":
        def labels(name: str) -> tuple[str, ...]:
            return _united(getattr(side, name).labels for side in sides)

        framed = [label for side in sides for label in (*side.frames.labels, *side.funding.labels)]
        wished = [one for side in sides for p in side.profiles for one in (p.wishes or PLAIN).regions]
        regions = _united([*(side.region.labels for side in sides), framed, wished])
        themes = _united([*(side.needs.labels for side in sides), *(side.offers.labels for side in sides)])
        counted = [label for side in sides for label in side.partners.labels]
        countries = _united([*(side.country.labels for side in sides), counted])
        told = _united([*(side.seeks_text.labels for side in sides), *(side.offers_text.labels for side in sides)])
        return cls(
            regions, countries, labels("kind"), labels("level"), labels("languages"), labels("agreements"), themes, told
        )


def _united(many: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({label for labels in many for label in labels}))


class Units:
    """The arrays of one side. Logarithms never lie below ln .05; nan is unknown."""

    def __init__(self, columns: Columns, words: Vocabulary) -> None:
        wished = Preferences(columns)
        self.columns, self.wished = columns, wished
        self.weights = _weights(columns, wished)
        self.people, self.low, self.high = columns["log_population"], wished.low, wished.high
        self.direction: Codes = wished.direction.astype(np.int64)
        self.urban, self.density = columns["urban_share"], columns["log_density"]
        self.lat, self.lon, self.travel = columns["lat"], columns["lon"], columns["travel_minutes"] / TRAVEL_MINUTES
        # On a ball of radius 1, so that no pair needs a sine.
        self.vector = np.array(
            [np.cos(self.lat) * np.cos(self.lon), np.cos(self.lat) * np.sin(self.lon), np.sin(self.lat) + 0 * self.lon]
        )
        self.tiers = _tiers(columns)
        self.has_ties = columns.has_ties
        self.interpreter = columns["interpreter"] == 1.0
        self._labels(columns, words)
        self._themes(columns, words)
        self._texts(columns, words)
        self._tables(columns, words)
        self._musts(columns, words)

    def __len__(self) -> int:
        return len(self.columns)

    def _labels(self, columns: Columns, words: Vocabulary) -> None:
        self.region, self.country = columns.region.among_all(words.regions), columns.country.among_all(words.countries)
        self.kind, self.level = columns.kind.among_all(words.kinds), columns.level.among_all(words.levels)
        self.region_known = columns.region.known
        self.region_wish = _matrix(self.wished.regions, words.regions)
        self.frames = _matrix(columns.frames, words.regions)
        self.funding, self.funding_known = _matrix(columns.funding, words.regions), columns.funding.known
        self.agreements, self.agrees = _matrix(columns.agreements, words.agreements), columns.agreements.known
        self.languages, self.speaks = _matrix(columns.languages, words.languages), columns.languages.known

    def _themes(self, columns: Columns, words: Vocabulary) -> None:
        self.needs, self.offers = _matrix(columns.needs, words.themes), _matrix(columns.offers, words.themes)
        np.minimum(self.offers, 1.0, out=self.offers)
        self.asks = columns.needs.known & (columns.needs.total > 0)
        self.needs_share = self.needs / np.where(self.asks, columns.needs.total, 1.0)[:, None]
        self.offers_known = columns.offers.known
        features = np.array([columns[name] for name in FEATURES]).T
        self.has = np.ascontiguousarray(features == 1.0, np.float64)
        self.feature, self.feature_known = (
            np.nan_to_num(features),
            np.ascontiguousarray(~np.isnan(features), np.float64),
        )

    def _texts(self, columns: Columns, words: Vocabulary) -> None:
        self.seeks_text, self.offers_text = (
            vectors.matrix(words.told) for vectors in (columns.seeks_text, columns.offers_text)
        )
        self.seeks_told, self.offers_told = columns.seeks_text.known, columns.offers_text.known

    def _tables(self, columns: Columns, words: Vocabulary) -> None:
        """ln s of security and border by direction wished, of free partners by the other's country."""
        status = np.where(np.isnan(columns["security"]), len(SECURITY), columns["security"]).astype(int)
        rows = [[np.nan] * 5, *([np.log(FITS[way][one]) for one in SECURITY] + [np.nan] for way in DIRECTIONS[1:])]
        self.security = np.array(rows)[:, status]
        close = np.exp(-columns["km_to_border"] / BORDER_KM)
        with np.errstate(divide="ignore"):
            self.border = np.maximum(np.log(np.array([np.nan * close, 1 - close, close])), LOG_FLOOR)
            novel = np.maximum(np.log(1 - columns["exposure"]), LOG_FLOOR)
        self.novelty = novel
        nobody = np.full(len(columns), np.nan)
        partners = np.array([*(columns.partners[country] for country in words.countries), nobody]).T
        self.free = np.maximum(-np.log1p(partners), LOG_FLOOR)

    def _musts(self, columns: Columns, words: Vocabulary) -> None:
        """What the wishes exclude, as numbers: bounds of size, of distance, regions and levels allowed."""
        wishes = [profile.wishes or PLAIN for profile in columns.profiles]
        # exp(ln 50000) is not quite 50000, and the border itself is allowed.
        self.size_min = np.array([-np.inf if one.size_min is None else one.size_min * (1 - 1e-9) for one in wishes])
        self.size_max = np.array([np.inf if one.size_max is None else one.size_max * (1 + 1e-9) for one in wishes])
        self.population = np.array([np.nan if p.population is None else p.population for p in columns.profiles])
        self.only_regions = np.array([one.only_regions for one in wishes], bool)
        self.only_levels = np.array([bool(one.levels) for one in wishes], bool)
        allowed = [[float(level in one.levels) for level in (*words.levels, "")] for one in wishes]
        self.level_wish = np.array(allowed).reshape(len(columns), len(words.levels) + 1)
        self.far = columns.far
        self.own_country = np.array([one.own_country for one in wishes], bool)
        self.occupied = columns["security"] == SECURITY.index("occupied")
        self.open = columns.consents & ~columns.full
        # Whether anybody excludes others by it at all.
        self.strict = {
            "size": bool(np.isfinite(self.size_min).any() or np.isfinite(self.size_max).any()),
            "region": bool(self.only_regions.any()), "level": bool(self.only_levels.any()),
            "distance": not np.isnan(self.far).all(),
        }  # fmt: skip


def _weights(columns: Columns, wished: Preferences) -> Floats:
    """(n, K + 1) weights by CODES, and that of novelty last."""
    novelty = [CRITERIA["novelty"].weight_for(profile.wishes or PLAIN) for profile in columns.profiles]
    return np.ascontiguousarray(np.vstack([wished.weights, np.array(novelty).reshape(1, len(columns))]).T)


def _matrix(shares: Shares, labels: tuple[str, ...]) -> Floats:
    """(n, labels + 1), the last column for what is unknown."""
    rows = [shares[label] for label in labels]
    return np.ascontiguousarray(np.array([*rows, np.zeros(len(shares.known))]).T)


def _tiers(columns: Columns) -> Codes:
    """Both tiers of a unit as one number: 4 x first + second, 3 where there is none."""
    both: list[Any] = [np.where(np.isnan(columns[name]), 3, columns[name]) for name in ("tier", "second_tier")]
    return np.asarray(4 * both[0] + both[1], np.int64)


def tier_scores() -> Floats:
    """(16, 16) ln s of the criterion `level` for two numbers of `_tiers`."""
    table = np.full((16, 16), np.nan)
    for one in range(16):
        for other in range(16):
            gaps = [abs(a - b) for a in divmod(one, 4) for b in divmod(other, 4) if a < 3 and b < 3]
            if gaps:
                table[one, other] = np.log({0: 1.0, 1: 0.6}.get(min(gaps), 0.3))
    return table


__all__ = ["LOG_FLOOR", "Labels", "Units", "Vocabulary", "tier_scores"]
