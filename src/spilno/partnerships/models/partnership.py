"""A relation of two or more parties. Its present state is derived from its history and kept beside it for searching."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from spilno.common.models import LanguageText
from spilno.common.partial_dates import PartialDate, Precision
from spilno.common.personal import NOTHING_PERSONAL
from spilno.common.visibility import Viewer
from spilno.organisations.enums import Theme
from spilno.organisations.models import Organisation
from spilno.partnerships.enums import ACTING_AS_ONE, AgreementType, InvolvedRole, Phase, ReviewStatus
from spilno.places.enums import AreaLevel
from spilno.places.models import Area


class PartnershipQuerySet(models.QuerySet["Partnership"]):
    def published(
        self, hidden_areas: frozenset[int] = frozenset(), hidden_organisations: frozenset[int] | None = None
    ) -> Self:
        """Confirmed, not merged into another, and no party withdrawn (`organisations.queries.withdrawn`).

        hidden_organisations: those that are withdrawn, where they are known; else they are looked up with the rows.
        """
        rows = self.filter(status=ReviewStatus.CONFIRMED, merged_into__isnull=True)
        for hidden in _withheld(hidden_areas, hidden_organisations):
            rows = rows.exclude(pk__in=hidden)
        return rows

    def visible_to(
        self,
        viewer: Viewer,
        hidden_areas: frozenset[int] = frozenset(),
        hidden_organisations: frozenset[int] | None = None,
    ) -> Self:
        """The published ones; a coordinator sees all, a party's own people theirs in every state."""
        if viewer.is_coordinator:
            return self.filter(merged_into__isnull=True)
        if not viewer.reads:
            return self.published(hidden_areas, hidden_organisations)
        # Said of each row: as a list of all that are published, PostgreSQL goes through that list for every row of a large
        # registry.
        seen = Q(status=ReviewStatus.CONFIRMED)
        for hidden in _withheld(hidden_areas, hidden_organisations):
            seen &= ~Q(pk__in=hidden)
        own = self.model.objects.of_organisations(viewer.reads)
        return self.filter(seen | Q(pk__in=own.values("pk")), merged_into__isnull=True)

    def of_organisations(self, organisations: frozenset[int]) -> Self:
        """Relations that these organisations, or the areas they administer, are parties of; in every state."""
        administrations = Organisation.objects.filter(pk__in=organisations, kind="administration")
        areas = administrations.values("area")
        # The hromada and the town that it is named after act as one, whichever of both a list or somebody named.
        hromadas = administrations.filter(area__level=AreaLevel.SETTLEMENT).values("area__parent")
        acting = Q(area__level__in=ACTING_AS_ONE) & (Q(place__in=areas) | Q(place__in=hromadas))
        own = Party.objects.filter(Q(organisation__in=organisations) | Q(area__in=areas) | acting).values("partnership")
        return self.filter(pk__in=own, merged_into__isnull=True)


class PartyQuerySet(models.QuerySet["Party"]):
    def of_published(
        self, hidden_areas: frozenset[int] = frozenset(), hidden_organisations: frozenset[int] | None = None
    ) -> Self:
        """Parties of published relations. Asked of each relation found, not by a list of all that are published."""
        rows = self.filter(partnership__status=ReviewStatus.CONFIRMED, partnership__merged_into__isnull=True)
        for hidden in _withheld(hidden_areas, hidden_organisations):
            rows = rows.exclude(partnership__in=hidden)
        return rows


def _withheld(
    hidden_areas: frozenset[int], hidden_organisations: frozenset[int] | None = None
) -> list[models.QuerySet[Any, Any]]:
    """Relations that an emergency withdrawal hides: of organisations, and of areas where there are any."""
    # From the few that are withdrawn to their parties: a join would look at every party there is.
    withdrawn = Organisation.objects.filter(withdrawn_at__isnull=False).values("pk")
    found = []
    if hidden_organisations is None:
        found.append(Party.objects.filter(organisation__in=withdrawn))
    elif hidden_organisations:
        found.append(Party.objects.filter(organisation__in=hidden_organisations))
    if hidden_areas:
        found.append(Party.objects.filter(area__in=hidden_areas))
    return [parties.order_by().values("partnership") for parties in found]


class Partnership(models.Model):
    status = models.CharField(max_length=10, choices=ReviewStatus, default=ReviewStatus.WAITING)
    # A duplicate that was merged; its address leads to the other.
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged")
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now, db_index=True)
    # Counted up by every change, for "somebody else saved in between".
    version = models.PositiveIntegerField(default=1)

    # Derived by `actions.history.refresh` from the rows of StatusChange and Party; never written by hand.
    phase = models.CharField(max_length=14, choices=Phase, default=Phase.INITIATED)
    agreement_type = models.CharField(max_length=12, choices=AgreementType, blank=True)
    local_label = models.CharField(max_length=160, blank=True)
    since_on = models.DateField(null=True)
    since_precision = models.CharField(max_length=5, choices=Precision, blank=True)
    until_on = models.DateField(null=True)
    review_on = models.DateField(null=True)
    # The review or end that the parties have been told of.
    review_announced_for = models.DateField(null=True)
    # Names of all parties, folded (`engine.names`), for full text in any spelling the registers know.
    search_text = models.TextField(blank=True)
    # Sorts a list: the German side's name, then the other's.
    sort_name = models.CharField(max_length=200, blank=True)

    objects = PartnershipQuerySet.as_manager()

    personal_data = NOTHING_PERSONAL

    class Meta:
        indexes = [
            models.Index(fields=["status", "merged_into", "phase"]),
            # With what a list is narrowed by: its pages are found without reading a row.
            models.Index(
                fields=[
                    "status",
                    "merged_into",
                    "sort_name",
                    "id",
                    "phase",
                    "agreement_type",
                    "since_on",
                    "until_on",
                ],
                name="partnership_listed",
            ),
            models.Index(fields=["status", "merged_into", "since_on"]),
            models.Index(fields=["until_on"]),
        ]

    def __str__(self) -> str:
        return self.sort_name or str(self.pk)

    @property
    def term_is_over(self) -> bool:
        """The agreement's term has passed, and nobody has recorded what came of it."""
        return self.phase == Phase.ACTIVE and self.until_on is not None and self.until_on < timezone.localdate()

    @property
    def since(self) -> PartialDate | None:
        return PartialDate(self.since_on, Precision(self.since_precision or "day")) if self.since_on else None


class Party(models.Model):
    """One of the parties: an area or an organisation, on one side of the relation."""

    # This and `place` begin an index below.
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="parties", db_index=False)
    # 1 and 2 in an agreement of two sides, of which each may have several parties; every party its own in a round table.
    side = models.PositiveSmallIntegerField()
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="parties")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="parties"
    )
    # Derived from the area (the organisation's area), for filters and figures.
    country = models.CharField(max_length=2, blank=True)
    level = models.CharField(max_length=16, choices=AreaLevel, blank=True)
    region = models.ForeignKey(Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    place = models.ForeignKey(Area, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False)

    objects = PartyQuerySet.as_manager()

    personal_data = NOTHING_PERSONAL

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(area__isnull=False) ^ Q(organisation__isnull=False), name="party_is_one"
            ),
            models.UniqueConstraint(fields=["partnership", "area"], name="party_area_once"),
            models.UniqueConstraint(fields=["partnership", "organisation"], name="party_organisation_once"),
        ]
        indexes = [
            models.Index(fields=["country", "region", "partnership"]),
            # From a place to its partners without reading a row of either party.
            models.Index(fields=["place", "partnership", "side"], name="party_of_place"),
            models.Index(fields=["partnership", "side", "place"], name="party_across"),
        ]
        ordering = ["side", "pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def bearer(self) -> Area | Organisation | None:
        return self.organisation or self.area

    @property
    def label(self) -> str:
        return self.bearer.label if self.bearer else ""


class PartnershipTheme(models.Model):
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="themes")
    theme = models.CharField(max_length=20, choices=Theme)

    personal_data = NOTHING_PERSONAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "theme"], name="partnership_theme_once")]
        indexes = [models.Index(fields=["theme"])]

    def __str__(self) -> str:
        return self.get_theme_display()


class PartnershipText(LanguageText):
    """What the relation is about, in one language."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="texts")

    personal_data = NOTHING_PERSONAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "language"], name="partnership_text_once")]


class InvolvedOrganisation(models.Model):
    """An association, school, museum or utility that takes part without being a party; perhaps known by name only."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="involved")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="involvements"
    )
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=12, choices=InvolvedRole, default=InvolvedRole.TAKES_PART)

    personal_data = NOTHING_PERSONAL

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(organisation__isnull=False) | ~Q(name=""), name="involved_is_named"),
            models.UniqueConstraint(fields=["partnership", "organisation"], name="involved_once"),
        ]

    def __str__(self) -> str:
        return self.organisation.label if self.organisation else self.name


class ThirdPartner(models.Model):
    """A partner of both sides, agreed as such, e.g. a common Polish partner town."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="third_partners")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")

    personal_data = NOTHING_PERSONAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "area"], name="third_partner_once")]

    def __str__(self) -> str:
        return self.area.label
