"""Areas with dated units, names, codes, facts, statuses and ties; each knows the source it came from.

Mergers and renamings are rows, never migrations: an area that ended keeps its page, its names and its successor.
"""

from typing import Self

from django.db import models
from django.db.models import Q

from spilno.common.personal import NOTHING_PERSONAL
from spilno.places.enums import AreaLevel, CodeScheme, NameKind, RunStatus, StatusKind, TieKind
from spilno.places.labels import readers_name


class DataSource(models.Model):
    """A publisher's data set as it was imported: shown wherever one of its facts is shown."""

    personal_data = NOTHING_PERSONAL

    key = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    version = models.CharField(max_length=80, blank=True)
    licence = models.CharField(max_length=120, blank=True)
    attribution = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=300, blank=True)
    checksum = models.CharField(max_length=64, blank=True)
    imported_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title


class AreaQuerySet(models.QuerySet["Area"]):
    def current(self) -> Self:
        return self.filter(valid_to__isnull=True)

    def ended(self) -> Self:
        return self.filter(valid_to__isnull=False)

    def official(self) -> Self:
        """Units of an official register, as opposed to places that only GeoNames or a list knows."""
        return self.exclude(level=AreaLevel.PLACE)

    def with_code(self, scheme: str, code: str) -> Self:
        return self.filter(codes__scheme=scheme, codes__code=code)


class Area(models.Model):
    personal_data = NOTHING_PERSONAL

    level = models.CharField(max_length=16, choices=AreaLevel)
    # The register's own kind of unit, e.g. `county_free_city`, `rural`, `village`; labels stand in `places.terms`.
    category = models.CharField(max_length=32, blank=True)
    country = models.CharField(max_length=2)
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="children")
    name = models.CharField(max_length=200)
    name_de = models.CharField(max_length=200, blank=True)
    name_uk = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    population = models.PositiveBigIntegerField(null=True)
    population_year = models.PositiveSmallIntegerField(null=True)
    area_km2 = models.FloatField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    successor = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="predecessors")
    source = models.ForeignKey(DataSource, null=True, on_delete=models.PROTECT, related_name="areas")

    objects = AreaQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lte=models.F("valid_to")),
                name="area_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(lat__isnull=True) | Q(lat__range=(-90, 90)), name="area_latitude"),
            models.CheckConstraint(condition=Q(lon__isnull=True) | Q(lon__range=(-180, 180)), name="area_longitude"),
        ]
        indexes = [
            # With the position: what is near is found without a look at every unit of a country.
            models.Index(fields=["country", "level", "lat", "lon"], name="area_near"),
            models.Index(fields=["name"]),
        ]

    # The largest municipality around a place that no register puts into a unit, as far as it was looked up.
    near: "Area | None" = None

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language; the official one where no other is known."""
        return readers_name(self.country, self.name, self.name_de, self.name_uk, self.name_en)[0]

    @property
    def label_language(self) -> str:
        """Language of `label`, for the `lang` attribute when it differs from the page's."""
        return readers_name(self.country, self.name, self.name_de, self.name_uk, self.name_en)[1]

    @property
    def is_current(self) -> bool:
        return self.valid_to is None


class AreaName(models.Model):
    personal_data = NOTHING_PERSONAL

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="names")
    text = models.CharField(max_length=200)
    language = models.CharField(max_length=12, blank=True)
    kind = models.CharField(max_length=16, choices=NameKind)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    source = models.ForeignKey(DataSource, on_delete=models.PROTECT, related_name="names")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "text", "language", "kind", "source"], name="area_name_once"),
        ]

    def __str__(self) -> str:
        return self.text


class AreaCode(models.Model):
    personal_data = NOTHING_PERSONAL

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="codes")
    scheme = models.CharField(max_length=12, choices=CodeScheme)
    code = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="area_code_once")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.code}"


class AreaFact(models.Model):
    """One figure or mark: `value` for numbers (units stand in `places.terms`), `text` for words."""

    personal_data = NOTHING_PERSONAL

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="facts")
    key = models.CharField(max_length=40)
    value = models.FloatField(null=True)
    text = models.CharField(max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    source = models.ForeignKey(DataSource, on_delete=models.PROTECT, related_name="facts")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "key", "year", "source"], name="area_fact_once"),
            models.UniqueConstraint(
                fields=["area", "key", "source"], condition=Q(year__isnull=True), name="area_fact_without_year_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}={self.text or self.value}"


class AreaTie(models.Model):
    """A relation of two areas as somebody published it; `first` has the lower id, so that each stands once."""

    personal_data = NOTHING_PERSONAL

    first = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="ties_as_first")
    second = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="ties_as_second")
    kind = models.CharField(max_length=16, choices=TieKind)
    valid_from = models.DateField(null=True)
    source = models.ForeignKey(DataSource, on_delete=models.PROTECT, related_name="ties")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second", "kind", "source"], name="area_tie_once"),
            models.CheckConstraint(condition=Q(first__lt=models.F("second")), name="area_tie_in_order"),
        ]


class AreaStatus(models.Model):
    personal_data = NOTHING_PERSONAL

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="statuses")
    kind = models.CharField(max_length=16, choices=StatusKind)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    # When the source last said so: a status of 2022 is history, not today's situation.
    as_of = models.DateField(null=True)
    source = models.ForeignKey(DataSource, on_delete=models.PROTECT, related_name="statuses")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "kind", "valid_from", "source"], name="area_status_once"),
            models.UniqueConstraint(
                fields=["area", "kind", "source"], condition=Q(valid_from__isnull=True), name="area_status_undated_once"
            ),
        ]


class ImportRun(models.Model):
    """One import, asked for on the page or by command; its row is also the lock that keeps two from running at once."""

    personal_data = NOTHING_PERSONAL

    kind = models.CharField(max_length=20)
    path = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=8, choices=RunStatus, default=RunStatus.WAITING)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    account = models.JSONField(default=dict)
    message = models.TextField(blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["status"], condition=Q(status="running"), name="one_import_at_a_time")
        ]
