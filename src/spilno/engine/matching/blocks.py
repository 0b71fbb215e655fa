"""Two sides of a market scored block by block: what each would gain from each, in bounded memory.

The same figures as one ranking after another, some fifty times as fast. A unit's prior of a criterion is the mean over
its eligible partners; beyond `LOOKED_AT` units on the other side over that many of them, evenly spaced, so that a score
never depends on how the work was cut.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from spilno.engine.matching.columns import Bools, Columns, Floats
from spilno.engine.matching.criteria import BRIDGE_STRENGTH, CRITERIA
from spilno.engine.matching.pairs import air, awake, both_logs
from spilno.engine.matching.preferences import CODES, power_mean
from spilno.engine.matching.profile import Profile
from spilno.engine.matching.scoring import FLOOR, PRIOR_OF_NOTHING
from spilno.engine.matching.units import LOG_FLOOR, Codes, Units, Vocabulary
from spilno.engine.network import TieGraph

LOOKED_AT = 4096
SPACED = 512
# Pairs of one block: its arrays, some thirty at a time, stay within a processor's cache and 10 MB.
BLOCK = 40_000
HARMONIC = -1.0
ALL_CODES = (*CODES, "novelty")
# ln of a score of .05 that a bridge without a common partner has.
NO_BRIDGE = LOG_FLOOR


@dataclass(frozen=True)
class Block:
    """Scores of the same shape: mutual (nan where a hard constraint keeps the pair apart), gain to either side."""

    mutual: Floats
    there: Floats
    back: Floats


class Blocks:
    """Scores between `first` and `second`; power: exponent of the mean of both sides, see `power_mean`."""

    def __init__(
        self, first: Sequence[Profile], second: Sequence[Profile], graph: TieGraph | None = None, *,
        power: float = HARMONIC,
    ) -> None:  # fmt: skip
        rows, columns = Columns(first), Columns(second)
        words = Vocabulary.of(rows, columns)
        self.first, self.second, self.power = Units(rows, words), Units(columns, words), power
        self.bridges = _bridges(rows, columns, graph or TieGraph())
        self._apart = _apart(rows, columns)
        # What the second side's data cannot answer and is not in force weighs nothing on either side.
        self.in_force = np.array([CRITERIA[code].in_force(columns) for code in ALL_CODES], bool)
        counting = frozenset(code for code, counts in zip(ALL_CODES, self.in_force, strict=True) if counts)
        self.there = awake(self.first, self.second, counting)
        self.back = awake(self.second, self.first, counting - {"novelty"})
        self._rest = (
            self._at_rest(self.first, self.there, len(ALL_CODES)), self._at_rest(self.second, self.back, len(CODES)),
        )  # fmt: skip
        self._spaced: Codes = np.arange(len(columns))
        if len(columns) > LOOKED_AT:
            self._spaced = np.linspace(0, len(columns) - 1, SPACED).astype(np.int64)
        with np.errstate(invalid="ignore"):
            self.prior_there, self.prior_back = self._all_priors()

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.first), len(self.second)

    def cuts(self, width: int | None = None) -> Iterator[slice]:
        """Slices of rows, so many that a block over `width` columns (all by default) keeps its size."""
        step = max(1, BLOCK // max(1, width or self.shape[1]))
        for start in range(0, self.shape[0], step):
            yield slice(start, min(start + step, self.shape[0]))

    def block(self, rows: slice, columns: slice = slice(None)) -> Block:
        """Scores of these rows with these columns, (R, C)."""
        return self.grid(np.arange(self.shape[0])[rows], np.arange(self.shape[1])[columns])

    def grid(self, rows: Codes, columns: Codes) -> Block:
        """Scores of each of these rows with each of these columns, (R, C)."""
        return self._scored(rows[:, None], columns[None, :])

    def pairs(self, rows: Codes, columns: Codes) -> Block:
        """Scores of single pairs, (P,)."""
        return self._scored(rows, columns)

    def table(self) -> Block:
        """Everything at once; 24 bytes for each pair."""
        whole = Block(*(np.empty(self.shape) for _part in range(3)))
        for rows in self.cuts():
            part = self.block(rows)
            whole.mutual[rows], whole.there[rows], whole.back[rows] = part.mutual, part.there, part.back
        return whole

    # ------------------------------------------------------------------------------------------------------------------

    def _scored(self, i: Codes, j: Codes) -> Block:
        shape = np.broadcast_shapes(i.shape, j.shape)
        with np.errstate(invalid="ignore"):
            there, back = self._logs(i, j)
            gain = self._utility(there, self.first, i, self.prior_there[i], self._rest[0], shape)
            theirs = self._utility(back, self.second, j, self.prior_back[i], self._rest[1], shape)
            allowed = self.allowed(i, j)
        gone = ~np.broadcast_to(allowed, shape)
        gain[gone] = theirs[gone] = np.nan
        return Block(power_mean(gain, theirs, self.power), gain, theirs)

    def _logs(self, i: Codes, j: Codes) -> tuple[list[Any], list[Any]]:
        bridge = self._bridge(i, j) if "bridge" in self.there | self.back else np.nan
        return both_logs(self.first, i, self.second, j, bridge, self.there, self.back)

    def _utility(
        self, logs: list[Any], me: Units, rows: Codes, priors: Floats, rest: tuple[frozenset[str], Floats, Floats],
        shape: tuple[int, ...],
    ) -> Floats:  # fmt: skip
        """Weighted geometric mean, unknown criteria at the prior; `rest`: see `_at_rest`."""
        awake, resting, total = rest
        acc = np.empty(shape)
        acc[...] = resting[rows]
        for at, code in enumerate(ALL_CODES[: len(logs)]):
            if code not in awake:
                continue
            values = logs[at]
            unknown = np.isnan(values)
            if unknown.any():
                values = np.where(unknown, priors[..., at], values)
            acc += me.weights[:, at][rows] * values
        acc /= total[rows]
        return np.exp(acc, out=acc)

    def _at_rest(self, me: Units, awake: frozenset[str], codes: int) -> tuple[frozenset[str], Floats, Floats]:
        """What criteria that nobody's data answer add to each unit's sum (all at the same prior), and its sum of weights."""
        weights = me.weights[:, :codes] * self.in_force[:codes]
        asleep = np.array([code not in awake for code in ALL_CODES[:codes]])
        total = weights.sum(axis=1)
        return awake, (weights * asleep).sum(axis=1) * np.log(PRIOR_OF_NOTHING), np.where(total == 0, 1.0, total)

    def _all_priors(self) -> tuple[Floats, Floats]:
        """(n, K) mean of ln s over the eligible units looked at, of the first side's eyes and of the others' eyes."""
        n, j = self.shape[0], self._spaced[None, :]
        width = self.first.weights.shape[1]
        both = np.zeros((n, width)), np.zeros((n, width))
        for rows in self.cuts(len(self._spaced)):
            i = np.arange(rows.start, rows.stop)[:, None]
            allowed = np.broadcast_to(self.allowed(i, j), (len(i), j.shape[1]))
            there, back = self._logs(i, j)
            for at, values in enumerate(there):
                both[0][rows, at] = _mean(values, allowed)
            for at, values in enumerate(back):
                # Much is the same seen from both sides.
                both[1][rows, at] = both[0][rows, at] if values is there[at] else _mean(values, allowed)
        return both

    def _bridge(self, i: Codes, j: Codes) -> Any:
        known = self.first.has_ties[i] & self.second.has_ties[j]
        if not known.any():
            return np.full(known.shape, np.nan)
        return np.where(known, _entries(self.bridges, i, j) + NO_BRIDGE, np.nan)

    def allowed(self, i: Codes, j: Codes) -> Bools:
        """True where no hard constraint of either side keeps the pair apart (see `constraints`)."""
        one, other = self.first, self.second
        may = (one.kind[i] == other.kind[j]) & ((one.country[i] != other.country[j]) | one.own_country[i])
        may &= (other.open & ~other.occupied)[j] & one.open[i]
        for me, mine, you, yours in ((one, i, other, j), (other, j, one, i)):
            if me.strict["size"]:
                people = you.population[yours]
                may &= ~((people < me.size_min[mine]) | (people > me.size_max[mine]))
            if me.strict["region"]:
                may &= ~me.only_regions[mine] | (me.region_wish[mine, you.region[yours]] > 0)
            if me.strict["level"]:
                may &= ~me.only_levels[mine] | (me.level_wish[mine, you.level[yours]] > 0)
            if me.strict["distance"]:
                far = me.far[mine]
                if not np.isnan(far).all():
                    may &= ~(air(one, i, other, j) > far)
        if self._apart.nnz:
            may &= _entries(self._apart, i, j) == 0
        return np.asarray(may)


def _mean(values: Any, allowed: Bools) -> Any:
    """(R,) over the pairs that are allowed and known; values broadcast to them, one number where nobody's data answer."""
    if np.ndim(values) == 0 and np.isnan(values):
        return np.log(PRIOR_OF_NOTHING)
    values = np.broadcast_to(values, allowed.shape)
    known = allowed & ~np.isnan(values)
    count = known.sum(axis=1)
    sums = np.where(known, values, 0.0).sum(axis=1)
    return np.where(count > 0, sums / np.maximum(count, 1), np.log(PRIOR_OF_NOTHING))


def _entries(matrix: csr_matrix, i: Codes, j: Codes) -> npt.NDArray[Any]:
    if i.ndim == 2:
        return np.asarray(matrix[i[:, 0]][:, j[0]].todense())
    return np.asarray(matrix[i, j]).ravel()


def _bridges(first: Columns, second: Columns, graph: TieGraph) -> csr_matrix:
    """ln s of bridged pairs above that of a pair without a common partner."""
    entries: list[tuple[int, int, float]] = []
    for at, profile in enumerate(first.profiles):
        if profile.ties:
            found = graph.bridges(profile.id, strength=BRIDGE_STRENGTH)
            here = [(at, second.row[other], value) for other, value in found.items() if other in second.row]
            entries += here
    return _sparse(
        [(at, other, float(np.log(max(value, FLOOR))) - NO_BRIDGE) for at, other, value in entries],
        (len(first), len(second)),
    )


def _apart(first: Columns, second: Columns) -> csr_matrix:
    """Pairs that are one unit, partners already, or that one of both has refused."""
    found: set[tuple[int, int]] = {(at, second.row[key]) for key, at in first.row.items() if key in second.row}
    for mine, others, turned in ((first, second, False), (second, first, True)):
        for at, profile in enumerate(mine.profiles):
            refused = profile.partner_ids | profile.excluded_ids
            if profile.wishes is not None:
                refused = refused | profile.wishes.excluded
            pairs = [(at, others.row[other]) for other in refused if other in others.row]
            found |= {pair[::-1] for pair in pairs} if turned else set(pairs)
    return _sparse([(at, other, 1.0) for at, other in sorted(found)], (len(first), len(second)))


def _sparse(entries: list[tuple[int, int, float]], shape: tuple[int, int]) -> csr_matrix:
    rows = np.array([one[0] for one in entries], np.int64)
    columns = np.array([one[1] for one in entries], np.int64)
    return csr_matrix((np.array([one[2] for one in entries], np.float64), (rows, columns)), shape=shape)
