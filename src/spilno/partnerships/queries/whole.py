"""Answers over the whole registry, kept in memory while nothing that they read has changed.

`common.freshness` forgets with every write of anybody; figures and map read a hundred thousand relations, so they are
kept as long as the registry itself stands.
"""

from collections.abc import Callable
from typing import TypeVar

from django.db import connection
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import get_language

from spilno.common.visibility import Viewer
from spilno.organisations.models import Organisation
from spilno.organisations.queries import withdrawn_areas
from spilno.partnerships.models import Partnership, StatusChange
from spilno.partnerships.queries.search import RegistryWanted
from spilno.places.gazetteer import state as state_of_places

T = TypeVar("T")
MOST_KEPT = 64
_kept: dict[object, object] = {}


def registry_state() -> tuple[object, ...]:
    """Equal only while the public registry is the same; six small queries."""
    rows = Partnership.objects.order_by()
    # Without filters the newest change is one look at an index; so is the number of what is confirmed.
    changed = rows.aggregate(at=Max("changed_at"), last=Max("pk"))
    shown = rows.filter(status="confirmed", merged_into__isnull=True).aggregate(n=Count("pk"))
    steps = StatusChange.objects.aggregate(last=Max("pk"))
    withdrawn = frozenset(Organisation.objects.filter(withdrawn_at__isnull=False).values_list("pk", flat=True))
    found = (changed["at"], changed["last"], shown["n"], steps["last"])
    return (*found, withdrawn, withdrawn_areas(), state_of_places(), connection.settings_dict["NAME"])


def over_all(viewer: Viewer, wanted: RegistryWanted, key: tuple[object, ...], work: Callable[[], T]) -> T:
    """What `work` answers; from memory for a stranger who narrows nothing."""
    if not viewer.is_anonymous or wanted != RegistryWanted(sort=wanted.sort):
        return work()
    whole = (key, get_language(), timezone.localdate(), registry_state())
    if whole not in _kept:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[whole] = work()
    return _kept[whole]  # type: ignore[return-value]
