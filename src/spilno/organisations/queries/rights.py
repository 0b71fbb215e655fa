"""Who somebody is to an organisation: rights, viewer, and the two ways to fetch one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from spilno.accounts.models import User
from spilno.common.audit import snapshot
from spilno.common.errors import WithdrawnError
from spilno.common.freshness import while_unchanged
from spilno.common.plain_sql import rows_of
from spilno.common.visibility import ANONYMOUS, Viewer
from spilno.organisations import rules
from spilno.organisations.enums import OrganisationStatus, Role, Scope
from spilno.organisations.models import Delegation, Membership, Organisation, Withdrawal
from spilno.organisations.rules import Rights
from spilno.places.lookup import areas_within

# Apps above add who is whose partner: (organisation ids) -> ids of the organisations that count one of them as a partner.
PARTNER_SOURCES: list[Callable[[frozenset[int]], set[int]]] = []


PROFILE = ("name", "name_de", "name_uk", "name_en", "kind", "website", "posts", "posts_visibility")


def profile_values(organisation: Organisation) -> dict[str, Any]:
    """The profile as one comparable record: read by the form, the trail and the page that shows both versions."""
    return snapshot(organisation, PROFILE) | {
        "themes": sorted(organisation.themes.values_list("theme", flat=True)),
        "languages": sorted(organisation.languages.values_list("language", flat=True)),
    }


# Written out, since most pages ask it.
_WITHDRAWN = """
SELECT area_id, 0 FROM organisations_withdrawal WHERE lifted_at IS NULL
UNION ALL SELECT id, 1 FROM organisations_organisation WHERE withdrawn_at IS NOT NULL
"""


@while_unchanged
def withdrawn_areas() -> frozenset[int]:
    """Areas under an emergency withdrawal and everything inside them; one query while there is none."""
    withdrawn = list(Withdrawal.objects.filter(lifted_at__isnull=True).values_list("area_id", flat=True))
    return areas_within(withdrawn) if withdrawn else frozenset()


@while_unchanged
def withdrawn() -> tuple[frozenset[int], frozenset[int]]:
    """The same areas, and the organisations that are withdrawn; one query for both while there is no area.

    For lists of very many rows: where nobody is withdrawn, the database need not be asked of each whether it is.
    """
    found = rows_of(_WITHDRAWN)
    hidden = [pk for pk, is_organisation in found if not is_organisation]
    return areas_within(hidden) if hidden else frozenset(), frozenset(pk for pk, one in found if one)


def rights_of(user: User | AnonymousUser) -> Rights:
    """Roles and delegations in force now; two queries, none for a stranger."""
    if not isinstance(user, User) or not user.is_active:
        return rules.NO_RIGHTS
    memberships = (
        Membership.objects.holding()
        .filter(user=user)
        .exclude(organisation__status__in=[OrganisationStatus.DECLINED, OrganisationStatus.CLOSED])
    )
    roles = {organisation: Role(role) for organisation, role in memberships.values_list("organisation_id", "role")}
    editing = [pk for pk, role in roles.items() if role.rank >= Role.EDITOR.rank]
    delegated: dict[int, dict[Scope, int]] = {}
    if editing:
        held = Delegation.objects.holding().filter(
            delegate__in=editing, delegate__withdrawn_at__isnull=True, delegate__status=OrganisationStatus.CONFIRMED
        )
        for principal, scope, delegate in held.order_by("pk").values_list("principal_id", "scope", "delegate_id"):
            delegated.setdefault(principal, {}).setdefault(Scope(scope), delegate)
    return Rights(user.pk, user.acts_as_coordinator, roles, delegated)


def viewer_of(user: User | AnonymousUser, rights: Rights | None = None) -> Viewer:
    """The reader as `common.visibility` knows one."""
    if not isinstance(user, User) or not user.is_active:
        return ANONYMOUS
    rights = rights or rights_of(user)
    by_delegation = {
        principal for principal, scopes in rights.delegated.items() if {Scope.ALL, Scope.PROFILE} & scopes.keys()
    }
    own = frozenset(rights.roles)
    partners: set[int] = set()
    if own:
        for source in PARTNER_SOURCES:
            partners |= source(own)
        held = Delegation.objects.holding().filter(delegate__in=own).values_list("principal_id", flat=True)
        given = Delegation.objects.holding().filter(principal__in=own).values_list("delegate_id", flat=True)
        partners |= set(held) | set(given)
    confirmed = (
        Organisation.objects.confirmed().filter(pk__in=own, withdrawn_at__isnull=True).exists() if own else False
    )
    return Viewer(
        account_id=user.pk,
        in_network=confirmed or rights.is_coordinator,
        is_coordinator=rights.is_coordinator,
        reads=own | by_delegation,
        partner_of=frozenset(partners),
    )


def get_coordinator(user: User | AnonymousUser) -> User:
    """The account where it is the network office's. Raises Http404 for everybody else."""
    if not isinstance(user, User) or not rights_of(user).is_coordinator:
        raise Http404
    return user


def get_organisation_for(viewer: Viewer, pk: int) -> Organisation:
    """One organisation to read. Raises Http404, and WithdrawnError where it was public and is withdrawn."""
    found = Organisation.objects.select_related("area").filter(pk=pk)
    organisation = found.visible_to(viewer).first()
    if organisation is not None:
        return organisation
    if found.confirmed().filter(withdrawn_at__isnull=False).exists():
        raise WithdrawnError
    raise Http404


@dataclass(frozen=True)
class Acting:
    """Somebody acts for an organisation, perhaps through another that holds a delegation."""

    user: User
    organisation: Organisation
    through: Organisation | None

    @property
    def for_audit(self) -> dict[str, Any]:
        """Keyword arguments of `audit.record`."""
        return {"acting_user": self.user, "on_behalf_of": self.organisation, "through": self.through}


def acting_for(user: User, rights: Rights, organisation: Organisation, scope: Scope) -> Acting | None:
    """How somebody acts for an organisation in this scope: as its editor, else through a delegate; None if not at all."""
    if not rules.may_act(rights, organisation.pk, scope):
        return None
    role = rights.roles.get(organisation.pk)
    if role is not None and role.rank >= Role.EDITOR.rank:
        return Acting(user, organisation, None)
    delegate = rules.delegate_for(rights, organisation.pk, scope)
    assert delegate is not None
    return Acting(user, organisation, Organisation.objects.get(pk=delegate))


def get_organisation_to_act(user: User | AnonymousUser, pk: int, scope: Scope) -> Acting:
    """The organisation together with the right to act for it in this scope. Raises Http404 for everybody else."""
    rights = rights_of(user)
    organisation = Organisation.objects.select_related("area").filter(pk=pk).first()
    acting = acting_for(user, rights, organisation, scope) if organisation and isinstance(user, User) else None
    if acting is None:
        raise Http404
    return acting


def get_organisation_to_own(user: User | AnonymousUser, pk: int) -> Acting:
    """The organisation for one of its owners. Raises Http404 for everybody else."""
    if not isinstance(user, User) or not rules.is_owner(rights_of(user), pk):
        raise Http404
    return Acting(user, Organisation.objects.select_related("area").get(pk=pk), None)


def people_of(organisation: Organisation) -> list[User]:
    """Who holds a role there now, by name."""
    rows = Membership.objects.holding().filter(organisation=organisation, user__is_active=True).select_related("user")
    return [one.user for one in rows.order_by("user__name", "pk")]
