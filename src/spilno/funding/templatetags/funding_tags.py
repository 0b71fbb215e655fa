"""Codes as words, and the way back from a page of funding."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from spilno.common.models import AuditEntry
from spilno.engine.eligibility import Contradiction, Timing, Verdict
from spilno.funding import sentences
from spilno.funding.history import Change, changes_of
from spilno.funding.models import Programme
from spilno.funding.regions import region_name

register = template.Library()
register.filter("region_name", region_name)


@register.filter
def timing_text(timing: Timing) -> str:
    return sentences.timing_text(timing)


@register.filter
def timing_badge(timing: Timing) -> str:
    return sentences.timing_badge(timing)


@register.filter
def answer_text(verdict: Verdict) -> str:
    return sentences.answer_text(verdict)


@register.filter
def contradiction_text(one: Contradiction) -> str:
    return sentences.contradiction_text(one)


@register.simple_tag
def funding_crumbs(programme: Programme | None = None, label: str = "") -> list[dict[str, Any]]:
    crumbs: list[dict[str, Any]] = [{"label": _("Funding"), "url": reverse("funding:programmes")}]
    if programme is not None:
        url = reverse("funding:detail", args=[programme.key]) if label else ""
        crumbs.append({"label": programme.label, "url": url, "language": programme.label_language})
    if label:
        crumbs.append({"label": label, "url": ""})
    return crumbs


@register.filter
def changes_text(entry: AuditEntry) -> list[Change]:
    """What an entry of the trail changed: field, old and new value."""
    return changes_of(entry)
