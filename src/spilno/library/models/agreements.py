"""Agreements being drafted: answers and parties, versions kept as they were, and the one that was signed."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from spilno.accounts.models import User
from spilno.common.personal import NOTHING_PERSONAL, PersonalData
from spilno.common.reading import in_reader_language
from spilno.library.agreements.choices import Choices, PartyText
from spilno.library.enums import AgreementKind
from spilno.organisations.models import Organisation
from spilno.partnerships.models import CaseFile, Partnership
from spilno.partnerships.models import Document as RelationDocument
from spilno.places.models import Area

MOST_PARTIES = 12


class Agreement(models.Model):
    """A draft; read by the organisation's own people and its delegates only, like its case file."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="agreements")
    case = models.ForeignKey(CaseFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="agreements")
    # The relation it renews, or has become.
    partnership = models.ForeignKey(
        Partnership, null=True, blank=True, on_delete=models.SET_NULL, related_name="agreements"
    )
    kind = models.CharField(max_length=12, choices=AgreementKind)
    # `Choices.as_dict()`
    choices = models.JSONField(default=dict)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    personal_data = PersonalData(
        ("opened_by",),
        gettext_noop("To know who began the draft of an agreement."),
        export=("kind", "opened_at"),
        on_erasure="forget",
        forget=(("opened_by", None),),
    )

    class Meta:
        ordering = ["-opened_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def answers(self) -> Choices:
        return Choices.from_dict(self.choices)


class AgreementParty(models.Model):
    """A party as it stands in the text; its place, where the registers know it, filled it in."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties")
    position = models.PositiveSmallIntegerField()
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name_de = models.CharField(max_length=160, blank=True)
    name_uk = models.CharField(max_length=160, blank=True)
    name_en = models.CharField(max_length=160, blank=True)
    # Office, and the name where it should stand in the text.
    represented_de = models.CharField(max_length=200, blank=True)
    represented_uk = models.CharField(max_length=200, blank=True)
    represented_en = models.CharField(max_length=200, blank=True)
    decided_by = models.CharField(max_length=160, blank=True)
    decided_on = models.DateField(null=True, blank=True)

    personal_data = NOTHING_PERSONAL

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "area"], name="agreement_area_once"),
            models.CheckConstraint(condition=~Q(name_de="", name_uk="", name_en=""), name="agreement_party_has_a_name"),
        ]
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_reader_language(self, "name")[0]

    @property
    def label_language(self) -> str:
        return in_reader_language(self, "name")[1]

    @property
    def text(self) -> PartyText:
        def own(stem: str) -> dict[str, str]:
            return {language: getattr(self, f"{stem}_{language}") for language in ("de", "uk", "en")}

        return PartyText(own("name"), own("represented"), self.decided_by, self.decided_on)


class AgreementVersion(models.Model):
    """The text as it was on one day: the paper as plain values, so that every file of it is made again alike."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    # `Paper.as_dict()`
    content = models.JSONField(default=dict)
    # Version of the model's clauses that it was made from.
    model_version = models.PositiveSmallIntegerField(default=1)
    note = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    # The text that all agree on and that goes to the signature; one at most.
    final = models.BooleanField(default=False)
    # Its file among the papers of the partnership, once it was signed.
    document = models.ForeignKey(
        RelationDocument, null=True, blank=True, on_delete=models.SET_NULL, related_name="agreement_versions"
    )

    personal_data = PersonalData(
        ("made_by",),
        gettext_noop("To tell the versions of an agreement apart."),
        export=("agreement_id", "number", "note", "made_at"),
        on_erasure="forget",
        forget=(("made_by", None),),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreement_version_once"),
            models.UniqueConstraint(fields=["agreement"], condition=Q(final=True), name="agreement_one_final"),
        ]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.number}"

    @property
    def languages(self) -> list[Any]:
        return list(self.content.get("languages", []))
