"""Details that put people at risk in a war, found before they are published: the person is warned and asked, not stopped.

Ukrainian law punishes publishing where defence-relevant objects are (Criminal Code, Art. 114-2).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Detail(StrEnum):
    INFRASTRUCTURE = "infrastructure"
    COORDINATES = "coordinates"
    ADDRESS = "address"
    DELIVERY = "delivery"


LABELS: dict[Detail, str | Promise] = {
    Detail.INFRASTRUCTURE: _("names infrastructure"),
    Detail.COORDINATES: _("gives coordinates"),
    Detail.ADDRESS: _("gives a street and number"),
    Detail.DELIVERY: _("tells when something arrives"),
}


@dataclass(frozen=True)
class Finding:
    """detail: what kind; excerpt: the words that were found, as they stand in the text."""

    detail: Detail
    excerpt: str


# Stems, so that cases and plurals are met; each begins at the beginning of a word.
_STEMS = [
    # Ukrainian
    "електростанц", "підстанц", "трансформатор", "котельн", "водозаб", "водоканал", "насосн", "водосховищ", "дамб",
    "нафтобаз", "газосховищ", "склад боєприпас", "військов", "блокпост", "укритт", "бомбосховищ", "аеродром",
    "казарм", "полігон", "тец", "тес", "гес", "аес", "залізничн", "телевеж", "зсу", "ппо",
    # German
    "kraftwerk", "umspannwerk", "trafostation", "transformatorenstation", "heizwerk", "kesselhaus", "wasserwerk",
    "pumpwerk", "pumpstation", "staudamm", "tanklager", "gasspeicher", "munitionslager", "kaserne", "militär",
    "stützpunkt", "flugplatz", "schutzraum", "luftschutz", "funkmast", "eisenbahnbrücke",
    # English
    "power plant", "power station", "substation", "transformer", "boiler house", "waterworks", "water intake",
    "pumping station", "reservoir", "fuel depot", "gas storage", "ammunition", "barracks", "military", "airfield",
    "checkpoint", "air-raid shelter", "bomb shelter", "railway bridge",
]  # fmt: skip
# Short words that are no stems: TES and TETS stand alone.
_WHOLE = {"тец", "тес", "гес", "аес", "зсу", "ппо"}
_INFRASTRUCTURE = re.compile(
    "|".join(rf"\b{re.escape(stem)}" + (r"\b" if stem in _WHOLE else r"[\w’'-]*") for stem in _STEMS), re.IGNORECASE
)
_DEGREES = re.compile(
    r"[-+]?\d{1,2}[.,]\d{3,}\s*°?\s*[NSПС]?\s*[,;/ ]\s*[-+]?\d{1,3}[.,]\d{3,}|\d{1,3}\s*°\s*\d{1,2}\s*['′’]",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"(?:вул(?:\.|иця|иці)|просп(?:\.|ект[уі]?)|провул(?:\.|ок|ку)|бульв(?:\.|ар[уі]?))"
    r"\s*[\w’' .-]{2,40}?,?\s*(?:буд\.\s*)?\d{1,4}\b"
    r"|\b[\w-]{3,40}(?:straße|strasse|str\.|weg|platz|allee|gasse)\s+\d{1,4}\b"
    r"|\b\d{1,4}\s+[A-Z][\w'-]{2,30}\s+(?:Street|Road|Avenue|Square)\b",
    re.IGNORECASE,
)
_DAY = (
    r"(?:\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{2,4})?|\d{4}-\d{2}-\d{2}|\d{1,2}\.?\s+(?:січня|лютого|березня|квітня|травня|червня"
    r"|липня|серпня|вересня|жовтня|листопада|грудня|januar|februar|märz|april|mai|juni|juli|august|september|oktober"
    r"|november|dezember|january|february|march|may|june|july|october|december))"
)
_ARRIVAL = (
    r"(?:доставк\w*|прибу\w+|привез\w*|вантаж\w*|колон[аи]\w*|делегаці\w+|liefer\w*|ankunft|ankomm\w*|trifft\s+ein|transport\w*"
    r"|hilfskonvoi\w*|konvoi\w*|delegation\w*|deliver\w*|arriv\w*|convoy\w*|shipment\w*)"
)
_DELIVERY = re.compile(rf"\b{_ARRIVAL}[^.!?\n]{{0,60}}?{_DAY}|{_DAY}[^.!?\n]{{0,60}}?\b{_ARRIVAL}", re.IGNORECASE)
_PATTERNS = [
    (Detail.COORDINATES, _DEGREES),
    (Detail.ADDRESS, _STREET),
    (Detail.DELIVERY, _DELIVERY),
    (Detail.INFRASTRUCTURE, _INFRASTRUCTURE),
]
LONGEST_EXCERPT = 80


def sensitive_details(texts: Iterable[str]) -> list[Finding]:
    """What in these texts might put people at risk, each excerpt once, in the order of the kinds."""
    found: dict[Finding, None] = {}
    for text in texts:
        for detail, pattern in _PATTERNS:
            for match in pattern.finditer(text):
                found[Finding(detail, " ".join(match.group().split())[:LONGEST_EXCERPT])] = None
    return sorted(found, key=lambda one: list(Detail).index(one.detail))
