"""Mails about a subscription itself: nothing in them was typed by anybody."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from spilno.common.outbox import queue_mail
from spilno.common.tokens import absolute
from spilno.newsletter.links import preferences_link
from spilno.newsletter.models import Subscriber


def _letter(*paragraphs: str) -> str:
    return "\n\n".join([*paragraphs, _("Spilno")]) + "\n"


def send_confirmation(subscriber: Subscriber, token: str) -> None:
    with override(subscriber.language):
        text = _letter(
            _("This address was entered for the newsletter of the network. Please open this page and confirm it:"),
            absolute(reverse("newsletter:confirm", args=[token])),
            _(
                "The link holds for seven days. If you do not want the newsletter, you need not do anything: the address"
                " is then deleted."
            ),
        )
        subject = _("Please confirm your address for the newsletter")
    queue_mail(to=subscriber.email, subject=subject, text=text, language=subscriber.language)


def send_already_subscribed(subscriber: Subscriber) -> None:
    with override(subscriber.language):
        text = _letter(
            _("This address was entered for the newsletter of the network once more. You get it already."),
            _("Here you can change what you get, or end it:"),
            preferences_link(subscriber.key),
        )
        subject = _("You already get the newsletter")
    queue_mail(to=subscriber.email, subject=subject, text=text, language=subscriber.language)
