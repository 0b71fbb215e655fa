"""From a typed place to a ranking of real units, over the fixed cast: Unna, its Kreis and hromadas of three oblasts."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from spilno.engine.errors import InvalidInput
from spilno.engine.matching import Wishes
from spilno.matching import queries
from spilno.matching.templatetags.matching_tags import contributed
from spilno.places import gazetteer
from spilno.places.enums import AreaLevel, CodeScheme, NameKind, StatusKind
from spilno.places.lookup import areas_within, states_of
from spilno.places.models import Area, AreaCode, AreaFact, AreaName, AreaStatus, DataSource
from spilno.places.queries import place_key
from tests.cast import load_places, place

VINNYTSIA_CITY = "UA05020030010063857"


def import_happened() -> None:
    """What an import does at its end: the state of the tables is another one."""
    DataSource.objects.update(imported_at=timezone.now())


@pytest.fixture
def cast(db: None) -> Iterator[dict[str, Area]]:
    """The cast of the browser tests, with Vinnytsia: oblast, hromada, city, and a Kyiv that is city and region."""
    gazetteer.forget()
    places = load_places()
    source, ua = DataSource.objects.get(key="destatis"), Area.objects.get(level=AreaLevel.COUNTRY, country="UA")
    oblast = place(AreaLevel.STATE, "Вінницька", (CodeScheme.KATOTTG, "UA05000000000010236"), ua)
    hromada = place(
        AreaLevel.MUNICIPALITY, "Вінницька", (CodeScheme.KATOTTG, "UA05020030000031457"), oblast,
        population=387439, area_km2=256.6, lat=49.23, lon=28.46,
    )  # fmt: skip
    city = place(AreaLevel.SETTLEMENT, "Вінниця", (CodeScheme.KATOTTG, VINNYTSIA_CITY), hromada, population=370000)
    AreaName.objects.create(area=city, text="Vinnytsia", language="en", kind=NameKind.OFFICIAL, source=source)
    import_happened()
    yield places | {"vinnytsia_oblast": oblast, "vinnytsia": hromada, "vinnytsia_city": city}
    gazetteer.forget()


def ranked(unit: Area, wishes: Wishes | None = None, **options: object) -> list[str]:
    result = queries.rank(unit, wishes or Wishes(), **options)  # type: ignore[arg-type]
    return [result.areas[item.id].name for item in result.ranking.items]


@pytest.mark.parametrize("text", ["Winniza", "Vinnytsia", "Вінниця", "м. Вінниця", VINNYTSIA_CITY])
def test_a_city_in_any_spelling_is_understood_and_its_hromada_acts(cast: dict[str, Area], text: str) -> None:
    asked = queries.understand(text)
    assert asked.area == cast["vinnytsia_city"]
    assert asked.unit == cast["vinnytsia"]


def test_a_namesake_asks_back_with_what_tells_them_apart(cast: dict[str, Area]) -> None:
    asked = queries.understand("Oleksandrivka")
    assert asked.area is None
    assert len(asked.choices) == 2
    assert "region" in asked.told_apart_by


def test_a_region_after_a_comma_tells_namesakes_apart(cast: dict[str, Area]) -> None:
    found = queries.understand("Oleksandrivka").choices
    oblasts = {
        state.name: area for state in states_of(("UA",)) for area in found if area.pk in areas_within([state.pk])
    }
    assert len(oblasts) == 2
    for oblast, area in oblasts.items():
        for text in (f"Oleksandrivka, {oblast} область", f"Олександрівка,{oblast}"):
            assert queries.understand(text).area == area
    # What names no unit narrows nothing, and is no fault.
    assert len(queries.understand("Oleksandrivka, Stadt,").choices) == 2


@pytest.mark.parametrize("text", ["", "Xyzzyplugh", "😀", "\u202e", "ags:99999999", "katottg:"])
def test_what_is_no_place_is_understood_as_nothing(cast: dict[str, Area], text: str) -> None:
    asked = queries.understand(text)
    assert (asked.area, asked.unit, asked.choices) == (None, None, ())


def test_an_overlong_name_is_refused_by_field(cast: dict[str, Area]) -> None:
    with pytest.raises(InvalidInput) as refused:
        queries.understand("x" * 300)
    assert refused.value.field == "text"


def test_a_name_typed_on_the_page_leads_back_to_its_place(cast: dict[str, Area]) -> None:
    for key in ("unna", "vinnytsia_city"):
        assert queries.understand(queries.plain_name(cast[key])).area == cast[key]


def test_a_unit_that_has_ended_is_followed_to_its_successor(cast: dict[str, Area]) -> None:
    old = place(
        AreaLevel.DISTRICT, "Апостолівський", (CodeScheme.KOATUU, "1220300000"), cast["rayon"].parent,
        valid_to=date(2020, 7, 17), successor=cast["rayon"],
    )  # fmt: skip
    assert queries.understand("koatuu:1220300000").area == cast["rayon"]
    assert not old.is_current


def test_a_town_is_ranked_with_hromadas_and_a_kreis_with_rayons(cast: dict[str, Area]) -> None:
    assert set(ranked(cast["unna"])) == {"Нікопольська", "Марганецька", "Стрийська", "Городоцька", "Вінницька"}
    assert ranked(cast["kreis_unna"]) == ["Нікопольський"]


def test_both_directions_work(cast: dict[str, Area]) -> None:
    result = queries.rank(cast["stryi"], Wishes())
    assert (result.country, result.level) == ("DE", AreaLevel.MUNICIPALITY)
    assert [result.areas[item.id] for item in result.ranking.items] == [cast["unna"]]


def test_a_common_twin_town_is_named_as_a_reason(cast: dict[str, Area]) -> None:
    result = queries.rank(cast["unna"], Wishes())
    stryi = next(item for item in result.ranking.items if item.id == str(cast["stryi"].pk))
    bridge = next(reason for reason in stryi.reasons if reason.code == "bridge")
    assert bridge.direction == "for"
    assert [result.names[key] for key in bridge.details["common"]] == ["Lublin"]


def test_the_regional_partnership_of_the_land_counts(cast: dict[str, Area]) -> None:
    result = queries.rank(cast["unna"], Wishes())
    values = {
        result.areas[item.id].name: next(r.value for r in item.reasons if r.code == "regional_frame")
        for item in result.ranking.items
    }
    assert values["Марганецька"] == 1.0
    assert values["Городоцька"] == 0.5


def test_security_is_asked_for_in_the_wished_direction(cast: dict[str, Area]) -> None:
    source = DataSource.objects.get(key="destatis")
    for key in ("stryi", "horodok", "marhanets", "vinnytsia"):
        AreaStatus.objects.create(area=cast[key], kind=StatusKind.GOVERNMENT, as_of=date(2022, 10, 10), source=source)
    assert ranked(cast["unna"], Wishes(security="front", weights={"security": 50}))[0] == "Нікопольська"
    assert ranked(cast["unna"], Wishes(security="safe", weights={"security": 50}))[-1] == "Нікопольська"


def test_an_occupied_hromada_is_left_out_with_its_reason(cast: dict[str, Area]) -> None:
    source = DataSource.objects.get(key="destatis")
    AreaStatus.objects.create(area=cast["marhanets"], kind=StatusKind.OCCUPIED, as_of=date(2022, 10, 11), source=source)
    result = queries.rank(cast["unna"], Wishes())
    assert result.ranking.excluded["occupied"] == 1
    assert str(cast["marhanets"].pk) not in {item.id for item in result.ranking.items}


def test_wishes_of_size_exclude_and_are_counted(cast: dict[str, Area]) -> None:
    result = queries.rank(cast["unna"], Wishes(size_min=40_000, size_max=110_000))
    assert result.ranking.excluded == {"size": 2}
    assert result.ranking.eligible == 3


def test_an_import_is_seen_by_the_next_ranking(cast: dict[str, Area]) -> None:
    before = queries.market()
    assert queries.market() is before
    place(
        AreaLevel.MUNICIPALITY, "Самбірська", (CodeScheme.KATOTTG, "UA46080150000066615"),
        cast["stryi"].parent, population=59000,
    )  # fmt: skip
    import_happened()
    assert queries.market() is not before
    assert "Самбірська" in ranked(cast["unna"])


def test_a_district_without_figures_takes_those_of_its_municipalities(cast: dict[str, Area]) -> None:
    profile = queries.market().matcher("UA", "district").columns.profiles[0]
    assert profile.population == 105000 + 46000
    assert profile.area_km2 == 1000
    assert profile.security is not None


def test_what_no_source_says_stays_unknown(cast: dict[str, Area]) -> None:
    result = queries.rank(cast["unna"], Wishes(security="safe"))
    horodok = next(item for item in result.ranking.items if item.id == str(cast["horodok"].pk))
    unknown = {reason.code for reason in horodok.reasons if reason.value is None}
    assert {"security", "border"} <= unknown
    assert horodok.evidence < 1.0


def test_a_place_of_which_nothing_is_known_still_gets_an_answer(cast: dict[str, Area]) -> None:
    bare = place(AreaLevel.MUNICIPALITY, "Holzwickede", (CodeScheme.AGS, "05978012"), cast["kreis_unna"])
    import_happened()
    result = queries.rank(bare, Wishes())
    assert result.ranking.eligible == 5
    assert "size" in result.ranking.asleep


def test_a_facts_year_counts_the_last_one(cast: dict[str, Area]) -> None:
    source = DataSource.objects.get(key="destatis")
    AreaFact.objects.create(area=cast["stryi"], key="distance_to_russia_belarus", value=400, year=2024, source=source)
    import_happened()
    profile = next(
        p for p in queries.market().matcher("UA", "municipality").columns.profiles if p.id == str(cast["stryi"].pk)
    )
    assert profile.km_to_border == 400


def test_regions_to_choose_from_are_those_of_the_country(cast: dict[str, Area]) -> None:
    assert {area.name for area in states_of(("DE",))} == {"Nordrhein-Westfalen"}
    assert len(states_of(("UA",))) == 3
    assert AreaCode.objects.filter(area__in=states_of(("UA",))).count() == 3


@pytest.fixture
def many(cast: dict[str, Area]) -> dict[str, Area]:
    """Forty German towns that are alike, and forty hromadas of which one fits them all a little better."""
    land = Area.objects.filter(level=AreaLevel.STATE, country="DE").first()
    for at in range(40):
        town = (CodeScheme.AGS, f"0599{at:04}")
        place(AreaLevel.MUNICIPALITY, f"Stadt {at}", town, land, population=20_000, area_km2=50, lat=51.5, lon=7.5)
        code = (CodeScheme.KATOTTG, f"UA0502{at:04}0000000000")
        place(
            AreaLevel.MUNICIPALITY, f"Громада {at}", code, cast["vinnytsia_oblast"], population=20_000,
            area_km2=50 + at, lat=49.2, lon=28.4,
        )  # fmt: skip
    import_happened()
    gazetteer.forget()
    return cast


def test_towns_that_are_alike_do_not_all_see_the_same_places(many: dict[str, Area]) -> None:
    town = Area.objects.get(name="Stadt 7")
    plain, fair = queries.rank(town, Wishes(), top=10), queries.rank(town, Wishes(), top=10, fair=True)
    assert plain.showing is None
    assert fair.showing is not None
    assert fair.showing.coverage_after > fair.showing.coverage_before
    assert 0.95 <= fair.kept <= 1
    assert fair.by_fit[plain.ranking.items[0].id] == 1 if plain.ranking.items[0].id in fair.by_fit else True
    scores = {item.id: item.score for item in queries.rank(town, Wishes(), top=60).ranking.items}
    assert all(scores[item.id] == item.score for item in fair.ranking.items)


def test_the_page_says_what_its_order_does_and_offers_the_other(many: dict[str, Area], client: Client) -> None:
    town = place_key(Area.objects.get(name="Stadt 7"))
    page = client.get(reverse("matching:results"), {"place": town}).content.decode()
    assert "everybody is seen" in page
    assert "order=fit" in page
    page = client.get(reverse("matching:results"), {"place": town, "order": "fit"}).content.decode()
    assert "Ordered by fit alone" in page
    assert client.get(reverse("matching:results_json"), {"place": town}).json()["order"] == "fair"


def test_the_one_answer_that_matters_most_is_asked_for(many: dict[str, Area], client: Client) -> None:
    AreaStatus.objects.bulk_create(
        AreaStatus(area=area, kind=kind, as_of=date(2022, 10, 1), source=DataSource.objects.get(key="destatis"))
        for at, area in enumerate(Area.objects.filter(name__startswith="Громада"))
        for kind in [StatusKind.WAR_ZONE if at % 2 else StatusKind.GOVERNMENT]
    )
    import_happened()
    town = place_key(Area.objects.get(name="Stadt 7"))
    page = client.get(reverse("matching:results"), {"place": town}).content.decode()
    assert "The one answer that would change this list most" in page
    assert "say=1#id_security" in page and '<details class="wishes__more">' in page, "the list stands first"
    for said in ({"say": "1"}, {"security": "safe"}):
        page = client.get(reverse("matching:results"), {"place": town, **said}).content.decode()
        assert '<details class="wishes__more" open>' in page


def test_sliders_weigh_what_was_prepared_once(cast: dict[str, Area]) -> None:
    for weight in (1.0, 3.0, 0.0):
        ranked(cast["unna"], Wishes(weights={"size": weight}))
    market = queries.market()
    assert len(market.prepared) == 1
    again = market.matcher("UA", "municipality").rank(
        queries.seeker_profile(cast["unna"], "UA"), Wishes(weights={"size": 3.0}), k=20
    )
    assert queries.rank(cast["unna"], Wishes(weights={"size": 3.0})).ranking == again


@pytest.mark.parametrize(
    ("value", "shown"), [(0.1234, "+0,123"), (-0.05, "−0,050"), (0.0, "0,000"), (-0.0001, "0,000")]
)
def test_a_contribution_bears_its_sign(value: float, shown: str) -> None:
    with override("de"):
        assert contributed(value) == shown
