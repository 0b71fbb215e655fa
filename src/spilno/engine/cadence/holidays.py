"""Days on which neither side should be invited: public holidays of Germany with one Land, and of Ukraine.

Sources: the holiday acts of the Länder; Ukraine's Labour Code, Article 73, in the order since 2023. In martial law the
Ukrainian days are working days, and still no days to meet on.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from spilno.engine.errors import InvalidInput

# Days of a Land beside those of all of Germany: (month, day) or days after Easter Sunday.
_OF_LAND: dict[str, list[tuple[str, int | tuple[int, int]]]] = {
    "BW": [("epiphany", (1, 6)), ("corpus_christi", 60), ("all_saints", (11, 1))],
    "BY": [("epiphany", (1, 6)), ("corpus_christi", 60), ("assumption", (8, 15)), ("all_saints", (11, 1))],
    "BE": [("womens_day", (3, 8))],
    "BB": [("reformation", (10, 31))],
    "HB": [("reformation", (10, 31))],
    "HH": [("reformation", (10, 31))],
    "HE": [("corpus_christi", 60)],
    "MV": [("womens_day", (3, 8)), ("reformation", (10, 31))],
    "NI": [("reformation", (10, 31))],
    "NW": [("corpus_christi", 60), ("all_saints", (11, 1))],
    "RP": [("corpus_christi", 60), ("all_saints", (11, 1))],
    "SL": [("corpus_christi", 60), ("assumption", (8, 15)), ("all_saints", (11, 1))],
    "SN": [("reformation", (10, 31))],
    "ST": [("epiphany", (1, 6)), ("reformation", (10, 31))],
    "SH": [("reformation", (10, 31))],
    "TH": [("childrens_day", (9, 20)), ("reformation", (10, 31))],
}
_GERMANY: list[tuple[str, int | tuple[int, int]]] = [
    ("new_year", (1, 1)), ("good_friday", -2), ("easter_monday", 1), ("labour_day", (5, 1)), ("ascension", 39),
    ("whit_monday", 50), ("german_unity", (10, 3)), ("christmas", (12, 25)), ("christmas", (12, 26)),
]  # fmt: skip
_UKRAINE: list[tuple[str, int | tuple[int, int]]] = [
    ("new_year", (1, 1)), ("womens_day", (3, 8)), ("orthodox_easter", 0), ("labour_day", (5, 1)),
    ("remembrance", (5, 8)), ("trinity", 49), ("constitution", (6, 28)), ("statehood", (7, 15)),
    ("independence", (8, 24)), ("defenders", (10, 1)), ("christmas", (12, 25)),
]  # fmt: skip


@dataclass(frozen=True, order=True)
class Holiday:
    """`code` is a word for the apps to name; `country` DE or UA."""

    on: date
    code: str
    country: str


def easter(year: int) -> date:
    """Easter Sunday of the western churches (the anonymous Gregorian computus, Nature 1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    n = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * n) // 451
    month, day = divmod(h + n - 7 * m + 114, 31)
    return date(year, month, day + 1)


def orthodox_easter(year: int) -> date:
    """Easter Sunday of the churches that keep the Julian computus, as a Gregorian day (Meeus, chapter 8); 1900 to 2199."""
    if not 1900 <= year <= 2199:
        raise InvalidInput("year", "1900 to 2199")
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + timedelta(days=14 if year >= 2100 else 13)


def holidays(year: int, *, land: str = "NW") -> list[Holiday]:
    """Public holidays of both countries in one year, 1900 to 2199, in order; `land` by its two letters of ISO 3166-2."""
    if land not in _OF_LAND:
        raise InvalidInput("land", f"one of {', '.join(sorted(_OF_LAND))}")
    found = []
    for country, rules, sunday in (
        ("DE", _GERMANY + _OF_LAND[land], easter(year)),
        ("UA", _UKRAINE, orthodox_easter(year)),
    ):
        for code, rule in rules:
            on = sunday + timedelta(days=rule) if isinstance(rule, int) else date(year, *rule)
            found.append(Holiday(on, code, country))
    return sorted(found)
