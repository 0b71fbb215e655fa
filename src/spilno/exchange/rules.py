"""Who may do what in the exchange: predicates over rights that were read once."""

from spilno.exchange.models import Meeting
from spilno.organisations.enums import Scope
from spilno.organisations.rules import Rights, may_act


def may_plan(rights: Rights) -> bool:
    """Plan series and meetings, publish reports: the network office."""
    return rights.is_coordinator


def may_host(rights: Rights, meeting: Meeting) -> bool:
    """Run one meeting and see who comes: the network office and those who act for its host."""
    return rights.is_coordinator or (meeting.host_id is not None and may_act(rights, meeting.host_id, Scope.EXCHANGE))
