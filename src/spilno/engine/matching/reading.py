"""Profiles out of JSON objects, one a line in files: null and what is missing are unknown, unknown names are ignored.

{"id": "05978036", "kind": "municipality", "side": "de", "name": "Unna", "population": 59000, "needs": {"energy": 1.0},
 "offers": null, "languages": ["de", "en"], "facts": {"mountain": false},
 "wishes": {"size": {"low": 30000, "high": 118000}, "security": "front", "weights": {"size": 3}}, "capacity": 1}

`side` is the country in small letters. A field `truth` beside them (a made-up market's unharmed profile) is not read.
"""

import math
from collections.abc import Mapping
from typing import Any

from spilno.engine.errors import InvalidInput
from spilno.engine.matching.profile import Profile, Wishes

NUMBERS = (
    "population", "area_km2", "lat", "lon", "urban_share", "km_to_border", "km_to_eu", "travel_minutes", "exposure",
)  # fmt: skip
TEXTS = ("kind", "name", "country", "level", "category")
# Names that other files give to our features.
SYNONYMS = {"near_border": "border"}


def read_profile(row: Mapping[str, Any]) -> Profile:
    """The profile in `row`. Raises InvalidInput with the name of the field that is not what it should be."""
    if not isinstance(row, Mapping):
        raise InvalidInput("profile", f"{type(row).__name__} instead of an object")
    fields: dict[str, Any] = {"id": _text("id", row.get("id"))}
    for name in TEXTS:
        if row.get(name) is not None:
            fields[name] = _text(name, row[name])
    if "country" not in fields and row.get("side") is not None:
        fields["country"] = _text("side", row["side"]).upper()
    for name in NUMBERS:
        if row.get(name) is not None:
            fields[name] = _number(name, row[name])
    for name in ("region", "security"):
        if row.get(name) is not None:
            fields[name] = _text(name, row[name])
    for name in ("needs", "offers", "interests", "partners"):
        if row.get(name) is not None:
            fields[name] = {
                theme: _number(f"{name} {theme}", value) for theme, value in _object(name, row[name]).items()
            }
    for name in ("languages", "ties", "regional_partnerships"):
        if row.get(name) is not None:
            fields[name] = _texts(name, row[name])
    for name in ("partner_ids", "excluded_ids"):
        if row.get(name) is not None:
            fields[name] = frozenset(_texts(name, row[name]))
    if row.get("funding") is not None:
        told = _object("funding", row["funding"])
        fields["funding"] = {region: _texts(f"funding {region}", codes) for region, codes in told.items()}
    if row.get("capacity") is not None:
        fields["capacity"] = _whole("capacity", row["capacity"])
    if row.get("consents") is not None:
        fields["consents"] = _truth("consents", row["consents"])
    wishes = row.get("wishes")
    read = None if wishes is None else read_wishes(_object("wishes", wishes))
    return Profile(**fields, facts=_facts(row), wishes=read)


def _facts(row: Mapping[str, Any]) -> dict[str, bool]:
    return {
        SYNONYMS.get(name, name): _truth(f"facts {name}", value)
        for name, value in _object("facts", row.get("facts")).items()
        if value is not None
    }


def read_wishes(row: Mapping[str, Any]) -> Wishes:
    """The wishes in `row`. Raises InvalidInput like `read_profile`."""
    fields: dict[str, Any] = {}
    if row.get("size") is not None:
        size = _object("wishes size", row["size"])
        fields["size_range"] = (
            _number("wishes size low", size.get("low")),
            _number("wishes size high", size.get("high")),
        )
    for name in ("size_factor", "size_min", "size_max", "max_km"):
        if row.get(name) is not None:
            fields[name] = _number(f"wishes {name}", row[name])
    for name in ("regions", "levels", "excluded"):
        if row.get(name) is not None:
            fields[name] = frozenset(_texts(f"wishes {name}", row[name]))
    for name in ("only_regions", "own_country", "duplicates_welcome"):
        if row.get(name) is not None:
            fields[name] = _truth(f"wishes {name}", row[name])
    if row.get("weights") is not None:
        weights = _object("wishes weights", row["weights"])
        fields["weights"] = {code: _number(f"weight {code}", value) for code, value in weights.items()}
    if row.get("security") is not None:
        word = _text("wishes security", row["security"])
        fields["security"] = "" if word == "indifferent" else word
    return Wishes(**fields)


def _short(value: Any) -> str:
    """The value as an error may show it: in one line, the beginning only."""
    try:
        return repr(value)[:40]
    except ValueError:  # an int of too many digits
        return type(value).__name__


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise InvalidInput(name, f"{_short(value)} is not a text")
    return value


def _texts(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise InvalidInput(name, f"{_short(value)} is not a list of texts")
    return tuple(_text(name, one) for one in value)


def _number(name: str, value: Any) -> float:
    # abs() first: an int of 400 digits is no float at all.
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < math.inf:
        raise InvalidInput(name, f"{str(value)[:40]} is not a number")
    return value


def _whole(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidInput(name, f"{_short(value)} is not a whole number")
    return value


def _truth(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise InvalidInput(name, f"{_short(value)} is neither true nor false")
    return value


def _object(name: str, value: Any) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise InvalidInput(name, f"{_short(value)} is not an object")
    return value
