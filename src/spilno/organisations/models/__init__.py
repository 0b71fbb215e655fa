"""Organisations, the people who act for them, their contacts and messages; one file per subject."""

from spilno.organisations.models.contact import ContactDetail, ContactPoint
from spilno.organisations.models.delegation import Delegation
from spilno.organisations.models.members import EmailDomain, Invitation, JoinRequest, Membership
from spilno.organisations.models.profile import (
    HelpEntry,
    Organisation,
    OrganisationLanguage,
    OrganisationText,
    OrganisationTheme,
)
from spilno.organisations.models.relay import AbuseReport, Block, Message, Thread, ThreadReading
from spilno.organisations.models.withdrawal import Withdrawal

__all__ = [
    "AbuseReport",
    "Block",
    "ContactDetail",
    "ContactPoint",
    "Delegation",
    "EmailDomain",
    "HelpEntry",
    "Invitation",
    "JoinRequest",
    "Membership",
    "Message",
    "Organisation",
    "OrganisationLanguage",
    "OrganisationText",
    "OrganisationTheme",
    "Thread",
    "ThreadReading",
    "Withdrawal",
]
