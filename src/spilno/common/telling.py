"""Work that may take a minute says so to whoever waits for it at a terminal; on a page and in the worker nobody is told."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import TypeVar

import click

Row = TypeVar("Row")

# How much is done, of how much.
Progress = Callable[[int, int], None]
# A title, and whether it will be said how far the work is.
Teller = Callable[[str, bool], AbstractContextManager[Progress]]
EVERY = 2_000


@contextmanager
def _nobody(_title: str, _counting: bool) -> Iterator[Progress]:
    yield lambda done, total: None


_teller: ContextVar[Teller] = ContextVar("teller", default=_nobody)


def told(title: str, *, counting: bool = True) -> AbstractContextManager[Progress]:
    """Say what begins; the block gets a function that says how far it is."""
    return _teller.get()(title, counting)


def counted(rows: Iterable[Row], total: int, progress: Progress) -> Iterator[Row]:
    """The rows, and now and then how many have come by."""
    for number, row in enumerate(rows):
        if number % EVERY == 0:
            progress(number, total)
        yield row


@contextmanager
def telling(teller: Teller) -> Iterator[None]:
    """Inside, long work tells this one."""
    before = _teller.set(teller)
    try:
        yield
    finally:
        _teller.reset(before)


@contextmanager
def in_terminal(title: str, counting: bool) -> Iterator[Progress]:
    """A bar on the error stream of a terminal; elsewhere, and where nothing is counted, a line when it begins and one when
    it is done.
    """
    if not counting or not sys.stderr.isatty():
        click.echo(f"{title} …", err=True)
        yield lambda done, total: None
        click.echo(f"{title}: done", err=True)
        return
    with progress_bar(title) as progress:
        yield progress


@contextmanager
def progress_bar(title: str) -> Iterator[Progress]:
    """A bar on the error stream of a terminal; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
