"""Subscribers need no account: what is kept about a person is found by their confirmed addresses."""

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac

from spilno.common.personal import PersonalData


@dataclass(frozen=True)
class ByAddress(PersonalData):
    """`person` are lookups that lead from a row to an e-mail address.

    Only confirmed addresses of the account count: nobody reads or erases another's data by entering their address.
    """

    def rows(self, model: type[models.Model], account_id: int) -> models.QuerySet[Any]:
        own = EmailAddress.objects.filter(user=account_id, verified=True).values("email")
        wanted = models.Q()
        for lookup in self.person:
            wanted |= models.Q(**{f"{lookup}__in": own})
        return model._default_manager.filter(wanted).distinct()


def digest_of_address(address: str) -> str:
    """A keyed digest: proves a given address, tells none."""
    return salted_hmac(
        "spilno.newsletter.address", address.lower(), secret=settings.SECRET_KEY, algorithm="sha256"
    ).hexdigest()
