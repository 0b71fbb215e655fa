"""Words that every app shares: who may see a value, how a text stands, what became of a mail."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Visibility(models.TextChoices):
    """Who may see a value, from everybody to its owner's own people."""

    PUBLIC = "public", _("Everybody")
    NETWORK = "network", _("Members of the network")
    PARTNERS = "partners", _("Our partners")
    INTERNAL = "internal", _("Only ourselves")


class TextStatus(models.TextChoices):
    """How a text in one language stands towards the text it was translated from."""

    ORIGINAL = "original", _("original")
    CURRENT = "current", _("translation, up to date")
    MACHINE = "machine", _("translated by machine, not checked")
    BEHIND = "behind", _("translation, the original has changed since")


class MailStatus(models.TextChoices):
    """What became of a mail in the outbox."""

    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    IN_DOUBT = "in_doubt", _("in doubt")
    # A person looked at a failure or a doubt and let it rest.
    SETTLED = "settled", _("settled")
