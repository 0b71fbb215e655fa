"""Which place a list means by a name: linked where no doubt is left, asked back where one is."""

from collections.abc import Iterator
from typing import Any

import pytest

from spilno.partnerships.importing.parties import LinkedParty, PartyCells, PartyLinker
from spilno.places import gazetteer
from spilno.places.enums import AreaLevel, CodeScheme, NameKind
from spilno.places.importers.countries import code_of_country
from spilno.places.models import Area, AreaName, DataSource
from tests.cast import load_places, place

pytestmark = pytest.mark.django_db
number = iter(range(1, 10_000))


@pytest.fixture(autouse=True)
def _fresh(tmp_path: object, settings: Any) -> Iterator[None]:
    settings.PLACES_CACHE = tmp_path
    gazetteer.forget()
    load_places()
    yield
    gazetteer.forget()


def town(name: str, country: str, people: int, lat: float = 50.0, *others: str) -> Area:
    code = (CodeScheme.GEONAMES, str(9_000_000 + next(number)))
    made = place(AreaLevel.PLACE, name, code, country=country, population=people, lat=lat, lon=10.0)
    for text in others:
        AreaName.objects.create(area=made, text=text, kind=NameKind.ALTERNATE, source=DataSource.objects.get())
    return made


def municipality(name: str, code: str, people: int) -> Area:
    nrw = Area.objects.get(name="Nordrhein-Westfalen")
    return place(AreaLevel.MUNICIPALITY, name, (CodeScheme.AGS, code), nrw, population=people, lat=51.0, lon=8.0)


def linked(text: str, country: str = "", region: str = "") -> LinkedParty:
    return PartyLinker().link(PartyCells(text, country=country, region=region), 1)[0]


def test_a_country_that_is_wrong_is_asked_about_with_the_place_elsewhere() -> None:
    sigtuna = town("Sigtuna", "SE", 8000)
    for text in ("Sigtuna", "Sigtuna Municipality"):
        found = linked(text, "Denmark")
        assert (found.status, found.why) == ("ask", "country_differs")
        assert found.candidates[0].id == sigtuna.pk
    assert linked("Sigtuna Municipality", "Sweden").area == sigtuna.pk


def test_a_country_behind_the_name_is_the_country() -> None:
    assert linked("Lublin, Polen").area == linked("Lublin", "Polen").area is not None
    assert linked("Lublin, Polen", "Poland").status == "linked"
    assert linked("Lublin, Polen", "Ukraine").status != "linked"


def test_a_region_in_brackets_says_which_place_of_the_name_is_meant() -> None:
    here, there = Area.objects.filter(name="Олександрівка").order_by("pk")
    for one, population in ((here, 200_000), (there, 0)):
        one.population = population
        one.save()
    gazetteer.forget()
    source = DataSource.objects.get()
    source.checksum = "bracket"
    source.save()
    assert linked("Oleksandrivka", "UA").area == here.pk
    assert linked("Oleksandrivka (Нікопольський район)", "UA").area == there.pk
    assert linked("Stryi hromada (Нікопольський район)", "UA").why == "region_differs"
    # What is no region, or another name of the place, says nothing against it.
    assert linked("Oleksandrivka (neu)", "UA").area == linked("Oleksandrivka (Олександрівка)", "UA").area == here.pk


def test_what_a_list_tells_is_linked_alike_in_whatever_order() -> None:
    told = [PartyCells(f"{one} / Unna", country=country) for one in ("Lublin", "Ln") for country in ("", "Polen", "UA")]
    at_once = PartyLinker()
    at_once.expect(reversed(told))
    assert [at_once.link(one, 2) for one in told] == [PartyLinker().link(one, 2) for one in told]
    assert [code_of_country(text) for text in ("", " ", "Ukraine", "Ivory Coast", "Atlantis")] == [
        "", "", "UA", "CI", "",
    ]  # fmt: skip


def test_a_region_that_no_register_knows_does_not_stand_in_the_way_of_the_only_one() -> None:
    only = town("Aprilia", "IT", 75_000)
    town("Marino", "IT", 44_000, 41.0)
    town("Marino", "IT", 12_000, 45.0)
    assert linked("Aprilia, Lazio", "Italy").area == only.pk
    assert linked("Aprilia", "Italy", "Lazio").area == only.pk
    assert linked("Marino, Lazio", "Italy").status == "ask"


def test_a_region_that_a_register_knows_must_be_the_right_one() -> None:
    assert linked("Unna, Nordrhein-Westfalen", "DE").status == "linked"
    assert linked("Unna, Bayern", "DE").status == "ask"


def test_the_unit_behind_a_name_counts_like_the_one_before_it() -> None:
    kreis = Area.objects.get(name="Unna", level=AreaLevel.DISTRICT)
    for text in ("Kreis Unna", "Unna (Kreis)", "Unna, Kreis"):
        assert linked(text, "DE").area == kreis.pk, text


def test_letters_of_two_orthographies_are_one_name() -> None:
    city = town("Bistriţa", "RO", 78_000)
    town("Bistrița", "RO", 1_400, 44.0)
    assert linked("Bistrița", "Romania").area == city.pk
    weiden = municipality("Weiden i.d.OPf.", "05999001", 42_000)
    assert linked("Weiden in der Oberpfalz", "DE").area == weiden.pk


def test_a_namesake_is_asked_about_unless_it_is_far_smaller_or_the_same_town() -> None:
    town("Ashford", "GB", 62_000, 51.1)
    town("Ashford", "GB", 27_000, 51.9)
    assert linked("Ashford", "United Kingdom").status == "ask"
    miami = town("Miami", "US", 487_000, 25.7)
    town("Miami", "US", 13_000, 36.8)
    assert linked("Miami", "USA").area == miami.pk
    newer = town("Hollola", "FI", 22_000, 61.0)
    town("Hollola", "FI", 20_000, 61.05)
    assert linked("Hollola", "Finland").area == newer.pk


def test_of_a_quarter_and_a_municipality_of_one_name_neither_is_taken() -> None:
    municipality("Weissensee", "05999002", 3_400)
    town("Weissensee", "DE", 47_000, 52.5)
    assert linked("Weissensee", "DE").status == "ask"
    municipality("Weingarten", "05999003", 25_000)
    municipality("Weingarten (Baden)", "05999004", 10_000)
    assert linked("Weingarten", "DE").status == "ask"


def test_a_part_of_a_city_is_no_village_of_its_name() -> None:
    town("Gangdong", "KR", 5_000)
    assert linked("Gangdong District", "South Korea").status == "ask"


def test_a_small_place_that_is_only_listed_so_is_asked_about() -> None:
    town("Avenay-Val-d'Or", "FR", 900, 49.0, "Avenay")
    assert linked("Avenay", "France").status == "ask"


def test_a_country_is_not_the_town_that_was_once_called_so() -> None:
    town("Marrakesh", "MA", 840_000, 31.6, "Morocco")
    town("Luxembourg", "LU", 77_000, 49.6)
    assert linked("Morocco", "Morocco").status == "ask"
    assert linked("Luxembourg", "Luxembourg").status == "linked"


def test_a_place_in_both_languages_of_its_country_is_one_party() -> None:
    found = town("Watermael-Boitsfort", "BE", 24_000, 50.8, "Watermaal-Bosvoorde")
    town("Ixelles", "BE", 80_000, 50.83)
    cells = PartyCells("Watermael-Boitsfort / Watermaal-Bosvoorde", country="Belgium")
    assert [one.area for one in PartyLinker().link(cells, 1)] == [found.pk]
    assert len(PartyLinker().link(PartyCells("Watermael-Boitsfort / Ixelles", country="Belgium"), 1)) == 2
