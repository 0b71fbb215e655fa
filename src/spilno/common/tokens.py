"""Single-use links: the token travels by mail, only its digest is kept."""

import hashlib
import secrets

from django.conf import settings


def new_token() -> tuple[str, str]:
    """(token for the link, digest to store)."""
    token = secrets.token_urlsafe(32)
    return token, digest_of(token)


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def absolute(path: str) -> str:
    """A page's address as it stands in a mail."""
    return str(settings.SITE_URL).rstrip("/") + path
