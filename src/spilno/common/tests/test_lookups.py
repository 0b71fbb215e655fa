"""`holds` finds a text letter for letter on both databases."""

import pytest
from django.db.models import F

from spilno.common.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "found"),
    [("львів", 1), ("Львів", 0), ("0%", 1), ("%", 1), ("a_b", 1), ("a%b", 0), ("\\", 1), ("_", 1), ("", 2)],
)
def test_it_stands_there_as_it_is(text: str, found: int) -> None:
    for reason in ("у львів 100% a_b \\", "Lemberg"):
        AuditEntry.objects.create(action="львів", object_type="t", object_id=1, reason=reason)
    assert AuditEntry.objects.filter(reason__holds=text).count() == found


def test_a_column_is_looked_for_in_another() -> None:
    for reason in ("у львів", "Lemberg"):
        AuditEntry.objects.create(action="львів", object_type="t", object_id=1, reason=reason)
    assert AuditEntry.objects.filter(reason__holds=F("action")).count() == 1
