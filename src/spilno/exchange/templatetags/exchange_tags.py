"""Hours by the clocks of both countries, and the way back from a page of the exchange."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from spilno.exchange.hours import hours_elsewhere, own_hours
from spilno.exchange.models import Meeting, ReportText, Topic
from spilno.exchange.queries.knowledge import Said

register = template.Library()


@register.simple_tag
def meeting_hours(meeting: Meeting) -> str:
    return own_hours(meeting)


@register.simple_tag
def other_hours(meeting: Meeting) -> dict[str, str]:
    text, label = hours_elsewhere(meeting)
    return {"text": text, "label": label}


@register.simple_tag
def exchange_crumbs(meeting: Meeting | None = None, label: str = "") -> list[dict[str, Any]]:
    crumbs: list[dict[str, Any]] = [{"label": _("Exchange"), "url": reverse("exchange:meetings")}]
    if isinstance(meeting, Meeting):
        url = reverse("exchange:meeting", args=[meeting.pk]) if label else ""
        crumbs.append({"label": meeting.label, "url": url, "language": meeting.label_language})
    if label:
        crumbs.append({"label": label, "url": ""})
    return crumbs


@register.simple_tag
def topic_crumbs(topic: Topic | None = None, label: str = "") -> list[dict[str, Any]]:
    crumbs = [*exchange_crumbs(), {"label": _("Topics"), "url": reverse("exchange:topics")}]
    if isinstance(topic, Topic):
        url = reverse("exchange:topic", args=[topic.pk]) if label else ""
        crumbs.append({"label": topic.title, "url": url, "language": topic.language})
    if label:
        crumbs.append({"label": label, "url": ""})
    return crumbs


@register.simple_tag
def knowledge_crumbs(one: Said | None = None) -> list[dict[str, Any]]:
    crumbs = [*exchange_crumbs(), {"label": _("What others have learnt"), "url": reverse("exchange:knowledge")}]
    if isinstance(one, Said):
        crumbs.append({"label": one.text.question, "url": "", "language": one.text.language})
    return crumbs


@register.simple_tag
def report_crumbs(text: ReportText) -> list[dict[str, Any]]:
    reports = {"label": _("Reports"), "url": reverse("exchange:reports")}
    return [*exchange_crumbs(), reports, {"label": text.title, "url": "", "language": text.language}]
