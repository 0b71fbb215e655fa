"""Facts of public record that no register carries: regional partnerships, and Crimea under occupation.

Runs after an import that brings Länder or oblasts, and adds what both ends allow.
"""

from datetime import date
from typing import Any, NamedTuple

from spilno.places.enums import AreaLevel, CodeScheme, StatusKind, TieKind
from spilno.places.importers import facts_ua
from spilno.places.models import Area, AreaCode, AreaStatus, AreaTie, DataSource


class Regional(NamedTuple):
    """Land and oblast by ISO 3166-2; the day only where it is known."""

    land: str
    oblast: str
    since: date | None


REGIONAL = [
    Regional("DE-NW", "UA-12", date(2023, 2, 28)),
    Regional("DE-NI", "UA-48", None),
    Regional("DE-HB", "UA-51", None),
    Regional("DE-HE", "UA-32", None),
]
AS_OF = date(2025, 5, 16)


def finish(*_: Any) -> bool:
    """Add the facts that are missing; what stands already is left alone. Whether any was."""
    source = DataSource.objects.filter(key="public-record").first() or DataSource(key="public-record")
    _source(source)
    added = False
    codes = AreaCode.objects.filter(scheme=CodeScheme.ISO3166_2).values_list("code", "area_id")
    ids = dict(codes)
    for land, oblast, since in REGIONAL:
        if land in ids and oblast in ids:
            first, second = sorted((ids[land], ids[oblast]))
            _tie, is_new = AreaTie.objects.get_or_create(
                first_id=first, second_id=second, kind=TieKind.REGIONAL, source=source, defaults={"valid_from": since}
            )
            added = added or is_new
    hromadas = Area.objects.filter(country="UA", level=AreaLevel.MUNICIPALITY, valid_to__isnull=True)
    here = hromadas.filter(codes__scheme=CodeScheme.KATOTTG, codes__code__startswith="UA01") | hromadas.filter(
        codes__scheme=CodeScheme.KATOTTG, codes__code__startswith="UA85"
    )
    known = set(AreaStatus.objects.filter(source=source).values_list("area_id", flat=True))
    made = AreaStatus.objects.bulk_create(
        AreaStatus(
            area_id=pk, kind=StatusKind.OCCUPIED, valid_from=facts_ua.OCCUPIED_CRIMEA_SINCE, as_of=AS_OF, source=source
        )
        for pk in here.values_list("pk", flat=True)
        if pk not in known
    )
    return added or bool(made)


def _source(source: DataSource) -> None:
    if source.pk:
        return
    source.title = "Public record: regional partnerships of the Länder; occupation of Crimea and Sevastopol since 2014"
    source.attribution = "Announcements of the Länder; Law of Ukraine 1207-VII"
    source.save()
