"""A form field for a place, typed in any spelling; an ambiguous name asks back with what tells its places apart."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spilno.engine.errors import InvalidInput
from spilno.places import gazetteer, queries
from spilno.places.enums import AreaLevel
from spilno.places.forms import LONGEST_QUERY, without_controls
from spilno.places.models import Area

CHOICES = 12
# As many are asked for, so that no hromada is cut off behind the villages of its name.
LOOKED_AT = 25


class PlaceField(forms.CharField):
    """Cleans to an `Area`. Takes a name, or a code as `scheme:code`.

    An error with the code "several" carries the places in `params["choices"]`: `places/partials/place_choices.html` turns
    them into buttons, each of which sends the form again with that place.
    """

    default_error_messages = {
        "none": gettext_lazy("No place fits “%(text)s”. Please check the spelling."),
        "several": gettext_lazy(
            "Several places fit “%(text)s”. Please choose one, or name its Kreis, Land, rayon or oblast after a comma:"
        ),
    }

    def __init__(self, *, country: str = "", level: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_QUERY)
        kwargs.setdefault(
            "widget",
            forms.TextInput(
                attrs={
                    "autocomplete": "off",
                    "spellcheck": "false",
                    "data-suggest-url": reverse_lazy("places:suggest"),
                    "data-suggest-label": gettext_lazy("Suggestions"),
                    "data-suggest-stays": "",
                }
            ),
        )
        super().__init__(**kwargs)
        self.country, self.level = country, level

    def prepare_value(self, value: Any) -> Any:
        return value.label if isinstance(value, Area) else value

    def clean(self, value: Any) -> Area | None:
        text = without_controls(super().clean(value) or "")
        if not text:
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return None
        known = queries.area_by_key(text)
        if known is not None:
            return known
        try:
            link = gazetteer.find(text, country=self.country, level=self.level, k=LOOKED_AT)
        except InvalidInput as error:
            raise forms.ValidationError(_("This is too long for a place.")) from error
        meant = gazetteer.well_known(link)
        hits = [meant] if meant else list(link.hits)
        areas = queries.areas_in_order([hit.id for hit in hits])
        if not areas:
            raise forms.ValidationError(self.error_messages["none"], code="none", params={"text": text})
        if meant is None:
            # Whoever acts stands first: a hromada before the villages of its name.
            choices = sorted(areas, key=lambda area: area.level in (AreaLevel.SETTLEMENT, AreaLevel.PLACE))[:CHOICES]
            raise forms.ValidationError(
                self.error_messages["several"], code="several", params={"text": text, "choices": choices}
            )
        return areas[0]


def place_choices(form: forms.BaseForm, name: str) -> list[Area]:
    """The places an ambiguous name may mean, after the form has been cleaned."""
    if name not in form.errors:
        return []
    for error in form.errors[name].as_data():
        if error.code == "several" and error.params:
            choices: list[Area] = error.params["choices"]
            return choices
    return []
