"""How organisations are written on pages."""

from typing import Any
from urllib.parse import urlsplit

from django import template
from django.urls import reverse
from django.utils.translation import get_language

from spilno.organisations.models import Organisation

register = template.Library()


@register.simple_tag
def organisation_crumbs(organisation: Organisation | None, last: str = "") -> list[dict[str, Any]]:
    """The way to an organisation's page."""
    if organisation is None:
        return []
    language = organisation.label_language
    return [
        {
            "label": organisation.label,
            "url": reverse("organisations:detail", args=[organisation.pk]),
            "language": "" if language == (get_language() or "en")[:2] else language,
        }
    ]


@register.filter
def host_of(address: str) -> str:
    """The host a link leads to, as the address itself says it; look-alikes show in their xn-- form."""
    host = urlsplit(address).hostname or ""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


@register.filter
def masked(address: str) -> str:
    """An address that its owner recognises and nobody else can use."""
    name, _at, domain = address.partition("@")
    return f"{name[:1]}…@{domain}"
