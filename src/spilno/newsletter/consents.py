"""The words somebody agrees to; the proof keeps them as they stood beside the button."""

import hashlib

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from spilno.newsletter.addresses import digest_of_address
from spilno.newsletter.enums import ConsentEvent, Way
from spilno.newsletter.models import Consent, Subscriber

PURPOSE = "newsletter"


def wording() -> str:
    """In the language of the page."""
    return _(
        "I would like to get the newsletter of the network by e-mail, in the language and about the topics that I choose."
        " For this my address and my choices are kept. I can end this at any time by a link in each e-mail."
    )


def version_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def keep_proof(subscriber: Subscriber, event: ConsentEvent, way: Way, text: str = "") -> Consent:
    return Consent.objects.create(
        subscriber=subscriber,
        address_digest=digest_of_address(subscriber.email),
        event=event,
        way=way,
        purpose=PURPOSE,
        text=text,
        text_version_digest=version_of(text) if text else "",
        language=(get_language() or "en")[:2],
        at=timezone.now(),
    )


def words_asked(subscriber: Subscriber) -> str:
    """What the last question to this subscriber said; the confirmation refers to it."""
    asked = Consent.objects.filter(subscriber=subscriber, event=ConsentEvent.ASKED).order_by("-at", "-pk").first()
    return asked.text if asked else ""
