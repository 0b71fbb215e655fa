"""Documents for readers: in their language where there is one, else in another, and never a draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch
from django.http import Http404
from django.utils import timezone

from spilno.accounts.models import User
from spilno.common.enums import TextStatus
from spilno.common.reading import languages_for_reader
from spilno.library import rules
from spilno.library.enums import Place
from spilno.library.models import Document, DocumentVersion
from spilno.library.models.documents import newest_by_language
from spilno.organisations.queries import rights_of


@dataclass(frozen=True)
class Shown:
    """A document with the text that this reader gets, how it stands towards its original, and its other languages."""

    document: Document
    text: DocumentVersion
    status: TextStatus
    languages: Sequence[str]


def _with_live(now: datetime) -> "Prefetch[Any]":
    return Prefetch("versions", DocumentVersion.objects.live(now), to_attr="live_versions")


def shown(document: Any) -> Shown | None:
    """For a document from `published` or `get_document`; None where no language is live."""
    by_language = newest_by_language(document.live_versions)
    for language in languages_for_reader():
        if language in by_language:
            text = by_language[language]
            status = text.status_beside(by_language.get(document.original_language))
            return Shown(document, text, status, sorted(by_language))
    return None


def published(*, kind: str = "", reader: str = "") -> list[Shown]:
    """Papers on the site, in their order. They are few: filtered by reader in memory, for both databases alike."""
    now = timezone.now()
    rows = Document.objects.standing(now).papers().select_related("answered_by__area").prefetch_related(_with_live(now))
    if kind:
        rows = rows.filter(kind=kind)
    found = [one for row in rows if (one := shown(row))]
    return [one for one in found if not reader or not one.document.readers or reader in one.document.readers]


def pages_at(place: Place) -> list[Shown]:
    """Pages that are linked from there, in their order."""
    now = timezone.now()
    rows = Document.objects.standing(now).filter(place=place).prefetch_related(_with_live(now))
    return [one for row in rows if (one := shown(row))]


def get_document(key: str, *, page: bool) -> Shown:
    """What readers see. Raises Http404 for what is not published, and for a paper asked for as a page."""
    now = timezone.now()
    rows = Document.objects.standing(now).select_related("answered_by__area").prefetch_related(_with_live(now))
    document = rows.filter(key=key).first()
    found = shown(document) if document is not None and document.is_page == page else None
    if found is None:
        raise Http404
    return found


def must_keep(user: User | AnonymousUser) -> None:
    """Raises Http404 for everybody but the network office."""
    if not rules.may_keep(rights_of(user)):
        raise Http404


def get_document_to_keep(user: User | AnonymousUser, key: str) -> Document:
    must_keep(user)
    document = Document.objects.filter(key=key).select_related("answered_by__area").first()
    if document is None:
        raise Http404
    return document


@dataclass(frozen=True)
class Standing:
    """One language of a document, for its editors: what is live, what is scheduled, what is open."""

    language: str
    live: DocumentVersion | None
    scheduled: DocumentVersion | None
    open: DocumentVersion | None
    status: TextStatus | None


def standings(document: Document, languages: Sequence[str]) -> list[Standing]:
    now = timezone.now()
    versions = list(document.versions.select_related("source"))
    live = newest_by_language(one for one in versions if one.is_live(now))
    original = live.get(document.original_language)
    found = []
    for language in languages:
        own = [one for one in versions if one.language == language]
        shown_now = live.get(language)
        scheduled = next((one for one in own if one.is_scheduled), None)
        waiting = next((one for one in own if one.state != "published"), None)
        status = shown_now.status_beside(original) if shown_now else None
        found.append(Standing(language, shown_now, scheduled, waiting, status))
    return found


def behind() -> list[DocumentVersion]:
    """Live translations whose original has a newer live version: what is to be translated again."""
    now = timezone.now()
    rows = Document.objects.standing(now).prefetch_related(_with_live(now))
    found = []
    for row in rows:
        by_language = newest_by_language(row.live_versions)  # type: ignore[attr-defined]
        original = by_language.get(row.original_language)
        for text in by_language.values():
            if text.status_beside(original) == TextStatus.BEHIND:
                text.document = row
                found.append(text)
    return found
