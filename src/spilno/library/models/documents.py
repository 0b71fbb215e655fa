"""Documents and pages: each language has its versions, which are never changed once they are published."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from spilno.accounts.models import User
from spilno.common.enums import TextStatus
from spilno.common.personal import NOTHING_PERSONAL, PersonalData
from spilno.library.enums import DocumentKind, Place, Reader, VersionState
from spilno.organisations.models import Organisation

LONGEST_TEXT = 60_000
# Pages that the law or our own promise asks for: they cannot be taken away, and have a place of their own.
OBLIGATORY = ("imprint", "privacy", "accessibility", "easy-language", "sign-language", "contact", "about")


class DocumentQuerySet(models.QuerySet["Document"]):
    def standing(self, now: datetime) -> Self:
        """With at least one language that readers may see."""
        live = DocumentVersion.objects.live(now).filter(document=models.OuterRef("pk"))
        return self.filter(models.Exists(live), withdrawn_at__isnull=True)

    def papers(self) -> Self:
        return self.exclude(kind=DocumentKind.PAGE)


class Document(models.Model):
    """A background paper, a guide, a checklist or a page of the website."""

    key = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=DocumentKind, default=DocumentKind.GUIDE)
    # The language others are translated from.
    original_language = models.CharField(max_length=8, default="de")
    # The facts in it were true on this day.
    valid_as_of = models.DateField(null=True, blank=True)
    # Who answers for it; nobody named: the network office.
    answered_by = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="answers_for_documents"
    )
    readers = models.JSONField(default=list, blank=True)
    place = models.CharField(max_length=6, choices=Place, default=Place.NONE)
    position = models.PositiveSmallIntegerField(default=50)
    # Taken off the site; its texts stay for the editors.
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # Shipped with Spilno and not yet changed by anybody: a later release may bring a newer text.
    shipped = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = DocumentQuerySet.as_manager()

    personal_data = NOTHING_PERSONAL

    class Meta:
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return self.key

    @property
    def is_page(self) -> bool:
        return self.kind == DocumentKind.PAGE

    @property
    def is_obligatory(self) -> bool:
        return self.key in OBLIGATORY

    @property
    def reader_labels(self) -> list[str]:
        return [str(Reader(one).label) for one in self.readers if one in Reader.values]


class VersionQuerySet(models.QuerySet["DocumentVersion"]):
    def live(self, now: datetime) -> Self:
        """Published and due; the newest of each language is the one that readers see."""
        return self.filter(state=VersionState.PUBLISHED, publish_at__lte=now)

    def scheduled(self, now: datetime) -> Self:
        return self.filter(state=VersionState.PUBLISHED, publish_at__gt=now)

    def open(self) -> Self:
        return self.exclude(state=VersionState.PUBLISHED)


def _forget_people(_rows: models.QuerySet[Any], account_id: int) -> None:
    """Each of the two by itself: who published stays known when who wrote is gone."""
    for name in ("written_by", "published_by"):
        DocumentVersion.objects.filter(**{name: account_id}).update(**{name: None})


class DocumentVersion(models.Model):
    """One version of the text in one language. Only drafts change; what was published stays as it was."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    language = models.CharField(max_length=8)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    # One or two sentences for lists, search engines and previews.
    summary = models.CharField(max_length=300, blank=True)
    # Marks (`common.markup`).
    text = models.TextField(max_length=LONGEST_TEXT)
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    publish_at = models.DateTimeField(null=True, blank=True)
    # The version of the original that this one was translated from; none for the original itself.
    source = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="translations")
    # Counts the saves of a draft, so that nobody overwrites what they have not seen.
    saves = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="document_versions")
    written_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="published_document_versions"
    )

    objects = VersionQuerySet.as_manager()

    personal_data = PersonalData(
        person=("written_by", "published_by"),
        purpose=gettext_noop(
            "Who wrote and who published a text of the website, for the history that its editors see."
        ),
        export=("document__key", "language", "number", "title", "written_at"),
        erase=_forget_people,
    )

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "language", "number"], name="document_version_once"),
            models.UniqueConstraint(
                fields=["document", "language"],
                condition=~Q(state=VersionState.PUBLISHED),
                name="document_one_open_version",
            ),
        ]
        indexes = [models.Index(fields=["state", "publish_at"])]

    def __str__(self) -> str:
        return f"{self.document_id} {self.language} {self.number}"

    def is_live(self, now: datetime) -> bool:
        return self.state == VersionState.PUBLISHED and self.publish_at is not None and self.publish_at <= now

    @property
    def is_scheduled(self) -> bool:
        return self.state == VersionState.PUBLISHED and self.publish_at is not None and self.publish_at > timezone.now()

    def status_beside(self, original: "DocumentVersion | None") -> TextStatus:
        """How this text stands towards the original as readers see it now."""
        if original is None or original.language == self.language:
            return TextStatus.ORIGINAL
        return TextStatus.CURRENT if self.source_id == original.pk else TextStatus.BEHIND


def newest_by_language(versions: Any) -> dict[str, DocumentVersion]:
    """language -> the version with the highest number among `versions`."""
    found: dict[str, DocumentVersion] = {}
    for one in versions:
        if one.language not in found or found[one.language].number < one.number:
            found[one.language] = one
    return found
