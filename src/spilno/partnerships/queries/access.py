"""One relation with the right to read or keep it; what a reader may not see is not there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import snapshot
from spilno.common.errors import RefusedError, WithdrawnError
from spilno.common.visibility import Viewer
from spilno.organisations.enums import OrganisationKind, Scope
from spilno.organisations.models import Organisation
from spilno.organisations.queries import acting_for, rights_of, withdrawn
from spilno.organisations.rules import NO_RIGHTS, Rights, may_act
from spilno.partnerships import rules
from spilno.partnerships.entries import NewParty
from spilno.partnerships.enums import ACTING_AS_ONE, ReviewStatus
from spilno.partnerships.models import Partnership, Party, Portrait, StatusChange
from spilno.partnerships.rules import Keepers
from spilno.places.enums import AreaLevel
from spilno.places.lookup import region_of
from spilno.places.queries import acting_unit


def keepers_of(partnership: Partnership) -> Keepers:
    """Organisations that are parties, and administrations of areas that are, or that act for those."""
    parties = Party.objects.filter(partnership=partnership)
    units = parties.filter(area__level__in=ACTING_AS_ONE).values("place")
    wanted = Q(parties__partnership=partnership) | administering(parties.values("area"), units)
    return Keepers(frozenset(Organisation.objects.confirmed().filter(wanted).values_list("pk", flat=True)))


def administering(areas: Any, units: Any) -> Q:
    """Administrations of these areas, and of these hromadas: the town a hromada is named after has no other."""
    hromadas = Q(area__in=units) | Q(area__level=AreaLevel.SETTLEMENT, area__parent__in=units)
    return Q(kind=OrganisationKind.ADMINISTRATION) & (Q(area__in=areas) | hromadas)


def get_partnership_for(viewer: Viewer, pk: int) -> Partnership:
    """One relation to read. Raises Http404, and WithdrawnError where it was public and a party is withdrawn."""
    found = Partnership.objects.filter(pk=pk)
    # Not `first()`, which puts one row in order.
    for partnership in found.visible_to(viewer, *withdrawn()):
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


def keeping_of(user: User | AnonymousUser, partnership: Partnership) -> Keeping | None:
    """The right to change a relation, or None."""
    rights = rights_of(user)
    if not isinstance(user, User) or rights == NO_RIGHTS:
        return None
    keepers = keepers_of(partnership)
    if not rules.may_edit_partnership(rights, keepers):
        return None
    organisation, through = _acting_for(user, rights, keepers.organisations)
    return Keeping(user, partnership, organisation, through, rules.may_confirm_partnership(rights))


def _acting_for(user: User, rights: Rights, keepers: Iterable[int]) -> tuple[Organisation | None, Organisation | None]:
    """For which of the keepers somebody acts, and through which delegate; none for a coordinator as such."""
    own = sorted(one for one in keepers if may_act(rights, one, Scope.PARTNERSHIPS))
    acting = acting_for(user, rights, Organisation.objects.get(pk=own[0]), Scope.PARTNERSHIPS) if own else None
    return (acting.organisation, acting.through) if acting else (None, None)


def get_partnership_to_keep(user: User | AnonymousUser, pk: int) -> Keeping:
    """The relation together with the right to change it. Raises Http404 for everybody else."""
    partnership = Partnership.objects.filter(pk=pk, merged_into__isnull=True).first()
    keeping = keeping_of(user, partnership) if partnership else None
    if keeping is None:
        raise Http404
    return keeping


def get_acting_for_parties(user: User, parties: Sequence[NewParty]) -> dict[str, Any]:
    """Keyword arguments for `enter_partnership` by somebody who acts for one of the parties, or as a coordinator.

    Raises RefusedError for everybody else: a relation is entered by its parties.
    """
    rights = rights_of(user)
    areas = [one.area for one in parties if one.area]
    units = [(acting_unit(one) or one).pk for one in areas if one.level in ACTING_AS_ONE]
    named = [one.organisation.pk for one in parties if one.organisation]
    wanted = Q(pk__in=named) | administering([one.pk for one in areas], units)
    keepers = Organisation.objects.confirmed().filter(wanted).values_list("pk", flat=True)
    organisation, through = _acting_for(user, rights, keepers)
    if organisation is None and not rights.is_coordinator:
        raise RefusedError(_("You can enter partnerships of places for which you act. Please tell the network office."))
    acting = {"acting_user": user, "on_behalf_of": organisation, "through": through}
    return acting | {"confirmed": rights.is_coordinator}


def own_side(user: User | AnonymousUser) -> dict[str, str]:
    """The field and the words for the place of somebody who acts for one administration: theirs is the side of Ukraine."""
    rights = rights_of(user)
    rows = Organisation.objects.confirmed().filter(pk__in=rights.roles, kind=OrganisationKind.ADMINISTRATION)
    own = [one for one in rows.select_related("area") if may_act(rights, one.pk, Scope.PARTNERSHIPS)]
    area = own[0].area if len(own) == 1 and not rights.is_coordinator else None
    if area is None:
        return {}
    region = region_of(area)
    told = f"{area.label}, {region.label}" if region and region != area else area.label
    return {"theirs_1" if area.country == "UA" else "ours_1": told}


def facts_of(partnership: Partnership) -> dict[str, Any]:
    """What `edit_facts` changes, as one comparable record."""
    involved = partnership.involved.select_related("organisation").order_by("pk")
    return {
        "themes": sorted(partnership.themes.values_list("theme", flat=True)),
        "involved": [[one.organisation_id or one.name, one.role] for one in involved],
        "third_partners": sorted(partnership.third_partners.values_list("area", flat=True)),
    }


HISTORY = (
    "phase", "agreement_type", "local_label", "on", "precision", "until_on", "until_precision", "term", "on_trial",
    "review_on", "decided_by", "note", "source_url",
)  # fmt: skip


def history_values(step: StatusChange) -> dict[str, Any]:
    """A step of the history as one comparable record."""
    return snapshot(step, HISTORY)


def answers_in(portrait: Portrait | None, language: str) -> dict[str, str]:
    """The interview in one language, by question."""
    if portrait is None:
        return {}
    return dict(portrait.answers.filter(language=language).values_list("question", "text"))
