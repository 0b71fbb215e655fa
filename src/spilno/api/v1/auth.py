"""The token in the `Authorization` header; no cookie counts here, so no other site can act through a reader's browser."""

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from ninja.errors import AuthorizationError
from ninja.security import HttpBearer
from ninja.throttling import AnonRateThrottle, AuthRateThrottle

from spilno.api.models import AccessToken, TokenUser
from spilno.api.queries import allows, find_token, user_behind
from spilno.common.limits import Limit, spend

LONGEST_TOKEN = 200
WRITES = Limit("api.write", 600, 3600)


class TokenAuth(HttpBearer):
    """A token in force that has one of the scopes; without scopes any token. A token without the scope gets 403."""

    openapi_scheme = "bearer"

    def __init__(self, *scopes: str) -> None:
        super().__init__()
        self.scopes = scopes

    def authenticate(self, request: HttpRequest, token: str) -> AccessToken | None:
        found = find_token(token) if len(token) <= LONGEST_TOKEN else None
        if found is None:
            return None
        if not allows(found, self.scopes):
            raise AuthorizationError
        AccessToken.objects.note_use(found.pk)
        if request.method not in ("GET", "HEAD"):
            spend(WRITES, found.user_id)
        return found


def user_of(request: HttpRequest) -> TokenUser:
    """The account behind the token of an operation that `TokenAuth` has let through."""
    token: AccessToken = request.auth  # type: ignore[attr-defined]
    return user_behind(token)


class _InMemory:
    """Counted in each process, not in the database: a reader must not cause writes. A proxy may set narrower bounds."""

    cache = caches["memory"]


class Strangers(_InMemory, AnonRateThrottle):
    pass


class Owners(_InMemory, AuthRateThrottle):
    def get_cache_key(self, request: HttpRequest) -> str:
        token: AccessToken = request.auth  # type: ignore[attr-defined]
        return self.cache_format % {"scope": self.scope, "ident": token.user_id}


READING = Strangers(f"{settings.API_PER_MINUTE}/m")
OWNING = Owners(f"{settings.API_PER_MINUTE}/m")
