"""Small things the pages of an account need."""

import json
import re
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

register = template.Library()
# In this order: each of them names those after it, too.
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@register.simple_tag
def outbox_address() -> str:
    """Where outgoing mails can be read; empty outside development."""
    return reverse("web:outbox") if settings.SHOWING_OUTBOX else ""


@register.simple_tag
def providers() -> list[dict[str, object]]:
    return list(settings.OIDC_PROVIDERS)


@register.filter
def as_json(value: Any) -> str:
    """For a data attribute, where the template escapes it."""
    return json.dumps(value)


@register.filter
def in_fours(key: str) -> str:
    """A long key as people copy it: four signs and a gap."""
    return " ".join(re.findall(".{1,4}", key))


@register.filter
def browser(agent: str) -> str:
    """What a browser says of itself, in two words; what is not known is shown as it came, shortened."""
    name = next((word for sign, word in BROWSERS if sign in agent), "")
    system = next((word for sign, word in SYSTEMS if sign in agent), "")
    if name and system:
        return _("%(browser)s on %(system)s") % {"browser": name, "system": system}
    return name or system or agent[:60] or _("unknown browser")
