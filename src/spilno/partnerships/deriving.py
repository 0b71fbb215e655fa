"""What is derived from parties and history and kept beside them for searching; written here and nowhere else."""

from django.utils import timezone

from spilno.partnerships.enums import Phase
from spilno.partnerships.models import Partnership, Party
from spilno.places.lookup import folded, folded_names, region_of
from spilno.places.queries import acting_unit


def place_party(party: Party) -> Party:
    """Fill what is derived from the party's area, or from the area of its organisation."""
    area = party.area or (party.organisation.area if party.organisation else None)
    if area is not None:
        # A settlement's relation is its hromada's: search, map and net count by the unit that acts.
        party.place = acting_unit(area) or area
        party.country, party.level = area.country, party.place.level if party.area else ""
        party.region = region_of(area)
    return party


def refresh(partnership: Partnership) -> None:
    """Derive the present state from the history and the parties; inside the action that changed them."""
    history = list(partnership.history.all())
    dated = [one for one in history if one.on] or history
    latest = dated[-1] if dated else None
    if latest is not None:
        partnership.phase = latest.phase
        typed = [one for one in dated if one.agreement_type]
        partnership.agreement_type = typed[-1].agreement_type if typed else ""
        labelled = [one for one in dated if one.local_label]
        partnership.local_label = labelled[-1].local_label if labelled else ""
        partnership.until_on, partnership.review_on = latest.until_on, latest.review_on
    begun = next((one for one in dated if one.phase == Phase.ACTIVE and one.on), None)
    first = begun or next((one for one in dated if one.on), None)
    partnership.since_on = first.on if first else None
    partnership.since_precision = first.precision if first else ""
    parties = list(partnership.parties.select_related("area", "organisation__area"))
    # German sides first: that is how the lists of the field are read.
    ordered = sorted(parties, key=lambda one: (one.country != "DE", one.side, one.label))
    partnership.sort_name = " – ".join(str(one.area or one.organisation) for one in ordered)[:200]
    areas = sorted({pk for one in parties for pk in (one.place_id, one.area_id) if pk})
    texts = [folded(text) for text in partnership.texts.values_list("text", flat=True)]
    named = [folded(one.organisation.name) for one in parties if one.organisation]
    partnership.search_text = " ".join([*folded_names(areas), *named, folded(partnership.local_label), *texts]).strip()
    partnership.changed_at = timezone.now()
    partnership.version += 1
    partnership.save()
