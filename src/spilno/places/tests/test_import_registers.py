"""What each register brings, on a few rows of its own."""

import json
from datetime import date
from pathlib import Path

import pytest

from spilno.places.actions import run_import
from spilno.places.importers import twins
from spilno.places.importers.account import Account
from spilno.places.models import Area, AreaName, AreaStatus, AreaTie, DataSource
from spilno.places.queries import state_of_registers
from spilno.places.tests import registers as r

pytestmark = pytest.mark.django_db


def load(kind: str, path: Path | None, **more: object) -> Account:
    return run_import(kind=kind, path=path, **more).account  # type: ignore[arg-type]


def at(scheme: str, code: str) -> Area:
    return Area.objects.with_code(scheme, code).get()


@pytest.fixture
def ukraine(tmp_path: Path) -> None:
    load("katottg", r.write(tmp_path, "kodifikator-16-05-2025.csv", r.KATOTTG))


def geonames(folder: Path) -> Path:
    places = {
        "1": {"geonameid": 1, "name": "Vinnytsia", "latitude": 49.232, "longitude": 28.467, "countrycode": "UA",
              "population": 352115, "alternatenames": ["Вінниця", "Winnica", "Winniza"]},
        "2": {"geonameid": 2, "name": "Unna", "latitude": 51.537, "longitude": 7.689, "countrycode": "DE",
              "population": 66734, "alternatenames": ["Unna", "Унна"]},
        "3": {"geonameid": 3, "name": "Lublin", "latitude": 51.25, "longitude": 22.56, "countrycode": "PL",
              "population": 350000, "alternatenames": []},
    }  # fmt: skip
    path = folder / "cities.json"
    path.write_text(json.dumps(places, ensure_ascii=False), encoding="utf-8")
    return path


def test_destatis_gives_tiers_and_one_area_for_a_kreisfreie_stadt(tmp_path: Path) -> None:
    account = load("destatis", r.write(tmp_path, "gv.csv", r.DESTATIS))
    assert account.totals() == {"in": 8, "created": 8, "changed": 0, "unchanged": 0, "rejected": 0}
    dortmund, unna = at("AGS", "05913000"), at("AGS", "05978036")
    assert at("AGS", "05913") == dortmund
    assert (dortmund.level, dortmund.category, dortmund.parent.name) == (
        "municipality",
        "county_free_city",
        "Reg.-Bez. Arnsberg",
    )
    assert (unna.name, unna.population, unna.area_km2, unna.lat, unna.parent.name_de) == (
        "Unna", 58936, 88.56, 51.534878, "Kreis Unna",
    )  # fmt: skip
    # The German word stays: a Kreis is no район.
    assert (unna.parent.name_uk, dortmund.parent.name_uk) == ("Район Унна (Kreis)", "Округ Арнсберг (Regierungsbezirk)")
    land = at("ISO3166_2", "DE-NW")
    assert (land.population, land.name_uk, land.parent.name_en) == (647186, "Північний Рейн-Вестфалія", "Germany")


def test_katottg_reads_mixed_letters_and_names_units_in_three_languages(ukraine: None) -> None:
    hromada, city = at("KATOTTG", r.HROMADA), at("KATOTTG", r.CITY)
    assert (hromada.name, hromada.name_uk, hromada.name_de, hromada.name_en) == (
        "Вінницька", "Вінницька громада", "Hromada Winnyzja", "Vinnytsia hromada",
    )  # fmt: skip
    assert (city.parent, city.category, hromada.valid_from) == (hromada, "city", date(2020, 6, 12))
    assert at("KATOTTG", r.RAYON).name_de == "Rajon Winnyzja"
    assert at("KATOTTG", "UA80000000000093317").category == "special_city"


def test_kse_fills_the_hromada_and_puts_its_settlements_at_its_centre(ukraine: None, tmp_path: Path) -> None:
    load("kse", r.write(tmp_path, "kse_hromadas.csv", r.KSE, "utf-8"))
    hromada = at("KATOTTG", r.HROMADA)
    assert (hromada.category, hromada.population, hromada.lat) == ("urban", 387439, 49.23)
    assert not hromada.facts.filter(key="mountain").exists()
    assert at("KATOTTG", r.VILLAGE).lat == 49.23


def test_war_status_keeps_dates_and_the_last_word(ukraine: None, tmp_path: Path) -> None:
    load("warstatus", r.write(tmp_path, "war_status.csv", r.WAR))
    rows = list(
        AreaStatus.objects.filter(source__key="warstatus")
        .order_by("as_of", "pk")
        .values_list("kind", "valid_from", "valid_to")
    )
    assert rows[-1][:2] == ("deoccupied", date(2022, 4, 30))
    assert ("war_zone", date(2022, 4, 27), date(2022, 8, 23)) in rows


def test_koatuu_gives_former_names_and_rayons_with_their_successor(ukraine: None, tmp_path: Path) -> None:
    r.write(
        tmp_path, "KOATUU_15072015.csv", ["TE,NP,NU", "520600000,,ЛЕНІНСЬКИЙ РАЙОН/М.ВІННИЦЯ", "520681001,С,ЛЕНІНЕ"]
    )
    r.write(
        tmp_path, "KOATUU_03072018.csv", ["TE,NP,NU", "520600000,,ВІННИЦЬКИЙ РАЙОН/М.ВІННИЦЯ", "520681001,С,СТАДНИЦЯ"]
    )
    bridge = ["Кодифікатор,Код об'єкта КОАТУУ ,Категорія об’єкта,Назва об’єкта", f"{r.VILLAGE},0520681001,С,Стадниця"]
    r.write(tmp_path, "katottg_koatuu.csv", bridge)
    account = load("koatuu", tmp_path)
    assert account.totals()["rejected"] == 0
    former = AreaName.objects.get(kind="former", area=at("KATOTTG", r.VILLAGE))
    assert (former.text, former.valid_to) == ("Леніне", date(2018, 7, 3))
    rayon = at("KOATUU", "0520600000")
    assert (rayon.name_uk, rayon.valid_to, rayon.successor) == (
        "Вінницький район", date(2020, 7, 19), at("KATOTTG", r.RAYON),
    )  # fmt: skip
    assert load("koatuu", tmp_path).totals()["unchanged"] == 5


def test_codab_gives_pcodes_and_english_names_and_names_what_it_left(ukraine: None, tmp_path: Path) -> None:
    r.write(
        tmp_path,
        "codab_settlements.csv",
        ["pcode,name_uk,name_en", "UA0502003001,Вінниця,Vinnytsia", "UA0502003999,Х,X"],
    )
    (tmp_path / "notes.txt").write_text("x")
    account = load("codab", tmp_path)
    assert account.totals()["rejected"] == 1
    assert (
        "codab_settlements.csv:3: pcode: no unit of the loaded KATOTTG begins with UA0502003999"
        in account.complaints[0]
    )
    assert any("not read" in note and "notes.txt" in note for note in account.notes)
    assert at("PCODE", "UA0502003001").name_en == "Vinnytsia"


def test_codab_spellings_of_a_renamed_settlement_are_former_names(ukraine: None, tmp_path: Path) -> None:
    r.write(tmp_path, "codab_settlements.csv", ["pcode,name_uk,name_en", "UA0502003002,Ленінське,Leninske"])
    load("codab", tmp_path)
    village = at("KATOTTG", r.VILLAGE)
    assert village.name_en == "Stadnytsia"
    assert village.names.get(text="Leninske").kind == "former"


def test_latin_letters_in_cyrillic_words_are_made_cyrillic(ukraine: None, tmp_path: Path) -> None:
    mixed = [line.replace("Вінницька", "Вiнницька") for line in r.KSE]
    load("kse", r.write(tmp_path, "kse_hromadas.csv", mixed, "utf-8"))
    hromada = at("KATOTTG", r.HROMADA)
    assert hromada.name_uk == "Вінницька громада"
    assert hromada.names.get(kind="official").text == "Вінницька міська громада"


@pytest.mark.parametrize("geonames_first", [True, False])
def test_official_units_take_over_their_twins_in_either_order(tmp_path: Path, geonames_first: bool) -> None:
    world = geonames(tmp_path)
    if geonames_first:
        load("geonames", world)
    load("katottg", r.write(tmp_path, "k.csv", r.KATOTTG))
    load("kse", r.write(tmp_path, "kse_hromadas.csv", r.KSE))
    load("destatis", r.write(tmp_path, "gv.csv", r.DESTATIS))
    if not geonames_first:
        load("geonames", world)
    city = at("GEONAMES", "1")
    assert (city.level, city.name, city.lat) == ("settlement", "Вінниця", 49.23)
    assert {"Winnica", "Winniza", "Vinnytsia"} <= set(city.names.values_list("text", flat=True))
    assert at("GEONAMES", "2") == at("AGS", "05978036")
    assert load("geonames", world).totals()["unchanged"] == 3
    assert Area.objects.filter(level="place").count() == 1


def test_twins_are_one_tie_and_regional_partnerships_are_known(tmp_path: Path) -> None:
    load("katottg", r.write(tmp_path, "k.csv", r.KATOTTG))
    load("kse", r.write(tmp_path, "kse_hromadas.csv", r.KSE))
    head = "\t".join(twins.COLUMNS)
    kielce, vinnytsia = "Kielce\tPoland\t50.87\t20.62", "Vinnytsia\tUkraine\t49.23\t28.48"
    rows = [f"{kielce}\t{vinnytsia}", f"{vinnytsia}\t{kielce}", f"{kielce}\tBrno\tAustrian Empire\t49.2\t16.6"]
    path = r.write(tmp_path, "wikidata_p190.tsv", [head, *rows])
    assert load("twins", path).totals() == {"in": 3, "created": 1, "changed": 0, "unchanged": 1, "rejected": 1}
    tie = AreaTie.objects.get()
    assert at("KATOTTG", r.CITY) in (tie.first, tie.second)
    assert load("twins", path).totals()["unchanged"] == 2


@pytest.mark.parametrize("twins_first", [True, False])
def test_a_listed_twin_town_and_its_place_are_one_in_either_order(tmp_path: Path, twins_first: bool) -> None:
    world = geonames(tmp_path)
    rows = ["Lublin\tPoland\t51.24\t22.57\tUnna\tGermany\t51.53\t7.69"]
    path = r.write(tmp_path, "wikidata_p190.tsv", ["\t".join(twins.COLUMNS), *rows])
    if not twins_first:
        load("geonames", world)
    load("twins", path)
    if twins_first:
        assert Area.objects.filter(category="listed").count() == 2
        load("geonames", world)
    assert not Area.objects.filter(category="listed").exists()
    load("destatis", r.write(tmp_path, "gv.csv", r.DESTATIS))
    tie = AreaTie.objects.get()
    assert {tie.first, tie.second} == {at("GEONAMES", "3"), at("AGS", "05978036")}
    assert load("twins", path).totals()["unchanged"] == 1
    assert AreaTie.objects.count() == 1


def test_towns_abroad_bear_the_names_of_the_reader_s_language(tmp_path: Path) -> None:
    world = geonames(tmp_path)
    rows = [
        "Warsaw\tPoland\t52.23\t21.01\tUnna\tGermany\t51.53\t7.69",
        "Lublin\tPoland\t51.24\t22.57\tWarsaw\tPoland\t54.1\t22.93",
    ]
    path = r.write(tmp_path, "wikidata_p190.tsv", ["\t".join(twins.COLUMNS), *rows])
    load("twins", path)
    load("geonames", world)
    capital, namesake = Area.objects.filter(name="Warsaw").order_by("lat")
    assert (capital.name_de, capital.name_uk) == ("Warschau", "Варшава")
    assert (namesake.name_de, namesake.name_uk) == ("", "")
    assert at("GEONAMES", "3").name_uk == "Люблін"
    # Names that a later version knows come with the same file, and what is remembered of places is forgotten then.
    Area.objects.filter(pk=capital.pk).update(name_de="", name_uk="")
    before = state_of_registers()
    load("twins", path)
    after = state_of_registers()
    assert after != before
    load("twins", path)
    assert state_of_registers() == after


def test_geonames_of_one_country_and_quiet_when_done(tmp_path: Path) -> None:
    assert load("geonames", None, countries=["AD"]).totals()["created"] > 5
    assert not run_import(kind="geonames", path=None, countries=["AD"], if_new=True).ran
    assert "AD" in DataSource.objects.get(key="geonames").version


@pytest.mark.official
def test_official_files_are_whole(official_data: Path) -> None:
    totals = {
        kind: load(kind, official_data / folder).totals()
        for kind, folder in (("destatis", "de"), ("katottg", "ua"), ("codab", "ua"), ("kse", "ua"), ("warstatus", "ua"))
    }
    assert {kind: (row["in"], row["rejected"]) for kind, row in totals.items()} == {
        "destatis": (16068, 0), "katottg": (31748, 0), "codab": (31616, 5), "kse": (1469, 0), "warstatus": (1469, 0),
    }  # fmt: skip
    assert Area.objects.filter(country="UA", category="rayon").count() == 136
    assert Area.objects.filter(country="DE", level="municipality").count() == 11004
