"""Where django-allauth asks us: mails, wording of refusals, who may sign in. Rules stand in the modules it calls."""

import time
from typing import Any, ClassVar, cast

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from spilno.accounts import actions, addresses
from spilno.accounts.codes import FIRST_MAIL, first_code
from spilno.accounts.models import User
from spilno.common.errors import RefusedError
from spilno.common.limits import LimitReachedError, spend
from spilno.common.outbox import queue_mail

# Mails that anybody can cause for any address.
FIRST_MAILS = {"email_confirmation", "email_confirmation_signup", "account_already_exists"}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed at present."),
        "duplicate_email": _("This address already belongs to your account."),
        "email_password_mismatch": _("The address and the password do not belong together."),
        "email_taken": _("This address belongs to another account."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code is not right."),
        "incorrect_password": _("This password is not right."),
        "invalid_login": _("The address and the password do not belong together."),
        "max_email_addresses": _("An account has at most %d addresses."),
        "rate_limited": _("That was too often in a short time. Please wait a moment."),
        "same_as_current": _("This is the value you have now."),
        "too_many_login_attempts": _("That was tried too often. Please wait some minutes and begin again."),
        "unverified_primary_email": _("Only a confirmed address can be the main one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:home")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("web:home")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:home")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return reverse("account_email") if self.request.user.is_authenticated else reverse("account_login")

    def new_user(self, request: HttpRequest) -> User:
        return User(language=(get_language() or "en")[:2])

    def clean_email(self, email: str) -> str:
        try:
            return addresses.normalise(email)
        except RefusedError as refusal:
            raise ValidationError(str(refusal)) from refusal

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        if user.frozen_at is not None:
            clear_login(request)
            return cast(HttpResponse, self.respond_user_inactive(request, user))
        return cast(HttpResponse | None, super().pre_login(request, user, **kwargs))

    def login(self, request: HttpRequest, user: User) -> None:
        """Whoever confirmed an address on the way in has proved as much as with a code."""
        super().login(request, user)
        if not get_authentication_records(request, user):
            record_authentication(request, user, method="code")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who signed in within the last minutes has just proved who they are."""
        records = get_authentication_records(self.request, self.request.user)
        if records and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        emailconfirmation.state["code"] = first_code(emailconfirmation.email)
        super().send_confirmation_mail(request, emailconfirmation, signup)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Into the outbox, in the recipient's language, at most once a day where anybody could be the recipient."""
        if template_prefix.rpartition("/")[2] in FIRST_MAILS:
            try:
                spend(FIRST_MAIL, email.lower())
            except LimitReachedError:
                return
        person = self._person(email)
        language = person.language if person else (get_language() or "en")[:2]
        with override(language):
            context = {**context, "email": email, "home": self.request.build_absolute_uri(reverse("web:home"))}
            subject = render_to_string(f"{template_prefix}_subject.txt", context)
            text = render_to_string(f"{template_prefix}_message.txt", context)
        queue_mail(
            to=email,
            subject=subject.strip(),
            text=text.strip() + "\n",
            language=language,
            account_id=person.pk if person else None,
        )

    def _person(self, email: str) -> User | None:
        """Whose mail this is: the confirmed owner of the address, else whoever is confirming it."""
        address = EmailAddress.objects.filter(email__iexact=email).order_by("-verified").select_related("user").first()
        if address is not None:
            return cast(User, address.user)
        return self.request.user if isinstance(self.request.user, User) else None


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultSocialAccountAdapter.error_messages,
        "email_taken": _("There is an account with this address. Sign in to it first, then connect %s."),
        "invalid_token": _("The answer of the provider could not be read."),
        "no_password": _("Please set a password before you remove the last way to sign in."),
        "no_verified_email": _("Please confirm an address before you remove the last way to sign in."),
        "disconnect_last": _("This is the last way to sign in. It cannot be removed."),
        "connected_other": _("This provider's account is connected to another account here."),
    }

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """An abandoned sign-up must not keep the owner of an address out."""
        if not sociallogin.is_existing:
            for address in sociallogin.email_addresses:
                actions.forget_abandoned_sign_up(address.email, acting_user=None)

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        user.email = (user.email or "").lower()
        user.name = str(data.get("name") or "")[:120]
        return user


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("The second factor cannot be switched off."),
        "cannot_generate_recovery_codes": _("Recovery codes need a second factor first."),
        "incorrect_code": _("This code is not right."),
        "unverified_email": _("Please confirm your address first."),
    }

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        return str(_("Passkey"))
