"""A new token."""

from django import forms
from django.utils.translation import gettext_lazy as _

from spilno.api.enums import TokenScope
from spilno.common.form_fields import OneLineField

DAYS = [("30", _("30 days")), ("90", _("90 days")), ("365", _("one year"))]


class TokenForm(forms.Form):
    name = OneLineField(label=_("What is it for?"), help_text=_("For example: our website"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"), choices=TokenScope, widget=forms.CheckboxSelectMultiple, initial=[TokenScope.READ]
    )
    days = forms.ChoiceField(label=_("For how long?"), choices=DAYS, initial="90")
