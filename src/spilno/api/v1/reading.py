"""Meetings, reports, advice, funding programmes and documents, as anybody may read them."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Path, Query, Router, Schema

from spilno.api.v1.auth import READING
from spilno.api.v1.fields import KeyInPath, Slug, WordsFilter
from spilno.api.v1.paging import Page, Paging, page
from spilno.api.v1.problems import PUBLIC, Problem
from spilno.common.tokens import absolute
from spilno.common.visibility import ANONYMOUS
from spilno.exchange.models import KnowledgeItem, Meeting, Report
from spilno.exchange.queries.knowledge import get_advice_for, said, search
from spilno.exchange.queries.meetings import meetings_for
from spilno.exchange.queries.reports import get_report_for, published_reports, text_of
from spilno.funding.models import Programme
from spilno.funding.queries.programmes import get_programme_for
from spilno.library.queries.documents import Shown, get_document, published

router = Router(throttle=READING)


class MeetingOut(Schema):
    id: int
    title: str
    kind: str
    format: str
    language: str
    status: str
    starts_at: str
    ends_at: str
    time_zone: str
    town: str
    url: str


class ReportOut(Schema):
    """`text` is CommonMark."""

    id: int
    title: str
    language: str
    text: str
    published_at: str | None
    meeting: int
    url: str


class AdviceOut(Schema):
    """`answer` is CommonMark."""

    id: int
    question: str
    answer: str
    language: str
    theme: str
    links: list[str]
    given_on: str
    still_true_on: str
    status: str
    url: str


class DeadlineOut(Schema):
    title: str
    opens: str | None
    closes: str | None
    second_stage: str | None


class ProgrammeOut(Schema):
    """`checked_on` says when somebody last compared the record with its publisher; never, where it is null."""

    key: str
    name: str
    funder: str
    summary: str
    link: str
    currency: str
    rolling: bool
    rounds: list[DeadlineOut]
    checked_on: str | None
    url: str


class DocumentOut(Schema):
    """`text` is CommonMark."""

    key: str
    kind: str
    title: str
    summary: str
    text: str
    language: str
    valid_as_of: str | None
    url: str


def meeting_drawn(one: Meeting) -> dict[str, Any]:
    told = {"id": one.pk, "title": one.label} | {
        name: getattr(one, name) for name in ("kind", "format", "language", "status", "town")
    }
    times = {"starts_at": one.starts_at.isoformat(), "ends_at": one.ends_at.isoformat(), "time_zone": one.zone}
    return told | times | {"url": absolute(reverse("exchange:meeting", args=[one.pk]))}


def report_drawn(one: Report) -> dict[str, Any]:
    found = text_of(one)
    text = found[0] if found else None
    return {
        "id": one.pk,
        "title": text.title if text else "",
        "language": text.language if text else "",
        "text": text.text if text else "",
        "published_at": one.published_at.isoformat() if one.published_at else None,
        "meeting": one.meeting_id,
        "url": absolute(reverse("exchange:report", args=[one.pk])),
    }


def advice_drawn(found: list[KnowledgeItem]) -> list[dict[str, Any]]:
    return [
        {
            "id": one.item.pk,
            "question": one.text.question,
            "answer": one.text.text,
            "language": one.text.language,
            "theme": one.item.theme,
            "links": one.item.link_list,
            "given_on": one.item.given_on.isoformat(),
            "still_true_on": one.item.checked_on.isoformat(),
            "status": one.item.status,
            "url": absolute(reverse("exchange:advice", args=[one.item.pk])),
        }
        for one in said(found)
    ]


def programme_drawn(one: Programme) -> dict[str, Any]:
    rounds = [
        {
            "title": call.title,
            "opens": call.opens.iso if call.opens else None,
            "closes": call.closes.iso if call.closes else None,
            "second_stage": call.second.iso if call.second else None,
        }
        for call in one.calls.all()
    ]
    told = {name: getattr(one, name) for name in ("key", "funder", "summary", "link", "currency", "rolling")}
    return told | {
        "name": one.label,
        "rounds": rounds,
        "checked_on": one.last_checked.at.date().isoformat() if one.last_checked else None,
        "url": absolute(reverse("funding:detail", args=[one.key])),
    }


def document_drawn(one: Shown) -> dict[str, Any]:
    document, text = one.document, one.text
    name = "library:page" if document.is_page else "library:document"
    return {
        "key": document.key,
        "kind": document.kind,
        "title": text.title,
        "summary": text.summary,
        "text": text.text,
        "language": text.language,
        "valid_as_of": document.valid_as_of.isoformat() if document.valid_as_of else None,
        "url": absolute(reverse(name, args=[document.key])),
    }


@router.get(
    "/meetings", response={200: Page[MeetingOut], PUBLIC: Problem}, tags=["exchange"], url_name="meetings",
    operation_id="list_meetings",
)  # fmt: skip
def meetings(request: HttpRequest, paging: Query[Paging]) -> Any:
    """Public meetings, past ones and cancelled ones too; who takes part is never told."""
    return page(request, meetings_for(ANONYMOUS), paging, lambda found: [meeting_drawn(one) for one in found])


@router.get(
    "/meetings/{pk}", response={200: MeetingOut, PUBLIC: Problem}, tags=["exchange"], url_name="meeting",
    operation_id="get_meeting",
)  # fmt: skip
def meeting(request: HttpRequest, pk: KeyInPath) -> Any:
    found = meetings_for(ANONYMOUS).filter(pk=pk).first()
    if found is None:
        raise Http404
    return meeting_drawn(found)


@router.get(
    "/reports", response={200: Page[ReportOut], PUBLIC: Problem}, tags=["exchange"], url_name="reports",
    operation_id="list_reports",
)  # fmt: skip
def reports(request: HttpRequest, paging: Query[Paging]) -> Any:
    return page(request, published_reports(), paging, lambda found: [report_drawn(one) for one in found])


@router.get(
    "/reports/{pk}", response={200: ReportOut, PUBLIC: Problem}, tags=["exchange"], url_name="report",
    operation_id="get_report",
)  # fmt: skip
def report(request: HttpRequest, pk: KeyInPath) -> Any:
    return report_drawn(get_report_for(pk, with_meeting=True))


@router.get(
    "/knowledge", response={200: Page[AdviceOut], PUBLIC: Problem}, tags=["exchange"], url_name="knowledge",
    operation_id="list_knowledge",
)  # fmt: skip
def knowledge(request: HttpRequest, filters: Query[WordsFilter], paging: Query[Paging]) -> Any:
    """Advice that was given in meetings; `q` finds places in any spelling."""
    rows = search(ANONYMOUS, filters.q).prefetch_related("texts")
    return page(request, rows, paging, advice_drawn)


@router.get(
    "/knowledge/{pk}", response={200: AdviceOut, PUBLIC: Problem}, tags=["exchange"], url_name="advice",
    operation_id="get_advice",
)  # fmt: skip
def advice(request: HttpRequest, pk: KeyInPath) -> Any:
    drawn = advice_drawn([get_advice_for(AnonymousUser(), pk)[0]])
    if not drawn:
        raise Http404
    return drawn[0]


@router.get(
    "/programmes", response={200: Page[ProgrammeOut], PUBLIC: Problem}, tags=["funding"], url_name="programmes",
    operation_id="list_programmes",
)  # fmt: skip
def programmes(request: HttpRequest, paging: Query[Paging]) -> Any:
    """Funding programmes; those whose round is over are told, too."""
    rows = Programme.objects.published().with_rows()
    return page(request, rows, paging, lambda found: [programme_drawn(one) for one in found])


@router.get(
    "/programmes/{key}", response={200: ProgrammeOut, PUBLIC: Problem}, tags=["funding"], url_name="programme",
    operation_id="get_programme",
)  # fmt: skip
def programme(request: HttpRequest, key: Path[Slug]) -> Any:
    return programme_drawn(get_programme_for(AnonymousUser(), key))


@router.get(
    "/documents", response={200: list[DocumentOut], PUBLIC: Problem}, tags=["library"], url_name="documents",
    operation_id="list_documents",
)  # fmt: skip
def documents(request: HttpRequest) -> Any:
    """Guides, background papers and checklists of the library; they are few and come at once."""
    return [document_drawn(one) for one in published()]


@router.get(
    "/documents/{key}", response={200: DocumentOut, PUBLIC: Problem}, tags=["library"], url_name="document",
    operation_id="get_document",
)  # fmt: skip
def document(request: HttpRequest, key: Path[Slug]) -> Any:
    return document_drawn(get_document(key, page=False))
