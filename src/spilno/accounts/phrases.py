"""Texts that the sign-in library brings along and shows through us: collected here to be translated in our words."""

from django.utils.translation import gettext_noop

PHRASES = (
    gettext_noop("Use your password"),
    gettext_noop("Use authenticator app or code"),
    gettext_noop("Use a security key"),
    gettext_noop("You must type the same password each time."),
)
