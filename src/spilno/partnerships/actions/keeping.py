"""Keeping what stands beside a relation's history: themes, those involved, texts, documents, activities."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from spilno.common.audit import record, snapshot
from spilno.common.errors import ChangedMeanwhileError
from spilno.common.language_texts import write_text
from spilno.organisations.models import Organisation
from spilno.partnerships.deriving import refresh
from spilno.partnerships.files import StoredFile, forget_file
from spilno.partnerships.models import (
    Activity,
    Document,
    InvolvedOrganisation,
    Partnership,
    PartnershipText,
    PartnershipTheme,
    ThirdPartner,
)
from spilno.partnerships.queries.access import Keeping, facts_of
from spilno.places.models import Area


@transaction.atomic
def edit_facts(
    acting: Keeping,
    *,
    themes: Sequence[str],
    involved: Sequence[tuple[Organisation | str, str]],
    third_partners: Sequence[Area],
    version: int,
) -> None:
    """Themes, who takes part (an organisation or a bare name, with a role) and agreed third partners.

    Raises ChangedMeanwhileError where `version` is no longer the stored one.
    """
    partnership = Partnership.objects.select_for_update().get(pk=acting.partnership.pk)
    if partnership.version != version:
        raise ChangedMeanwhileError(facts_of(partnership))
    before = facts_of(partnership)
    partnership.themes.all().delete()
    PartnershipTheme.objects.bulk_create(PartnershipTheme(partnership=partnership, theme=one) for one in themes)
    partnership.involved.all().delete()
    for who, role in involved:
        named = {"name": who} if isinstance(who, str) else {"organisation": who}
        InvolvedOrganisation.objects.get_or_create(partnership=partnership, **named, defaults={"role": role})
    partnership.third_partners.all().delete()
    rows = {area.pk: ThirdPartner(partnership=partnership, area=area) for area in third_partners}
    ThirdPartner.objects.bulk_create(rows.values())
    refresh(partnership)
    record("partnerships.edit_facts", partnership, before=before, after=facts_of(partnership), **acting.for_audit)


@transaction.atomic
def save_partnership_text(acting: Keeping, *, language: str, text: str, original: bool, version: int) -> None:
    """The text in one language; an empty one is removed. Raises ChangedMeanwhileError where `version` is outdated."""
    rows = PartnershipText.objects.filter(partnership=acting.partnership)
    columns = {"partnership": acting.partnership}
    old, _new = write_text(rows, language=language, text=text, original=original, version=version, **columns)
    refresh(acting.partnership)
    before = {language: old.text if old else ""}
    record("partnerships.save_text", acting.partnership, before=before, after={language: text}, **acting.for_audit)


DOCUMENT = ("kind", "title", "language", "on", "precision", "link", "visibility")


@transaction.atomic
def add_document(acting: Keeping, values: Mapping[str, Any], *, file: StoredFile | None) -> Document:
    """A link, or a file that `files.store_upload` has looked at and kept."""
    row = Document(partnership=acting.partnership, added_by=acting.user, **values)
    if file is not None:
        row.file, row.file_type, row.file_size = file.name, file.content_type, file.size
    row.save()
    refresh(acting.partnership)
    record("partnerships.add_document", acting.partnership, after=snapshot(row, DOCUMENT), **acting.for_audit)
    return row


@transaction.atomic
def remove_document(acting: Keeping, document: Document) -> None:
    before = snapshot(document, DOCUMENT)
    file = document.file
    document.delete()
    if file:
        transaction.on_commit(lambda: forget_file(file))
    refresh(acting.partnership)
    record("partnerships.remove_document", acting.partnership, before=before, after={}, **acting.for_audit)


ACTIVITY = ("on", "precision", "title", "language", "link", "visibility")


@transaction.atomic
def save_activity(acting: Keeping, values: Mapping[str, Any]) -> Activity:
    """Something the partners did together."""
    row = Activity.objects.create(partnership=acting.partnership, **values)
    refresh(acting.partnership)
    record("partnerships.save_activity", acting.partnership, after=snapshot(row, ACTIVITY), **acting.for_audit)
    return row


@transaction.atomic
def remove_activity(acting: Keeping, activity: Activity) -> None:
    before = snapshot(activity, ACTIVITY)
    activity.delete()
    refresh(acting.partnership)
    record("partnerships.remove_activity", acting.partnership, before=before, after={}, **acting.for_audit)
