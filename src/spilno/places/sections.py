"""The sections of a place's page that the registers fill, written out: as templates their drawing took half of the page."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from django.core.paginator import Page
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from spilno.design.markup import NOTHING, in_language, joined, markup
from spilno.design.tables import table
from spilno.places import queries, terms
from spilno.places.links import PlaceLink
from spilno.places.models import Area, DataSource
from spilno.places.sheet import Child, Code, Neighbour, PlaceSheet, Status, Tie
from spilno.places.templatetags.place_tags import country_name, language_name, marks, place_link

TIES_SHOWN = 12
SPELLINGS = 12
_SECTION = '<section aria-labelledby="{}">\n  <h2 id="{}" class="kern-heading-large">{}</h2>\n  {}\n</section>\n'
_PARAGRAPH = '<p class="kern-body">{} {}</p>\n'
_BULLETS = '<ul class="kern-list kern-list--bullet">{}</ul>'
_SHORT = '<ul class="place-list place-list--short">{}</ul>'
_LINK = '<a class="kern-link" href="{}">{}</a>'
_LABELLED = '<span class="table-stack__label">{}: </span>{}'


def _here() -> str:
    return (get_language() or "en")[:2]


def _section(key: str, heading: str, *content: SafeString) -> SafeString:
    return markup(_SECTION, key, key, heading, joined("\n", content))


def _lines(pattern: str, lines: Iterable[SafeString]) -> SafeString:
    return markup(pattern, joined("", [markup("<li>{}</li>\n", line) for line in lines]))


def _labelled(word: str, value: object) -> SafeString:
    return markup(_LABELLED, word, value) if value else NOTHING


# --- The way to the place ----------------------------------------------------------------------------------------------

_CRUMBS = """<nav class="breadcrumb" aria-label="{}">
  <ol>
    <li><a class="kern-link" href="{}">{}</a></li>
    {}
    <li><span aria-current="page"{}>{}</span></li>
  </ol>
</nav>
"""


def crumbs(area: Area, above: Iterable[PlaceLink]) -> SafeString:
    here = _here()
    return markup(
        _CRUMBS,
        _("Breadcrumb"),
        reverse("places:search"),
        _("Places"),
        joined("", [markup("<li>{}</li>", place_link(parent, here)) for parent in above]),
        in_language(area.label_language, here),
        area.label,
    )


# --- Above the map -----------------------------------------------------------------------------------------------------

_ENDED = """<div class="kern-alert kern-alert--warning" role="note">
  <div class="kern-alert__header"><p class="kern-title">{}</p></div>
  {}</div>
"""
_ACTIONS = """<p class="place-actions">
<a class="kern-btn kern-btn--primary" href="{}?place={}"><span class="kern-label">{}</span></a>
<a class="kern-link" href="{}?place={}">{}</a></p>
"""


def above_the_map(area: Area, sheet: PlaceSheet, place_key: str) -> SafeString:
    """What the place is, who acts for it, what can be done with it, its figures, its status in the war."""
    key = quote(place_key)
    parts = [marks(area)]
    if area.name != area.label:
        language = queries.OFFICIAL_LANGUAGE.get(area.country, "")
        official = markup('<span lang="{}">{}</span>', language, area.name)
        parts.append(markup(_PARAGRAPH, _("Official name:"), official))
    if area.valid_to:
        parts.append(_ended(area.valid_to, sheet))
    if sheet.acting_unit:
        parts.append(markup(_PARAGRAPH, _("Its municipality acts for this place:"), place_link(sheet.acting_unit)))
    parts += [
        markup(
            _ACTIONS,
            reverse("matching:results"), key, _("Find partners for this place"),
            reverse("places:levels"), key, _("What can this unit decide, and who is its counterpart?"),
        ),
        _section("facts", _("Facts"), _facts(area, sheet)),
    ]  # fmt: skip
    if sheet.statuses:
        said = _("These entries are history, not the situation of today: each says when its source last reported it.")
        lines = _lines(_BULLETS, [_status(status, sheet) for status in sheet.statuses])
        parts.append(_section("status", _("Status in the war"), markup('<p class="kern-body">{}</p>', said), lines))
    return joined("", parts)


def _ended(on: date, sheet: PlaceSheet) -> SafeString:
    became = NOTHING
    if sheet.successor:
        paragraph = markup(_PARAGRAPH, _("It became part of:"), place_link(sheet.successor))
        became = markup('<div class="kern-alert__body">{}</div>', paragraph)
    return markup(_ENDED, _("This unit ended on %(date)s.") % {"date": date_format(on)}, became)


def _facts(area: Area, sheet: PlaceSheet) -> SafeString:
    """Figures with year and source; what is a word stands in the language of the country."""
    source, year = _("Source"), _("Year")
    own = _labelled(source, area.source.title if area.source else "")
    official = in_language(queries.OFFICIAL_LANGUAGE.get(area.country, ""), "")
    unknown = pgettext("fact", "unknown")
    rows: list[tuple[object, ...]] = [
        (_("Unit and level"), "", f"{terms.unit_label(area)} ({terms.general_level(area.level)})", "", own)
    ]
    if "population" not in sheet.fact_keys:
        many = unknown if area.population is None else number_format(area.population, force_grouping=True)
        rows.append((_("Inhabitants"), "", many, _labelled(year, area.population_year), own))
    if "area_km2" not in sheet.fact_keys:
        wide = unknown if area.area_km2 is None else terms.square_kilometres(area.area_km2)
        rows.append((pgettext("square kilometres", "Area"), "", wide, "", own))
    for fact in sheet.facts:
        language = official if fact.value is None else ""
        titled = markup(_LABELLED, source, sheet.titles.get(fact.source_id, ""))
        rows.append(
            (terms.fact_label(fact.key), language, terms.fact_value(fact), _labelled(year, fact.year), titled)
        )  # fmt: skip
    return table("facts", _("Facts with year and source"), (_("Fact"), _("Value"), year, source), "hscc", rows)


def _status(status: Status, sheet: PlaceSheet) -> SafeString:
    said = [status.kind_label]
    if status.valid_from:
        said.append(_("from %(date)s") % {"date": date_format(status.valid_from)})
    if status.valid_to:
        said.append(_("until %(date)s") % {"date": date_format(status.valid_to)})
    as_of = _("as of %(date)s") % {"date": date_format(status.as_of)} if status.as_of else ""
    return markup("{}{} – {}", ", ".join(said), f" ({as_of})" if as_of else "", sheet.titles.get(status.source_id, ""))


# --- Below the map -----------------------------------------------------------------------------------------------------

_CODES = '<dl class="kern-description-list">\n{}</dl>'
_CODE = (
    '<div class="kern-description-list-item"><dt class="kern-description-list-item__key">{}</dt>'
    '<dd class="kern-description-list-item__value">{}</dd></div>\n'
)


def below_the_map(
    area: Area, sheet: PlaceSheet, codes: Sequence[Code], children: Page[Any], request: HttpRequest
) -> SafeString:
    """Names and codes, history, the units within."""
    coded = markup(_CODES, joined("", [markup(_CODE, code.scheme_label, code.code) for code in codes]))
    parts = [_section("names", _("Names and codes"), _names(sheet), coded)]
    if area.valid_from or area.valid_to or sheet.predecessors or sheet.successor:
        parts.append(_section("history", _("History"), _lines(_BULLETS, _history(area, sheet))))
    if count := children.paginator.count:
        here = _here()
        within = _lines(_SHORT, [_child(child, here) for child in children])
        pages = NOTHING
        if children.paginator.num_pages > 1:
            pages = render_to_string("design/partials/pagination.html", {"page": children, "request": request})
        parts.append(_section("children", f"{_('Units within')} ({count})", within, pages))
    return joined("", parts)


def _spellings(texts: Sequence[str]) -> str:
    """A famous city has a hundred spellings; the first are read, the rest are there for who looks for one."""
    first, rest = " · ".join(texts[:SPELLINGS]), texts[SPELLINGS:]
    if not rest:
        return first
    more = ngettext("%(count)s more spelling", "%(count)s more spellings", len(rest)) % {"count": len(rest)}
    return markup('{}<details class="disclosure"><summary>{}</summary>{}</details>', first, more, " · ".join(rest))


def _names(sheet: PlaceSheet) -> SafeString:
    """Names by language and kind, then the former ones, each with the day it was given up."""
    rows = [(group.language, group.kind, _spellings(group.texts)) for group in sheet.names]
    for name in sheet.former_names:
        until = _("until %(date)s") % {"date": date_format(name.valid_to)} if name.valid_to else ""
        rows.append((name.language, ", ".join(filter(None, [name.kind_label, until])), name.text))
    unknown = _("language not stated")
    return table(
        "names",
        _("Names by language and kind"),
        (_("Language"), pgettext("of a name", "Kind"), _("Names")),
        "hcs",
        [(language_name(code) if code else unknown, kind, in_language(code, ""), text) for code, kind, text in rows],
    )


def _history(area: Area, sheet: PlaceSheet) -> Iterable[SafeString]:
    if area.valid_from:
        yield markup("{}", _("Exists since %(date)s") % {"date": date_format(area.valid_from)})
    if area.valid_to:
        yield markup("{}", _("Existed until %(date)s") % {"date": date_format(area.valid_to)})
    if sheet.successor:
        yield markup("{} {}", _("Became part of:"), place_link(sheet.successor))
    for former in sheet.predecessors:
        until = _("until %(date)s") % {"date": date_format(former.valid_to)} if former.valid_to else ""
        yield markup("{} {}{}", _("Before:"), place_link(former.area), f" ({until})" if until else "")


def _child(child: Child, here: str) -> SafeString:
    many = f" · {number_format(child.population, force_grouping=True)}" if child.population is not None else ""
    return markup("{} <small>{}{}</small>", place_link(child.area, here), terms.unit_label(child), many)


# --- At the end --------------------------------------------------------------------------------------------------------


def at_the_end(sheet: PlaceSheet, *, all_ties: bool) -> SafeString:
    """Partners that lists publish, the nearest places, the sources."""
    parts = []
    if sheet.ties:
        ties = sheet.ties if all_ties else sheet.ties[:TIES_SHOWN]
        parts.append(_section("ties", f"{_('Partners as published')} ({len(sheet.ties)})", *_ties(ties, sheet)))
    if sheet.neighbours:
        here = _here()
        near = _lines(_SHORT, [_neighbour(one, here) for one in sheet.neighbours])
        parts.append(_section("neighbours", _("Nearest places of the same level"), near))
    if sheet.sources:
        parts.append(_section("sources", _("Sources"), _lines(_BULLETS, map(_source, sheet.sources))))
    return joined("", parts)


def _ties(ties: Sequence[Tie], sheet: PlaceSheet) -> Iterable[SafeString]:
    source, here = _("Source"), _here()
    yield table(
        "ties",
        _("Partners by country"),
        (_("Country"), _("Partner"), pgettext("of a partnership", "Kind"), source),
        "chcc",
        [
            (
                country_name(tie.partner.country, here), place_link(tie.partner, here), tie.kind,
                markup(_LABELLED, source, sheet.titles.get(tie.source_id, "")),
            )
            for tie in ties
        ],
    )  # fmt: skip
    if len(ties) < (count := len(sheet.ties)):
        more = ngettext("Show %(number)s partner", "Show all %(number)s partners", count) % {"number": count}
        yield markup("<p>{}</p>", markup(_LINK, "?all_ties=1#ties", more))


def _neighbour(one: Neighbour, here: str) -> SafeString:
    km = _("%(km)s km away") % {"km": number_format(round(one.km), force_grouping=True)}
    return markup("{} <small>{}</small>", place_link(one.area, here), km)


def _source(source: DataSource) -> SafeString:
    title = source.title
    if source.url:
        title = markup('<a class="kern-link" href="{}" rel="noreferrer">{}</a>', source.url, source.title)
    version = f", {source.version}" if source.version else ""
    attribution = f". {source.attribution}" if source.attribution else ""
    return markup("{}{}{}{}", title, version, attribution, f" ({source.licence})" if source.licence else "")
