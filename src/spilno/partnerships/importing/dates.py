"""Days, months and years as people write them into lists: `seit 2022`, `ca. 1992`, `Mai 1991`, `2023–2025`."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from spilno.common.partial_dates import PartialDate, Precision

_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
# What a spreadsheet shows a day as when its format is lost; five digits below are a year with a digit too many.
_SERIALS = range(35_000, 60_000)
_BEFORE = re.compile(r"(?:seit|ab|vom|von|am|since|from|as of|з|із|від|с|от)\s+(?:dem\s+)?", re.IGNORECASE)
_BEFORE_END = re.compile(r"(?:bis|until|till|to|до|по)\s+(?:zum\s+|ende\s+)?", re.IGNORECASE)
_ABOUT = re.compile(
    r"(?:ca\.?|circa|etwa|ungefähr|um|about|approx\.?|приблизно|бл\.|близько|около|~)\s*(?=\d)", re.IGNORECASE
)
_AFTER = re.compile(r"\s*(?:року|рік|рр?\.|год[а]?|г\.)$", re.IGNORECASE)
_SPAN = re.compile(r"(.*?\d)\s*(?:[-–—]|bis(?: zum)?|until|to|до|по)\s*(\d.*|\w+ \d{4})", re.IGNORECASE)
_WORDED = re.compile(r"(?:(\d{1,2})\.?\s+)?([^\W\d_]{3,})\.?\s+(\d{4})")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jänner jan january січень січня",
            "februar feb february лютий лютого",
            "märz mär mrz march mar березень березня",
            "april apr квітень квітня",
            "mai may травень травня",
            "juni jun june червень червня",
            "juli jul july липень липня",
            "august aug серпень серпня",
            "september sep sept вересень вересня",
            "oktober okt october oct жовтень жовтня",
            "november nov листопад листопада",
            "dezember dez december dec грудень грудня",
        ),
        1,
    )
    for name in names.split()
}


class ReadDates(NamedTuple):
    """`until` only where one cell tells a span. `noticed`: the code of what a reader should know, or ""."""

    begun: PartialDate
    until: PartialDate | None = None
    noticed: str = ""


def read_dates(text: str, day_first: str) -> ReadDates:
    """What a cell says. day_first: `dmy`, `mdy`, or "" where the column does not tell. Raises ValueError."""
    if text.isascii() and text.isdigit() and len(text) == 5 and int(text) in _SERIALS:
        return ReadDates(PartialDate(date(1899, 12, 30) + timedelta(days=int(text)), Precision.DAY), noticed="serial")
    bare = _bare(text)
    about = _ABOUT.match(bare)
    if about:
        return ReadDates(_one(bare[about.end() :], day_first)[0], noticed="about")
    try:
        begun, noticed = _one(bare, day_first)
        return ReadDates(begun, noticed=noticed)
    except ValueError:
        span = _SPAN.fullmatch(bare)
        if span is None:
            raise
    (begun, noticed), (until, also) = _one(_bare(span[1]), day_first), _one(_bare(span[2]), day_first)
    return ReadDates(begun, until, noticed or also)


def date_order(cells: list[str]) -> str:
    """`dmy` or `mdy` where a date like 28/08/2024 of a column tells it; "" where none does."""
    for cell in cells:
        found = _SLASHED.search(cell)
        if found and int(found[1]) > 12:
            return "dmy"
        if found and int(found[2]) > 12:
            return "mdy"
    return ""


def _bare(text: str) -> str:
    """Without the words around a date."""
    text = " ".join(text.split())
    for pattern in (_BEFORE, _BEFORE_END):
        found = pattern.match(text)
        text = text[found.end() :] if found else text
    return _AFTER.sub("", text)


def _one(text: str, day_first: str) -> tuple[PartialDate, str]:
    slashed = _SLASHED.fullmatch(text)
    if slashed and int(slashed[1]) <= 12 and int(slashed[2]) <= 12 and not day_first:
        return PartialDate.parse(slashed[3]), "day_or_month"
    if slashed and day_first == "mdy":
        return PartialDate.parse(f"{slashed[3]}-{int(slashed[1]):02}-{int(slashed[2]):02}"), ""
    worded = _WORDED.fullmatch(text)
    month = _MONTHS.get(worded[2].casefold()) if worded else None
    if worded and month:
        return PartialDate.parse(f"{worded[1]}.{month}.{worded[3]}" if worded[1] else f"{month}/{worded[3]}"), ""
    return PartialDate.parse(text), ""
