"""Rows of the development names that contradict the registers they are measured against.

A row expects one settlement. It contradicts itself where the registers say that the very text, under the same hint,
is the name of another one:

- `another's`: today another settlement bears exactly this name, in any stored spelling, and the expected one does not;
- `shared`: the expected one bears it, and so does another, both today or both formerly. The right answer is several;
- `read`: nobody spells it so, but read by the rules of one orthography it sounds exactly like another's official name
  or its Russian spelling, and not like the expected one's (Pokrovskoye is Покровське, not Покровка). This rule uses
  our own reading, so its rows are counted in the second line of the table and left out only in the third.

`another's` and `shared` are left out from the second line on. All three are counted and listed.
"""

from collections import defaultdict
from typing import Any


class Contradictions:
    """Asks the registers who bears a text, with and without the hint."""

    def __init__(self, index: Any) -> None:
        from spilno.engine.gazetteer.records import KINDS, LEVELS
        from spilno.engine.names import russian_spellings, sounds, take_off_units

        self.index = index
        self.bearers: dict[str, dict[int, bool]] = defaultdict(dict)  # folded name: place and whether it bears it today
        self.sounding: dict[str, set[int]] = defaultdict(set)
        made, settlement = {KINDS.index("translated"), KINDS.index("part")}, LEVELS.index("settlement")
        former, official = KINDS.index("former"), KINDS.index("official")
        for at, place in enumerate(index.name_place.tolist()):
            kind = int(index.name_kind[at])
            if kind in made or index.place_level[place] != settlement or index.place_flags[place] & 1:
                continue
            folded = take_off_units(index.name_text[at]).name
            today = kind != former
            self.bearers[folded][place] = today or self.bearers[folded].get(place, False)
            if kind == official:
                for text, language in ((folded, "uk"), (russian_spellings(folded)[0], "ru")):
                    self.sounding[sounds(text, language=language)[0].fine].add(place)
        self.region_of = {index.place_name[at]: at for at in set(index.place_region.tolist()) if at >= 0}

    def kind(self, row: dict[str, str], *, hint: bool) -> str:
        """`another's`, `shared`, `read` or nothing."""
        from spilno.engine.names import sounds, take_off_units

        folded = take_off_units(row["text"]).name
        bearers = {p: today for p, today in self.bearers.get(folded, {}).items() if self._inside(p, row, hint)}
        own = [p for p in bearers if self.index.place_code[p] == row["expected"]]
        others = [p for p in bearers if p not in own]
        if others and (not own or (any(bearers[p] for p in others) and not bearers[own[0]])):
            return "another's" if any(bearers[p] for p in others) else ""
        if own and any(bearers[p] == bearers[own[0]] for p in others):
            return "shared"
        read = {p for sound in sounds(folded) for p in self.sounding.get(sound.fine, ()) if self._inside(p, row, hint)}
        return "read" if read and all(self.index.place_code[p] != row["expected"] for p in read) and not own else ""

    def _inside(self, place: int, row: dict[str, str], hint: bool) -> bool:
        region = row["oblast"]
        return not hint or int(self.index.place_region[place]) == self.region_of.get(
            region, self.region_of.get(region.split()[0], -1)
        )
