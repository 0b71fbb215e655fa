"""What every reader knows of Germany and its Länder and the register does not say: names abroad, ISO codes."""

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
