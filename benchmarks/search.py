"""Search across everything at size, beside the plain way: every column LIKE %word%, in the same table and run.

    SPILNO_HOME=SCRATCH python benchmarks/search.py [--fill] [--documents N] [--rounds N]

SCRATCH is a home of its own with registers loaded (see docs/operations.md), or DATABASE_URL names a database of its own:
`--fill` puts partnerships, organisations, requests and advice between real places into it, made of words of the trade,
until N things can be found, and indexes them. What is timed is the whole of a search: places, index, rights, the things
read afresh, excerpts; for the page also its template.
"""

import argparse
import os
import random
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from common import need_registers, quantile, set_up, table

set_up()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Q  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone, translation  # noqa: E402

from spilno.common.settling import settle  # noqa: E402
from spilno.common.visibility import ANONYMOUS, Viewer  # noqa: E402
from spilno.exchange.models import KnowledgeItem, KnowledgeText  # noqa: E402
from spilno.organisations.models import Organisation, OrganisationText  # noqa: E402
from spilno.partnersearch.models import PartnerRequest, RequestText  # noqa: E402
from spilno.partnerships.deriving import derive, place_party  # noqa: E402
from spilno.partnerships.models import Partnership, PartnershipText, Party  # noqa: E402
from spilno.places.lookup import folded  # noqa: E402
from spilno.places.models import Area  # noqa: E402
from spilno.places.queries import PARENTS  # noqa: E402
from spilno.search.indexing import rebuild  # noqa: E402
from spilno.search.models import SearchDocument  # noqa: E402
from spilno.search.queries import PER_PAGE, Wanted, find  # noqa: E402
from spilno.search.words import words_of  # noqa: E402

_GERMAN = """Feuerwehr Katastrophenschutz Krankenhaus Fernwärme Wasserwerk Abfallwirtschaft Schulpartnerschaft Jugendaustausch
Museum Bibliothek Stadtplanung Wiederaufbau Bürgerbeteiligung Verwaltung Digitalisierung Energie Solaranlage Generator Klima
Verkehr Busse Rehabilitation Veteranen Kultur Chor Theater Sport Vereine Wirtschaft Handwerk Ausbildung Landwirtschaft
Partnerschaft Vertrag Delegation Besuch Hilfstransport Dolmetschen Rathaus Stadtrat Haushalt Förderung Antrag"""
_UKRAINIAN = """пожежна безпека лікарня теплопостачання водоканал відходи школа молодь обмін музей бібліотека планування
відновлення участь громада управління цифровізація енергія сонячна генератор клімат транспорт автобус реабілітація ветерани
культура хор театр спорт об'єднання економіка ремесло навчання сільське господарство партнерство договір делегація візит
допомога переклад рада бюджет фінансування заявка"""
GERMAN, UKRAINIAN = _GERMAN.split(), _UKRAINIAN.split()
QUESTIONS = {
    "one word": ["Feuerwehr", "Bibliothek", "пожежна", "реабілітація"],
    "a word in nearly everything": ["Partnerschaft", "громада", "Stadt"],
    "what a kind is called": ["partnership", "запит", "Organisation"],
    "two words": ["Feuerwehr Generator", "музей школа", "Jugendaustausch Chor"],
    "beginning of a word": ["Feue", "біб", "Reha"],
    "a place": ["Dortmund", "Вінниця", "Lwiw", "Charkiw"],
    "a misspelt place": ["Winniza", "Tschernigow", "Dortmnud"],
    "place and word": ["Unna Feuerwehr", "Стрий енергія", "Münster Museum"],
    "a whole oblast or Land": ["Nordrhein-Westfalen", "Львівська область"],
    "a misspelt word": ["Feurwehr", "Biblothek"],
    "nothing": ["qwxyz", "*", "я", "'\"(NEAR"],
}

PLACES = (("Unna", "municipality"), ("Nordrhein-Westfalen", "state"))
KINDS = ("partnership", "organisation", "request", "advice")


def _text(draw: random.Random, words: list[str], number: int) -> str:
    return " ".join(draw.choice(words) for _ in range(number))


def fill(number: int) -> None:
    draw, now = random.Random(7), timezone.now()
    units = Area.objects.filter(level="municipality", valid_to__isnull=True).select_related(PARENTS)
    german, ukrainian = list(units.filter(country="DE")), list(units.filter(country="UA"))
    areas = [*german, *ukrainian]
    share = {"partnerships": 0.6, "organisations": 0.2, "requests": 0.15, "advice": 0.05}
    counts = {name: int(number * part) for name, part in share.items()}
    with transaction.atomic():
        _partnerships(draw, german, areas[::-1], counts["partnerships"])
        organisations = _organisations(draw, areas, counts["organisations"])
        _requests(draw, organisations, counts["requests"], now)
        _advice(draw, counts["advice"], now)


def _partnerships(draw: random.Random, german: list[Area], others: list[Area], number: int) -> None:
    """With what actions derive beside them: names to sort by, words to find them by, the regions of their parties."""
    made = [Partnership(status="confirmed", phase="active") for _ in range(number)]
    pairs = [(draw.choice(german), draw.choice(others)) for _ in made]
    parties = {
        at: [place_party(Party(side=side, area=area)) for side, area in enumerate(dict.fromkeys(pair), start=1)]
        for at, pair in enumerate(pairs)
    }
    texts = [{"de": _text(draw, GERMAN, 40), "uk": _text(draw, UKRAINIAN, 40)} for _ in made]
    for start in range(0, number, 2000):
        derive([(made[at], parties[at], []) for at in range(start, min(start + 2000, number))])
    for one, own in zip(made, texts, strict=True):
        one.search_text = " ".join([one.search_text, *map(folded, own.values())])
    relations = Partnership.objects.bulk_create(made, batch_size=2000)
    for one, own in zip(relations, parties.values(), strict=True):
        for party in own:
            party.partnership = one
    Party.objects.bulk_create([party for own in parties.values() for party in own], batch_size=2000)
    PartnershipText.objects.bulk_create(
        [
            PartnershipText(partnership=one, language=language, text=text)
            for one, own in zip(relations, texts, strict=True)
            for language, text in own.items()
        ],
        batch_size=2000,
    )


def analyse() -> None:
    """What PostgreSQL does by itself only some time after so much has come at once."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _organisations(draw: random.Random, areas: list[Area], number: int) -> list[Organisation]:
    kinds = ("association", "school", "museum", "library")
    made = []
    for _ in range(number):
        area = draw.choice(areas)
        name = f"{draw.choice(GERMAN)} {area.name}" if area.country == "DE" else f"{draw.choice(UKRAINIAN)} {area.name}"
        made.append(Organisation(name=name, kind=draw.choice(kinds), area=area, status="confirmed"))
    rows = Organisation.objects.bulk_create(made, batch_size=2000)
    texts = [
        OrganisationText(organisation=one, kind="about", language=language, text=_text(draw, words, 60))
        for one in rows
        for language, words in [("de", GERMAN) if one.area.country == "DE" else ("uk", UKRAINIAN)]
    ]
    OrganisationText.objects.bulk_create(texts, batch_size=2000)
    return rows


def _requests(draw: random.Random, organisations: list[Organisation], number: int, now: object) -> None:
    made = [
        PartnerRequest(
            organisation=draw.choice(organisations),
            status="open",
            published_at=now,
            expires_at=now + timedelta(days=365),
        )
        for _ in range(number)
    ]
    rows = PartnerRequest.objects.bulk_create(made, batch_size=2000)
    RequestText.objects.bulk_create(
        [
            RequestText(request=one, language=language, part=part, text=_text(draw, words, length))
            for one in rows
            for language, words in (("de", GERMAN), ("uk", UKRAINIAN))
            for part, length in (("title", 8), ("about", 60), ("seeks", 60))
        ],
        batch_size=2000,
    )


def _advice(draw: random.Random, number: int, now: object) -> None:
    day = now.date()
    made = [
        KnowledgeItem(given_on=day, checked_on=day, check_again_on=day + timedelta(days=365), status="published")
        for _ in range(number)
    ]
    rows = KnowledgeItem.objects.bulk_create(made, batch_size=2000)
    KnowledgeText.objects.bulk_create(
        [
            KnowledgeText(item=one, language="de", question=_text(draw, GERMAN, 8), text=_text(draw, GERMAN, 150))
            for one in rows
        ],
        batch_size=2000,
    )


def plainly(text: str) -> int:
    """What a list view without an index does: every word LIKE in every column; the number and the first page."""
    rows = SearchDocument.objects.filter(audience="public")
    for word in words_of(text):
        rows = rows.filter(Q(title__icontains=word) | Q(names__icontains=word) | Q(words__icontains=word))
    number = rows.count()
    list(rows.order_by("-pk")[:PER_PAGE])
    return number


def _server_seconds() -> float:
    """Processor time of our connection's own process at the server, where that runs on this machine; else 0."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        file = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not file.exists():
        return 0.0
    fields = file.read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def processor_seconds() -> float:
    """For a machine that is busy with other things: what the searches cost, not how long they waited for their turn."""
    return time.process_time() + _server_seconds()


def unit_of(clock: Callable[[], float]) -> str:
    return "milliseconds" if clock is time.perf_counter else "milliseconds of processor time"


def _timed(work: Callable[[str], object], questions: list[str], rounds: int, clock: Callable[[], float]) -> list[float]:
    times = []
    for _ in range(rounds):
        for question in questions:
            begun = clock()
            work(question)
            times.append((clock() - begun) * 1e3)
    return times


def measure(rounds: int, clock: Callable[[], float]) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    for question in ("Unna", "Winniza"):
        find(ANONYMOUS, Wanted(q=question))
        client.get(f"/de/search/?q={question}")
    # As a server does when it has loaded itself.
    settle()
    rows = []
    for kind, questions in QUESTIONS.items():
        numbers = [find(ANONYMOUS, Wanted(q=question)).number for question in questions]
        own = _timed(lambda q: find(ANONYMOUS, Wanted(q=q)), questions, rounds, clock)
        newest = _timed(lambda q: find(ANONYMOUS, Wanted(q=q, newest=True)), questions, rounds, clock)
        pages = _timed(lambda q: client.get(f"/de/search/?q={quote(q)}").content, questions, rounds, clock)
        plain = _timed(plainly, questions[:1], 1, clock)
        rows.append(
            [
                kind,
                numbers[0],
                quantile(own, 0.5),
                max(own),
                quantile(newest, 0.5),
                quantile(pages, 0.5),
                max(pages),
                plain[0],
            ]
        )
    title = f"Search of {SearchDocument.objects.count():,} things on {connection.vendor}, {unit_of(clock)}"
    table(
        title,
        ["question", "hits of the first", "p50", "slowest", "newest p50", "page p50", "slowest", "LIKE, the first"],
        rows,
    )


def measure_narrowed(rounds: int, clock: Callable[[], float]) -> None:
    """Each question in each of the kinds there are many of."""
    rows = []
    for asked, questions in QUESTIONS.items():
        best, newest = (
            {kind: _timed(partial(_narrowed, kind, newest), questions, rounds, clock) for kind in KINDS}
            for newest in (False, True)
        )
        every, by_day = ([one for some in times.values() for one in some] for times in (best, newest))
        slowest = max(best, key=lambda kind: max(best[kind]))
        rows.append([asked, *(quantile(every, share) for share in (0.5, 0.95)), max(every), slowest])
        rows[-1] += [quantile(by_day, 0.5), max(by_day)]
    head = ["question", "p50", "p95", "slowest", "of kind", "newest p50", "slowest"]
    table(f"Narrowed to {', '.join(KINDS)}, {unit_of(clock)}", head, rows)


def measure_for_others(rounds: int, clock: Callable[[], float]) -> None:
    """All questions by fit and the newest first, for those who may read more, and narrowed by language and place."""
    own = frozenset(Organisation.objects.order_by("pk").values_list("pk", flat=True)[:3])
    town, land = (Area.objects.filter(name=name, level=level).first() for name, level in PLACES)
    member = Viewer(account_id=1, in_network=True, reads=own)
    asked: list[tuple[str, Viewer, dict[str, Any]]] = [
        ("a member of three organisations", member, {}),
        ("the network office", Viewer(account_id=1, in_network=True, is_coordinator=True), {}),
        *((f"what can be read in {language}", ANONYMOUS, {"language": language}) for language in ("de", "uk", "en")),
        *((f"in {place.name}", ANONYMOUS, {"place": place}) for place in (town, land) if place),
    ]
    questions = [question for some in QUESTIONS.values() for question in some]
    rows = []
    for name, viewer, more in asked:
        times = [
            one
            for newest in (False, True)
            for one in _timed(partial(_found_by, viewer, newest, more), questions, rounds, clock)
        ]
        rows.append([name, *(quantile(times, share) for share in (0.5, 0.95)), max(times)])
    table(f"Other readers, {unit_of(clock)}", ["who or what", "p50", "p95", "slowest"], rows)


def _found_by(viewer: Viewer, newest: bool, more: dict[str, Any], q: str) -> object:
    return find(viewer, Wanted(q=q, newest=newest, **more))


def _narrowed(kind: str, newest: bool, q: str) -> object:
    return find(ANONYMOUS, Wanted(q=q, kind=kind, newest=newest))


def main() -> None:
    parser = argparse.ArgumentParser(description="Search across everything beside LIKE.")
    parser.add_argument("--fill", action="store_true", help="put things into the database first; it must be your own")
    parser.add_argument("--documents", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--processor", action="store_true", help="processor time, for a machine that is busy")
    options = parser.parse_args()
    need_registers("KATOTTG", "AGS")
    if options.fill:
        fill(options.documents)
        analyse()
        begun = time.perf_counter()
        numbers = rebuild()
        print(f"indexed {sum(numbers.values()):,} things in {time.perf_counter() - begun:.0f} s: {numbers}")
        analyse()
    with translation.override("de"):
        clock = processor_seconds if options.processor else time.perf_counter
        measure(options.rounds, clock)
        measure_narrowed(options.rounds, clock)
        measure_for_others(options.rounds, clock)


if __name__ == "__main__":
    main()
