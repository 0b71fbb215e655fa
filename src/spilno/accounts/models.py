"""People. What somebody may do for an organisation stands in `organisations`; this app knows none."""

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_noop

from spilno.accounts.enums import Notification
from spilno.common.personal import PersonalData


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person with an account; the e-mail address is the name to sign in with."""

    # Stored in lower case; the constraint keeps it so whoever writes.
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=8, choices=settings.LANGUAGES, default="de")
    notification = models.CharField(max_length=10, choices=Notification, default=Notification.AT_ONCE)
    # Works for the network office; counts only with a second factor, see `acts_as_coordinator`.
    is_coordinator = models.BooleanField(default=False)
    # Runs the installation; may name coordinators.
    is_administrator = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    # Set by an emergency withdrawal; a frozen account cannot sign in until it is lifted.
    frozen_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    personal_data = PersonalData(
        person=("pk",),
        purpose=gettext_noop("To sign in, to be addressed in the right language, and to be told about news."),
        export=("email", "name", "language", "notification", "joined_at", "last_login"),
    )

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    @cached_property
    def has_second_factor(self) -> bool:
        from allauth.mfa.models import Authenticator

        kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        return bool(Authenticator.objects.filter(user=self, type__in=kinds).exists())

    @property
    def has_confirmed_address(self) -> bool:
        from allauth.account.models import EmailAddress

        return bool(EmailAddress.objects.filter(user=self, email=self.email, verified=True).exists())

    @property
    def acts_as_coordinator(self) -> bool:
        """A coordinator without a second factor has a member's rights until one is set up."""
        return self.is_active and self.is_coordinator and self.has_second_factor

    @property
    def acts_as_administrator(self) -> bool:
        return self.is_active and self.is_administrator and self.has_second_factor


class SetupLink(models.Model):
    """A one-time link that makes its first reader an administrator; printed on the console of a new installation."""

    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    personal_data = PersonalData(
        person=("used_by",),
        purpose=gettext_noop("Proof of how the first administrator came to be."),
        retention=timedelta(days=365),
        retention_from="created_at",
        on_erasure="forget",
        forget=(("used_by", None),),
    )

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d}"
