"""Registering: for which organisation, at which stage."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from spilno.common.form_fields import LongField, OneLineField
from spilno.exchange.enums import Stage
from spilno.organisations.models import Organisation


class RegistrationForm(forms.Form):
    organisation = forms.TypedChoiceField(label=gettext_lazy("For which organisation"), coerce=int)
    stage = forms.ChoiceField(
        label=gettext_lazy("Where do you stand?"),
        choices=Stage,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Reports say how many municipalities stand where, never which."),
    )
    wishes = LongField(
        label=gettext_lazy("What the hosts should know"),
        required=False,
        max_length=400,
        rows=2,
        help_text=gettext_lazy("For example interpreting, or a room without steps. Only the hosts read it."),
    )
    topic = OneLineField(
        label=gettext_lazy("What would you like to talk about?"),
        required=False,
        max_length=160,
        help_text=gettext_lazy("A question in one line. Only those who take part and the hosts read it."),
    )
    topic_text = LongField(label=gettext_lazy("What lies behind it"), required=False, max_length=3000, rows=3)

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.choices = [(one.pk, one.label) for one in organisations]
        if len(organisations) == 1:
            field.initial = organisations[0].pk

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("topic_text") and not cleaned.get("topic"):
            self.add_error("topic", gettext_lazy("Please put your question in one line, too."))
        return cleaned

    def topic_values(self, language: str) -> dict[str, Any] | None:
        """A topic to be brought along, or None."""
        if not self.cleaned_data["topic"]:
            return None
        return {"title": self.cleaned_data["topic"], "text": self.cleaned_data["topic_text"], "language": language}
