"""From any spelling of a place's name to its unit: an index over names and codes, and `link`.

gazetteer = Gazetteer.build(places, names)
gazetteer.link("Winniza", Hints(region="Vinnytsia oblast"))   # one, several (ask back) or none
"""

from spilno.engine.gazetteer.building import build_index
from spilno.engine.gazetteer.index import Index
from spilno.engine.gazetteer.linking import Gazetteer
from spilno.engine.gazetteer.records import Hints, Link, LinkHit, NameRecord, PlaceRecord, Verdict

__all__ = [
    "Gazetteer",
    "Hints",
    "Index",
    "Link",
    "LinkHit",
    "NameRecord",
    "PlaceRecord",
    "Verdict",
    "build_index",
]
