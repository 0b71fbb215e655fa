"""Forms of signing in, signing up and passwords: the library's rules in our words."""

from typing import Any

from allauth.account import forms as library
from allauth.account.internal import flows
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from spilno.accounts import actions, addresses
from spilno.accounts.forms.worded import Worded
from spilno.accounts.models import User
from spilno.common.errors import RefusedError

SENT_CODE = {"code": (_("Code from the e-mail"), _("Eight digits, with or without the dash."))}


def _normalised(address: str) -> str:
    try:
        return addresses.normalise(address)
    except RefusedError as refusal:
        raise ValidationError(str(refusal)) from refusal


def _confirmed_owner(email: str) -> User | None:
    """Only a confirmed address signs in or sets a new password: otherwise whoever typed it first would wait inside."""
    found = EmailAddress.objects.filter(email=email, verified=True, user__is_active=True).select_related("user")
    address = found.first()
    return address.user if address else None


class CodeForm(Worded, library.LoginForm):  # type: ignore[misc]  # the library has no types
    """Signing in with the address alone: a code comes by e-mail."""

    def clean_login(self) -> str:
        return _normalised(self.cleaned_data["login"])

    def _clean_without_password(self, email: str | None, phone: str | None) -> dict[str, Any]:
        super()._clean_without_password(email, phone)
        self.user = _confirmed_owner(email or "")
        return dict(self.cleaned_data)


class PasswordForm(Worded, library.LoginForm):  # type: ignore[misc]
    """Signing in with address and password."""

    def _setup_password_field(self) -> None:
        """The library drops the field where signing up asks for no password; here it is what the form is for."""

    def clean_login(self) -> str:
        return _normalised(self.cleaned_data["login"])


class OnceOnly(Worded):
    """Signing up where nobody has confirmed the address yet."""

    cleaned_data: dict[str, Any]
    account_already_exists: bool

    def validate_unique_email(self, value: str) -> str:
        email, exists = flows.manage_email.email_already_exists(value)
        confirmed = any(user.last_login or _confirmed_owner(email) for user in filter_users_by_email(email))
        self.account_already_exists = exists and confirmed
        return str(email)

    def try_save(self, request: HttpRequest) -> Any:
        try:
            with transaction.atomic():
                if not self.account_already_exists:
                    actions.forget_abandoned_sign_up(self.cleaned_data["email"], acting_user=None)
                return super().try_save(request)  # type: ignore[misc]
        except IntegrityError:
            # The same address was sent twice at the same moment.
            self.account_already_exists = True
            return super().try_save(request)  # type: ignore[misc]


class SignUpForm(OnceOnly, library.SignupForm):  # type: ignore[misc]
    field_order = ["email", "name"]
    words = {"email": (_("E-mail address"), _("The one you use at work. A code goes there."))}


class AddAddressForm(Worded, library.AddEmailForm):  # type: ignore[misc]
    words = {"email": (_("Another e-mail address"), "")}


class ChangePasswordForm(Worded, library.ChangePasswordForm):  # type: ignore[misc]
    pass


class SetPasswordForm(Worded, library.SetPasswordForm):  # type: ignore[misc]
    pass


class NewPasswordForm(Worded, library.ResetPasswordKeyForm):  # type: ignore[misc]
    pass


class ResetPasswordForm(Worded, library.ResetPasswordForm):  # type: ignore[misc]
    def clean_email(self) -> str:
        email = _normalised(self.cleaned_data["email"])
        owner = _confirmed_owner(email)
        self.users = [owner] if owner else []
        return email


class PasswordAgainForm(Worded, library.ReauthenticateForm):  # type: ignore[misc]
    pass


class SignInCodeForm(Worded, library.ConfirmLoginCodeForm):  # type: ignore[misc]
    words = SENT_CODE


class AddressCodeForm(Worded, library.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    words = SENT_CODE


class ResetCodeForm(Worded, library.ConfirmPasswordResetCodeForm):  # type: ignore[misc]
    words = SENT_CODE
