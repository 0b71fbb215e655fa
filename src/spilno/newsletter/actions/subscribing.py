"""The way in and out: asked for, confirmed, changed, ended, erased. Nobody needs an account for it."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from spilno.accounts.addresses import normalise
from spilno.accounts.models import User
from spilno.common.audit import forget_values, record
from spilno.common.errors import RefusedError
from spilno.common.limits import Limit, spend
from spilno.common.models import OutboxMail
from spilno.common.tokens import new_token
from spilno.common.tombstones import mark_of, set_tombstone
from spilno.newsletter import consents, emails
from spilno.newsletter.enums import ConsentEvent, SubscriberStatus, Way
from spilno.newsletter.models import Subscriber, Topic
from spilno.newsletter.queries import waiting_for
from spilno.places.models import Area

# All sign-ups together: whoever enters a thousand addresses of others makes this many mails and no more.
SIGN_UPS = Limit("newsletter.sign_up", 300, 3600)
MAIL_EVERY = timedelta(days=1)
GONE = (SubscriberStatus.LEFT, SubscriberStatus.BOUNCED)


@transaction.atomic
def ask_for_newsletter(
    *, email: str, language: str, topics: Iterable[Topic] = (), acting_user: User | None = None
) -> None:
    """Somebody entered an address: a mail asks whoever reads it. Known, unknown and blocked addresses look alike.

    Raises RefusedError for what is no address, LimitReachedError after too many sign-ups of all visitors together.
    """
    address = normalise(email)
    spend(SIGN_UPS, "everybody")
    row, _created = Subscriber.objects.get_or_create(email=address, defaults={"language": language})
    if row.status == SubscriberStatus.BLOCKED:
        return
    token, digest = new_token()
    now = timezone.now()
    due = Subscriber.objects.filter(Q(mailed_at__isnull=True) | Q(mailed_at__lte=now - MAIL_EVERY), pk=row.pk)
    if not due.update(mailed_at=now):
        return
    if row.status == SubscriberStatus.ACTIVE:
        emails.send_already_subscribed(row)
    else:
        row.confirm_digest, row.language = digest, language
        row.save(update_fields=["confirm_digest", "language"])
        row.topics.set(topics)
        consents.keep_proof(row, ConsentEvent.ASKED, Way.FORM, consents.wording())
        emails.send_confirmation(row, token)
    record("newsletter.ask_for_newsletter", row, acting_user=acting_user, after={"language": language})


@transaction.atomic
def confirm_subscription(token: str, *, acting_user: User | None = None) -> Subscriber:
    """Twice is fine. Raises RefusedError where the link is too old, unknown, or was followed by an end."""
    row = waiting_for(token)
    if row is None:
        raise RefusedError(_("This link no longer holds. Please enter your address once more."))
    now = timezone.now()
    open_states = [SubscriberStatus.WAITING, *GONE]
    won = Subscriber.objects.filter(pk=row.pk, confirm_digest=row.confirm_digest, status__in=open_states).update(
        status=SubscriberStatus.ACTIVE, confirmed_at=now, ended_at=None
    )
    row.refresh_from_db()
    if won:
        consents.keep_proof(row, ConsentEvent.CONFIRMED, Way.LINK, consents.words_asked(row))
        record("newsletter.confirm_subscription", row, acting_user=acting_user, after={"confirmed_at": now})
    return row


@transaction.atomic
def change_preferences(
    row: Subscriber, *, language: str, topics: Iterable[Topic], regions: Iterable[Area], acting_user: User | None = None
) -> None:
    row.language = language
    row.save(update_fields=["language"])
    row.topics.set(topics)
    row.regions.set(regions)
    record("newsletter.change_preferences", row, acting_user=acting_user, after={"language": language})


@transaction.atomic
def unsubscribe(row: Subscriber, *, way: Way, acting_user: User | None = None) -> None:
    """Ends it at once, also for issues that are on their way; twice is fine."""
    now = timezone.now()
    still = Subscriber.objects.filter(
        pk=row.pk, status__in=[SubscriberStatus.ACTIVE, SubscriberStatus.WAITING, SubscriberStatus.BOUNCED]
    )
    # The next sign-up may be answered at once, and no old link brings the subscription back.
    if still.update(status=SubscriberStatus.LEFT, ended_at=now, confirm_digest="", mailed_at=None):
        set_tombstone("newsletter", _mark(row))
        consents.keep_proof(row, ConsentEvent.WITHDRAWN, way)
        record("newsletter.unsubscribe", row, acting_user=acting_user, after={"ended_at": now, "way": way})


@transaction.atomic
def block_subscriber(row: Subscriber, *, way: Way, acting_user: User | None = None) -> None:
    """After a complaint: no mail goes to this address again, whoever enters it."""
    # Without an end the row has no retention: the block holds.
    if (
        Subscriber.objects.filter(pk=row.pk)
        .exclude(status=SubscriberStatus.BLOCKED)
        .update(status=SubscriberStatus.BLOCKED, ended_at=None, confirm_digest="")
    ):
        set_tombstone("newsletter", _mark(row))
        consents.keep_proof(row, ConsentEvent.WITHDRAWN, way)
        record("newsletter.block_subscriber", row, acting_user=acting_user, after={"way": way})


@transaction.atomic
def erase_subscriber(row: Subscriber, *, acting_user: User | None = None) -> None:
    """Everything about the address goes; the proof stays under a keyed digest, without the address."""
    set_tombstone("newsletter_erased", _mark(row))
    _erase(row, acting_user=acting_user)


def _erase(row: Subscriber, *, acting_user: User | None) -> None:
    consents.keep_proof(row, ConsentEvent.WITHDRAWN, Way.ERASURE)
    forget_values(row)
    record("newsletter.erase_subscriber", row, acting_user=acting_user)
    OutboxMail.objects.filter(to=row.email).delete()
    row.deliveries.update(answer="")
    row.delete()


def _mark(row: Subscriber) -> str:
    return mark_of("newsletter", row.key)


def _still_there(marks: Mapping[str, datetime]) -> list[tuple[Subscriber, datetime]]:
    """Subscribers of a restored backup who left after it, with the moment they did."""
    return [(row, marks[_mark(row)]) for row in Subscriber.objects.iterator() if _mark(row) in marks]


@transaction.atomic
def end_again(marks: Mapping[str, datetime], *, acting_user: User | None) -> int:
    """End what was ended after the backup that was just restored; a subscription confirmed later stays."""
    ended = [row for row, at in _still_there(marks) if row.confirmed_at is None or row.confirmed_at < at]
    for row in ended:
        unsubscribe(row, way=Way.RESTORED, acting_user=acting_user)
    return len(ended)


@transaction.atomic
def erase_again(marks: Mapping[str, datetime], *, acting_user: User | None) -> int:
    """Erase who was erased after the backup that was just restored."""
    left = [row for row, _at in _still_there(marks)]
    for row in left:
        _erase(row, acting_user=acting_user)
    return len(left)
