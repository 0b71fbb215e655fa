"""What was sent, for everybody: list, page and feed."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from spilno.common.tokens import absolute
from spilno.newsletter import content
from spilno.newsletter.queries import public_editions, public_editions_of

ON_A_PAGE = 20
IN_FEED = 20


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    editions = public_editions((get_language() or "en")[:2])
    page = Paginator(editions, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "newsletter/archive.html", {"page": page, "editions": page.object_list})


@require_safe
def issue_page(request: HttpRequest, pk: int) -> HttpResponse:
    """In the reader's language, or else in one that it has. Drafts are not there."""
    editions = public_editions_of(pk)
    if not editions:
        raise Http404
    language = (get_language() or "en")[:2]
    edition = editions.get(language) or next(iter(editions.values()))
    return render(request, "newsletter/issue_page.html", {"edition": edition, "parts": content.frozen(edition)})


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Atom (RFC 4287); the addresses of entries are also their lasting names."""
    language = (get_language() or "en")[:2]
    made = Atom1Feed(
        title=_("Newsletter of the network"),
        link=absolute(reverse("newsletter:archive")),
        description="",
        language=language,
        author_name="Spilno",
        feed_url=absolute(reverse("newsletter:feed")),
        feed_guid=absolute(reverse("newsletter:feed")),
    )
    for edition in public_editions(language)[:IN_FEED]:
        address = absolute(reverse("newsletter:issue_page", args=[edition.issue_id]))
        begun = edition.issue.started_at
        made.add_item(
            title=edition.subject,
            link=address,
            description=_summary(content.frozen(edition)),
            unique_id=address,
            pubdate=begun,
            updateddate=begun,
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _summary(parts: list[content.Part]) -> str:
    return " · ".join(part.heading for part in parts if part.heading)
