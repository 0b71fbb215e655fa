"""What is derived from parties and history and kept beside them for searching; written here and nowhere else."""

from collections.abc import Iterable, Sequence

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import override

from spilno.partnerships.enums import Phase
from spilno.partnerships.models import Partnership, PartnershipText, Party, StatusChange
from spilno.partnerships.models.history import in_order
from spilno.places.lookup import folded, folded_names, folded_names_of, region_of
from spilno.places.queries import acting_unit

DERIVED_FIELDS = [
    "phase", "agreement_type", "local_label", "since_on", "since_precision", "until_on", "review_on", "sort_name",
    "search_text", "changed_at", "version",
]  # fmt: skip


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
    parties = list(partnership.parties.select_related("area", "organisation__area"))
    _derive_state(partnership, partnership.history.all())
    _derive_words(partnership, parties, folded_names(_areas_of(parties)), partnership.texts.all())
    partnership.save()


def refresh_many(partnerships: Sequence[Partnership]) -> None:
    """The same for many at once: a fixed number of queries for all of them together. Their rows have to be locked."""
    prefetch_related_objects(partnerships, "history", "texts", "parties__area", "parties__organisation__area")
    derive([(one, list(one.parties.all()), list(one.history.all())) for one in partnerships])
    # Writes only the columns named, where a row is there already: far less work than an update with a case for each row.
    Partnership.objects.bulk_create(
        partnerships, update_conflicts=True, unique_fields=["pk"], update_fields=DERIVED_FIELDS, batch_size=200
    )


def derive(relations: Sequence[tuple[Partnership, list[Party], list[StatusChange]]]) -> None:
    """Fill what is derived from these parties and steps, written or not; nothing is saved."""
    names = folded_names_of({area for _one, parties, _steps in relations for area in _areas_of(parties)})
    for one, parties, steps in relations:
        _derive_state(one, steps)
        own = [name for area in _areas_of(parties) for name in names.get(area, ())]
        _derive_words(one, parties, list(dict.fromkeys(own)), one.texts.all() if one.pk else ())


def _areas_of(parties: Sequence[Party]) -> list[int]:
    return sorted({pk for one in parties for pk in (one.place_id, one.area_id) if pk})


def _derive_state(partnership: Partnership, steps: Iterable[StatusChange]) -> None:
    history = in_order(steps)
    if history:
        latest = history[-1]
        partnership.phase = latest.phase
        typed = [one for one in history if one.agreement_type]
        partnership.agreement_type = typed[-1].agreement_type if typed else ""
        labelled = [one for one in history if one.local_label]
        partnership.local_label = labelled[-1].local_label if labelled else ""
        # "Until 2027" holds to the last day of the year.
        partnership.until_on = latest.until.last_day if latest.until else None
        partnership.review_on = latest.review_on
    begun = next((one for one in history if one.phase == Phase.ACTIVE and one.on), None)
    first = begun or next((one for one in history if one.on), None)
    partnership.since_on = first.on if first else None
    partnership.since_precision = first.precision if first else ""


def _derive_words(
    partnership: Partnership, parties: Sequence[Party], names: Sequence[str], texts: Iterable[PartnershipText]
) -> None:
    # German sides first, by German names, whoever writes: that is how the lists of the field are read and sorted.
    with override("de"):
        ordered = sorted(parties, key=lambda one: (one.country != "DE", one.side, one.label))
        partnership.sort_name = " – ".join(one.label for one in ordered)[:200]
    written = [folded(one.text) for one in texts]
    named = [folded(one.organisation.name) for one in parties if one.organisation]
    partnership.search_text = " ".join([*names, *named, folded(partnership.local_label), *written]).strip()
    partnership.changed_at = timezone.now()
    partnership.version += 1
