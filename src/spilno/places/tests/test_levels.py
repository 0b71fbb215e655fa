"""Who holds which task, and the counterpart of the reader's own unit."""

import pytest
from django.test import Client

from spilno.places import gazetteer, levels
from spilno.places.enums import AreaLevel
from spilno.places.models import Area, AreaCode

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_index(settings: object, tmp_path: object) -> None:
    settings.PLACES_CACHE = tmp_path  # type: ignore[attr-defined]
    gazetteer.forget()


def make_area(name: str, level: str, scheme: str, code: str, country: str, **more: object) -> Area:
    area = Area.objects.create(name=name, level=level, country=country, **more)
    AreaCode.objects.create(area=area, scheme=scheme, code=code)
    return area


@pytest.fixture
def kreis_unna() -> Area:
    return make_area("Unna", AreaLevel.DISTRICT, "AGS", "05978", "DE")


@pytest.mark.parametrize("language", ["de", "uk", "en"])
@pytest.mark.parametrize("place", ["", "ags:05978"])
def test_the_page_answers_in_every_language(client: Client, kreis_unna: Area, language: str, place: str) -> None:
    answer = client.get(f"/{language}/levels/", {"place": place} if place else {})
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer.content.decode().count("<h1") == 1


def test_a_kreis_learns_what_a_rayon_can_and_cannot_do(client: Client, kreis_unna: Area) -> None:
    text = client.get("/en/levels/", {"place": "ags:05978"}).content.decode()
    assert "few tasks and little money of its own" in text
    for level in ("district", "municipality", "state"):
        assert f"ags%3A05978&amp;level={level}" in text


@pytest.mark.parametrize(
    ("country", "level", "expected"),
    [
        ("DE", AreaLevel.MUNICIPALITY, ["hromada"]),
        ("DE", AreaLevel.DISTRICT, ["rayon", "several_hromadas", "city_hromada", "oblast"]),
        ("DE", AreaLevel.STATE, ["oblast"]),
        ("UA", AreaLevel.MUNICIPALITY, ["gemeinde", "kreis"]),
        ("UA", AreaLevel.DISTRICT, ["kreis", "gemeinde"]),
        ("UA", AreaLevel.STATE, ["land", "kreis"]),
        ("UA", AreaLevel.PLACE, ["gemeinde", "kreis"]),
        ("PL", AreaLevel.MUNICIPALITY, []),
    ],
)
def test_counterparts_work_in_both_directions(country: str, level: str, expected: list[str]) -> None:
    assert [one.key for one in levels.counterparts(Area(country=country, level=level))] == expected


def test_a_kreisfreie_stadt_holds_two_tiers() -> None:
    town = Area(country="DE", level=AreaLevel.MUNICIPALITY, category="county_free_city")
    assert levels.levels_held(town) == {"municipality", "district"}
    assert [one.key for one in levels.counterparts(town)] == ["hromada", "city_hromada"]


def test_a_village_learns_that_its_hromada_acts(client: Client) -> None:
    hromada = make_area("Слобожанська", AreaLevel.MUNICIPALITY, "KATOTTG", "UA12", "UA", name_en="Slobozhanske")
    make_area("Партизанське", AreaLevel.SETTLEMENT, "KATOTTG", "UA1201", "UA", parent=hromada, name_en="Partyzanske")
    text = client.get("/en/levels/", {"place": "katottg:UA1201"}).content.decode()
    assert "The municipality acts for Partyzanske." in text
    assert "place=katottg%3AUA12&amp;" in text


@pytest.mark.parametrize("place", ["ags:1", "Qqxzzy", ":", "x" * 5000, "ags:\x00", "ags:" + "9" * 400, "🚒"])
def test_an_unknown_place_is_said_so(client: Client, place: str) -> None:
    answer = client.get("/en/levels/", {"place": place})
    assert answer.status_code == 404
    assert "No place fits" in answer.content.decode()


def test_a_typed_name_works_as_well(client: Client, kreis_unna: Area) -> None:
    assert "Its counterpart in Ukraine" in client.get("/en/levels/", {"place": "unna"}).content.decode()


def test_an_ambiguous_name_asks_back(client: Client) -> None:
    for code in ("UA181", "UA511"):
        make_area("Олександрівка", AreaLevel.MUNICIPALITY, "KATOTTG", code, "UA", name_en="Oleksandrivka")
    text = client.get("/en/levels/", {"place": "Oleksandrivka"}).content.decode()
    assert "/en/levels/?place=katottg%3AUA511" in text


def test_every_task_has_a_holder_on_both_sides() -> None:
    assert all(task.germany and task.ukraine for task in levels.TASKS)
    assert len({task.key for task in levels.TASKS}) == len(levels.TASKS)
