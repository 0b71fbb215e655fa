"""Who may sign in: the library asks here with every request of a session, too."""

from allauth.account.auth_backends import AuthenticationBackend

from spilno.accounts.models import User


class Backend(AuthenticationBackend):  # type: ignore[misc]  # the library has no types
    def user_can_authenticate(self, user: User) -> bool:
        """A frozen account cannot sign in, and its sessions end with their next request."""
        return user.is_active and user.frozen_at is None
