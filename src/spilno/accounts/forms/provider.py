"""Forms for signing in by another provider (OpenID Connect), in our words."""

from allauth.socialaccount import forms as library
from django.utils.translation import gettext_lazy as _

from spilno.accounts.forms.sign_in import OnceOnly
from spilno.accounts.forms.worded import Worded


class ProviderSignUpForm(OnceOnly, library.SignupForm):  # type: ignore[misc]  # the library has no types
    field_order = ["email", "name"]


class DisconnectForm(Worded, library.DisconnectForm):  # type: ignore[misc]
    words = {"account": (_("Connected account"), "")}
