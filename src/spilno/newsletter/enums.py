"""States of subscribers, issues and deliveries, and what a bounce says."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SubscriberStatus(models.TextChoices):
    WAITING = "waiting", _("not yet confirmed")
    ACTIVE = "active", _("subscribed")
    LEFT = "left", _("unsubscribed")
    # The address does not exist (any more); a new sign-up lifts it.
    BOUNCED = "bounced", _("cannot be reached")
    # A complaint, or a decision of the network office; nothing lifts it but the office.
    BLOCKED = "blocked", _("blocked")


class ConsentEvent(models.TextChoices):
    ASKED = "asked", _("asked for")
    CONFIRMED = "confirmed", _("confirmed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Way(models.TextChoices):
    """How a consent came or went."""

    FORM = "form", _("form on the website")
    LINK = "link", _("link in the e-mail")
    ONE_CLICK = "one_click", _("button of the mail program")
    PROGRAM = "program", _("a program of the person")
    ERASURE = "erasure", _("erasure of all data")
    COMPLAINT = "complaint", _("complaint to the provider")
    RESTORED = "restored", _("repeated after a backup was restored")


class IssueState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("issue", "draft")
    # A test mail of this version went to its editor.
    TESTED = "tested", pgettext_lazy("issue", "tested")
    SCHEDULED = "scheduled", pgettext_lazy("issue", "scheduled")
    SENDING = "sending", pgettext_lazy("issue", "being sent")
    SENT = "sent", pgettext_lazy("issue", "sent")


class DeliveryState(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("delivery", "waiting")
    # A worker has it in hand; nobody else may send it.
    CLAIMED = "claimed", pgettext_lazy("delivery", "being sent")
    # The worker died, or the server did not answer: nobody knows whether it went out, so a person decides.
    IN_DOUBT = "in_doubt", pgettext_lazy("delivery", "in doubt")
    SENT = "sent", pgettext_lazy("delivery", "sent")
    FAILED = "failed", pgettext_lazy("delivery", "refused")
    # Unsubscribed, erased or blocked between queueing and sending.
    SKIPPED = "skipped", pgettext_lazy("delivery", "left out")


class BounceKind(models.TextChoices):
    HARD = "hard", _("the address does not exist")
    SOFT = "soft", _("not delivered this time")
    COMPLAINT = "complaint", _("complaint")
