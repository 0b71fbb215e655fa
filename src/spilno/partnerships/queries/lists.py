"""Lists and their rows for readers: what a row says, what tells candidates apart, who may see it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from spilno.accounts.models import User
from spilno.common.partial_dates import PartialDate
from spilno.organisations.queries import rights_of
from spilno.partnerships.enums import AgreementType, ListState, Phase, RowStatus
from spilno.partnerships.importing.parties import LinkedParty
from spilno.partnerships.importing.planning import chunks
from spilno.partnerships.models import ListImport, ListRow
from spilno.partnerships.rules import may_import_lists
from spilno.places.enums import AreaLevel
from spilno.places.gazetteer import CODE_ORDER
from spilno.places.lookup import regions_of
from spilno.places.models import Area
from spilno.places.queries import ancestors, known_near, with_labels
from spilno.places.templatetags.place_tags import country_name, unit
from spilno.places.terms import inhabitants


@dataclass(frozen=True)
class PlaceLine:
    """What tells one candidate from another. `area` is the place itself, for links and labels."""

    area: Area
    code: str
    scheme: str
    region: str

    @property
    def name(self) -> str:
        return self.area.name

    @property
    def country(self) -> str:
        return self.area.country

    @property
    def level(self) -> str:
        return self.area.level

    @property
    def population(self) -> int | None:
        return self.area.population

    @property
    def lat(self) -> float | None:
        return self.area.lat

    @property
    def lon(self) -> float | None:
        return self.area.lon


def candidates_of(parties: Iterable[LinkedParty]) -> dict[int, PlaceLine]:
    """Everything the parties link to or may mean: some queries for each thousand places."""
    wanted: set[int] = set()
    for one in parties:
        wanted |= {one.area} if one.area else {hit.id for hit in one.candidates}
    return places_of(wanted)


def places_of(pks: Iterable[int]) -> dict[int, PlaceLine]:
    found: dict[int, PlaceLine] = {}
    order = {str(scheme): rank for rank, scheme in enumerate(CODE_ORDER)}
    for some in chunks(sorted(pks), 900):
        areas = Area.objects.prefetch_related("codes").in_bulk(some)
        regions = regions_of(areas.values())
        codes: dict[int, tuple[int, int, str, str]] = {}
        for pk, area in areas.items():
            for one in area.codes.all():
                if one.scheme in order:
                    merit = (order[one.scheme], -len(one.code), one.code, one.scheme)
                    codes[pk] = min(codes.get(pk, merit), merit)
        for pk, area in areas.items():
            told = codes.get(pk, (0, 0, "", ""))
            region = regions.get(pk)
            found[pk] = PlaceLine(area, told[2], told[3], region.label if region and region.pk != pk else "")
    return found


def message_text(message: Mapping[str, Any], warnings: Iterable[Mapping[str, Any]] = ()) -> str:
    """What is wrong with a row, or was noticed about it, as sentences that name column and remedy."""
    told = [message, *warnings] if message else list(warnings)
    return " ".join(filter(None, (_sentence(one) for one in told)))


def _sentence(message: Mapping[str, Any]) -> str:
    values = {"text": "", "column": "", "meant": "", "most": "", **message}
    text = _sentences().get(str(message.get("code") or ""), "")
    return text % values if text else ""


def _sentences() -> dict[str, str]:
    return {
        "several": _("“%(text)s” may mean several places. Please choose."),
        "alike": _("“%(text)s” is only like a known name. Please check."),
        "region_differs": _("“%(text)s” is not known in the region named beside it. Please choose."),
        "country_differs": _("“%(text)s” is not known in the country named beside it. Please choose."),
        "country_unknown": _("The country beside “%(text)s” is no country of today. Please choose the place."),
        "code_unknown": _("The code beside “%(text)s” is not known. Please choose the place."),
        "code_differs": _("The code beside “%(text)s” belongs to a place of another name. Please choose."),
        "not_found": _("No place called “%(text)s” is known. Please check spelling and country."),
        "no_party": _("Column “%(column)s” is empty; a partnership needs both sides."),
        "itself": _("“%(text)s” would be its own partner."),
        "ends_before": _("Column “%(column)s”: the end lies before the beginning."),
        "no_date": _("Column “%(column)s”: “%(text)s” is no date. Please write it like 24.12.2026, 12/2026 or 2026."),
        "serial": _("Column “%(column)s”: “%(text)s” was read as a date that had lost its format."),
        "day_or_month": _(
            "Column “%(column)s”: in “%(text)s” day and month cannot be told apart; only the year was taken."
        ),
        "about": _("Column “%(column)s”: “%(text)s” says only about when; it was taken as if it were exact."),
        "until_vague": _("Column “%(column)s”: the end is known too vaguely and was left out."),
        "hidden": _("The row is hidden in the file and was not taken. Please show it there if it is meant."),
        "unreadable": _("The row holds letters that cannot be read. Please save the file as UTF-8."),
        "too_many_cells": _("The row has more cells than the header; is a quotation mark or a separator out of place?"),
        "too_long": _("Column “%(column)s”: a place name has at most %(most)s characters."),
        "mojibake": _("Column “%(column)s”: “%(text)s” was saved in a wrong encoding; “%(meant)s” may be meant."),
        "format_lost": _(
            "Column “%(column)s”: in “%(text)s” the spreadsheet has lost digits. Please format the column as text."
        ),
        "mixed_letters": _(
            "Column “%(column)s”: “%(text)s” mixes Latin and Cyrillic letters. Please check the spelling."
        ),
        "corrected": _("Corrected here; the file says otherwise."),
        "by_hand": _("Decided by hand."),
        "asked_again": _("A later list asks the same; please decide there."),
    }


def may_import(user: User | AnonymousUser) -> bool:
    return may_import_lists(rights_of(user))


def get_list_for(user: User | AnonymousUser, pk: int) -> ListImport:
    """One list with its source. Raises Http404 for all but coordinators."""
    found = ListImport.objects.select_related("source", "created_by").filter(pk=pk).first()
    if found is None or not may_import(user):
        raise Http404
    return found


def lists_for(user: User | AnonymousUser) -> QuerySet[ListImport]:
    """All lists, newest first. Raises Http404 for all but coordinators."""
    if not may_import(user):
        raise Http404
    return ListImport.objects.select_related("source", "created_by")


def get_row_for(user: User | AnonymousUser, pk: int) -> ListRow:
    """One row that waits for a decision. Raises Http404 where nothing waits, and for all but coordinators."""
    found = ListRow.objects.select_related("list_import__source").filter(pk=pk, list_import__state=ListState.APPLIED)
    row = found.filter(status=RowStatus.ASK).first()
    if row is None or not may_import(user):
        raise Http404
    return row


def get_decided_row_for(user: User | AnonymousUser, pk: int) -> ListRow:
    """One row that somebody decided. Raises Http404 where nobody has, and for all but coordinators."""
    found = ListRow.objects.select_related("list_import__source").filter(pk=pk, list_import__state=ListState.APPLIED)
    row = found.filter(written__has_key="decision").first()
    if row is None or not may_import(user):
        raise Http404
    return row


def decided_with(row: ListRow) -> list[ListRow]:
    """The rows that the same decision held for, this one among them."""
    rows = ListRow.objects.filter(list_import=row.list_import_id, written__decision=row.written["decision"])
    return list(rows.select_related("partnership").order_by("number"))


def rows_waiting(user: User | AnonymousUser) -> QuerySet[ListRow]:
    """Rows of lists taken over that wait for a decision, oldest list first."""
    if not may_import(user):
        raise Http404
    return rows_to_decide()


def rows_to_decide() -> QuerySet[ListRow]:
    waiting = ListRow.objects.filter(status=RowStatus.ASK, list_import__state=ListState.APPLIED)
    return waiting.select_related("list_import__source").order_by("list_import__created_at", "number")


@dataclass(frozen=True)
class PartyLine:
    """One party of a row: its words, the place they were linked to, the places they may mean."""

    text: str
    place: PlaceLine | None
    candidates: list[PlaceLine]


@dataclass(frozen=True)
class RowLine:
    """`told`: kind and time as they were understood. `state`: what the row does to the registry, or why it waits."""

    row: ListRow
    parties: list[PartyLine]
    message: str
    told: str
    state: str


def lines_of(rows: Iterable[ListRow]) -> list[RowLine]:
    """Rows as pages show them; as many queries for fifty rows as for one."""
    rows = list(rows)
    told = [one for row in rows for one in row.parties]
    known = places_of({pk for one in told for pk in (one["area"], *one["candidates"]) if pk})
    return [
        RowLine(
            row,
            [
                PartyLine(one["text"], known.get(one["area"]), [known[pk] for pk in one["candidates"] if pk in known])
                for one in row.parties
            ],
            message_text(row.message, row.message.get("warnings", ())),
            _told(row.written.get("told", {})),
            _state(row),
        )
        for row in rows
    ]


def _told(told: Mapping[str, str]) -> str:
    labels = {**dict(Phase.choices), **dict(AgreementType.choices)}
    parts = [str(labels.get(told.get(name, ""), "")) for name in ("phase", "agreement_type")]
    parts.append(told.get("local_label", ""))
    for name, text in (("begun", _("since %(date)s")), ("until", _("until %(date)s"))):
        parts.append(text % {"date": PartialDate.parse(told[name])} if name in told else "")
    return " · ".join(filter(None, parts))


def _state(row: ListRow) -> str:
    """A row that is linked is new to the registry or changes it."""
    outcomes = {"created": pgettext("rows", "created"), "changed": pgettext("rows", "changed")}
    is_linked = row.status == RowStatus.LINKED
    state = outcomes.get(row.written.get("outcome", ""), "") if is_linked else ""
    return state or row.get_status_display()


def open_parties(row: ListRow) -> list[tuple[int, str, list[tuple[str, Any]]]]:
    """(position, its words, candidates as choices that say what tells them apart) for each party not linked yet."""
    lines = lines_of([row])[0].parties
    above = _units_above({one.area.pk for line in lines for one in line.candidates})
    near = known_near([one.area for line in lines for one in line.candidates])
    found = []
    for position, (told, line) in enumerate(zip(row.parties, lines, strict=True)):
        if told["status"] != "linked":
            crowded = Counter(one.region for one in line.candidates)
            choices = [
                (str(pk), _told_apart(one, above.get(pk, []), near.get(pk), with_district=crowded[one.region] > 1))
                for one in line.candidates
                for pk in (one.area.pk,)
            ]
            found.append((position, line.text, choices))
    return found


def _units_above(pks: set[int]) -> dict[int, list[Area]]:
    """From the nearest unit to the farthest."""
    return {area.pk: ancestors(area)[::-1] for area in with_labels(Area.objects.filter(pk__in=pks))}


def _told_apart(one: PlaceLine, above: Sequence[Area], near: Area | None, *, with_district: bool) -> str:
    """A village is known by its hromada; the rayon or Kreis is told where the region alone leaves several."""
    levels = {AreaLevel.MUNICIPALITY, AreaLevel.DISTRICT} if with_district else {AreaLevel.MUNICIPALITY}
    units = [area.label for area in above if area.level in levels]
    if near:
        units = [_("near %(place)s") % {"place": near.label}]
    people = inhabitants(one.population) if one.population else ""
    parts = [one.area.label, str(unit(one.area)), *units, one.region, country_name(one.country), people]
    return ", ".join(part for part in parts if part)


def notes_of(listed: ListImport) -> list[str]:
    """What was noticed about the file as a whole."""
    return [text for one in listed.reading.get("notes", []) if (text := message_text(one))]
