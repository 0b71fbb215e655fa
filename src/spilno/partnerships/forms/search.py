"""What a reader asks of the registry; all of it comes in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from spilno.organisations.enums import OrganisationKind, Theme
from spilno.partnerships.enums import AgreementType, Phase
from spilno.partnerships.queries.search import RegistryWanted, SideWanted
from spilno.places.enums import AreaLevel
from spilno.places.forms import LONGEST_QUERY, without_controls
from spilno.places.place_field import PlaceField

ORDERS = {
    "name": _("Name, A to Z"),
    "-name": _("Name, Z to A"),
    "-since": _("Youngest first"),
    "since": _("Oldest first"),
    "type": _("Type of agreement"),
    "phase": _("State"),
    "until": _("Ending soonest"),
    "-changed": _("Last changed"),
}
LEVELS = [AreaLevel.STATE, AreaLevel.DISTRICT, AreaLevel.MUNICIPALITY]
SIDE_FIELDS = ("place", "country", "level", "size_min", "size_max", "kind")
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
MOST_PEOPLE = 100_000_000


def _side(prefix: str, place_label: Any) -> dict[str, forms.Field]:
    people: dict[str, Any] = {"required": False, "min_value": 0, "max_value": MOST_PEOPLE}
    return {
        f"{prefix}place": PlaceField(label=place_label, required=False),
        f"{prefix}country": forms.ChoiceField(label=_("Country"), required=False),
        f"{prefix}level": forms.ChoiceField(label=_("Level"), required=False),
        f"{prefix}size_min": forms.IntegerField(label=_("Inhabitants from"), **people),
        f"{prefix}size_max": forms.IntegerField(label=_("Inhabitants up to"), **people),
        f"{prefix}kind": forms.ChoiceField(label=_("With organisations of this kind"), required=False),
    }


def _year(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=EARLIEST_YEAR, max_value=LATEST_YEAR)


class RegistryForm(forms.Form):
    all_optional = True

    q = forms.CharField(
        label=_("Town, hromada, region or word"),
        required=False,
        max_length=LONGEST_QUERY,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )
    agreement_type = forms.ChoiceField(label=_("Type of agreement"), required=False)
    phase = forms.ChoiceField(label=_("State"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    since_from = _year(_("Since the year"))
    since_to = _year(_("Until the year"))
    ending_by = _year(_("Term ends by the year"))
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=list(ORDERS.items()))

    def __init__(self, *args: Any, countries: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= _side("", _("One side lies in")) | _side("other_", _("The other side lies in"))
        any_choice = ("", pgettext_lazy("filter", "All"))
        choices: dict[str, Any] = {
            "agreement_type": [any_choice, *AgreementType.choices],
            "phase": [any_choice, *Phase.choices],
            "theme": [("", gettext("All themes")), *Theme.choices],
        }
        for prefix in ("", "other_"):
            choices[f"{prefix}country"] = [("", gettext("All countries")), *countries]
            choices[f"{prefix}level"] = [any_choice, *((level.value, level.label) for level in LEVELS)]
            choices[f"{prefix}kind"] = [any_choice, *OrganisationKind.choices]
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]

    def clean_q(self) -> str:
        return without_controls(self.cleaned_data["q"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for low, high in (("size_min", "size_max"), ("other_size_min", "other_size_max"), ("since_from", "since_to")):
            if cleaned.get(low) is not None and cleaned.get(high) is not None and cleaned[low] > cleaned[high]:
                self.add_error(high, _("This lies below the value before it."))
        return cleaned

    @property
    def side_one(self) -> list[Any]:
        return [self[name] for name in SIDE_FIELDS]

    @property
    def side_other(self) -> list[Any]:
        return [self[f"other_{name}"] for name in SIDE_FIELDS]

    @property
    def wanted(self) -> RegistryWanted:
        values = self.cleaned_data
        one = SideWanted(**{name: values[name] for name in SIDE_FIELDS})
        other = SideWanted(**{name: values[f"other_{name}"] for name in SIDE_FIELDS})
        rest = {
            name: values[name]
            for name in ("q", "agreement_type", "phase", "theme", "since_from", "since_to", "ending_by")
        }
        return RegistryWanted(**rest, one=one, other=other, sort=values["sort"] or "name")
