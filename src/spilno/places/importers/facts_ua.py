"""What every reader knows of Ukraine's oblasts and the register does not say: customary names, ISO codes, dates."""

from datetime import date
from typing import NamedTuple

from spilno.places.enums import AreaLevel, CodeScheme
from spilno.places.importers.planning import Key, Stated

ROOT: Key = (CodeScheme.ISO3166_2, "UA")
HROMADAS_SINCE = date(2020, 6, 12)  # orders of the cabinet on the territories of the hromadas
RAYONS_SINCE = date(2020, 7, 19)  # resolution 807-IX in force
# Beginnings of the occupation by Ukrainian law: Crimea and Sevastopol; parts of the Donetsk and Luhansk oblasts.
OCCUPIED_CRIMEA_SINCE = date(2014, 2, 20)
OCCUPIED_EAST_SINCE = date(2014, 4, 7)
END_OF_2021 = date(2021, 12, 31)


class Oblast(NamedTuple):
    iso: str
    english: str
    german: str
    ukrainian: str
    german_customary: tuple[str, ...] = ()


# By the first four characters of the KATOTTG code.
OBLASTS = {
    "UA01": Oblast(
        "UA-43", "Autonomous Republic of Crimea", "Autonome Republik Krim", "Автономна Республіка Крим", ("Krim",)
    ),
    "UA05": Oblast("UA-05", "Vinnytsia oblast", "Oblast Winnyzja", "Вінницька область"),
    "UA07": Oblast("UA-07", "Volyn oblast", "Oblast Wolyn", "Волинська область", ("Oblast Wolhynien", "Wolhynien")),
    "UA12": Oblast("UA-12", "Dnipropetrovsk oblast", "Oblast Dnipropetrowsk", "Дніпропетровська область"),
    "UA14": Oblast("UA-14", "Donetsk oblast", "Oblast Donezk", "Донецька область"),
    "UA18": Oblast("UA-18", "Zhytomyr oblast", "Oblast Schytomyr", "Житомирська область"),
    "UA21": Oblast("UA-21", "Zakarpattia oblast", "Oblast Transkarpatien", "Закарпатська область", ("Transkarpatien",)),
    "UA23": Oblast("UA-23", "Zaporizhzhia oblast", "Oblast Saporischschja", "Запорізька область"),
    "UA26": Oblast("UA-26", "Ivano-Frankivsk oblast", "Oblast Iwano-Frankiwsk", "Івано-Франківська область"),
    "UA32": Oblast("UA-32", "Kyiv oblast", "Oblast Kyjiw", "Київська область", ("Oblast Kiew",)),
    "UA35": Oblast("UA-35", "Kirovohrad oblast", "Oblast Kirowohrad", "Кіровоградська область"),
    "UA44": Oblast("UA-09", "Luhansk oblast", "Oblast Luhansk", "Луганська область"),
    "UA46": Oblast("UA-46", "Lviv oblast", "Oblast Lwiw", "Львівська область", ("Oblast Lemberg",)),
    "UA48": Oblast("UA-48", "Mykolaiv oblast", "Oblast Mykolajiw", "Миколаївська область"),
    "UA51": Oblast("UA-51", "Odesa oblast", "Oblast Odesa", "Одеська область", ("Oblast Odessa",)),
    "UA53": Oblast("UA-53", "Poltava oblast", "Oblast Poltawa", "Полтавська область"),
    "UA56": Oblast("UA-56", "Rivne oblast", "Oblast Riwne", "Рівненська область"),
    "UA59": Oblast("UA-59", "Sumy oblast", "Oblast Sumy", "Сумська область"),
    "UA61": Oblast("UA-61", "Ternopil oblast", "Oblast Ternopil", "Тернопільська область"),
    "UA63": Oblast("UA-63", "Kharkiv oblast", "Oblast Charkiw", "Харківська область"),
    "UA65": Oblast("UA-65", "Kherson oblast", "Oblast Cherson", "Херсонська область"),
    "UA68": Oblast("UA-68", "Khmelnytskyi oblast", "Oblast Chmelnyzkyj", "Хмельницька область"),
    "UA71": Oblast("UA-71", "Cherkasy oblast", "Oblast Tscherkassy", "Черкаська область"),
    "UA73": Oblast("UA-77", "Chernivtsi oblast", "Oblast Tscherniwzi", "Чернівецька область", ("Oblast Czernowitz",)),
    "UA74": Oblast("UA-74", "Chernihiv oblast", "Oblast Tschernihiw", "Чернігівська область"),
    "UA80": Oblast("UA-30", "Kyiv", "Kyjiw", "Київ", ("Kiew",)),
    "UA85": Oblast("UA-40", "Sevastopol", "Sewastopol", "Севастополь"),
}
# Cities whose customary German name does not follow from the Ukrainian one, by KATOTTG prefix of the settlement.
GERMAN_CUSTOMARY = {
    "Львів": "Lemberg",
    "Чернівці": "Czernowitz",
    "Одеса": "Odessa",
    "Ужгород": "Ungwar",
    "Мукачево": "Munkatsch",
    "Берегове": "Bergsaß",
}


def country() -> Stated:
    sets = {
        "level": AreaLevel.COUNTRY,
        "country": "UA",
        "name": "Україна",
        "name_de": "Ukraine",
        "name_en": "Ukraine",
        "name_uk": "Україна",
    }
    return Stated(ROOT, sets=sets)
