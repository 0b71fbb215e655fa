"""Emergency withdrawal: everything public of one municipality gone in one action."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_noop

from spilno.accounts.models import User
from spilno.common.personal import PersonalData
from spilno.places.models import Area


class Withdrawal(models.Model):
    """All organisations of an area and of the units inside it are hidden, their accounts frozen, until it is lifted."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="withdrawals")
    reason = models.CharField(max_length=400, blank=True)
    begun_at = models.DateTimeField(default=timezone.now)
    begun_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    personal_data = PersonalData(
        person=("begun_by", "lifted_by"),
        purpose=gettext_noop("Proof of who hid a municipality, and who let it be seen again."),
        export=("begun_at", "lifted_at"),
        on_erasure="keep",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area"], condition=models.Q(lifted_at__isnull=True), name="withdrawal_once"
            ),
        ]
        ordering = ["-begun_at"]

    def __str__(self) -> str:
        return f"{self.area_id} {self.begun_at:%Y-%m-%d}"
