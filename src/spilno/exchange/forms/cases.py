"""Bringing a case, speaking, ending."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from spilno.common.form_fields import LongField, OneLineField, VersionField
from spilno.exchange.enums import CaseMode
from spilno.organisations.enums import SpokenLanguage, Theme
from spilno.organisations.models import Organisation

OWN = ("title", "text", "language", "theme", "mode")


class OrganisationChoice(forms.Form):
    organisation = forms.TypedChoiceField(label=gettext_lazy("For which organisation"), coerce=int)

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.choices = [(one.pk, one.label) for one in organisations]
        if organisations:
            field.initial = organisations[0].pk


class CaseForm(OrganisationChoice):
    title = OneLineField(label=gettext_lazy("Your case in one line"), max_length=160)
    text = LongField(
        label=gettext_lazy("What occupies you"),
        rows=8,
        help_text=gettext_lazy(
            "What has happened, what you have tried, what you want to know. Only the group reads it."
        ),
    )
    theme = forms.ChoiceField(
        label=gettext_lazy("Theme"),
        choices=Theme,
        help_text=gettext_lazy("All that others see before they join."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Written in"), choices=SpokenLanguage)
    mode = forms.ChoiceField(label=gettext_lazy("How"), choices=CaseMode, widget=forms.RadioSelect)

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in OWN}


class JoinForm(OrganisationChoice):
    silence = forms.BooleanField(
        label=gettext_lazy("What I read and hear stays in the group."),
        error_messages={"required": gettext_lazy("Without this promise nobody can join.")},
    )


class SpeakForm(forms.Form):
    text = LongField(label=gettext_lazy("What you want to say"), max_length=4000)
    position = VersionField()


class EndForm(forms.Form):
    decision = LongField(label=gettext_lazy("What was decided"), max_length=3000)
    advice = LongField(label=gettext_lazy("What the group advises"), required=False, max_length=3000)
