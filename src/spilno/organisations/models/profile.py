"""An organisation as readers see it."""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language

from spilno.common.enums import Visibility
from spilno.common.models import LanguageText
from spilno.common.personal import NOTHING_PERSONAL
from spilno.common.visibility import Viewer, standing
from spilno.organisations.enums import (
    Direction,
    HelpKind,
    OrganisationKind,
    OrganisationStatus,
    SpokenLanguage,
    TextKind,
    Theme,
)
from spilno.organisations.models.folding import FoldedField
from spilno.places.lookup import in_letters_of
from spilno.places.models import Area


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def confirmed(self) -> Self:
        return self.filter(status=OrganisationStatus.CONFIRMED)

    def visible_to(self, viewer: Viewer) -> Self:
        """Confirmed and standing ones for everybody; waiting and withdrawn ones for their own people and coordinators."""
        if viewer.is_coordinator:
            return self
        seen = models.Q(status=OrganisationStatus.CONFIRMED) & standing(viewer, owner="")
        return self.filter(seen | models.Q(pk__in=viewer.reads)) if viewer.reads else self.filter(seen)


class Organisation(models.Model):
    """An administration, association, school, museum and so on; it belongs to the area it works for."""

    kind = models.CharField(max_length=20, choices=OrganisationKind)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="organisations")
    # In the language of the organisation itself; the other columns where it has a name of its own there.
    name = models.CharField(max_length=200)
    name_de = models.CharField(max_length=200, blank=True)
    name_uk = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    website = models.URLField(max_length=300, blank=True)
    # Full-time posts for international work: half a post is an answer. Unknown is not none.
    posts = models.DecimalField(max_digits=4, decimal_places=2, null=True, blank=True)
    posts_visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.NETWORK)
    status = models.CharField(max_length=10, choices=OrganisationStatus, default=OrganisationStatus.WAITING)
    # Set while an emergency withdrawal holds; the reason stands in `Withdrawal`.
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    # For the directory: what is searched, and the order of each language.
    folded = FoldedField("name", "name_de", "name_uk", "name_en")
    sort_de = FoldedField("name_de", "name", first=True)
    sort_uk = FoldedField("name_uk", "name", first=True)
    sort_en = FoldedField("name_en", "name", first=True)
    # The profile as a whole, for "somebody else saved in between".
    version = models.PositiveIntegerField(default=1)

    objects = OrganisationQuerySet.as_manager()

    personal_data = NOTHING_PERSONAL

    class Meta:
        indexes = [
            models.Index(fields=["status", "withdrawn_at", "kind"]),
            models.Index(fields=["name", "id"]),
            *(models.Index(fields=[f"sort_{language}", "id"]) for language in ("de", "uk", "en")),
        ]
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language, else the organisation's own, in letters that the reader knows."""
        language = (get_language() or "en")[:2]
        return getattr(self, f"name_{language}", "") or in_letters_of(language, self.name)

    @property
    def label_language(self) -> str:
        """Language of `label`, for the `lang` attribute."""
        language = (get_language() or "en")[:2]
        # What is transcribed for a language is spoken by its rules.
        is_readers = getattr(self, f"name_{language}", "") or in_letters_of(language, self.name) != self.name
        return language if is_readers else self.own_language

    @property
    def own_language(self) -> str:
        return {"DE": "de", "UA": "uk"}.get(self.area.country, "")

    @property
    def is_public(self) -> bool:
        return self.status == OrganisationStatus.CONFIRMED and self.withdrawn_at is None


class OrganisationTheme(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="themes")
    theme = models.CharField(max_length=20, choices=Theme)

    personal_data = NOTHING_PERSONAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "theme"], name="organisation_theme_once")]
        indexes = [models.Index(fields=["theme"])]

    def __str__(self) -> str:
        return self.get_theme_display()


class OrganisationLanguage(models.Model):
    """A language in which somebody there can write and speak."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="languages")
    language = models.CharField(max_length=4, choices=SpokenLanguage)

    personal_data = NOTHING_PERSONAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "language"], name="organisation_language_once")]
        indexes = [models.Index(fields=["language"])]

    def __str__(self) -> str:
        return self.get_language_display()


class OrganisationText(LanguageText):
    """One of the organisation's texts in one language."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="texts")
    kind = models.CharField(max_length=10, choices=TextKind)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC)

    # A text may name people; it is the organisation's own publication, kept and answered for by its editors.
    personal_data = NOTHING_PERSONAL

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "language"], name="organisation_text_once"),
        ]


class HelpEntry(models.Model):
    """What an organisation offers or asks of others: transport, interpreting, an appeal elsewhere; never payments."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="help_entries")
    direction = models.CharField(max_length=8, choices=Direction)
    kind = models.CharField(max_length=14, choices=HelpKind)
    text = models.CharField(max_length=400)
    language = models.CharField(max_length=4, choices=SpokenLanguage, default=SpokenLanguage.GERMAN)
    # Of an appeal or a form on another site; shown with its host, never opened by us.
    link = models.URLField(max_length=300, blank=True)
    until = models.DateField(null=True, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC)

    personal_data = NOTHING_PERSONAL

    class Meta:
        ordering = ["direction", "kind", "pk"]

    def __str__(self) -> str:
        return f"{self.get_direction_display()}: {self.text}"
