"""What the libraries behind signing in keep about people, declared like our own models."""

from django.utils.translation import gettext_noop

from spilno.common.personal import NOTHING_PERSONAL, PersonalData, declare

SIGNING_IN = gettext_noop("To sign in and to keep others from doing so.")

declare("account.EmailAddress", PersonalData(("user",), SIGNING_IN, export=("email", "verified", "primary")))
declare("account.EmailConfirmation", PersonalData(("email_address__user",), SIGNING_IN, export=("created",)))
declare("mfa.Authenticator", PersonalData(("user",), SIGNING_IN, export=("type", "created_at", "last_used_at")))
declare(
    "usersessions.UserSession",
    PersonalData(("user",), SIGNING_IN, export=("created_at", "ip", "last_seen_at", "user_agent")),
)
declare(
    "socialaccount.SocialAccount",
    PersonalData(("user",), SIGNING_IN, export=("provider", "uid", "last_login", "date_joined")),
)
declare("socialaccount.SocialToken", PersonalData(("account__user",), SIGNING_IN, export=("expires_at",)))
# Sessions are ended by the erasure itself: their rows hold the account only inside a signed value.
for label in (
    "sessions.Session",
    "contenttypes.ContentType",
    "auth.Permission",
    "auth.Group",
    "socialaccount.SocialApp",
):
    declare(label, NOTHING_PERSONAL)
