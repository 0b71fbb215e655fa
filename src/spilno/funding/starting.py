"""Programmes from a file: the shipped starter set, the Förderdatenbank's columns, awards in 360Giving's form.

Each reader gives the same plain records, so that one action writes them.
"""

import csv
import io
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.text import slugify

from spilno.common.partial_dates import PartialDate
from spilno.engine.eligibility import Operator
from spilno.funding.enums import ApplicantKind
from spilno.funding.regions import NAMES

STARTER = Path(__file__).with_name("starter.toml")
LARGEST_FILE = 20_000_000
LARGEST_CELL = 20_000
ROWS = ("rules", "amounts", "calls")


class FileRefusedError(Exception):
    """The file as a whole cannot be read; the text is one line."""


@dataclass
class Record:
    """One programme: `values` are fields of `Programme`, `rows` those of its rules, amounts and calls.

    problem: why this row cannot be taken; the rest is then meaningless.
    """

    line: int
    values: dict[str, Any] = field(default_factory=dict)
    rules: list[dict[str, Any]] = field(default_factory=list)
    amounts: list[dict[str, Any]] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    problem: str = ""


def _rule(told: dict[str, Any]) -> dict[str, Any]:
    operator = next(one for one in Operator if one.value in told)
    values = told[operator.value]
    return {
        "aspect": told["aspect"],
        "operator": operator.value,
        "values": values if isinstance(values, list) else [values],
        "group": told.get("group", 0),
        "kinds": told.get("kinds", []),
        "unsure": told.get("unsure", False),
    }


def _call(told: dict[str, Any]) -> dict[str, Any]:
    made = {"title": told.get("title", "")}
    for name in ("opens", "closes", "second"):
        if name in told:
            day = PartialDate.parse(str(told[name]))
            made |= {f"{name}_on": day.on, f"{name}_precision": day.precision.value}
    return made


def starter_records() -> list[Record]:
    """The shipped set: published at once, each without a check and so marked to be checked."""
    told = tomllib.loads(STARTER.read_text(encoding="utf-8"))["programme"]
    return [
        Record(
            number,
            {name: value for name, value in one.items() if name not in ROWS} | {"published": True},
            [_rule(rule) for rule in one.get("rules", [])],
            one.get("amounts", []),
            [_call(call) for call in one.get("calls", [])],
        )
        for number, one in enumerate(told, start=1)
    ]


# Column of the file -> what it is, for the names the two publishers use.
DATABASE = {
    "id_hash": "id", "title": "title", "titel": "title", "url": "link", "id_url": "link", "description": "summary",
    "kurztext": "summary", "beschreibung": "summary", "funding_body": "funder", "fördergeber": "funder",
    "eligible_applicants": "kinds", "förderberechtigte": "kinds", "funding_location": "where",
    "fördergebiet": "where", "contact_info_institution": "intermediary", "ansprechpunkt": "intermediary",
}  # fmt: skip
AWARDS = {
    "grant programme:title": "title", "grant programme:url": "link", "grant programme:code": "id",
    "funding org:name": "funder", "currency": "currency",
}  # fmt: skip
KIND_WORDS = {
    "kommune": [ApplicantKind.MUNICIPALITY, ApplicantKind.DISTRICT],
    "verband": [ApplicantKind.ASSOCIATION],
    "verein": [ApplicantKind.ASSOCIATION],
    "bildungseinrichtung": [ApplicantKind.SCHOOL],
    "hochschule": [ApplicantKind.UNIVERSITY],
    "öffentliche einrichtung": [ApplicantKind.CULTURE, ApplicantKind.MUNICIPAL_COMPANY],
}


def records_of(path: Path) -> list[Record]:
    """The rows of a CSV file in one of the two forms. Raises FileRefusedError."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise FileRefusedError(f"{path}: {error.strerror}") from error
    if len(raw) > LARGEST_FILE:
        raise FileRefusedError(f"{path}: larger than {LARGEST_FILE // 1_000_000} MB")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    csv.field_size_limit(1_000_000)
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=first.count))
    head = {(name or "").strip().casefold(): name for name in reader.fieldnames or []}
    for columns in (AWARDS, DATABASE):
        named = {meaning: head[column] for column, meaning in columns.items() if column in head}
        if "title" in named:
            return list(_records(reader, named))
    raise FileRefusedError(f"{path}: no column Title/Titel or Grant Programme:Title in the first line")


def _records(reader: "csv.DictReader[str]", named: dict[str, str]) -> Iterator[Record]:
    seen: set[str] = set()
    try:
        for line in reader:
            cells = {meaning: " ".join((line.get(str(column)) or "").split()) for meaning, column in named.items()}
            record = _record(reader.line_num, cells)
            key = record.values.get("key", "")
            # Many awards name one programme.
            if record.problem or key not in seen:
                seen.add(key)
                yield record
    except csv.Error as error:
        yield Record(reader.line_num, problem=str(error))


def _record(line: int, cells: dict[str, str]) -> Record:
    title = cells.get("title", "")
    if not title:
        return Record(line, problem="no title")
    if len(title) > 200 or any(len(text) > LARGEST_CELL for text in cells.values()):
        return Record(line, problem="a text is too long")
    link = cells.get("link", "")
    if link:
        try:
            URLValidator(schemes=["http", "https"])(link)
        except ValidationError:
            return Record(line, problem=f"no web address: {link[:60]}")
    key = slugify(cells.get("id") or title)[:60].strip("-")
    if not key:
        return Record(line, problem="the title has no letters for a key")
    currency = cells.get("currency", "").upper()
    values = {
        "key": key,
        "name": title,
        "summary_de": cells.get("summary", "")[:2000],
        "funder": cells.get("funder", "")[:160],
        "intermediary": cells.get("intermediary", "")[:160],
        "link": link[:300],
        "source_link": link[:300],
        "published": False,
    }
    if re.fullmatch("[A-Z]{3}", currency):
        values["currency"] = currency
    return Record(line, values, list(_imported_rules(cells)))


def _imported_rules(cells: dict[str, str]) -> Iterator[dict[str, Any]]:
    """What the words allow to conclude; an editor completes it before the programme is published."""
    words = cells.get("kinds", "").casefold()
    kinds = [kind.value for word, found in KIND_WORDS.items() if word in words for kind in found]
    if kinds:
        yield _rule({"aspect": "kind", "one_of": list(dict.fromkeys(kinds))})
    where = cells.get("where", "").casefold()
    regions = [iso for iso, names in NAMES.items() if iso.startswith("DE-") and names["de"].casefold() in where]
    if regions and "bundesweit" not in where:
        yield _rule({"aspect": "region", "one_of": regions})
