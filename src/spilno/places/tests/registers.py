"""Small registers as their publishers write them, for the tests of the importers."""

from pathlib import Path

DESTATIS_HEAD = (
    "satzart,textkennzeichen,land,rb,kreis,vb,gemeinde,gemeindename,flaeche,bevoelkerung,maennlich,weiblich,jekm2,"
    "postleitzahl,laengengrad,breitengrad,schluessel,bezeichnung,verstaedterungschluessel,verstaedterungbezeichnung"
)
DESTATIS = [
    DESTATIS_HEAD,
    "10,,05,,,,,Nordrhein-Westfalen,,,,,,,,,,,,",
    "20,,05,9,,,,Reg.-Bez. Arnsberg,,,,,,,,,,,,",
    '40,41,05,9,13,,,"Dortmund, Stadt",,,,,,,,,,,,',
    '50,50,05,9,13,0000,,"Dortmund, Stadt",,,,,,,,,,,,',
    '60,61,05,9,13,0000,000,"Dortmund, Stadt", 280.71, 588 250, 1, 1, 2 096,44135,"7,464165","51,514171",H11,Ruhrgebiet,01,dicht',
    "40,43,05,9,78,,,Unna,,,,,,,,,,,,",
    '50,50,05,9,78,0036,,"Unna, Stadt",,,,,,,,,,,,',
    '60,63,05,9,78,0036,036,"Unna, Stadt", 88.56, 58 936, 1, 1,  665,59423,"7,689932","51,534878",H11,Ruhrgebiet,02,mittel',
]
KATOTTG_HEAD = (
    "Перший рівень;Другий рівень;Третій рівень;Четвертий рівень;Додатковий рівень;Категорія об’єкта;Назва об’єкта"
)
OBLAST, RAYON, HROMADA = "UA05000000000010236", "UA05020000000026686", "UA05020030000031457"
CITY, VILLAGE = "UA05020030010063857", "UA05020030020012345"
# The categories mix Latin and Cyrillic letters, as the register does.
KATOTTG = [
    KATOTTG_HEAD,
    f"{OBLAST};;;;;O;Вінницька",
    f"{OBLAST};{RAYON};;;;Р;Вінницький",
    f"{OBLAST};{RAYON};{HROMADA};;;H;Вінницька ",
    f"{OBLAST};{RAYON};{HROMADA};{CITY};;М;Вінниця",
    f"{OBLAST};{RAYON};{HROMADA};{VILLAGE};;C;Стадниця",
    "UA80000000000093317;;;;;К;Київ",
]
KSE_HEAD = (
    "hromada_code,hromada_name,raion_code,oblast_code,type,hromada_full_name,hromada_center_code,hromada_center,"
    "lat_center,lon_center,travel_time,square,mountain_hromada,occipied_before_2022,total_popultaion_2022,urban_pct"
)
KSE = [
    KSE_HEAD,
    f"{HROMADA},Вінницька,{RAYON},{OBLAST},міська,Вінницька міська громада,{CITY},Вінниця,49.23,28.46,0,256.6,NA,0,387439,0.95",
]
WAR = [
    "hromada_code,war_zone_27_04_2022,war_zone_20_06_2022,war_zone_23_08_2022,war_zone_10_10_2022,Status_war_sept,deoccupation_date",
    f"{HROMADA},1,1,0,0,deoccupied,March-April",
]


def write(folder: Path, name: str, lines: list[str], encoding: str = "utf-8-sig") -> Path:
    path = folder / name
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path
