"""Hours by the clocks of both countries, and the way back from a page of the exchange."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spilno.common.clocks import hours_elsewhere, own_hours
from spilno.exchange.enums import Phase
from spilno.exchange.models import Case, Meeting, ReportText, Topic
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


@register.simple_tag
def case_crumbs(case: Case | None = None) -> list[dict[str, Any]]:
    crumbs = [*exchange_crumbs(), {"label": _("Peer consultation"), "url": reverse("exchange:cases")}]
    if isinstance(case, Case):
        crumbs.append({"label": case.title, "url": "", "language": case.language})
    return crumbs


# What each phase asks of whom.
HINTS = {
    Phase.ROLES: gettext_lazy("Say who you are; the moderator explains the phases."),
    Phase.PRESENTATION: gettext_lazy("The case giver tells what has happened and what the question is."),
    Phase.QUESTIONS: gettext_lazy("Only questions about facts, no advice yet."),
    Phase.ANSWERS: gettext_lazy("The case giver answers the questions."),
    Phase.HYPOTHESES: gettext_lazy("What may lie behind it? The case giver only listens."),
    Phase.STATEMENT: gettext_lazy("The case giver says what struck them."),
    Phase.PROPOSALS: gettext_lazy("What would you do? The case giver only listens."),
    Phase.DECISION: gettext_lazy("The case giver says what they will do."),
    Phase.SUMMARY: gettext_lazy("The minute keeper puts together what is worth passing on, without names."),
    Phase.CLOSING: gettext_lazy("What did you take along?"),
}


@register.filter
def phase_hint(phase: str) -> str:
    return str(HINTS[Phase(phase)])


@register.filter
def clock(seconds: int) -> str:
    """Minutes and seconds: 4:05; with a minus once time is over."""
    minutes, rest = divmod(abs(seconds), 60)
    return f"{'−' if seconds < 0 else ''}{minutes}:{rest:02d}"
