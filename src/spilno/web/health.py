"""What `spilno doctor` looks at; each check answers with a line and, where something is wrong, what to do."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from spilno.common.enums import MailStatus
from spilno.common.models import Heartbeat, OutboxMail
from spilno.places.queries import loaded_units, sources_with_counts
from spilno.places.registers import register_states
from spilno.search.findable import sources
from spilno.search.queries import known

REQUIRED_STATIC = [
    "vendor/kern/kern.min.css",
    "design/css/tokens.css",
    "design/js/suggest.js",
    "places/css/places.css",
]
BEAT_EVERY_S = 10
HEARTBEAT_LASTS_S = 180
# A timer is called every five minutes or so.
TICK_LASTS_S = 3600
MAIL_LATE_S = 900
MB = 1024 * 1024
DISK_LEAST, DISK_ENOUGH = 200 * MB, 2000 * MB


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


def _missing_file() -> Path | None:
    """Where the database is to be and is not yet. Looking into SQLite's file would make an empty one."""
    name = str(connection.settings_dict["NAME"])
    # A test's database may be in memory.
    if connection.vendor != "sqlite" or "mode=memory" in name:
        return None
    return None if Path(name).exists() else Path(name)


def check_database() -> Iterator[Finding]:
    file = _missing_file()
    if file is not None:
        advice = "run `spilno migrate`, or set DATABASE_URL first for PostgreSQL"
        yield Finding("database", "problem", f"there is none yet at {file}", advice)
        return
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


def check_search() -> Iterator[Finding]:
    number, missing = (
        known(),
        [kind for kind, source in sources().items() if not known(kind) and source.keys().exists()],
    )
    if missing:
        # A new or restored installation has no fault: its worker has not had its turn.
        begun = seconds_since("worker") is not None or seconds_since("tick") is not None
        words = f"search knows nothing of: {', '.join(missing)}"
        yield Finding("search", "problem" if begun else "note", words, "the worker does it, or `spilno search rebuild`")
    else:
        yield Finding("search", "ok", f"{number} things can be found")


def check_translations() -> Iterator[Finding]:
    for code, _name in settings.LANGUAGES:
        if code == "en":
            continue
        folder = Path(settings.LOCALE_PATHS[0]) / code / "LC_MESSAGES"
        text, compiled = folder / "django.po", folder / "django.mo"
        if not compiled.is_file():
            yield Finding("translations", "problem", f"{code} is not compiled", "run `python tools/i18n.py compile`")
        elif text.is_file() and text.stat().st_mtime > compiled.stat().st_mtime + 1:
            yield Finding(
                "translations", "note", f"{code} is older than its text", "run `python tools/i18n.py compile`"
            )
        else:
            yield Finding("translations", "ok", f"{code} is compiled")


def check_static() -> Iterator[Finding]:
    missing = [name for name in REQUIRED_STATIC if finders.find(name) is None]
    if missing:
        yield Finding("static", "problem", f"missing: {', '.join(missing)}", "restore the files from the release")
    else:
        yield Finding("static", "ok", "style sheets and scripts are present")


def beat(name: str = "worker") -> None:
    """Leave word that this process works; a few times a minute is enough."""
    now = timezone.now()
    recent = Heartbeat.objects.filter(name=name, at__gt=now - timedelta(seconds=BEAT_EVERY_S))
    if not recent.exists():
        Heartbeat.objects.update_or_create(name=name, defaults={"at": now})


def seconds_since(name: str) -> float | None:
    """How long ago that process worked; None where it never did."""
    last = Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()
    return (timezone.now() - last).total_seconds() if last else None


def check_worker() -> Iterator[Finding]:
    """A worker that runs, or a timer that calls `spilno tick` often enough."""
    advice = "run `spilno worker`, or `spilno tick` from a timer"
    ages = [age for age in map(seconds_since, ("worker", "tick")) if age is not None]
    if not ages:
        yield Finding("worker", "note", "no worker has run here", advice)
    elif (seconds_since("worker") or HEARTBEAT_LASTS_S + 1) <= HEARTBEAT_LASTS_S:
        yield Finding("worker", "ok", "the worker is alive")
    elif (seconds_since("tick") or TICK_LASTS_S + 1) <= TICK_LASTS_S:
        yield Finding("worker", "ok", "the timer works")
    else:
        yield Finding("worker", "problem", f"the worker was last seen {min(ages):.0f} s ago", advice)


def check_mail() -> Iterator[Finding]:
    """Is there a server, does it answer, and does anything wait that should have gone?"""
    if settings.MAIL_DELIVERY_BACKEND.endswith("dummy.EmailBackend"):
        yield Finding("mail", "note", "no mail server is set: mails stay in the outbox", "set SPILNO_SMTP_URL")
        return
    connection = get_connection(settings.MAIL_DELIVERY_BACKEND, timeout=10)
    try:
        connection.open()
        connection.close()
    except OSError as error:
        reason = " ".join(str(error).split())[:120]
        yield Finding("mail", "problem", f"the mail server does not answer: {reason}", "check SPILNO_SMTP_URL")
    else:
        yield Finding("mail", "ok", "the mail server answers")
    yield from check_outbox()


def check_outbox() -> Iterator[Finding]:
    late = OutboxMail.objects.due().filter(not_before__lt=timezone.now() - timedelta(seconds=MAIL_LATE_S)).count()
    if late:
        yield Finding(
            "outbox", "problem", f"{late} mails wait for longer than a quarter of an hour", "see the worker's log"
        )
    doubtful = OutboxMail.objects.filter(status__in=[MailStatus.IN_DOUBT, MailStatus.FAILED]).count()
    if doubtful:
        yield Finding("outbox", "note", f"{doubtful} mails failed or are in doubt", "look at them on the desk")
    if not late and not doubtful:
        yield Finding("outbox", "ok", "no mail waits too long")


def check_disk() -> Iterator[Finding]:
    """Room for what is there once more: a backup and a restore need it."""
    home = Path(settings.HOME)
    free = shutil.disk_usage(home if home.is_dir() else home.parent).free
    if free < DISK_LEAST:
        yield Finding("disk", "problem", f"{free // MB} MB are free", "make room: nothing can be saved on a full disk")
    else:
        state = "ok" if free > DISK_ENOUGH else "note"
        yield Finding("disk", state, f"{free // MB} MB are free", "" if state == "ok" else "a backup may not fit")


def check_permissions() -> Iterator[Finding]:
    """What others on this machine must not read, and what a killed command left behind."""
    home, open_to_all = Path(settings.HOME), []
    for name in ("secret_key", "spilno.sqlite3", "tombstones.jsonl", "files"):
        file = home / name
        if file.exists() and file.stat().st_mode & 0o007:
            open_to_all.append(name)
    secret = home / "secret_key"
    if secret.exists() and secret.stat().st_mode & 0o077:
        yield Finding("permissions", "problem", "others may read the secret key", f"chmod 600 {secret}")
    elif open_to_all and home.stat().st_mode & 0o005:
        yield Finding("permissions", "note", f"others may read {', '.join(open_to_all)}", f"chmod 700 {home}")
    else:
        yield Finding("permissions", "ok", "secret, database and files are private")
    for folder in [*home.glob(".restoring"), *home.glob(".backup-*")]:
        yield Finding(
            "permissions", "note", f"a backup or restore was killed: {folder.name}", f"rm -r {folder}, or run it again"
        )


def check_secret() -> Iterator[Finding]:
    if settings.DEBUG:
        yield Finding("settings", "note", "SPILNO_DEBUG is on", "never where others can reach the site")
    if len(settings.SECRET_KEY) < 32:
        yield Finding("settings", "problem", "the secret key is short", "set SPILNO_SECRET_KEY to 50 random signs")
    if settings.SITE_URL.startswith("https:") and not settings.HTTPS:
        yield Finding("settings", "problem", "the site has HTTPS, its cookies do not know", "set SPILNO_HTTPS=1")
    elif settings.SITE_URL.startswith("http://127.") and not settings.DEBUG:
        yield Finding("settings", "note", "links in mails lead to this machine", "set SPILNO_SITE_URL")
    else:
        yield Finding("settings", "ok", f"links in mails lead to {settings.SITE_URL}")


CHECKS: list[Callable[[], Iterator[Finding]]] = [
    check_home,
    check_database,
    check_places,
    check_gazetteer,
    check_search,
    check_translations,
    check_static,
    check_worker,
    check_mail,
    check_disk,
    check_permissions,
    check_secret,
]
# What cannot be looked at before there is a database.
INSIDE_IT = {check_places, check_gazetteer, check_search, check_worker, check_mail, check_outbox}
# What the health page answers for: the code fits the database, something works off what waits, mails go out.
FOR_THE_PAGE: list[Callable[[], Iterator[Finding]]] = [check_database, check_worker, check_outbox]


def _tried(check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """A check that cannot be made is a finding, too."""
    try:
        yield from check()
    except DatabaseError as error:
        name = check.__name__.removeprefix("check_")
        yield Finding(name, "problem", str(error).splitlines()[0], "run `spilno migrate`")


def examine(checks: list[Callable[[], Iterator[Finding]]] = CHECKS) -> Iterator[Finding]:
    """One finding after the other, as soon as it is there: the first look at the name index may build it for a minute."""
    missing = _missing_file() is not None
    for check in checks:
        if not (missing and check in INSIDE_IT):
            yield from _tried(check)
