"""What every reader knows of Germany and its Länder and the register does not say: names abroad, ISO codes."""

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from spilno.places.enums import AreaLevel, CodeScheme
from spilno.places.importers.planning import Key, Stated

ROOT: Key = (CodeScheme.ISO3166_2, "DE")


class Land(NamedTuple):
    iso: str
    english: str
    ukrainian: str


LAENDER = {
    "01": Land("DE-SH", "Schleswig-Holstein", "Шлезвіг-Гольштейн"),
    "02": Land("DE-HH", "Hamburg", "Гамбург"),
    "03": Land("DE-NI", "Lower Saxony", "Нижня Саксонія"),
    "04": Land("DE-HB", "Bremen", "Бремен"),
    "05": Land("DE-NW", "North Rhine-Westphalia", "Північний Рейн-Вестфалія"),
    "06": Land("DE-HE", "Hesse", "Гессен"),
    "07": Land("DE-RP", "Rhineland-Palatinate", "Рейнланд-Пфальц"),
    "08": Land("DE-BW", "Baden-Württemberg", "Баден-Вюртемберг"),
    "09": Land("DE-BY", "Bavaria", "Баварія"),
    "10": Land("DE-SL", "Saarland", "Саар"),
    "11": Land("DE-BE", "Berlin", "Берлін"),
    "12": Land("DE-BB", "Brandenburg", "Бранденбург"),
    "13": Land("DE-MV", "Mecklenburg-Western Pomerania", "Мекленбург — Передня Померанія"),
    "14": Land("DE-SN", "Saxony", "Саксонія"),
    "15": Land("DE-ST", "Saxony-Anhalt", "Саксонія-Ангальт"),
    "16": Land("DE-TH", "Thuringia", "Тюрингія"),
}


def country() -> Stated:
    sets = {
        "level": AreaLevel.COUNTRY,
        "country": "DE",
        "name": "Deutschland",
        "name_de": "Deutschland",
        "name_en": "Germany",
        "name_uk": "Німеччина",
    }
    return Stated(ROOT, sets=sets)


def district_label(name: str, kind: str) -> str:
    """`Unna` becomes `Kreis Unna`, `Gifhorn` `Landkreis Gifhorn`; names that say what they are stay."""
    told = ("kreis", "region", "verband")
    if any(word in name.casefold() for word in told):
        return name
    return f"Landkreis {name}" if kind == "44" else f"Kreis {name}"


@cache
def _ukrainian_names() -> dict[tuple[str, str], str]:
    """AGS and name of the register -> Ukrainian, by the orthography of 2019 (ei as ай, h as г, ö as е).

    By hand and not by rule: Coesfeld, Soest and Cham are read otherwise than written, and many are translated.
    """
    text = (files("spilno.places.importers") / "districts_uk.csv").read_text(encoding="utf-8")
    return {(row["ags"], row["name"]): row["uk"] for row in csv.DictReader(text.splitlines())}


def ukrainian_label(code: str, name: str, kind: str = "") -> str:
    """`Район Унна (Kreis)`: the German word stays beside the Ukrainian one, since a Kreis is no район of Ukraine.

    Empty where the register has a unit or a name that is not known yet.
    """
    known = _ukrainian_names().get((code, name), "")
    # What is called otherwise than its kind stands in the file in full.
    is_full = not known or not kind or "(" in known
    return known if is_full else f"Район {known} ({kind})"
