"""KOATUU, the classifier before 2020: former names of settlements and the 490 rayons before July 2020."""

import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from spilno.places.enums import AreaLevel, CodeScheme, NameKind
from spilno.places.importers import facts_ua
from spilno.places.importers.account import Account
from spilno.places.importers.adjectives import rayon_labels
from spilno.places.importers.casing import Cities, proper
from spilno.places.importers.errors import BadFile
from spilno.places.importers.folders import known_files
from spilno.places.importers.katottg import code_of
from spilno.places.importers.kse import require_katottg
from spilno.places.importers.planning import Fact, Key, Name, Plan, Planner, SourceNote, Stated
from spilno.places.importers.reading import Row, read_table

FILES = {
    "KOATUU_2015": r"KOATUU.*2015.*\.csv",
    "KOATUU_2018": r"KOATUU.*2018.*\.csv",
    "katottg_koatuu": r"katottg_koatuu.*\.csv",
}
BRIDGE = ["Кодифікатор", "Код об'єкта КОАТУУ", "Категорія об’єкта", "Назва об’єкта"]
# The classifier does not date its changes. A name of its first edition that its second no longer has ended between the
# two, one that the first KATOTTG (joined to the old codes) no longer has ended before KATOTTG began, one that it still
# has ended before the codifier of today. The later day is given: by then it was no longer in use.
SECOND_EDITION, KATOTTG_BEGAN, CODIFIER_OF_TODAY = date(2018, 7, 3), date(2020, 11, 26), date(2025, 5, 16)
SETTLED = {AreaLevel.SETTLEMENT, AreaLevel.CITY_DISTRICT}


def source(checksum: str) -> SourceNote:
    return SourceNote(
        "koatuu",
        "Classifier of objects of the administrative-territorial structure (KOATUU)",
        "15.07.2015 and 03.07.2018",
        "Official register; codes joined by KSE Loc Data Hub (MIT)",
        "State Statistics Service of Ukraine; KSE Loc Data Hub",
        "https://www.ukrstat.gov.ua",
        checksum,
    )


def plan(path: Path, account: Account, progress: Any) -> Plan:
    files = known_files(path, FILES, account)
    if "katottg_koatuu" not in files or len(files) < 2:
        raise BadFile(f"{path}: needs katottg_koatuu.csv and one of the KOATUU files beside it; name their folder")
    bridge = read_table(files["katottg_koatuu"], BRIDGE, account.notes)
    editions = {
        kind: read_table(file, ["TE", "NP", "NU"], account.notes)
        for kind, file in files.items()
        if kind != "katottg_koatuu"
    }
    note = source("+".join(table.checksum[:20] for table in (bridge, *editions.values())))
    planner = Planner(note, account, [CodeScheme.KATOTTG], ["UA"])
    require_katottg(planner)
    classifier = Classifier(account, planner)
    for kind, table in editions.items():
        for row in table.rows:
            classifier.read(kind, account.row(table.name, row.line), row)
    for row in bridge.rows:
        classifier.join(account.row(bridge.name, row.line), row)
    progress(len(account.statuses), len(account.statuses))
    return planner_with_koatuu(planner).compare([*classifier.units.values(), *classifier.rayons()])


def planner_with_koatuu(planner: Planner) -> Planner:
    """Old codes stored by an earlier import; they name the former rayons."""
    from spilno.places.models import AreaCode

    for code, area in AreaCode.objects.filter(scheme=CodeScheme.KOATUU).values_list("code", "area_id").iterator(20_000):
        planner.ids[CodeScheme.KOATUU, code] = area
        planner.remember((CodeScheme.KOATUU, code))
    return planner


class Classifier:
    """Both editions by old code, and what they say of today's units."""

    def __init__(self, account: Account, planner: Planner) -> None:
        self.account, self.planner = account, planner
        self.names: dict[str, dict[str, tuple[str, int]]] = defaultdict(dict)  # edition: code: name in capitals, row
        self.units: dict[str, Stated] = {}
        self.old_of: dict[str, str] = {}
        self.successors: dict[str, Counter[int]] = defaultdict(Counter)
        self.known = {code: planner.areas[area] for (_, code), area in planner.ids.items() if area in planner.areas}
        self.cities = Cities(row["name"] for row in self.known.values() if row["level"] == AreaLevel.SETTLEMENT)

    def read(self, edition: str, at: int, row: Row) -> None:
        if row.complaint:
            return self.account.reject(at, "row", row.complaint)
        code = row.values["TE"].zfill(10)
        if not re.fullmatch(r"[0-9]{10}", code):
            return self.account.reject(
                at, "TE", f"{row.values['TE'][:20]!r} is no code; up to ten digits would be right"
            )
        if not row.values["NU"]:
            return self.account.reject(at, "NU", "is empty; every entry has a name")
        if code in self.names[edition]:
            return self.account.reject(at, "TE", f"{code} stands in the file twice")
        self.names[edition][code] = (row.values["NU"], at)
        return None

    def join(self, at: int, row: Row) -> None:
        """A row of the bridge: the old code and former names of a settlement of today."""
        if row.complaint:
            return self.account.reject(at, "row", row.complaint)
        try:
            code = code_of(row.values[BRIDGE[0]])
        except ValueError as error:
            return self.account.reject(at, BRIDGE[0], str(error))
        if row.values[BRIDGE[1]].casefold() == "новий район":
            return None  # a rayon of 2020 has no old code
        old = row.values[BRIDGE[1]].split("/")[0].strip()[:10].zfill(10)
        if not re.fullmatch(r"[0-9]{10}", old):
            return self.account.reject(
                at, BRIDGE[1], f"{row.values[BRIDGE[1]][:20]!r} is no code; ten digits would be right"
            )
        area = self.known.get(code)
        if area is None:
            return self.account.reject(at, BRIDGE[0], f"{code} is not in the loaded KATOTTG")
        if area["level"] not in SETTLED or old in self.old_of:
            return None  # councils became hromadas: their old code names something else
        self.old_of[old] = code
        rows = [self.names[edition][old][1] for edition in self.names if old in self.names[edition]]
        unit = self.units[code] = Stated((CodeScheme.KATOTTG, code), [at, *rows], may_create=False)
        unit.codes.append((CodeScheme.KOATUU, old))
        unit.names = self._former(area["name"], row.values[BRIDGE[3]], old)
        rayon = self._rayon_of(area)
        if rayon is not None and old[2] == "2":
            self.successors[old[:5]][rayon] += 1
        return None

    def _former(self, today: str, bridge: str, old: str) -> list[Name]:
        spelled = {
            edition: proper(names[old][0].split("/")[0]) for edition, names in self.names.items() if old in names
        }
        first, second = spelled.get("KOATUU_2015", ""), spelled.get("KOATUU_2018", "")
        found = []
        if first and second and _bare(first) != _bare(second) and _bare(first) != _bare(today):
            found.append(Name(first, "uk", NameKind.FORMER, None, SECOND_EDITION))
        last = second or first
        if last and _bare(last) not in (_bare(today), _bare(bridge)):
            found.append(Name(last, "uk", NameKind.FORMER, None, KATOTTG_BEGAN))
        if bridge and _bare(bridge) != _bare(today):
            found.append(Name(bridge.replace("'", "’"), "uk", NameKind.FORMER, None, CODIFIER_OF_TODAY))
        return found

    def _rayon_of(self, area: dict[str, Any]) -> int | None:
        parent = area["parent_id"]
        for _ in range(4):
            row = self.planner.areas.get(parent)
            if row is None:
                return None
            if row["level"] == AreaLevel.DISTRICT:
                return int(parent)
            parent = row["parent_id"]
        return None

    def rayons(self) -> list[Stated]:
        """The 490 rayons of the last edition, ended in July 2020, with the rayon that took over most of each."""
        edition = "KOATUU_2018" if self.names.get("KOATUU_2018") else "KOATUU_2015"
        keys = {area: key for key, area in self.planner.ids.items() if key[0] == CodeScheme.KATOTTG}
        found = []
        for old, (capitals, at) in self.names[edition].items():
            if old[2] != "2" or old[3:5] == "00" or old[5:] != "00000" or "РАЙОН" not in capitals:
                continue
            earlier = self.names["KOATUU_2015"].get(old)
            heirs = self.successors[old[:5]].most_common(1)
            heir = heirs[0][0] if heirs else self._rayon_of_seat(old, capitals)
            successor = keys.get(heir) if heir else None
            rows = [at, earlier[1]] if earlier and edition != "KOATUU_2015" else [at]
            found.append(self._rayon(old, rows, capitals, earlier[0] if earlier else "", successor))
        return found

    def _seat(self, capitals: str) -> str:
        return self.cities.called(re.sub(r"^(?:М|СМТ|С|С-ЩЕ)\.?\s*", "", capitals))

    def _rayon_of_seat(self, old: str, capitals: str) -> int | None:
        """For a rayon whose settlements had been given to a city before it ended: the rayon its seat is in today."""
        place = self._seat(capitals.partition("/")[2])
        for code, row in self.known.items():
            if row["category"] == "city" and row["name"] == place and code[2:4] == old[:2]:
                return self._rayon_of(row)
        return None

    def _rayon(self, old: str, rows: list[int], capitals: str, earlier: str, successor: Key | None) -> Stated:
        name, _, seat = capitals.partition("/")
        adjective = proper(name.replace(" РАЙОН", ""))
        place = self._seat(seat)
        labels = rayon_labels(adjective, place)
        unit = Stated((CodeScheme.KOATUU, old), rows, successor=successor, parent=self._oblast(old))
        unit.sets = {
            "level": AreaLevel.DISTRICT, "category": "former_rayon", "country": "UA", "name": adjective,
            "valid_to": facts_ua.RAYONS_SINCE, **labels,
        }  # fmt: skip
        if place:
            unit.facts.append(Fact("centre", None, place))
        before = proper(earlier.partition("/")[0].replace(" РАЙОН", "")) if earlier else ""
        if before and _bare(before) != _bare(adjective):
            unit.names.append(Name(f"{before} район", "uk", NameKind.FORMER, None, SECOND_EDITION))
        return unit

    def _oblast(self, old: str) -> Key | None:
        """Oblasts kept their first two digits in KATOTTG."""
        prefix = f"UA{old[:2]}"
        return next(((CodeScheme.KATOTTG, code) for code, row in self.known.items()
                     if row["level"] == AreaLevel.STATE and code.startswith(prefix)), None)  # fmt: skip


def _bare(text: str) -> str:
    return re.sub(r"[’'ʼ\s-]", "", text).casefold()
