"""Partner requests in the search across everything: published ones for everybody, each in all states for its own people."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from spilno.common.enums import Visibility
from spilno.common.models import AuditEntry
from spilno.common.visibility import Viewer
from spilno.organisations.searchable import areas_of_withdrawals
from spilno.partnersearch.enums import Part
from spilno.partnersearch.models import PartnerRequest
from spilno.search.findable import Findable, Source, Wording, same


def _withdrawn(entries: Sequence[AuditEntry]) -> Iterable[int]:
    areas = areas_of_withdrawals(entries)
    return PartnerRequest.objects.filter(organisation__area__in=areas).values_list("pk", flat=True)


def _of_organisations(entries: Sequence[AuditEntry]) -> Iterable[int]:
    return PartnerRequest.objects.filter(organisation__in=same(entries)).values_list("pk", flat=True)


class Requests(Source):
    kind = "request"
    label = _("Partner requests")
    one = _("Partner request")
    is_asked_for_by_kind = True
    # German readers leave the first half of the word out.
    also_called = _("Requests")
    follows = {
        "partnersearch.partnerrequest": same,
        "organisations.organisation": _of_organisations,
        "organisations.withdrawal": _withdrawn,
    }

    def keys(self) -> "QuerySet[Any]":
        return PartnerRequest.objects.values_list("pk", flat=True)

    def read(self, keys: Sequence[int]) -> list[Findable]:
        public = set(PartnerRequest.objects.published().filter(pk__in=keys).values_list("pk", flat=True))
        audiences = dict.fromkeys(public, Visibility.PUBLIC)
        rows = self._rows(PartnerRequest.objects.filter(pk__in=keys))
        return [replace(_thing(row), audience=audiences.get(row.pk, Visibility.INTERNAL)) for row in rows]

    def show(self, viewer: Viewer, keys: Sequence[int]) -> list[Findable]:
        seen = PartnerRequest.objects.readable_by(viewer.reads, everything=viewer.is_coordinator).filter(pk__in=keys)
        return [_thing(row) for row in self._rows(seen)]

    @staticmethod
    def _rows(found: "QuerySet[PartnerRequest]") -> "QuerySet[PartnerRequest]":
        return found.select_related("organisation__area").prefetch_related("texts", "themes")


def _thing(row: PartnerRequest) -> Findable:
    titles: dict[str, str] = {}
    texts: dict[str, list[str]] = {}
    for one in row.texts.all():
        if one.part == Part.TITLE:
            titles[one.language] = one.text
        else:
            texts.setdefault(one.language, []).append(one.text)
    own = row.organisation
    languages = sorted(titles.keys() | texts.keys()) or [own.own_language]
    themes = [str(theme) for theme in row.themes.all()]
    return Findable(
        key=row.pk,
        path=reverse("partnersearch:request", args=[row.pk]),
        wordings=tuple(
            Wording(one, titles.get(one) or row.title or own.name, "\n".join([own.name, *texts.get(one, [])]))
            for one in languages
        ),
        about=" · ".join([own.label, own.area.label, *dict.fromkeys(themes)]),
        areas=(own.area_id,),
        owners=(own.pk,),
        on=row.published_at or row.created_at,
    )


source = Requests()
