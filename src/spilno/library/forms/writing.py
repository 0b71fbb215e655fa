"""A message to the network office."""

from django import forms
from django.utils.translation import gettext_lazy

from spilno.common.form_fields import LongField, OneLineField


class WritingForm(forms.Form):
    text = LongField(label=gettext_lazy("Your message"), max_length=4000, rows=8)
    email = forms.EmailField(
        label=gettext_lazy("Your mail address, if you would like an answer"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    # Hidden from people by its class; filled in by programs that fill in everything.
    website = forms.CharField(
        label=gettext_lazy("Please leave this empty"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )


class ContactForm(WritingForm):
    pass


class BarrierForm(WritingForm):
    address = OneLineField(
        label=gettext_lazy("Address of the page where you met the barrier"), required=False, max_length=300
    )
    field_order = ("address", "text", "email", "website")
