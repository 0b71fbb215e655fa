"""Our settings, with the peer beside our own apps and Django's own way straight to the mail server."""

from spilno.config.settings import *  # noqa: F403
from spilno.config.settings import INSTALLED_APPS as OWN

INSTALLED_APPS = [*OWN, "post_office"]
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
