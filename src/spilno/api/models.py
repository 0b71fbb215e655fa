"""Access tokens, and the account as a token knows it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from spilno.accounts.models import User
from spilno.api.enums import TokenScope
from spilno.common.personal import NOTHING_PERSONAL, PersonalData


class TokenQuerySet(models.QuerySet["AccessToken"]):
    def in_force(self) -> Self:
        return self.filter(expires_at__gt=timezone.now(), user__is_active=True, user__frozen_at__isnull=True)

    def note_use(self, pk: int) -> None:
        """The day is enough to see which tokens nobody uses any more; at most one write a day."""
        today = timezone.localdate()
        self.filter(pk=pk).exclude(last_used_on=today).update(last_used_on=today)


class AccessToken(models.Model):
    """A way for somebody's own program to act as they may. Only a digest is kept; its end is the row's end."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="access_tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    # The first letters, so that people tell their tokens apart.
    begins = models.CharField(max_length=12)
    scopes = models.JSONField(default=list)
    # Changes with the password: whoever changes it ends every token.
    proof = models.CharField(max_length=128)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    personal_data = PersonalData(
        person=("user",),
        purpose=gettext_noop("To let a person's own programs act for them."),
        export=("name", "begins", "scopes", "created_at", "expires_at", "last_used_on"),
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="access_token_has_a_name")]

    def __str__(self) -> str:
        return f"{self.name} {self.begins}…"

    @property
    def scope_labels(self) -> list[str]:
        """What it may do, in the reader's words."""
        return [str(TokenScope(one).label) if one in TokenScope else str(one) for one in self.scopes]

    @property
    def is_over(self) -> bool:
        return self.expires_at <= timezone.now()


class TokenUser(User):
    """An account behind a token: what its organisations may, and nothing of the network office or administration."""

    acts_as_coordinator = False
    acts_as_administrator = False

    personal_data = NOTHING_PERSONAL

    class Meta:
        proxy = True
