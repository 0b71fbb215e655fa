"""Words for kinds of units around a name: `смт Клавдієво`, `Rajon Nikopol`, `Вінницька міська громада`, `Stadt Unna`."""

import re
from dataclasses import dataclass

from spilno.engine.names.fold import fold

# Folded words (regular expressions) and the level they tell; None: a word that says nothing sure about the level.
_WORDS: list[tuple[str, str | None]] = [
    (r"(?:сільська|селищна|міська)?(?: обєднана)?(?: територіальна)? громада|отг|тг|ск?ьк?а тг", "hromada"),
    (
        r"hromada|hromadas|gromada|(?:united )?territorial community|territorialgemeinde|общин[аы]|територіальна",
        "hromada",
    ),
    (r"район[уа]?|р н|rajon[ey]?|rayon|raion|rejon|raión|raionul", "district"),
    (r"landkreis|kreis|lkr|powiat|county|okres|járás|districtul", "district"),
    (r"область|обл|областi|oblast|oblasť|gebiet|obwód|voblast|régió", "state"),
    (r"land|bundesland|freistaat|федеральна земля|земля|федеральная земля", "state"),
    (
        r"місто|м|город|г|смт|селище|с ще|село|с|хутір|хутор|khutor|chutir|пгт|посёлок|поселок|selo|selyshche|smt|misto"
        r"|wieś|miasto",
        "settlement",
    ),
    (r"gemeinde|markt|municipality|gmina|коммуна|комуна|громада", "municipality"),
    (
        r"(?:kreis|hanse|landeshaupt|universitäts|klingen|barlach|reuter)?stadt|city of|city|town of|town|village|ville de",
        None,
    ),
    (r"district|region|bezirk|регіон|муніципалітет|kommune|місто герой|region", None),
]
# `Нове Місто`, `Старе Село`: behind an adjective the word is the name.
_NAME_BEFORE = re.compile(r"(?:[еє]|ий|ій|ый|ой|ее|ye|oe|[iy]y|[iy]i|yj|e)$")
_EDGES = [(re.compile(rf"^(?:{words}) (?=\S)"), re.compile(rf"(?<=\S) (?:{words})$"), level) for words, level in _WORDS]
# Most names have none of them: one look is enough to know.
_ANY = re.compile("|".join(f"^(?:{words}) (?=\\S)|(?<=\\S) (?:{words})$" for words, _ in _WORDS))
_KINDS = re.compile(r" (?:сільська|селищна|міська|urban|rural|settlement|міськ|сільськ|селищн)$")
# Words that belong to the name itself: `Land Hadeln`, `Kreis` alone; only whole names are listed here.
_WHOLE_NAMES = {"bad kreis", "місто герой"}
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*")


@dataclass(frozen=True, slots=True)
class UnitWords:
    """What is left of a text and what the words taken off tell: a level of `places`, or None."""

    name: str
    level: str | None
    bracket: str = ""


def take_off_units(text: str) -> UnitWords:
    """Take unit words off both ends of `text`; the name returned is folded. A text of unit words alone stays whole."""
    bracket, bare, level = "", text, None
    if "(" in text or "[" in text:
        bracket = " ".join(found.strip(" ()[]") for found in _BRACKETS.findall(text))
        bare = _BRACKETS.sub(" ", text)
    name = fold(bare)
    changed = _ANY.search(name) is not None
    while changed and name not in _WHOLE_NAMES:
        changed = False
        for front, back, told in _EDGES:
            for pattern in (front, back):
                shorter = pattern.sub("", name)
                if told == "settlement" and pattern is back and _NAME_BEFORE.search(shorter):
                    continue
                if shorter != name and shorter:
                    name, changed = shorter, True
                    level = level or told
    if level == "hromada":
        name = _KINDS.sub("", name)
    return UnitWords(name or fold(text), level, bracket)
