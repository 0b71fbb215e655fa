"""Where the blocks of a large market are worked out: in this process, in processes of this machine, or on a Dask cluster.

Whatever has `map(work, tasks)` will do: it calls `work` with each task and gives the answers in the order of the tasks.
Tasks and answers are plain arrays, so that a continent is a matter of machines.
"""

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.pool import Pool
from typing import Any, Protocol, TypeVar

Task = TypeVar("Task")
Answer = TypeVar("Answer")


class Executor(Protocol):
    def map(self, work: Callable[[Task], Answer], tasks: Iterable[Task]) -> Iterator[Answer]:
        """`work` of each task, in their order."""
        ...


class Here:
    """One after the other in this process: the least memory, and what everything else must agree with."""

    def map(self, work: Callable[[Task], Answer], tasks: Iterable[Task]) -> Iterator[Answer]:
        return map(work, tasks)


class Processes:
    """In so many processes of this machine, which share what is there when they begin (fork; on systems without it, one
    after the other here). Not for a process that has threads of its own at work."""

    def __init__(self, number: int = 2) -> None:
        self._number = number

    def map(self, work: Callable[[Task], Answer], tasks: Iterable[Task]) -> Iterator[Answer]:
        if "fork" not in multiprocessing.get_all_start_methods():
            yield from map(work, tasks)
            return
        _shared["work"] = work
        try:
            with _pool(self._number) as pool:
                yield from pool.imap(_shared_done, tasks)
        finally:
            del _shared["work"]


# What the processes find when they begin: sent along with each task, it would be copied each time.
_shared: dict[str, Callable[[Any], Any]] = {}


def _pool(number: int) -> Pool:
    """Processes begin with the signal handlers of the one that makes them: one that only takes note would never end. What
    tells one of them to end before it has put that right waits until it has."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    try:
        return multiprocessing.get_context("fork").Pool(number, initializer=_end_when_told)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_when_told() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


def _shared_done(task: Any) -> Any:
    return _shared["work"](task)


class OnDask:
    """On a cluster of dask.distributed. `client` is its Client; at most `ahead` tasks are under way at a time, so that the
    answers that wait for their turn stay few.
    """

    def __init__(self, client: Any, ahead: int = 16) -> None:
        self._client, self._ahead = client, ahead

    def map(self, work: Callable[[Task], Answer], tasks: Iterable[Task]) -> Iterator[Answer]:
        # What is the same for all tasks goes to every worker once.
        shared = self._client.scatter(work, broadcast=True, hash=False)
        waiting: list[Any] = []
        for task in tasks:
            waiting.append(self._client.submit(_done, shared, task, pure=False))
            if len(waiting) >= self._ahead:
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()


def _done(work: Callable[[Task], Answer], task: Task) -> Answer:
    return work(task)
