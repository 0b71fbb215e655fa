"""Making and ending access tokens."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.api.models import AccessToken
from spilno.common.audit import record
from spilno.common.errors import RefusedError
from spilno.common.tokens import digest_of, new_token

MOST_TOKENS = 20
PREFIX = "spilno_"


@transaction.atomic
def make_token(*, name: str, scopes: Sequence[str], days: int, acting_user: User) -> tuple[AccessToken, str]:
    """A new token and its text, which is shown once. Raises RefusedError for more than a person can keep in view."""
    if AccessToken.objects.filter(user=acting_user).count() >= MOST_TOKENS:
        raise RefusedError(
            _("You have %(number)d tokens already. End one that you no longer need.") % {"number": MOST_TOKENS}
        )
    text = PREFIX + new_token()[0]
    token = AccessToken.objects.create(
        user=acting_user,
        name=name,
        digest=digest_of(text),
        begins=text[: len(PREFIX) + 4],
        scopes=sorted(set(scopes)),
        proof=acting_user.get_session_auth_hash(),
        expires_at=timezone.now() + timedelta(days=days),
    )
    record("api.make_token", token, acting_user=acting_user, after={"name": name, "scopes": token.scopes})
    return token, text


@transaction.atomic
def revoke_token(token: AccessToken, *, acting_user: User) -> None:
    record("api.revoke_token", token, acting_user=acting_user, before={"name": token.name}, after={})
    token.delete()
