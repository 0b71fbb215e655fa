"""From the engine's codes to words: one label and one sentence per criterion and direction."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from spilno.organisations.enums import SpokenLanguage, Theme
from spilno.partnersearch.queries.meaning import subject_names
from spilno.partnerships.enums import AgreementType

SIMILAR_TEXTS = 0.6

LABELS: dict[str, Promise] = {
    "level": gettext_lazy("Level"),
    "size": gettext_lazy("Size"),
    "structure": gettext_lazy("Structure: town or countryside"),
    "region": gettext_lazy("Region wished"),
    "regional_frame": gettext_lazy("Regional partnership"),
    "funding": gettext_lazy("Funding that opens"),
    "reach": gettext_lazy("Distance and travel"),
    "security": gettext_lazy("Security"),
    "border": gettext_lazy("Distance from front and border"),
    "bridge": gettext_lazy("Common third partners"),
    "free_partners": gettext_lazy("Not yet taken"),
    "attributes": gettext_lazy("Shared features"),
    "themes": gettext_lazy("Themes: needs and offers"),
    "texts": gettext_lazy("What the texts speak of"),
    "language": gettext_lazy("Languages"),
    "agreement": gettext_lazy("Kind of agreement"),
    "novelty": gettext_lazy("Not suggested to everybody"),
}
# A fact that may be worth asking for: what to tell, and the field of the form that takes it ('' where none does).
QUESTIONS: dict[str, tuple[Promise, str]] = {
    "wishes.security": (
        gettext_lazy("whether you wish a partner far from the front or on purpose near it"),
        "security",
    ),
    "wishes.regions": (gettext_lazy("whether a region is closest to you"), "region"),
    "population": (gettext_lazy("how many inhabitants your place has"), ""),
    "urban_share": (gettext_lazy("how much of your place is town"), ""),
    "area_km2": (gettext_lazy("how large the area of your place is"), ""),
    "languages": (gettext_lazy("in which languages you work"), ""),
    "needs": (gettext_lazy("which themes you look for"), ""),
    "offers": (gettext_lazy("which themes you offer"), ""),
}
# What has to be loaded or exist before a criterion can be known.
WAKES: dict[str, Promise] = {
    "level": gettext_lazy("the registers of units (destatis, katottg)"),
    "size": gettext_lazy("figures of population (destatis, kse)"),
    "structure": gettext_lazy("areas and urban shares (destatis, kse)"),
    "region": gettext_lazy("the registers of units (destatis, katottg)"),
    "regional_frame": gettext_lazy("the registers of units (destatis, katottg)"),
    "funding": gettext_lazy("funding programmes whose rules name a Land or oblast"),
    "reach": gettext_lazy("coordinates and travel times (codab, kse)"),
    "security": gettext_lazy("the war status of the hromadas (warstatus)"),
    "border": gettext_lazy("the distances of the hromadas (kse)"),
    "bridge": gettext_lazy("the twin towns as published (twins)"),
    "free_partners": gettext_lazy("partnerships in the registry or in published lists"),
    "attributes": gettext_lazy("the profiles of the hromadas (kse)"),
    "themes": gettext_lazy("open partner requests, which count among each other"),
    "texts": gettext_lazy("texts of both requests"),
    "language": gettext_lazy("open partner requests, which count among each other"),
    "agreement": gettext_lazy("what both have in mind for an agreement"),
    "novelty": gettext_lazy("counts of what has been shown, which are not kept yet"),
}
FEATURES: dict[str, Promise] = {
    "mountain": gettext_lazy("mountains"),
    "coast": gettext_lazy("coast"),
    "border": gettext_lazy("border"),
    "university": gettext_lazy("university"),
    "rail": gettext_lazy("railway"),
}
SECURITY: dict[str, Promise] = {
    "safe": gettext_lazy("not occupied and outside the war zone in autumn 2022"),
    "war_zone": gettext_lazy("in the war zone in autumn 2022"),
    "deoccupied": gettext_lazy("liberated after occupation in 2022"),
    "occupied": gettext_lazy("occupied in autumn 2022"),
}
EXCLUDED: dict[str, Promise] = {
    "same_place": gettext_lazy("This is your own place."),
    "own_country": gettext_lazy("The place lies in your own country."),
    "occupied": gettext_lazy("The place is occupied according to the source; occupied places are not suggested."),
    "already_partner": gettext_lazy("You are partners already."),
    "excluded": gettext_lazy("You have excluded this place."),
    "no_consent": gettext_lazy("The place does not wish to be suggested."),
    "no_capacity": gettext_lazy("The place has no capacity for a further partnership."),
    "kind": gettext_lazy("The kinds of organisation do not go together."),
    "size": gettext_lazy("The place lies outside the size you have set."),
    "level": gettext_lazy("The place is of another level than you have set."),
    "region": gettext_lazy("The place lies outside the region you have set."),
}

# The same of two requests, said of the one that is looked at.
PAIR_KEPT_OUT: dict[str, Promise] = {
    "not_open": gettext_lazy("This request is not open at present."),
    "size": gettext_lazy("It lies outside the size that you have set as a must."),
    "region": gettext_lazy("It lies outside the Land or oblast that you have set as a must."),
    "level": gettext_lazy("It is of another level than you have set as a must."),
    "their_wish": gettext_lazy("It has a must that you do not meet."),
    "excluded": gettext_lazy(
        "One side looks for another kind of organisation or another country, or you know each other already."
    ),
    "already_partner": gettext_lazy("You are partners already."),
    "no_capacity": gettext_lazy("It can take nobody at present."),
    "occupied": gettext_lazy("The place is occupied according to the source; occupied places are not suggested."),
    "own_country": gettext_lazy("It lies in your own country."),
    "same_place": gettext_lazy("This is your own request."),
}

# Why a request has no introduction, said of it to the office.
KEPT_ALONE: dict[str, Promise] = {
    "outbid": gettext_lazy("all who fit have better partners"),
    "no_capacity": gettext_lazy("has no room for another at present"),
    "others_full": gettext_lazy("most of the others have no room for another at present"),
    "no_others": gettext_lazy("nobody of the other country seeks a partner at present"),
    "forbidden": gettext_lazy("everybody who fits is excluded in this scenario"),
    "no_eligible": gettext_lazy("every pair would break a must"),
    "own_occupied": gettext_lazy("the place is occupied according to the source; occupied places are not suggested"),
    "size": gettext_lazy("every pair would break a must, mostly its own for the size of the partner"),
    "region": gettext_lazy("every pair would break a must, mostly its own for the Land or oblast"),
    "level": gettext_lazy("every pair would break a must, mostly its own for the level"),
    "their_wish": gettext_lazy("every pair would break a must, mostly one of the others"),
    "excluded": gettext_lazy(
        "the others look for another kind of organisation or country, or both know each other already"
    ),
    "kind": gettext_lazy("nobody of a kind that goes together with it is there"),
    "already_partner": gettext_lazy("all who fit are its partners already"),
}


# From here on a value speaks for a place, so its sentence must not sound like an objection.
PARTLY = 0.35


def km(value: float) -> str:
    return number_format(round(value), use_l10n=True, force_grouping=True)


def sentence(code: str, value: float | None, facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """The reason in one sentence. `facts` are the engine's details, `names` the places they speak of."""
    if value is None:
        return _("Not known. Source: %(needs)s.") % {"needs": WAKES[code]}
    teller = _TELLERS.get(code)
    return teller(value, facts, names) if teller else ""


def _level(value: float, facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if value >= 0.99:
        return _("Same level as your unit.")
    return _("Another level: check which of the two holds the tasks you want to work on.")


def _size(value: float, facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    own, other = facts.get("own"), facts.get("other")
    if not own or not other:
        return ""
    figures = {"own": km(own), "other": km(other)}
    if value >= 0.8:
        return _("Similar size: %(other)s inhabitants, you have %(own)s.") % figures
    if value >= PARTLY and other > own:
        return _("Somewhat larger: %(other)s inhabitants, you have %(own)s.") % figures
    if value >= PARTLY:
        return _("Somewhat smaller: %(other)s inhabitants, you have %(own)s.") % figures
    if other > own:
        return _("Much larger: %(other)s inhabitants, you have %(own)s.") % figures
    return _("Much smaller: %(other)s inhabitants, you have %(own)s.") % figures


def _structure(value: float, facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if value >= 0.7:
        return _("Similar mix of town and countryside.")
    if value >= PARTLY:
        return _("Partly similar mix of town and countryside.")
    return _("Another mix of town and countryside.")


def _region(value: float, facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return _("In the region you wish.") if value >= 0.5 else _("Not in the region you wish.")


def _frame(value: float, facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if value >= 0.9:
        return _("Your Land and this oblast are partners; that opens programmes.")
    return _("No partnership of Land and oblast is known here.")


def _funding(value: float, facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    programmes = [names[code] for code in facts.get("programmes", ()) if code in names]
    if programmes:
        return _("A partner here opens: %(programmes)s.") % {"programmes": "; ".join(programmes[:3])}
    return _("No programme is known that opens only with a partner here.")


def _reach(value: float, facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    distance = facts.get("km")
    return _("About %(km)s km away as the crow flies.") % {"km": km(distance)} if distance is not None else ""


def _security(value: float, facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    status = SECURITY.get(str(facts.get("status")))
    return _("Status: %(status)s. This is history, not today's situation.") % {"status": status} if status else ""


def _border(value: float, facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    distance = facts.get("km")
    if distance is None:
        return ""
    return _("About %(km)s km from the border with Russia and Belarus.") % {"km": km(distance)}


def _bridge(value: float, facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    common = [names[key] for key in facts.get("common", ()) if key in names]
    if not common:
        return _("No common third partner is published.")
    listed = ", ".join(common[:3])
    text = ngettext(
        "You share %(number)s third partner: %(names)s.", "You share %(number)s third partners: %(names)s.", len(common)
    )
    return text % {"number": len(common), "names": listed}


def _free(value: float, facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if value >= 0.99:
        return _("No partner in your country is known yet.")
    return _("Already has partners in your country.")


def _attributes(value: float, facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    shared = [str(FEATURES[key]) for key in facts.get("shared", ()) if key in FEATURES]
    return _("Shared: %(features)s.") % {"features": ", ".join(shared)} if shared else _("No shared feature is known.")


def _themes(value: float, facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    told = []
    for words, text in (
        ("to_us", _("They offer what you look for: %(themes)s.")),
        ("to_them", _("You offer what they look for: %(themes)s.")),
    ):
        themes = [str(Theme(one).label) for one in facts.get(words, ()) if one in Theme.values]
        if themes:
            told.append(text % {"themes": ", ".join(themes[:4])})
    return " ".join(told) or _("What the one looks for the other does not offer.")


def _texts(value: float, facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    reader, told = (get_language() or "en")[:2], []
    for words, text in (
        ("to_us", _("Their text speaks of what yours looks for: %(subjects)s.")),
        ("to_them", _("Your text speaks of what theirs looks for: %(subjects)s.")),
    ):
        subjects = subject_names(facts.get(words, ()), reader)
        if subjects:
            told.append(text % {"subjects": ", ".join(subjects)})
    if told:
        return " ".join(told)
    return _("The texts are about similar things.") if value >= SIMILAR_TEXTS else _("The texts have little in common.")


def _agreement(value: float, facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    labels = {**{one.value: str(one.label) for one in AgreementType}, "trial": _("at first on trial")}
    shared = [labels[one] for one in facts.get("shared", ()) if one in labels]
    if shared:
        return _("Both have in mind: %(kinds)s.") % {"kinds": ", ".join(shared)}
    return _("Each has another kind of agreement in mind.")


def _language(value: float, facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    common = [str(SpokenLanguage(one).label) for one in facts.get("shared", ()) if one in SpokenLanguage.values]
    if common:
        return _("A common language: %(languages)s.") % {"languages": ", ".join(common)}
    return _("No common language; interpreting is there.") if value >= 0.6 else _("No common language.")


_TELLERS = {
    "themes": _themes,
    "texts": _texts,
    "agreement": _agreement,
    "language": _language,
    "level": _level,
    "size": _size,
    "structure": _structure,
    "region": _region,
    "regional_frame": _frame,
    "funding": _funding,
    "reach": _reach,
    "security": _security,
    "border": _border,
    "bridge": _bridge,
    "free_partners": _free,
    "attributes": _attributes,
}
