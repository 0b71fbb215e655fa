"""Funding programmes in the search across everything."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spilno.common.enums import Visibility
from spilno.common.visibility import Viewer
from spilno.funding.models import Programme
from spilno.search.findable import Findable, Source, Wording, same

LANGUAGES = ("de", "uk", "en")


class Programmes(Source):
    """Published ones for everybody, drafts for coordinators."""

    kind = "programme"
    label = _("Funding programmes")
    one = pgettext_lazy("search", "Funding programme")
    is_asked_for_by_kind = True
    follows = {"funding.programme": same}

    def keys(self) -> "QuerySet[Any]":
        return Programme.objects.values_list("pk", flat=True)

    def read(self, keys: Sequence[int]) -> list[Findable]:
        return [_thing(row) for row in Programme.objects.filter(pk__in=keys)]

    def visible(self, viewer: Viewer, keys: Sequence[int]) -> set[int]:
        rows = Programme.objects.all() if viewer.is_coordinator else Programme.objects.published()
        return set(rows.filter(pk__in=keys).values_list("pk", flat=True))


def _thing(row: Programme) -> Findable:
    bodies = " ".join(filter(None, [row.funder, row.intermediary]))
    wordings = [
        Wording(
            one,
            getattr(row, f"label_{one}") or row.name,
            " ".join(filter(None, [getattr(row, f"summary_{one}"), row.name, bodies])),
        )
        for one in LANGUAGES
        if getattr(row, f"label_{one}") or getattr(row, f"summary_{one}") or one == row.name_language
    ]
    return Findable(
        key=row.pk,
        path=reverse("funding:detail", args=[row.key]),
        wordings=tuple(wordings or [Wording(row.name_language, row.name, bodies)]),
        about=row.funder,
        audience=Visibility.PUBLIC if row.published else Visibility.INTERNAL,
        on=row.changed_at,
    )


source = Programmes()
