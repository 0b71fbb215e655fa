"""What a coordinator does on the board: keep a scenario, fix or forbid pairs, turn it into introductions."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record
from spilno.common.errors import RefusedError
from spilno.matching.board import board_of
from spilno.matching.models import Scenario
from spilno.partnersearch.actions.introductions import introduce


@transaction.atomic
def save_scenario(*, title: str, stability: float | None, acting_user: User) -> Scenario:
    made = Scenario.objects.create(title=title, stability=stability, created_by=acting_user)
    record("matching.save_scenario", made, acting_user=acting_user, after={"stability": stability})
    return made


@transaction.atomic
def fix_pair(scenario: Scenario, first: int, second: int, *, how: str, acting_user: User) -> Scenario:
    """how: pin, forbid, or free. Raises RefusedError for a scenario that has become introductions."""
    found = Scenario.objects.select_for_update().get(pk=scenario.pk)
    if found.introduced_at:
        raise RefusedError(_("This scenario has been turned into introductions already."))
    pair = [first, second]
    found.pins = [one for one in found.pins if one != pair] + ([pair] if how == "pin" else [])
    found.forbids = [one for one in found.forbids if one != pair] + ([pair] if how == "forbid" else [])
    found.save(update_fields=["pins", "forbids"])
    record("matching.fix_pair", found, acting_user=acting_user, after={"pair": pair, "how": how})
    return found


@transaction.atomic
def introduce_all(scenario: Scenario, *, note: str, stamp: str, acting_user: User) -> int:
    """Every pair of the board becomes an introduction, or none does; 20 clicks introduce once.

    stamp: of the pairs that were looked at. Raises RefusedError where requests have changed and others would meet.
    """
    found = Scenario.objects.select_for_update().get(pk=scenario.pk)
    if found.introduced_at:
        raise RefusedError(_("This scenario has been turned into introductions already."))
    board = board_of(found)
    if board.stamp != stamp:
        raise RefusedError(_("Requests have changed since you looked. Please look at the pairs again."))
    for pair in board.pairs:
        introduce(pair.first, pair.second, note=note, acting_user=acting_user)
    found.introduced_at = timezone.now()
    found.save(update_fields=["introduced_at"])
    record("matching.introduce_all", found, acting_user=acting_user, after={"pairs": len(board.pairs)})
    return len(board.pairs)
