"""Contact points as a reader may see them."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from spilno.common.visibility import Viewer, visible_to
from spilno.organisations.models import ContactDetail, ContactPoint, Organisation


@dataclass(frozen=True)
class ShownPoint:
    """A contact point with those of its details that the reader may see and that have not ended."""

    point: ContactPoint
    details: list[ContactDetail]


def contact_points(organisation: Organisation, viewer: Viewer) -> list[ShownPoint]:
    """Two queries; a point without a visible detail still names the task, where the point itself is visible."""
    points = list(ContactPoint.objects.filter(visible_to(viewer, owner="organisation"), organisation=organisation))
    in_force = Q(expires_on__isnull=True) | Q(expires_on__gte=timezone.localdate())
    details = ContactDetail.objects.filter(in_force, visible_to(viewer, owner="point__organisation"), point__in=points)
    by_point: dict[int, list[ContactDetail]] = {}
    for one in details:
        by_point.setdefault(one.point_id, []).append(one)
    return [ShownPoint(one, by_point.get(one.pk, [])) for one in points]


def is_guarded(organisation: Organisation) -> bool:
    """Contacts in Ukraine are non-public unless the organisation itself says otherwise."""
    return organisation.area.country == "UA"
