"""What a seeker may wish, as a GET form: everything in the address, nothing stored."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from spilno.common.form_fields import LongField, OneLineField, StampField
from spilno.matching.sentences import LABELS

# Criteria whose weight a reader may move; themes and languages wait for partner requests.
MOVABLE = [
    "level", "size", "structure", "region", "regional_frame", "funding", "reach", "security", "border", "bridge", "free_partners",
    "attributes",
]  # fmt: skip
WEIGHTS = [
    ("", pgettext_lazy("weight of a criterion", "as usual")),
    ("0", pgettext_lazy("weight of a criterion", "does not matter")),
    ("1", pgettext_lazy("weight of a criterion", "a little")),
    ("2", pgettext_lazy("weight of a criterion", "normal")),
    ("3", pgettext_lazy("weight of a criterion", "much")),
    ("5", pgettext_lazy("weight of a criterion", "very much")),
]
SECURITY = [
    ("", _("indifferent")),
    ("safe", _("rather safe, far from the front")),
    ("front", _("on purpose near the front, where help is needed most")),
]
MOST_PEOPLE = 50_000_000


class WishForm(forms.Form):
    # Everything but the place may stay as it is; saying so at each of sixteen fields would only be noise.
    all_optional = True

    place = forms.CharField(
        label=_("Which place do you act for?"),
        help_text=_("For example Unna, Kreis Unna, Вінниця or Winniza"),
        max_length=200,
        error_messages={
            "required": _("Enter the name of your place."),
            "max_length": _("The name is too long: please enter at most 200 characters."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    level = forms.ChoiceField(label=_("Level of the partner"), required=False)
    size_min = forms.IntegerField(
        label=_("At least this many inhabitants"), required=False, min_value=0, max_value=MOST_PEOPLE
    )
    size_max = forms.IntegerField(
        label=_("At most this many inhabitants"), required=False, min_value=1, max_value=MOST_PEOPLE
    )
    region = forms.ChoiceField(label=_("Region"), required=False)
    security = forms.ChoiceField(label=_("Security"), choices=SECURITY, required=False)

    def __init__(
        self, *args: Any, levels: list[tuple[str, str]], regions: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        attrs = {"data-suggest-url": reverse("places:suggest"), "data-suggest-label": gettext("Places that fit")}
        self.fields["place"].widget.attrs.update(attrs)
        self.fields["level"].choices = [("", gettext("the counterpart of your level")), *levels]  # type: ignore[attr-defined]
        self.fields["region"].choices = [("", gettext("everywhere")), *regions]  # type: ignore[attr-defined]
        for code in MOVABLE:
            self.fields[f"weight_{code}"] = forms.ChoiceField(label=str(LABELS[code]), choices=WEIGHTS, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        low, high = cleaned.get("size_min"), cleaned.get("size_max")
        if low is not None and high is not None and low > high:
            self.add_error("size_max", _("Enter a number that is not smaller than the one before."))
        return cleaned

    def weights(self) -> dict[str, float]:
        """The weights that were moved; all others stay as usual."""
        return {
            code: float(self.cleaned_data[f"weight_{code}"])
            for code in MOVABLE
            if self.cleaned_data.get(f"weight_{code}")
        }

    @property
    def says_more(self) -> bool:
        """Whether anything but the place was said; of a form that was looked at."""
        return any(value not in ("", None) for name, value in self.cleaned_data.items() if name != "place")

    @property
    def weight_fields(self) -> list[forms.BoundField]:
        return [self[f"weight_{code}"] for code in MOVABLE]

    @property
    def wish_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("level", "size_min", "size_max", "region", "security")]


STABILITIES = [
    ("", _("the largest total")),
    ("1", _("mostly the total")),
    ("0.5", _("between both")),
    ("0", _("stable: nobody would rather swap")),
]


class ScenarioForm(forms.Form):
    title = OneLineField(label=_("Name of the scenario"), max_length=120)
    stability = forms.ChoiceField(label=_("What counts"), choices=STABILITIES, required=False)

    @property
    def values(self) -> dict[str, Any]:
        told = self.cleaned_data["stability"]
        return {"title": self.cleaned_data["title"], "stability": float(told) if told else None}


class NoteForm(forms.Form):
    """A word that goes along with introductions; `stamp` says which pairs were looked at."""

    stamp = StampField()
    note = LongField(label=_("A word to both sides"), max_length=2000, rows=4, required=False)
