"""Words of the places room that are stored."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AreaLevel(models.TextChoices):
    """The tier an area belongs to; how it is called in each country stands in `places.terms`."""

    COUNTRY = "country", _("country")
    STATE = "state", _("state or oblast")
    REGION = "region", _("administrative or planning region")
    DISTRICT = "district", _("district")
    ASSOCIATION = "association", _("association of municipalities")
    MUNICIPALITY = "municipality", _("municipality")
    SETTLEMENT = "settlement", _("settlement")
    CITY_DISTRICT = "city_district", _("city district")
    PLACE = "place", _("place")


# Tiers above municipalities and below countries.
REGIONS = (AreaLevel.STATE, AreaLevel.REGION, AreaLevel.DISTRICT)


class NameKind(models.TextChoices):
    OFFICIAL = "official", pgettext_lazy("kind of place name", "official")
    EXONYM = "exonym", pgettext_lazy("kind of place name", "customary in another language")
    FORMER = "former", pgettext_lazy("kind of place name", "former")
    TRANSLITERATION = "transliteration", pgettext_lazy("kind of place name", "transliteration")
    ALTERNATE = "alternate", pgettext_lazy("kind of place name", "other spelling")


class CodeScheme(models.TextChoices):
    AGS = "AGS", "AGS"
    ARS = "ARS", "ARS"
    KATOTTG = "KATOTTG", "KATOTTG"
    KOATUU = "KOATUU", "KOATUU"
    PCODE = "PCODE", "P-Code"
    GEONAMES = "GEONAMES", "GeoNames"
    WIKIDATA = "WIKIDATA", "Wikidata"
    ISO3166_2 = "ISO3166_2", "ISO 3166-2"
    # A twin town that only a published list names: its source, its label and its rounded coordinates.
    LISTED = "LISTED", pgettext_lazy("scheme of codes", "published list")


class StatusKind(models.TextChoices):
    GOVERNMENT = "government", _("controlled by the government of Ukraine")
    WAR_ZONE = "war_zone", _("in the war zone")
    OCCUPIED = "occupied", _("occupied")
    DEOCCUPIED = "deoccupied", _("liberated after occupation")


class TieKind(models.TextChoices):
    TWIN_TOWN = "twin_town", _("twin town as published")
    REGIONAL = "regional", _("regional partnership")


class RunStatus(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("state of an import", "waiting")
    RUNNING = "running", pgettext_lazy("state of an import", "running")
    DONE = "done", pgettext_lazy("state of an import", "done")
    FAILED = "failed", pgettext_lazy("state of an import", "failed")
