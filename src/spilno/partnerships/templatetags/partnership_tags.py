"""How relations are written on pages."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from spilno.partnerships.models import CaseCandidate, CaseFile, ListImport, Partnership
from spilno.places.crowds import Crowd, draw_crowds

register = template.Library()


@register.simple_tag
def registry_crumbs() -> list[dict[str, Any]]:
    """The way back to the registry."""
    return [{"label": _("Partnerships"), "url": reverse("partnerships:registry")}]


@register.simple_tag
def partnership_crumbs(partnership: Partnership) -> list[dict[str, Any]]:
    """The way to one relation's page."""
    own = {"label": partnership.sort_name, "url": reverse("partnerships:detail", args=[partnership.pk])}
    return [*registry_crumbs(), own]


@register.simple_tag
def relations_map(crowds: list[Crowd], address: str) -> SafeString | str:
    """Numbers of relations on the outline of Europe; each mark leads to those of its place."""

    def label(one: Crowd) -> str:
        text = ngettext("%(place)s: %(number)d partnership", "%(place)s: %(number)d partnerships", one.number)
        return text % {"place": one.area.label, "number": one.number}

    description = _("How many partnerships each place has; the table below says the same.")
    return draw_crowds(
        crowds,
        "&".join(filter(None, [address, "view=map"])),
        label=label,
        title=_("Map of the partnerships"),
        description=description,
    )


@register.simple_tag
def list_crumbs(listed: ListImport | None = None) -> list[dict[str, Any]]:
    """The way to the lists from elsewhere, or to one of them."""
    crumbs = [*registry_crumbs(), {"label": _("Lists from elsewhere"), "url": reverse("partnerships:lists")}]
    if isinstance(listed, ListImport):
        crumbs.append({"label": listed.file_name, "url": reverse("partnerships:list", args=[listed.pk])})
    return crumbs


@register.simple_tag
def case_crumbs(case: CaseFile | None = None) -> list[dict[str, Any]]:
    """The way to the case files, or to one of them."""
    crumbs = [{"label": _("Case files"), "url": reverse("partnerships:cases")}]
    if isinstance(case, CaseFile):
        crumbs.append({"label": case.title, "url": reverse("partnerships:case", args=[case.pk])})
    return crumbs


@register.simple_tag
def reasons_of(candidate: CaseCandidate) -> list[dict[str, str]]:
    """The reasons a proposal was taken over with, in the reader's language."""
    language = (get_language() or "en")[:2]
    return [
        {"direction": one.get("direction", ""), "text": one["text"].get(language) or one["text"].get("en", "")}
        for one in candidate.match.get("reasons", [])
    ]
