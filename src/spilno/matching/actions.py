"""What a coordinator does on the board: keep a scenario, fix or forbid pairs, turn it into introductions."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spilno.accounts.models import User
from spilno.common.audit import record
from spilno.common.errors import RefusedError
from spilno.matching.board import board_of
from spilno.matching.models import Scenario
from spilno.partnersearch.actions.introductions import introduce

CHANGED = gettext_lazy("Requests have changed since you looked. Please look at the pairs again.")


@transaction.atomic
def save_scenario(*, title: str, stability: float | None, acting_user: User) -> Scenario:
    made = Scenario.objects.create(title=title, stability=stability, created_by=acting_user)
    record("matching.save_scenario", made, acting_user=acting_user, after={"stability": stability})
    return made


def _open_scenario(scenario: Scenario) -> Scenario:
    found = Scenario.objects.select_for_update().get(pk=scenario.pk)
    if found.introduced_at:
        raise RefusedError(_("This scenario has been turned into introductions already."))
    return found


@transaction.atomic
def fix_pair(scenario: Scenario, first: int, second: int, *, how: str, acting_user: User) -> str:
    """how: pin, forbid, or free. Gives which of these the pair was before.

    Raises RefusedError for a scenario that has become introductions.
    """
    found, pair = _open_scenario(scenario), [first, second]
    was = found.state_of(pair)
    found.put(pair, how)
    found.save(update_fields=["pins", "forbids"])
    record("matching.fix_pair", found, acting_user=acting_user, before={"how": was}, after={"pair": pair, "how": how})
    return was


@transaction.atomic
def fix_all(scenario: Scenario, *, how: str, stamp: str, acting_user: User) -> Scenario:
    """how: lock (every pair that is proposed now is fixed) or free (nothing is). stamp: of the pairs that were looked at.

    Raises RefusedError where the scenario has become introductions, or others would be proposed now.
    """
    found = _open_scenario(scenario)
    if how == "lock":
        board = board_of(found)
        if board.stamp != stamp:
            raise RefusedError(str(CHANGED))
        found.pins = [pair.keys for pair in board.pairs]
    else:
        found.pins = []
    found.save(update_fields=["pins"])
    record("matching.fix_all", found, acting_user=acting_user, after={"how": how, "pins": len(found.pins)})
    return found


@transaction.atomic
def introduce_all(scenario: Scenario, *, note: str, stamp: str, acting_user: User) -> int:
    """Every pair of the board becomes an introduction, or none does; 20 clicks introduce once.

    stamp: of the pairs that were looked at. Raises RefusedError where requests have changed and others would meet.
    """
    found = _open_scenario(scenario)
    board = board_of(found)
    if board.stamp != stamp:
        raise RefusedError(str(CHANGED))
    made = [introduce(pair.first, pair.second, note=note, acting_user=acting_user).pk for pair in board.pairs]
    found.introduced_at, found.introductions = timezone.now(), made
    found.save(update_fields=["introduced_at", "introductions"])
    record("matching.introduce_all", found, acting_user=acting_user, after={"pairs": len(board.pairs)})
    return len(board.pairs)
