"""Who comes and who waits; how many municipalities stand at which stage."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from spilno.accounts.models import User
from spilno.exchange.enums import RegistrationStatus, Stage
from spilno.exchange.models import Meeting, Registration
from spilno.organisations.enums import Role, Scope
from spilno.organisations.models import Organisation
from spilno.organisations.rules import Rights
from spilno.places.models import Area


def own_registration(meeting: Meeting, account_id: int | None) -> Registration | None:
    """The reader's registration, where it is not withdrawn."""
    if account_id is None:
        return None
    rows = Registration.objects.active().filter(meeting=meeting, user=account_id)
    return rows.select_related("organisation__area").first()


def organisations_to_act(rights: Rights) -> list[Organisation]:
    """Confirmed organisations for which somebody may take part in the exchange, as an editor or by delegation."""
    editing = [pk for pk, role in rights.roles.items() if role.rank >= Role.EDITOR.rank]
    held = [pk for pk, scopes in rights.delegated.items() if {Scope.ALL, Scope.EXCHANGE} & scopes.keys()]
    rows = Organisation.objects.confirmed().filter(pk__in={*editing, *held}, withdrawn_at__isnull=True)
    return list(rows.select_related("area").order_by("name", "pk"))


@dataclass(frozen=True)
class Room:
    """How full a meeting is. `free` is None without a limit."""

    coming: int
    waiting: int
    free: int | None


def room_of(meeting: Meeting) -> Room:
    rows = Registration.objects.filter(meeting=meeting).order_by().values_list("status", flat=True)
    found = Counter(rows)
    coming, waiting = found[RegistrationStatus.REGISTERED], found[RegistrationStatus.WAITING]
    free = None if meeting.capacity is None else max(0, meeting.capacity - coming)
    return Room(coming, waiting, free)


def place_in_queue(registration: Registration) -> int:
    """1 for whoever gets the next free place."""
    earlier = Q(queued_at__lt=registration.queued_at) | Q(queued_at=registration.queued_at, pk__lt=registration.pk)
    return Registration.objects.waiting().filter(earlier, meeting=registration.meeting_id).count() + 1


def participants(meeting: Meeting) -> list[Registration]:
    """Everybody who comes or waits, for the hosts: those who come first, each group in its order."""
    rows = Registration.objects.active().filter(meeting=meeting)
    found = rows.select_related("user", "organisation__area").order_by("queued_at", "pk")
    return sorted(found, key=lambda one: one.status != RegistrationStatus.REGISTERED)


@dataclass(frozen=True)
class Stages:
    """Municipalities, each counted once, at the furthest stage that anybody of theirs named."""

    total: int
    by_stage: dict[str, int]


def _who_came(meeting: Meeting) -> list[tuple[int, str]]:
    """(area, stage) of those who came, once somebody has noted who did; before that, of those who are registered."""
    rows = Registration.objects.coming().filter(meeting=meeting)
    found = list(rows.values_list("organisation__area", "stage", "attended"))
    return [row[:2] for row in found if row[2]] or [row[:2] for row in found]


def areas_of(meeting: Meeting) -> list[Area]:
    """The municipalities and districts of `stages_of`, each once."""
    return list(Area.objects.filter(pk__in={area for area, _stage in _who_came(meeting)}).order_by("pk"))


def stages_of(meeting: Meeting) -> Stages:
    came = _who_came(meeting)
    order = list(Stage)
    furthest: dict[int, Stage] = {}
    for area, stage in came:
        known = furthest.get(area)
        if known is None or order.index(Stage(stage)) < order.index(known):
            furthest[area] = Stage(stage)
    counted = Counter(furthest.values())
    return Stages(len(furthest), {stage: counted[stage] for stage in Stage if counted[stage]})


def meetings_of(user: User, now: datetime) -> list[Registration]:
    """What somebody has registered for and is still to come."""
    rows = Registration.objects.active().filter(user=user, meeting__ends_at__gte=now)
    return list(rows.select_related("meeting__series", "organisation__area").order_by("meeting__starts_at", "pk"))


def to_remind(now: datetime, until: datetime) -> list[Registration]:
    rows = Registration.objects.coming().filter(
        meeting__status="published", meeting__starts_at__gt=now, meeting__starts_at__lte=until
    )
    rows = rows.filter(user__is_active=True, user__frozen_at__isnull=True)
    return list(rows.select_related("meeting", "user").order_by("pk"))
