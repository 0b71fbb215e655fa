"""The directory: what readers find, in any spelling, and what stays hidden; who knows somebody in a place."""

import csv
import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from spilno.common.enums import Visibility
from spilno.common.sheets import safe_cell
from spilno.organisations.actions.profile import edit_profile
from spilno.organisations.enums import Direction, HelpKind, OrganisationKind, OrganisationStatus, Theme
from spilno.organisations.models import (
    Delegation,
    HelpEntry,
    Organisation,
    OrganisationLanguage,
    OrganisationTheme,
)
from spilno.organisations.queries import get_organisation_to_act, profile_values
from spilno.organisations.queries import ties as tie_queries
from spilno.places import gazetteer
from spilno.places.enums import AreaLevel, CodeScheme, NameKind, TieKind
from spilno.places.models import Area, AreaName, AreaTie, DataSource
from tests.cast import Network, load_network, organisation, place


@pytest.fixture
def network(db: None) -> Network:
    found = load_network()
    source = DataSource.objects.create(key="x", title="X", imported_at="2026-01-01T00:00Z")
    for name in ("Schytomyr", "Zhytomyr"):
        AreaName.objects.create(area=found.zhytomyr.area, text=name, kind=NameKind.ALTERNATE, source=source)
    gazetteer.forget()
    return found


def names(client: Client, query: str = "") -> list[str]:
    """Names on the page, in order, by way of the export, which lists what the page lists."""
    with override("de"):
        response = client.get(f"{reverse('organisations:directory_json')}?{query}")
    assert response.status_code == 200
    return [one["name"] for one in json.loads(b"".join(response.streaming_content))["organisations"]]


def get(client: Client, name: str, query: str = "", language: str = "de") -> Any:
    with override(language):
        return client.get(f"{reverse(name)}?{query}")


@pytest.mark.parametrize(
    "query",
    ["q=ZHYTOMYR", "q=Schytomyr", "q=житомирська рада", "q=stadtrat", "place=Schytomyr", "country=UA"],
)
def test_an_organisation_is_found_by_any_spelling_of_its_name_or_place(network: Network, query: str) -> None:
    assert names(Client(), query) == ["Житомирська міська рада"]


def test_every_word_counts_and_wild_signs_are_only_letters(network: Network) -> None:
    assert names(Client(), "q=stadt dortmund") == ["Stadt Dortmund", "Partnerschaftsverein Dortmund"]
    assert names(Client(), "q=%25") == []
    assert names(Client(), "q=100%25 stadt_") == []
    assert names(Client(), "q=verein dort") == ["Partnerschaftsverein Dortmund"]


def test_a_changed_name_is_found_and_the_old_one_is_not(network: Network) -> None:
    acting = get_organisation_to_act(network.unna_owner, network.unna.pk, "profile")
    values = profile_values(network.unna) | {"name": "Kreisstadt Ünna"}
    edit_profile(acting, values, themes=[], languages=[], version=1)
    assert names(Client(), "q=unna kreis") == ["Kreisstadt Ünna"]
    assert names(Client(), "q=stadt unn") == ["Kreisstadt Ünna"]
    assert Organisation.objects.get(pk=network.unna.pk).sort_de == "kreisstadt unna"


def test_kind_theme_language_and_help_narrow(network: Network) -> None:
    OrganisationTheme.objects.create(organisation=network.dortmund, theme=Theme.WATER)
    OrganisationLanguage.objects.create(organisation=network.unna, language="uk")
    offer = {"organisation": network.association, "direction": Direction.OFFERS, "kind": HelpKind.TRANSPORT}
    HelpEntry.objects.create(**offer, text="LKW")
    assert names(Client(), "kind=association") == ["Partnerschaftsverein Dortmund"]
    assert names(Client(), "theme=water") == ["Stadt Dortmund"]
    assert names(Client(), "language=uk") == ["Stadt Unna"]
    assert names(Client(), "help=offers:transport") == ["Partnerschaftsverein Dortmund"]
    assert names(Client(), "help=offers:") == ["Partnerschaftsverein Dortmund"]
    assert names(Client(), "help=seeks:transport") == []


def test_an_offer_that_is_hidden_or_over_finds_nobody(network: Network) -> None:
    offer = {"organisation": network.association, "direction": Direction.OFFERS, "kind": HelpKind.TRANSPORT}
    entry = HelpEntry.objects.create(**offer, text="LKW", visibility=Visibility.NETWORK)
    member = Client()
    member.force_login(network.unna_owner)
    assert names(Client(), "help=offers:transport") == []
    assert names(member, "help=offers:transport") == ["Partnerschaftsverein Dortmund"]
    entry.until = timezone.localdate() - timedelta(days=1)
    entry.save()
    assert names(member, "help=offers:transport") == []


def test_a_place_holds_the_organisations_of_everything_inside_it(network: Network) -> None:
    village = place(AreaLevel.SETTLEMENT, "Вертокиївка", (CodeScheme.KATOTTG, "UA1"), network.zhytomyr.area)
    organisation("Школа", village, OrganisationKind.SCHOOL)
    oblast = network.zhytomyr.area.parent.codes.get()
    assert names(Client(), f"place=katottg:{oblast.code}") == ["Житомирська міська рада", "Школа"]
    # Of a village also the hromada that acts for it.
    assert names(Client(), "place=katottg:UA1") == ["Житомирська міська рада", "Школа"]
    assert names(Client(), "place=iso3166_2:DE") == ["Partnerschaftsverein Dortmund", "Stadt Dortmund", "Stadt Unna"]


def test_what_waits_or_is_withdrawn_is_not_there(network: Network) -> None:
    Organisation.objects.filter(pk=network.unna.pk).update(status=OrganisationStatus.WAITING)
    Organisation.objects.filter(pk=network.zhytomyr.pk).update(withdrawn_at=timezone.now())
    assert names(Client()) == ["Partnerschaftsverein Dortmund", "Stadt Dortmund"]
    for view in ("list", "table", "map"):
        page = get(Client(), "organisations:directory", f"view={view}").content.decode()
        assert "Unna" not in page
        assert "Schytomyr" not in page


def test_the_list_says_for_whom_an_association_acts_and_ends_with_the_delegation(network: Network) -> None:
    query = "kind=association"
    assert "Stadt Dortmund" in get(Client(), "organisations:directory", query).content.decode()
    Delegation.objects.update(revoked_at=timezone.now())
    assert "Stadt Dortmund" not in get(Client(), "organisations:directory", query).content.decode()


def test_names_are_sorted_in_the_readers_language(network: Network) -> None:
    page = get(Client(), "organisations:directory").content.decode()
    assert page.index("Stadt Unna") < page.index("Stadtrat Schytomyr")
    page = get(Client(), "organisations:directory", "sort=-name").content.decode()
    assert page.index("Stadt Unna") > page.index("Stadtrat Schytomyr")


def test_the_map_shows_a_village_at_its_hromada(network: Network) -> None:
    fine = {"lat": 50.123, "lon": 28.999}
    village = place(AreaLevel.SETTLEMENT, "Вертокиївка", (CodeScheme.KATOTTG, "UA1"), network.zhytomyr.area, **fine)
    organisation("Школа", village, OrganisationKind.SCHOOL)
    row = json.loads(b"".join(get(Client(), "organisations:directory_json", "kind=school").streaming_content))[
        "organisations"
    ][0]
    assert (row["lat"], row["lon"]) == (network.zhytomyr.area.lat, network.zhytomyr.area.lon)
    page = get(Client(), "organisations:directory", "view=map").content.decode()
    assert "place=katottg%3AUA1" in page
    assert page.count('class="map__point"') == 4


def test_many_places_are_drawn_by_region(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spilno.organisations.views.directory.MOST_MARKS", 2)
    page = get(Client(), "organisations:directory", "view=map").content.decode()
    assert "place=ags%3A05&quot;" in page or 'place=ags%3A05"' in page
    assert "place=ags%3A05913000" not in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("kind=palace", "palace"),
        (f"q={'x' * 201}", "201"),
        ("place=Qqqqqqqq", "Qqqqqqqq"),
        ("q=%00x", ""),
        ("help=offers", "offers"),
        ("sort=password", "password"),
    ],
)
def test_odd_wishes_get_one_message_and_no_fault(network: Network, query: str, words: str) -> None:
    response = get(Client(), "organisations:directory", query)
    assert response.status_code == (200 if query == "q=%00x" else 422)
    assert words in response.content.decode()
    assert get(Client(), "organisations:directory_csv", query).status_code == response.status_code


@pytest.mark.parametrize("page", ["0", "2", "99999999", "9" * 30])
def test_a_page_that_does_not_exist_is_not_found(network: Network, page: str) -> None:
    assert get(Client(), "organisations:directory", f"page={page}").status_code == 404


def test_no_cell_of_the_table_is_a_formula(network: Network) -> None:
    Organisation.objects.filter(pk=network.unna.pk).update(name="=cmd|' /C calc'!A0", name_uk="+380")
    response = get(Client(), "organisations:directory_csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    row = next(row for row in csv.DictReader(io.StringIO(text)) if "calc" in row["name"])
    assert row["name"].startswith("'=")
    assert row["name_uk"] == "'+380"
    assert [safe_cell(one) for one in (-1.5, None, " =1", "Köln", "\t=1")] == [-1.5, "", "' =1", "Köln", "'\t=1"]


@pytest.mark.parametrize("query", ["", "view=table", "view=map", "q=Dortmund", "export"])
def test_more_organisations_need_no_more_queries(network: Network, query: str) -> None:
    name = "organisations:directory_json" if query == "export" else "organisations:directory"

    def ask() -> int:
        with CaptureQueriesContext(connection) as queries:
            response = get(Client(), name, query)
            assert b"".join(response) if response.streaming else response.content
        return len(queries)

    ask()
    Organisation.objects.exclude(pk=network.dortmund.pk).update(status=OrganisationStatus.WAITING)
    few = ask()
    Organisation.objects.update(status=OrganisationStatus.CONFIRMED)
    for number in range(3):
        own = organisation(f"Verein {number}", network.dortmund.area, OrganisationKind.ASSOCIATION)
        Delegation.objects.create(principal=network.dortmund, delegate=own, scope="all")
        OrganisationTheme.objects.create(organisation=own, theme=Theme.WATER)
        HelpEntry.objects.create(organisation=own, direction="offers", kind="transport", text="LKW")
    assert ask() <= few + 1  # the delegations' other side is read once there is one
    assert few <= 22


# --- Who knows somebody in ...? ----------------------------------------------------------------------------------------


def ways(network: Network, key: str, client: Client | None = None) -> str:
    response = get(client or Client(), "organisations:knows", f"place={key}")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def tie(one: Area, other: Area, kind: str = TieKind.TWIN_TOWN) -> None:
    first, second = sorted((one, other), key=lambda area: area.pk)
    AreaTie.objects.create(first=first, second=second, kind=kind, source=DataSource.objects.get(key="x"))


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_way_leads_over_the_town_and_its_twin_and_says_why(network: Network) -> None:
    tie(network.dortmund.area, network.zhytomyr.area)
    read = plain(ways(network, "katottg:UA18040190000057814"))
    assert "Stadtrat Schytomyr – arbeitet für – Житомирська" in read
    assert "Stadt Dortmund – arbeitet für – Dortmund – ist Partnerstadt von – Житомирська" in read
    assert "Partnerschaftsverein Dortmund – arbeitet für – Dortmund – ist Partnerstadt von – Житомирська" in read
    assert "Stadt Unna" not in read


def test_a_third_town_is_a_bridge_and_four_steps_are_too_many(network: Network) -> None:
    lublin = place(AreaLevel.PLACE, "Lublin", (CodeScheme.GEONAMES, "765876"), country="PL")
    tie(network.unna.area, lublin)
    tie(lublin, network.zhytomyr.area)
    read = plain(ways(network, "katottg:UA18040190000057814"))
    assert "Stadt Unna – arbeitet für – Unna – ist Partnerstadt von – Lublin – ist Partnerstadt von – Житом" in read
    friend = organisation("Freunde", network.dortmund.area, OrganisationKind.ASSOCIATION)
    Delegation.objects.create(principal=network.unna, delegate=friend, scope="all")
    assert "Freunde" not in plain(ways(network, "katottg:UA18040190000057814"))


def test_the_twin_of_a_village_is_known_to_its_hromada(network: Network) -> None:
    village = place(AreaLevel.SETTLEMENT, "Вертокиївка", (CodeScheme.KATOTTG, "UA1"), network.zhytomyr.area)
    tie(network.unna.area, village)
    for key in ("katottg:UA1", "katottg:UA18040190000057814"):
        assert "Stadt Unna – arbeitet für – Unna – ist Partnerstadt eines Ortes in – Житом" in plain(ways(network, key))


def test_own_organisations_come_first(network: Network) -> None:
    tie(network.dortmund.area, network.zhytomyr.area)
    client = Client()
    client.force_login(network.dortmund_reader)
    page = ways(network, "katottg:UA18040190000057814", client)
    assert page.index("Von Ihren eigenen Organisationen") < page.index('id="there"')


def test_no_way_leads_over_what_is_withdrawn_or_unconfirmed(network: Network) -> None:
    tie(network.unna.area, network.zhytomyr.area)
    Delegation.objects.create(principal=network.unna, delegate=network.association, scope="all")
    assert "Partnerschaftsverein" in ways(network, "katottg:UA18040190000057814")
    for change in ({"status": OrganisationStatus.WAITING}, {"withdrawn_at": timezone.now()}):
        Organisation.objects.filter(pk=network.unna.pk).update(**change)
        page = ways(network, "katottg:UA18040190000057814")
        assert "Stadt Unna" not in page
        assert "Partnerschaftsverein" not in page
        Organisation.objects.filter(pk=network.unna.pk).update(status="confirmed", withdrawn_at=None)


def test_a_way_follows_the_ties_that_another_app_adds(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    def friends(nodes: Any, viewer: Any) -> list[tie_queries.Tie]:
        goal = ("area", network.zhytomyr.area_id)
        partnership = ("partnership", 7)
        return [
            tie_queries.Tie(partnership, goal, "joins", "is part of"),
            tie_queries.Tie(("area", network.unna.area_id), partnership, "is part of", "joins"),
        ]

    read = {"partnership": lambda ids, viewer: {7: tie_queries.Stop("Partnership of 2008", "en", "/p/7/")}}
    monkeypatch.setattr(tie_queries, "TIE_SOURCES", [*tie_queries.TIE_SOURCES, friends])
    monkeypatch.setattr(tie_queries, "NODE_READERS", tie_queries.NODE_READERS | read)
    assert "Unna – is part of – Partnership of 2008 – joins – Житом" in plain(
        ways(network, "katottg:UA18040190000057814")
    )


def test_nobody_is_said_and_a_country_is_too_much(network: Network) -> None:
    place(AreaLevel.MUNICIPALITY, "Ahaus", (CodeScheme.AGS, "05554004"), country="DE")
    assert "Noch niemand" in ways(network, "ags:05554004")
    assert get(Client(), "organisations:knows", "place=iso3166_2:DE").status_code == 422
    assert get(Client(), "organisations:knows", "place=Qqqqqqq").status_code == 422
    assert get(Client(), "organisations:knows").status_code == 200


def test_more_ways_need_no_more_queries(network: Network) -> None:
    def ask() -> int:
        with CaptureQueriesContext(connection) as queries:
            ways(network, "katottg:UA18040190000057814")
        return len(queries)

    tie(network.unna.area, network.zhytomyr.area)
    few = ask()
    tie(network.dortmund.area, network.zhytomyr.area)
    for number in range(3):
        own = organisation(f"Verein {number}", network.unna.area, OrganisationKind.ASSOCIATION)
        Delegation.objects.create(principal=network.unna, delegate=own, scope="all")
    assert ask() == few


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "label", "spoken"),
    [
        ("de", "Schytomyrska miska rada", "de"),
        ("en", "Zhytomyrska miska rada", "en"),
        ("uk", "Житомирська міська рада", "uk"),
    ],
)
def test_a_name_in_other_letters_can_be_read_aloud(language: str, label: str, spoken: str) -> None:
    made = organisation("Житомирська міська рада", load_network().zhytomyr.area)
    with override(language):
        assert (made.label, made.label_language) == (label, spoken)
        made.name_en = made.name_de = "Zhytomyr City Council"
        assert made.label == ("Zhytomyr City Council" if language != "uk" else made.name)
