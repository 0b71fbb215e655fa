"""What can be read about accounts."""

import hashlib

from django.db.models import QuerySet
from django.utils import timezone

from spilno.accounts.models import SetupLink, User


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def open_links(token: str) -> QuerySet[SetupLink]:
    """The set-up link of this token, if it was not used and is not too old."""
    return SetupLink.objects.filter(digest=digest_of(token), used_at=None, expires_at__gt=timezone.now())


def has_administrator() -> bool:
    return User.objects.filter(is_administrator=True, is_active=True).exists()
