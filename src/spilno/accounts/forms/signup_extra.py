"""Apart from the other forms: the library imports it while its own forms are being made."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from spilno.accounts.models import User


class SignupExtra(forms.Form):
    """What signing up asks besides the address."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("Colleagues in your own organisation see it. You may leave it empty."),
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data.get("name", "")
        user.language = (get_language() or "en")[:2]
        user.save(update_fields=["name", "language"])
