"""One organisation acts for another: with a scope, an end, and revocable at once."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from spilno.accounts.models import User
from spilno.common.personal import PersonalData
from spilno.organisations.enums import Scope
from spilno.organisations.models.profile import Organisation


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def holding(self) -> Self:
        today = timezone.localdate()
        return self.filter(
            Q(until__isnull=True) | Q(until__gte=today),
            revoked_at__isnull=True,
            since__lte=today,
            principal__withdrawn_at__isnull=True,
        )


class Delegation(models.Model):
    """`principal` lets the editors of `delegate` act for it; a delegate passes nothing on."""

    principal = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="delegations_given")
    delegate = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="delegations_held")
    scope = models.CharField(max_length=14, choices=Scope)
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = DelegationQuerySet.as_manager()

    personal_data = PersonalData(
        person=("created_by", "revoked_by"),
        purpose=gettext_noop("Proof of who let one organisation act for another."),
        export=("principal__name", "delegate__name", "scope", "since", "until"),
        on_erasure="keep",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(principal=F("delegate")), name="delegation_to_another"),
            models.UniqueConstraint(
                fields=["principal", "delegate", "scope"],
                condition=Q(revoked_at__isnull=True),
                name="delegation_once",
            ),
        ]
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.principal_id} -> {self.delegate_id}: {self.scope}"

    @property
    def holds(self) -> bool:
        today = timezone.localdate()
        return self.revoked_at is None and self.since <= today and (self.until is None or self.until >= today)
