"""Words that headings and cells of such lists are made of, in German, Ukrainian and English."""

import gettext
import re
from functools import lru_cache

import pycountry

from spilno.partnerships.enums import AgreementType, Phase
from spilno.partnerships.importing.sheet import header_key
from spilno.places.importers.countries import code_of_country

# What stands for an empty cell.
_EMPTY = re.compile(
    r"[-–—?.]+|#n/?a|#ref!|#name\?|#value!|#wert!|#bezug!|#nv|n/?a|k\.\s?a\.?|keine angaben?|unbekannt|unknown|null|none|"
    r"немає(?: даних)?|невідомо|н/д",
    re.IGNORECASE,
)

_FIELDS: list[tuple[str, str]] = [
    ("ignore", r"lat|latitude|lon|lng|long|longitude|breite|länge|population|einwohner|населення|rows|spelling|"
     r"hromadakatottg|^(?:lfd)?nr$|^id$|^no$|^№|koordinate|coordinate|entfernung|distance"),
    ("url", r"url|^link|weblink|quelle|^source|джерело|посилання|website|internet"),
    ("code", r"ags$|^ars$|gemeindeschlüssel|regionalschlüssel|katott|кат[оo]тт|koatuu|коатуу|code$|^код|kennziffer"),
    ("level", r"level$|ebene|рівень|verwaltungsebene|gebietsart"),
    ("until", r"^bis|until|^ende|endet|enddate|validto|^до$|кінець|закінчен|laufzeitende|expir"),
    ("since", r"^seit|^since|beginn|gründung|established|^jahr|jahr$|^year|year$|^datum|^date|abschluss|unterzeichn|signed|"
     r"^рік|рокузаснування|^дата|^від$|^з$|підпис|start"),
    ("country", r"country|^land$|staat$|країна|держава|destinationcountry|nation|partnerland"),
    ("region", r"bundesland|oblast|область|region|регіон|provinz|province|county|regierungsbezirk|rayon|rajon|район|"
     r"département|department|voivodeship|woiwodschaft|^state|hint"),
    ("phase", r"status|phase|^stand$|стан$|статус"),
    ("label", r"bezeichnung|^label$|agreementname|locallabel|назвадоговору|titel|^title"),
    ("type", r"type$|^typ$|^type|typ$|^art$|^artder|form$|^вид|^тип|kind"),
    ("note", r"bemerkung|anmerkung|notiz|^note|hinweis$|примітк|kommentar|comment|remark"),
    ("name", r"stadt|städte|gemeinde|kommune|kreis$|^ort|ort$|^name|name$|town|city|cities|municipalit|place|label|partner|"
     r"партнер(?!ств)|"
     r"місто|міста|громада|населенийпункт|назва|побратим|german|deutsch|ukrain|ukrayin|україн|німец|німеч|canonical|"
     r"^from$|^to$|^von$|^nach$|^a$|^b$|seite|side|сторона|kommunen"),
]  # fmt: skip
_COMPILED = [(name, re.compile(words)) for name, words in _FIELDS]
_SECOND = re.compile(
    r"partner(?!schaft)|sister|twin|destination|ausländ|foreign|побратим|партнер(?!ств)|^ua|ukrain|україн|other|andere|"
    r"^to$|^nach$|^b$|(?<![0-9])2$|target|gegenseite|закордон|іноземн"
)
_FIRST = re.compile(r"origin|german|deutsch|німе|^de(?!st)|^from$|^von$|^a$|(?<![0-9])1$|eigene|unsere|^own")

_TYPES: list[tuple[str, str, str]] = [
    (r"projekt|project|проєкт|проект", AgreementType.PROJECT, ""),
    (r"freundschaft|friendship|дружб", AgreementType.FRIENDSHIP, ""),
    (r"kontakt|contact|контакт", AgreementType.CONTACT, ""),
    (r"solidar|солідар", "", ""),
    (r"^initi|anbahn|im aufbau|започатк", "", Phase.INITIATED),
    (r"^plan|geplant|запланован", "", Phase.PLANNED),
    (r"partner|партнер|побратим|twin|sister|jumelage", AgreementType.PARTNERSHIP, ""),
]
_PHASES: list[tuple[str, str]] = [
    (r"ruh|dormant|inaktiv|inactive|не ?актив|призупин", Phase.DORMANT),
    (r"beend|ended|aufgelöst|gekündigt|припинен|заверш|terminated", Phase.ENDED),
    (r"nicht zustande|abgebrochen|not concluded|never", Phase.NOT_CONCLUDED),
    (r"plan|beschlossen|заплан", Phase.PLANNED),
    (r"initi|anbahn|vorbereit|aufbau|започатк|підготов", Phase.INITIATED),
    (r"aktiv|active|besteh|laufend|чинн|діюч|актив|ja|yes|так", Phase.ACTIVE),
]
# What `sheet.unique_headings` puts behind a heading that was there before.
_REPEATED = re.compile(r" \(\d{1,2}\)$")
# Words that say the kind and nothing besides: as a name of its own each would only repeat it in the list's language.
_PLAIN = {
    "partnership", "partnerschaft", "партнерство", "friendship", "freundschaft", "дружба",
    "project", "project partnership", "projekt", "projektpartnerschaft", "проєкт", "проєктне партнерство",
    "проектне партнерство", "contact", "kontakt", "контакт", "initiated", "being initiated", "in anbahnung", "anbahnung",
    "im aufbau", "започатковується", "planned", "geplant", "заплановано", "заплановане",
}  # fmt: skip
LEVELS = {
    "municipality": "", "settlement": "", "gemeinde": "", "stadt": "", "city": "", "town": "", "kommune": "",
    "kreis": "district", "landkreis": "district", "rayon": "district", "raion": "district", "район": "district",
    "rajon": "district", "oblast": "state", "область": "state", "state": "state", "bundesland": "state",
    "land": "state", "hromada": "hromada", "громада": "hromada",
}  # fmt: skip


def is_blank(cell: str) -> bool:
    return not cell or _EMPTY.fullmatch(cell) is not None


def field_of(heading: str) -> str:
    """What a heading names: one of the fields of `mapping`, `ignore`, or "" where it says nothing."""
    key = header_key(_REPEATED.sub("", heading))
    return next((name for name, words in _COMPILED if words.search(key)), "")


def is_heading(cell: str) -> bool:
    return len(cell) < 60 and bool(field_of(cell))


def side_of(heading: str) -> int:
    """1 or 2 where the heading tells the side, else 0."""
    key = header_key(heading)
    if _FIRST.search(key):
        return 1
    return 2 if _SECOND.search(key) else 0


def country_told_by(heading: str) -> str:
    """`german` or `ukrainische Kommune` tell the country of their whole column."""
    key = header_key(heading)
    if re.search(r"german|deutsch|німе", key):
        return "DE"
    return "UA" if re.search(r"^ua|ukrain|україн", key) else ""


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """Names of countries in German and Ukrainian, to their codes."""
    found: dict[str, str] = {}
    for language in ("de", "uk"):
        told = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True)
        for country in pycountry.countries:
            for name in (getattr(country, "common_name", ""), country.name):
                if name:
                    found.setdefault(told.gettext(name).casefold(), str(country.alpha_2))
    return found | {"usa": "US", "großbritannien": "GB", "england": "GB", "russland": "RU", "росія": "RU", "сша": "US"}


def country_code(text: str) -> str:
    """`Deutschland`, `Україна`, `Germany`, `DE`: two letters; "" for what is no country."""
    return _countries().get(text.casefold().strip()) or code_of_country(text)


def type_told_by(text: str) -> tuple[str, str, str]:
    """(type, phase, local label) that a word for a kind of relation tells; an unknown word stays as the label."""
    for words, agreement, phase in _TYPES:
        if re.search(words, text.casefold()):
            return agreement, phase, "" if text.casefold() in _PLAIN else text
    return "", "", text


def phase_told_by(text: str) -> str:
    return next((phase for words, phase in _PHASES if re.search(words, text.casefold())), "")
