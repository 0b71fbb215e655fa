from typing import Any

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


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("name", "language", "notification")
        labels: Any = {
            "name": _("Your name"),
            "language": _("Language of pages and e-mails"),
            "notification": _("News about messages and requests"),
        }
        widgets: Any = {"notification": forms.RadioSelect}
