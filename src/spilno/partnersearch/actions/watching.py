"""Saved searches: kept, dropped, and told of what is new."""

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record
from spilno.common.errors import RefusedError
from spilno.partnersearch import emails
from spilno.partnersearch.models import Followed, PartnerRequest, Watch
from spilno.partnersearch.queries.requests import find_requests, with_all
from spilno.partnersearch.queries.watching import wanted_by

MOST_WATCHES = 20
MOST_TOLD = 50
MOST_FOLLOWED = 100


@transaction.atomic
def save_watch(*, title: str, filters: str, rhythm: str, acting_user: User) -> Watch:
    """Raises RefusedError where somebody keeps twenty already."""
    if Watch.objects.filter(user=acting_user).count() >= MOST_WATCHES:
        raise RefusedError(_("You keep twenty saved searches already. Please drop one first."))
    made, _created = Watch.objects.get_or_create(
        user=acting_user, filters=filters, defaults={"title": title, "rhythm": rhythm}
    )
    record("partnersearch.save_watch", made, acting_user=acting_user, after={"filters": filters})
    return made


@transaction.atomic
def drop_watch(watch: Watch, *, acting_user: User) -> None:
    record("partnersearch.drop_watch", watch, acting_user=acting_user, after={})
    watch.delete()


@transaction.atomic
def follow_request(request: PartnerRequest, *, acting_user: User) -> Followed:
    """Onto one's watchlist. Raises RefusedError where a hundred stand there already."""
    known = Followed.objects.filter(user=acting_user, request=request).first()
    if known is not None:
        return known
    if Followed.objects.filter(user=acting_user).count() >= MOST_FOLLOWED:
        raise RefusedError(_("You follow a hundred requests already. Please drop one first."))
    now = timezone.now()
    made = Followed.objects.create(user=acting_user, request=request, status=request.status, since=now, told_at=now)
    record("partnersearch.follow_request", made, acting_user=acting_user, after={"request": request.pk})
    return made


@transaction.atomic
def unfollow_request(request: PartnerRequest, *, acting_user: User) -> None:
    row = Followed.objects.filter(user=acting_user, request=request).first()
    if row is not None:
        record("partnersearch.unfollow_request", row, acting_user=acting_user, after={})
        row.delete()


@transaction.atomic
def tell_follower(user: User, *, acting_user: User | None = None) -> bool:
    """One mail with what became of all that somebody follows. False where nothing has changed.

    What is no longer public is told as ended; why, its own people know. It then leaves the watchlist.
    """
    rows = (
        Followed.objects.select_for_update(of=("self",)).filter(user=user).select_related("request__organisation__area")
    )
    public = set(PartnerRequest.objects.published().filter(followers__user=user).values_list("pk", flat=True))
    changed = [row for row in rows if row.request_id not in public or row.status != row.request.status]
    if not changed:
        return False
    emails.tell_follower(user, [(row.request, row.request_id in public) for row in changed])
    for row in changed:
        if row.request_id in public:
            row.status, row.told_at = row.request.status, timezone.now()
            row.save(update_fields=["status", "told_at"])
        else:
            row.delete()
    record("partnersearch.tell_follower", user, acting_user=acting_user, after={"number": len(changed)})
    return True


@transaction.atomic
def save_feedback(request: PartnerRequest, about: PartnerRequest, *, reason: str, acting_user: User) -> None:
    """Why a suggestion does not suit; an empty reason takes it back."""
    if not reason:
        request.feedback.filter(about=about).delete()
    else:
        request.feedback.update_or_create(about=about, defaults={"reason": reason, "given_by": acting_user})
    record("partnersearch.save_feedback", request, acting_user=acting_user, after={"about": about.pk, "reason": reason})


@transaction.atomic
def tell_watcher(watch: Watch, *, acting_user: User | None = None) -> bool:
    """One mail with what is new for a saved search, and the mark that it was told, together. False where nothing is new."""
    row = Watch.objects.select_for_update(of=("self",)).select_related("user").get(pk=watch.pk)
    # Nobody looks for what they have written themselves.
    own = row.user.memberships.values("organisation")
    fresh = find_requests(wanted_by(QueryDict(row.filters), since=row.told_until)).exclude(organisation__in=own)
    found = list(with_all(fresh)[:MOST_TOLD])
    if not found:
        return False
    emails.send_digest(row, found, row.filters)
    row.told_until = timezone.now()
    row.save(update_fields=["told_until"])
    record("partnersearch.tell_watcher", row, acting_user=acting_user, after={"number": len(found)})
    return True
