"""How requests are written on pages."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.clocks import both_hours
from spilno.organisations.enums import OrganisationKind, SpokenLanguage, Theme
from spilno.partnersearch.enums import Force, SoughtLevel, ThemeSide
from spilno.partnersearch.models import FirstMeeting, PartnerRequest
from spilno.partnersearch.queries import waiting
from spilno.partnerships.enums import AgreementType
from spilno.places.queries import area_by_key
from spilno.places.templatetags.place_tags import country_name

register = template.Library()


@register.simple_tag
def request_crumbs(row: PartnerRequest | None = None) -> list[dict[str, Any]]:
    """The way to the list of requests, or to one of them."""
    crumbs = [{"label": _("Partner requests"), "url": reverse("partnersearch:requests")}]
    if isinstance(row, PartnerRequest):
        crumbs.append({"label": row.title, "url": reverse("partnersearch:request", args=[row.pk])})
    return crumbs


@register.simple_tag
def themes_of(row: PartnerRequest, side: str) -> list[str]:
    """Themes sought or offered, the weightiest first; of rows already fetched."""
    return [str(one) for one in sorted(row.themes.all(), key=lambda one: -one.weight) if one.side == side]


@dataclass(frozen=True)
class WishLine:
    label: str | Promise
    text: str


@register.simple_tag
def wish_lines(row: PartnerRequest) -> list[WishLine]:
    """All wishes as label and sentence; what was not said is left out."""
    told = [
        (_("Looks for"), ", ".join(themes_of(row, ThemeSide.SEEKS))),
        (_("Offers"), ", ".join(themes_of(row, ThemeSide.OFFERS))),
        (_("Wished partner"), _labels(OrganisationKind, row.kinds)),
        (_("Level"), _forced(_labels(SoughtLevel, row.levels), row.level_force)),
        (_("Country"), country_name(row.country)),
        (_("Region"), _forced(", ".join(one.label for one in row.regions.all()), row.region_force)),
        (_("Size"), _forced(_size(row), row.size_force)),
        (_("Situation in the war"), str(row.get_security_display()) if row.security else ""),
        (_("Agreement"), _labels(AgreementType, row.agreement_types)),
        (_("Term"), ", ".join(filter(None, [_("at first on trial") if row.on_trial else "", row.term]))),
        (_("Languages"), _spoken(row)),
        (_("New partners at most"), str(row.capacity)),
        (_("Posts for this work"), number_format(row.posts.normalize()) if row.posts is not None else ""),
    ]
    return [WishLine(label, text) for label, text in told if text]


def _labels(words: Any, values: list[str]) -> str:
    return ", ".join(str(words(one).label) for one in values if one in words.values)


def _forced(text: str, force: str) -> str:
    return f"{text} ({Force(force).label})" if text and force else text


def _size(row: PartnerRequest) -> str:
    low, high = row.size_low, row.size_high
    if low is not None and high is not None:
        text = _("%(low)s to %(high)s inhabitants")
    elif low is not None:
        text = _("from %(low)s inhabitants")
    elif high is not None:
        text = _("up to %(high)s inhabitants")
    else:
        return ""
    return text % {
        "low": number_format(low or 0, force_grouping=True),
        "high": number_format(high or 0, force_grouping=True),
    }


def _spoken(row: PartnerRequest) -> str:
    spoken = _labels(SpokenLanguage, row.languages)
    return ", ".join(filter(None, [spoken, _("interpreting is there") if row.interpreter else ""]))


@register.filter
def both_clocks(meeting: FirstMeeting) -> str:
    """Day and hours in Germany and in Ukraine."""
    return both_hours(meeting)


@register.simple_tag
def search_words(filters: str) -> str:
    """What a saved search asks for, in words."""
    data = QueryDict(str(filters or ""))
    region = area_by_key(data.get("region", "")) if data.get("region") else None
    kind, theme = data.get("kind", ""), data.get("theme", "")
    words = [
        data.get("q", ""),
        country_name(data.get("country", "")),
        region.label if region else "",
        str(OrganisationKind(kind).label) if kind in OrganisationKind.values else "",
        str(Theme(theme).label) if theme in Theme.values else "",
    ]
    return " · ".join(word for word in words if word)


@register.simple_tag
def waiting_for(user: User) -> waiting.Waiting:
    return waiting.waiting_for(user)
