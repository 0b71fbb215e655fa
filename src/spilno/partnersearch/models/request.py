"""A partner request: who looks for whom, what is sought and offered, how strongly, until when."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_noop

from spilno.accounts.models import User
from spilno.common.models import LanguageText
from spilno.common.personal import NOTHING_PERSONAL, PersonalData
from spilno.common.reading import languages_for_reader
from spilno.organisations.enums import OrganisationStatus, Theme
from spilno.organisations.models import Organisation
from spilno.partnersearch.enums import PUBLISHED, Force, Part, RequestStatus, Security, ThemeSide
from spilno.places.models import Area


class RequestQuerySet(models.QuerySet["PartnerRequest"]):
    def published(self) -> Self:
        """What everybody may read: open, not past its end, of an organisation that stands."""
        return self.filter(
            status__in=PUBLISHED,
            expires_at__gt=timezone.now(),
            organisation__status=OrganisationStatus.CONFIRMED,
            organisation__withdrawn_at__isnull=True,
        )

    def readable_by(self, organisations: Iterable[int], *, everything: bool = False) -> Self:
        """Published ones, and all of these organisations."""
        if everything:
            return self
        return self.published() | self.filter(organisation__in=list(organisations))


class PartnerRequest(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="requests")
    responsible = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    status = models.CharField(max_length=12, choices=RequestStatus, default=RequestStatus.DRAFT)
    # Who is sought. Lists of words of the enums; an empty list means any.
    kinds = models.JSONField(default=list)
    levels = models.JSONField(default=list)
    level_force = models.CharField(max_length=6, choices=Force, blank=True)
    country = models.CharField(max_length=2, blank=True)
    regions = models.ManyToManyField(Area, related_name="+", blank=True)
    region_force = models.CharField(max_length=6, choices=Force, blank=True)
    size_low = models.PositiveIntegerField(null=True, blank=True)
    size_high = models.PositiveIntegerField(null=True, blank=True)
    size_force = models.CharField(max_length=6, choices=Force, blank=True)
    security = models.CharField(max_length=6, choices=Security, blank=True)
    # What is wished of the agreement.
    agreement_types = models.JSONField(default=list)
    on_trial = models.BooleanField(default=False)
    term = models.CharField(max_length=160, blank=True)
    # Who works on it: languages one can write in, partners one can take, posts (half a post is an answer).
    languages = models.JSONField(default=list)
    interpreter = models.BooleanField(default=False)
    capacity = models.PositiveSmallIntegerField(default=1)
    posts = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    renewals = models.PositiveSmallIntegerField(default=0)
    # Digests of the tokens in the mails that offer renewal, before its end and at it: whichever is used ends both.
    renewal_digest = models.CharField(max_length=64, blank=True)
    ended_digest = models.CharField(max_length=64, blank=True)
    # The title in the language it was written in first; all texts and every name of the place, folded for searching.
    title = models.CharField(max_length=200, blank=True)
    search_text = models.TextField(blank=True)

    objects = RequestQuerySet.as_manager()

    personal_data = PersonalData(
        ("responsible",),
        gettext_noop("Who answers for a partner request and is asked whether it still holds."),
        export=("title", "status", "created_at"),
        on_erasure="forget",
        forget=(("responsible", None),),
    )

    class Meta:
        indexes = [
            models.Index(fields=["status", "expires_at"]),
            models.Index(fields=["organisation", "status"]),
            # In the orders of the list, so that a page of it reads as many rows as it shows.
            models.Index(fields=["-published_at", "-id"], name="request_youngest"),
            models.Index(fields=["expires_at", "id"], name="request_ending"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(size_low__isnull=True)
                | models.Q(size_high__isnull=True)
                | models.Q(size_low__lte=models.F("size_high")),
                name="request_size_in_order",
            )
        ]
        ordering = ["-published_at", "-pk"]

    def __str__(self) -> str:
        return self.title or str(self.pk)

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it, as far as the request itself says."""
        return self.status in PUBLISHED and self.expires_at is not None and self.expires_at > timezone.now()

    def text_in(self, part: str) -> "RequestText | None":
        """The text in the reader's language, else in English, German, Ukrainian; of rows already fetched."""
        rows = {one.language: one for one in self.texts.all() if one.part == part}
        for language in languages_for_reader():
            if language in rows:
                return rows[language]
        return next(iter(rows.values()), None)

    @property
    def label(self) -> "RequestText | None":
        return self.text_in(Part.TITLE)


class RequestTheme(models.Model):
    """A theme sought or offered; weight 1 (also) to 3 (most of all)."""

    request = models.ForeignKey(PartnerRequest, on_delete=models.CASCADE, related_name="themes")
    side = models.CharField(max_length=6, choices=ThemeSide)
    theme = models.CharField(max_length=20, choices=Theme)
    weight = models.PositiveSmallIntegerField(default=1)

    personal_data = NOTHING_PERSONAL

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "side", "theme"], name="request_theme_once"),
            models.CheckConstraint(condition=models.Q(weight__gte=1, weight__lte=3), name="request_theme_weight"),
        ]
        indexes = [models.Index(fields=["theme", "side"])]
        ordering = ["-weight", "theme"]

    def __str__(self) -> str:
        return str(self.get_theme_display())


class RequestText(LanguageText):
    """One text of a request in one language."""

    request = models.ForeignKey(PartnerRequest, on_delete=models.CASCADE, related_name="texts")
    part = models.CharField(max_length=12, choices=Part)

    # The organisation's own publication, warned of sensitive detail and reviewed.
    personal_data = NOTHING_PERSONAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "part", "language"], name="request_text_once")]


class RequestEvent(models.Model):
    """One step of a request's life: what, when, by whom, why."""

    request = models.ForeignKey(PartnerRequest, on_delete=models.CASCADE, related_name="events")
    status = models.CharField(max_length=12, choices=RequestStatus)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=600, blank=True)

    personal_data = PersonalData(
        ("by",),
        gettext_noop("Who moved a partner request on, for those who answer for it."),
        export=("status", "at", "note"),
        on_erasure="forget",
        forget=(("by", None),),
    )

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.status} {self.at:%Y-%m-%d}"


class Feedback(models.Model):
    """Why a suggestion does not suit; improves this request's list within bounds, and is shown there."""

    request = models.ForeignKey(PartnerRequest, on_delete=models.CASCADE, related_name="feedback")
    about = models.ForeignKey(PartnerRequest, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=10)
    given_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    personal_data = PersonalData(
        ("given_by",),
        gettext_noop("Whose feedback improved a list of suggestions."),
        export=("reason", "at"),
        on_erasure="forget",
        forget=(("given_by", None),),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "about"], name="request_feedback_once")]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.about_id} {self.reason}"
