"""Who may do what for an organisation: predicates over rights that were read once."""

from dataclasses import dataclass, field

from spilno.organisations.enums import OrganisationKind, Role, Scope
from spilno.organisations.models import Organisation


@dataclass(frozen=True)
class Rights:
    """What one account may do, as of now.

    roles: organisation -> the account's own role there.
    delegated: principal -> scope -> the delegate organisation through which the account holds it, as an editor there.
    """

    account_id: int | None = None
    is_coordinator: bool = False
    roles: dict[int, Role] = field(default_factory=dict)
    delegated: dict[int, dict[Scope, int]] = field(default_factory=dict)


NO_RIGHTS = Rights()


def is_member(rights: Rights, organisation_id: int) -> bool:
    return organisation_id in rights.roles


def _has_role(rights: Rights, organisation_id: int, least: Role) -> bool:
    role = rights.roles.get(organisation_id)
    return role is not None and role.rank >= least.rank


def is_owner(rights: Rights, organisation_id: int) -> bool:
    return _has_role(rights, organisation_id, Role.OWNER)


def delegate_for(rights: Rights, organisation_id: int, scope: Scope) -> int | None:
    """The organisation through which the account may act in this scope without being an editor there itself."""
    held = rights.delegated.get(organisation_id, {})
    return held.get(scope) or held.get(Scope.ALL)


def may_act(rights: Rights, organisation_id: int, scope: Scope) -> bool:
    """As an editor of the organisation, or by a delegation of this scope."""
    return _has_role(rights, organisation_id, Role.EDITOR) or delegate_for(rights, organisation_id, scope) is not None


def may_withdraw(rights: Rights, organisation: Organisation) -> bool:
    """The network office, and owners of the municipality's own administration."""
    own = organisation.kind == OrganisationKind.ADMINISTRATION and is_owner(rights, organisation.pk)
    return rights.is_coordinator or own


def may_manage_members(rights: Rights, organisation_id: int) -> bool:
    return is_owner(rights, organisation_id)


def may_delegate(rights: Rights, organisation_id: int) -> bool:
    return is_owner(rights, organisation_id)


def may_decide_join(rights: Rights, organisation_id: int) -> bool:
    return is_owner(rights, organisation_id) or rights.is_coordinator


def may_confirm_organisations(rights: Rights) -> bool:
    return rights.is_coordinator
