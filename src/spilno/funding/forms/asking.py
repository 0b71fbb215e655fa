"""What a reader asks; everything stands in the address."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from spilno.engine.eligibility import Facts
from spilno.engine.errors import InvalidInput
from spilno.funding.enums import ApplicantKind, PartnerState, Purpose
from spilno.funding.money import AmountField
from spilno.funding.regions import NAMES, choices
from spilno.organisations.enums import Theme
from spilno.places.templatetags.place_tags import country_name

YES_NO = [("", "–"), ("yes", _("yes")), ("no", _("no"))]
# Countries of partners beside Ukraine that programmes name.
COUNTRIES = ("UA", "PL", "MD", "GE", "FR")


def _regions(*countries: str, empty: str) -> list[tuple[str, Any]]:
    groups: list[tuple[str, Any]] = [("", empty)]
    return groups + [(country_name(one), choices(one)) for one in countries]


def _label_of(choices: Any, value: str | None) -> str:
    """What a value is called among choices, grouped or not; empty where it is none of them."""
    for key, label in choices:
        found = _label_of(label, value) if isinstance(label, list | tuple) else str(label) if key == value else ""
        if value and found:
            return found
    return ""


def partner_state(facts: Facts) -> PartnerState:
    if not facts.partner:
        return PartnerState.NONE
    return PartnerState.FORMAL if facts.formal else PartnerState.CONTACT


class FitsForm(forms.Form):
    """The four questions: who, with whom, what for, how much."""

    all_optional = True

    kind = forms.ChoiceField(label=_("Who applies?"), required=False)
    region = forms.ChoiceField(label=_("Where: Land or oblast"), required=False)
    population = forms.IntegerField(label=_("Inhabitants"), required=False, min_value=0, max_value=10**9)
    partner = forms.ChoiceField(label=_("With whom?"), required=False)
    partner_region = forms.ChoiceField(label=_("Where the partner is"), required=False)
    purpose = forms.ChoiceField(label=_("What for?"), required=False)
    amount = AmountField(
        label=_("How much does the plan cost, in EUR?"), required=False, help_text=_("For example 40.000 or 40 000,50.")
    )
    starts = forms.DateField(
        label=_("First day of the plan"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
    )
    months = forms.IntegerField(label=_("Duration in months"), required=False, min_value=0, max_value=1200)
    people = forms.IntegerField(label=_("People who take part"), required=False, min_value=0, max_value=10**6)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    partner_kind = forms.ChoiceField(label=_("Kind of partner"), required=False)
    group = forms.ChoiceField(label=_("Do you apply together with others?"), required=False, choices=YES_NO)
    part_time = forms.ChoiceField(label=_("Would a part-time post do?"), required=False, choices=YES_NO)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_ = pgettext("answer left open", "Not said")
        found: dict[str, Sequence[Any]] = {
            "kind": [("", open_), *ApplicantKind.choices],
            "partner_kind": [("", open_), *ApplicantKind.choices],
            "region": _regions("DE", "UA", empty=open_),
            "partner": [("", open_), *PartnerState.choices],
            "purpose": [("", open_), *Purpose.choices],
            "theme": [("", open_), *Theme.choices],
            "partner_region": [
                *_regions("UA", "DE", empty=open_),
                (gettext("Only the country"), [(one, country_name(one)) for one in COUNTRIES]),
            ],
        }
        for name, values in found.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """All bounds are checked field by field; the engine's are the same."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                self.facts_from(cleaned)
            except InvalidInput as error:
                raise forms.ValidationError(str(error)) from error
        return cleaned

    @property
    def facts(self) -> Facts:
        """Of a valid form."""
        return self.facts_from(self.cleaned_data)

    def show_known(self, facts: Facts) -> None:
        """Say in fields that were left open what an organisation or a partnership tells; what is entered goes before it."""
        known = {name: getattr(facts, name) for name in ("kind", "region", "purpose", "theme", "partner_kind")}
        known["partner_region"] = facts.partner_region or facts.partner_country
        if facts.partner is not None:
            known["partner"] = partner_state(facts)
        for name, value in known.items():
            field: Any = self.fields[name]
            label = _label_of(field.choices, value)
            if label and not self.cleaned_data[name]:
                field.choices = [("", gettext("Known: %(value)s") % {"value": label}), *list(field.choices)[1:]]
        if facts.population is not None and self.cleaned_data["population"] is None:
            self.fields["population"].widget.attrs["placeholder"] = number_format(facts.population, force_grouping=True)

    @staticmethod
    def facts_from(values: dict[str, Any]) -> Facts:
        words = {name: values[name] or None for name in ("kind", "region", "purpose", "theme", "partner_kind")}
        flags = {name: values[name] == "yes" if values[name] else None for name in ("group", "part_time")}
        rest = {name: values[name] for name in ("population", "amount", "starts", "months", "people")}
        where, state = values["partner_region"], values["partner"]
        return Facts(
            **words,
            **flags,
            **rest,
            partner=state != PartnerState.NONE if state else None,
            formal=state == PartnerState.FORMAL if state else None,
            partner_country=where[:2] or None,
            partner_region=where if where in NAMES else None,
        )


class ProgrammesForm(forms.Form):
    """Filters of the list."""

    all_optional = True

    q = forms.CharField(
        label=_("Name, funder or word"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Who applies?"), required=False)
    region = forms.ChoiceField(label=_("Where: Land or oblast"), required=False)
    purpose = forms.ChoiceField(label=_("What for?"), required=False)
    state = forms.ChoiceField(label=_("Deadline"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = pgettext("filter", "All")
        self.fields["kind"].choices = [("", every), *ApplicantKind.choices]  # type: ignore[attr-defined]
        self.fields["region"].choices = _regions("DE", "UA", empty=every)  # type: ignore[attr-defined]
        self.fields["purpose"].choices = [("", every), *Purpose.choices]  # type: ignore[attr-defined]
        states = [("open", gettext("Open now")), ("closed", gettext("Closed, next round unknown"))]
        self.fields["state"].choices = [("", every), *states]  # type: ignore[attr-defined]

    @property
    def facts(self) -> Facts:
        values = {name: self.cleaned_data[name] or None for name in ("kind", "region", "purpose")}
        return Facts(**values)
