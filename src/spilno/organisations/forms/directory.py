"""What a reader asks of the directory; all of it comes in the address."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from spilno.organisations.enums import Direction, HelpKind, OrganisationKind, SpokenLanguage, Theme
from spilno.organisations.queries.directory import Wanted
from spilno.places.enums import AreaLevel
from spilno.places.forms import LONGEST_QUERY, without_controls
from spilno.places.models import Area
from spilno.places.place_field import PlaceField

ORDERS = {
    "name": _("Name, A to Z"),
    "-name": _("Name, Z to A"),
    "kind": _("Kind"),
    "place": _("Place"),
    "-created": _("Newest first"),
}


def _help_choices() -> list[tuple[str, Any]]:
    """`offers:transport` and the like, in a group for each direction."""
    groups: list[tuple[str, Any]] = [("", pgettext_lazy("offers and wishes", "All"))]
    for direction in Direction:
        any_kind: tuple[str, str | Promise] = (f"{direction}:", _("anything"))
        choices = [any_kind, *((f"{direction}:{kind}", kind.label) for kind in HelpKind)]
        groups.append((str(direction.label), choices))
    return groups


class DirectoryForm(forms.Form):
    all_optional = True

    q = forms.CharField(
        label=_("Name or place"),
        required=False,
        max_length=LONGEST_QUERY,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )
    place = PlaceField(label=_("In this town, Kreis, oblast …"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    language = forms.ChoiceField(label=_("Writes and speaks"), required=False)
    help = forms.ChoiceField(label=_("Offers or looks for"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=list(ORDERS.items()))

    def __init__(self, *args: Any, countries: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "kind": [("", gettext("All kinds")), *OrganisationKind.choices],
            "theme": [("", gettext("All themes")), *Theme.choices],
            "language": [("", gettext("All languages")), *SpokenLanguage.choices],
            "help": _help_choices(),
            "country": [("", gettext("All countries")), *countries],
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]

    def clean_q(self) -> str:
        return without_controls(self.cleaned_data["q"])

    @property
    def wanted(self) -> Wanted:
        values = dict(self.cleaned_data)
        direction, _colon, kind = values.pop("help").partition(":")
        return Wanted(**values | {"help": (direction, kind), "sort": values["sort"] or "name"})


class KnowsForm(forms.Form):
    place = PlaceField(label=_("Place"), help_text=_("A town, Kreis, hromada, rayon or oblast, in any spelling."))

    def clean_place(self) -> Area:
        area: Area = self.cleaned_data["place"]
        if area.level == AreaLevel.COUNTRY:
            raise forms.ValidationError(_("A whole country is too much: please name a town, a district or a region."))
        return area
