"""Everything kept about a subscriber, as the models declare it."""

from typing import Any

from django.db import models

from spilno.newsletter.models import Bounce, Consent, Delivery, Subscriber


def everything_about(row: Subscriber) -> dict[str, list[dict[str, Any]]]:
    """Model -> rows with the fields that each declares for export."""
    found = {}
    parts: list[tuple[type[models.Model], dict[str, Any]]] = [
        (Subscriber, {"pk": row.pk}),
        (Consent, {"subscriber": row}),
        (Delivery, {"subscriber": row}),
        (Bounce, {"delivery__subscriber": row}),
    ]
    for model, which in parts:
        fields = model.personal_data.export  # type: ignore[attr-defined]
        found[model._meta.model_name or ""] = list(
            model._default_manager.filter(**which).order_by("pk").values(*fields)
        )
    return found
