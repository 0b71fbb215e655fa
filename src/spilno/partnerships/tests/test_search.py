"""What readers find in the registry, in every form it is published in."""

import csv
import io
import json
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from spilno.common.freshness import answering
from spilno.common.visibility import ANONYMOUS
from spilno.design.listing import page_of
from spilno.organisations.enums import OrganisationKind
from spilno.organisations.models import Organisation, Withdrawal
from spilno.organisations.queries import withdrawn
from spilno.partnerships.enums import AgreementType, Phase, ReviewStatus
from spilno.partnerships.models import Partnership, Party, StatusChange
from spilno.partnerships.queries.figures import figures_of
from spilno.partnerships.queries.graph import partners_of
from spilno.partnerships.queries.leafing import keys_that_fit
from spilno.partnerships.queries.search import ORDERS, RegistryWanted, SideWanted, countries_present, find_partnerships
from spilno.places.enums import AreaLevel
from spilno.places.models import Area
from tests.shapes import load_shapes

pytestmark = pytest.mark.django_db


def found(**wanted: object) -> set[str]:
    return {one.sort_name for one in find_partnerships(ANONYMOUS, RegistryWanted(**wanted))}


def area(name: str) -> Area:
    return Area.objects.get(name=name, level__in=[AreaLevel.STATE, AreaLevel.MUNICIPALITY])


@pytest.mark.parametrize("text", ["köln", "KOLN", "Дніпровська", "dnipro köln", "Städtepartnerschaft Köln"])
def test_words_find_a_relation_in_any_spelling(text: str) -> None:
    shapes = load_shapes()
    assert str(shapes["type_changes"]) in found(q=text)


@pytest.mark.parametrize("text", ["", "   ", "%", "*", '"', "'; drop table", "\u202e", "x" * 300, "🌻"])
def test_odd_words_find_nothing_or_everything_and_never_fail(client: Client, text: str) -> None:
    load_shapes()
    answer = client.get(reverse("partnerships:registry"), {"q": text})
    assert answer.status_code in (200, 422)


def test_both_sides_narrow_and_mean_different_sides() -> None:
    shapes = load_shapes()
    bavaria, lviv = area("Bayern"), area("Львівська область")
    assert found(one=SideWanted(place=bavaria)) == {str(shapes["one_with_several"])}
    assert found(one=SideWanted(place=bavaria), other=SideWanted(place=lviv)) == {str(shapes["one_with_several"])}
    assert found(one=SideWanted(place=lviv), other=SideWanted(place=bavaria)) == {str(shapes["one_with_several"])}
    baden = area("Baden-Württemberg")
    assert found(one=SideWanted(place=baden), other=SideWanted(place=baden)) == set()
    assert found(one=SideWanted(level=AreaLevel.DISTRICT)) == {str(shapes["mixed_levels"])}
    assert found(one=SideWanted(level=AreaLevel.STATE)) == {str(shapes["region"])}


@pytest.mark.parametrize("sort", list(ORDERS))
@pytest.mark.parametrize(
    "narrowed", [{}, {"one": SideWanted(country="DE")}, {"q": "o"}], ids=["all", "country", "words"]
)
def test_pages_found_from_the_nearer_end_are_the_same_pages(sort: str, narrowed: dict[str, Any]) -> None:
    load_shapes()
    wanted = RegistryWanted(sort=sort, **narrowed)
    whole = list(find_partnerships(ANONYMOUS, wanted).values_list("pk", flat=True))
    keys = keys_that_fit(ANONYMOUS, wanted, withdrawn())
    assert len(keys) == len(whole) > 6
    for number in range(1, (len(whole) + 2) // 3 + 1):
        page = page_of(keys, str(number), per_page=3)
        assert list(page) == whole[3 * number - 3 : 3 * number]
        assert page.has_next() is (3 * number < len(whole))


def test_what_fits_nothing_has_one_empty_page() -> None:
    load_shapes()
    keys = keys_that_fit(ANONYMOUS, RegistryWanted(one=SideWanted(country="XX")), withdrawn())
    assert len(keys) == 0
    assert list(page_of(keys, "", per_page=3)) == []


def test_the_countries_to_choose_from_are_those_of_parties() -> None:
    assert countries_present() == []
    load_shapes()
    assert countries_present() == ["DE", "UA"]


def test_type_phase_and_years_narrow() -> None:
    shapes = load_shapes()
    assert found(phase=Phase.DORMANT) == {str(shapes["dormant"])}
    assert found(phase=Phase.NOT_CONCLUDED) == {str(shapes["never_concluded"])}
    assert found(since_to=1990) == {str(shapes["dormant"]), str(shapes["several_in_one"])}
    assert str(shapes["type_changes"]) in found(agreement_type=AgreementType.PARTNERSHIP, since_from=2022)


def test_what_waits_or_is_withdrawn_is_found_nowhere(client: Client) -> None:
    shapes = load_shapes()
    Partnership.objects.filter(pk=shapes["region"].pk).update(status=ReviewStatus.WAITING)
    StatusChange.objects.filter(partnership=shapes["region"]).update(note="only inside")
    Withdrawal.objects.create(area=area("Дніпровська"), reason="x")
    gone = client.get(reverse("partnerships:detail", args=[shapes["type_changes"].pk]))
    assert gone.status_code == 410
    assert client.get(reverse("partnerships:detail", args=[shapes["region"].pk])).status_code == 404
    for name in ("registry", "registry_csv", "registry_json", "registry_geojson", "registry_jsonld", "registry_atom"):
        answer = client.get(reverse(f"partnerships:{name}"))
        content = b"".join(answer) if answer.streaming else answer.content
        text = content.decode("utf-8")
        assert "Filderstadt" in text, name
        assert "Dnipro" not in text and "only inside" not in text, name


def test_what_is_withdrawn_stands_on_no_page_of_its_neighbours(client: Client) -> None:
    relation = load_shapes()["several_in_one"]
    poltava = relation.parties.get(side=2).area
    place = f"/en/places/katottg/{poltava.codes.get(scheme='KATOTTG').code}/"
    towns = [one.area for one in relation.parties.filter(side=1)]
    other = Partnership.objects.create(status=ReviewStatus.CONFIRMED, phase=Phase.ACTIVE)
    koeln = area("Köln")
    for side, one in ((1, koeln), (2, poltava)):
        Party.objects.create(partnership=other, side=side, area=one, place=one, country=one.country, level=one.level)
    detail = reverse("partnerships:detail", args=[other.pk])
    shown = lambda: (client.get(place).content.decode(), client.get(detail).content.decode())  # noqa: E731
    assert all("Filderstadt" in text for text in shown())
    assert set(partners_of([poltava.pk])[poltava.pk]) == {koeln.pk, *(town.pk for town in towns)}
    Withdrawal.objects.create(area=Area.objects.get(name="Filderstadt"), reason="x")
    assert not any("Filderstadt" in text for text in shown())
    assert partners_of([poltava.pk])[poltava.pk] == {koeln.pk}


def test_partners_are_remembered_until_something_changes(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    relation = load_shapes()["type_changes"]
    one, other = (party.place_id for party in relation.parties.all())
    mark = object()
    with answering(mark):
        assert other in partners_of([one])[one]
    with answering(mark), django_assert_num_queries(0):
        assert other in partners_of([one])[one]
    with answering(mark):
        assert other not in partners_of([one], (frozenset({other}), frozenset()))[one]
    Partnership.objects.filter(pk=relation.pk).update(status=ReviewStatus.DECLINED)
    assert other not in partners_of([one])[one]
    with answering(object()):
        assert other not in partners_of([one])[one]


def test_a_relation_of_an_organisation_that_is_withdrawn_is_found_nowhere() -> None:
    relation = load_shapes()["mixed_levels"]
    association = Organisation.objects.create(name="Verein", kind=OrganisationKind.ASSOCIATION, area=area("Köln"))
    Party.objects.filter(partnership=relation, side=1).update(area=None, organisation=association)
    assert str(relation) in found()
    Organisation.objects.filter(pk=association.pk).update(withdrawn_at=timezone.now())
    assert str(relation) not in found() and found()


def test_a_place_below_is_found_by_the_units_above_it() -> None:
    shapes = load_shapes()
    country = Area.objects.get(level=AreaLevel.COUNTRY, country="UA")
    assert len(found(one=SideWanted(place=country))) == len(shapes)


def test_the_same_relations_leave_in_every_form(client: Client) -> None:
    shapes = load_shapes()
    ids = {one.pk for one in shapes.values()}

    def read(name: str) -> bytes:
        answer = client.get(reverse(f"partnerships:{name}"))
        assert answer.status_code == 200
        return b"".join(answer) if answer.streaming else answer.content

    rows = list(csv.DictReader(io.StringIO(read("registry_csv").decode("utf-8-sig"))))
    assert {int(row["id"]) for row in rows} == ids
    koeln = next(row for row in rows if row["id"] == str(shapes["type_changes"].pk))
    assert (koeln["side_1"], koeln["since"], koeln["type"]) == ("Köln", "2022-10-27", "partnership")
    sheet = load_workbook(io.BytesIO(read("registry_xlsx")), read_only=True).active
    assert {row[0] for row in sheet.iter_rows(min_row=2, values_only=True)} == ids
    assert {one["id"] for one in json.loads(read("registry_json"))["partnerships"]} == ids
    features = json.loads(read("registry_geojson"))["features"]
    assert {one["id"] for one in features} == ids
    assert next(one for one in features if one["id"] == shapes["several_in_one"].pk)["geometry"]["type"] == "MultiPoint"
    assert len(json.loads(read("registry_jsonld"))["@graph"]) == len(ids)
    feed = ElementTree.fromstring(read("registry_atom"))
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == len(ids)


def test_no_cell_of_an_export_is_a_formula(client: Client) -> None:
    shape = load_shapes()["region"]
    Partnership.objects.filter(pk=shape.pk).update(local_label='=HYPERLINK("x")')
    text = b"".join(client.get(reverse("partnerships:registry_csv"))).decode()
    assert "'=HYPERLINK" in text
    assert ",=HYPERLINK" not in text


@pytest.mark.parametrize("view", ["list", "table", "map"])
@pytest.mark.parametrize("number", [2, 8])
def test_the_registry_asks_a_fixed_number_of_questions(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, view: str, number: int
) -> None:
    kept = [one.pk for one in list(load_shapes().values())[:number]]
    Partnership.objects.exclude(pk__in=kept).update(status=ReviewStatus.DECLINED)
    address = reverse("partnerships:registry") + f"?view={view}"
    client.get(address)
    with django_assert_num_queries({"list": 6, "table": 6, "map": 11}[view]):
        assert client.get(address).status_code == 200


def test_the_page_of_a_relation_asks_no_more_for_more_parties(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    shapes = load_shapes()
    for name in ("type_changes", "several_in_one", "one_with_several"):
        address = reverse("partnerships:detail", args=[shapes[name].pk])
        client.get(address)
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200


def test_figures_count_what_the_list_finds() -> None:
    load_shapes()
    figures = figures_of(find_partnerships(ANONYMOUS, RegistryWanted()))
    assert figures.number == 8
    assert sum(bar.value or 0 for bar in figures.phases) == 8
    assert [region.country for region in figures.regions] == ["UA", "DE"]
    assert {bar.label for bar in figures.years} >= {"2022", "2023", "1989–2021"}


def test_a_low_bound_above_the_high_one_is_named(client: Client) -> None:
    answer = client.get(reverse("partnerships:registry"), {"size_min": "5000", "size_max": "100"})
    assert answer.status_code == 422
    assert 'id="id_size_max_error"' in answer.content.decode() or "size_max" in answer.content.decode()


def test_sizes_narrow_together_with_a_place_and_a_country() -> None:
    shapes = load_shapes()
    Area.objects.filter(name="Köln").update(population=1_080_000)
    Area.objects.filter(name="Bochum").update(population=365_000)
    land = area("Nordrhein-Westfalen")
    assert found(one=SideWanted(size_min=500_000)) == {str(shapes["type_changes"])}
    assert found(one=SideWanted(country="DE", size_max=500_000)) == {str(shapes["dormant"])}
    assert found(one=SideWanted(place=land, size_min=1)) == {str(shapes["type_changes"]), str(shapes["dormant"])}
    assert found(one=SideWanted(country="UA", size_min=1)) == set()
    town = Area.objects.get(name="Köln")
    assert found(one=SideWanted(place=town, size_min=1, country="DE")) == {str(shapes["type_changes"])}


@pytest.mark.parametrize("sort", ["name", "-name", "-since", "since", "phase", "type", "until", "-changed"])
def test_pages_follow_each_other_in_every_order(sort: str) -> None:
    load_shapes()
    rows = find_partnerships(ANONYMOUS, RegistryWanted(sort=sort))
    keys = list(rows.values_list("pk", flat=True))
    assert [one.pk for at in range(0, len(keys), 3) for one in rows[at : at + 3]] == keys
    if sort.endswith("name"):
        names = [one.sort_name for one in rows]
        assert names == sorted(names, reverse=sort == "-name")


def test_words_alone_leave_the_filters_folded_and_a_filter_opens_them(client: Client) -> None:
    for asked, is_open in (({"q": "Unna"}, False), ({"q": "Unna", "size_min": "10"}, True)):
        page = client.get(reverse("partnerships:registry"), asked).content.decode()
        assert ('<details class="wishes__more" open>' in page) is is_open
