"""Keeping contact points and their details."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from spilno.accounts.models import User
from spilno.common.audit import record, snapshot
from spilno.organisations.models import ContactDetail, ContactPoint
from spilno.organisations.queries import Acting

POINT = ("title", "visibility", "person_id")


def _details(point: ContactPoint) -> list[list[Any]]:
    rows = point.details.values_list("kind", "value", "visibility", "expires_on")
    return [[*row[:3], row[3].isoformat() if row[3] else None] for row in rows]


@transaction.atomic
def save_contact_point(
    acting: Acting,
    *,
    title: str,
    visibility: str,
    person: User | None,
    details: Sequence[Mapping[str, Any]],
    point: ContactPoint | None = None,
) -> ContactPoint:
    """A contact point with all its details ({kind, value, visibility, expires_on}); those left out are removed."""
    row = point or ContactPoint(organisation=acting.organisation)
    before = {**snapshot(row, POINT), "details": _details(row)} if point else {}
    row.title, row.visibility, row.person = title, visibility, person
    row.save()
    row.details.all().delete()
    ContactDetail.objects.bulk_create(ContactDetail(point=row, **values) for values in details)
    after = {**snapshot(row, POINT), "details": _details(row)}
    record(
        "organisations.save_contact_point",
        row,
        before=before,
        after=after,
        secret=["details", "title"],
        **acting.for_audit,
    )
    return row


@transaction.atomic
def remove_contact_point(acting: Acting, point: ContactPoint) -> None:
    before = {"title": point.title}
    record("organisations.remove_contact_point", point, before=before, after={}, secret=["title"], **acting.for_audit)
    point.delete()
