"""People work on GeoNames places before the registers come: whatever they entered goes over to the official units."""

import json
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from spilno.common.models import DemonstrationRow
from spilno.newsletter.models import Subscriber
from spilno.organisations.enums import OrganisationKind, OrganisationStatus
from spilno.organisations.models import Organisation
from spilno.partnerships.actions.registry import enter_partnership
from spilno.partnerships.entries import NewParty
from spilno.partnerships.enums import Phase
from spilno.partnerships.models import ListImport, ListRow, RegistrySource, ThirdPartner
from spilno.places.actions import run_import
from spilno.places.importers.twin_merging import merge
from spilno.places.models import Area
from spilno.places.tests import registers as r
from tests.cast import load_places, place
from tests.shapes import PROJECT, step

pytestmark = pytest.mark.django_db
GEONAMES = {
    "1": {"geonameid": 1, "name": "Vinnytsia", "latitude": 49.232, "longitude": 28.467, "countrycode": "UA",
          "population": 352115, "alternatenames": ["Вінниця", "Winniza"]},
    "2": {"geonameid": 2, "name": "Unna", "latitude": 51.537, "longitude": 7.689, "countrycode": "DE",
          "population": 66734, "alternatenames": ["Унна"]},
}  # fmt: skip


def at(scheme: str, code: str) -> Area:
    return Area.objects.with_code(scheme, code).get()


def test_registers_loaded_late_take_over_what_hangs_on_their_places(tmp_path: Path) -> None:
    world = tmp_path / "cities.json"
    world.write_text(json.dumps(GEONAMES, ensure_ascii=False), encoding="utf-8")
    run_import(kind="geonames", path=world)
    unna, vinnytsia = at("GEONAMES", "2"), at("GEONAMES", "1")
    office = Organisation.objects.create(
        name="Stadt Unna", kind=OrganisationKind.ADMINISTRATION, area=unna, status=OrganisationStatus.CONFIRMED
    )
    parties = [NewParty(1, organisation=office), NewParty(2, area=vinnytsia)]
    relation = enter_partnership(parties, [step(Phase.ACTIVE, "2023", PROJECT)], acting_user=None, confirmed=True)
    reader = Subscriber.objects.create(email="reader@example.org", status="confirmed")
    reader.regions.set([vinnytsia])
    listed = ListImport.objects.create(
        source=RegistrySource.objects.create(key="rgre", title="RGRE"), file_name="list.csv"
    )
    noted = [{"text": "Unna", "status": "linked", "side": 1, "area": unna.pk, "candidates": []}]
    row = ListRow.objects.create(list_import=listed, number=1, status="ask", parties=noted, choices={"0": unna.pk})
    run_import(kind="destatis", path=r.write(tmp_path, "gv.csv", r.DESTATIS))
    run_import(kind="katottg", path=r.write(tmp_path, "k.csv", r.KATOTTG))
    run_import(kind="kse", path=r.write(tmp_path, "kse_hromadas.csv", r.KSE))
    town, city, hromada = at("AGS", "05978036"), at("KATOTTG", r.CITY), at("KATOTTG", r.HROMADA)
    office.refresh_from_db()
    row.refresh_from_db()
    assert office.area == town
    assert reader.regions.get() == city
    assert (row.parties[0]["area"], row.choices) == (town.pk, {"0": town.pk})
    german, ukrainian = relation.parties.order_by("side")
    assert (german.place, german.region.name, ukrainian.area, ukrainian.place, ukrainian.level) == (
        town, "Nordrhein-Westfalen", city, hromada, "municipality",
    )  # fmt: skip
    page = Client().get(reverse("partnerships:registry"), {"q": "Вінницька"}).content.decode()
    assert "Unna" in page


def test_where_both_are_named_side_by_side_the_place_stays() -> None:
    places = load_places()
    towns = [place("place", f"Unna {number}", ("GEONAMES", str(number)), country="DE") for number in range(2)]
    parties = [NewParty(1, area=places["unna"]), NewParty(2, area=places["stryi"])]
    relation = enter_partnership(parties, [step(Phase.ACTIVE, "2023", PROJECT)], acting_user=None, confirmed=True)
    for area in (places["unna"], towns[0]):
        ThirdPartner.objects.create(partnership=relation, area=area)
    reader = Subscriber.objects.create(email="reader@example.org", status="confirmed")
    reader.regions.set([places["unna"], *towns])
    merge([(one.pk, places["unna"].pk) for one in towns])
    assert {one.area_id for one in relation.third_partners.all()} == {places["unna"].pk, towns[0].pk}
    assert set(reader.regions.all()) == {places["unna"], towns[0]}, "of a set the second simply goes"
    assert not Area.objects.filter(pk=towns[1].pk).exists()


def test_a_kreis_of_the_demonstration_leaves_its_seat_once_the_register_comes(tmp_path: Path) -> None:
    world = tmp_path / "cities.json"
    seat = {"geonameid": 3, "name": "Steinfurt", "latitude": 52.147, "longitude": 7.337, "countrycode": "DE",
            "population": 34084, "alternatenames": []}  # fmt: skip
    world.write_text(json.dumps({"3": seat, "1": GEONAMES["1"]}, ensure_ascii=False), encoding="utf-8")
    run_import(kind="geonames", path=world)
    known = {"kind": OrganisationKind.ADMINISTRATION, "area": at("GEONAMES", "3"), "name": "Kreis Steinfurt"}
    shown, real = (Organisation.objects.create(**known, status=OrganisationStatus.CONFIRMED) for _ in range(2))
    DemonstrationRow.objects.create(label="organisations.Organisation", key=str(shown.pk))
    parties = [NewParty(1, organisation=shown), NewParty(2, area=at("GEONAMES", "1"))]
    relation = enter_partnership(parties, [step(Phase.ACTIVE, "2023", PROJECT)], acting_user=None, confirmed=True)
    rows = [
        r.DESTATIS_HEAD,
        "10,,05,,,,,Nordrhein-Westfalen,,,,,,,,,,,,",
        "40,43,05,5,66,,,Steinfurt,,,,,,,,,,,,",
        '60,63,05,5,66,0084,084,"Steinfurt, Stadt", 111.67, 34 084, 1, 1, 305,48565,"7,3367","52,1476",H11,M,02,mittel',
    ]
    run_import(kind="destatis", path=r.write(tmp_path, "gv.csv", rows))
    shown.refresh_from_db()
    real.refresh_from_db()
    assert (shown.area, real.area) == (at("AGS", "05566"), at("AGS", "05566084"))
    assert relation.parties.get(organisation=shown).place == at("AGS", "05566")
