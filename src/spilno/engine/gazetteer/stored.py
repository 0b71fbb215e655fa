"""Arrays in one file: a line of JSON that says where each begins, then the arrays.

The file is mapped, so that opening it takes no time and processes share its pages. Mapped pages count as memory of
each process that has touched them, though; a few long arrays are therefore left in the file and read in runs.
"""

import json
import mmap
import os
import weakref
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

_MAGIC = b"SPILNO-GAZETTEER"
_ALIGNED = 64
# Read in runs where they are longer than this: the world's are, those of two countries fit.
_LEFT_IN_FILE, LONG_BYTES = {"gram_key", "slip_code", "slip_key"}, 16_000_000


class Unmapped:
    """An array that stays in its file; a slice of it is read."""

    def __init__(self, file: BinaryIO, dtype: npt.DTypeLike, length: int, begins: int) -> None:
        self.dtype, self.length, self.begins = np.dtype(dtype), length, begins
        self._descriptor = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._descriptor)

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, run: slice) -> npt.NDArray[Any]:
        start, stop, _ = run.indices(self.length)
        size = self.dtype.itemsize
        raw = os.pread(self._descriptor, max(0, stop - start) * size, self.begins + start * size)
        return np.frombuffer(raw, self.dtype)


def write_arrays(out: BinaryIO, arrays: dict[str, npt.NDArray[Any]]) -> None:
    """A line of JSON that says where each array begins, then the arrays, each at a multiple of _ALIGNED bytes."""
    places, at = {}, 0
    for name, array in arrays.items():
        places[name] = [array.dtype.str, len(array), at]
        at += -(-array.nbytes // _ALIGNED) * _ALIGNED
    head = _MAGIC + json.dumps(places).encode()
    out.write(head + b" " * (-(len(head) + 1) % _ALIGNED) + b"\n")
    for array in arrays.values():
        out.write(np.ascontiguousarray(array).data)
        out.write(b"\0" * (-array.nbytes % _ALIGNED))


def open_arrays(file: Path, long_bytes: int = LONG_BYTES) -> dict[str, Any]:
    """The arrays by name, Unmapped those of _LEFT_IN_FILE of more than `long_bytes`. Raises ValueError for another file."""
    with file.open("rb") as stored:
        head = stored.readline(100_000)
        if not head.startswith(_MAGIC) or not head.endswith(b"\n"):
            raise ValueError(f"{file}: is no index of names")
        whole = mmap.mmap(stored.fileno(), 0, access=mmap.ACCESS_READ)
        made: dict[str, Any] = {}
        for name, (kind, length, at) in json.loads(head[len(_MAGIC) :]).items():
            dtype = np.dtype(kind)
            if len(head) + at + length * dtype.itemsize > len(whole):
                raise ValueError(f"{file}: is cut")
            if name in _LEFT_IN_FILE and length * dtype.itemsize > long_bytes and hasattr(os, "pread"):
                made[name] = Unmapped(stored, dtype, length, len(head) + at)
            else:
                made[name] = np.frombuffer(whole, dtype, length, len(head) + at) if length else np.empty(0, dtype)
    return made


def let_go(array: npt.NDArray[Any]) -> None:
    """Give back the memory of the mapping that `array` lies in; what is asked for next is read from the file again."""
    base: Any = array
    while isinstance(base, np.ndarray | memoryview):
        base = base.base if isinstance(base, np.ndarray) else base.obj
    if isinstance(base, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        base.madvise(mmap.MADV_DONTNEED)
