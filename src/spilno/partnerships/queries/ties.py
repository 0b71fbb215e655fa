"""What relations add to the ways of the directory and to who counts as a partner."""

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from spilno.common.visibility import Viewer
from spilno.organisations.enums import OrganisationKind
from spilno.organisations.models import Organisation
from spilno.organisations.queries import withdrawn
from spilno.organisations.queries.ties import Node, Stop, Tie
from spilno.partnerships.enums import OVER
from spilno.partnerships.models import InvolvedOrganisation, Partnership, Party


def _published(viewer: Viewer) -> "Q":
    rows = Partnership.objects.visible_to(viewer, *withdrawn()).exclude(phase__in=OVER)
    return Q(partnership__in=rows)


def relations(nodes: Sequence[Node], viewer: Viewer) -> Iterable[Tie]:
    """A party and its partnership; an organisation that takes part and the partnership."""
    areas = [pk for kind, pk in nodes if kind == "area"]
    organisations = [pk for kind, pk in nodes if kind == "organisation"]
    own = [pk for kind, pk in nodes if kind == "partnership"]
    touched = Q(place__in=areas, organisation__isnull=True) | Q(organisation__in=organisations) | Q(partnership__in=own)
    rows = Party.objects.filter(_published(viewer), touched)
    for partnership, place, organisation in rows.values_list("partnership_id", "place_id", "organisation_id"):
        node: Node = ("organisation", organisation) if organisation else ("area", place)
        if node[1]:
            yield Tie(node, ("partnership", partnership), _("is a party of"), _("was concluded by"))
    taking_part = InvolvedOrganisation.objects.filter(
        _published(viewer), Q(organisation__in=organisations) | Q(partnership__in=own, organisation__isnull=False)
    )
    for partnership, organisation in taking_part.values_list("partnership_id", "organisation_id"):
        yield Tie(("organisation", organisation), ("partnership", partnership), _("takes part in"), _("is carried by"))


def read_partnerships(ids: Sequence[int], viewer: Viewer) -> dict[int, Stop]:
    rows = Partnership.objects.visible_to(viewer, *withdrawn())
    found = rows.prefetch_related("parties__area", "parties__organisation").in_bulk(list(ids))
    # By the reader's names of the parties; what is kept for sorting bears German ones.
    names = {pk: " – ".join(party.label for party in one.parties.all()) for pk, one in found.items()}
    return {pk: Stop(name, "", reverse("partnerships:detail", args=[pk])) for pk, name in names.items()}


def partner_organisations(own: frozenset[int]) -> set[int]:
    """Organisations on another side of a relation in force with one of these, or of their administrations' places."""
    administrations = Organisation.objects.filter(pk__in=own, kind=OrganisationKind.ADMINISTRATION).values("area")
    ours = Party.objects.filter(Q(organisation__in=own) | Q(area__in=administrations))
    live = Partnership.objects.published(*withdrawn()).exclude(phase__in=OVER)
    theirs = Party.objects.filter(partnership__in=live.filter(pk__in=ours.values("partnership")))
    areas = theirs.filter(organisation__isnull=True).values("area")
    found = Organisation.objects.confirmed().filter(
        Q(kind=OrganisationKind.ADMINISTRATION, area__in=areas) | Q(pk__in=theirs.values("organisation"))
    )
    return set(found.exclude(pk__in=own).values_list("pk", flat=True))
