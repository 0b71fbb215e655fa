"""What one reader may see of an organisation, gathered with a fixed number of queries."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from spilno.common.enums import TextStatus, Visibility
from spilno.common.visibility import Viewer, visible_to
from spilno.organisations.enums import Direction, TextKind
from spilno.organisations.models import Delegation, HelpEntry, Organisation, OrganisationText
from spilno.organisations.queries.contact import ShownPoint, contact_points


@dataclass
class ShownText:
    """A text in the reader's language, or in the one it exists in."""

    label: str
    text: str
    language: str
    status: TextStatus


@dataclass
class ProfilePage:
    texts: list[ShownText] = field(default_factory=list)
    offers: list[HelpEntry] = field(default_factory=list)
    seeks: list[HelpEntry] = field(default_factory=list)
    acts_for: list[Delegation] = field(default_factory=list)
    represented_by: list[Delegation] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    shows_posts: bool = False
    contacts: list[ShownPoint] = field(default_factory=list)


def _texts(organisation: Organisation, viewer: Viewer) -> list[ShownText]:
    """One text of each kind: in the reader's language, else English, else the original."""
    mine = (get_language() or "en")[:2]
    rows = OrganisationText.objects.filter(visible_to(viewer, owner="organisation"), organisation=organisation)
    by_kind: dict[str, list[OrganisationText]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    shown = []
    for kind in TextKind:
        found = sorted(
            by_kind.get(kind, []), key=lambda row: (row.language != mine, row.language != "en", not row.is_original)
        )
        if found:
            original = next((row for row in found if row.is_original), None)
            first = found[0]
            shown.append(ShownText(str(kind.label), first.text, first.language, first.status_beside(original)))
    return shown


def profile_page(organisation: Organisation, viewer: Viewer) -> ProfilePage:
    """Eight queries, whatever the organisation has."""
    today = timezone.localdate()
    in_force = Q(until__isnull=True) | Q(until__gte=today)
    entries = HelpEntry.objects.filter(in_force, visible_to(viewer, owner="organisation"), organisation=organisation)
    offered = list(entries)
    delegations = Delegation.objects.holding().select_related("principal__area", "delegate__area")
    hidden = Q(principal__withdrawn_at__isnull=True, delegate__withdrawn_at__isnull=True)
    around = list(delegations.filter(hidden, Q(principal=organisation) | Q(delegate=organisation)))
    knows_posts = organisation.posts is not None and (
        organisation.posts_visibility == Visibility.PUBLIC
        or (organisation.posts_visibility == Visibility.NETWORK and viewer.in_network)
        or (organisation.posts_visibility == Visibility.PARTNERS and organisation.pk in viewer.partner_of)
        or organisation.pk in viewer.reads
    )
    return ProfilePage(
        texts=_texts(organisation, viewer),
        offers=[one for one in offered if one.direction == Direction.OFFERS],
        seeks=[one for one in offered if one.direction == Direction.SEEKS],
        acts_for=[one for one in around if one.delegate_id == organisation.pk],
        represented_by=[one for one in around if one.principal_id == organisation.pk],
        themes=[one.get_theme_display() for one in organisation.themes.all()],
        languages=[one.get_language_display() for one in organisation.languages.all()],
        shows_posts=knows_posts,
        contacts=contact_points(organisation, viewer),
    )
