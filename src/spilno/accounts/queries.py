"""What can be read about accounts."""

import hashlib

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from spilno.accounts.models import SetupLink, User


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def open_links(token: str) -> QuerySet[SetupLink]:
    """The set-up link of this token, if it was not used and is not too old."""
    return SetupLink.objects.filter(digest=digest_of(token), used_at=None, expires_at__gt=timezone.now())


def has_administrator() -> bool:
    return User.objects.filter(is_administrator=True, is_active=True).exists()


def coordinators() -> QuerySet[User]:
    """Everybody with the right, with `has_factor`: without one it does not count."""
    factors = Authenticator.objects.filter(
        user=OuterRef("pk"), type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    )
    return User.objects.filter(is_coordinator=True).annotate(has_factor=Exists(factors)).order_by("name", "email")
