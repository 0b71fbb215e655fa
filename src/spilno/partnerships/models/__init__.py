"""The registry, the lists it is fed from, and the way to an agreement; one file per subject."""

from spilno.partnerships.models.casefile import CaseCandidate, CaseFile, CaseNote, CasePaper, CaseStep
from spilno.partnerships.models.history import Activity, Document, RegistrySource, StatusChange
from spilno.partnerships.models.lists import ListImport, ListRow, Mention
from spilno.partnerships.models.partnership import (
    InvolvedOrganisation,
    Partnership,
    PartnershipText,
    PartnershipTheme,
    Party,
    ThirdPartner,
)
from spilno.partnerships.models.portrait import Portrait, PortraitAnswer

__all__ = [
    "Activity",
    "CaseCandidate",
    "CaseFile",
    "CaseNote",
    "CasePaper",
    "CaseStep",
    "Document",
    "InvolvedOrganisation",
    "ListImport",
    "ListRow",
    "Mention",
    "Partnership",
    "PartnershipText",
    "PartnershipTheme",
    "Party",
    "Portrait",
    "PortraitAnswer",
    "RegistrySource",
    "StatusChange",
    "ThirdPartner",
]
