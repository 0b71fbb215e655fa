"""Accounts of the demonstration, named by role and place."""

import time
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from spilno.accounts.actions import name_coordinator
from spilno.accounts.enums import Notification
from spilno.accounts.models import User

# A name that is reserved for examples: no mail to it ever arrives anywhere.
DOMAIN = "demo.example.org"


@dataclass(frozen=True)
class Person:
    """key: first part of the address; name: role and place as pages show it."""

    key: str
    name: str
    language: str
    coordinates: bool = False

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


PEOPLE = (
    Person("coordinator", "Koordination, Netzwerkbüro", "de", coordinates=True),
    Person("owner.dortmund", "Leitung, Dortmund", "de"),
    Person("editor.dortmund", "Redaktion, Dortmund", "de"),
    Person("reader.dortmund", "Lesend, Dortmund", "de"),
    Person("editor.unna", "Redaktion, Unna", "de"),
    Person("editor.steinfurt", "Redaktion, Kreis Steinfurt", "de"),
    Person("editor.association", "Redaktion, Partnerschaftsverein Dortmund", "de"),
    Person("editor.school", "Redaktion, Schule in Dortmund", "de"),
    Person("owner.verkhivtseve", "Керівництво, Верхівцеве", "uk"),
    Person("editor.verkhivtseve", "Редакція, Верхівцеве", "uk"),
    Person("owner.slobozhanske", "Керівництво, Слобожанське", "uk"),
    Person("editor.slobozhanske", "Редакція, Слобожанське", "uk"),
)


def make_people() -> dict[str, User]:
    """Nobody can sign in to them but by a code that is sent nowhere: only where outgoing mails are shown."""
    made = {}
    for person in PEOPLE:
        user = User.objects.create_user(
            person.email, name=person.name, language=person.language, notification=Notification.NEVER
        )
        assert user.password.startswith(UNUSABLE_PASSWORD_PREFIX)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        if person.coordinates:
            name_coordinator(user, is_coordinator=True, acting_user=None)
            # Made for this installation: no account of ours has a secret that others know.
            TOTP.activate(user, generate_totp_secret())
        made[person.key] = User.objects.get(pk=user.pk)
    return made


def one_time_code(user: User) -> str:
    """What an authenticator app would show for the coordinator now; empty for all others."""
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if row is None:
        return ""
    period = getattr(settings, "MFA_TOTP_PERIOD", 30)
    return str(format_hotp_value(hotp_value(decrypt(row.data["secret"]), int(time.time()) // period)))
