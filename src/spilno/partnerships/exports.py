"""The registry in its published forms: scripts outside the project rely on these names."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar
from xml.sax.saxutils import escape, quoteattr

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from spilno.common.tokens import absolute
from spilno.partnerships.models import Partnership, PartnershipTheme, Party
from spilno.partnerships.queries.lines import sides_of
from spilno.partnerships.queries.search import Line
from spilno.places.models import Area
from spilno.places.queries import place_key, public_position, with_labels

COLUMNS = [
    "id", "side_1", "side_1_codes", "side_1_regions", "side_1_countries",
    "side_2", "side_2_codes", "side_2_regions", "side_2_countries",
    "phase", "type", "local_label", "since", "until", "review_on", "themes", "changed_at", "url",
]  # fmt: skip
T = TypeVar("T")
CHUNK = 1000
# Places that an export remembers what to say of.
MOST_PLACES = 30_000
ATOM_ENTRIES = 50


def address_of(partnership: Partnership) -> str:
    return absolute(reverse("partnerships:detail", args=[partnership.pk]))


# What has been said of a party's place once, for all the parties that follow in the same export.
Known = dict[tuple[int | None, ...], dict[str, Any]]


def all_lines(rows: QuerySet[Partnership], known: Known) -> Iterator[Line]:
    """Every relation found, read in chunks, so that a large registry needs little memory; `known` learns its places.

    Places repeat from relation to relation: each is read once, not with every party, and not kept.
    """
    found = rows.iterator(chunk_size=CHUNK)
    while some := list(islice(found, CHUNK)):
        keys = [one.pk for one in some]
        # Grouped here: a prefetch would make a query of its own for every relation, only to keep its rows in.
        parties, themes = defaultdict(list), defaultdict(list)
        for party in (
            Party.objects.filter(partnership__in=keys).select_related("organisation__area").order_by("side", "pk")
        ):
            parties[party.partnership_id].append(party)
        for pk, theme in PartnershipTheme.objects.filter(partnership__in=keys).values_list("partnership_id", "theme"):
            themes[pk].append(theme)
        if len(known) > MOST_PLACES:
            known.clear()
        _learn([party for own in parties.values() for party in own], known)
        for one in some:
            yield Line(one, sides_of(parties[one.pk]), sorted(themes[one.pk]))


def every(rows: QuerySet[Partnership], write: Callable[[Iterable[Line], Known], Iterator[T]]) -> Iterator[T]:
    """All relations found, as `write` puts them."""
    known: Known = {}
    return write(all_lines(rows, known), known)


def _key(one: Party) -> tuple[int | None, ...]:
    return one.area_id, one.place_id, one.region_id, one.organisation_id


def _learn(parties: Iterable[Party], known: Known) -> None:
    new = list({_key(one): one for one in parties if _key(one) not in known}.values())
    wanted = {pk for one in new for pk in (one.area_id, one.place_id, one.region_id) if pk}
    areas = with_labels(Area.objects.all()).in_bulk(list(wanted))
    for one in new:
        one.area = areas[one.area_id] if one.area_id else None
        one.place = areas[one.place_id] if one.place_id else None
        one.region = areas[one.region_id] if one.region_id else None
        known[_key(one)] = _facts(one)


def _party(one: Party, known: Known | None) -> dict[str, Any]:
    return (known or {}).get(_key(one)) or _facts(one)


def _facts(one: Party) -> dict[str, Any]:
    """A party; a position in Ukraine is never finer than the hromada."""
    place = one.place
    position = public_position(place) if place else None
    return {
        "name": one.label,
        "code": place_key(place) if place else "",
        "level": one.level,
        "region": one.region.label if one.region else "",
        "country": one.country,
        "organisation": one.organisation_id,
        "lat": position.lat if position else None,
        "lon": position.lon if position else None,
    }


def as_json(line: Line, known: Known | None = None) -> dict[str, Any]:
    one = line.partnership
    return {
        "id": one.pk,
        "sides": [[_party(party, known) for party in side] for side in line.sides],
        "phase": one.phase,
        "type": one.agreement_type,
        "local_label": one.local_label,
        "since": one.since.iso if one.since else None,
        "until": one.until_on.isoformat() if one.until_on else None,
        "review_on": one.review_on.isoformat() if one.review_on else None,
        "themes": line.themes,
        "changed_at": one.changed_at.isoformat(timespec="seconds"),
        "url": address_of(one),
    }


def table_rows(lines: Iterable[Line], known: Known) -> Iterator[Sequence[Any]]:
    """One row for each relation; parties of one side stand in one cell, sides after the second with the second."""
    for line in lines:
        row = as_json(line, known)
        first, rest = row["sides"][0], [party for side in row["sides"][1:] for party in side]
        cells: dict[str, Any] = dict(row)
        for name, parties in (("side_1", first), ("side_2", rest)):
            for suffix, key in (("", "name"), ("_codes", "code"), ("_regions", "region"), ("_countries", "country")):
                cells[name + suffix] = "; ".join(party[key] for party in parties)
        cells["themes"] = "; ".join(row["themes"])
        yield [cells[name] if cells[name] is not None else "" for name in COLUMNS]


def json_lines(lines: Iterable[Line], known: Known) -> Iterator[str]:
    yield '{"partnerships": ['
    for number, line in enumerate(lines):
        yield ("," if number else "") + "\n" + json.dumps(as_json(line, known), ensure_ascii=False)
    yield "\n]}\n"


def _geometry(sides: list[list[dict[str, Any]]]) -> dict[str, Any] | None:
    """A line between two parties, else the points of all; None where no party has coordinates."""
    points = [[one["lon"], one["lat"]] for side in sides for one in side if one["lat"] is not None]
    if not points:
        return None
    return {"type": "LineString" if len(points) == 2 else "MultiPoint", "coordinates": points}


def geojson_lines(lines: Iterable[Line], known: Known) -> Iterator[str]:
    """RFC 7946, longitude before latitude."""
    yield '{"type": "FeatureCollection", "features": ['
    for number, line in enumerate(lines):
        row = as_json(line, known)
        feature = {"type": "Feature", "id": row["id"], "geometry": _geometry(row["sides"]), "properties": row}
        yield ("," if number else "") + "\n" + json.dumps(feature, ensure_ascii=False)
    yield "\n]}\n"


def _linked(row: dict[str, Any]) -> dict[str, Any]:
    """A relation in the words of schema.org: a body whose members are its parties (Wikidata Q744099, town twinning)."""
    members = [
        {
            "@type": "GovernmentOrganization" if party["organisation"] is None else "Organization",
            "name": party["name"],
            "identifier": party["code"],
            "address": {"@type": "PostalAddress", "addressRegion": party["region"], "addressCountry": party["country"]},
        }
        for side in row["sides"]
        for party in side
    ]
    told = {"@id": row["url"], "@type": "Organization", "additionalType": "https://www.wikidata.org/wiki/Q744099"}
    told |= {"member": members, "keywords": row["themes"], "identifier": str(row["id"])}
    if row["since"]:
        told["foundingDate"] = row["since"]
    if row["phase"] == "ended" and row["until"]:
        told["dissolutionDate"] = row["until"]
    return told | {"name": row["local_label"] or " – ".join(one["name"] for one in members)}


def jsonld_lines(lines: Iterable[Line], known: Known) -> Iterator[str]:
    yield '{"@context": "https://schema.org", "@graph": ['
    for number, line in enumerate(lines):
        yield ("," if number else "") + "\n" + json.dumps(_linked(as_json(line, known)), ensure_ascii=False)
    yield "\n]}\n"


def _entry(line: Line) -> str:
    one = line.partnership
    said = filter(None, [str(one.get_phase_display()), one.local_label or one.get_agreement_type_display() or ""])
    parts = [
        f"<id>{escape(address_of(one))}#v{one.version}</id>",
        f"<title>{escape(title_of(line))}</title>",
        f"<updated>{one.changed_at.isoformat(timespec='seconds')}</updated>",
        f'<link rel="alternate" href={quoteattr(address_of(one))}/>',
        f"<summary>{escape(', '.join(said))}</summary>",
    ]
    return f"<entry>{''.join(parts)}</entry>\n"


def title_of(line: Line) -> str:
    """The parties of all sides as one line of text, in the reader's language."""
    return " – ".join(", ".join(party.label for party in side) for side in line.sides)


def atom(lines: Iterable[Line], *, updated: datetime, address: str) -> Iterator[str]:
    """Changes as a feed (RFC 4287), the latest first."""
    title = _("Partnerships: changes")
    yield f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{get_language()}">\n'
    yield f"<id>{escape(address)}</id><title>{escape(title)}</title><updated>{updated.isoformat(timespec='seconds')}</updated>"
    yield f'<link rel="self" href={quoteattr(address)}/><author><name>Spilno</name></author>\n'
    for line in lines:
        yield _entry(line)
    yield "</feed>\n"
