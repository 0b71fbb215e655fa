"""Guides of the library where they are needed: a link in the reader's language, and nothing where the guide is gone."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.module_loading import import_string

register = template.Library()


@register.inclusion_tag("design/partials/guide.html")
def guide(key: str) -> dict[str, Any]:
    """`settings.GUIDE` names a function (key) -> {"address", "title", "language"} or None."""
    return {"guide": import_string(settings.GUIDE)(key)}
