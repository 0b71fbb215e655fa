"""Funding reach: a partner in the region that a programme names opens it, and the reason says which."""

import pytest
from django.test import Client
from django.utils.translation import override

from spilno.engine.matching import Wishes
from spilno.funding.actions.loading import load_programmes
from spilno.funding.models import Programme
from spilno.funding.starting import starter_records
from spilno.matching import queries
from spilno.matching.sentences import sentence
from tests.cast import load_places

pytestmark = pytest.mark.django_db


def reasons(unit: object) -> dict[str, tuple[float | None, str]]:
    result = queries.rank(unit, Wishes())  # type: ignore[arg-type]
    found = {}
    for item in result.ranking.items:
        for one in item.reasons:
            if one.code == "funding":
                said = sentence("funding", one.value, one.details, result.names)
                found[result.areas[item.id].name] = (one.value, said)
    return found


def test_the_programme_of_the_land_lifts_hromadas_of_its_partner_oblast() -> None:
    places = load_places()
    load_programmes(starter_records(), acting_user=None)
    with override("en"):
        found = reasons(places["unna"])
    assert found["Нікопольська"][0] == 1.0 and "opens" in found["Нікопольська"][1]
    assert "Dnipropetrovsk" in found["Нікопольська"][1]
    assert found["Стрийська"] == (0.5, "No programme is known that opens only with a partner here.")


def test_a_hromada_sees_what_a_partner_in_a_land_could_apply_for() -> None:
    places = load_places()
    load_programmes(starter_records(), acting_user=None)
    opened = {key: queries.seeker_profile(places[key]).funding for key in ("nikopol", "stryi")}
    land = queries.seeker_profile(places["unna"]).region
    assert "nrw-dnipropetrovsk" in opened["nikopol"][land]
    assert "nrw-dnipropetrovsk" not in opened["stryi"].get(land, ())


def test_without_programmes_nobody_knows_and_the_page_says_so() -> None:
    places = load_places()
    assert {value for value, _said in reasons(places["unna"]).values()} == {None}
    load_programmes(starter_records(), acting_user=None)
    assert reasons(places["unna"])["Нікопольська"][0] == 1.0, "the rules are read anew when they change"
    Programme.objects.filter(key="nrw-dnipropetrovsk").update(published=False)
    assert reasons(places["unna"])["Нікопольська"][0] != 1.0


def test_the_page_of_a_match_leads_to_what_fits_filled_in() -> None:
    load_places()
    load_programmes(starter_records(), acting_user=None)
    page = Client().get("/en/match/?place=Unna").content.decode()
    assert "A partner here opens:" in page
    assert "/en/funding/fits/?kind=municipality&amp;region=DE-NW" in page and "partner_region=UA-12" in page
