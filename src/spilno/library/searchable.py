"""Papers, pages of the website and the directory of help in the search across everything."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spilno.common.markup import plain_of
from spilno.common.models import AuditEntry
from spilno.common.visibility import Viewer
from spilno.library.enums import DocumentKind
from spilno.library.models import Document, DocumentVersion, HelpEntry
from spilno.library.models.documents import newest_by_language
from spilno.search.findable import Findable, Source, Wording, same

LANGUAGES = ("de", "uk", "en")


def _of_versions(entries: Sequence[AuditEntry]) -> Iterable[int]:
    return DocumentVersion.objects.filter(pk__in=same(entries)).values_list("document_id", flat=True)


class Documents(Source):
    """What is published and due; drafts have a desk of their own."""

    follows = {"library.document": same, "library.documentversion": _of_versions}

    def __init__(self, kind: str, label: Any, one: Any, *, pages: bool) -> None:
        self.kind, self.label, self.one, self._pages = kind, label, one, pages

    def _standing(self) -> "QuerySet[Document]":
        rows = Document.objects.standing(timezone.now())
        return rows.filter(kind=DocumentKind.PAGE) if self._pages else rows.papers()

    def keys(self) -> "QuerySet[Any]":
        return self._standing().values_list("pk", flat=True)

    def read(self, keys: Sequence[int]) -> list[Findable]:
        live = Prefetch("versions", DocumentVersion.objects.live(timezone.now()), to_attr="live_versions")
        return [_document(row) for row in self._standing().filter(pk__in=keys).prefetch_related(live)]

    def visible(self, viewer: Viewer, keys: Sequence[int]) -> set[int]:
        return set(self._standing().filter(pk__in=keys).values_list("pk", flat=True))


def _document(row: Any) -> Findable:
    texts = newest_by_language(row.live_versions)
    days = [one.publish_at for one in texts.values() if one.publish_at]
    return Findable(
        key=row.pk,
        path=reverse("library:page" if row.is_page else "library:document", args=[row.key]),
        wordings=tuple(
            Wording(language, one.title, "\n".join(filter(None, [one.summary, plain_of(one.text)])))
            for language, one in sorted(texts.items())
        ),
        about="" if row.is_page else str(row.get_kind_display()),
        on=max(days, default=row.created_at),
    )


class Help(Source):
    """Published entries; each leads into the directory, where its link stands with the day on which it was checked."""

    kind = "help"
    label = _("Directory of help")
    one = pgettext_lazy("search", "Help")
    follows = {"library.helpentry": same}

    def keys(self) -> "QuerySet[Any]":
        return HelpEntry.objects.published().values_list("pk", flat=True)

    def read(self, keys: Sequence[int]) -> list[Findable]:
        return [_entry(row) for row in HelpEntry.objects.published().filter(pk__in=keys)]

    def visible(self, viewer: Viewer, keys: Sequence[int]) -> set[int]:
        return set(HelpEntry.objects.published().filter(pk__in=keys).values_list("pk", flat=True))


def _entry(row: HelpEntry) -> Findable:
    wordings = [
        Wording(one, getattr(row, f"title_{one}"), f"{getattr(row, f'about_{one}')} {row.provider}".strip())
        for one in LANGUAGES
        if getattr(row, f"title_{one}")
    ]
    return Findable(
        key=row.pk,
        path=f"{reverse('library:help')}#{row.key}",
        wordings=tuple(wordings),
        about=" · ".join([row.provider, *row.need_labels]),
        on=row.changed_at,
    )


papers = Documents("paper", _("Papers of the library"), pgettext_lazy("search", "Paper of the library"), pages=False)
pages = Documents("page", pgettext_lazy("search", "Pages of the website"), _("Page of the website"), pages=True)
directory = Help()
