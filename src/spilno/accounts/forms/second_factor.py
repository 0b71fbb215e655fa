"""Forms of the second factor and of passkeys: the library's rules in our words."""

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

from spilno.accounts.forms.worded import Worded

LONGEST_NAME = 100
APP_CODE = (_("Code"), _("Six digits from your authenticator app, or a recovery code."))


class AuthenticateForm(Worded, base.AuthenticateForm):  # type: ignore[misc]  # the library has no types
    words = {"code": APP_CODE}


class ReauthenticateForm(Worded, base.ReauthenticateForm):  # type: ignore[misc]
    words = {"code": APP_CODE}


class ActivateTOTPForm(Worded, totp.ActivateTOTPForm):  # type: ignore[misc]
    words = {"code": (_("Code from the app"), _("Six digits, valid for half a minute."))}


class AddPasskeyForm(Worded, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    words = {
        "name": (_("Name of the passkey"), _("So that you can tell several apart, e.g. the computer's name.")),
        "passwordless": (
            _("Sign in with it alone"),
            _("The device then asks for your fingerprint, face or PIN. Without this, it is a second factor only."),
        ),
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["maxlength"] = str(LONGEST_NAME)
        self.fields["passwordless"].initial = True

    def clean_name(self) -> str:
        return str(super().clean_name())[:LONGEST_NAME]


class RenamePasskeyForm(Worded, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    words = {"name": (_("Name of the passkey"), "")}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["maxlength"] = str(LONGEST_NAME)

    def clean_name(self) -> str:
        return str(self.cleaned_data["name"])[:LONGEST_NAME]
