"""Bars beside their figures: one table that is chart and data at once, drawn on the server, no script.

Every figure stands as text in its row, so the bar itself is only for the eye. Negative values go left of a zero line
that all rows share.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """One row: what is measured, its value (None is unknown, not zero), the value as readers should read it."""

    label: str
    value: float | None
    text: str
    language: str = ""


@dataclass(frozen=True)
class DrawnBar:
    """A bar with its place in a picture 100 wide; `width` is None where the value is unknown."""

    bar: Bar
    x: float
    width: float | None
    zero: float

    @property
    def against(self) -> bool:
        return self.bar.value is not None and self.bar.value < 0


def drawn(bars: Sequence[Bar], *, largest: float | None = None) -> list[DrawnBar]:
    """The bars on one common scale.

    `largest` fixes the far end of the scale (1.0 or 100 for shares), so that a row of small values stays small.
    """
    known = [bar.value for bar in bars if bar.value is not None]
    low = min([0.0, *known])
    high = max([0.0, *known]) if largest is None else max(largest, *known, 0.0)
    span = (high - low) or 1.0
    zero = -low / span * 100
    rows = []
    for bar in bars:
        width = None if bar.value is None else round(abs(bar.value) / span * 100, 2)
        left = zero - width if width is not None and bar.value is not None and bar.value < 0 else zero
        rows.append(DrawnBar(bar, round(left, 2), width, round(zero, 2)))
    return rows
