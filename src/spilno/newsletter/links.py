"""Signed addresses in mails: whoever got the mail may change the subscription, and nobody who guesses."""

import hashlib
import hmac
from functools import lru_cache

from django.conf import settings
from django.core.signing import BadSignature, Signer, b64_encode
from django.urls import reverse

from spilno.common.tokens import absolute

SALT = "spilno.newsletter.subscriber"
_signer = Signer(salt=SALT, sep=".")


@lru_cache(maxsize=2)
def _signing_key(secret: str) -> bytes:
    """Django derives it anew for each signature, which is most of the work of a list of thousands."""
    return hashlib.sha256(f"{SALT}signer{secret}".encode()).digest()


def token_of(key: str) -> str:
    """What `Signer.sign` gives; at most 75 letters, so that it stands on one line of a mail in any encoding."""
    signature = hmac.digest(_signing_key(settings.SECRET_KEY), key.encode(), "sha256")
    return f"{key}.{b64_encode(signature).decode()}"


def key_of(token: str) -> str | None:
    """None for a token that we did not make."""
    try:
        return _signer.unsign(token)
    except BadSignature:
        return None


def preferences_link(key: str) -> str:
    return absolute(reverse("newsletter:preferences", args=[token_of(key)]))


def unsubscribe_link(key: str) -> str:
    return absolute(reverse("newsletter:unsubscribe", args=[token_of(key)]))
