"""The shapes relations really have, as the field tells them: fixtures for everything that reads the registry."""

from spilno.common.partial_dates import PartialDate
from spilno.partnerships.actions.registry import enter_partnership
from spilno.partnerships.entries import NewParty, NewStatus
from spilno.partnerships.enums import AgreementType, Phase
from spilno.partnerships.models import Partnership
from spilno.places.enums import AreaLevel, CodeScheme
from spilno.places.models import Area
from tests.cast import place

PARTNERSHIP, FRIENDSHIP = AgreementType.PARTNERSHIP, AgreementType.FRIENDSHIP
PROJECT, CONTACT = AgreementType.PROJECT, AgreementType.CONTACT


def step(phase: str, on: str = "", kind: str = "", **more: object) -> NewStatus:
    return NewStatus(phase, kind, begun=PartialDate.parse(on) if on else None, **more)


def load_shapes() -> dict[str, Partnership]:
    """Real relations on places of their own; `load_places` and `load_network` are not needed beside it."""
    de = place(AreaLevel.COUNTRY, "Deutschland", (CodeScheme.ISO3166_2, "DE"), country="DE")
    ua = place(AreaLevel.COUNTRY, "Україна", (CodeScheme.ISO3166_2, "UA"), country="UA")
    lands = {
        name: place(AreaLevel.STATE, name, (CodeScheme.AGS, code), de)
        for name, code in [
            ("Nordrhein-Westfalen", "05"),
            ("Bayern", "09"),
            ("Baden-Württemberg", "08"),
            ("Rheinland-Pfalz", "07"),
        ]
    }
    towns: dict[str, Area] = {}
    for name, code, land, level in [
        ("Köln", "05315000", "Nordrhein-Westfalen", AreaLevel.MUNICIPALITY),
        ("Bochum", "05911000", "Nordrhein-Westfalen", AreaLevel.MUNICIPALITY),
        ("Steinfurt", "05566", "Nordrhein-Westfalen", AreaLevel.DISTRICT),
        ("Lippstadt", "05974028", "Nordrhein-Westfalen", AreaLevel.MUNICIPALITY),
        ("Würzburg", "09663000", "Bayern", AreaLevel.MUNICIPALITY),
        ("Leinfelden-Echterdingen", "08116078", "Baden-Württemberg", AreaLevel.MUNICIPALITY),
        ("Filderstadt", "08116077", "Baden-Württemberg", AreaLevel.MUNICIPALITY),
        ("Ostfildern", "08116080", "Baden-Württemberg", AreaLevel.MUNICIPALITY),
        ("Koblenz", "07111000", "Rheinland-Pfalz", AreaLevel.MUNICIPALITY),
    ]:
        towns[name] = place(level, name, (CodeScheme.AGS, code), lands[land], lat=50.9, lon=7.0)
    hromadas: dict[str, Area] = {}
    for number, (german, name, english) in enumerate(
        [
            ("Dnipro", "Дніпровська", "Dnipro"),
            ("Lwiw", "Львівська", "Lviv"),
            ("Luzk", "Луцька", "Lutsk"),
            ("Poltawa", "Полтавська", "Poltava"),
            ("Tscherkassy", "Черкаська", "Cherkasy"),
            ("Kalusch", "Калуська", "Kalush"),
            ("Donezk", "Донецька", "Donetsk"),
            ("Iwano-Frankiwsk", "Івано-Франківська", "Ivano-Frankivsk"),
        ],
        start=1,
    ):
        oblast = place(AreaLevel.STATE, f"{name} область", (CodeScheme.KATOTTG, f"UA{number:02}000000000000001"), ua)
        labels = {"name_de": f"Hromada {german}", "name_uk": f"{name} громада", "name_en": f"{english} hromada"}
        code = (CodeScheme.KATOTTG, f"UA{number:02}020000000000002")
        hromadas[german] = place(AreaLevel.MUNICIPALITY, name, code, oblast, lat=48.5, lon=30.0, **labels)
        hromadas[f"oblast {german}"] = oblast

    def enter(left: list[Area], right: list[Area], *history: NewStatus) -> Partnership:
        parties = [NewParty(1, area=one) for one in left] + [NewParty(2, area=one) for one in right]
        return enter_partnership(parties, history, acting_user=None, confirmed=True)

    filder = [towns["Leinfelden-Echterdingen"], towns["Filderstadt"], towns["Ostfildern"]]
    return {
        "region": enter(
            [lands["Nordrhein-Westfalen"]],
            [hromadas["oblast Dnipro"]],
            step(Phase.ACTIVE, "28.02.2023", PARTNERSHIP, local_label="Regionalpartnerschaft"),
        ),
        "one_with_several": enter(
            [towns["Würzburg"]], [hromadas["Lwiw"], hromadas["Luzk"]], step(Phase.ACTIVE, "2023", PARTNERSHIP)
        ),
        "several_in_one": enter(filder, [hromadas["Poltawa"]], step(Phase.ACTIVE, "1988", PARTNERSHIP)),
        "type_changes": enter(
            [towns["Köln"]],
            [hromadas["Dnipro"]],
            step(Phase.ACTIVE, "27.10.2022", PROJECT, local_label="Projektpartnerschaft"),
            step(Phase.ACTIVE, "28.08.2024", PARTNERSHIP, local_label="Städtepartnerschaft"),
        ),
        "on_trial": enter(
            [towns["Lippstadt"]],
            [hromadas["Kalusch"]],
            step(Phase.ACTIVE, "2023", FRIENDSHIP, on_trial=True, until=PartialDate.parse("2025")),
            step(Phase.ACTIVE, "2025", PARTNERSHIP),
        ),
        "mixed_levels": enter([towns["Steinfurt"]], [hromadas["Tscherkassy"]], step(Phase.ACTIVE, "2023", PARTNERSHIP)),
        "dormant": enter(
            [towns["Bochum"]],
            [hromadas["Donezk"]],
            step(Phase.ACTIVE, "1987", PARTNERSHIP),
            step(Phase.DORMANT, note="Besetzt."),
        ),
        "never_concluded": enter(
            [towns["Koblenz"]],
            [hromadas["Iwano-Frankiwsk"]],
            step(Phase.INITIATED, "2022", CONTACT),
            step(Phase.NOT_CONCLUDED, "2023", note="Partner bereits mit Potsdam verbunden."),
        ),
    }
