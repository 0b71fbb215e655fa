"""Saved searches: kept, dropped, and told of what is new."""

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record
from spilno.common.errors import RefusedError
from spilno.partnersearch import emails
from spilno.partnersearch.models import PartnerRequest, Watch
from spilno.partnersearch.queries.requests import find_requests, with_all
from spilno.partnersearch.queries.watching import wanted_by

MOST_WATCHES = 20
MOST_TOLD = 50


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
    found = list(with_all(find_requests(wanted_by(QueryDict(row.filters), since=row.told_until)))[:MOST_TOLD])
    if not found:
        return False
    emails.send_digest(row, found, row.filters)
    row.told_until = timezone.now()
    row.save(update_fields=["told_until"])
    record("partnersearch.tell_watcher", row, acting_user=acting_user, after={"number": len(found)})
    return True
