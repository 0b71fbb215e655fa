"""Published reports."""

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import get_language

from spilno.common.enums import TextStatus
from spilno.common.errors import WithdrawnError
from spilno.exchange.enums import ReportStatus
from spilno.exchange.models import Report, ReportText


def published_reports() -> QuerySet[Report]:
    """For everybody: they were written for that. A withdrawn host takes its reports along."""
    standing = Q(meeting__host__isnull=True) | Q(meeting__host__withdrawn_at__isnull=True)
    rows = Report.objects.filter(standing, status=ReportStatus.PUBLISHED)
    return rows.select_related("meeting__series").prefetch_related("texts").order_by("-meeting__starts_at", "-pk")


def get_report_for(pk: int, *, with_meeting: bool = False) -> Report:
    """One report with its texts; its meeting where that is asked for. Raises Http404, WithdrawnError for a withdrawn host."""
    rows = published_reports() if with_meeting else published_reports().select_related(None)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise WithdrawnError if Report.objects.filter(pk=pk, status=ReportStatus.PUBLISHED).exists() else Http404
    return found


def text_of(report: Report) -> tuple[ReportText, TextStatus] | None:
    """In the reader's language, else in the original; with how it stands to the original."""
    mine = (get_language() or "en")[:2]
    texts = sorted(report.texts.all(), key=lambda one: (one.language != mine, not one.is_original))
    if not texts:
        return None
    original = next((one for one in texts if one.is_original), None)
    return texts[0], texts[0].status_beside(original)
