"""Everything that changes accounts outside the library's own flows."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from spilno.accounts import addresses
from spilno.accounts.models import SetupLink, User
from spilno.accounts.queries import digest_of, open_links
from spilno.common import audit, personal
from spilno.common.errors import RefusedError
from spilno.common.models import OutboxMail
from spilno.common.tombstones import mark_of, set_tombstone

LINK_LIVES = timedelta(hours=24)
UNCONFIRMED_LIVE = timedelta(days=7)


# --- The first administrator ------------------------------------------------------------------------------------------


@transaction.atomic
def make_setup_link(*, acting_user: User | None) -> str:
    """The token of a one-time link; it is shown once and kept only as a digest."""
    token = secrets.token_urlsafe(32)
    link = SetupLink.objects.create(digest=digest_of(token), expires_at=timezone.now() + LINK_LIVES)
    audit.record("accounts.make_setup_link", link, acting_user=acting_user)
    return token


@transaction.atomic
def make_administrator(email: str, *, name: str = "", language: str = "en", acting_user: User | None) -> User:
    """An administrator with a confirmed address: whoever asks has the console of the installation, or its link."""
    email = addresses.normalise(email)
    user = User.objects.filter(email=email).first()
    if user is None:
        try:
            with transaction.atomic():
                user = User.objects.create_user(email, name=name, language=language)
        except IntegrityError:
            user = User.objects.get(email=email)
    elif not EmailAddress.objects.filter(user=user, verified=True).exists() and user.last_login is None:
        # Somebody signed up with this address and never proved to own it: nothing of theirs is taken over.
        user.delete()
        user = User.objects.create_user(email, name=name, language=language)
    before = audit.snapshot(user, ["is_administrator"])
    user.is_administrator = True
    user.save(update_fields=["is_administrator"])
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True})
    if not EmailAddress.objects.filter(user=user, primary=True).exists():
        EmailAddress.objects.filter(user=user, email=email).update(primary=True)
    audit.record("accounts.make_administrator", user, acting_user=acting_user, before=before)
    return user


@transaction.atomic
def use_setup_link(token: str, email: str, *, name: str = "", language: str = "en", acting_user: User | None) -> User:
    """Spend the link and make its reader an administrator. Raises RefusedError when somebody else was first."""
    # One conditional update decides who was first, however many ask at once.
    if not open_links(token).update(used_at=timezone.now()):
        raise RefusedError(_("This link was used already, or it is too old."))
    user = make_administrator(email, name=name, language=language, acting_user=acting_user)
    link = SetupLink.objects.get(digest=digest_of(token))
    link.used_by = user
    link.save(update_fields=["used_by"])
    audit.record("accounts.use_setup_link", link, acting_user=user)
    return user


@transaction.atomic
def name_coordinator(user: User, *, is_coordinator: bool, acting_user: User | None) -> None:
    """Give or take the network office's rights; they count once a second factor is set up."""
    if acting_user is not None and not acting_user.acts_as_administrator:
        raise RefusedError(_("Only administrators name coordinators."))
    before = audit.snapshot(user, ["is_coordinator"])
    user.is_coordinator = is_coordinator
    user.save(update_fields=["is_coordinator"])
    audit.record("accounts.name_coordinator", user, acting_user=acting_user, before=before)


# --- One's own account ------------------------------------------------------------------------------------------------


@transaction.atomic
def save_profile(user: User, *, name: str, language: str, notification: str, acting_user: User) -> User:
    fields = ["name", "language", "notification"]
    before = audit.snapshot(User.objects.get(pk=user.pk), fields)
    user.name, user.language, user.notification = name, language, notification
    user.save(update_fields=fields)
    audit.record("accounts.save_profile", user, acting_user=acting_user, before=before, secret=["name"])
    return user


def _delete_sessions(user: User) -> int:
    """Every session of an account, also one that has made no second request and so is in no list."""
    keys = [
        session.session_key
        for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator()
        if session.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    UserSession.objects.filter(user=user).delete()
    return Session.objects.filter(session_key__in=keys).delete()[0]


@transaction.atomic
def end_all_sessions(user: User, *, acting_user: User | None) -> int:
    """Sign an account out everywhere, here too; returns how many sessions ended."""
    ended = _delete_sessions(user)
    audit.record("accounts.end_all_sessions", user, acting_user=acting_user, after={"sessions": ended})
    return ended


@transaction.atomic
def freeze_account(user: User, *, reason: str, acting_user: User | None) -> None:
    """Nobody signs in to it until it is lifted; its sessions end now."""
    before = audit.snapshot(user, ["frozen_at"])
    user.frozen_at = timezone.now()
    user.save(update_fields=["frozen_at"])
    _delete_sessions(user)
    audit.record("accounts.freeze_account", user, acting_user=acting_user, before=before, reason=reason)


@transaction.atomic
def lift_freeze(user: User, *, reason: str, acting_user: User | None) -> None:
    before = audit.snapshot(user, ["frozen_at"])
    user.frozen_at = None
    user.save(update_fields=["frozen_at"])
    audit.record("accounts.lift_freeze", user, acting_user=acting_user, before=before, reason=reason)


@transaction.atomic
def erase_account(user: User, *, acting_user: User) -> None:
    """Remove a person from every table. What stays is that something happened, without names or values."""
    alone = [name for guard in settings.ERASURE_GUARDS for name in import_string(guard)(user)]
    if alone:
        text = _("These would be left without an owner: %(names)s. Please name another one first.")
        raise RefusedError(text % {"names": ", ".join(alone)})
    set_tombstone("account", _mark(user))
    _remove(user, acting_user=acting_user)


def _mark(user: User) -> str:
    """Ids may be given again after a restore, so that the moment of joining is part of it."""
    return mark_of("account", user.pk, user.joined_at.astimezone(UTC).isoformat())


def _remove(user: User, *, acting_user: User | None) -> None:
    account_id = user.pk
    known = {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}
    _delete_sessions(user)
    OutboxMail.objects.filter(to__in=known).delete()
    audit.forget_values(user)
    audit.record("accounts.erase_account", user, acting_user=acting_user)
    personal.erase(account_id)


@transaction.atomic
def erase_again(marks: Mapping[str, datetime], *, acting_user: User | None) -> int:
    """Remove whoever left after the backup that was just restored; gives how many the backup still knew."""
    left = [user for user in User.objects.only("pk", "joined_at", "email").iterator() if _mark(user) in marks]
    for user in left:
        _remove(user, acting_user=acting_user)
    return len(left)


# --- Sign-ups nobody confirmed ----------------------------------------------------------------------------------------


def _never_confirmed() -> QuerySet[User]:
    confirmed = EmailAddress.objects.filter(verified=True).values("user_id")
    return User.objects.filter(last_login=None).exclude(pk__in=confirmed)


@transaction.atomic
def forget_abandoned_sign_up(email: str, *, acting_user: User | None) -> None:
    """Delete the account of an address that nobody confirmed, so that its owner can sign up.

    It is not handed over: whoever made it may have connected a provider of their own.
    """
    for user in _never_confirmed().filter(email=email.lower()):
        audit.record("accounts.forget_abandoned_sign_up", user, acting_user=acting_user)
        user.delete()


@transaction.atomic
def forget_old_sign_ups(*, acting_user: User | None) -> int:
    """Delete accounts that were not confirmed within a week."""
    old = list(_never_confirmed().filter(joined_at__lt=timezone.now() - UNCONFIRMED_LIVE))
    for user in old:
        audit.record("accounts.forget_old_sign_ups", user, acting_user=acting_user)
        user.delete()
    return len(old)
