"""Country names as lists write them, to two-letter codes."""

from functools import lru_cache

import pycountry

# Names that the ISO list does not carry; states that are gone are no country of today.
_OTHERS = {
    "russia": "RU", "turkey": "TR", "people's republic of china": "CN", "republic of macedonia": "MK",
    "north macedonia": "MK", "palestine": "PS", "palestinian national authority": "PS", "palestinian territories": "PS",
    "gaza strip": "PS", "cape verde": "CV", "ivory coast": "CI", "kosovo": "XK", "sao tomé and príncipe": "ST",
    "democratic republic of the congo": "CD", "republic of the congo": "CG", "east timor": "TL", "the gambia": "GM",
    "swaziland": "SZ", "kingdom of the netherlands": "NL", "transnistria": "MD", "somaliland": "SO", "vatican city": "VA",
    "luhansk people's republic": "UA", "donetsk people's republic": "UA", "czech republic": "CZ", "south korea": "KR",
    "north korea": "KP", "iran": "IR", "syria": "SY", "laos": "LA", "brunei": "BN", "taiwan": "TW", "moldova": "MD",
    "tanzania": "TZ", "venezuela": "VE", "bolivia": "BO", "vietnam": "VN", "united states of america": "US",
    "micronesia": "FM", "burma": "MM", "kingdom of denmark": "DK", "falkland islands": "FK",
}  # fmt: skip


@lru_cache(maxsize=1)
def _listed() -> dict[str, str]:
    """Every name and code of the ISO list; of two countries called alike the one with the plainer name."""
    found: dict[str, str] = {}
    for field in ("name", "common_name", "official_name", "alpha_2"):
        for country in pycountry.countries:
            found.setdefault(getattr(country, field, "").casefold(), str(country.alpha_2))
    found.pop("", None)
    return found


def code_of_country(name: str) -> str:
    """`Germany` gives `DE`; an empty string for what is no country of today."""
    key = name.strip().casefold().replace("’", "'")
    return _OTHERS.get(key) or _listed().get(key, "")
