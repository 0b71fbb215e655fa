"""The directory of help: its filter and its entries."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from spilno.common.form_fields import LongField, OneLineField, VersionField, WebField
from spilno.library.enums import Need, Reader
from spilno.library.models import HelpEntry
from spilno.partnerships.enums import StepKind


class HelpFilter(forms.Form):
    all_optional = True

    need = forms.ChoiceField(
        label=gettext_lazy("What you need"), choices=[("", gettext_lazy("Everything")), *Need.choices], required=False
    )
    reader = forms.ChoiceField(
        label=gettext_lazy("Who you are"), choices=[("", gettext_lazy("Everybody")), *Reader.choices], required=False
    )
    step = forms.ChoiceField(
        label=gettext_lazy("At which step"),
        choices=[("", gettext_lazy("At any step")), *StepKind.choices],
        required=False,
    )


class HelpForm(forms.Form):
    key = forms.SlugField(label=gettext_lazy("Last part of the address"), max_length=60)
    provider = OneLineField(label=gettext_lazy("Who offers it"), max_length=160)
    title_de = OneLineField(label=gettext_lazy("What it is, in German"), max_length=160)
    title_uk = OneLineField(label=gettext_lazy("What it is, in Ukrainian"), max_length=160, required=False)
    title_en = OneLineField(label=gettext_lazy("What it is, in English"), max_length=160, required=False)
    about_de = LongField(label=gettext_lazy("More, in German"), max_length=600, required=False)
    about_uk = LongField(label=gettext_lazy("More, in Ukrainian"), max_length=600, required=False)
    about_en = LongField(label=gettext_lazy("More, in English"), max_length=600, required=False)
    needs = forms.MultipleChoiceField(label=gettext_lazy("For what"), choices=Need, widget=forms.CheckboxSelectMultiple)
    readers = forms.MultipleChoiceField(
        label=gettext_lazy("For whom"),
        choices=Reader,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: for everybody."),
    )
    link = WebField(label=gettext_lazy("Address on the web"))
    published = forms.BooleanField(label=gettext_lazy("Shown to everybody"), required=False)
    version = VersionField(required=False)

    @classmethod
    def of(cls, data: Any, entry: HelpEntry | None) -> "HelpForm":
        names = list(cls.base_fields)
        return cls(data, initial={name: getattr(entry, name) for name in names} if entry else {"published": True})

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}
