"""What people write over the relay."""

from typing import Any

from django import forms
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from spilno.common.form_fields import OneLineField
from spilno.common.plain_text import several_lines
from spilno.organisations.enums import SpokenLanguage
from spilno.organisations.models import Organisation

LONGEST_MESSAGE = 8000
ONCE_LENGTH = 32


class AnswerForm(forms.Form):
    """One message. `once` makes a form that is sent twice one message."""

    text = forms.CharField(label=_("Message"), max_length=LONGEST_MESSAGE, widget=forms.Textarea(attrs={"rows": 8}))
    language = forms.ChoiceField(label=_("Language of the message"), choices=SpokenLanguage)
    once = forms.SlugField(widget=forms.HiddenInput, max_length=ONCE_LENGTH, min_length=ONCE_LENGTH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = get_random_string(ONCE_LENGTH)

    def clean_text(self) -> str:
        text = several_lines(self.cleaned_data["text"])
        if not text:
            raise forms.ValidationError(self.fields["text"].error_messages["required"], code="required")
        return text


class WriteForm(AnswerForm):
    """The first message, with who writes and what about."""

    sender = forms.ChoiceField(label=_("In the name of"))
    subject = OneLineField(label=_("Subject"), max_length=160)

    field_order = ("sender", "subject", "text", "language", "once")

    def __init__(self, *args: Any, senders: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(str(one.pk), one.label) for one in senders]
        self.fields["sender"].choices = [*own, ("", _("my own name"))]  # type: ignore[attr-defined]
        self.fields["sender"].required = False
        # Whoever acts for an organisation writes for it, unless they choose otherwise.
        self.fields["sender"].initial = own[0][0] if own else ""


class ReportForm(forms.Form):
    reason = forms.CharField(
        label=_("What is wrong with it?"), max_length=600, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean_reason(self) -> str:
        return several_lines(self.cleaned_data["reason"])
