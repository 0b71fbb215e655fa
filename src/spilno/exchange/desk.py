"""What of the exchange waits for the network office."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from spilno.design.panels import MOST_LINES, Panel, panel_of
from spilno.exchange.enums import ReportStatus
from spilno.exchange.models import KnowledgeItem, Report
from spilno.exchange.queries.knowledge import said


def panels() -> list[Panel]:
    reports: QuerySet[Report] = Report.objects.filter(status=ReportStatus.APPROVED).select_related("meeting")
    old = KnowledgeItem.objects.to_check()
    advice = said(old.prefetch_related("texts")[:MOST_LINES])
    drafts = KnowledgeItem.objects.to_publish()
    waiting = said(drafts.prefetch_related("texts")[:MOST_LINES])
    lines = "exchange/partials/desk_"
    return [
        panel_of("exchange_reports", _("Reports to publish"), reports, f"{lines}report.html"),
        Panel("exchange_advice", _("Advice: still true?"), advice, old.count(), f"{lines}advice.html"),
        Panel("exchange_passed_on", _("Advice to publish"), waiting, drafts.count(), f"{lines}advice.html"),
    ]
