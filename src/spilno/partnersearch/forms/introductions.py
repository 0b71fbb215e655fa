"""Answers to requests, decisions about introductions, first meetings."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from spilno.common.clocks import ClockField, Zone, moment
from spilno.common.form_fields import DayField, LongField, OneLineField
from spilno.organisations.enums import SpokenLanguage
from spilno.organisations.models import Organisation

ONCE_LENGTH = 32
LONGEST_AHEAD_DAYS = 730


class AnswerForm(forms.Form):
    """The three things one wants to know of whoever answers."""

    sender = forms.ChoiceField(label=gettext_lazy("You answer for"))
    cooperation = LongField(label=gettext_lazy("What would you like to do together?"), max_length=3000)
    missing = LongField(
        label=gettext_lazy("What is still missing on your side, for example a decision, money or people?"),
        max_length=2000,
        required=False,
    )
    who = LongField(label=gettext_lazy("Who are you?"), max_length=2000)
    language = forms.ChoiceField(label=gettext_lazy("Language of the text"), choices=SpokenLanguage)
    once = forms.SlugField(widget=forms.HiddenInput, max_length=ONCE_LENGTH, min_length=ONCE_LENGTH)

    def __init__(self, *args: Any, senders: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["sender"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [(str(one.pk), one.label) for one in senders]
        self.fields["once"].initial = get_random_string(ONCE_LENGTH)
        self.fields["language"].initial = (get_language() or "en")[:2]


class DeclineForm(forms.Form):
    reason = LongField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("Only the network office reads this; it helps to suggest better."),
        max_length=600,
        rows=3,
        required=False,
    )


class MeetingForm(forms.Form):
    day = DayField(label=gettext_lazy("Day"))
    begins = ClockField(label=gettext_lazy("Begins at"), help_text=gettext_lazy("For example 14:00"))
    zone = forms.ChoiceField(label=gettext_lazy("The hours are"), choices=Zone)
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=10, max_value=480, initial=60)
    where = OneLineField(
        label=gettext_lazy("Link to the meeting, or place"),
        help_text=gettext_lazy("Any meeting tool will do."),
        max_length=300,
        required=False,
    )
    note = LongField(label=gettext_lazy("Note"), max_length=600, rows=3, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if get_language() == "uk":
            self.fields["zone"].initial = Zone.KYIV

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if any(cleaned.get(name) is None for name in ("day", "begins", "zone")):
            return cleaned
        starts = moment(self, cleaned["day"], cleaned["begins"], cleaned["zone"], "begins")
        if starts is not None and starts <= timezone.now():
            self.add_error("day", _("This lies in the past."))
        elif starts is not None and (starts - timezone.now()).days > LONGEST_AHEAD_DAYS:
            self.add_error("day", _("This is more than two years ahead."))
        return cleaned | {"starts_at": starts}

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("starts_at", "minutes", "where", "note")}
