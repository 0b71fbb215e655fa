"""What a token may be used for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TokenScope(models.TextChoices):
    """Reading is part of each; nobody's token does what belongs to the network office."""

    READ = "read", _("read what is your own")
    ORGANISATIONS = "organisations", _("keep your organisations' profiles")
    REQUESTS = "requests", _("keep your partner requests")
    PARTNERSHIPS = "partnerships", _("keep your relations in the registry")
    EXCHANGE = "exchange", _("register you for meetings")
    NEWSLETTER = "newsletter", _("change what your newsletter is about, or end it")
