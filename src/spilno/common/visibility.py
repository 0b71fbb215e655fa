"""Who may see what: one mechanism for every table that holds values of an organisation.

A `Viewer` is worked out once per request (`organisations.queries.viewer_of`) and handed to every query. A table names the
path to its owner and, where values differ, the column that holds their `Visibility`:

    ContactPoint.objects.filter(visible_to(viewer, owner="organisation", column="visibility"))

What is withdrawn is seen by its own people and by coordinators only, whatever its visibility says.
"""

from dataclasses import dataclass, field

from django.db.models import Q

from spilno.common.enums import Visibility


@dataclass(frozen=True)
class Viewer:
    """A reader, as far as visibility is concerned.

    reads: organisations whose internal values the reader may see: as a member, or for whom the reader's own organisation
        acts by delegation.
    partner_of: organisations that count one of the reader's own among their partners.
    """

    account_id: int | None = None
    in_network: bool = False
    is_coordinator: bool = False
    reads: frozenset[int] = field(default_factory=frozenset)
    partner_of: frozenset[int] = field(default_factory=frozenset)

    @property
    def is_anonymous(self) -> bool:
        return self.account_id is None


ANONYMOUS = Viewer()


def _path(owner: str, column: str) -> str:
    return f"{owner}__{column}" if owner else column


def standing(viewer: Viewer, *, owner: str) -> Q:
    """Rows whose owner is not withdrawn, or is withdrawn but the reader's own. `owner` "" is the organisation itself."""
    if viewer.is_coordinator:
        return Q()
    standing_owner = Q(**{_path(owner, "withdrawn_at__isnull"): True})
    return standing_owner | Q(**{_path(owner, "pk__in"): viewer.reads}) if viewer.reads else standing_owner


def visible_to(viewer: Viewer, *, owner: str, column: str = "visibility") -> Q:
    """Rows the reader may see, by the owner's standing and the row's own visibility."""
    own = Q(**{_path(owner, "pk__in"): viewer.reads})
    if viewer.is_coordinator:
        # A coordinator confirms and mediates inside the network, and reads what the network may read, not internals.
        seen = Q(**{f"{column}__in": [Visibility.PUBLIC, Visibility.NETWORK, Visibility.PARTNERS]})
        return seen | own if viewer.reads else seen
    levels = [Visibility.PUBLIC, Visibility.NETWORK] if viewer.in_network else [Visibility.PUBLIC]
    seen = Q(**{f"{column}__in": levels})
    if viewer.partner_of:
        seen |= Q(**{column: Visibility.PARTNERS, _path(owner, "pk__in"): viewer.partner_of})
    seen &= standing(viewer, owner=owner)
    return seen | own if viewer.reads else seen
