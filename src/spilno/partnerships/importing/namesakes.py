"""Which of the gazetteer's hits a list means without asking. Precision comes first: where one may be wrong, we ask.

benchmarks/lists.py prints what the cuts give.
"""

import re
from collections.abc import Callable, Iterable

from spilno.places.gazetteer import TOWNS, Link, LinkHit, Verdict, fold, script, to_ascii, well_known

# So many hits are looked at; where there are more, too many bear the name.
LOOKED_AT = 24
# A namesake this much larger, of this many inhabitants, is meant.
NAMESAKE, SMALL = 20, 3_000
# Quarters, and neighbours listed under the name of a town, are no rivals where they are this much smaller.
LISTED = 2
# Nearer than this, two entries of one name are one town.
SAME_TOWN_KM = 10.0
# One letter in two orthographies: Romanian with comma or cedilla.
_SAME_LETTER = str.maketrans("ŞşŢţ", "ȘșȚț")
_SHORTENED = [
    (re.compile(pattern, re.IGNORECASE), whole)
    for pattern, whole in (
        (r"\bst\.\s*", "sankt "), (r"\ba\.\s*d\.\s*", "an der "), (r"\bi\.\s*d\.\s*", "in der "),
        (r"\bv\.\s*d\.\s*", "vor der "), (r"\bo\.\s*d\.\s*", "ob der "), (r"\bb\.\s*", "bei "), (r"\ba\.\s*", "am "),
        (r"\bi\.\s*", "im "), (r"\bopf\b\.?", "oberpfalz"), (r"\bob\b\.", "oberbayern"), (r"\bnb\b\.", "niederbayern"),
        (r"\bschw\b\.", "schwaben"), (r"\bvogtl\b\.", "vogtland"), (r"\berzgeb\b\.", "erzgebirge"),
    )
]  # fmt: skip
# What a register adds to tell namesakes apart: Naumburg (Saale), Frankenberg/Sa., Auerbach i.d.OPf.
_ADDED = re.compile(
    r"\s*[(/,].*|\s+(?:am|an|auf|bei|im|in|ob|unter|vor|zu|[abivo]\.\s?(?:d\.)?)[ A-ZÄÖÜ].*", re.IGNORECASE
)
# A part of a city or a unit above towns; in countries without a register only towns are known.
_NO_TOWN = re.compile(r"\b(?:district|county|borough|canton|arrondissement|quarter|province|région|region)\b", re.I)

# The unit above Kreise, or a part of a large city; never a municipality, though one may bear the rest of its name.
_BEZIRK = re.compile(r"\s*(?:(?:regierungs)?bezirk|reg\.?-?\s?bez\.?)\s", re.IGNORECASE)


def spelled(text: str) -> str:
    return fold(text.translate(_SAME_LETTER))


def plain(text: str) -> str:
    """The name without accents and with German shortenings written out: Weiden i.d.OPf. is Weiden in der Oberpfalz."""
    for pattern, whole in _SHORTENED:
        text = pattern.sub(whole, text)
    return to_ascii(fold(text))


def is_called(hit: LinkHit, text: str) -> bool:
    """Whether it is the place's own name; Ukrainian names are their own in every transcription."""
    if hit.level not in TOWNS:
        return False
    names = {hit.name, hit.matched} if hit.country == "UA" and hit.reason == "name" else {hit.name}
    return plain(text) in {plain(name) for name in names}


def meant(link: Link, text: str, told: str, near: Callable[[LinkHit, LinkHit], bool]) -> LinkHit | None:
    """The hit a list means by `text`, a reading of what it `told`; None where one must ask.

    near: whether two hits are one town.
    """
    if not link.hits:
        return None
    own = [hit for hit in link.hits if is_called(hit, text)]
    first = link.hits[0] if link.verdict == Verdict.ONE else well_known(link)
    if not own:
        return first if first is not None and _is_sure(first, link.verdict, text, told) else None
    exact = [hit for hit in own if spelled(text) in (spelled(hit.name), spelled(hit.matched))] or own
    best = max(exact, key=lambda hit: (hit.population, hit.score))
    rivals = [hit for hit in own if hit is not best and not near(best, hit)]
    if not _stands_out(best, rivals, link.hits, text):
        return None
    return best if _is_town(best, told) else None


def _stands_out(best: LinkHit, rivals: Iterable[LinkHit], hits: tuple[LinkHit, ...], text: str) -> bool:
    """Whether `best` is alone of its name, or far larger than everybody else who is called so."""
    official = best.level != "place"
    added = [hit for hit in hits if hit.level == "municipality" and _has_more(hit.name, text)]
    listed = [
        hit for hit in hits
        if hit.level in TOWNS and plain(hit.matched) == plain(text) and hit.reason != "former"
        and hit not in added and not is_called(hit, text)
        and not (official and hit.level == "place")
        and (hit.country != "UA" or hit.level != "municipality")
    ]  # fmt: skip
    need = 0
    for hit in [*rivals, *added]:
        if not official and hit.level != "place":
            # Of a quarter and a municipality of one name, the list may mean either.
            return False
        need = max(need, hit.population * (LISTED if official and hit.level == "place" else NAMESAKE), SMALL)
    for hit in listed:
        need = max(need, hit.population * LISTED + 1)
    if len(hits) == LOOKED_AT:
        # Who was cut off is no larger than the last.
        need = max(need, hits[-1].population * NAMESAKE, SMALL)
    return best.population >= need


def _has_more(name: str, text: str) -> bool:
    """`Weingarten (Baden)` is a Weingarten, too."""
    begins = fold(name).startswith(fold(text)) and plain(name) != plain(text)
    return begins and _ADDED.fullmatch(name[len(text) :]) is not None


def _is_sure(hit: LinkHit, verdict: Verdict, text: str, told: str) -> bool:
    """A hit that is not called so: a spelling that the registers list, a former name, or another script."""
    if hit.reason not in ("name", "former") and not (hit.reason == "sound" and _far(hit, text)):
        return False
    if hit.level == "place" and (hit.population < SMALL or verdict != Verdict.ONE):
        return False
    return _is_town(hit, told)


def _is_town(hit: LinkHit, told: str) -> bool:
    """`Gangdong District` is no place called Gangdong elsewhere in the country, `Bezirk Schwaben` not Markt Schwaben."""
    if _BEZIRK.match(told) and hit.level in TOWNS and plain(told) != plain(hit.name):
        return False
    if hit.level != "place" or not _NO_TOWN.search(told):
        return True
    return plain(told) in (plain(hit.name), plain(hit.matched))


def _far(hit: LinkHit, text: str) -> bool:
    """A sound says enough where another script or Ukrainian was written down by ear; Odense is not Odensjö."""
    return hit.country == "UA" or script(fold(hit.matched)) != script(fold(text))
