"""One relation with the right to read or keep it; what a reader may not see is not there."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import Http404

from spilno.accounts.models import User
from spilno.common.errors import WithdrawnError
from spilno.common.visibility import Viewer
from spilno.organisations.enums import OrganisationKind, Scope
from spilno.organisations.models import Organisation
from spilno.organisations.queries import rights_of, withdrawn_areas
from spilno.organisations.rules import delegate_for, may_act
from spilno.partnerships import rules
from spilno.partnerships.enums import ReviewStatus
from spilno.partnerships.models import Partnership
from spilno.partnerships.rules import Keepers


def keepers_of(partnership: Partnership) -> Keepers:
    """Two joins: organisations that are parties, and administrations of areas that are."""
    wanted = Q(parties__partnership=partnership) | Q(
        kind=OrganisationKind.ADMINISTRATION, area__parties__partnership=partnership
    )
    return Keepers(frozenset(Organisation.objects.confirmed().filter(wanted).values_list("pk", flat=True)))


def get_partnership_for(viewer: Viewer, pk: int) -> Partnership:
    """One relation to read. Raises Http404, and WithdrawnError where it was public and a party is withdrawn."""
    hidden = withdrawn_areas()
    found = Partnership.objects.filter(pk=pk)
    partnership = found.visible_to(viewer, hidden).first()
    if partnership is not None:
        return partnership
    if found.filter(status=ReviewStatus.CONFIRMED, merged_into__isnull=True).exists():
        raise WithdrawnError
    raise Http404


@dataclass(frozen=True)
class Keeping:
    """Somebody keeps a relation: as a coordinator, or for an organisation, perhaps through another."""

    user: User
    partnership: Partnership
    organisation: Organisation | None
    through: Organisation | None
    may_confirm: bool

    @property
    def for_audit(self) -> dict[str, Any]:
        """Keyword arguments of `audit.record`."""
        return {"acting_user": self.user, "on_behalf_of": self.organisation, "through": self.through}


def get_partnership_to_keep(user: User | AnonymousUser, pk: int) -> Keeping:
    """The relation together with the right to change it. Raises Http404 for everybody else."""
    rights = rights_of(user)
    partnership = Partnership.objects.filter(pk=pk, merged_into__isnull=True).first()
    if partnership is None or not isinstance(user, User):
        raise Http404
    keepers = keepers_of(partnership)
    if not rules.may_edit_partnership(rights, keepers):
        raise Http404
    own = sorted(one for one in keepers.organisations if may_act(rights, one, Scope.PARTNERSHIPS))
    organisation = Organisation.objects.get(pk=own[0]) if own else None
    member = organisation is not None and organisation.pk in rights.roles
    delegate = delegate_for(rights, own[0], Scope.PARTNERSHIPS) if own and not member else None
    through = Organisation.objects.get(pk=delegate) if delegate else None
    return Keeping(user, partnership, organisation, through, rules.may_confirm_partnership(rights))
