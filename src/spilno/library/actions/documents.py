"""Writing, reviewing, publishing: a published version never changes, the next one replaces it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record, snapshot
from spilno.common.errors import ChangedMeanwhileError, RefusedError
from spilno.library.enums import Place, VersionState
from spilno.library.models import Document, DocumentVersion

FIELDS = ("kind", "original_language", "valid_as_of", "answered_by", "readers", "place", "position")


@transaction.atomic
def save_document(values: Mapping[str, Any], *, acting_user: User, document: Document | None = None) -> Document:
    """What a document is, apart from its texts. Raises RefusedError for an address that is taken."""
    row = Document.objects.select_for_update().get(pk=document.pk) if document else Document()
    taken = Document.objects.filter(key=values["key"]).exclude(pk=row.pk)
    if taken.exists():
        raise RefusedError(_("Another document has this address already."), field="key")
    if row.pk and row.is_obligatory and (values["key"] != row.key or values["kind"] != row.kind):
        raise RefusedError(_("This page is obligatory: its address and its kind stay as they are."), field="key")
    before = snapshot(row, ("key", *FIELDS)) if row.pk else {}
    for name in ("key", *FIELDS):
        setattr(row, name, values[name])
    if not row.is_page:
        row.place = Place.NONE
    row.shipped = False
    row.save()
    record("library.save_document", row, acting_user=acting_user, before=before, after=snapshot(row, ("key", *FIELDS)))
    return row


def _source_for(document: Document, language: str) -> DocumentVersion | None:
    if language == document.original_language:
        return None
    live = DocumentVersion.objects.live(timezone.now()).filter(document=document, language=document.original_language)
    return live.order_by("-number").first()


@transaction.atomic
def write_version(
    document: Document,
    language: str,
    values: Mapping[str, Any],
    *,
    saves: int,
    acting_user: User,
    follows_original: bool = True,
) -> DocumentVersion:
    """The open draft of this language with a new text, begun where there is none.

    saves: how often the draft had been saved when the writer began, 0 for none. follows_original: the translation says
    what the original says now; else it stays marked as behind. Raises ChangedMeanwhileError.
    """
    Document.objects.select_for_update().get(pk=document.pk)
    own = DocumentVersion.objects.filter(document=document, language=language)
    draft = own.open().first()
    if (draft.saves if draft else 0) != saves:
        raise ChangedMeanwhileError({"title": draft.title, "text": draft.text} if draft else {})
    newest = own.order_by("-number").first()
    if draft is None:
        number = (own.aggregate(most=Max("number"))["most"] or 0) + 1
        draft = DocumentVersion(document=document, language=language, number=number, saves=0)
        draft.source = newest.source if newest else None
    if follows_original or draft.source is None:
        draft.source = _source_for(document, language)
    for name in ("title", "summary", "text"):
        setattr(draft, name, values[name])
    draft.state, draft.saves = VersionState.DRAFT, draft.saves + 1
    draft.written_by, draft.written_at = acting_user, timezone.now()
    draft.save()
    Document.objects.filter(pk=document.pk).update(shipped=False)
    record("library.write_version", draft, acting_user=acting_user, after={"title": draft.title, "saves": draft.saves})
    return draft


def _locked(version: DocumentVersion) -> DocumentVersion:
    return DocumentVersion.objects.select_for_update().select_related("document").get(pk=version.pk)


@transaction.atomic
def hand_in(version: DocumentVersion, *, acting_user: User) -> None:
    """Ask a colleague to look at it."""
    row = _locked(version)
    if row.state != VersionState.DRAFT:
        raise RefusedError(_("Only a draft can be handed in for review."))
    row.state = VersionState.REVIEW
    row.save(update_fields=["state"])
    record("library.hand_in", row, acting_user=acting_user, after={"state": row.state})


@transaction.atomic
def publish(version: DocumentVersion, *, acting_user: User, at: datetime | None = None) -> None:
    """Put it on the site, now or on a day to come. A version scheduled before for the same language gives way."""
    row, now = _locked(version), timezone.now()
    if row.state == VersionState.PUBLISHED:
        raise RefusedError(_("This version is published already."))
    if at is not None and at < now:
        raise RefusedError(_("Please give a moment to come, or leave the field empty to publish at once."), field="on")
    waiting = DocumentVersion.objects.scheduled(now).filter(document=row.document, language=row.language)
    for one in waiting:
        record("library.unschedule", one, acting_user=acting_user, before={"publish_at": one.publish_at}, after={})
    waiting.delete()
    row.state, row.publish_at, row.published_by = VersionState.PUBLISHED, at or now, acting_user
    row.save(update_fields=["state", "publish_at", "published_by"])
    Document.objects.filter(pk=row.document_id).update(withdrawn_at=None)
    record("library.publish", row, acting_user=acting_user, after={"state": row.state, "publish_at": row.publish_at})


@transaction.atomic
def unschedule(version: DocumentVersion, *, acting_user: User) -> None:
    """Back from the calendar to a draft, where no other draft of the language has been begun."""
    row = _locked(version)
    if not row.is_scheduled:
        raise RefusedError(_("This version is not scheduled."))
    others = DocumentVersion.objects.open().filter(document=row.document, language=row.language)
    if others.exists():
        raise RefusedError(_("There is another draft of this text; please discard it first."))
    row.state, row.publish_at = VersionState.DRAFT, None
    row.save(update_fields=["state", "publish_at"])
    record("library.unschedule", row, acting_user=acting_user, after={"state": row.state})


@transaction.atomic
def discard(version: DocumentVersion, *, acting_user: User) -> None:
    """Throw an open draft away; what is published stays."""
    row = _locked(version)
    if row.state == VersionState.PUBLISHED:
        raise RefusedError(_("What was published stays in the history."))
    record("library.discard", row, acting_user=acting_user, before={"title": row.title}, after={})
    row.delete()


@transaction.atomic
def begin_from(version: DocumentVersion, *, acting_user: User) -> DocumentVersion:
    """A new draft with an old version's words, to be looked at and published again. Raises RefusedError over another."""
    row = _locked(version)
    if DocumentVersion.objects.open().filter(document=row.document, language=row.language).exists():
        raise RefusedError(_("There is another draft of this text; please discard it first."))
    values = {"title": row.title, "summary": row.summary, "text": row.text}
    return write_version(row.document, row.language, values, saves=0, acting_user=acting_user, follows_original=False)


@transaction.atomic
def withdraw(document: Document, *, acting_user: User) -> None:
    """Off the site in every language; publishing any version brings it back. Obligatory pages stay."""
    row = Document.objects.select_for_update().get(pk=document.pk)
    if row.is_obligatory:
        raise RefusedError(_("This page is obligatory: please change its text instead."))
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    record("library.withdraw", row, acting_user=acting_user, after={"withdrawn_at": row.withdrawn_at})
