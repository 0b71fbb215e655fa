"""What those who keep a relation type."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spilno.common.enums import Visibility
from spilno.common.form_fields import LongField, OneLineField, PartialDateField, StampField, VersionField, WebField
from spilno.organisations.enums import SpokenLanguage, Theme
from spilno.organisations.forms.sensitive import SensitiveWarning
from spilno.partnerships.entries import NewParty, NewStatus
from spilno.partnerships.enums import AgreementType, DocumentKind, InvolvedRole, Phase
from spilno.partnerships.forms.fields import OrganisationField
from spilno.places.place_field import PlaceField

PARTIES_A_SIDE = 4
INVOLVED = 6
THIRDS = 3
LONGEST_TEXT = 6000
_none = ("", "–")


class StepForm(SensitiveWarning):
    """One step of a history; it becomes public with the relation."""

    watched = ("note", "decided_by", "local_label", "term")

    phase = forms.ChoiceField(label=gettext_lazy("State"), choices=Phase)
    agreement_type = forms.ChoiceField(
        label=gettext_lazy("Type of agreement"), choices=[_none, *AgreementType.choices], required=False
    )
    local_label = OneLineField(
        label=gettext_lazy("What it is called there"),
        help_text=gettext_lazy("For example a solidarity partnership, in the words of the agreement."),
        max_length=160,
        required=False,
    )
    begun = PartialDateField(label=gettext_lazy("Since when"), required=False)
    until = PartialDateField(label=gettext_lazy("Until when, where a term is agreed"), required=False)
    term = OneLineField(
        label=gettext_lazy("The term in words"),
        help_text=gettext_lazy("Where no date is agreed, for example: end of the war and five years."),
        max_length=160,
        required=False,
    )
    on_trial = forms.BooleanField(label=gettext_lazy("On trial"), required=False)
    review = PartialDateField(label=gettext_lazy("Review on"), required=False)
    decided_by = OneLineField(label=gettext_lazy("Decided by"), max_length=160, required=False)
    note = LongField(label=gettext_lazy("Note"), required=False, max_length=2000, rows=3)
    source_url = WebField(label=gettext_lazy("Address where it is written"), required=False)

    def clean_review(self) -> Any:
        review = self.cleaned_data["review"]
        if review and review.precision != "day":
            raise forms.ValidationError(_("A review needs a day, like 24.12.2026."))
        return review

    @property
    def status(self) -> NewStatus:
        values = {name: self.cleaned_data[name] for name in StepForm.base_fields if name != "review"}
        review = self.cleaned_data["review"]
        return NewStatus(**values, review_on=review.on if review else None)


class EditStepForm(StepForm):
    """A step that stands already."""

    stamp = StampField()


def _parties(prefix: str, first: Any) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for number in range(1, PARTIES_A_SIDE + 1):
        label = first if number == 1 else gettext_lazy("Another on this side")
        fields[f"{prefix}_{number}"] = PlaceField(label=label, required=False)
    name = gettext_lazy("Or an organisation instead of a place")
    fields[f"{prefix}_organisation"] = OrganisationField(label=name, required=False, max_length=200)
    return fields


class EnterForm(StepForm):
    """A new relation: parties of both sides, and where it stands."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= _parties("ours", gettext_lazy("Town, Kreis or Land"))
        self.fields |= _parties("theirs", gettext_lazy("Hromada, rayon or oblast"))

    def side(self, prefix: str) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(f"{prefix}_")]

    @property
    def ours(self) -> list[forms.BoundField]:
        return self.side("ours")

    @property
    def theirs(self) -> list[forms.BoundField]:
        return self.side("theirs")

    @property
    def step_fields(self) -> list[forms.BoundField]:
        shown = [self[name] for name in StepForm.base_fields]
        return [*shown, self["sensitive_checked"]] if "sensitive_checked" in self.fields else shown

    @property
    def parties(self) -> list[NewParty]:
        found = []
        for number, prefix in ((1, "ours"), (2, "theirs")):
            for name in self.fields:
                value = self.cleaned_data.get(name) if name.startswith(f"{prefix}_") else None
                if value is not None:
                    is_organisation = name.endswith("_organisation")
                    found.append(NewParty(number, **{"organisation" if is_organisation else "area": value}))
        return found


class FactsForm(forms.Form):
    """Themes, who takes part, agreed third partners."""

    themes = forms.MultipleChoiceField(
        label=gettext_lazy("Themes"), choices=Theme, required=False, widget=forms.CheckboxSelectMultiple
    )
    version = VersionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, INVOLVED + 1):
            self.fields[f"involved_{number}"] = OneLineField(
                label=gettext_lazy("Organisation that takes part"), required=False, max_length=200
            )
            self.fields[f"role_{number}"] = forms.ChoiceField(
                label=gettext_lazy("Its part"), choices=InvolvedRole, required=False
            )
        for number in range(1, THIRDS + 1):
            self.fields[f"third_{number}"] = PlaceField(label=gettext_lazy("Third partner"), required=False)

    def clean(self) -> dict[str, Any]:
        """A name that the directory knows becomes its organisation; any other stays a name."""
        cleaned = super().clean() or {}
        lookup = OrganisationField(required=False)
        cleaned["involved"] = []
        for number in range(1, INVOLVED + 1):
            name = cleaned.get(f"involved_{number}")
            if not name:
                continue
            try:
                who = lookup.clean(name)
            except forms.ValidationError:
                who = name
            cleaned["involved"].append((who, cleaned.get(f"role_{number}") or InvolvedRole.TAKES_PART))
        cleaned["third_partners"] = [
            cleaned[f"third_{number}"] for number in range(1, THIRDS + 1) if cleaned.get(f"third_{number}")
        ]
        return cleaned


class RelationTextForm(SensitiveWarning):
    """What the relation is about, in one language."""

    watched = ("text",)

    text = LongField(label=gettext_lazy("Text"), required=False, max_length=LONGEST_TEXT, rows=10)
    original = forms.BooleanField(
        label=gettext_lazy("This is the original; the others are translations of it"), required=False
    )
    version = VersionField()


class DocumentForm(forms.Form):
    """A link or a file."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=DocumentKind)
    title = OneLineField(label=gettext_lazy("Title"), max_length=200)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=SpokenLanguage)
    date = PartialDateField(label=gettext_lazy("Date"), required=False)
    link = WebField(label=gettext_lazy("Address on the web"), required=False)
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        help_text=gettext_lazy("PDF, Word, Excel, PowerPoint or OpenDocument, up to 20 MB."),
        required=False,
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may see it"), choices=Visibility, initial=Visibility.INTERNAL
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "link" in cleaned and bool(cleaned.get("link")) == bool(cleaned.get("file")):
            self.add_error("link", _("Please give either an address or a file."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        cleaned = dict(self.cleaned_data)
        cleaned.pop("file")
        found = cleaned.pop("date")
        return cleaned | {"on": found.on if found else None, "precision": found.precision if found else ""}


class ActivityForm(SensitiveWarning):
    watched = ("title",)

    title = OneLineField(label=gettext_lazy("What you did"), max_length=200)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=SpokenLanguage)
    date = PartialDateField(label=gettext_lazy("Date"))
    link = WebField(label=gettext_lazy("Address of a report"), required=False)
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may see it"),
        choices=Visibility,
        initial=Visibility.NETWORK,
        help_text=gettext_lazy("Visits that lie ahead are never public: dates and routes put people at risk."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        found, visibility = cleaned.get("date"), cleaned.get("visibility")
        if found and visibility == Visibility.PUBLIC and found.last_day >= timezone.localdate():
            self.add_error("visibility", _("An activity that lies ahead cannot be public."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        cleaned = dict(self.cleaned_data)
        found = cleaned.pop("date")
        return cleaned | {"on": found.on, "precision": found.precision}
