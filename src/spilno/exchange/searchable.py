"""Meetings, reports and advice in the search across everything."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spilno.common.enums import Visibility
from spilno.common.markup import plain_of
from spilno.common.models import AuditEntry
from spilno.common.visibility import Viewer
from spilno.exchange.enums import KnowledgeStatus, MeetingAudience, MeetingStatus, ReportStatus
from spilno.exchange.models import KnowledgeItem, Meeting, Report
from spilno.exchange.queries.reports import published_reports
from spilno.organisations.models import Organisation
from spilno.organisations.searchable import LANGUAGES, areas_of_withdrawals
from spilno.search.findable import Findable, Source, Wording, same


def _hosts(entries: Sequence[AuditEntry]) -> "QuerySet[Organisation]":
    return Organisation.objects.filter(area__in=areas_of_withdrawals(entries))


def _meetings_of_hosts(entries: Sequence[AuditEntry]) -> Iterable[int]:
    return Meeting.objects.filter(host__in=_hosts(entries)).values_list("pk", flat=True)


def _reports_of_hosts(entries: Sequence[AuditEntry]) -> Iterable[int]:
    return Report.objects.filter(meeting__host__in=_hosts(entries)).values_list("pk", flat=True)


def _advice_of_hosts(entries: Sequence[AuditEntry]) -> Iterable[int]:
    return KnowledgeItem.objects.filter(meeting__host__in=_hosts(entries)).values_list("pk", flat=True)


def _reports_of_meetings(entries: Sequence[AuditEntry]) -> Iterable[int]:
    return Report.objects.filter(meeting__in=same(entries)).values_list("pk", flat=True)


def _audience(audience: str) -> Visibility:
    return Visibility.PUBLIC if audience == MeetingAudience.PUBLIC else Visibility.NETWORK


class Meetings(Source):
    """Announced and cancelled ones; drafts for the host's people."""

    kind = "meeting"
    label = _("Meetings and events")
    one = pgettext_lazy("search", "Meeting")
    is_asked_for_by_kind = True
    follows = {"exchange.meeting": same, "organisations.withdrawal": _meetings_of_hosts}

    def keys(self) -> "QuerySet[Any]":
        return Meeting.objects.values_list("pk", flat=True)

    def read(self, keys: Sequence[int]) -> list[Findable]:
        return [_meeting(row) for row in Meeting.objects.filter(pk__in=keys).select_related("series", "host")]

    def visible(self, viewer: Viewer, keys: Sequence[int]) -> set[int]:
        return set(Meeting.objects.visible_to(viewer).filter(pk__in=keys).values_list("pk", flat=True))


def _meeting(row: Meeting) -> Findable:
    languages = [one for one in LANGUAGES if getattr(row, f"title_{one}") or getattr(row, f"about_{one}")]
    more = " ".join(filter(None, [row.town, row.host.name if row.host else ""]))
    series = {one: getattr(row.series, f"title_{one}") if row.series else "" for one in LANGUAGES}
    wordings = [
        Wording(
            one,
            getattr(row, f"title_{one}") or row.label,
            "\n".join(filter(None, [getattr(row, f"about_{one}"), series[one], more])),
        )
        for one in languages
    ] or [Wording("", row.label, more)]
    hidden = row.status == MeetingStatus.DRAFT or (row.host is not None and row.host.withdrawn_at is not None)
    return Findable(
        key=row.pk,
        path=reverse("exchange:meeting", args=[row.pk]),
        wordings=tuple(wordings),
        about=f"{date_format(localtime(row.starts_at), 'DATETIME_FORMAT')} · {row.get_kind_display()}",
        areas=(row.host.area_id,) if row.host else (),
        audience=Visibility.INTERNAL if hidden else _audience(row.audience),
        owners=(row.host_id,) if row.host_id else (),
        on=row.starts_at,
    )


class Reports(Source):
    kind = "report"
    label = _("Reports")
    one = _("Report")
    is_asked_for_by_kind = True
    follows = {
        "exchange.report": same,
        "exchange.meeting": _reports_of_meetings,
        "organisations.withdrawal": _reports_of_hosts,
    }

    def keys(self) -> "QuerySet[Any]":
        return Report.objects.filter(status=ReportStatus.PUBLISHED).values_list("pk", flat=True)

    def read(self, keys: Sequence[int]) -> list[Findable]:
        rows = Report.objects.filter(pk__in=keys, status=ReportStatus.PUBLISHED).select_related("meeting__host")
        return [_report(row) for row in rows.prefetch_related("texts")]

    def visible(self, viewer: Viewer, keys: Sequence[int]) -> set[int]:
        return set(published_reports().filter(pk__in=keys).values_list("pk", flat=True))


def _report(row: Report) -> Findable:
    host = row.meeting.host
    return Findable(
        key=row.pk,
        path=reverse("exchange:report", args=[row.pk]),
        wordings=tuple(Wording(one.language, one.title, plain_of(one.text)) for one in row.texts.all()),
        about=date_format(localtime(row.meeting.starts_at), "DATE_FORMAT"),
        areas=(host.area_id,) if host else (),
        audience=Visibility.INTERNAL if host is not None and host.withdrawn_at else Visibility.PUBLIC,
        on=row.published_at,
    )


class Advice(Source):
    kind = "advice"
    label = _("Advice")
    one = pgettext_lazy("search", "Piece of advice")
    follows = {"exchange.knowledgeitem": same, "organisations.withdrawal": _advice_of_hosts}

    def keys(self) -> "QuerySet[Any]":
        return KnowledgeItem.objects.published().values_list("pk", flat=True)

    def read(self, keys: Sequence[int]) -> list[Findable]:
        rows = KnowledgeItem.objects.published().filter(pk__in=keys).select_related("meeting__host")
        return [_advice(row) for row in rows.prefetch_related("texts")]

    def visible(self, viewer: Viewer, keys: Sequence[int]) -> set[int]:
        rows = KnowledgeItem.objects.visible_to(viewer).published().filter(pk__in=keys)
        return set(rows.values_list("pk", flat=True))


def _advice(row: KnowledgeItem) -> Findable:
    host = row.meeting.host if row.meeting else None
    about = [str(row.get_theme_display())] if row.theme else []
    if row.status == KnowledgeStatus.OUTDATED:
        about.append(str(row.get_status_display()))
    return Findable(
        key=row.pk,
        path=reverse("exchange:advice", args=[row.pk]),
        wordings=tuple(Wording(one.language, one.question, plain_of(one.text)) for one in row.texts.all()),
        about=" · ".join([*about, date_format(row.given_on, "DATE_FORMAT")]),
        areas=(host.area_id,) if host else (),
        audience=Visibility.INTERNAL if host is not None and host.withdrawn_at else _audience(row.audience),
        on=datetime.combine(row.given_on, time(), UTC),
    )


meetings = Meetings()
reports = Reports()
advice = Advice()
