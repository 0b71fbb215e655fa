"""What is new on the site, for the start page and the feed: the same rows that everybody may see."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spilno.common.markup import first_paragraph
from spilno.common.visibility import ANONYMOUS
from spilno.exchange.models import Meeting
from spilno.exchange.queries.meetings import meetings_for
from spilno.exchange.queries.reports import published_reports, text_of
from spilno.funding.models import Programme
from spilno.library.queries import published
from spilno.organisations.models import Organisation
from spilno.organisations.queries import withdrawn
from spilno.partnersearch.models import PartnerRequest
from spilno.partnersearch.queries.requests import Wanted, find_requests, with_lines
from spilno.partnerships.models import Partnership
from spilno.partnerships.queries.portraits import PortraitLine, portrait_lines, published_portraits

ON_HOME = 3
IN_FEED = 30
LONGEST_TEASER = 400


@dataclass(frozen=True)
class Line:
    """One new thing: a title in its language, where it stands, since when."""

    kind: str
    path: str
    title: str
    language: str
    at: datetime
    text: str = ""


def meetings_to_come(limit: int) -> list[Meeting]:
    return list(meetings_for(ANONYMOUS).to_come(timezone.now())[:limit])


def new_requests(limit: int) -> list[PartnerRequest]:
    return list(with_lines(find_requests(Wanted()))[:limit])


def new_reports(limit: int) -> list[Line]:
    found = []
    for row in published_reports().order_by("-published_at", "-pk")[:limit]:
        shown = text_of(row)
        if shown and row.published_at:
            text = shown[0]
            path = reverse("exchange:report", args=[row.pk])
            teaser = first_paragraph(text.text)[:LONGEST_TEASER]
            found.append(Line(_("Report"), path, text.title, text.language, row.published_at, teaser))
    return found


def new_portraits(limit: int) -> list[PortraitLine]:
    return portrait_lines(list(published_portraits()[:limit]))


@dataclass(frozen=True)
class Number:
    """How many of something everybody may see; `route` leads to all of them."""

    route: str
    number: int
    label: str


def numbers() -> list[Number]:
    """What there is, in figures; nothing of what there is none of."""
    relations = Partnership.objects.published(*withdrawn()).count()
    open_requests = PartnerRequest.objects.published().count()
    organisations = Organisation.objects.confirmed().visible_to(ANONYMOUS).count()
    meetings = meetings_for(ANONYMOUS).filter(ends_at__gte=timezone.now()).count()
    programmes = Programme.objects.published().count()
    found = [
        Number("partnerships:registry", relations, ngettext("partnership", "partnerships", relations)),
        Number("partnersearch:requests", open_requests, ngettext("open request", "open requests", open_requests)),
        Number("organisations:directory", organisations, ngettext("organisation", "organisations", organisations)),
        Number("exchange:meetings", meetings, ngettext("meeting to come", "meetings to come", meetings)),
        Number("funding:programmes", programmes, ngettext("funding programme", "funding programmes", programmes)),
    ]
    return [one for one in found if one.number]


def _request_lines(limit: int) -> list[Line]:
    found = []
    for row in new_requests(limit):
        label = row.label
        title = label.text if label else row.organisation.label
        language = label.language if label else row.organisation.label_language
        if row.published_at:
            path = reverse("partnersearch:request", args=[row.pk])
            found.append(Line(_("Partner request"), path, title, language, row.published_at))
    return found


def _document_lines() -> list[Line]:
    return [
        Line(
            str(one.document.get_kind_display()),
            reverse("library:document", args=[one.document.key]),
            one.text.title,
            one.text.language,
            one.text.publish_at or one.document.created_at,
            one.text.summary,
        )
        for one in published()
    ]


def newest(limit: int = IN_FEED) -> list[Line]:
    """Reports, requests and papers of the library together, the newest first."""
    lines = [*new_reports(limit), *_request_lines(limit), *_document_lines()]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:limit]


# The class takes parameters for the type checker only.
if TYPE_CHECKING:
    _Feed = Feed[Line, Any]
else:
    _Feed = Feed


class NewsFeed(_Feed):
    """Atom (RFC 4287); an entry keeps its id however its title changes."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return _("Spilno: what is new")

    def subtitle(self) -> str:
        return _("Reports, partner requests and papers of the library")

    def link(self) -> str:
        return reverse("web:home")

    def feed_url(self) -> str:
        return reverse("web:feed")

    def items(self) -> list[Line]:
        return newest()

    def item_title(self, item: Line) -> str:
        return f"{item.kind}: {item.title}"

    def item_description(self, item: Line) -> str:
        return item.text

    def item_link(self, item: Line) -> str:
        return item.path

    def item_updateddate(self, item: Line) -> datetime:
        return item.at
