"""What of the exchange waits for the network office."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spilno.exchange.enums import ReportStatus
from spilno.exchange.models import KnowledgeItem, Report
from spilno.exchange.queries.knowledge import said

MOST_LINES = 25


@dataclass(frozen=True)
class Panel:
    """As the coordinator's desk shows one."""

    key: str
    title: str | Promise
    rows: list[Any]
    number: int
    template: str


def panels() -> list[Panel]:
    reports: QuerySet[Report] = Report.objects.filter(status=ReportStatus.APPROVED).select_related("meeting")
    old = KnowledgeItem.objects.to_check()
    advice = said(old.prefetch_related("texts")[:MOST_LINES])
    lines = "exchange/partials/desk_"
    return [
        Panel(
            "exchange_reports",
            _("Reports to publish"),
            list(reports[:MOST_LINES]),
            reports.count(),
            f"{lines}report.html",
        ),
        Panel("exchange_advice", _("Advice: still true?"), advice, old.count(), f"{lines}advice.html"),
    ]
