from django.db import models
from django.utils.translation import gettext_lazy as _


class Notification(models.TextChoices):
    """How news from the platform reach a person; codes and warnings about the account always come at once."""

    AT_ONCE = "at_once", _("an e-mail at once for each message")
    DAILY = "daily", _("one e-mail a day, if there is something new")
    NEVER = "never", _("no e-mail; I look for myself")
