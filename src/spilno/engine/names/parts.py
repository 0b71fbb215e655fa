"""What people leave away from a long Ukrainian name: `Бровки` for Бровки Перші, `Костянтинів` for Старокостянтинів."""

import re

from spilno.engine.names.fold import fold

_QUALIFIER = re.compile(
    r"(?:велик|мал|нов|стар|верхн|нижн|середн|горішн|долішн|перш|друг|трет|червон|біл|чорн|красн|зелен|сух|мокр|крив)"
    r"(?:ий|ій|а|я|е|є|і)"
)
_PREFIX = re.compile(r"^(?:старо|велико|мало|верхньо|нижньо|середньо)(?=[^ ]{5})")
_ADJECTIVE = re.compile(r"(?:ий|ій|ська|цька|ське|цьке|ські|цькі)$")
_SHORTEST = 4


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
