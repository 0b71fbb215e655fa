"""`link`: which place does this text mean? One, several (ask back) or none.

Three looks: the spelling itself, the sound under each orthography and, only when both left nothing, what is like it:
names spelled one slip away, and similar sounds (trigrams of the merged sounds, then edit distance on three levels of
detail). Hints narrow every look.
"""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA

from spilno.engine.errors import InvalidInput
from spilno.engine.gazetteer.admitted import Admitted
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
GUESSED, GUESSED_COST = {"bare", "lt", "romaji", "pl-old"}, 0.07
UNSETTLED = {KINDS.index(kind) for kind in ("former", "translated", "part")}
WORD_SCORE = 0.7
# A spelling that only resembles what somebody somewhere wrote says less than one that resembles the name.
LOOSE_COST = 0.05
# Neuter adjectives; in Latin letters nobody can tell the Russian from the Ukrainian ones that end in -ske.
_RUSSIAN_NEUTER = re.compile(r"(?:[сц]к|[sc]k|zk)(?:ое|oe|oje|oye|oie)$")
_NEUTER = re.compile(rf"{_RUSSIAN_NEUTER.pattern}|[сц]ьке$|[sc]ke$")
_NEUTER_ENDING, _COUSIN_ENDINGS = ("ське", "цьке"), ("ка", "івка")
# A slip weighs less in a long name. Where a name is spelled one slip away, sounding alike explains a text the less, the
# more differently it is written.
SLIP_COST, BY_EAR_COST = 0.55, 0.15
COUSIN_COST, CITY_RANK = 0.01, 2

Positions = npt.NDArray[np.int32]


class Gazetteer:
    """Answers `link` over one state of the data; read-only, safe to share between threads."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.narrowing = Narrowing(index, self)

    @classmethod
    def load(cls, file: Path) -> "Gazetteer":
        return cls(Index.load(file))

    def link(self, text: str, hints: Hints | None = None, *, k: int = 8, whole: bool = False) -> Link:
        """Link `text` to places: at most `k` hits, or with `whole` as many more as may be meant.

        Raises InvalidInput for a text of more than 200 characters or an unknown level.
        """
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
            misspelt = {} if is_narrow(hints) else self._misspelt(to_ascii(words.name), narrow)
            alike = self._similar(readings, words.name, narrow, misspelt=bool(misspelt))
            for place, candidate in [*alike.items(), *self._by_word(words.name, hints.language, narrow).items()]:
                if place not in found or candidate.score > found[place].score:
                    found[place] = candidate
            if misspelt:
                self._weigh_misspelt(found, misspelt, to_ascii(words.name))
        found |= {c.place: c for c in self._cousins(words.name, found, narrow) if c.place not in found}
        return judge(self, self._bracketed(list(found.values()), words), words, hints, k, whole=whole)

    def _cousins(self, folded: str, found: dict[int, Candidate], narrow: Admitted | None) -> list[Candidate]:
        """Russian maps call one village `Покровское` and the next Покровка or Покровське: who bears the other form is
        meant as likely. Ukrainian keeps them apart, save where the other is a city: `Донецьке` beside Донецьк.
        """
        first = max(found.values(), key=lambda candidate: candidate.score, default=None)
        if first is None or first.reason not in ("name", "sound") or not _NEUTER.search(folded):
            return []
        name = self.index.place_name[first.place]
        if not name.endswith(_NEUTER_ENDING):
            return []
        stem = fold(name)[:-4]
        made = [fold(name)[:-1]]
        if _RUSSIAN_NEUTER.search(folded):
            made += [stem + ending for ending in _COUSIN_ENDINGS]
        score = first.score - COUSIN_COST
        cousins = [c for text in made for c in self._spelled(text, narrow).values() if tier(self, c) == 0]
        city = [c for c in cousins if self.index.place_rank[c.place] == CITY_RANK]
        return [replace(c, score=score, reason="sound") for c in (city if first.reason == "name" else cousins)]

    def _bracketed(self, found: list[Candidate], words: UnitWords) -> list[Candidate]:
        """`Frankfurt (Oder)`: those whose full name has a word of the bracket, where there are any."""
        told = set(fold(words.bracket).split())
        if not told:
            return found
        return [c for c in found if told & set(fold(self.index.place_name[c.place]).split())] or found

    def _spelled(self, folded: str, narrow: Admitted | None) -> dict[int, Candidate]:
        index = self.index
        wanted = np.uint64(text_hash(folded))
        low, high = (
            np.searchsorted(index.surface_hash, wanted, "left"),
            np.searchsorted(index.surface_hash, wanted, "right"),
        )
        return self._candidates(index.surface_name[low:high], 1.0, "name", narrow)

    def _sounding(self, readings: list[Sound], narrow: Admitted | None) -> dict[int, Candidate]:
        index = self.index
        found: dict[int, Candidate] = {}
        for rank, reading in enumerate(readings):
            wanted = np.uint64(text_hash(reading.fine))
            at = np.searchsorted(index.key_hash, wanted)
            if at < len(index.key_hash) and index.key_hash[at] == wanted:
                names = index.key_name[index.key_start[at] : index.key_start[at + 1]]
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

    def _by_word(self, folded: str, language: str, narrow: Admitted | None) -> dict[int, Candidate]:
        """Places called like one word of several: `Staraya Murafa` may be Мурафа. Never sure."""
        words = [word for word in folded.split() if len(word) > 4]
        found: dict[int, Candidate] = {}
        if len(folded.split()) < 2:
            return found
        for word in sorted(words, key=len, reverse=True)[:3]:
            for place, candidate in self._sounding(sounds(word, language=language), narrow).items():
                if candidate.kind not in UNSETTLED:
                    found.setdefault(place, replace(candidate, score=WORD_SCORE, reason="similar", firm=False))
        return found

    def _similar(
        self, readings: list[Sound], folded: str, narrow: Admitted | None, *, misspelt: bool = False
    ) -> dict[int, Candidate]:
        index = self.index
        found: dict[int, Candidate] = {}
        for key, alike, firm in similar_keys(index, Asked(readings, to_ascii(folded), narrow, misspelt)):
            names = index.key_name[index.key_start[key] : index.key_start[key + 1]]
            for place, candidate in self._candidates(names, alike * SOUND_SCORE, "similar", narrow).items():
                loose = LOOSE_COST if candidate.kind in LOOSE else 0.0
                if place not in found or candidate.score - loose > found[place].score:
                    found[place] = replace(candidate, score=candidate.score - loose, firm=firm)
        return found

    def _misspelt(self, spelling: str, narrow: Admitted | None) -> dict[int, Candidate]:
        """Places with a name whose spelling is one slip away."""
        names = self.index.written_almost(spelling)
        found = self._candidates(names, 1 - SLIP_COST / max(len(spelling), 1), "similar", narrow)
        return {
            place: replace(c, score=c.score - LOOSE_COST, firm=False) if c.kind in LOOSE else replace(c, firm=False)
            for place, c in found.items()
        }

    def _weigh_misspelt(self, found: dict[int, Candidate], misspelt: dict[int, Candidate], spelling: str) -> None:
        """Somebody misspelt one name, or spelled another by ear: who only sounds like the text steps back by how
        differently it is written. Only the order knows of it, not how sure an answer is."""
        for place, candidate in found.items():
            if candidate.reason == "sound":
                far = 1 - OSA.normalized_similarity(spelling, self.index.name_ascii[candidate.name])
                loose = LOOSE_COST if candidate.kind in LOOSE else 0.0
                found[place] = replace(candidate, order=candidate.score - BY_EAR_COST * far - loose)
        for place, candidate in misspelt.items():
            known = found.get(place)
            if known is None:
                found[place] = candidate
            elif candidate.score > known.ordering:
                found[place] = replace(known, order=candidate.score)

    def _candidates(self, names: Positions, score: float, reason: str, narrow: Admitted | None) -> dict[int, Candidate]:
        found: dict[int, Candidate] = {}
        for name in names:
            place = int(self.index.name_place[name])
            if narrow is not None and not narrow.places[place]:
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
        return self.narrowing.place_with_code(wanted)

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
