"""A person decides about mails of which nobody knows whether they went out."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from spilno.accounts.models import User
from spilno.common.audit import record
from spilno.newsletter.enums import DeliveryState, IssueState
from spilno.newsletter.models import Delivery, Issue


@transaction.atomic
def settle_doubts(issue: Issue, *, ids: Sequence[int] | None = None, again: bool, acting_user: User) -> int:
    """Send once more, or count as sent; all of an issue, or those of `ids`. Returns how many; twice is fine."""
    found = Delivery.objects.filter(issue=issue, state=DeliveryState.IN_DOUBT)
    if ids is not None:
        found = found.filter(pk__in=ids)
    now = timezone.now()
    if again:
        number = found.update(state=DeliveryState.QUEUED, claimed_by=None, not_before=now, answer="", attempts=0)
        if number:
            Issue.objects.filter(pk=issue.pk, state=IssueState.SENT).update(state=IssueState.SENDING, finished_at=None)
    else:
        number = found.update(state=DeliveryState.SENT, claimed_by=None, finished_at=now, answer="")
    if number:
        record("newsletter.settle_doubts", issue, acting_user=acting_user, after={"again": again, "number": number})
    return number
