"""What happens to a draft when its case file is signed; called by partnerships through `CASE_SIGNED`."""

from datetime import date

from spilno.library.actions.agreements import keep_signed
from spilno.library.models import AgreementVersion
from spilno.organisations.queries import Acting
from spilno.partnerships.models import CaseFile


def keep_with_signature(acting: Acting, case: CaseFile, signed_on: date) -> None:
    """The version chosen for it goes along; none chosen, none kept."""
    chosen = AgreementVersion.objects.filter(agreement__case=case, final=True, document__isnull=True)
    for version in chosen.select_related("agreement__case", "agreement__partnership"):
        if not version.agreement.versions.filter(document__isnull=False).exists():
            keep_signed(acting, version, signed_on=signed_on)
