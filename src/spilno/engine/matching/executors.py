"""Where the blocks of a large market are worked out: in this process, in processes of this machine, or on a Dask cluster.

Whatever has `map(work, tasks)` will do: it calls `work` with each task and gives the answers in the order of the tasks.
Tasks and answers are plain arrays, so that a continent is a matter of machines.
"""

from collections.abc import Callable, Iterable, Iterator
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
