"""What `spilno doctor` looks at; each check answers with a line and, where something is wrong, what to do."""

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from spilno.places.queries import loaded_units, sources_with_counts
from spilno.places.registers import register_states

REQUIRED_STATIC = [
    "vendor/kern/kern.min.css",
    "design/css/tokens.css",
    "design/js/suggest.js",
    "places/css/places.css",
]
HEARTBEAT = "worker.heartbeat"
HEARTBEAT_LASTS_S = 180


@dataclass(frozen=True)
class Finding:
    """`state` is `ok`, `note` (works, but less than it could) or `problem`."""

    check: str
    state: str
    message: str
    advice: str = ""

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def check_home() -> Iterator[Finding]:
    home = Path(settings.HOME)
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError as error:
        yield Finding(
            "home", "problem", f"cannot write to {home}: {error.strerror}", "set SPILNO_HOME to a folder of yours"
        )
    else:
        yield Finding("home", "ok", f"{home} is writable")


def check_database() -> Iterator[Finding]:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        yield Finding("database", "problem", str(error).splitlines()[0], "check DATABASE_URL")
        return
    if waiting:
        yield Finding("database", "problem", f"{len(waiting)} migrations are missing", "run `spilno migrate`")
    else:
        yield Finding("database", "ok", f"{connection.vendor} answers and is up to date")


def check_places() -> Iterator[Finding]:
    try:
        sources, units = sources_with_counts(), loaded_units()
    except DatabaseError as error:
        yield Finding("places", "problem", str(error).splitlines()[0], "run `spilno migrate`")
        return
    if not units:
        yield Finding("places", "problem", "no places are loaded", "run `spilno places import geonames`")
    for country, level, number in units:
        if country in ("DE", "UA"):
            yield Finding("places", "ok", f"{country} {level}: {number}")
    for state in register_states(sources):
        kind = state.register.kind
        if state.loaded:
            rows = sum(source.counts["places"] + source.counts["names"] for source in state.loaded)  # type: ignore[attr-defined]
            yield Finding(
                "sources", "ok", f"{kind}: {rows} places and names, version {state.loaded[0].version or 'unknown'}"
            )
        else:
            yield Finding("sources", "note", f"{kind}: not loaded", f"run `spilno places import {kind}`")


def check_gazetteer() -> Iterator[Finding]:
    from spilno.places import gazetteer

    try:
        answer = gazetteer.find("Kyjiw", k=1)
    except DatabaseError as error:
        yield Finding("gazetteer", "problem", str(error).splitlines()[0], "run `spilno migrate`")
        return
    if answer.hits:
        yield Finding("gazetteer", "ok", "the name index answers")
    else:
        yield Finding("gazetteer", "problem", "the name index does not find Kyjiw", "load places of Ukraine")


def check_translations() -> Iterator[Finding]:
    for code, _name in settings.LANGUAGES:
        if code == "en":
            continue
        folder = Path(settings.LOCALE_PATHS[0]) / code / "LC_MESSAGES"
        text, compiled = folder / "django.po", folder / "django.mo"
        if not compiled.is_file():
            yield Finding("translations", "problem", f"{code} is not compiled", "run `python3 dev.py setup`")
        elif text.is_file() and text.stat().st_mtime > compiled.stat().st_mtime + 1:
            yield Finding("translations", "note", f"{code} is older than its text", "run `python3 dev.py setup`")
        else:
            yield Finding("translations", "ok", f"{code} is compiled")


def check_static() -> Iterator[Finding]:
    missing = [name for name in REQUIRED_STATIC if finders.find(name) is None]
    if missing:
        yield Finding("static", "problem", f"missing: {', '.join(missing)}", "restore the files from the release")
    else:
        yield Finding("static", "ok", "style sheets and scripts are present")


def heartbeat_file() -> Path:
    return Path(settings.HOME) / HEARTBEAT


def beat() -> None:
    """Leave word that the worker lives, with its process number."""
    heartbeat_file().write_text(f"{os.getpid()}\n", encoding="ascii")


def check_worker() -> Iterator[Finding]:
    file = heartbeat_file()
    if not file.is_file():
        yield Finding("worker", "note", "no worker has run here", "run `spilno worker` to load registers from the page")
        return
    age = datetime.now(UTC).timestamp() - file.stat().st_mtime
    if age > HEARTBEAT_LASTS_S:
        yield Finding("worker", "note", f"the worker was last seen {age:.0f} s ago", "run `spilno worker`")
    else:
        yield Finding("worker", "ok", "the worker is alive")


CHECKS: list[Callable[[], Iterator[Finding]]] = [
    check_home,
    check_database,
    check_places,
    check_gazetteer,
    check_translations,
    check_static,
    check_worker,
]


def examine() -> list[Finding]:
    return [finding for check in CHECKS for finding in check()]
