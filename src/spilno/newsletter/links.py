"""Signed addresses in mails: whoever got the mail may change the subscription, and nobody who guesses."""

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from spilno.common.tokens import absolute

_signer = Signer(salt="spilno.newsletter.subscriber", sep=".")


def token_of(key: str) -> str:
    """At most 75 letters, so that it stands on one line of a mail in any encoding."""
    return _signer.sign(key)


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
