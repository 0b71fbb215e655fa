"""Forms of the account's own pages; those of signing in are in the modules beside this one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spilno.accounts.models import User


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("name", "language", "notification")
        labels: Any = {
            "name": _("Your name"),
            "language": _("Language of pages and e-mails"),
            "notification": _("News about messages and requests"),
        }
        widgets: Any = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "notification": forms.RadioSelect,
        }


class SetupForm(forms.Form):
    """The first administrator of a new installation."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("You sign in with it from now on; codes go there."),
    )
    name = forms.CharField(
        label=_("Your name"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )


class EraseForm(forms.Form):
    sure = forms.BooleanField(label=_("Yes, erase my account and everything about me. I know that nothing comes back."))


class CodeAgainForm(forms.Form):
    code = forms.CharField(
        label=_("Code from the e-mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
        help_text=_("Eight digits, with or without the dash."),
    )


class StaffForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address of a registered person"), max_length=254)

    def clean_email(self) -> User:
        user = User.objects.filter(email=self.cleaned_data["email"].lower(), is_active=True).first()
        if user is None or not user.has_confirmed_address:
            raise forms.ValidationError(_("Nobody is registered with this address."))
        return user
