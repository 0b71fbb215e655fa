"""What a process remembers of rows that seldom change: the last that were asked for, as long as their state lasts."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memory(Generic[K, V]):
    """For all threads. Another state than the one before forgets everything.

    most: weight of all that is kept; weight: of one value, 1 unless told.
    """

    def __init__(self, most: int, weight: Callable[[V], int] = lambda _: 1) -> None:
        self._most, self._weight = most, weight
        self._lock = threading.Lock()
        self._state: object = None
        self._values: OrderedDict[K, V] = OrderedDict()
        self._heavy = 0

    def look_up(self, state: object, keys: Sequence[K], read: Callable[[list[K]], Mapping[K, V]]) -> dict[K, V]:
        """Values of these keys, of which those that are not remembered are read; left out are those that `read` gives none."""
        found = self.find(state, keys)
        if missing := [key for key in keys if key not in found]:
            anew = read(missing)
            self.keep(state, anew)
            found |= anew
        return found

    def find(self, state: object, keys: Iterable[K]) -> dict[K, V]:
        """Those of the keys that are remembered from this state."""
        with self._lock:
            if state != self._state:
                self._values.clear()
                self._state, self._heavy = state, 0
            found = {key: self._values[key] for key in keys if key in self._values}
            for key in found:
                self._values.move_to_end(key)
            return found

    def keep(self, state: object, values: Mapping[K, V]) -> None:
        """Remember these; left out where somebody has asked for another state since."""
        with self._lock:
            if state != self._state:
                return
            for key, value in values.items():
                if key not in self._values:
                    self._values[key] = value
                    self._heavy += self._weight(value)
            while self._heavy > self._most:
                self._heavy -= self._weight(self._values.popitem(last=False)[1])
