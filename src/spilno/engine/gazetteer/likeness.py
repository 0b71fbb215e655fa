"""How alike two strings of sounds are, when a change that languages often make costs less than one that nobody makes.

A weighted edit distance (Wagner and Fischer 1974, with Damerau's swap). Costs are by class of sound, not fitted to
single names: vowels among each other, voice, hard and soft sibilants, glides and edge vowels.
"""

_VOWELS = "aeiouy"
_SWAP = 0.55
# Symmetric costs of one sound for another; what is not listed costs 1.
_PAIRS = {
    0.08: "yi hg",
    0.12: "ie ye hx vf",
    0.16: "io eo gx sz",
    0.20: "ao SZ bv",
    0.25: "ea ya uo cC uv zZ sS",
    0.30: "ia CS iu yu cs kg dt",
    0.40: "yo bp pf cz lv kx xS ck hk gk",
    0.50: "au eu rl Cx jZ nm td CZ Ck gZ Sx",
    0.60: "zC dz tc tC dZ hZ",
}
# What a sound costs to drop or to add; the last vowel is the case ending.
_DROP = {"a": 0.45, "e": 0.4, "i": 0.35, "o": 0.45, "u": 0.55, "y": 0.35, "h": 0.45, "j": 0.2, "S": 0.9}
_ENDING = 0.30

_COST: dict[str, dict[str, float]] = {}
for _cost, _pairs in _PAIRS.items():
    for _pair in _pairs.split():
        _COST.setdefault(_pair[0], {}).setdefault(_pair[1], _cost)
        _COST.setdefault(_pair[1], {}).setdefault(_pair[0], _cost)
_NONE: dict[str, float] = {}


def distance(asked: str, known: str) -> float:
    """Cost of the cheapest way from one string of sounds to the other."""
    asked, known, whole = _without_common_ends(asked, known)
    drops = [_DROP.get(sound, 1.0) for sound in known]
    if whole and drops and known[-1] in _VOWELS:
        drops[-1] = _ENDING
    row = [0.0]
    for drop in drops:
        row.append(row[-1] + drop)
    before: list[float] = []
    columns = list(zip(range(len(known)), known, drops, strict=True))
    last = len(asked) - 1 if whole else -1
    for at, sound in enumerate(asked):
        take = _ENDING if at == last and sound in _VOWELS else _DROP.get(sound, 1.0)
        costs = _COST.get(sound, _NONE)
        left = row[0] + take
        current = [left]
        for to, other, drop in columns:
            cheapest = row[to] if sound == other else row[to] + costs.get(other, 1.0)
            if row[to + 1] + take < cheapest:
                cheapest = row[to + 1] + take
            if left + drop < cheapest:
                cheapest = left + drop
            if at and to and sound == known[to - 1] and other == asked[at - 1] and before[to - 1] + _SWAP < cheapest:
                cheapest = before[to - 1] + _SWAP
            left = cheapest
            current.append(cheapest)
        before, row = row, current
    return row[-1]


def _without_common_ends(asked: str, known: str) -> tuple[str, str, bool]:
    """Both without the sounds they begin and end with alike, and whether their ends differ."""
    start, shorter = 0, min(len(asked), len(known))
    while start < shorter and asked[start] == known[start]:
        start += 1
    end = 0
    while end < shorter - start and asked[-1 - end] == known[-1 - end]:
        end += 1
    return asked[start : len(asked) - end], known[start : len(known) - end], not end


def likeness(asked: str, known: str) -> float:
    """1 for the same sounds, 0 for nothing in common: 1 - distance / mean length."""
    length = (len(asked) + len(known)) / 2
    return max(0.0, 1.0 - distance(asked, known) / length) if length else 0.0
