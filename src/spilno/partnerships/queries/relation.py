"""What the page of one relation shows, by plain queries: most relations have little beside their parties and a history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.translation import get_language

from spilno.common.partial_dates import PartialDate, Precision
from spilno.common.plain_sql import day_of, rows_of
from spilno.partnerships.enums import Phase
from spilno.partnerships.models import Partnership
from spilno.partnerships.queries.graph import Hidden, over_words, standing
from spilno.partnerships.queries.lines import (
    BEARERS,
    ORGANISATION_NAMES,
    REGION_NAMES,
    Named,
    organisation_named,
    place_named,
    sides_of,
)  # fmt: skip
from spilno.places.links import COLUMNS, PlaceLink, link_of

# Tables that hold what belongs to one relation.
PARTS = (
    "partnershiptext", "statuschange", "partnershiptheme", "involvedorganisation", "thirdpartner", "document",
    "activity", "mention", "portrait",
)  # fmt: skip
_IS_THERE = "EXISTS (SELECT 1 FROM partnerships_{} WHERE partnership_id = %(pk)s)"
_IS_CHANGED = "EXISTS (SELECT 1 FROM common_auditentry WHERE object_type = %(kind)s AND object_id = %(pk)s)"
_THERE = "SELECT " + ", ".join([*map(_IS_THERE.format, PARTS), _IS_CHANGED])
_PARTIES = f"""
SELECT {COLUMNS}, area.level, area.category, party.side, party.country, party.region_id, party.place_id,
    {REGION_NAMES}, party.organisation_id, {ORGANISATION_NAMES}
{BEARERS} WHERE party.partnership_id = %s ORDER BY party.side, party.id
"""
_OTHERS = """
SELECT {columns}, relation.id, relation.phase, relation.since_on, relation.since_precision
FROM partnerships_party ours
JOIN partnerships_party party ON party.partnership_id = ours.partnership_id
JOIN partnerships_partnership relation ON relation.id = party.partnership_id
JOIN places_area area ON area.id = party.place_id
WHERE ours.place_id = %s AND party.country = 'DE' AND party.place_id <> ours.place_id AND party.place_id <> ALL(%s)
AND relation.status = 'confirmed' AND relation.merged_into_id IS NULL AND relation.phase NOT IN ({over}){standing}
"""


class ShownParty(NamedTuple):
    """A party with what its line says: `area` and what `terms.unit_label` asks for, or `organisation_id`."""

    side: int
    country: str
    region_id: int | None
    place_id: int | None
    region: Named | None
    bearer: Named | PlaceLink
    area: PlaceLink | None
    level: str
    category: str
    organisation_id: int | None

    @property
    def label(self) -> str:
        return self.bearer.label


def parts_there(partnership: Partnership) -> frozenset[str]:
    """Which of PARTS have rows of this relation, and whether its trail has ("changes"); the others need not be asked."""
    (found,) = rows_of(_THERE, {"pk": partnership.pk, "kind": partnership._meta.label_lower})
    return frozenset(part for part, there in zip((*PARTS, "changes"), found, strict=True) if there)


def parties_shown(partnership: Partnership) -> list[list[ShownParty]]:
    """The parties by side, the German side first; one query."""
    language = (get_language() or "en")[:2]
    found = []
    for row in rows_of(_PARTIES, [partnership.pk]):
        area = link_of(row) if row[0] is not None else None
        level, category, side, country, region_id, place_id = row[7:13]
        region = place_named(row[13:18], language) if region_id is not None else None
        bearer = area or organisation_named(*row[19:])
        found.append(
            ShownParty(side, country, region_id, place_id, region, bearer, area, level, category, row[18])
        )  # fmt: skip
    return sides_of(found)


@dataclass(frozen=True)
class OtherPartner:
    """A relation of one of the parties with somebody else."""

    pk: int
    place: PlaceLink
    phase: Phase
    since: PartialDate | None


def other_partners(place: int, without: Sequence[int], hidden: Hidden) -> list[OtherPartner]:
    """Relations of a place with German ones that are not over, the oldest first; one query. without: places to leave out."""
    query = _OTHERS.format(
        columns=COLUMNS, over=over_words(), standing=standing(hidden)
    )  # fmt: skip
    found = []
    for row in rows_of(query, [place, list(without)]):
        pk, phase, on, precision = *row[7:9], day_of(row[9]), row[10]
        since = PartialDate(on, Precision(precision or "day")) if on else None
        found.append(OtherPartner(pk, link_of(row), Phase(phase), since))
    return sorted(found, key=lambda one: (one.since.on if one.since else date.max, one.pk, one.place.pk))
