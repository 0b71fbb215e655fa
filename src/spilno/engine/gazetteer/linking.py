"""`link`: which place does this text mean? One, several (ask back) or none.

Three looks: the spelling itself, the sound under each orthography and, only when both left nothing, sounds like it
(trigrams of the merged sounds, then edit distance on three levels of detail). Hints narrow every look.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from spilno.engine.errors import InvalidInput
from spilno.engine.gazetteer.index import Index, text_hash
from spilno.engine.gazetteer.narrowing import Narrowing
from spilno.engine.gazetteer.records import KINDS, LEVELS, Hints, Link, LinkHit, Verdict
from spilno.engine.gazetteer.similar import READING_COST, Asked, similar_keys
from spilno.engine.gazetteer.verdict import LOOSE, Candidate, is_narrow, judge, tier
from spilno.engine.names import UnitWords, fold, sounds, take_off_units, to_ascii
from spilno.engine.names.readings import Sound

LONGEST_NAME = 200
SOUND_SCORE = 0.985
# A part of a long name, or what Russian would translate it to, says less than the name.
KIND_COST = {KINDS.index("translated"): 0.02, KINDS.index("part"): 0.12}
# Readings that put back what somebody dropped: alike at best, never the same.
GUESSED, GUESSED_COST = {"bare", "lt", "romaji"}, 0.07
UNSETTLED = {KINDS.index(kind) for kind in ("former", "translated", "part")}
WORD_SCORE = 0.7
# A spelling that only resembles what somebody somewhere wrote says less than one that resembles the name.
LOOSE_COST = 0.05

Positions = npt.NDArray[np.int64]


class Gazetteer:
    """Answers `link` over one state of the data; read-only, safe to share between threads."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.narrowing = Narrowing(index, self)

    @classmethod
    def load(cls, file: Path) -> "Gazetteer":
        return cls(Index.load(file))

    def link(self, text: str, hints: Hints | None = None, *, k: int = 8) -> Link:
        """Link `text` to places. Raises InvalidInput for a text of more than 200 characters or an unknown level."""
        hints = hints or Hints()
        if len(text) > LONGEST_NAME:
            raise InvalidInput("text", f"a place name has at most {LONGEST_NAME} characters")
        by_code = self._by_code(text)
        if by_code is not None:
            return Link(Verdict.ONE, (self._hit(by_code, 1.0, "code", text.strip()),))
        words = take_off_units(text)
        if not any(character.isalpha() for character in words.name):
            return Link(Verdict.NONE)
        narrow = self.narrowing.of(hints, words)
        # One or two sounds say nothing: `Qq` is not Hamburg because somebody abbreviates it HH.
        readings = [sound for sound in sounds(words.name, language=hints.language) if len(sound.fine) > 2]
        found = self._sounding(readings, narrow) | self._spelled(words.name, narrow)
        if readings and not self._settled(found, hints, words):
            alike = self._similar(readings, words.name, narrow)
            for place, candidate in [*alike.items(), *self._by_word(words.name, hints.language, narrow).items()]:
                if place not in found or candidate.score > found[place].score:
                    found[place] = candidate
        return judge(self, self._bracketed(list(found.values()), words), words, hints, k)

    def _bracketed(self, found: list[Candidate], words: UnitWords) -> list[Candidate]:
        """`Frankfurt (Oder)`: those whose full name has a word of the bracket, where there are any."""
        told = set(fold(words.bracket).split())
        if not told:
            return found
        return [c for c in found if told & set(fold(self.index.place_name[c.place]).split())] or found

    def _spelled(self, folded: str, narrow: npt.NDArray[np.bool_] | None) -> dict[int, Candidate]:
        index = self.index
        wanted = np.uint64(text_hash(folded))
        low, high = (
            np.searchsorted(index.surface_hash, wanted, "left"),
            np.searchsorted(index.surface_hash, wanted, "right"),
        )
        return self._candidates(index.surface_name[low:high], 1.0, "name", narrow)

    def _sounding(self, readings: list[Sound], narrow: npt.NDArray[np.bool_] | None) -> dict[int, Candidate]:
        index = self.index
        found: dict[int, Candidate] = {}
        for rank, reading in enumerate(readings):
            wanted = np.uint64(text_hash(reading.fine))
            at = np.searchsorted(index.key_hash, wanted)
            if at < len(index.key_hash) and index.key_hash[at] == wanted:
                key = index.key_by_hash[at]
                names = index.key_name[index.key_start[key] : index.key_start[key + 1]]
                score, reason = SOUND_SCORE - rank * READING_COST, "sound"
                if reading.orthography in GUESSED:
                    score, reason = score - GUESSED_COST, "similar"
                for place, candidate in self._candidates(names, score, reason, narrow).items():
                    known = found.get(place)
                    # A likelier reading of a spelling that somebody used says less than the name itself.
                    if known is None or (known.kind in LOOSE and candidate.kind not in LOOSE):
                        found[place] = candidate
        return found

    def _settled(self, found: dict[int, Candidate], hints: Hints, words: UnitWords) -> bool:
        """A current name that matches whole needs no look at similar ones; an adjective does, unless it is asked for,
        and a name that only sounds so does where no hint narrows.
        """
        named = [candidate for candidate in found.values() if candidate.kind not in UNSETTLED]
        named = [candidate for candidate in named if candidate.reason != "similar"]
        if any(candidate.reason == "name" for candidate in named):
            return True
        if not is_narrow(hints):
            return False
        return any(hints.level or words.level or tier(self, candidate) == 0 for candidate in named)

    def _by_word(self, folded: str, language: str, narrow: npt.NDArray[np.bool_] | None) -> dict[int, Candidate]:
        """Places called like one word of several: `Staraya Murafa` may be Мурафа. Never sure."""
        words = [word for word in folded.split() if len(word) > 4]
        found: dict[int, Candidate] = {}
        if len(folded.split()) < 2:
            return found
        for word in sorted(words, key=len, reverse=True)[:3]:
            for place, candidate in self._sounding(sounds(word, language=language), narrow).items():
                if candidate.kind not in UNSETTLED:
                    found.setdefault(place, replace(candidate, score=WORD_SCORE, reason="similar"))
        return found

    def _similar(
        self, readings: list[Sound], folded: str, narrow: npt.NDArray[np.bool_] | None
    ) -> dict[int, Candidate]:
        index = self.index
        admitted = None if narrow is None else self.narrowing.keys(narrow)
        found: dict[int, Candidate] = {}
        for key, alike, firm in similar_keys(index, Asked(readings, to_ascii(folded), admitted, narrow)):
            names = index.key_name[index.key_start[key] : index.key_start[key + 1]]
            for place, candidate in self._candidates(names, alike * SOUND_SCORE, "similar", narrow).items():
                loose = LOOSE_COST if candidate.kind in LOOSE else 0.0
                if place not in found or candidate.score - loose > found[place].score:
                    found[place] = replace(candidate, score=candidate.score - loose, firm=firm)
        return found

    def _candidates(
        self, names: Positions, score: float, reason: str, narrow: npt.NDArray[np.bool_] | None
    ) -> dict[int, Candidate]:
        found: dict[int, Candidate] = {}
        for name in names:
            place = int(self.index.name_place[name])
            if narrow is not None and not narrow[place]:
                continue
            kind = int(self.index.name_kind[name])
            known = found.get(place)
            if known is None or kind < known.kind:
                found[place] = Candidate(place, int(name), kind, score - KIND_COST.get(kind, 0.0), reason)
        return found

    def _by_code(self, text: str) -> int | None:
        wanted = text.strip().upper().replace("А", "A").replace("У", "U")
        if len(wanted) < 2 or not any(c.isdigit() for c in wanted):
            return None
        return self.narrowing.codes.get(wanted)

    def _hit(self, place: int, score: float, reason: str, matched: str) -> LinkHit:
        index = self.index
        return LinkHit(
            id=int(index.place_id[place]),
            code=index.place_code[place],
            name=index.place_name[place],
            level=LEVELS[index.place_level[place]],
            country=index.countries[int(index.place_country[place])],
            score=round(score, 4),
            reason=reason,
            matched=matched,
            population=int(index.place_population[place]),
        )

    def hit(self, candidate: Candidate) -> LinkHit:
        reason = "former" if KINDS[candidate.kind] == "former" else candidate.reason
        return self._hit(candidate.place, candidate.score, reason, self.index.name_text[candidate.name])
