"""Conversations over the relay: who may read and answer, what is new."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404

from spilno.accounts.models import User
from spilno.common.alphabet import in_alphabet
from spilno.organisations import rules
from spilno.organisations.enums import Scope
from spilno.organisations.models import AbuseReport, Block, Message, Organisation, Thread, ThreadReading
from spilno.organisations.queries.rights import Acting, acting_for, rights_of
from spilno.organisations.rules import Rights


@dataclass(frozen=True)
class SeenThread:
    """A thread as one reader sees it.

    by_sender: the reader stands on the side that began it. acting: for which organisation the reader may answer; None
    for a person who wrote in their own name, and for those who only read.
    """

    thread: Thread
    by_sender: bool
    acting: Acting | None
    may_answer: bool

    @property
    def other_label(self) -> str:
        """Who is on the other side: an organisation, or a person without one, by the name they chose."""
        thread = self.thread
        if self.by_sender:
            return thread.to_organisation.label
        if thread.from_organisation:
            return thread.from_organisation.label
        return thread.from_user.name if thread.from_user else ""


def readable_organisations(rights: Rights) -> list[int]:
    """Organisations whose messages somebody may read: as a member, or by a delegation for messages."""
    delegated = [pk for pk in rights.delegated if rules.may_act(rights, pk, Scope.MESSAGES)]
    return sorted({*rights.roles, *delegated})


def senders_for(user: User) -> list[Organisation]:
    """Organisations in whose name somebody may write."""
    rights = rights_of(user)
    may = [pk for pk in readable_organisations(rights) if rules.may_act(rights, pk, Scope.MESSAGES)]
    found = Organisation.objects.confirmed().filter(pk__in=may, withdrawn_at__isnull=True).select_related("area")
    return sorted(found, key=lambda one: (in_alphabet(one.label), one.pk))


def threads_for(user: User, rights: Rights) -> QuerySet[Thread]:
    """All threads somebody may read, newest first, marked `is_new` where the other side wrote last and unread."""
    own = readable_organisations(rights)
    mine = Q(from_organisation__isnull=True, from_user=user) | Q(from_organisation__in=own) | Q(to_organisation__in=own)
    read = ThreadReading.objects.filter(thread=OuterRef("pk"), user=user, read_at__gte=OuterRef("last_at"))
    by_others = Message.objects.filter(thread=OuterRef("pk")).exclude(author=user)
    rows = Thread.objects.filter(mine).annotate(is_new=~Exists(read) & Exists(by_others))
    return rows.select_related("from_organisation__area", "to_organisation__area", "from_user").order_by(
        "-last_at", "-pk"
    )


def unread_number(user: User, rights: Rights) -> int:
    return threads_for(user, rights).filter(is_new=True).count()  # type: ignore[misc]


def side_of(user: User, rights: Rights, thread: Thread) -> SeenThread | None:
    """How somebody sees a thread; None for a stranger. Whoever belongs to both sides reads as the one that began it."""
    own = set(readable_organisations(rights))
    if thread.from_organisation is None and thread.from_user_id == user.pk:
        return SeenThread(thread, True, None, True)
    if thread.from_organisation and thread.from_organisation_id in own:
        acting = acting_for(user, rights, thread.from_organisation, Scope.MESSAGES)
        return SeenThread(thread, True, acting, acting is not None)
    if thread.to_organisation_id in own:
        acting = acting_for(user, rights, thread.to_organisation, Scope.MESSAGES)
        return SeenThread(thread, False, acting, acting is not None)
    return None


def get_thread_for(user: User | AnonymousUser, pk: int) -> SeenThread:
    """A thread for one of its two sides. Raises Http404 for everybody else."""
    found = Thread.objects.select_related("from_organisation__area", "to_organisation__area", "from_user")
    thread = found.filter(pk=pk).first()
    seen = side_of(user, rights_of(user), thread) if thread is not None and isinstance(user, User) else None
    if seen is None:
        raise Http404
    return seen


def messages_of(thread: Thread, user: User) -> QuerySet[Message]:
    """In the order they were sent, marked `is_reported` where this person has reported them."""
    reported = AbuseReport.objects.filter(message=OuterRef("pk"), reported_by=user)
    return thread.messages.select_related("author", "through__area").annotate(is_reported=Exists(reported))


def is_blocked(to: Organisation, *, organisation: Organisation | None, user: User) -> bool:
    blocked = Q(blocked_organisation=organisation) if organisation else Q(blocked_user=user)
    return Block.objects.filter(blocked, organisation=to).exists()


def blocks_of(organisations: Sequence[int]) -> QuerySet[Block]:
    rows = Block.objects.filter(organisation__in=organisations)
    return rows.select_related("blocked_organisation__area", "blocked_user").order_by(F("created_at").desc())
