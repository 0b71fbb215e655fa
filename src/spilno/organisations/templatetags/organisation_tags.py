"""How organisations are written on pages."""

from typing import Any
from urllib.parse import urlsplit

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.organisations.models import Organisation
from spilno.organisations.queries import rights_of
from spilno.organisations.queries.relay import unread_number
from spilno.places.crowds import Crowd, draw_crowds

register = template.Library()


@register.simple_tag
def organisation_crumbs(organisation: Organisation | None, last: str = "") -> list[dict[str, Any]]:
    """The way to an organisation's page."""
    if organisation is None:
        return []
    language = organisation.label_language
    return [
        *directory_crumbs(),
        {
            "label": organisation.label,
            "url": reverse("organisations:detail", args=[organisation.pk]),
            "language": "" if language == (get_language() or "en")[:2] else language,
        },
    ]


@register.simple_tag
def directory_crumbs() -> list[dict[str, Any]]:
    """The way back to the directory."""
    return [{"label": _("Organisations"), "url": reverse("organisations:directory")}]


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


@register.simple_tag
def crowds_map(crowds: list[Crowd], address: str) -> SafeString | str:
    """Numbers of organisations on the outline of Europe; each mark leads to those of its place."""

    def label(one: Crowd) -> str:
        text = ngettext("%(place)s: %(number)d organisation", "%(place)s: %(number)d organisations", one.number)
        return text % {"place": one.area.label, "number": one.number}

    description = _("How many organisations belong to a place; the table below says the same.")
    return draw_crowds(crowds, address, label=label, title=_("Map of the organisations"), description=description)


@register.simple_tag
def message_crumbs() -> list[dict[str, Any]]:
    """The way back to all messages."""
    return [{"label": _("Messages"), "url": reverse("organisations:threads")}]


@register.simple_tag
def my_organisations(user: User) -> dict[str, Any]:
    """Organisations somebody acts for, with the role or the delegate, and how many conversations are new."""
    rights = rights_of(user)
    delegates = {pk: next(iter(scopes.values())) for pk, scopes in rights.delegated.items() if pk not in rights.roles}
    found = Organisation.objects.select_related("area").in_bulk([*rights.roles, *delegates, *delegates.values()])
    own: list[dict[str, Any]] = [
        {"organisation": found[pk], "role": role.label, "through": None} for pk, role in rights.roles.items()
    ]
    held: list[dict[str, Any]] = [
        {"organisation": found[pk], "role": "", "through": found[by]} for pk, by in delegates.items()
    ]
    rows = sorted([*own, *held], key=lambda row: str(row["organisation"]).casefold())
    return {"rows": rows, "unread": unread_number(user, rights)}
