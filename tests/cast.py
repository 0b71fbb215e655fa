"""The fixed cast: Unna, Dortmund and their like on the one side, hromadas of three oblasts on the other; and the people
who act for them, named by their role: an editor of Dortmund, its association acting by delegation, a stranger."""

from dataclasses import dataclass
from datetime import date

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from spilno.accounts.models import User
from spilno.organisations.enums import OrganisationKind, OrganisationStatus, Role, Scope
from spilno.organisations.models import Delegation, Membership, Organisation
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


def person(name: str, *, language: str = "de", second_factor: bool = False, **fields: object) -> User:
    """An account that could sign in, named by its role in the cast."""
    user = User.objects.create_user(
        f"{name}@example.org", name=name.replace("_", " ").title(), language=language, **fields
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if second_factor:
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "only for tests"})
    return user


def organisation(name: str, area: Area, kind: str = OrganisationKind.ADMINISTRATION, **fields: object) -> Organisation:
    fields.setdefault("status", OrganisationStatus.CONFIRMED)
    return Organisation.objects.create(name=name, area=area, kind=kind, **fields)


@dataclass
class Network:
    """Who belongs to whom. `zhytomyr` is the Ukrainian side, whose contact no stranger may ever see."""

    dortmund: Organisation
    association: Organisation
    zhytomyr: Organisation
    unna: Organisation
    dortmund_owner: User
    dortmund_editor: User
    dortmund_reader: User
    association_editor: User
    zhytomyr_owner: User
    zhytomyr_editor: User
    unna_owner: User
    stranger: User
    coordinator: User
    delegation: Delegation

    def users(self) -> dict[str, User]:
        return {name: value for name, value in vars(self).items() if isinstance(value, User)}


def load_network() -> Network:
    """Organisations and people on top of places of their own; `load_places` is not needed beside it."""
    de = place(AreaLevel.COUNTRY, "Deutschland", (CodeScheme.ISO3166_2, "DE"), country="DE")
    ua = place(AreaLevel.COUNTRY, "Україна", (CodeScheme.ISO3166_2, "UA"), country="UA")
    nrw = place(AreaLevel.STATE, "Nordrhein-Westfalen", (CodeScheme.AGS, "05"), de)
    oblast = place(AreaLevel.STATE, "Житомирська область", (CodeScheme.KATOTTG, "UA18000000000041385"), ua)
    town = place(AreaLevel.MUNICIPALITY, "Dortmund", (CodeScheme.AGS, "05913000"), nrw, lat=51.51, lon=7.46)
    small = place(AreaLevel.MUNICIPALITY, "Unna", (CodeScheme.AGS, "05978036"), nrw, lat=51.54, lon=7.69)
    hromada = place(
        AreaLevel.MUNICIPALITY, "Житомирська", (CodeScheme.KATOTTG, "UA18040190000057814"), oblast, lat=50.25, lon=28.66
    )
    dortmund = organisation("Stadt Dortmund", town, name_uk="Місто Дортмунд")
    association = organisation("Partnerschaftsverein Dortmund", town, OrganisationKind.ASSOCIATION)
    zhytomyr = organisation("Житомирська міська рада", hromada, name_de="Stadtrat Schytomyr")
    unna = organisation("Stadt Unna", small)
    people = {
        "dortmund_owner": person("dortmund_owner"),
        "dortmund_editor": person("dortmund_editor"),
        "dortmund_reader": person("dortmund_reader"),
        "association_editor": person("association_editor"),
        "zhytomyr_owner": person("zhytomyr_owner", language="uk"),
        "zhytomyr_editor": person("zhytomyr_editor", language="uk"),
        "unna_owner": person("unna_owner"),
        "stranger": person("stranger"),
        "coordinator": person("coordinator", second_factor=True, is_coordinator=True),
    }
    for name, where, role in [
        ("dortmund_owner", dortmund, Role.OWNER),
        ("dortmund_editor", dortmund, Role.EDITOR),
        ("dortmund_reader", dortmund, Role.READER),
        ("association_editor", association, Role.EDITOR),
        ("zhytomyr_owner", zhytomyr, Role.OWNER),
        ("zhytomyr_editor", zhytomyr, Role.EDITOR),
        ("unna_owner", unna, Role.OWNER),
    ]:
        Membership.objects.create(user=people[name], organisation=where, role=role)
    delegation = Delegation.objects.create(principal=dortmund, delegate=association, scope=Scope.ALL)
    return Network(dortmund, association, zhytomyr, unna, **people, delegation=delegation)
