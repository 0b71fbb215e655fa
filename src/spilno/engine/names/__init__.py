"""Names of places across scripts and orthographies: fold, read as sounds, romanise, take unit words off.

Pure functions over strings; no data of their own beyond small rule tables.
"""

from spilno.engine.names.fold import fold
from spilno.engine.names.parts import german_short, parts_of
from spilno.engine.names.readings import Sound, sounds
from spilno.engine.names.romanise import to_ascii, to_english, to_german
from spilno.engine.names.russian import russian_spellings
from spilno.engine.names.units import UnitWords, take_off_units

__all__ = [
    "Sound",
    "UnitWords",
    "fold",
    "german_short",
    "parts_of",
    "russian_spellings",
    "sounds",
    "take_off_units",
    "to_ascii",
    "to_english",
    "to_german",
]
