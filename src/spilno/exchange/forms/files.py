"""A file for a meeting."""

from django import forms
from django.utils.translation import gettext_lazy

from spilno.common.form_fields import OneLineField
from spilno.exchange.enums import MinutesAudience


class FileForm(forms.Form):
    title = OneLineField(label=gettext_lazy("Title"), max_length=160)
    file = forms.FileField(
        label=gettext_lazy("File"), help_text=gettext_lazy("PDF, Word, Excel, PowerPoint or OpenDocument, up to 20 MB.")
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Who may read it?"),
        choices=MinutesAudience,
        widget=forms.RadioSelect,
        initial=MinutesAudience.GROUP,
    )
