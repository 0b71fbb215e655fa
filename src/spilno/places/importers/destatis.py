"""Destatis, Gemeindeverzeichnis: Länder, regions, Kreise, associations and municipalities with AGS and ARS."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spilno.places.enums import AreaLevel, CodeScheme, NameKind
from spilno.places.importers import editions, facts_de, finish, listed, twin_merging
from spilno.places.importers.account import Account
from spilno.places.importers.folders import only_file
from spilno.places.importers.planning import Fact, Key, Name, Plan, Planner, SourceNote, Stated
from spilno.places.importers.reading import Row, coordinate, number, read_table, whole

COLUMNS = [
    "satzart", "textkennzeichen", "land", "rb", "kreis", "vb", "gemeinde", "gemeindename", "flaeche", "bevoelkerung",
    "postleitzahl", "laengengrad", "breitengrad", "verstaedterungschluessel",
]  # fmt: skip
OPTIONAL = ["schluessel", "bezeichnung", "jekm2"]
POPULATION_YEAR = 2019
WIDTHS = {"land": 2, "rb": 1, "kreis": 2, "vb": 4, "gemeinde": 3}
DISTRICT_KINDS = {"43": "kreis", "44": "landkreis", "45": "regional_association"}
MUNICIPALITY_KINDS = {"60": "market", "61": "county_free_city", "62": "county_free_city", "63": "town", "64": "municipality",
                      "65": "unincorporated_inhabited", "66": "uninhabited", "67": "large_district_town"}  # fmt: skip
ASSOCIATION_KINDS = {"51": "amt", "52": "samtgemeinde", "53": "verbandsgemeinde", "54": "administrative_community",
                     "55": "kirchspiel_union", "56": "administrative_association",
                     "58": "administrating_municipality"}  # fmt: skip
_SUFFIXES = re.compile(r",\s*(?:M|St|GKSt|Krst\.?|gemfr\.\s*Geb(?:\.|iet)|gemfr\. Bezirk|gemeindefreies Gebiet)\.?$")


def source(checksum: str) -> SourceNote:
    return SourceNote(
        "destatis",
        "Gemeindeverzeichnis (GV-Auszug)",
        "31.12.2020",
        "Vervielfältigung und Verbreitung, auch auszugsweise, mit Quellenangabe gestattet",
        "© Statistisches Bundesamt (Destatis), Gemeindeverzeichnis",
        "https://www.destatis.de/DE/Themen/Laender-Regionen/Regionales/Gemeindeverzeichnis/_inhalt.html",
        checksum,
    )


def plan(path: Path, account: Account, progress: Any) -> Plan:
    table = read_table(
        only_file(path, "GV or Gemeinde", r".*(?:GV|gemeinde|destatis).*\.csv", account),
        COLUMNS,
        account.notes,
        optional=OPTIONAL,
    )
    progress(0, len(table.rows))
    register = Register(account)
    for at, row in enumerate(table.rows):
        register.take(account.row(table.name, row.line), row)
        if at % 1000 == 0:
            progress(at, len(table.rows))
    planner = Planner(source(table.checksum), account, [CodeScheme.AGS, CodeScheme.ARS, CodeScheme.ISO3166_2], ["DE"])
    stated = register.units()
    made = planner.compare(stated)
    editions.end_the_missing(planner, stated, CodeScheme.AGS, None)
    made.afterwards += [twin_merging.merge_twins, listed.adopt_listed, finish.finish]
    return made


class Register:
    """The rows of the file turned into units; a kreisfreie Stadt, which stands in three rows, is one."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.by_key: dict[Key, Stated] = {}
        self.merged: dict[str, list[int]] = defaultdict(list)  # AGS of a town: further rows that speak of it
        self.city_districts: dict[str, str] = {}  # five digits of a kreisfreie Stadt: its eight
        self.sums: dict[str, list[tuple[int, float | None, Any]]] = defaultdict(list)

    def take(self, at: int, row: Row) -> None:
        cell = row.values
        if row.complaint:
            return self.account.reject(at, "row", row.complaint)
        kind = cell["satzart"]
        taker = {"10": self._state, "20": self._region, "30": self._region, "40": self._district}.get(kind)
        taker = taker or {"50": self._association, "60": self._municipality}.get(kind)
        if taker is None:
            return self.account.reject(
                at, "satzart", f"{kind[:20]!r} is unknown; 10, 20, 30, 40, 50 or 60 would be right"
            )
        need = {"10": 1, "20": 2, "30": 3, "40": 3, "50": 4, "60": 5}[kind]
        for column in list(WIDTHS)[:need]:
            if not re.fullmatch(rf"[0-9]{{{WIDTHS[column]}}}", cell[column]) and not (
                kind == "30" and column == "kreis"
            ):
                shown = cell[column][:20]
                return self.account.reject(
                    at, column, f"{shown!r} is no key; {WIDTHS[column]} digits with leading zeros would be right"
                )
        if not cell["gemeindename"]:
            return self.account.reject(at, "gemeindename", "is empty; every unit has a name")
        try:
            taker(at, cell)
        except ValueError as error:
            self.account.reject(at, _guilty(cell), str(error))
        return None

    def _add(self, at: int, key: Key, **said: Any) -> Stated | None:
        if key in self.by_key:
            self.account.reject(at, "schluessel", f"{key[0]} {key[1]} stands in the file twice")
            return None
        unit = self.by_key[key] = Stated(key, [at], **said)
        return unit

    def _state(self, at: int, cell: dict[str, str]) -> None:
        land = facts_de.LAENDER.get(cell["land"])
        sets = {"level": AreaLevel.STATE, "category": "land", "country": "DE", "name": cell["gemeindename"]}
        unit = self._add(at, (CodeScheme.AGS, cell["land"]), sets=sets, parent=facts_de.ROOT)
        if unit is not None:
            unit.sets["name_de"] = cell["gemeindename"]
            unit.codes.append((CodeScheme.ARS, cell["land"]))
            if land:
                unit.codes.append((CodeScheme.ISO3166_2, land.iso))
                unit.sets |= {"name_en": land.english, "name_uk": land.ukrainian}

    def _region(self, at: int, cell: dict[str, str]) -> None:
        below = cell["satzart"] == "30"
        name = cell["gemeindename"]
        code = cell["land"] + cell["rb"] + (cell["kreis"] if below else "")
        category = "regierungsbezirk" if not below else "planning_region"
        category = "statistical_region" if name.startswith("Statistische Region") else category
        parent = (CodeScheme.AGS, cell["land"] + (cell["rb"] if below else ""))
        sets = {"level": AreaLevel.REGION, "category": category, "country": "DE", "name": name, "name_de": name}
        sets["name_uk"] = facts_de.ukrainian_label(code, name)
        # Planning regions stand between Regierungsbezirk and Kreis and have no AGS of their own: their key is the file's.
        self._add(at, (CodeScheme.AGS, code), sets=sets, parent=parent)

    def _above(self, cell: dict[str, str]) -> Key:
        region = (CodeScheme.AGS, cell["land"] + cell["rb"])
        return region if cell["rb"] != "0" and region in self.by_key else (CodeScheme.AGS, cell["land"])

    def _district(self, at: int, cell: dict[str, str]) -> None:
        code = cell["land"] + cell["rb"] + cell["kreis"]
        if cell["textkennzeichen"] in ("41", "42"):
            self.city_districts[code] = code + "000"
            self.merged[code + "000"].append(at)
            return
        name = cell["gemeindename"]
        sets = {
            "level": AreaLevel.DISTRICT,
            "category": DISTRICT_KINDS.get(cell["textkennzeichen"], "kreis"),
            "country": "DE",
            "name": name,
            "name_de": facts_de.district_label(name, cell["textkennzeichen"]),
            "name_uk": facts_de.ukrainian_label(
                code, name, "Landkreis" if cell["textkennzeichen"] == "44" else "Kreis"
            ),
        }
        unit = self._add(at, (CodeScheme.AGS, code), sets=sets, parent=self._above(cell))
        if unit is not None:
            unit.codes.append((CodeScheme.ARS, code))

    def _association(self, at: int, cell: dict[str, str]) -> None:
        district = cell["land"] + cell["rb"] + cell["kreis"]
        if cell["textkennzeichen"] == "50":
            # A municipality outside any association: its last three digits are those of its own key.
            self.merged[self.city_districts.get(district, district + cell["vb"][1:])].append(at)
            return
        category = ASSOCIATION_KINDS.get(cell["textkennzeichen"], "association")
        name = cell["gemeindename"]
        sets = {"level": AreaLevel.ASSOCIATION, "category": category, "country": "DE", "name": name, "name_de": name}
        self._add(at, (CodeScheme.ARS, district + cell["vb"]), sets=sets, parent=(CodeScheme.AGS, district))

    def _municipality(self, at: int, cell: dict[str, str]) -> None:
        district = cell["land"] + cell["rb"] + cell["kreis"]
        code, ars = district + cell["gemeinde"], district + cell["vb"] + cell["gemeinde"]
        people, square = whole(cell["bevoelkerung"]), number(cell["flaeche"])
        position = coordinate(cell["breitengrad"], cell["laengengrad"])
        official = _SUFFIXES.sub("", cell["gemeindename"])
        name = official.partition(",")[0].strip()
        sets = {
            "level": AreaLevel.MUNICIPALITY,
            "category": MUNICIPALITY_KINDS.get(cell["textkennzeichen"], "municipality"),
            "country": "DE",
            "name": name,
            "name_de": name,
            "population": people,
            "population_year": POPULATION_YEAR if people is not None else None,
            "area_km2": square,
            "lat": position[0] if position else None,
            "lon": position[1] if position else None,
        }
        free = district in self.city_districts
        association = (CodeScheme.ARS, district + cell["vb"])
        parent = self._above(cell) if free else (CodeScheme.AGS, district)
        unit = self._add(
            at, (CodeScheme.AGS, code), sets=sets, parent=association if association in self.by_key else parent
        )
        if unit is None:
            return
        unit.codes.append((CodeScheme.ARS, ars))
        if free:
            unit.codes.append((CodeScheme.AGS, district))
        if official != name:
            unit.names.append(Name(cell["gemeindename"], "de", NameKind.OFFICIAL))
        unit.facts = list(_facts(cell, people, square))
        # Kreis, regions and Land have 5, 4, 3 and 2 digits of the AGS, associations 9 of the ARS.
        for whole_code in {district + cell["vb"], district, district[:4], district[:3], district[:2]}:
            self.sums[whole_code].append((people or 0, square, position))

    def units(self) -> list[Stated]:
        for code, rows in self.merged.items():
            town = self.by_key.get((CodeScheme.AGS, code))
            for at in rows:
                if town is None:
                    self.account.reject(at, "gemeinde", f"no row 60 for the municipality {code}")
                else:
                    town.rows.append(at)
        for (_, code), unit in self.by_key.items():
            if unit.sets["level"] != AreaLevel.MUNICIPALITY and code in self.sums:
                unit.sets |= _sum(self.sums[code])
        return [facts_de.country(), *self.by_key.values()]


def _facts(cell: dict[str, str], people: int | None, square: float | None) -> Iterator[Fact]:
    if people is not None and square:
        yield Fact("density", round(people / square, 1), "", POPULATION_YEAR)
    if cell["verstaedterungschluessel"]:
        degree = number(cell["verstaedterungschluessel"])
        if degree not in (1, 2, 3):
            raise ValueError(f"{cell['verstaedterungschluessel'][:20]!r} is no degree of urbanisation; 01, 02 or 03")
        yield Fact("urbanisation", degree)
    if cell["postleitzahl"]:
        yield Fact("postcode", None, cell["postleitzahl"])
    if cell.get("bezeichnung"):
        yield Fact("travel_region", None, cell["bezeichnung"])


def _sum(parts: list[tuple[int, float | None, Any]]) -> dict[str, Any]:
    """Inhabitants and area of all municipalities inside; the centre is theirs, weighted by inhabitants."""
    placed = [(people, position) for people, _, position in parts if position and people]
    weight = sum(people for people, _ in placed)
    return {
        "population": sum(people for people, _, _ in parts),
        "population_year": POPULATION_YEAR,
        "area_km2": round(sum(square or 0 for _, square, _ in parts), 2),
        "lat": round(sum(people * position[0] for people, position in placed) / weight, 6) if weight else None,
        "lon": round(sum(people * position[1] for people, position in placed) / weight, 6) if weight else None,
    }


def _guilty(cell: dict[str, str]) -> str:
    """The column that does not hold what it should."""
    for column, reads in (("bevoelkerung", whole), ("flaeche", number), ("verstaedterungschluessel", number)):
        try:
            reads(cell[column])
        except ValueError:
            return column
    try:
        coordinate(cell["breitengrad"], cell["laengengrad"])
    except ValueError:
        return "breitengrad/laengengrad"
    return "verstaedterungschluessel"
