"""How the newsletter is written on pages."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def newsletter_crumbs(office: bool = False, last: str = "") -> list[dict[str, Any]]:
    """The way back to the newsletter's page, and to the office's list of issues."""
    crumbs: list[dict[str, Any]] = [{"label": _("Newsletter"), "url": reverse("newsletter:subscribe")}]
    if office:
        crumbs.append({"label": _("Issues"), "url": reverse("newsletter:issues")})
    return [*crumbs, {"label": last}] if last else crumbs
