"""Keeping a record: its own fields, amounts and rounds; `rules` has the rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spilno.common.form_fields import PartialDateField, VersionField
from spilno.funding.enums import ApplicantKind
from spilno.funding.models import Amount, Call, Programme
from spilno.funding.money import AmountField

# Pages beside the programmes.
RESERVED = ("fits", "calendar", "to-check", "new")


class ProgrammeForm(forms.ModelForm):
    link = forms.URLField(
        label=gettext_lazy("Page of the programme"), required=False, max_length=300, assume_scheme="https"
    )
    source_link = forms.URLField(
        label=gettext_lazy("Where these facts were read"), required=False, max_length=300, assume_scheme="https"
    )
    version = VersionField(required=False)

    class Meta:
        model = Programme
        fields = [
            "key", "name", "name_language", "label_de", "label_uk", "label_en", "summary_de", "summary_uk",
            "summary_en", "funder", "intermediary", "link", "source_link", "currency", "in_kind", "rolling",
            "lead_days", "published",
        ]  # fmt: skip
        labels = {
            "key": gettext_lazy("Short word in the address"),
            "name": gettext_lazy("The programme’s own name"),
            "name_language": gettext_lazy("Language of the name"),
            "label_de": gettext_lazy("Short label, German"),
            "label_uk": gettext_lazy("Short label, Ukrainian"),
            "label_en": gettext_lazy("Short label, English"),
            "summary_de": gettext_lazy("What it pays for, German"),
            "summary_uk": gettext_lazy("What it pays for, Ukrainian"),
            "summary_en": gettext_lazy("What it pays for, English"),
            "funder": gettext_lazy("Funder"),
            "intermediary": gettext_lazy("Applications go to"),
            "currency": gettext_lazy("Currency"),
            "in_kind": gettext_lazy("Goods or a trip instead of money"),
            "rolling": gettext_lazy("Applications at any time"),
            "lead_days": gettext_lazy("Lead time in days"),
            "published": gettext_lazy("Published"),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("summary_de", "summary_uk", "summary_en")}

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"])
        if key in RESERVED:
            raise forms.ValidationError(_("This word is taken by a page. Please choose another."))
        return key

    def clean_currency(self) -> str:
        text = str(self.cleaned_data["currency"]).upper()
        if len(text) != 3 or not (text.isascii() and text.isalpha()):
            raise forms.ValidationError(_("Please give three letters such as EUR or UAH."))
        return text

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class KindsField(forms.MultipleChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Only for these applicants (none: all)"))
        super().__init__(choices=ApplicantKind.choices, required=False, widget=forms.CheckboxSelectMultiple, **kwargs)


class AmountForm(forms.ModelForm):
    minimum = AmountField(label=gettext_lazy("Smallest grant"), required=False)
    maximum = AmountField(label=gettext_lazy("Largest grant"), required=False)
    kinds = KindsField()

    class Meta:
        model = Amount
        fields = ["minimum", "maximum", "rate", "own", "kinds"]
        labels = {
            "rate": gettext_lazy("Percent of the cost, at most"),
            "own": gettext_lazy("Percent from own money, at least"),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        least, most = cleaned.get("minimum"), cleaned.get("maximum")
        if least is not None and most is not None and least > most:
            self.add_error("maximum", _("The largest grant is smaller than the smallest."))
        if (cleaned.get("rate") or 0) + (cleaned.get("own") or 0) > 100:
            self.add_error("own", _("Together with the grant’s share this is more than 100 percent."))
        return cleaned


class CallForm(forms.ModelForm):
    opens = PartialDateField(label=gettext_lazy("Opens"), required=False)
    closes = PartialDateField(label=gettext_lazy("Application, or sketch of two stages"), required=False)
    second = PartialDateField(label=gettext_lazy("Full application of two stages"), required=False)

    class Meta:
        model = Call
        fields = ["title"]
        labels = {"title": gettext_lazy("Name of the round")}

    def __init__(self, data: Any = None, *, instance: Call) -> None:
        days = {name: getattr(instance, name) for name in ("opens", "closes", "second")}
        initial = {name: day.iso for name, day in days.items() if day is not None}
        super().__init__(data, instance=instance, initial=initial)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        opens, closes, second = (cleaned.get(name) for name in ("opens", "closes", "second"))
        if not self.errors and not any((cleaned.get("title"), opens, closes, second)):
            self.add_error("title", _("Please give the round a name or a day."))
        if opens and closes and opens.on > closes.last_day:
            self.add_error("closes", _("The round closes before it opens."))
        if closes and second and second.last_day < closes.on:
            self.add_error("second", _("The second stage ends before the first."))
        elif opens and second and not closes and second.last_day < opens.on:
            self.add_error("second", _("The second stage ends before the round opens."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        found: dict[str, Any] = {"title": self.cleaned_data["title"]}
        for name in ("opens", "closes", "second"):
            day = self.cleaned_data[name]
            found |= {f"{name}_on": day.on if day else None, f"{name}_precision": day.precision if day else ""}
        return found


class CheckForm(forms.Form):
    note = forms.CharField(label=gettext_lazy("Note for the next check"), required=False, max_length=400)
