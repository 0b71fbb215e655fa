"""Which rows belong to the demonstration: noted while they are made, deleted as a whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models.signals import post_save

from spilno.common.models import DemonstrationRow, Heartbeat, RateCount

NOT_NOTED = (DemonstrationRow, Heartbeat, RateCount)


@contextmanager
def noting() -> Iterator[list[tuple[str, str]]]:
    """Everything that is created inside, in its order; rows made in bulk hang on one of these and go with it."""
    made: list[tuple[str, str]] = []

    def note(sender: type[models.Model], instance: models.Model, created: bool, **_: Any) -> None:
        if created and not isinstance(instance, NOT_NOTED) and not sender._meta.proxy:
            made.append((sender._meta.label, str(instance.pk)))

    post_save.connect(note, weak=False)
    try:
        yield made
    finally:
        post_save.disconnect(note)
    DemonstrationRow.objects.bulk_create([DemonstrationRow(label=label, key=key) for label, key in made])


@transaction.atomic
def delete_all() -> int:
    """Newest first; what is still held by a row that goes later waits for its turn. Gives how many were noted."""
    noted = list(DemonstrationRow.objects.order_by("-pk").values_list("label", "key"))
    waiting = [(label, [key for _label, key in rows]) for label, rows in groupby(noted, key=lambda one: one[0])]
    while waiting:
        left = []
        for label, keys in waiting:
            try:
                with transaction.atomic():
                    apps.get_model(label)._base_manager.filter(pk__in=keys).delete()
            except (models.ProtectedError, models.RestrictedError):
                left.append((label, keys))
        if len(left) == len(waiting):
            held = ", ".join(sorted({label for label, _keys in left}))
            raise models.ProtectedError(f"rows of {held} are used by others", set())
        waiting = left
    DemonstrationRow.objects.all().delete()
    return len(noted)
