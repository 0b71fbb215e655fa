"""Entering an organisation and keeping its profile."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from spilno.accounts.models import User
from spilno.common.audit import record, snapshot
from spilno.common.errors import ChangedMeanwhileError
from spilno.common.language_texts import write_text
from spilno.common.limits import Limit, spend
from spilno.organisations.enums import OrganisationStatus, Role
from spilno.organisations.models import (
    HelpEntry,
    Membership,
    Organisation,
    OrganisationLanguage,
    OrganisationText,
    OrganisationTheme,
)
from spilno.organisations.queries import PROFILE, Acting, profile_values

PROPOSALS = Limit("organisations.propose", 5, 86400)


@transaction.atomic
def propose_organisation(values: Mapping[str, Any], *, acting_user: User) -> Organisation:
    """A new organisation that waits for a coordinator; whoever proposes it becomes its first owner."""
    spend(PROPOSALS, acting_user.pk)
    organisation = Organisation.objects.create(**values, status=OrganisationStatus.WAITING)
    Membership.objects.create(user=acting_user, organisation=organisation, role=Role.OWNER)
    after = {"name": organisation.name, "kind": organisation.kind, "area": organisation.area_id}
    record(
        "organisations.propose_organisation",
        organisation,
        acting_user=acting_user,
        on_behalf_of=organisation,
        after=after,
    )
    return organisation


@transaction.atomic
def edit_profile(
    acting: Acting, values: Mapping[str, Any], *, themes: list[str], languages: list[str], version: int
) -> None:
    """Save the profile. Raises ChangedMeanwhileError where `version` is no longer the stored one."""
    organisation = acting.organisation
    claimed = Organisation.objects.filter(pk=organisation.pk, version=version).update(version=F("version") + 1)
    organisation.refresh_from_db()
    if not claimed:
        raise ChangedMeanwhileError(profile_values(organisation))
    before = profile_values(organisation)
    for name in PROFILE:
        setattr(organisation, name, values[name])
    organisation.save(update_fields=[*PROFILE, "folded", "sort_de", "sort_uk", "sort_en"])
    organisation.themes.exclude(theme__in=themes).delete()
    organisation.languages.exclude(language__in=languages).delete()
    for theme in themes:
        OrganisationTheme.objects.get_or_create(organisation=organisation, theme=theme)
    for language in languages:
        OrganisationLanguage.objects.get_or_create(organisation=organisation, language=language)
    after = profile_values(organisation)
    record("organisations.edit_profile", organisation, before=before, after=after, **acting.for_audit)


@transaction.atomic
def save_text(
    acting: Acting, *, kind: str, language: str, text: str, original: bool, visibility: str, version: int
) -> OrganisationText | None:
    """One text in one language; an empty one is removed. Raises ChangedMeanwhileError where `version` is outdated.

    original: this language is the one others are translated from. A translation is marked as made from the original's
    present version.
    """
    rows = OrganisationText.objects.filter(organisation=acting.organisation, kind=kind)
    columns = {"organisation": acting.organisation, "kind": kind, "visibility": visibility}
    old, new = write_text(rows, language=language, text=text, original=original, version=version, **columns)
    about = new or old
    if about is not None:
        before = {"text": old.text if old else "", "visibility": getattr(old, "visibility", "")}
        after = {"text": text, "visibility": visibility} if new else {"text": ""}
        record("organisations.save_text", about, before=before, after=after, **acting.for_audit)
    return new if isinstance(new, OrganisationText) else None


@transaction.atomic
def save_help_entry(acting: Acting, values: Mapping[str, Any], *, entry: HelpEntry | None = None) -> HelpEntry:
    """Something the organisation offers or looks for."""
    row = entry or HelpEntry(organisation=acting.organisation)
    before = snapshot(row, values) if entry else {}
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    record("organisations.save_help_entry", row, before=before, after=snapshot(row, values), **acting.for_audit)
    return row


@transaction.atomic
def remove_help_entry(acting: Acting, entry: HelpEntry) -> None:
    before = snapshot(entry, ["direction", "kind", "text", "link"])
    record("organisations.remove_help_entry", entry, before=before, after={}, **acting.for_audit)
    entry.delete()
