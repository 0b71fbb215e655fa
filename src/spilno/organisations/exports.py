"""Organisations in their published forms: scripts outside the project rely on these names."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from spilno.common.visibility import Viewer
from spilno.organisations.models import HelpEntry, Organisation
from spilno.organisations.queries.directory import Entry, entries_of, with_lines
from spilno.places.queries import ancestors, place_key, public_position

COLUMNS = [
    "id", "kind", "name", "name_de", "name_uk", "name_en", "place", "place_code", "region", "country", "lat", "lon",
    "website", "themes", "languages", "acts_for", "offers", "seeks",
]  # fmt: skip
CHUNK = 500


def _help(row: HelpEntry) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "text": row.text,
        "language": row.language,
        "link": row.link,
        "until": row.until.isoformat() if row.until else None,
    }


def as_json(entry: Entry) -> dict[str, Any]:
    """One organisation; a position in Ukraine is never finer than the hromada."""
    one = entry.organisation
    region = next((area for area in ancestors(one.area) if area.level == "state"), None)
    position = public_position(one.area)
    names = {name: getattr(one, name) for name in ("name", "name_de", "name_uk", "name_en")}
    return {"id": one.pk, "kind": one.kind, **names} | {
        "place": one.area.label,
        "place_code": place_key(one.area),
        "region": region.label if region else "",
        "country": one.area.country,
        "lat": position.lat if position else None,
        "lon": position.lon if position else None,
        "website": one.website,
        "themes": sorted(row.theme for row in one.themes.all()),
        "languages": sorted(row.language for row in one.languages.all()),
        "acts_for": [{"id": other.pk, "name": other.name} for other in entry.acts_for],
        "offers": [_help(row) for row in entry.offers],
        "seeks": [_help(row) for row in entry.seeks],
    }


def _cell(value: Any) -> Any:
    """Lists as one cell: the words, or names and texts with what they need to be understood."""
    if not isinstance(value, list):
        return value
    words = [
        one
        if isinstance(one, str)
        else one.get("name") or " ".join(filter(None, [one["kind"], one["text"], one["link"]]))
        for one in value
    ]
    return "; ".join(words)


def csv_rows(entries: Iterable[Entry]) -> Iterator[Sequence[Any]]:
    for entry in entries:
        row = as_json(entry)
        yield [_cell(row[name]) for name in COLUMNS]


def all_entries(found: Any, viewer: Viewer) -> Iterator[Entry]:
    """Every found organisation, read in chunks, so that a large directory needs little memory."""
    rows: Iterable[Organisation] = with_lines(found, viewer).iterator(chunk_size=CHUNK)
    for one in rows:
        yield from entries_of([one])
