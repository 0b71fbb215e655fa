"""Open requests for machines: Atom of new ones, JSON of the list; only what the pages show."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from spilno.common.tokens import absolute
from spilno.partnersearch.enums import ThemeSide
from spilno.partnersearch.models import PartnerRequest

ATOM_ENTRIES = 50


def as_atom(found: Any, address: str) -> str:
    home = absolute(reverse("partnersearch:requests")) + (f"?{address}" if address else "")
    own = absolute(reverse("partnersearch:requests_atom")) + (f"?{address}" if address else "")
    feed = Atom1Feed(
        title=_("Partner requests"), link=home, description="", feed_url=own, language=get_language() or "en"
    )
    for one in found[:ATOM_ENTRIES]:
        link = absolute(reverse("partnersearch:request", args=[one.pk]))
        label = one.label
        feed.add_item(
            title=f"{one.organisation.label}: {label.text if label else ''}",
            link=link,
            description=", ".join(str(theme) for theme in one.themes.all()),
            unique_id=link,
            pubdate=one.published_at,
            updateddate=one.changed_at,
        )
    return feed.writeString("utf-8")


def as_json(found: Iterable[PartnerRequest]) -> dict[str, Any]:
    return {"requests": [_one(one) for one in found]}


def _one(one: PartnerRequest) -> dict[str, Any]:
    area = one.organisation.area
    return {
        "address": absolute(reverse("partnersearch:request", args=[one.pk])),
        "organisation": one.organisation.label,
        "kind": one.organisation.kind,
        "place": {"name": area.label, "country": area.country, "population": area.population},
        "status": one.status,
        "title": one.label.text if one.label else "",
        "looks_for": [theme.theme for theme in one.themes.all() if theme.side == ThemeSide.SEEKS],
        "offers": [theme.theme for theme in one.themes.all() if theme.side == ThemeSide.OFFERS],
        "languages": one.languages,
        "published": one.published_at.date().isoformat() if one.published_at else None,
        "until": one.expires_at.date().isoformat() if one.expires_at else None,
    }
