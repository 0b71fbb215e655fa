"""What readers type on the pages of places."""

import unicodedata

from django import forms
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from spilno.places.enums import AreaLevel
from spilno.places.registers import REGISTERS

LONGEST_QUERY = 200


def without_controls(text: str) -> str:
    """The text without invisible controls (writing direction, joiners), which no place name needs."""
    return " ".join(
        "".join(" " if unicodedata.category(c) == "Cc" else c for c in text if unicodedata.category(c) != "Cf").split()
    )


class PlaceSearchForm(forms.Form):
    q = forms.CharField(
        label=_("Name or code of the place"),
        help_text=_("In any spelling, for example Winnyzja, Вінниця or Vinnytsia."),
        max_length=LONGEST_QUERY,
        required=False,
        error_messages={"max_length": _("The name is too long: please enter at most 200 characters.")},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    level = forms.ChoiceField(label=_("Level"), required=False)

    def __init__(self, *args: object, countries: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["q"].widget.attrs |= {
            "data-suggest-url": reverse("places:suggest"),
            "data-suggest-label": gettext("Suggestions"),
        }
        self.fields["country"].choices = [("", gettext("All countries")), *countries]  # type: ignore[attr-defined]
        self.fields["level"].choices = [("", gettext("All levels")), *AreaLevel.choices]  # type: ignore[attr-defined]

    def clean_q(self) -> str:
        return without_controls(self.cleaned_data["q"])


class LoadRegisterForm(forms.Form):
    kind = forms.ChoiceField(choices=[(register.kind, register.title) for register in REGISTERS])
