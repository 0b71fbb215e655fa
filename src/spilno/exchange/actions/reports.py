"""A report: drafted from the meeting in three languages, edited, approved, published."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record, snapshot
from spilno.common.errors import RefusedError
from spilno.common.language_texts import write_text
from spilno.exchange.drafting import draft
from spilno.exchange.enums import KnowledgeStatus, ReportStatus
from spilno.exchange.models import KnowledgeItem, Meeting, Report, ReportText

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def _report(meeting: Meeting) -> Report:
    Report.objects.get_or_create(meeting=meeting)
    return Report.objects.select_for_update().get(meeting=meeting)


@transaction.atomic
def draft_report(meeting: Meeting, *, acting_user: User) -> Report:
    """All languages at once, from what was entered. A text that somebody has edited is never written over.

    Raises RefusedError before the meeting has begun, and once everything was edited or the report is public.
    """
    report = _report(meeting)
    if meeting.starts_at > timezone.now():
        raise RefusedError(_("The meeting has not begun yet."))
    if report.status != ReportStatus.DRAFT:
        raise RefusedError(_("The report is approved. Please take it back to a draft first."))
    edited = set(ReportText.objects.filter(report=report, version__gt=1).values_list("language", flat=True))
    fresh = [language for language in LANGUAGES if language not in edited]
    if not fresh:
        raise RefusedError(_("Somebody has edited the report in every language; it is not drafted again."))
    ReportText.objects.filter(report=report, language__in=fresh).delete()
    for language in fresh:
        title, text = draft(meeting, language)
        original = language == LANGUAGES[0] or not ReportText.objects.filter(report=report, source_version=0).exists()
        ReportText.objects.create(
            report=report, language=language, title=title, text=text, source_version=0 if original else 1
        )
    record("exchange.draft_report", report, acting_user=acting_user, after={"languages": fresh})
    return report


@transaction.atomic
def write_report(report: Report, *, language: str, title: str, text: str, version: int, acting_user: User) -> Report:
    """One language of it. Raises ChangedMeanwhileError, and RefusedError for one that is not a draft."""
    row = Report.objects.select_for_update().get(pk=report.pk)
    if row.status != ReportStatus.DRAFT:
        raise RefusedError(_("The report is approved. Please take it back to a draft first."))
    rows = ReportText.objects.filter(report=row)
    own = rows.filter(language=language, source_version=0).exists() or not rows.exists()
    before, after = write_text(
        rows, language=language, text=text, original=own, version=version, report=row, title=title
    )
    record(
        "exchange.write_report",
        row,
        acting_user=acting_user,
        after={"language": language, "from": before.version if before else 0, "to": after.version if after else 0},
    )
    return row


def _move(report: Report, status: ReportStatus, action: str, user: User) -> Report:
    row = Report.objects.select_for_update().get(pk=report.pk)
    before = snapshot(row, ["status"])
    row.status = status
    if status == ReportStatus.PUBLISHED:
        row.published_at = timezone.now()
    row.save()
    record(action, row, acting_user=user, before=before)
    return row


@transaction.atomic
def approve_report(report: Report, *, acting_user: User) -> None:
    """Raises RefusedError while a language is missing."""
    written = set(ReportText.objects.filter(report=report).values_list("language", flat=True))
    if set(LANGUAGES) - written:
        raise RefusedError(_("Please write the report in all three languages first."))
    _move(report, ReportStatus.APPROVED, "exchange.approve_report", acting_user)


@transaction.atomic
def publish_report(report: Report, *, acting_user: User) -> None:
    """On the website, together with the advice of the meeting. Raises RefusedError for one that nobody has approved."""
    if Report.objects.select_for_update().get(pk=report.pk).status != ReportStatus.APPROVED:
        raise RefusedError(_("A report is approved before it is published."))
    row = _move(report, ReportStatus.PUBLISHED, "exchange.publish_report", acting_user)
    drafts = KnowledgeItem.objects.filter(meeting=row.meeting_id, status=KnowledgeStatus.DRAFT)
    for item in drafts.select_for_update():
        item.status = KnowledgeStatus.PUBLISHED
        item.save()
        record("exchange.publish_advice", item, acting_user=acting_user, after={"status": item.status})


@transaction.atomic
def take_back_report(report: Report, *, acting_user: User) -> None:
    """Back to a draft: gone from the website at once. Its advice stays, each piece by itself."""
    _move(report, ReportStatus.DRAFT, "exchange.take_back_report", acting_user)
