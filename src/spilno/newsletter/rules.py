"""Who may do what with the newsletter."""

from django.contrib.auth.models import AnonymousUser

from spilno.accounts.models import User


def may_compose(user: User | AnonymousUser) -> bool:
    """The network office writes the newsletter."""
    return isinstance(user, User) and user.acts_as_coordinator
