"""Organisations in the search across everything."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from spilno.common.enums import Visibility
from spilno.common.models import AuditEntry
from spilno.common.visibility import Viewer
from spilno.organisations.models import Organisation, Withdrawal
from spilno.places.lookup import areas_within
from spilno.search.findable import Findable, Source, Wording, same

LANGUAGES = ("de", "uk", "en")


def on_behalf(entries: Sequence[AuditEntry]) -> set[int]:
    """Texts and offers may be gone by now; the trail says whose they were."""
    return {entry.behalf_of_id for entry in entries if entry.behalf_of_id}


def areas_of_withdrawals(entries: Sequence[AuditEntry]) -> frozenset[int]:
    """Where withdrawals began or ended, and everything inside."""
    rows = Withdrawal.objects.filter(pk__in=same(entries))
    return areas_within(list(rows.values_list("area_id", flat=True)))


def _withdrawn(entries: Sequence[AuditEntry]) -> Iterable[int]:
    return Organisation.objects.filter(area__in=areas_of_withdrawals(entries)).values_list("pk", flat=True)


class Organisations(Source):
    """Profile, public texts, public offers and wishes in force."""

    kind = "organisation"
    label = _("Organisations")
    one = _("Organisation")
    follows = {
        "organisations.organisation": same,
        "organisations.organisationtext": on_behalf,
        "organisations.helpentry": on_behalf,
        "organisations.withdrawal": _withdrawn,
    }

    def keys(self) -> "QuerySet[Any]":
        return Organisation.objects.exclude(status="declined").values_list("pk", flat=True)

    def read(self, keys: Sequence[int]) -> list[Findable]:
        return self._things(Organisation.objects.filter(pk__in=keys))

    def show(self, viewer: Viewer, keys: Sequence[int]) -> list[Findable]:
        return self._things(Organisation.objects.visible_to(viewer).filter(pk__in=keys))

    @staticmethod
    def _things(found: "QuerySet[Organisation]") -> list[Findable]:
        rows = found.exclude(status="declined").select_related("area").order_by("pk")
        return [_thing(row) for row in rows.prefetch_related("texts", "help_entries")]


def _thing(row: Organisation) -> Findable:
    texts: dict[str, list[str]] = {}
    for one in row.texts.all():
        if one.visibility == Visibility.PUBLIC:
            texts.setdefault(one.language, []).append(one.text)
    today = timezone.localdate()
    for help_entry in row.help_entries.all():
        if help_entry.visibility == Visibility.PUBLIC and (help_entry.until is None or help_entry.until >= today):
            texts.setdefault(help_entry.language, []).append(help_entry.text)
    names = {language: getattr(row, f"name_{language}") for language in LANGUAGES}
    own = row.own_language
    names[own] = names.get(own) or row.name
    languages = [language for language in (own, *LANGUAGES) if names.get(language) or texts.get(language)]
    wordings = [
        Wording(one, names.get(one) or row.name, "\n".join(texts.get(one, []))) for one in dict.fromkeys(languages)
    ]
    return Findable(
        key=row.pk,
        path=reverse("organisations:detail", args=[row.pk]),
        wordings=tuple(wordings),
        about=f"{row.get_kind_display()}, {row.area.label}",
        areas=(row.area_id,),
        audience=Visibility.PUBLIC if row.is_public else Visibility.INTERNAL,
        owners=(row.pk,),
        on=row.created_at,
    )


source = Organisations()
