"""First prices of a large market: what a place of every column is worth to some rows, before all pairs are looked at.

A market of a sample of each side tells what its rows would have. A column is worth the most that one of these rows would
give for it rather than keep that. In a market of many columns only some are asked for, and the others are worth what
columns alike are (a ridge regression), which is nearer to the truth than few rows can tell of a single column.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from spilno.engine.matching.auction import Auction
from spilno.engine.matching.blocks import BLOCK, Blocks
from spilno.engine.matching.columns import Floats
from spilno.engine.matching.executors import Executor
from spilno.engine.matching.units import Codes, Units

# Columns that are asked for, and how many at a time.
ASKED, AT_A_TIME = 6000, 1024
# What all columns cost alike could as well be the rows' gain: the cheapest, up to this share, cost nothing.
CHEAP = 0.01
# Weight of the ridge for each column that was asked for.
RIDGE = 3e-3


def first_prices(
    blocks: Blocks,
    first: Codes,
    second: Codes,
    epsilon: float,
    sample: int,
    executor: Executor,
    most_asked: int = ASKED,
) -> Floats:
    """(B,) from a market of `sample` of each side, the larger side's share of both; 0 where the whole is hardly larger.
    most_asked: columns that rows of this market are asked for, at most."""
    share = sample / max(*blocks.shape, 1)
    if share > 0.5 or min(blocks.shape) * share < 1:
        return np.zeros(blocks.shape[1])
    rows, columns = (np.linspace(0, n - 1, round(n * share)).astype(np.int64) for n in blocks.shape)
    small = Auction(first[rows], second[columns], epsilon)
    here = np.arange(len(rows))
    small.join(here, np.tile(np.arange(len(columns)), (len(rows), 1)), np.nan_to_num(_scores(blocks, rows, columns)))
    small.price()
    # What a row has as its last place; one with a place left would give all that a column is worth to it.
    asked = np.linspace(0, blocks.shape[1] - 1, min(blocks.shape[1], most_asked)).astype(np.int64)
    work = _Worth(blocks, rows, small.floor(small.prices))
    parts = (asked[at : at + AT_A_TIME] for at in range(0, len(asked), AT_A_TIME))
    most = np.concatenate(list(executor.map(work, parts)))
    # Whom nobody may have, or wants, tells nothing of the others.
    wanted = most > 0
    if not wanted.any():
        return np.zeros(blocks.shape[1])
    if len(asked) < blocks.shape[1]:
        most = _by_those_alike(blocks.second, asked[wanted], most[wanted])
    return np.asarray(np.maximum(most - np.quantile(most[most > 0], CHEAP), 0.0))


@dataclass(frozen=True)
class _Worth:
    """The most that one of these rows would give for each of some columns rather than keep what it has."""

    blocks: Blocks
    rows: Codes
    kept: Floats

    def __call__(self, columns: Codes) -> Floats:
        most = np.zeros(len(columns))
        for at in _parts(len(columns), len(self.rows)):
            gain = _scores(self.blocks, self.rows, columns[at]) - self.kept[:, None]
            most[at] = np.nanmax(gain, axis=0, initial=0.0)
        return most


def _by_those_alike(units: Units, asked: Codes, worth: Floats) -> Floats:
    """(B,) what every column is worth by what those asked for are: linear in what they have said."""
    known = _told(units, asked)
    middle, spread = known.mean(axis=0), known.std(axis=0)
    scale = np.where(spread > 1e-9, 1 / np.maximum(spread, 1e-9), 0.0)
    known = (known - middle) * scale
    weights = np.linalg.solve(
        known.T @ known + RIDGE * len(asked) * np.eye(known.shape[1]), known.T @ (worth - worth.mean())
    )
    parts = (np.arange(at, min(at + ASKED, len(units))) for at in range(0, len(units), ASKED))
    alike = np.concatenate([(_told(units, part) - middle) * scale @ weights for part in parts])
    return np.asarray(alike + worth.mean())


def _told(units: Units, at: Codes) -> Floats:
    """(R, F) what these units have said: shares, whether they have, numbers and their squares, labels."""
    asks = units.asks[at, None]
    parts = [
        units.needs_share[at] * asks, (units.needs[at] > 0) & asks, units.offers[at], units.languages[at],
        units.region_wish[at], units.agreements[at], units.weights[at], asks, units.offers_known[at, None],
        units.speaks[at, None],
    ]  # fmt: skip
    for number in (units.people, units.low, units.high, units.density, units.urban, units.travel, *units.vector):
        known = ~np.isnan(number)
        value = np.where(known, number - (number[known].mean() if known.any() else 0.0), 0.0)[at, None]
        parts += [value, value * value, np.abs(value), known[at, None]]
    for label in (units.region, units.country, units.kind, units.tiers):
        parts.append(label[at, None] == np.arange(label.max(initial=0) + 1))
    return np.hstack(parts).astype(np.float64)


def _parts(number: int, rows: int) -> Iterator[slice]:
    step = max(1, BLOCK // max(rows, 1))
    for start in range(0, number, step):
        yield slice(start, min(start + step, number))


def _scores(blocks: Blocks, rows: Codes, columns: Codes) -> Floats:
    """(R, C) of these rows and columns, wherever they stand; nan where a pair may not meet."""
    out = np.empty((len(rows), len(columns)))
    for part in _parts(len(rows), len(columns)):
        out[part] = blocks.grid(rows[part], columns).mutual
    return out
