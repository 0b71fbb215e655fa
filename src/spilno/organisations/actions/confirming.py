"""The network office confirms or declines organisations."""

from django.db import transaction
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record
from spilno.common.errors import RefusedError
from spilno.organisations import emails
from spilno.organisations.enums import OrganisationStatus
from spilno.organisations.models import Organisation


@transaction.atomic
def decide_organisation(organisation: Organisation, *, accept: bool, reason: str, acting_user: User) -> None:
    """Once; its owners are told. Raises RefusedError where it was decided before, or declined without a reason."""
    if not accept and not reason:
        raise RefusedError(_("Please say why, so that the owners can do better."), field="reason")
    status = OrganisationStatus.CONFIRMED if accept else OrganisationStatus.DECLINED
    waiting = Organisation.objects.filter(pk=organisation.pk, status=OrganisationStatus.WAITING)
    if not waiting.update(status=status):
        raise RefusedError(_("Somebody else has decided this already."))
    emails.tell_confirmation(organisation, accept=accept, reason=reason)
    record(
        "organisations.decide_organisation",
        organisation,
        acting_user=acting_user,
        before={"status": OrganisationStatus.WAITING},
        after={"status": status},
        reason=reason,
    )
