"""Requests for readers and for those who keep them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from spilno.accounts.models import User
from spilno.common.errors import WithdrawnError
from spilno.common.freshness import while_unchanged
from spilno.common.tokens import digest_of
from spilno.organisations import rules as organisation_rules
from spilno.organisations.enums import Scope
from spilno.organisations.models import Organisation
from spilno.organisations.queries import Acting, acting_for, rights_of
from spilno.organisations.rules import Rights
from spilno.partnersearch.enums import HEADINGS, PUBLISHED, RENEWABLE, Part, RequestStatus, parts_of
from spilno.partnersearch.models import PartnerRequest, RequestText
from spilno.partnersearch.rules import may_review
from spilno.places.lookup import folded, folded_names
from spilno.places.models import Area

RENEWAL_AHEAD = timedelta(days=21)
# So long after the end of a request the link of a mail renews it; a mailbox that others inherit is no key for ever.
LINK_LASTS = timedelta(days=90)


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for; empty values mean any."""

    q: str = ""
    country: str = ""
    kind: str = ""
    theme: str = ""
    region: int | None = None
    since: datetime | None = None
    sort: str = "new"


ORDERS = {"new": ("-published_at", "-pk"), "old": ("published_at", "pk"), "ending": ("expires_at", "pk")}


def with_all(found: "QuerySet[PartnerRequest]") -> "QuerySet[PartnerRequest]":
    """With everything a line or a page shows: four queries, however many requests."""
    return found.select_related("organisation__area").prefetch_related("texts", "themes", "regions")


def with_lines(found: "QuerySet[PartnerRequest]") -> "QuerySet[PartnerRequest]":
    """With what a line of a list shows, and without its long texts: three queries, however many requests."""
    titles = Prefetch("texts", RequestText.objects.filter(part=Part.TITLE))
    return found.select_related("organisation__area").defer("search_text").prefetch_related(titles, "themes")


def find_requests(wanted: Wanted) -> "QuerySet[PartnerRequest]":
    """Published requests that fit, in the order wished."""
    found = PartnerRequest.objects.published()
    for word in folded(wanted.q).split()[:8]:
        found = found.filter(search_text__holds=word)
    if wanted.country:
        found = found.filter(organisation__area__country=wanted.country)
    if wanted.kind:
        found = found.filter(organisation__kind=wanted.kind)
    if wanted.theme:
        found = found.filter(pk__in=PartnerRequest.objects.filter(themes__theme=wanted.theme).values("pk"))
    if wanted.region:
        found = found.filter(organisation__area__in=_inside(wanted.region))
    if wanted.since:
        found = found.filter(published_at__gt=wanted.since)
    return found.order_by(*ORDERS.get(wanted.sort, ORDERS["new"]))


@while_unchanged
def number_of(wanted: Wanted) -> int:
    """How many requests fit; every page of a list says so."""
    return find_requests(wanted).count()


def searched_text(request: PartnerRequest, texts: Iterable[str]) -> str:
    """What is searched, folded: the organisation, every name and spelling of its place, all texts."""
    own = request.organisation
    words = [folded(one) for one in (own.name, own.name_de, own.name_uk, own.name_en, *texts)]
    return " ".join(filter(None, [*words, *folded_names([own.area_id])]))


def _inside(region: int) -> "QuerySet[Area]":
    """Areas of a Land or oblast down to four steps."""
    steps = ["parent", "parent__parent", "parent__parent__parent", "parent__parent__parent__parent"]
    wanted = Q(pk=region)
    for step in steps:
        wanted |= Q(**{step: region})
    return Area.objects.filter(wanted)


def get_request_for(user: User | AnonymousUser, pk: int) -> PartnerRequest:
    """One request to read. Raises Http404; WithdrawnError where it was public and its municipality is withdrawn."""
    rights = rights_of(user)
    own = {*rights.roles, *rights.delegated}
    found = PartnerRequest.objects.filter(pk=pk)
    seen = with_all(found.readable_by(own, everything=rights.is_coordinator)).first()
    if seen is not None:
        return seen
    hidden = found.filter(status__in=PUBLISHED, organisation__withdrawn_at__isnull=False).exists()
    if hidden:
        raise WithdrawnError
    raise Http404


@dataclass(frozen=True)
class Keeping:
    """A request together with the right to keep it: for its organisation, or as the network office."""

    request: PartnerRequest
    acting: Acting | None
    user: User
    is_office: bool

    @property
    def for_audit(self) -> dict[str, Any]:
        return self.acting.for_audit if self.acting else {"acting_user": self.user}


def get_request_to_keep(user: User | AnonymousUser, pk: int, *, office: bool = False) -> Keeping:
    """Raises Http404 for all but those who keep the organisation's requests; `office` lets coordinators in, too."""
    if not isinstance(user, User):
        raise Http404
    rights = rights_of(user)
    found = with_all(PartnerRequest.objects.filter(pk=pk)).first()
    if found is None:
        raise Http404
    acting = acting_for(user, rights, found.organisation, Scope.REQUESTS)
    if acting is None and not (office and may_review(rights)):
        raise Http404
    return Keeping(found, acting, user, may_review(rights))


def own_requests(rights: Rights) -> "QuerySet[PartnerRequest]":
    """All requests of the organisations somebody belongs to or acts for, those that go on first."""
    own = {*rights.roles, *(pk for pk in rights.delegated if organisation_rules.may_act(rights, pk, Scope.REQUESTS))}
    return with_all(PartnerRequest.objects.filter(organisation__in=own)).order_by("status", "-changed_at")


def is_handed_in_by(request: PartnerRequest, user: User | AnonymousUser) -> bool:
    """Whether it waits for a second person, and somebody is the first."""
    if request.status != RequestStatus.SECOND_EYES:
        return False
    handed_in = request.events.filter(status=RequestStatus.SECOND_EYES).order_by("-at", "-pk").first()
    return handed_in is not None and handed_in.by_id == user.pk


def organisations_to_seek(rights: Rights) -> list[Organisation]:
    """Organisations one may open a request for, now."""
    own = [pk for pk in {*rights.roles, *rights.delegated} if organisation_rules.may_act(rights, pk, Scope.REQUESTS)]
    return list(Organisation.objects.confirmed().filter(pk__in=own, withdrawn_at__isnull=True).select_related("area"))


def texts_in(request: PartnerRequest, language: str) -> dict[str, str]:
    """Part -> text in that language."""
    rows = RequestText.objects.filter(request=request, language=language)
    return dict(rows.values_list("part", "text"))


@dataclass(frozen=True)
class PartLine:
    part: str
    label: Any
    text: RequestText
    status: str


def parts_for_reader(request: PartnerRequest) -> list[PartLine]:
    """The answers in the reader's language where there is one, with how the translation stands."""
    lines = []
    for part in parts_of(request.organisation.kind)[1:]:
        text = request.text_in(part)
        if text is not None:
            original = next((one for one in request.texts.all() if one.part == part and one.is_original), None)
            lines.append(PartLine(part, HEADINGS[part], text, text.status_beside(original)))
    return lines


def waiting_for_review() -> "QuerySet[PartnerRequest]":
    found = PartnerRequest.objects.filter(status=RequestStatus.REVIEW, organisation__withdrawn_at__isnull=True)
    return found.select_related("organisation__area").order_by("changed_at")


def ended() -> "QuerySet[PartnerRequest]":
    """Published requests past their end."""
    return PartnerRequest.objects.filter(status__in=PUBLISHED, expires_at__lte=timezone.now()).order_by("pk")


def request_of_link(token: str, rows: "QuerySet[PartnerRequest] | None" = None) -> PartnerRequest | None:
    """The request that the link of a mail renews; None once it is used or too old, or where nothing is to be renewed."""
    digest, oldest = digest_of(token), timezone.now() - LINK_LASTS
    every = PartnerRequest.objects.all() if rows is None else rows
    found = every.filter(Q(renewal_digest=digest) | Q(ended_digest=digest), status__in=RENEWABLE, expires_at__gt=oldest)
    request = found.select_related("organisation__area").first()
    return request if request is not None and request.organisation.is_public else None


def ending() -> "QuerySet[PartnerRequest]":
    """Published requests whose people are to be asked whether they still hold."""
    soon = timezone.now() + RENEWAL_AHEAD
    found = PartnerRequest.objects.published().filter(expires_at__lte=soon, renewal_digest="")
    return found.select_related("organisation__area", "responsible").order_by("pk")
