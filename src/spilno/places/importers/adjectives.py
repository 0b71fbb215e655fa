"""From the adjective that names a hromada or rayon to the place it is named after: Вінницька → Вінниця."""

import re
from collections.abc import Iterable

from spilno.engine.names import to_english, to_german

_ENDING = re.compile(r"(?:[сзц]ьк(?:а|ий)|[гж]?ська|н(?:а|ий)|[иі]й|а)$")
# Named after two words of which the adjective keeps only the stems, or after one of which it keeps too little.
_COMPOUNDS = {
    "луцьк": "Луцьк",
    "лозівськ": "Лозова",
    "криворізьк": "Кривий Ріг",
    "білоцерківськ": "Біла Церква",
    "червоноградськ": "Шептицький",
    "самарівськ": "Самар",
}


def stem(adjective: str) -> str:
    return _ENDING.sub("", adjective.casefold().replace("’", "").replace("'", ""))


def _shared(left: str, right: str) -> int:
    """How many letters both begin with."""
    return next(
        (at for at, (one, other) in enumerate(zip(left, right, strict=False)) if one != other),
        min(len(left), len(right)),
    )


def likeness(adjective: str, place: str) -> float:
    """Share of the shorter stem that both begin with; 1 for Гайсинський and Гайсин."""
    left, right = stem(adjective), place.casefold().replace("’", "").replace("'", "")
    compound = _COMPOUNDS.get(re.sub(r"(?:а|ий)$", "", adjective.casefold()))
    if compound:
        return 1.0 if place == compound else 0.0
    if " " in right:
        right = right.replace(" ", "")
        if right[:3] != left[:3]:
            return 0.0
    shared = _shared(left, right)
    if left.endswith("ів") and len(left) > 5:
        # Лозівський is made from Лозова, Сватівський from Сватове.
        shared = max(shared, _shared(left[:-2] + "ов", right))
    return shared / max(3, min(len(left), max(3, len(right) - 1)))


def seat(adjective: str, places: Iterable[str]) -> str:
    """The one of `places` that the adjective is made of; an empty string where none is near enough."""
    best = max(((likeness(adjective, place), -len(place), place) for place in places), default=(0.0, 0, ""))
    return best[2] if best[0] >= 0.7 else ""


def german(text: str) -> str:
    return to_german(text)


def english(text: str) -> str:
    return to_english(text)


def hromada_labels(adjective: str, centre: str) -> dict[str, str]:
    """Names of a hromada in three languages, with its centre where that is known."""
    if centre:
        de, en = f"Hromada {german(centre)}", f"{english(centre)} hromada"
    else:
        de, en = f"Hromada {german(adjective)}", f"{english(adjective)} hromada"
    return {"name_uk": f"{adjective} громада", "name_de": de, "name_en": en}


def rayon_labels(adjective: str, centre: str) -> dict[str, str]:
    de = f"Rajon {german(centre or adjective)}"
    en = f"{english(centre or adjective)} rayon"
    return {"name_uk": f"{adjective} район", "name_de": de, "name_en": en}
