"""Who may do what in the registry: predicates over rights that were read once."""

from dataclasses import dataclass

from spilno.organisations import rules
from spilno.organisations.enums import Scope
from spilno.organisations.rules import Rights


@dataclass(frozen=True)
class Keepers:
    """Organisations that keep a relation: its parties, and the administrations of the areas that are parties."""

    organisations: frozenset[int]


def may_edit_partnership(rights: Rights, keepers: Keepers) -> bool:
    """Editors of a party, their delegates for partnerships, and coordinators."""
    return rights.is_coordinator or any(rules.may_act(rights, one, Scope.PARTNERSHIPS) for one in keepers.organisations)


def may_confirm_partnership(rights: Rights) -> bool:
    return rights.is_coordinator


def may_import_lists(rights: Rights) -> bool:
    return rights.is_coordinator


def may_keep_case(rights: Rights, organisation_id: int) -> bool:
    """Read and write the case files of an organisation."""
    return rules.may_act(rights, organisation_id, Scope.PARTNERSHIPS)


def may_read_case(rights: Rights, organisation_id: int) -> bool:
    return rules.is_member(rights, organisation_id) or may_keep_case(rights, organisation_id)
