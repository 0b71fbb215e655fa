"""Mails about people and organisations: one function each, in the recipient's language, through the outbox."""

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from spilno.accounts.enums import Notification
from spilno.accounts.models import User
from spilno.common.outbox import queue_mail
from spilno.common.tokens import absolute
from spilno.organisations.enums import Role, Scope
from spilno.organisations.models import Delegation, Invitation, JoinRequest, Membership, Message, Organisation


def _letter(*paragraphs: str) -> str:
    return "\n\n".join([*paragraphs, _("Spilno")]) + "\n"


def owners_of(organisation: Organisation) -> Iterable[User]:
    holding = Membership.objects.holding().filter(organisation=organisation, role=Role.OWNER, user__is_active=True)
    return [membership.user for membership in holding.select_related("user")]


def _tell(user: User, subject: str, text: str, *, once: str | None = None) -> None:
    queue_mail(to=user.email, subject=subject, text=text, language=user.language, account_id=user.pk, once=once)


def send_invitation(invitation: Invitation, token: str) -> None:
    """The only user text in it is the name of an organisation that a coordinator has confirmed."""
    with override(invitation.language):
        link = absolute(reverse("organisations:invitation", args=[token]))
        text = _letter(
            _("You are invited to act for “%(name)s” on Spilno, the platform of municipal partnerships.")
            % {"name": invitation.organisation.label},
            _("Please open this address, sign in with this e-mail address and accept:"),
            link,
            _("The invitation holds until %(date)s and works once. If you did not expect it, you need not do anything.")
            % {"date": date_format(invitation.expires_at, "DATE_FORMAT")},
        )
        subject = _("Invitation to Spilno")
    queue_mail(to=invitation.email, subject=subject, text=text, language=invitation.language)


def tell_owners_of_request(asked: JoinRequest) -> None:
    for user in owners_of(asked.organisation):
        with override(user.language):
            link = absolute(reverse("organisations:members", args=[asked.organisation_id]))
            text = _letter(
                _("Somebody would like to act for “%(name)s”.") % {"name": asked.organisation.label},
                _("Please look at the request and decide:"),
                link,
            )
            _tell(user, _("A request to join your organisation"), text)


def tell_decision(asked: JoinRequest, *, accept: bool) -> None:
    user = asked.user
    with override(user.language):
        name = {"name": asked.organisation.label}
        if accept:
            said = _("You may now act for “%(name)s”.") % name
        else:
            said = _("Your request to act for “%(name)s” was declined.") % name
        link = absolute(reverse("organisations:detail", args=[asked.organisation_id]))
        _tell(user, _("Your request to join"), _letter(said, link))


def tell_delegation(row: Delegation, *, begun: bool) -> None:
    """Owners of both sides, in their own language."""
    told: set[int] = set()
    for organisation in (row.principal, row.delegate):
        for user in owners_of(organisation):
            if user.pk in told:
                continue
            told.add(user.pk)
            with override(user.language):
                names = {"principal": row.principal.label, "delegate": row.delegate.label}
                if begun:
                    said = _("“%(delegate)s” may now act for “%(principal)s”.") % names
                else:
                    said = _("“%(delegate)s” no longer acts for “%(principal)s”.") % names
                link = absolute(reverse("organisations:delegations", args=[organisation.pk]))
                _tell(user, _("A delegation has changed"), _letter(said, row.get_scope_display(), link))


def _readers_of(organisation: Organisation) -> list[User]:
    """Editors and owners; where there are none, the editors of those who act for it by delegation."""
    holding = Membership.objects.holding().filter(user__is_active=True, user__frozen_at__isnull=True)
    holding = holding.filter(role__in=[Role.EDITOR, Role.OWNER]).select_related("user")
    own = [one.user for one in holding.filter(organisation=organisation)]
    if own:
        return own
    delegates = Delegation.objects.holding().filter(principal=organisation, scope__in=[Scope.ALL, Scope.MESSAGES])
    return [one.user for one in holding.filter(organisation__in=delegates.values("delegate"))]


def _tell_of_message(user: User, message: Message, line: str) -> None:
    """Neither subject nor text nor any address of the other side: those stay on the site."""
    if user.notification == Notification.NEVER:
        return
    link = absolute(reverse("organisations:thread", args=[message.thread_id]))
    hours = 24 if user.notification == Notification.DAILY else 0
    # With one mail a day, further messages of the same day add none.
    day = timezone.localdate() if hours else message.pk
    queue_mail(
        to=user.email,
        subject=_("A new message on Spilno"),
        text=_letter(line, _("Please sign in to read and answer it:"), link),
        language=user.language,
        account_id=user.pk,
        once=f"message:{user.pk}:{day}",
        not_before=timezone.now() + timedelta(hours=hours) if hours else None,
    )


def tell_of_message(message: Message, to: Organisation) -> None:
    for user in {one.pk: one for one in _readers_of(to)}.values():
        if user.pk != message.author_id:
            with override(user.language):
                _tell_of_message(user, message, _("There is a new message for “%(name)s”.") % {"name": to.label})


def tell_person_of_message(message: Message) -> None:
    """For somebody who wrote in their own name."""
    user = message.thread.from_user
    if user is not None and user.is_active:
        with override(user.language):
            name = message.thread.to_organisation.label
            _tell_of_message(user, message, _("There is an answer from “%(name)s”.") % {"name": name})


def tell_confirmation(organisation: Organisation, *, accept: bool, reason: str) -> None:
    """To the owners: the network office has looked at their organisation."""
    for user in owners_of(organisation):
        with override(user.language):
            name = {"name": organisation.label}
            if accept:
                line = _("The network office has confirmed “%(name)s”. It now stands in the directory.") % name
            else:
                line = _("The network office could not confirm “%(name)s”.") % name
            link = absolute(reverse("organisations:detail", args=[organisation.pk]))
            _tell(user, _("Your organisation on Spilno"), _letter(*filter(None, [line, reason, link])))
