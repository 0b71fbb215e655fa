"""What people leave away from a long name: `Бровки` for Бровки Перші, `Lindau` for Lindau (Bodensee)."""

import re

from spilno.engine.names.fold import fold

_QUALIFIER = re.compile(
    r"(?:велик|мал|нов|стар|верхн|нижн|середн|горішн|долішн|перш|друг|трет|червон|біл|чорн|красн|зелен|сух|мокр|крив)"
    r"(?:ий|ій|а|я|е|є|і)"
)
_PREFIX = re.compile(r"^(?:старо|велико|мало|верхньо|нижньо|середньо)(?=[^ ]{5})")
_ADJECTIVE = re.compile(r"(?:ий|ій|ська|цька|ське|цьке|ські|цькі)$")
_SHORTEST = 4
# What a German register adds to tell namesakes apart: Garching b.München, Rottenburg am Neckar, Dillingen/ Saar.
_ADDED = re.compile(
    r"^(?P<short>.{3,}?)(?: (?:am|an der|an|in der|in|im|bei|auf|ob der|unter|vor der|[abivo]\. ?d\.|[abiov]\.)[ A-ZÄÖÜ].*"
    r"| ?/.*|, .*| \(.*)$"
)


def german_short(name: str) -> str:
    """The name without what tells it from its namesakes; '' where nothing was added."""
    found = _ADDED.match(name)
    return found["short"].strip() if found else ""


def parts_of(name: str) -> list[str]:
    """Folded parts that stand for the whole, at most two; [] for a name of one word without a prefix."""
    words = fold(name).split()
    if len(words) == 1:
        rest = _PREFIX.sub("", words[0])
        return [rest] if rest != words[0] else []
    bare = [word for word in words if not _QUALIFIER.fullmatch(word) and len(word) >= _SHORTEST]
    if len(words) != 2 or not bare:
        return []
    if len(bare) == 1:
        return bare
    return bare[:1] if _ADJECTIVE.search(bare[1]) else bare
