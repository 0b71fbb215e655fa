"""What the background worker does for the newsletter, beside sending."""

from datetime import timedelta

from django.utils import timezone

from spilno.newsletter.enums import DeliveryState, SubscriberStatus
from spilno.newsletter.mailbox import read_mailbox
from spilno.newsletter.models import Delivery, Sender, Subscriber
from spilno.newsletter.queries import CONFIRM_WITHIN

SENDER_KEPT = timedelta(days=1)


def forget_old() -> int:
    """Unconfirmed sign-ups after seven days, and workers long gone; all else goes by its declared retention."""
    now = timezone.now()
    unconfirmed = Subscriber.objects.filter(status=SubscriberStatus.WAITING, created_at__lt=now - CONFIRM_WITHIN)
    # Somebody who asked again is given the days of the newer mail.
    gone = unconfirmed.exclude(mailed_at__gt=now - CONFIRM_WITHIN).delete()[0]
    holding = Delivery.objects.filter(state=DeliveryState.CLAIMED).values("claimed_by")
    return gone + Sender.objects.filter(beat_at__lt=now - SENDER_KEPT).exclude(id__in=holding).delete()[0]


def read_bounces() -> int:
    """New reports in the mailbox, if there is one."""
    return read_mailbox()
