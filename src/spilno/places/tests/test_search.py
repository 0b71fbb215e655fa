"""Finding a place by name on the page, with and without JavaScript."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.translation import override

from spilno.places import gazetteer
from spilno.places.enums import AreaLevel
from spilno.places.models import Area, AreaCode, AreaName, DataSource
from spilno.places.place_field import PlaceField
from spilno.places.queries import known_near
from spilno.places.templatetags.place_tags import told_apart
from spilno.places.terms import inhabitants

pytestmark = pytest.mark.django_db
LANGUAGES = ["de", "uk", "en"]
BROWSE_QUERIES = 4
SEARCH_QUERIES = 6


@pytest.fixture(autouse=True)
def fresh_index(settings: object, tmp_path: object) -> None:
    settings.PLACES_CACHE = tmp_path  # type: ignore[attr-defined]
    gazetteer.forget()


def make_area(
    name: str, code: str, *, parent: Area | None = None, level: str = AreaLevel.MUNICIPALITY, **more: object
) -> Area:
    country = more.pop("country", "UA")
    area = Area.objects.create(name=name, level=level, country=country, parent=parent, **more)
    AreaCode.objects.create(area=area, scheme="KATOTTG" if country == "UA" else "AGS", code=code)
    return area


@pytest.fixture
def places() -> dict[str, Area]:
    zhytomyr = make_area("Житомирська", "UA18", level=AreaLevel.STATE, name_en="Zhytomyr")
    odesa = make_area("Одеська", "UA51", level=AreaLevel.STATE, name_en="Odesa")
    return {
        "zhytomyr": zhytomyr,
        "odesa": odesa,
        "unna": make_area("Unna", "05978036", country="DE", population=59_111),
        "first": make_area("Олександрівка", "UA1801", parent=zhytomyr, name_en="Oleksandrivka", population=1_000),
        "second": make_area("Олександрівка", "UA5101", parent=odesa, name_en="Oleksandrivka", population=2_000),
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("query", ["", "Unna", "Oleksandrivka", "Qqxzzy"])
def test_every_answer_in_every_language_without_a_cookie(
    client: Client, places: dict[str, Area], language: str, query: str
) -> None:
    answer = client.get(f"/{language}/places/", {"q": query})
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer.content.decode().count("<h1") == 1


def test_one_place_is_named_first(client: Client, places: dict[str, Area]) -> None:
    text = client.get("/en/places/", {"q": "unna"}).content.decode()
    assert "This place is meant" in text
    assert "/en/places/ags/05978036/" in text


def test_an_ambiguous_name_asks_back_with_the_oblast(client: Client, places: dict[str, Area]) -> None:
    text = client.get("/en/places/", {"q": "Oleksandrivka"}).content.decode()
    assert "Which one do you mean?" in text
    assert "Zhytomyr" in text
    assert "Odesa" in text


def test_an_unknown_name_gets_advice(client: Client, places: dict[str, Area]) -> None:
    assert "No place found" in client.get("/en/places/", {"q": "Qqxzzy"}).content.decode()


def test_filters_and_leafing(client: Client, places: dict[str, Area]) -> None:
    text = client.get("/en/places/", {"country": "DE", "level": "municipality"}).content.decode()
    assert "Unna" in text
    assert "Oleksandrivka" not in text


@pytest.mark.parametrize("count", [1, 3])
def test_leafing_asks_a_fixed_number_of_questions(
    client: Client, django_assert_num_queries: object, count: int
) -> None:
    for number in range(count):
        make_area(f"Town {number}", f"0{number}", country="DE")
    with django_assert_num_queries(BROWSE_QUERIES):  # type: ignore[operator]
        client.get("/en/places/")


@pytest.mark.parametrize("count", [1, 3])
def test_searching_asks_a_fixed_number_of_questions(
    client: Client, django_assert_num_queries: object, count: int
) -> None:
    for number in range(count):
        make_area("Neustadt", f"0{number}", country="DE")
    client.get("/en/places/", {"q": "Neustadt"})
    with django_assert_num_queries(SEARCH_QUERIES):  # type: ignore[operator]
        client.get("/en/places/", {"q": "Neustadt"})


@pytest.mark.parametrize(
    "field", [{"q": "x" * 201}, {"q": "Un\x00na"}, {"country": "XX"}, {"level": "village' OR 1=1"}]
)
def test_bad_input_names_its_field_once(client: Client, places: dict[str, Area], field: dict[str, str]) -> None:
    answer = client.get("/en/places/", field)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(field)
    assert [len(errors) for errors in answer.context["form"].errors.values()] == [1]


@pytest.mark.parametrize(
    "query", ["\u202eannU", "🚒🚒", "   ", "%", "'; DROP TABLE", "ﷺ" * 50, "\u0301" * 100, "<b>", "ء"]
)
def test_odd_names_are_answered(client: Client, places: dict[str, Area], query: str) -> None:
    answer = client.get("/uk/places/", {"q": query})
    assert answer.status_code == 200
    assert "<b>" not in answer.content.decode()


def test_writing_direction_marks_are_ignored(client: Client, places: dict[str, Area]) -> None:
    assert "This place is meant" in client.get("/en/places/", {"q": "\u202aUn\u200bna\u202c"}).content.decode()


@pytest.mark.parametrize(("page", "status"), [("-1", 200), ("abc", 200), ("1", 200), ("2", 404), ("1" + "0" * 18, 404)])
def test_page_numbers_are_bounded(client: Client, places: dict[str, Area], page: str, status: int) -> None:
    assert client.get("/en/places/", {"page": page}).status_code == status


def test_suggestions_tell_places_apart(client: Client, places: dict[str, Area]) -> None:
    text = client.get("/en/places/suggest/", {"q": "Oleksandrivka"}).content.decode()
    assert text.count('role="option"') == 2
    assert "Odesa" in text
    assert "katottg:UA5101" in text


def test_a_chosen_suggestion_leads_to_its_page(client: Client, places: dict[str, Area]) -> None:
    assert client.get("/en/places/", {"q": "katottg:UA5101"})["Location"] == "/en/places/katottg/UA5101/"


@pytest.mark.parametrize("query", ["", "x", "x" * 300, "\x00\x00"])
def test_nothing_is_suggested_for_too_little_or_too_much(client: Client, places: dict[str, Area], query: str) -> None:
    answer = client.get("/en/places/suggest/", {"q": query})
    assert answer.status_code == 200
    assert "option" not in answer.content.decode()


def test_a_code_among_the_listed_spellings_is_no_name(places: dict[str, Area]) -> None:
    AreaName.objects.create(
        area=places["unna"], text="XZY", kind="alternate", source=DataSource.objects.create(key="geonames")
    )
    AreaName.objects.create(
        area=places["unna"], text="Unnae", kind="alternate", source=DataSource.objects.get(key="geonames")
    )
    gazetteer.forget()
    assert gazetteer.find("Xzy").verdict == gazetteer.Verdict.NONE
    assert gazetteer.find("Unnae").hits[0].id == places["unna"].pk


def test_an_official_name_is_meant_before_a_spelling_listed_abroad(places: dict[str, Area]) -> None:
    abroad = Area.objects.create(name="Onna", level=AreaLevel.PLACE, country="JP", population=10_000)
    AreaName.objects.create(
        area=abroad, text="Unna", kind="alternate", source=DataSource.objects.create(key="geonames")
    )
    gazetteer.forget()
    link = gazetteer.find("Unna")
    assert {hit.name for hit in link.hits} == {"Unna", "Onna"}
    meant = gazetteer.well_known(link)
    assert meant is not None
    assert meant.id == places["unna"].pk


def test_namesakes_without_a_register_are_told_apart_by_what_is_near_and_their_size() -> None:
    make_area("Coburg", "09463000", country="DE", population=41_000, lat=50.26, lon=10.96)
    for lat, lon, people in ((50.33, 11.12, 12_700), (54.1, 10.8, 15_000)):
        make_area("Neustadt", str(people), country="DE", level=AreaLevel.PLACE, population=people, lat=lat, lon=lon)
    with override("en"), pytest.raises(ValidationError) as asked:
        PlaceField().clean("Neustadt")
    choices = asked.value.params["choices"]
    with override("en"):
        assert sorted(told_apart(area) for area in choices) == [
            "Germany, 15,000 inhabitants",
            "near Coburg, Germany, 12,700 inhabitants",
        ]


def test_a_hromada_is_offered_before_the_many_villages_of_its_name() -> None:
    oblast = make_area("Харківська", "UA63", level=AreaLevel.STATE, name_en="Kharkiv")
    for number in range(16):
        make_area("Слобожанське", f"UA63{number}", parent=oblast, level=AreaLevel.SETTLEMENT, population=9_000 - number)
    hromada = make_area("Слобожанське", "UA6399", parent=oblast, population=100)
    with pytest.raises(ValidationError) as asked:
        PlaceField().clean("Слобожанське")
    assert asked.value.params["choices"][0] == hromada


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_near_is_one_question_for_all_places(django_assert_num_queries: object, count: int) -> None:
    town = make_area("Coburg", "09463000", country="DE", population=41_000, lat=50.26, lon=10.96)
    places = [
        make_area(f"Dorf {n}", f"d{n}", country="DE", level=AreaLevel.PLACE, lat=50.2 + n / 50, lon=11.0)
        for n in range(count)
    ]
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert known_near([*places, town]) == {place.pk: town for place in places}


@pytest.mark.parametrize(("number", "said"), [(1, "1 мешканець"), (3, "3 мешканці"), (12_700, "12 700 мешканців")])
def test_inhabitants_have_three_forms_in_ukrainian(number: int, said: str) -> None:
    with override("uk"):
        assert inhabitants(number).replace("\xa0", " ") == said
