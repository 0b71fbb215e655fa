"""The fixed cast of places: Unna and its Kreis on the one side, hromadas of three oblasts on the other."""

from datetime import date

from spilno.places.enums import AreaLevel, CodeScheme, NameKind, StatusKind, TieKind
from spilno.places.models import Area, AreaCode, AreaFact, AreaName, AreaStatus, AreaTie, DataSource


def place(level: str, name: str, code: tuple[str, str], parent: Area | None = None, **fields: object) -> Area:
    """An area with its code; a German one bears its name in German, a Ukrainian one in Ukrainian."""
    country = parent.country if parent else str(fields.pop("country"))
    own = {"DE": "name_de", "UA": "name_uk"}.get(country)
    labels = {own: name} if own and own not in fields else {}
    area = Area.objects.create(level=level, name=name, country=country, parent=parent, **labels, **fields)
    AreaCode.objects.create(area=area, scheme=code[0], code=code[1])
    return area


def load_places() -> dict[str, Area]:
    """Two countries, small and real: figures of the registers, rounded."""
    source = DataSource.objects.create(key="destatis", title="Destatis", imported_at="2026-01-01T00:00Z")
    ags, katottg = CodeScheme.AGS, CodeScheme.KATOTTG
    de = place(AreaLevel.COUNTRY, "Deutschland", (CodeScheme.ISO3166_2, "DE"), country="DE")
    ua = place(AreaLevel.COUNTRY, "Україна", (CodeScheme.ISO3166_2, "UA"), country="UA")
    nrw = place(AreaLevel.STATE, "Nordrhein-Westfalen", (ags, "05"), de)
    kreis = place(AreaLevel.DISTRICT, "Unna", (ags, "05978"), nrw, population=394000, area_km2=543, lat=51.6, lon=7.6)
    town = {"lat": 51.54, "lon": 7.69, "area_km2": 88.5}
    unna = place(AreaLevel.MUNICIPALITY, "Unna", (ags, "05978036"), kreis, population=58816, category="town", **town)
    dnipro = place(AreaLevel.STATE, "Дніпропетровська область", (katottg, "UA12000000000090473"), ua)
    lviv = place(AreaLevel.STATE, "Львівська область", (katottg, "UA46000000000026241"), ua)
    rayon = place(AreaLevel.DISTRICT, "Нікопольський", (katottg, "UA12080000000023578"), dnipro, lat=47.6, lon=34.4)
    hromadas = {}
    for key, name, code, oblast, lat, lon, people in [
        ("nikopol", "Нікопольська", "UA12080050000062712", rayon, 47.57, 34.39, 105000),
        ("marhanets", "Марганецька", "UA12080010000029838", rayon, 47.65, 34.62, 46000),
        ("stryi", "Стрийська", "UA46100230000063190", lviv, 49.26, 23.85, 102000),
        ("horodok", "Городоцька", "UA46060070000011222", lviv, 49.78, 23.65, 38000),
    ]:
        english = {"nikopol": "Nikopol", "marhanets": "Marhanets", "stryi": "Stryi", "horodok": "Horodok"}[key]
        labels = {"name_uk": f"{name} громада", "name_en": f"{english} hromada", "name_de": f"Hromada {english}"}
        figures = {"lat": lat, "lon": lon, "population": people, "area_km2": 500}
        hromadas[key] = place(AreaLevel.MUNICIPALITY, name, (katottg, code), oblast, **labels, **figures)
    settlement = place(AreaLevel.SETTLEMENT, "Нікополь", (katottg, "UA12080050010010114"), hromadas["nikopol"])
    AreaName.objects.create(area=settlement, text="Nikopol", language="en", kind=NameKind.OFFICIAL, source=source)
    for number, parent in ((1, hromadas["stryi"]), (2, hromadas["marhanets"])):
        village = place(AreaLevel.SETTLEMENT, "Олександрівка", (katottg, f"UA0000000000000000{number}"), parent)
        AreaName.objects.create(
            area=village, text="Oleksandrivka", language="en", kind=NameKind.OFFICIAL, source=source
        )
    AreaStatus.objects.create(
        area=hromadas["nikopol"], kind=StatusKind.WAR_ZONE, as_of=date(2022, 10, 10), source=source
    )
    AreaFact.objects.create(
        area=hromadas["stryi"], key="distance_to_russia_belarus", value=420, year=2021, source=source
    )
    lublin = place(AreaLevel.PLACE, "Lublin", (CodeScheme.GEONAMES, "765876"), country="PL", lat=51.25, lon=22.57)
    for one in (unna, hromadas["stryi"]):
        first, second = sorted((one, lublin), key=lambda area: area.pk)
        AreaTie.objects.create(first=first, second=second, kind=TieKind.TWIN_TOWN, source=source)
    AreaTie.objects.create(first=nrw, second=dnipro, kind=TieKind.REGIONAL, source=source)
    return {"unna": unna, "kreis_unna": kreis, "rayon": rayon, "nikopol_city": settlement, "lublin": lublin, **hromadas}
