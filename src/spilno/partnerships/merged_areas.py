"""When a register takes over a place: what relations derive from it, and what lists in review have noted of it."""

from django.db.models import Q

from spilno.partnerships.deriving import place_party, refresh_many
from spilno.partnerships.models import ListRow, Partnership, Party

BATCH = 500


def follow(moved: dict[int, int]) -> None:
    """`moved`: the place that is gone, the unit it became. The parties themselves point to the unit already."""
    place_anew(sorted(set(moved.values())))
    for row in ListRow.objects.exclude(parties=[]).only("parties", "choices").iterator(2000):
        _follow_row(row, moved)


def place_anew(units: list[int]) -> None:
    """What is derived of relations whose parties, or whose parties' organisations, lie in these units."""
    for start in range(0, len(units), BATCH):
        some = units[start : start + BATCH]
        parties = Party.objects.filter(Q(area__in=some) | Q(organisation__area__in=some))
        found = list(parties.select_related("area__parent__parent", "organisation__area__parent__parent"))
        Party.objects.bulk_update([place_party(one) for one in found], ["place", "country", "level", "region"])
        touched = Partnership.objects.select_for_update().filter(pk__in={one.partnership_id for one in found})
        refresh_many(list(touched.order_by("pk")))


def _follow_row(row: ListRow, moved: dict[int, int]) -> None:
    parties = []
    for one in row.parties:
        candidates = dict.fromkeys(moved.get(area, area) for area in one.get("candidates", ()))
        parties.append(one | {"area": moved.get(one.get("area"), one.get("area")), "candidates": list(candidates)})
    choices = {at: moved.get(area, area) if at.isdigit() else area for at, area in row.choices.items()}
    if (parties, choices) != (row.parties, row.choices):
        row.parties, row.choices = parties, choices
        row.save(update_fields=["parties", "choices"])
