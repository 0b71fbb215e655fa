"""What the background worker does for accounts."""

from django.contrib.sessions.models import Session
from django.utils import timezone

from spilno.accounts.actions import forget_old_sign_ups


def forget_unconfirmed() -> int:
    """Sign-ups that nobody confirmed within a week, and sessions that are over."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return forget_old_sign_ups(acting_user=None)
