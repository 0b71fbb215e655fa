"""The directory: which organisations a reader finds, in which order, and what a line about each says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import get_language

from spilno.common.visibility import Viewer, visible_to
from spilno.engine.errors import InvalidInput
from spilno.organisations.models import (
    Delegation,
    HelpEntry,
    Organisation,
    OrganisationLanguage,
    OrganisationTheme,
)
from spilno.places import gazetteer
from spilno.places.crowds import Crowd, crowds_in
from spilno.places.enums import AreaLevel
from spilno.places.lookup import areas_within, folded
from spilno.places.models import Area
from spilno.places.queries import PARENTS, acting_unit

# From an organisation's area up to its country.
STEPS_UP = 5
MOST_WORDS = 6
# A shorter word is a part of a name, no place.
SHORTEST_PLACE = 4
NAMESAKES = 25
LARGE = (AreaLevel.COUNTRY, AreaLevel.STATE, AreaLevel.REGION)
SORTS = ("name", "-name", "kind", "place", "-created")


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for; empty values do not narrow. `help` is (direction, kind), each perhaps empty."""

    q: str = ""
    place: Area | None = None
    country: str = ""
    kind: str = ""
    theme: str = ""
    language: str = ""
    help: tuple[str, str] = ("", "")
    sort: str = "name"


def lies_in(area: Area, path: str = "area") -> Q:
    """Rows whose area is this one or lies inside it, over joins: a country or a Land has thousands of places."""
    if area.level == AreaLevel.COUNTRY:
        return Q(**{f"{path}__country": area.country})
    found = Q()
    for up in range(STEPS_UP):
        found |= Q(**{"__".join([path, *["parent"] * up]): area.pk})
    unit = acting_unit(area)
    return found | Q(**{path: unit.pk}) if unit else found


def _places_called(text: str) -> list[int]:
    """Areas that are really called so, in any spelling; what only sounds similar would find too much."""
    try:
        link = gazetteer.find(text, k=NAMESAKES)
    except InvalidInput:
        return []
    meant = gazetteer.well_known(link)
    called = {hit.id for hit in link.hits if hit.reason == "name"}
    return sorted(called | ({meant.id} if meant and meant.reason != "similar" else set()))


def _named(word: str) -> Q:
    return Q(folded__holds=folded(word))


def _named_or_in(word: str, *, is_place: bool) -> Q:
    return _named(word) | _in_places_called(word) if is_place else _named(word)


def _in_places_called(text: str) -> Q:
    """Of small places by lists of what lies in them: each row is then compared with a number, not with all above it."""
    found, small, units = Q(), [], []
    for area in Area.objects.filter(pk__in=_places_called(text)).select_related(PARENTS):
        if area.level in LARGE:
            found |= lies_in(area)
        else:
            small.append(area.pk)
            unit = acting_unit(area)
            units += [unit.pk] if unit else []
    return found | Q(area__in=areas_within(small) | set(units)) if small else found


def _words(text: str) -> list[str]:
    return [word for word in text.split() if folded(word)][:MOST_WORDS]


def _said(text: str) -> Q:
    """Every word in the name or as a place; or the whole as the name of a place."""
    words = _words(text)
    each = Q()
    for word in words:
        each &= _named_or_in(word, is_place=len(word) >= SHORTEST_PLACE)
    if len(words) > 1:
        each |= _in_places_called(text)
    return each if words else Q()


def offers_in_force(viewer: Viewer) -> QuerySet[HelpEntry]:
    """Offers and wishes that the reader may see and that have not ended."""
    in_force = Q(until__isnull=True) | Q(until__gte=timezone.localdate())
    return HelpEntry.objects.filter(in_force, visible_to(viewer, owner="organisation"))


def find_organisations(viewer: Viewer, wanted: Wanted) -> QuerySet[Organisation]:
    """Confirmed organisations that the reader may see and that fit, in the order asked for.

    Raises nothing for odd words: what nobody is called finds nobody.
    """
    found = Organisation.objects.confirmed().visible_to(viewer)
    if wanted.q:
        found = found.filter(_said(wanted.q))
    if wanted.place:
        found = found.filter(lies_in(wanted.place))
    if wanted.country:
        found = found.filter(area__country=wanted.country)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    own = OuterRef("pk")
    if wanted.theme:
        found = found.filter(Exists(OrganisationTheme.objects.filter(organisation=own, theme=wanted.theme)))
    if wanted.language:
        found = found.filter(Exists(OrganisationLanguage.objects.filter(organisation=own, language=wanted.language)))
    direction, kind = wanted.help
    if direction or kind:
        narrowed: dict[str, Any] = ({"direction": direction} if direction else {}) | ({"kind": kind} if kind else {})
        found = found.filter(Exists(offers_in_force(viewer).filter(organisation=own, **narrowed)))
    words = _words(wanted.q)
    if words and wanted.sort == "name":
        # Those that are called so, before those that are only there.
        called = reduce(and_, (_named(word) for word in words))
        return found.order_by(Case(When(called, then=0), default=1), *_order("name"))
    return found.order_by(*_order(wanted.sort))


def _order(sort: str) -> list[str]:
    name = f"sort_{_language()}"
    orders = {
        "name": [name],
        "-name": [f"-{name}"],
        "kind": ["kind", name],
        "place": ["area__name", name],
        "-created": ["-created_at"],
    }
    return [*orders.get(sort, [name]), "pk"]


def _language() -> str:
    language = (get_language() or "en")[:2]
    return language if language in ("de", "uk", "en") else "en"


@dataclass
class Entry:
    """A line of the directory: an organisation and what the reader may know of it."""

    organisation: Organisation
    themes: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    acts_for: list[Organisation] = field(default_factory=list)
    offers: list[HelpEntry] = field(default_factory=list)
    seeks: list[HelpEntry] = field(default_factory=list)


def with_lines(organisations: QuerySet[Organisation], viewer: Viewer) -> QuerySet[Organisation]:
    """Everything `entries_of` reads: six queries more, however many organisations there are."""
    # Asked for each delegation: as a list, SQLite would read all organisations for it.
    shown = Organisation.objects.confirmed().visible_to(viewer).filter(pk=OuterRef("principal"))
    held = Delegation.objects.holding().filter(Exists(shown)).select_related("principal__area")
    return organisations.select_related(f"area__{PARENTS}").prefetch_related(
        "area__codes",
        "themes",
        "languages",
        Prefetch("delegations_held", queryset=held.order_by("principal__sort_de", "pk"), to_attr="held_now"),
        Prefetch("help_entries", queryset=offers_in_force(viewer), to_attr="help_now"),
    )


def entries_of(organisations: Iterable[Organisation]) -> list[Entry]:
    """Lines of organisations that were read `with_lines`."""
    made = []
    for one in organisations:
        principals = {row.principal_id: row.principal for row in one.held_now}  # type: ignore[attr-defined]
        help_now: list[HelpEntry] = one.help_now  # type: ignore[attr-defined]
        made.append(
            Entry(
                one,
                themes=sorted(str(theme.get_theme_display()) for theme in one.themes.all()),
                languages=sorted(str(row.get_language_display()) for row in one.languages.all()),
                acts_for=list(principals.values()),
                offers=[row for row in help_now if row.direction == "offers"],
                seeks=[row for row in help_now if row.direction == "seeks"],
            )
        )
    return made


def crowds(found: QuerySet[Organisation], *, most: int) -> list[Crowd]:
    """The found ones by area, or by Land and oblast where they would be more marks than `most`."""
    counted = dict(found.order_by().values_list("area_id").annotate(Count("pk")))
    if len(counted) > most:
        counted = _by_region(found)
    return crowds_in(counted)


def _by_region(found: QuerySet[Organisation]) -> dict[int, int]:
    """Numbers by the Land or oblast above; those above every Land stand by themselves."""
    ups = ["__".join(["area", *["parent"] * up]) for up in range(STEPS_UP)]
    columns = [name for up in ups for name in (f"{up}_id", f"{up}__level")]
    numbers: dict[int, int] = {}
    for *values, number in found.order_by().values_list(*columns).annotate(number=Count("pk")):
        levels = dict(zip(values[1::2], values[0::2], strict=True))
        at = levels.get(AreaLevel.STATE) or values[0]
        numbers[at] = numbers.get(at, 0) + number
    return numbers


def ending_delegations(until: date) -> QuerySet[Delegation]:
    """Delegations in force that end by this day, the next first."""
    rows = Delegation.objects.holding().filter(until__lte=until, delegate__withdrawn_at__isnull=True)
    return rows.select_related("principal__area", "delegate__area").order_by(F("until").asc(), "pk")


def organisations_in_order(ids: Sequence[int], viewer: Viewer) -> dict[int, Organisation]:
    """Those of the ids that everybody of the reader's kind may see."""
    return Organisation.objects.confirmed().visible_to(viewer).select_related("area").in_bulk(list(ids))
