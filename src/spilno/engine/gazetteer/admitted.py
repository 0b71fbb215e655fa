"""The places that hints leave, and the sound keys that those places bear."""

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from spilno.engine.gazetteer.index import Index

Mask = npt.NDArray[np.bool_]


class Admitted:
    """`places` is True for each place that may answer."""

    def __init__(self, index: Index, places: Mask) -> None:
        self.index, self.places = index, places

    @cached_property
    def _key_bits(self) -> npt.NDArray[np.uint8]:
        """One bit for each key: for the world's million keys a whole byte each would be too much to keep."""
        index = self.index
        borne = np.zeros(len(index.key_text), bool)
        if len(borne):
            np.logical_or.reduceat(self.places[index.name_place[index.key_name]], index.key_start[:-1], out=borne)
        return np.packbits(borne)

    def of_many(self, keys: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Those of many keys that some admitted place bears; the first call looks at all keys."""
        return np.asarray(keys[self._key_bits[keys >> 3] << (keys & 7) & 128 != 0])

    def among(self, keys: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Those of a few keys that some admitted place bears."""
        if not len(keys):
            return keys
        index = self.index
        start, end = index.key_start[keys].astype(np.int64), index.key_start[keys + 1].astype(np.int64)
        many = end - start
        first = np.concatenate(([0], np.cumsum(many)[:-1]))
        at = np.arange(int(many.sum())) + np.repeat(start - first, many)
        borne = np.logical_or.reduceat(self.places[index.name_place[index.key_name[at]]], first)
        return keys[borne]
