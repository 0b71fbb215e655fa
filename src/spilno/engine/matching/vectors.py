"""Sparse vectors by row: what a profile's texts speak of, for dot products with one seeker's.

Kept by label, so that memory follows what is said and not rows times words.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
Vector = Mapping[str, float]


class Vectors:
    """A vector for each of n rows, None where nothing was said. `known`: (n,) rows that said something."""

    def __init__(self, rows: Sequence[Vector | None]) -> None:
        self.known = np.zeros(len(rows), bool)
        self._rows: list[Vector] = [{} for _row in rows]
        self._columns: dict[str, dict[int, float]] = {}
        self._arrays: dict[str, tuple[Rows, Floats]] = {}
        for at, row in enumerate(rows):
            self.put(at, row)

    def put(self, at: int, row: Vector | None) -> None:
        for label in self._rows[at]:
            del self._columns[label][at]
            self._arrays.pop(label, None)
        self._rows[at], self.known[at] = row or {}, bool(row)
        for label, value in self._rows[at].items():
            self._columns.setdefault(label, {})[at] = value
            self._arrays.pop(label, None)

    def dot(self, vector: Vector | None) -> Floats:
        """(n,) dot products from 0 to 1, nan where a side has said nothing. Label by label in their order, so that equal
        rows get equal bits wherever they stand.
        """
        if not vector:
            return np.full(len(self._rows), np.nan)
        total = np.zeros(len(self._rows))
        for label in sorted(vector):
            rows, values = self._array(label)
            total[rows] += vector[label] * values
        return np.where(self.known, np.clip(total, 0.0, 1.0), np.nan)

    @property
    def labels(self) -> list[str]:
        """Every label that a row has had."""
        return list(self._columns)

    def matrix(self, order: Sequence[str]) -> csr_matrix:
        """(n, len(order)) the rows in the order of these labels."""
        found = [(label, *self._array(label)) for label in order]
        places = [np.full(len(rows), at) for at, (_label, rows, _values) in enumerate(found)]
        shape, nothing = (len(self._rows), len(order)), np.array([], np.int64)
        rows = np.concatenate([nothing, *(rows for _label, rows, _values in found)])
        values = np.concatenate([nothing, *(values for _label, _rows, values in found)])
        return csr_matrix((values.astype(np.float64), (rows, np.concatenate([nothing, *places]))), shape=shape)

    def _array(self, label: str) -> tuple[Rows, Floats]:
        if label not in self._arrays:
            column = self._columns.get(label, {})
            rows = np.array(sorted(column), np.int64)
            self._arrays[label] = rows, np.array([column[int(row)] for row in rows], np.float64)
        return self._arrays[label]
