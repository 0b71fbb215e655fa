"""Who holds which task and money in Germany and Ukraine, and which level is the counterpart of which.

General statements for the page `levels`; the Länder differ in detail, and the page says so. Sentences are never glued.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spilno.places.enums import AreaLevel
from spilno.places.models import Area

STATE, DISTRICT, MUNICIPALITY = AreaLevel.STATE, AreaLevel.DISTRICT, AreaLevel.MUNICIPALITY


@dataclass(frozen=True)
class Share:
    """What one level holds of a task."""

    level: str
    text: Promise


@dataclass(frozen=True)
class Task:
    key: str
    name: Promise
    germany: tuple[Share, ...]
    ukraine: tuple[Share, ...]


def _task(key: str, name: Promise, germany: dict[str, Promise], ukraine: dict[str, Promise]) -> Task:
    return Task(
        key,
        name,
        tuple(Share(level, text) for level, text in germany.items()),
        tuple(Share(level, text) for level, text in ukraine.items()),
    )


TASKS = [
    _task(
        "schools",
        _("Schools"),
        {
            MUNICIPALITY: _("buildings and equipment of primary schools, often of secondary schools"),
            DISTRICT: _("special schools, in places secondary schools"),
            STATE: _("teachers and curricula"),
        },
        {
            MUNICIPALITY: _("network, buildings and staff of general schools"),
            STATE: _("specialised and boarding schools"),
        },
    ),
    _task(
        "vocational_training",
        _("Vocational training"),
        {
            DISTRICT: _("buildings and equipment of vocational schools"),
            STATE: _("teachers and curricula; companies train alongside"),
        },
        {STATE: _("most vocational schools")},
    ),
    _task(
        "childcare",
        _("Kindergartens and youth"),
        {
            MUNICIPALITY: _("kindergartens, youth centres; larger towns run a youth office"),
            DISTRICT: _("youth office for the smaller municipalities"),
            STATE: _("law and part of the costs"),
        },
        {
            MUNICIPALITY: _("kindergartens, children's services, youth centres"),
            STATE: _("children's homes and other special institutions"),
        },
    ),
    _task(
        "primary_health",
        _("Primary health care and public health"),
        {
            DISTRICT: _("public health office; doctors' practices are organised by the doctors' own bodies"),
            STATE: _("law and supervision"),
        },
        {
            MUNICIPALITY: _("family doctors' centres and outpatient points"),
            STATE: _("regional centres for disease control"),
        },
    ),
    _task(
        "hospitals",
        _("Hospitals"),
        {
            MUNICIPALITY: _("in places owner of a hospital"),
            DISTRICT: _("often owner of a hospital; in many Länder bound to secure the supply"),
            STATE: _("hospital plan and investment, university hospitals"),
        },
        {
            MUNICIPALITY: _("owner of most general hospitals"),
            STATE: _("specialised and regional hospitals, planning of the hospital network"),
        },
    ),
    _task(
        "social_services",
        _("Social services and inclusion"),
        {
            MUNICIPALITY: _("advice, housing of refugees and homeless persons"),
            DISTRICT: _("social assistance, care advice, mostly a share in the job centre"),
            STATE: _("integration assistance, in places through regional associations"),
        },
        {
            MUNICIPALITY: _("social service centres, care at home, support of displaced persons and veterans"),
            DISTRICT: _("payment and control of some state benefits, in the hands of the state administration"),
            STATE: _("residential care and special institutions"),
        },
    ),
    _task(
        "water",
        _("Water and waste water"),
        {
            MUNICIPALITY: _("supply and treatment, often through its utility or an association"),
            DISTRICT: _("lower water authority: permits and control"),
            STATE: _("law, upper water authority"),
        },
        {
            MUNICIPALITY: _("supply and treatment through the communal enterprise"),
            STATE: _("programmes and large supply lines"),
        },
    ),
    _task(
        "waste",
        _("Waste"),
        {
            MUNICIPALITY: _("collection in some Länder, town cleaning"),
            DISTRICT: _("disposal and treatment; in many Länder collection as well"),
            STATE: _("waste plan and supervision"),
        },
        {
            MUNICIPALITY: _("collection and treatment, choice of the operator"),
            STATE: _("regional waste management plan"),
        },
    ),
    _task(
        "energy",
        _("Energy and heat supply"),
        {
            MUNICIPALITY: _("public utility, heat planning, own buildings"),
            DISTRICT: _("climate protection concepts, advice"),
            STATE: _("programmes and supervision"),
        },
        {
            MUNICIPALITY: _("district heating, own buildings, energy plan"),
            STATE: _("programmes, coordination in emergencies"),
        },
    ),
    _task(
        "civil_protection",
        _("Fire service and civil protection"),
        {
            MUNICIPALITY: _("fire service"),
            DISTRICT: _("control centre, rescue service, disaster protection"),
            STATE: _("law, training, support in large disasters"),
        },
        {
            MUNICIPALITY: _("local fire brigades beside the State Emergency Service, shelters, warning"),
            DISTRICT: _("coordination by the military administration during martial law"),
            STATE: _("coordination by the military administration, regional reserves"),
        },
    ),
    _task(
        "roads",
        _("Roads"),
        {
            MUNICIPALITY: _("municipal roads"),
            DISTRICT: _("Kreis roads"),
            STATE: _("Land roads, often also the federal roads"),
        },
        {
            MUNICIPALITY: _("streets and roads inside the settlements"),
            STATE: _("public roads of local importance between the settlements"),
        },
    ),
    _task(
        "public_transport",
        _("Public transport"),
        {
            MUNICIPALITY: _("town buses in places"),
            DISTRICT: _("planning and ordering of local bus services"),
            STATE: _("regional trains, mostly through transport associations"),
        },
        {
            MUNICIPALITY: _("town and hromada lines"),
            STATE: _("lines between the hromadas inside the oblast"),
        },
    ),
    _task(
        "spatial_planning",
        _("Spatial planning and building"),
        {
            MUNICIPALITY: _("land-use and development plans"),
            DISTRICT: _("building permits for smaller municipalities, landscape plans in places"),
            STATE: _("regional plans, in some Länder by planning associations"),
        },
        {
            MUNICIPALITY: _("plan of the whole hromada, land and building control where set up"),
            DISTRICT: _("planning scheme of the rayon"),
            STATE: _("planning scheme of the oblast, regional development strategy"),
        },
    ),
    _task(
        "citizen_services",
        _("Services for citizens"),
        {
            MUNICIPALITY: _("registration of residents, identity cards, civil registry"),
            DISTRICT: _("vehicles, driving licences, aliens' office for the smaller municipalities"),
        },
        {MUNICIPALITY: _("centre for administrative services (CNAP)")},
    ),
    _task(
        "culture",
        _("Culture, libraries, sport"),
        {
            MUNICIPALITY: _("libraries, museums, music schools, sports grounds"),
            DISTRICT: _("Kreis museums and archives, in places music schools"),
            STATE: _("state museums, theatres and archives, grants"),
        },
        {
            MUNICIPALITY: _("libraries, houses of culture, art and sports schools"),
            STATE: _("regional museums, theatres, libraries and archives"),
        },
    ),
]

FACTS = [
    _("In July 2020, 490 rayons became 136; 17 of these 136 were outside government control."),
    _("Since then 1,469 hromadas cover the territory. Cities of oblast significance became part of the new rayons."),
    _("Powers and money went to the hromadas: taxes, schools, primary health care, social services, land."),
    _("A rayon has a council and a state administration, but few tasks and little money of its own."),
    _("What a Kreis does in Germany sits in Ukraine partly in the hromadas and partly in the oblast."),
    _("During martial law, military administrations may hold the powers of an oblast, a rayon or a hromada."),
]


@dataclass(frozen=True)
class Counterpart:
    """One answer to the question who is the counterpart; `level` presets the matching."""

    key: str
    level: str
    title: Promise
    text: Promise
    same_tier: bool = False


HROMADA = Counterpart(
    "hromada",
    MUNICIPALITY,
    _("A hromada"),
    _("The same tier. It holds most local tasks and the money for them, and can sign for itself."),
    same_tier=True,
)
CITY_HROMADA = Counterpart(
    "city_hromada",
    MUNICIPALITY,
    _("A hromada around a large city"),
    _("The city holds the tasks that a Kreis holds in Germany, and has an administration of similar size."),
)
SEVERAL_HROMADAS = Counterpart(
    "several_hromadas",
    MUNICIPALITY,
    _("Several hromadas together"),
    _("They hold the tasks nearest to the citizens. Several hromadas of one rayon reach the size of a Kreis."),
)
RAYON = Counterpart(
    "rayon",
    DISTRICT,
    _("A rayon"),
    _("The same tier by name. It can bring its hromadas together, but it has few tasks and little money of its own."),
    same_tier=True,
)
OBLAST_FOR_KREIS = Counterpart(
    "oblast",
    STATE,
    _("An oblast"),
    _("It holds vocational schools, specialised hospitals and roads between settlements, but it is much larger."),
)
OBLAST = Counterpart(
    "oblast",
    STATE,
    _("An oblast"),
    _("The same tier. Unlike a Land it makes no laws; a partnership opens the way for the municipalities below."),
    same_tier=True,
)
GEMEINDE = Counterpart(
    "gemeinde",
    MUNICIPALITY,
    _("A German town or municipality"),
    _("The same tier. It holds the local tasks and decides through its own council."),
    same_tier=True,
)
KREIS_FOR_HROMADA = Counterpart(
    "kreis",
    DISTRICT,
    _("A German Kreis"),
    _("It holds tasks that a hromada holds too: waste, social services, rescue service, often a hospital."),
)
KREIS = Counterpart(
    "kreis",
    DISTRICT,
    _("A German Kreis"),
    _("The same tier by name. It has more tasks and money than a rayon: agree on what your hromadas take on."),
    same_tier=True,
)
GEMEINDE_FOR_RAYON = Counterpart(
    "gemeinde",
    MUNICIPALITY,
    _("A German town for one of your hromadas"),
    _("The tasks nearest to the citizens lie with your hromadas; a town is their counterpart."),
)
LAND = Counterpart(
    "land",
    STATE,
    _("A German Land"),
    _("The same tier. A Land has its own parliament, laws and grant programmes."),
    same_tier=True,
)
KREIS_FOR_OBLAST = Counterpart(
    "kreis",
    DISTRICT,
    _("A German Kreis or city region"),
    _("It holds vocational schools, hospitals and roads like an oblast, on a smaller scale."),
)

COUNTERPARTS: dict[tuple[str, str], list[Counterpart]] = {
    ("DE", MUNICIPALITY): [HROMADA],
    ("DE", AreaLevel.ASSOCIATION): [HROMADA, SEVERAL_HROMADAS],
    ("DE", DISTRICT): [RAYON, SEVERAL_HROMADAS, CITY_HROMADA, OBLAST_FOR_KREIS],
    ("DE", AreaLevel.REGION): [OBLAST],
    ("DE", STATE): [OBLAST],
    ("UA", MUNICIPALITY): [GEMEINDE, KREIS_FOR_HROMADA],
    ("UA", DISTRICT): [KREIS, GEMEINDE_FOR_RAYON],
    ("UA", STATE): [LAND, KREIS_FOR_OBLAST],
}
# Places that are no unit of their own look for what their municipality would look for.
COUNTRY_DEFAULT = {"DE": MUNICIPALITY, "UA": MUNICIPALITY}


def counterparts(area: Area) -> list[Counterpart]:
    """The levels that come into question for this area in the other country; empty outside Germany and Ukraine."""
    if area.country == "DE" and area.category == "county_free_city":
        return [HROMADA, CITY_HROMADA]
    if area.country == "UA" and area.category == "special_city":
        return [GEMEINDE, LAND]
    known = COUNTERPARTS.get((area.country, area.level))
    if known is not None:
        return known
    return COUNTERPARTS.get((area.country, COUNTRY_DEFAULT.get(area.country, "")), [])


def levels_held(area: Area) -> set[str]:
    """The tiers of the table in which this area stands; a kreisfreie Stadt stands in two, Kyiv in all."""
    if area.category == "special_city":
        return {MUNICIPALITY, DISTRICT, STATE}
    if area.level == MUNICIPALITY and area.category == "county_free_city":
        return {MUNICIPALITY, DISTRICT}
    return {area.level} if area.level in (STATE, DISTRICT, MUNICIPALITY) else {MUNICIPALITY}


def other_country(country: str) -> str:
    return {"DE": "UA", "UA": "DE"}.get(country, "")
