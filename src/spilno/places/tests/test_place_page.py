"""The page of one place: what it shows, how it is reached, how many questions it asks the database."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from spilno.common.freshness import answering
from spilno.places import queries
from spilno.places.enums import AreaLevel, CodeScheme, NameKind
from spilno.places.models import Area, AreaCode, AreaFact, AreaName, AreaStatus, AreaTie, DataSource
from spilno.places.sheet import own_rows, place_sheet

pytestmark = pytest.mark.django_db
LANGUAGES = ["de", "uk", "en"]
PAGE_QUERIES = 10


@pytest.fixture
def register() -> DataSource:
    return DataSource.objects.create(key="katottg", title="Codifier", licence="open", version="2025-05-16")


def make_area(
    name: str, level: str, code: str, *, parent: Area | None = None, scheme: str = "KATOTTG", **more: object
) -> Area:
    country = more.pop("country", "UA")
    area = Area.objects.create(name=name, level=level, country=country, parent=parent, **more)
    AreaCode.objects.create(area=area, scheme=scheme, code=code)
    return area


@pytest.fixture
def oblast(register: DataSource) -> Area:
    return make_area("Вінницька", AreaLevel.STATE, "UA05000000000010236", name_en="Vinnytsia", source=register)


@pytest.fixture
def rayon(oblast: Area) -> Area:
    return make_area("Вінницький", AreaLevel.DISTRICT, "UA05020000000026686", parent=oblast, name_en="Vinnytskyi")


@pytest.fixture
def hromada(rayon: Area, register: DataSource) -> Area:
    area = make_area(
        "Вінницька",
        AreaLevel.MUNICIPALITY,
        "UA05020030000031457",
        parent=rayon,
        name_en="Vinnytsia",
        name_de="Winnyzja",
        lat=49.2331,
        lon=28.4682,
        population=394_000,
        population_year=2022,
        valid_from=date(2020, 6, 12),
        source=register,
    )
    AreaCode.objects.create(area=area, scheme=CodeScheme.GEONAMES, code="689558")
    AreaName.objects.create(area=area, text="Вінниця", language="uk", kind=NameKind.OFFICIAL, source=register)
    AreaName.objects.create(area=area, text="Winniza", language="de", kind=NameKind.EXONYM, source=register)
    AreaName.objects.create(
        area=area, text="Винница", language="ru", kind=NameKind.FORMER, valid_to=date(1991, 8, 24), source=register
    )
    AreaFact.objects.create(area=area, key="population", value=394_000, year=2022, source=register)
    AreaStatus.objects.create(area=area, kind="government", as_of=date(2022, 11, 1), source=register)
    return area


def add_children_and_ties(area: Area, count: int, source: DataSource) -> None:
    for number in range(count):
        make_area(f"Village {number}", AreaLevel.SETTLEMENT, f"UA9{number}", parent=area, lat=49.1234, lon=28.9876)
        twin = make_area(f"Twin {number}", AreaLevel.PLACE, f"wd{number}", scheme="LISTED", country="PL")
        first, second = sorted((area, twin), key=lambda one: one.pk)
        AreaTie.objects.create(first=first, second=second, kind="twin_town", source=source)
        make_area(f"Near {number}", AreaLevel.MUNICIPALITY, f"UA8{number}", parent=area.parent, lat=49.3, lon=28.5)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_answers_in_every_language_without_a_cookie(client: Client, hromada: Area, language: str) -> None:
    answer = client.get(f"/{language}/places/katottg/UA05020030000031457/")
    assert answer.status_code == 200
    assert not answer.cookies
    text = answer.content.decode()
    assert text.count("<h1") == 1
    for shown in ("Winniza", "Винница", "UA05020030000031457", "689558", "Codifier"):
        assert shown in text
    assert 'lang="ru"' in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_a_fixed_number_of_questions(
    client: Client, hromada: Area, register: DataSource, django_assert_num_queries: object, count: int
) -> None:
    add_children_and_ties(hromada, count, register)
    with django_assert_num_queries(PAGE_QUERIES):  # type: ignore[operator]
        answer = client.get("/en/places/katottg/UA05020030000031457/")
    assert f"Twin {count - 1}" in answer.content.decode()


def test_another_code_leads_to_the_register_code(client: Client, hromada: Area) -> None:
    answer = client.get("/de/places/geonames/689558/")
    assert answer.status_code == 302
    assert answer["Location"] == "/de/places/katottg/UA05020030000031457/"


def test_a_scheme_in_capitals_is_led_to_its_one_address(client: Client, hromada: Area) -> None:
    assert client.get("/de/places/KATOTTG/UA05020030000031457/").status_code == 302


@pytest.mark.parametrize(
    "address",
    ["katottg/UA99", "unknown/1", "ags/" + "9" * 500, "ags/%00", "ags/%F0%9F%92%A9", "ags/..%2F..", "listed/a/b/c"],
)
def test_an_unknown_place_is_not_found(client: Client, address: str) -> None:
    assert client.get(f"/en/places/{address}/").status_code == 404


@pytest.mark.parametrize("page", ["-1", "abc", "1e3", "٣", "", "1\x00"])
def test_a_page_that_is_no_number_is_the_first(client: Client, hromada: Area, page: str) -> None:
    assert client.get("/en/places/katottg/UA05020030000031457/", {"page": page}).status_code == 200


@pytest.mark.parametrize("page", ["2", "9" * 18, "9" * 5000])
def test_a_page_beyond_the_last_is_not_found(client: Client, hromada: Area, page: str) -> None:
    assert client.get("/en/places/katottg/UA05020030000031457/", {"page": page}).status_code == 404


def test_a_village_shows_its_hromada_and_never_its_own_position(
    client: Client, hromada: Area, register: DataSource
) -> None:
    add_children_and_ties(hromada, 1, register)
    answer = client.get("/en/places/katottg/UA90/")
    text = answer.content.decode()
    assert "/en/places/katottg/UA05020030000031457/" in text
    assert "49.12" not in text
    assert "28.98" not in text


def test_a_ukrainian_place_without_a_hromada_is_rounded() -> None:
    place = Area(level=AreaLevel.PLACE, country="UA", name="X", lat=48.46781, lon=35.04112)
    assert queries.public_position(place) == queries.Position(48.5, 35.0, "rounded")


def test_a_former_rayon_keeps_its_page_and_names_its_successor(client: Client, rayon: Area) -> None:
    make_area(
        "Калинівський",
        AreaLevel.DISTRICT,
        "0521600000",
        scheme="KOATUU",
        name_en="Kalynivskyi",
        valid_to=date(2020, 7, 18),
        successor=rayon,
    )
    text = client.get("/en/places/koatuu/0521600000/").content.decode()
    assert "18 July 2020" in text
    assert "/en/places/katottg/UA05020000000026686/" in text
    assert "Kalynivskyi" in client.get("/en/places/katottg/UA05020000000026686/").content.decode()


def test_a_kreisfreie_stadt_is_known_by_its_longer_code(client: Client) -> None:
    town = make_area(
        "Dortmund", AreaLevel.MUNICIPALITY, "05913000", scheme="AGS", country="DE", category="county_free_city"
    )
    AreaCode.objects.create(area=town, scheme=CodeScheme.AGS, code="05913")
    assert client.get("/de/places/ags/05913/")["Location"] == "/de/places/ags/05913000/"


def test_neighbours_are_the_nearest_of_the_same_level(hromada: Area, register: DataSource) -> None:
    make_area("Far", AreaLevel.MUNICIPALITY, "UA70", lat=49.6, lon=28.5)
    make_area("Close", AreaLevel.MUNICIPALITY, "UA71", lat=49.25, lon=28.47)
    make_area("Village", AreaLevel.SETTLEMENT, "UA72", lat=49.234, lon=28.4683)
    assert [near.area.name for near in place_sheet(hromada, own_rows(hromada)).neighbours] == ["Close", "Far"]


def test_distance_from_dortmund_to_dnipro() -> None:
    assert queries.distance_km(51.51, 7.47, 48.46, 35.04) == pytest.approx(1983, rel=0.02)


def test_a_place_is_drawn_once_while_the_registers_stand(client: Client, hromada: Area, register: DataSource) -> None:
    address = "/en/places/katottg/UA05020030000031457/"
    pages = []
    for mark in ("first", "second"):
        # Somebody wrote something in between that is no register.
        with answering(mark), CaptureQueriesContext(connection) as asked:
            pages.append((client.get(address).content, len(asked)))
    assert pages[0][0] == pages[1][0] and pages[1][1] < pages[0][1]
    AreaFact.objects.create(area=hromada, key="settlements", value=77, source=register)
    DataSource.objects.filter(pk=register.pk).update(imported_at=timezone.now())
    with answering("third"):
        assert ">77<" in client.get(address).content.decode()
        assert client.get(address, {"page": "1"}).status_code == 200
