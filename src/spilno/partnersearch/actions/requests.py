"""A request's life: draft, second pair of eyes, review, open, renewed, ended."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spilno.accounts.models import User
from spilno.common.audit import record, snapshot
from spilno.common.errors import ChangedMeanwhileError, RefusedError
from spilno.common.language_texts import write_text
from spilno.common.limits import Limit, spend
from spilno.common.stamps import check_stamp
from spilno.common.tokens import new_token
from spilno.organisations.queries import Acting
from spilno.partnersearch import emails
from spilno.partnersearch.enums import EDITABLE, PUBLISHED, RENEWABLE, IntroductionState, Part, RequestStatus
from spilno.partnersearch.models import Introduction, PartnerRequest, RequestText, RequestTheme
from spilno.partnersearch.queries.requests import Keeping, is_handed_in_by, request_of_link, searched_text, texts_in
from spilno.partnersearch.rules import missing_in, needs_second_eyes

LIFETIME = timedelta(days=365)
LINK_IS_USED = gettext_lazy("This link has been used or is too old. Please sign in to renew the request.")
NEW_REQUESTS = Limit("partnersearch.begin", 20, 86400)
WISHES = (
    "kinds", "levels", "level_force", "country", "region_force", "size_low", "size_high", "size_force", "security",
    "agreement_types", "on_trial", "term", "languages", "interpreter", "capacity", "posts",
)  # fmt: skip


@transaction.atomic
def begin_request(acting: Acting, *, title: str, language: str) -> PartnerRequest:
    """A new draft. Raises RefusedError for an organisation that is not confirmed, LimitReachedError."""
    if not acting.organisation.is_public:
        raise RefusedError(_("Requests can be made once the network office has confirmed your organisation."))
    spend(NEW_REQUESTS, acting.user.pk)
    country = {"DE": "UA", "UA": "DE"}.get(acting.organisation.area.country, "")
    spoken = list(acting.organisation.languages.values_list("language", flat=True))
    request = PartnerRequest.objects.create(
        organisation=acting.organisation, responsible=acting.user, country=country, languages=spoken
    )
    _write(request, language, {Part.TITLE: title})
    request.events.create(status=RequestStatus.DRAFT, by=acting.user)
    record("partnersearch.begin_request", request, after={"title": title}, **acting.for_audit)
    return request


def _locked(request: PartnerRequest, *states: str) -> PartnerRequest:
    """Raises RefusedError where it has moved on meanwhile."""
    found = PartnerRequest.objects.select_for_update().select_related("organisation__area").get(pk=request.pk)
    if found.status not in states:
        raise RefusedError(_("Somebody else has moved this request on meanwhile. Please look at it again."))
    return found


def _move(acting: Keeping | None, request: PartnerRequest, status: str, action: str, note: str = "") -> None:
    before = {"status": request.status}
    request.status, request.changed_at = status, timezone.now()
    request.save()
    user = acting.user if acting else None
    request.events.create(status=status, by=user, note=note[:600])
    audit = acting.for_audit if acting else {"acting_user": None}
    record(action, request, before=before, after={"status": status}, reason=note, **audit)


def _after_edit(acting: Keeping, request: PartnerRequest) -> None:
    """What was public or on its way goes back: its people look again before anybody else reads the change."""
    request.version += 1
    request.changed_at = timezone.now()
    request.save()
    if request.status in EDITABLE and request.status != RequestStatus.DRAFT and not acting.is_office:
        _move(acting, request, RequestStatus.DRAFT, "partnersearch.reopen_draft")
    elif request.status in PUBLISHED and not acting.is_office:
        # What nobody could answer any more is not handed to the office either.
        status = RequestStatus.DRAFT if missing_in(request) else RequestStatus.REVIEW
        _move(acting, request, status, "partnersearch.review_again")


@transaction.atomic
def save_wishes(
    acting: Keeping,
    *,
    version: int,
    wishes: Mapping[str, Any],
    themes: Mapping[tuple[str, str], int],
    regions: Sequence[Any],
) -> PartnerRequest:
    """Whom and what the request looks for. themes: (side, theme) -> weight 1..3; regions: areas.

    Raises RefusedError for a request that has ended, ChangedMeanwhileError where another version is stored.
    """
    request = _locked(acting.request, *EDITABLE, *PUBLISHED)
    if request.version != version:
        raise ChangedMeanwhileError(snapshot(request, WISHES))
    told = {key: weight for key, weight in themes.items() if weight}
    if _is_as_stored(request, wishes, told, regions):
        return request
    before = snapshot(request, WISHES)
    for name in WISHES:
        setattr(request, name, wishes[name])
    request.regions.set(regions)
    request.themes.all().delete()
    RequestTheme.objects.bulk_create(
        RequestTheme(request=request, side=side, theme=theme, weight=weight) for (side, theme), weight in told.items()
    )
    _after_edit(acting, request)
    record("partnersearch.save_wishes", request, before=before, **acting.for_audit)
    return request


def _is_as_stored(
    request: PartnerRequest, wishes: Mapping[str, Any], themes: Mapping[tuple[str, str], int], regions: Sequence[Any]
) -> bool:
    """A draft that is saved while nothing changes leaves no trace."""
    stored = {(one.side, one.theme): one.weight for one in request.themes.all()}
    same = all(getattr(request, name) == wishes[name] for name in WISHES)
    return same and stored == dict(themes) and {one.pk for one in request.regions.all()} == {one.pk for one in regions}


@transaction.atomic
def add_theme(acting: Keeping, *, side: str, theme: str) -> None:
    """One theme more, as important; one that stands there already stays as it is. Raises RefusedError."""
    request = _locked(acting.request, *EDITABLE, *PUBLISHED)
    _row, is_new = RequestTheme.objects.get_or_create(request=request, side=side, theme=theme, defaults={"weight": 2})
    if is_new:
        _after_edit(acting, request)
        record("partnersearch.add_theme", request, after={"side": side, "theme": theme}, **acting.for_audit)


def _write(request: PartnerRequest, language: str, texts: Mapping[str, str]) -> None:
    for part, text in texts.items():
        rows = RequestText.objects.filter(request=request, part=part)
        own = rows.filter(language=language, source_version=0).exists()
        write_text(rows, language=language, text=text, original=own, version=None, request=request, part=part)
    every = RequestText.objects.filter(request=request)
    title = every.filter(part=Part.TITLE).order_by("source_version", "pk").first()
    request.title = title.text[:200] if title else ""
    request.search_text = searched_text(request, every.values_list("text", flat=True))
    request.save()


@transaction.atomic
def save_texts(acting: Keeping, *, language: str, texts: Mapping[str, str], stamp: str) -> None:
    """The answers in one language. Raises RefusedError, ChangedMeanwhileError where the stamp is outdated."""
    request = _locked(acting.request, *EDITABLE, *PUBLISHED)
    stored = texts_in(request, language)
    check_stamp(stored, stamp)
    changed = {part: text for part, text in texts.items() if stored.get(part, "") != text}
    if not changed:
        return
    _write(request, language, changed)
    _after_edit(acting, request)
    before = {part: stored.get(part, "") for part in changed}
    record("partnersearch.save_texts", request, before=before, after=changed, **acting.for_audit)


@transaction.atomic
def submit_request(acting: Keeping) -> PartnerRequest:
    """Hand a draft on: to a second person where four eyes are needed, else to the network office.

    Raises RefusedError naming what is missing.
    """
    request = _locked(acting.request, RequestStatus.DRAFT)
    missing = missing_in(request)
    if missing:
        field, what_to_do = next(iter(missing.items()))
        raise RefusedError(what_to_do, field=field)
    if needs_second_eyes(request.organisation):
        _move(acting, request, RequestStatus.SECOND_EYES, "partnersearch.submit_request")
        emails.ask_second_eyes(request, acting.user)
    else:
        _move(acting, request, RequestStatus.REVIEW, "partnersearch.submit_request")
    return request


@transaction.atomic
def approve_request(acting: Keeping) -> PartnerRequest:
    """The second pair of eyes. Raises RefusedError for whoever handed it in."""
    request = _locked(acting.request, RequestStatus.SECOND_EYES)
    if is_handed_in_by(request, acting.user):
        raise RefusedError(_("A second person has to look at it: not the one who handed it in."))
    _move(acting, request, RequestStatus.REVIEW, "partnersearch.approve_request")
    return request


@transaction.atomic
def publish_request(acting: Keeping) -> PartnerRequest:
    """The network office has looked: everybody may read it, for a year. Raises RefusedError."""
    if not acting.is_office:
        raise RefusedError(_("Only the network office can do this."))
    request = _locked(acting.request, RequestStatus.REVIEW)
    now = timezone.now()
    request.published_at = request.published_at or now
    request.expires_at, request.renewal_digest, request.ended_digest = now + LIFETIME, "", ""
    _move(acting, request, RequestStatus.OPEN, "partnersearch.publish_request")
    emails.tell_of_decision(request, published=True)
    return request


@transaction.atomic
def return_request(acting: Keeping, *, note: str) -> PartnerRequest:
    """Back to its people with a word on what is missing."""
    if not acting.is_office:
        raise RefusedError(_("Only the network office can do this."))
    request = _locked(acting.request, RequestStatus.REVIEW)
    _move(acting, request, RequestStatus.DRAFT, "partnersearch.return_request", note)
    emails.tell_of_decision(request, published=False)
    return request


@transaction.atomic
def close_request(acting: Keeping, *, note: str) -> PartnerRequest:
    """It no longer holds; gone from the public at once."""
    request = _locked(acting.request, *EDITABLE, *PUBLISHED, RequestStatus.EXPIRED)
    _move(acting, request, RequestStatus.CLOSED, "partnersearch.close_request", note)
    return request


@transaction.atomic
def reopen_request(acting: Keeping) -> PartnerRequest:
    """An ended request becomes a draft again, with all it said."""
    request = _locked(acting.request, RequestStatus.CLOSED, RequestStatus.EXPIRED, RequestStatus.MATCHED)
    _move(acting, request, RequestStatus.DRAFT, "partnersearch.reopen_request")
    return request


@transaction.atomic
def renew_request(acting: Keeping) -> PartnerRequest:
    """It still holds, or again after its end: another year."""
    request = _locked(acting.request, *RENEWABLE)
    _renew(request, acting.user)
    record("partnersearch.renew_request", request, after={"renewals": request.renewals}, **acting.for_audit)
    return request


def _renew(request: PartnerRequest, user: User | None) -> None:
    if request.status == RequestStatus.EXPIRED:
        talks = Introduction.objects.filter(
            Q(request=request) | Q(other_request=request), state=IntroductionState.TALKS
        )
        request.status = RequestStatus.IN_TALKS if talks.exists() else RequestStatus.OPEN
    request.expires_at, request.renewal_digest, request.ended_digest = timezone.now() + LIFETIME, "", ""
    request.renewals += 1
    request.save()
    request.events.create(status=request.status, by=user, note="renewed")


@transaction.atomic
def renew_by_token(token: str, *, acting_user: User | None = None) -> PartnerRequest:
    """From the mail, without signing in; the link works once. Raises RefusedError for any other link."""
    found = request_of_link(token, PartnerRequest.objects.select_for_update())
    if found is None:
        raise RefusedError(str(LINK_IS_USED))
    _renew(found, acting_user)
    record("partnersearch.renew_by_token", found, acting_user=acting_user, after={"renewals": found.renewals})
    return found


def ask_for_renewal(request: PartnerRequest, *, acting_user: User | None = None) -> bool:
    """Three weeks before its end: does it still hold? False where nobody is left to ask."""
    token, digest = new_token()
    with transaction.atomic():
        fresh = PartnerRequest.objects.select_for_update().get(pk=request.pk)
        if fresh.renewal_digest or fresh.status not in PUBLISHED:
            return False
        fresh.renewal_digest = digest
        fresh.save(update_fields=["renewal_digest"])
        record("partnersearch.ask_for_renewal", fresh, acting_user=acting_user, after={"asked": True})
        return emails.ask_for_renewal(fresh, token)


@transaction.atomic
def expire_request(request: PartnerRequest, *, acting_user: User | None = None) -> bool:
    """Past its end: nothing stale stays public, and in the same step somebody is told, with a link that renews it.

    False where it has been renewed, closed or ended meanwhile: whoever comes first does both, and nobody again.
    """
    fresh = PartnerRequest.objects.select_for_update().get(pk=request.pk)
    if fresh.status not in PUBLISHED or fresh.expires_at is None or fresh.expires_at > timezone.now():
        return False
    token, fresh.ended_digest = new_token()
    _move(None, fresh, RequestStatus.EXPIRED, "partnersearch.expire_request")
    # The link of one whose organisation has left would be refused.
    if fresh.organisation.is_public:
        emails.tell_of_expiry(fresh, token)
    return True
