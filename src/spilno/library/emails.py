"""Mails of the library: what visitors write to the network office."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.limits import Limit, spend
from spilno.common.outbox import queue_mail

PER_ADDRESS = Limit("library.write.address", 5, 3600)
IN_ALL = Limit("library.write.all", 200, 86_400)


def _office() -> list[str]:
    """The contact address of this installation, else everybody who may act as coordinator."""
    if settings.CONTACT_EMAIL:
        return [settings.CONTACT_EMAIL]
    return list(User.objects.filter(is_coordinator=True, is_active=True).order_by("pk").values_list("email", flat=True))


@transaction.atomic
def send_to_office(about: str, values: Mapping[str, Any], *, sender: str) -> None:
    """Queue a mail to the network office. Raises LimitReachedError.

    The visitor's address stands in the text, not in a header: nobody answers to it by mistake, nothing it holds can
    become a header.
    """
    spend(PER_ADDRESS, sender)
    spend(IN_ALL, about)
    lines = [str(values["text"]), ""]
    if values.get("address"):
        lines += [f"{_('Page')}: {values['address']}"]
    answer = values.get("email") or _("no answer wished")
    lines += [f"{_('Answer to')}: {answer}", f"{_('Language')}: {get_language()}"]
    subject = _("Message from the website") if about == "contact" else _("Somebody reports a barrier")
    for to in _office():
        queue_mail(to=to, subject=subject, text="\n".join(lines), language=get_language() or "en")
