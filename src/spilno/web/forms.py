"""The form above the hits of the search across everything."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from spilno.places.place_field import PlaceField
from spilno.search.findable import sources
from spilno.search.words import LONGEST_LINE

PLACES = "place"


def kind_choices() -> list[tuple[str, Any]]:
    return [(PLACES, gettext_lazy("Places")), *((kind, source.label) for kind, source in sources().items())]


class SearchForm(forms.Form):
    """`q` has no upper length here: what is too long is searched by its beginning, and the page says so."""

    all_optional = True

    q = forms.CharField(
        label=gettext_lazy("What are you looking for?"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "maxlength": str(LONGEST_LINE)}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Readable in"),
        required=False,
        choices=[
            ("", gettext_lazy("Any language")),
            ("de", gettext_lazy("German")),
            ("uk", gettext_lazy("Ukrainian")),
            ("en", gettext_lazy("English")),
        ],
    )
    place = PlaceField(label=gettext_lazy("About this place or region"), required=False)
    sort = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        choices=[("", gettext_lazy("What fits best first")), ("new", gettext_lazy("The newest first"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [("", gettext_lazy("Everything")), *kind_choices()]
