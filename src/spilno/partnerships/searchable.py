"""Partnerships and their portraits in the search across everything."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spilno.common.enums import Visibility
from spilno.common.models import AuditEntry
from spilno.common.visibility import Viewer
from spilno.organisations.models import Organisation
from spilno.organisations.queries import withdrawn
from spilno.organisations.searchable import LANGUAGES, areas_of_withdrawals
from spilno.partnerships.enums import ACTING_AS_ONE, AgreementType, PortraitStatus, ReviewStatus
from spilno.partnerships.models import ListRow, Partnership, Party, Portrait
from spilno.partnerships.queries.access import administering
from spilno.partnerships.queries.lines import sides_of
from spilno.places.enums import AreaLevel
from spilno.places.models import Area
from spilno.search.findable import Findable, Source, Wording, same


def _withdrawn(entries: Sequence[AuditEntry]) -> Iterable[int]:
    areas = areas_of_withdrawals(entries)
    wanted = Q(area__in=areas) | Q(organisation__area__in=areas)
    return Party.objects.filter(wanted).values_list("partnership_id", flat=True)


def _of_organisations(entries: Sequence[AuditEntry]) -> Iterable[int]:
    return Party.objects.filter(organisation__in=same(entries)).values_list("partnership_id", flat=True)


def _of_lists(entries: Sequence[AuditEntry]) -> Iterable[int]:
    """What a list wrote, also where it was taken back and nothing is left of it."""
    rows = ListRow.objects.filter(list_import__in=same(entries)).exclude(written={})
    return {row["partnership"] for row in rows.values_list("written", flat=True) if row.get("partnership")}


def _merged(entries: Sequence[AuditEntry]) -> list[int]:
    doubles = [entry.changes["merged"][1] for entry in entries if "merged" in entry.changes]
    return [*same(entries), *doubles]


def _label(bearer: Area | Organisation, language: str) -> str:
    own = getattr(bearer, f"name_{language}", "")
    return own or (bearer.name_en if isinstance(bearer, Area) and bearer.country == "UA" else "") or bearer.name


def title_in(parties: Sequence[Party], language: str) -> str:
    """Both sides by name, German first, as the lists of the field are read."""
    sides = [[one.area or one.organisation for one in side] for side in sides_of(parties)]
    return " – ".join(", ".join(_label(one, language) for one in side if one) for side in sides)


def _areas(parties: Sequence[Party]) -> tuple[int, ...]:
    found = [one.area_id or (one.organisation.area_id if one.organisation else None) for one in parties]
    return tuple(area for area in found if area)


def with_parties(rows: "QuerySet[Any]", path: str = "") -> "QuerySet[Any]":
    """With what `title_in` reads; `path` leads to the partnership."""
    parties = Party.objects.select_related("area", "organisation").order_by("side", "pk")
    return rows.prefetch_related(Prefetch(f"{path}parties", queryset=parties))


class Partnerships(Source):
    kind = "partnership"
    label = _("Partnerships")
    one = _("Partnership")
    is_asked_for_by_kind = True
    follows = {
        "partnerships.partnership": _merged,
        "partnerships.listimport": _of_lists,
        "organisations.organisation": _of_organisations,
        "organisations.withdrawal": _withdrawn,
    }

    def keys(self) -> "QuerySet[Any]":
        rows = Partnership.objects.filter(merged_into__isnull=True).exclude(status=ReviewStatus.DECLINED)
        return rows.values_list("pk", flat=True)

    def read(self, keys: Sequence[int]) -> list[Findable]:
        public = set(Partnership.objects.published(*withdrawn()).filter(pk__in=keys).values_list("pk", flat=True))
        rows = self._rows(Partnership.objects.filter(pk__in=keys))
        parties = [one for row in rows for one in row.parties.all() if one.area]
        units = {one.place_id for one in parties if one.area and one.area.level in ACTING_AS_ONE}
        own = Organisation.objects.filter(administering({one.area_id for one in parties}, units))
        keepers: dict[int, list[int]] = {}
        for pk, area, level, above in own.values_list("pk", "area_id", "area__level", "area__parent"):
            for one in (area, above) if above and level == AreaLevel.SETTLEMENT else (area,):
                keepers.setdefault(one, []).append(pk)
        return [
            replace(
                _relation(row),
                audience=Visibility.PUBLIC if row.pk in public else Visibility.INTERNAL,
                owners=_owners(row.parties.all(), keepers),
            )
            for row in rows
        ]

    def show(self, viewer: Viewer, keys: Sequence[int]) -> list[Findable]:
        seen = Partnership.objects.visible_to(viewer, *withdrawn()).filter(pk__in=keys)
        return [_relation(row) for row in self._rows(seen)]

    @staticmethod
    def _rows(found: "QuerySet[Partnership]") -> list[Partnership]:
        rows = found.filter(merged_into__isnull=True).exclude(status=ReviewStatus.DECLINED)
        return list(with_parties(rows).prefetch_related("texts", "themes"))


def _owners(parties: Iterable[Party], keepers: Mapping[int, Sequence[int]]) -> tuple[int, ...]:
    """Organisations that are parties, and the administrations of areas that are."""
    found: set[int] = set()
    for one in parties:
        acting = [one.area_id, one.place_id if one.area and one.area.level in ACTING_AS_ONE else None]
        own = {pk for area in acting if area for pk in keepers.get(area, ())}
        found |= {one.organisation_id} if one.organisation_id else own
    return tuple(sorted(found))


def _relation(row: Partnership) -> Findable:
    parties = list(row.parties.all())
    texts = {one.language: one.text for one in row.texts.all()}
    wordings = [
        Wording(one, title_in(parties, one), " ".join(filter(None, [row.local_label, texts.get(one, "")])))
        for one in LANGUAGES
    ]
    # A plain partnership is named by the kind of thing it is; said twice it tells nothing.
    plain = row.agreement_type == AgreementType.PARTNERSHIP
    about = [] if plain else [str(row.get_agreement_type_display() or row.get_phase_display())]
    if row.since:
        about.append(str(row.since.on.year))
    about += sorted(str(one.get_theme_display()) for one in row.themes.all())
    return Findable(
        key=row.pk,
        path=reverse("partnerships:detail", args=[row.pk]),
        wordings=tuple(wordings),
        about=" · ".join(about),
        areas=_areas(parties),
        on=datetime.combine(row.since_on, time(), UTC) if row.since_on else None,
    )


class Portraits(Source):
    """The published interviews; keyed by the portrait."""

    kind = "portrait"
    label = _("Portraits")
    one = pgettext_lazy("search", "Portrait")
    is_asked_for_by_kind = True
    follows = {"partnerships.portrait": same}

    def keys(self) -> "QuerySet[Any]":
        return Portrait.objects.filter(status=PortraitStatus.PUBLISHED).values_list("pk", flat=True)

    def _of_public(self, keys: Sequence[int], partnerships: "QuerySet[Partnership]") -> "QuerySet[Portrait]":
        return Portrait.objects.filter(pk__in=keys, status=PortraitStatus.PUBLISHED, partnership__in=partnerships)

    def read(self, keys: Sequence[int]) -> list[Findable]:
        rows = Portrait.objects.filter(pk__in=keys, status=PortraitStatus.PUBLISHED).select_related("partnership")
        return [_portrait(row) for row in with_parties(rows, "partnership__").prefetch_related("answers")]

    def visible(self, viewer: Viewer, keys: Sequence[int]) -> set[int]:
        seen = Partnership.objects.visible_to(viewer, *withdrawn())
        return set(self._of_public(keys, seen).values_list("pk", flat=True))


def _portrait(row: Portrait) -> Findable:
    parties = list(row.partnership.parties.all())
    texts: dict[str, list[str]] = {}
    for answer in row.answers.all():
        texts.setdefault(answer.language, []).append(answer.text)
    return Findable(
        key=row.pk,
        path=reverse("partnerships:portrait", args=[row.partnership_id]),
        wordings=tuple(Wording(one, title_in(parties, one), "\n".join(said)) for one, said in sorted(texts.items())),
        areas=_areas(parties),
        on=row.published_at,
    )


partnerships = Partnerships()
portraits = Portraits()
