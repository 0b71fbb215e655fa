"""Who stands behind a token."""

from collections.abc import Collection

from django.utils.crypto import constant_time_compare

from spilno.accounts.models import User
from spilno.api.models import AccessToken, TokenUser
from spilno.common.tokens import digest_of


def find_token(text: str) -> AccessToken | None:
    """The token in force with this text; None for one that ended, was revoked, or whose person changed the password."""
    found = AccessToken.objects.in_force().select_related("user").filter(digest=digest_of(text)).first()
    if found is None or not constant_time_compare(found.proof, found.user.get_session_auth_hash()):
        return None
    return found


def user_behind(token: AccessToken) -> TokenUser:
    found = TokenUser._default_manager.get(pk=token.user_id)
    assert isinstance(found, TokenUser)
    return found


def allows(token: AccessToken, scopes: Collection[str]) -> bool:
    """Whether it may do one of these; any scope reads."""
    return not scopes or any(one in token.scopes for one in scopes)


def tokens_of(user: User) -> list[AccessToken]:
    return list(AccessToken.objects.filter(user=user))
