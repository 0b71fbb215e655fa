"""Places as links name them say what their own rows say."""

import pytest
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from spilno.common.freshness import answering
from spilno.places.enums import AreaLevel, CodeScheme
from spilno.places.links import address_of_key, place_links
from spilno.places.models import Area, AreaCode, DataSource
from spilno.places.queries import place_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def areas() -> list[Area]:
    vinnytsia = Area.objects.create(
        name="Вінницька", name_en="Vinnytska", country="UA", level=AreaLevel.MUNICIPALITY, name_de="Winnyzja"
    )
    dortmund = Area.objects.create(name="Dortmund", country="DE", level=AreaLevel.MUNICIPALITY)
    nowhere = Area.objects.create(name="Nowhere", country="PL", level=AreaLevel.PLACE)
    for area, scheme, code in (
        (vinnytsia, CodeScheme.GEONAMES, "689558"),
        (vinnytsia, CodeScheme.KATOTTG, "UA05020030000031457"),
        (dortmund, CodeScheme.AGS, "05913"),
        (dortmund, CodeScheme.AGS, "05913000"),
    ):
        AreaCode.objects.create(area=area, scheme=scheme, code=code)
    return [vinnytsia, dortmund, nowhere]


@pytest.mark.parametrize("language", ["de", "uk", "en"])
def test_a_link_names_a_place_as_its_row_does(areas: list[Area], language: str) -> None:
    links = place_links(area.pk for area in areas)
    with translation.override(language):
        for area in areas:
            link = links[area.pk]
            assert (link.label, link.label_language) == (area.label, area.label_language)
            assert link.key == place_key(area)


@pytest.mark.parametrize("code", ["05913000", "UA05", "a b/c", "Ж%?#&'\"<>", "x:y@z", "..", "ü"])
def test_an_address_is_the_one_that_leads_to_the_page(code: str) -> None:
    assert address_of_key(f"listed:{code}") == reverse("places:detail", args=["listed", code])


def test_a_place_without_a_code_leads_to_the_search() -> None:
    assert address_of_key("") == reverse("places:search")


def test_remembered_links_follow_an_import(
    areas: list[Area], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    register = DataSource.objects.create(key="hand", title="By hand", checksum="before")
    keys = [area.pk for area in areas]
    with answering(object()):
        assert {link.name for link in place_links(keys).values()} == {"Вінницька", "Dortmund", "Nowhere"}
        with django_assert_num_queries(0):
            assert place_links(keys[:2]).keys() == set(keys[:2])
    Area.objects.filter(name="Nowhere").update(name="Nowa")
    register.checksum = "after"
    register.save()
    with answering(object()):
        assert place_links(keys)[keys[2]].name == "Nowa"


def test_whoever_writes_reads_links_anew(areas: list[Area]) -> None:
    with answering(object()):
        place_links([areas[2].pk])
    Area.objects.filter(name="Nowhere").update(name="Nowa")
    assert place_links([areas[2].pk])[areas[2].pk].name == "Nowa"
