"""Contact points: every single value has its own visibility and end."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_noop

from spilno.accounts.models import User
from spilno.common.enums import Visibility
from spilno.common.personal import PersonalData
from spilno.organisations.enums import DetailKind
from spilno.organisations.models.profile import Organisation


class ContactPoint(models.Model):
    """An office or a person to turn to; what of it is seen decides each detail."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="contact_points")
    # A task, not a name: "International relations".
    title = models.CharField(max_length=160)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.NETWORK)
    position = models.PositiveSmallIntegerField(default=0)

    # Whoever a point is about, where that person has an account: erased with it.
    person = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="contact_points")

    personal_data = PersonalData(
        person=("person",),
        purpose=gettext_noop("To reach the right office."),
        export=("organisation__name", "title"),
    )

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class ContactDetail(models.Model):
    """One value of a contact point."""

    point = models.ForeignKey(ContactPoint, on_delete=models.CASCADE, related_name="details")
    kind = models.CharField(max_length=10, choices=DetailKind)
    value = models.CharField(max_length=300)
    visibility = models.CharField(max_length=10, choices=Visibility)
    expires_on = models.DateField(null=True, blank=True)

    personal_data = PersonalData(
        person=("point__person",),
        purpose=gettext_noop("To be reached by those whom the organisation chose, until the day it chose."),
        export=("kind", "value", "visibility", "expires_on"),
        retention=timedelta(days=0),
        retention_from="expires_on",
    )

    class Meta:
        ordering = ["kind", "pk"]

    def __str__(self) -> str:
        return self.get_kind_display()
