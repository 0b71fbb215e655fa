"""A rule in the reader's words: first what it asks about, then the answers that fit it."""

from typing import Any

import pycountry
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spilno.engine.eligibility import FLAGS, NUMBERS
from spilno.funding.enums import Aspect, Operator
from spilno.funding.forms.editing import KindsField
from spilno.funding.models import Rule
from spilno.funding.money import parse_amount
from spilno.funding.regions import NAMES
from spilno.funding.sentences import LABELS, value_label

LARGEST = 10**9
# Those most rules are about stand first.
_FIRST = ("DE", "UA", "PL")


class AspectForm(forms.Form):
    """The first of two steps; what it asks about decides which answers there are."""

    aspect = forms.ChoiceField(label=gettext_lazy("What the rule asks about"), choices=Aspect.choices)


class WholeNumberField(forms.CharField):
    """20000, 20.000 or 20 000; cleans to a list of the one number, as rules keep it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(label=gettext_lazy("Number"), max_length=40, widget=widget, **kwargs)

    def clean(self, value: Any) -> list[int]:
        try:
            number = parse_amount(super().clean(value))
        except ValueError:
            number = None
        if number is None or number != number.to_integral_value() or number >= LARGEST:
            raise forms.ValidationError(_("Please give one whole number, such as 20000 or 20.000."))
        return [int(number)]


class YesNoField(forms.TypedChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Answer that fits"),
            choices=[("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))],
            coerce=lambda told: [told == "yes"],
            widget=forms.RadioSelect,
            **kwargs,
        )


def values_field(aspect: str) -> forms.Field:
    """The field for what a rule of this aspect compares with."""
    if aspect in NUMBERS:
        return WholeNumberField()
    if aspect in FLAGS:
        return YesNoField()
    by_name = sorted(words_of(aspect), key=lambda one: (one[0] not in _FIRST, one[1].casefold()))
    if aspect.endswith("country"):
        help_text = gettext_lazy("Several may be chosen.")
        return forms.MultipleChoiceField(label=gettext_lazy("Countries"), choices=by_name, help_text=help_text)
    return forms.MultipleChoiceField(
        label=gettext_lazy("Values"), choices=words_of(aspect), widget=forms.CheckboxSelectMultiple
    )


def words_of(aspect: str) -> list[tuple[str, str]]:
    """(word, as readers know it) for each that a rule of this aspect knows."""
    if aspect.endswith("region"):
        known = list(NAMES)
    elif aspect.endswith("country"):
        known = [str(one.alpha_2) for one in pycountry.countries]
    else:
        known = list(LABELS.get(aspect, ()))
    return [(word, value_label(aspect, word)) for word in known]


def operators_of(aspect: str) -> list[Operator]:
    if aspect in NUMBERS:
        return [Operator.AT_LEAST, Operator.AT_MOST]
    return [Operator.IS] if aspect in FLAGS else [Operator.ONE_OF, Operator.NONE_OF]


class RuleForm(forms.ModelForm):
    """aspect: what the rule asks about; that of `instance` stays."""

    kinds = KindsField()

    class Meta:
        model = Rule
        fields = ["operator", "group", "kinds", "unsure"]
        labels = {
            "operator": gettext_lazy("How it compares"),
            "group": gettext_lazy("Group of alternatives"),
            "unsure": gettext_lazy("Not confirmed: the rule never decides"),
        }
        help_texts = {
            "group": gettext_lazy("Of rules with the same number one is enough; 0 for a rule that must hold by itself.")
        }

    def __init__(self, data: Any = None, *, instance: Rule, aspect: str) -> None:
        self.aspect = aspect
        initial: dict[str, Any] = {"values": _as_told(instance.values or [])}
        super().__init__(data, instance=instance, initial=initial)
        known = operators_of(aspect)
        self.fields["operator"] = forms.ChoiceField(
            label=gettext_lazy("How it compares"),
            choices=[(one.value, one.label) for one in known],
            widget=forms.HiddenInput if len(known) == 1 else forms.RadioSelect,
            initial=known[0].value,
        )
        self.fields["values"] = values_field(aspect)
        self.order_fields(["operator", "values", "group", "kinds", "unsure"])

    @property
    def values(self) -> dict[str, Any]:
        return {**self.cleaned_data, "aspect": self.aspect}


def _as_told(values: list[Any]) -> Any:
    if values and isinstance(values[0], bool):
        return "yes" if values[0] else "no"
    return values[0] if values and isinstance(values[0], int) else values
