"""540 spellings never seen: GeoNames variants, one-letter typos and German forms of towns in Germany and Ukraine.

All three methods get the same Latin index of the places that GeoNames knows; the spellings asked are taken out of it
wherever they stand beside a place's own name.
Drawn with a fixed seed, so that the same data always gives the same questions:
- 180 variants: other Latin names that GeoNames lists for a town and that share half their letters with its name;
- 180 typos: the town's English or German name with one letter dropped, doubled, changed or swapped;
- 180 German forms: what the Duden table makes of a Ukrainian town's name.
"""

import random
import sqlite3
import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from anyascii import anyascii
from common import quantile, table
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

SEED = 20260516
EACH = 180
TOWN = 15_000
Find = Callable[[str], list[int]]


class Query(NamedTuple):
    text: str
    area: int
    kind: str


class Latin:
    """The index all methods share: (area, name) of places that GeoNames knows, larger places first."""

    def __init__(self, countries: Iterable[str] | None) -> None:
        from spilno.places.models import Area, AreaName

        areas = Area.objects.exclude(
            level__in=["country", "state", "region", "district", "association", "city_district"]
        )
        known = AreaName.objects.filter(source__key="geonames")
        if countries:
            areas, known = areas.filter(country__in=countries), known.filter(area__country__in=countries)
        rows = {
            row[0]: row
            for row in areas.values_list("pk", "name", "name_de", "name_uk", "name_en", "country", "population")
        }
        listed: dict[int, list[str]] = {}
        for area, text in known.values_list("area_id", "text").iterator(50_000):
            if area in rows and is_latin(text):
                listed.setdefault(area, []).append(text)
        placed = areas.filter(level="place").values_list("pk", flat=True)
        self.main: dict[int, str] = {}
        self.ukrainian: dict[int, str] = {}
        self.country: dict[int, str] = {}
        self.population: dict[int, int] = {}
        for area in {*listed, *placed}:
            _, name, german, ukrainian, english, country, population = rows[area]
            own = next((text for text in (name, english, german, *listed.get(area, ())) if text and is_latin(text)), "")
            if own:
                self.main[area], self.country[area], self.population[area] = own, country, population or 0
                if country == "UA" and ukrainian + name != own:
                    self.ukrainian[area] = ukrainian or name
        self.listed = {area: texts for area, texts in listed.items() if area in self.main}

    def towns(self, *countries: str) -> list[int]:
        return sorted(a for a, c in self.country.items() if c in countries and self.population[a] > TOWN)

    def names(self, asked: set[str]) -> list[tuple[int, str]]:
        """(area, name) without what is asked, largest places first."""
        order = sorted(self.main, key=lambda area: (-self.population[area], area))
        return [
            (area, text)
            for area in order
            for text in dict.fromkeys([self.main[area], *self.listed.get(area, ())])
            if text == self.main[area] or plain(text) not in asked
        ]


def is_latin(text: str) -> bool:
    return any(c.isalpha() for c in text) and all(ord(c) < 0x250 or not c.isalpha() for c in text)


def plain(text: str) -> str:
    from spilno.engine.names import fold

    return fold(anyascii(text))


def damaged(name: str, chance: random.Random) -> str:
    """`name` with one letter dropped, doubled, changed or swapped with the next."""
    at = chance.randrange(1, max(2, len(name) - 1))
    kind = chance.choice(["drop", "double", "change", "swap"])
    if kind == "drop":
        return name[:at] + name[at + 1 :]
    if kind == "double":
        return name[:at] + name[at] + name[at:]
    if kind == "change":
        return name[:at] + chance.choice("aeiounrstl") + name[at + 1 :]
    return name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]


def queries(latin: Latin) -> list[Query]:
    """The 540 questions over an index that holds Germany and Ukraine."""
    from spilno.engine.names import to_german

    chance = random.Random(SEED)
    towns = latin.towns("DE", "UA")
    variants = sorted(
        (text, area)
        for area in towns
        for text in set(latin.listed.get(area, ()))
        if 4 < len(text) < 30
        and plain(text) != plain(latin.main[area])
        and Levenshtein.normalized_similarity(plain(text), plain(latin.main[area])) >= 0.5
    )
    names = [(latin.main[area], area) for area in towns if len(latin.main[area]) > 4]
    german = [(to_german(latin.ukrainian[area]), area) for area in towns if area in latin.ukrainian]
    german = [(text, area) for text, area in german if plain(text) != plain(latin.main[area])]
    return [
        *(Query(text, area, "variant") for text, area in chance.sample(variants, min(EACH, len(variants)))),
        *(Query(damaged(text, chance), area, "typo") for text, area in chance.sample(names, min(EACH, len(names)))),
        *(Query(text, area, "German form") for text, area in chance.sample(german, min(EACH, len(german)))),
    ]


def spilno(latin: Latin, names: list[tuple[int, str]]) -> Find:
    from spilno.engine.gazetteer import Gazetteer, NameRecord, PlaceRecord, build_index

    language = {"UA": "en", "DE": "de"}
    places = [
        PlaceRecord(area, str(area), name, "place", latin.country[area], population=latin.population[area])
        for area, name in latin.main.items()
    ]
    records = (
        NameRecord(area, text, language.get(latin.country[area], ""), "official")
        if text == latin.main[area]
        else NameRecord(area, text, "", "alternate")
        for area, text in names
    )
    linker = Gazetteer(build_index(places, records))
    return lambda text: [hit.id for hit in linker.link(text, k=5).hits]


def by_rapidfuzz(names: list[tuple[int, str]]) -> Find:
    texts = [plain(text) for _, text in names]

    def find(text: str) -> list[int]:
        found = process.extract(plain(text), texts, scorer=fuzz.ratio, limit=30)
        return list(dict.fromkeys(names[at][0] for _, _, at in found))[:5]

    return find


def by_trigram(names: list[tuple[int, str]]) -> Find:
    """SQLite's trigram index, ordered by the share of trigrams in common as pg_trgm does."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE n USING fts5(name, area UNINDEXED, tokenize='trigram')")
    db.executemany("INSERT INTO n VALUES (?, ?)", ((f"  {plain(text)} ", area) for area, text in names))

    def find(text: str) -> list[int]:
        asked = f"  {plain(text)} "
        grams = {asked[at : at + 3] for at in range(len(asked) - 2)}
        query = " OR ".join('"' + gram.replace('"', "") + '"' for gram in sorted(grams))
        rows = db.execute("SELECT name, area FROM n WHERE n MATCH ? ORDER BY rank LIMIT 100", (query,)).fetchall()
        scored = sorted(rows, key=lambda row: -_shared(grams, row[0]))
        return list(dict.fromkeys(int(area) for _, area in scored))[:5]

    return find


def _shared(grams: set[str], name: str) -> float:
    other = {name[at : at + 3] for at in range(len(name) - 2)}
    return len(grams & other) / max(1, len(grams | other))


def measure(find: Find, asked: list[Query]) -> list[Any]:
    first = five = 0
    times = []
    for query in asked:
        start = time.process_time()
        found = find(query.text)
        times.append((time.process_time() - start) * 1e3)
        first += found[:1] == [query.area]
        five += query.area in found
    return [first / len(asked), five / len(asked), quantile(times, 0.5), quantile(times, 0.95)]


def run(*, world: bool) -> None:
    """Print the table for Germany and Ukraine and, where asked, for the whole world."""
    asked = queries(Latin(["DE", "UA"]))
    hidden = {plain(query.text) for query in asked}
    scopes = [("Germany and Ukraine", Latin(["DE", "UA"]), [0.97, 0.995, 1.0, 1.5])]
    if world:
        scopes.append(("the whole world", Latin(None), [0.93, 0.97, 5.0, None]))
    for title, latin, target in scopes:
        names = latin.names(hidden)
        lines: list[list[Any]] = []
        own = spilno(latin, names)
        own("Vinnytsia")
        lines += [["spilno", *measure(own, asked)]]
        for kind in ("variant", "typo", "German form"):
            some = [query for query in asked if query.kind == kind]
            lines.append([f"  of these {len(some)} {kind}s", *measure(own, some)])
        lines.append(["rapidfuzz ratio", *measure(by_rapidfuzz(names), asked)])
        lines.append(["SQLite FTS5 trigram", *measure(by_trigram(names), asked)])
        lines.append(["target", *target])
        heading = f"{len(asked)} spellings never seen against {len(names):,} Latin names of {title}"
        table(heading, ["method", "R@1", "R@5", "p50 CPU ms", "p95 CPU ms"], lines)
