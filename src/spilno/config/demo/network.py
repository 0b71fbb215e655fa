"""Organisations, who acts for them, and relations: documented ones, as public sources tell them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from spilno.accounts.models import User
from spilno.common.enums import Visibility
from spilno.common.partial_dates import PartialDate
from spilno.organisations.actions.confirming import decide_organisation
from spilno.organisations.actions.contact import save_contact_point
from spilno.organisations.actions.delegation import delegate
from spilno.organisations.actions.members import ask_to_join, decide_join
from spilno.organisations.actions.profile import edit_profile, propose_organisation, save_help_entry, save_text
from spilno.organisations.enums import OrganisationKind, Role, Scope
from spilno.organisations.models import Organisation
from spilno.organisations.queries import Acting, get_organisation_to_act, get_organisation_to_own
from spilno.partnerships.actions.keeping import edit_facts, save_partnership_text
from spilno.partnerships.actions.registry import enter_partnership, record_status
from spilno.partnerships.entries import NewParty, NewStatus
from spilno.partnerships.models import Partnership
from spilno.partnerships.queries.access import get_partnership_to_keep
from spilno.places import gazetteer
from spilno.places.models import Area, AreaCode

EXAMPLE = {"de": "Beispiel für die Vorführung.", "uk": "Приклад для показу.", "en": "An example for demonstration."}


def place(text: str, country: str, level: str = "") -> Area | None:
    """The place somebody means by this name in the loaded registers, or that of a code where many bear the name; none
    where they do not hold it."""
    scheme, _colon, code = text.partition(":")
    if code:
        known = AreaCode.objects.filter(scheme=scheme, code=code).select_related("area").first()
        return known.area if known else None
    hit = gazetteer.well_known(gazetteer.find(text, country=country, level=level))
    return Area.objects.filter(pk=hit.id).first() if hit else None


@dataclass(frozen=True)
class Office:
    """An organisation: who owns it, who edits it, where it works, what it is called in which language.

    `unit` is the code of the unit it acts for; where no register brings that, `where` names its seat.
    """

    key: str
    owner: str
    editors: tuple[str, ...]
    where: tuple[str, str]
    kind: OrganisationKind
    name: str
    name_de: str = ""
    name_uk: str = ""
    name_en: str = ""
    themes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("de", "en")
    unit: str = ""


_ADMINISTRATION = OrganisationKind.ADMINISTRATION
OFFICES = (
    Office("office", "coordinator", (), ("Dortmund", "DE"), OrganisationKind.NETWORK_OFFICE, "Netzwerkbüro (Vorführung)",
           name_uk="Офіс мережі (показ)", name_en="Network office (demonstration)", languages=("de", "uk", "en")),
    Office("dortmund", "owner.dortmund", ("editor.dortmund",), ("Dortmund", "DE"), _ADMINISTRATION, "Stadt Dortmund",
           name_uk="Місто Дортмунд", name_en="City of Dortmund", themes=("energy", "youth", "digital", "civil_protection")),
    Office("unna", "editor.unna", (), ("Unna", "DE"), _ADMINISTRATION, "Stadt Unna", name_uk="Місто Унна",
           name_en="Town of Unna", themes=("sport", "education", "climate")),
    Office("steinfurt", "editor.steinfurt", (), ("Steinfurt", "DE"), _ADMINISTRATION, "Kreis Steinfurt",
           name_uk="Район Штайнфурт (Kreis)", name_en="Kreis Steinfurt", themes=("energy", "climate", "agriculture"),
           unit="AGS:05566"),
    Office("association", "editor.association", (), ("Dortmund", "DE"), OrganisationKind.ASSOCIATION,
           "Beispiel: Partnerschaftsverein, Dortmund", name_uk="Приклад: партнерське товариство, Дортмунд",
           name_en="Example: partnership association, Dortmund", themes=("aid", "culture")),
    Office("school", "editor.school", (), ("Dortmund", "DE"), OrganisationKind.SCHOOL, "Beispiel: Gymnasium, Dortmund",
           name_uk="Приклад: гімназія, Дортмунд", name_en="Example: grammar school, Dortmund", themes=("education",)),
    Office("museum", "editor.unna", (), ("Unna", "DE"), OrganisationKind.MUSEUM, "Beispiel: Museum, Unna",
           name_uk="Приклад: музей, Унна", name_en="Example: museum, Unna", themes=("museums", "culture")),
    Office("library", "owner.verkhivtseve", (), ("Верхівцеве", "UA"), OrganisationKind.LIBRARY,
           "Приклад: бібліотека, Верхівцеве", name_de="Beispiel: Bibliothek, Werchiwzewe",
           name_en="Example: library, Verkhivtseve", themes=("museums", "education"), languages=("uk",)),
    Office("verkhivtseve", "owner.verkhivtseve", ("editor.verkhivtseve",), ("Верхівцеве", "UA"), _ADMINISTRATION,
           "Верхівцевська міська рада", name_de="Stadtrat Werchiwzewe", name_en="Verkhivtseve City Council",
           themes=("energy", "education", "economy"), languages=("uk", "en")),
    Office("slobozhanske", "owner.slobozhanske", ("editor.slobozhanske",), ("GEONAMES:705183", "UA"), _ADMINISTRATION,
           "Слобожанська селищна рада", name_de="Siedlungsrat Sloboschanske", name_en="Slobozhanske Settlement Council",
           themes=("integration", "water", "housing"), languages=("uk",)),
)  # fmt: skip


@dataclass
class Built:
    """What later steps build upon."""

    people: dict[str, User]
    offices: dict[str, Organisation]

    def acting(self, person: str, office: str, scope: Scope = Scope.ALL) -> Acting:
        return get_organisation_to_act(self.people[person], self.offices[office].pk, scope)


def make_offices(people: dict[str, User]) -> Built:
    """Proposed by their owners, confirmed by the network office, joined by their editors. Places that are not loaded are
    left out, with everything of theirs."""
    built = Built(people, {})
    for office in OFFICES:
        area = (place(office.unit, office.where[1]) if office.unit else None) or place(*office.where)
        if area is None:
            continue
        values: dict[str, Any] = {name: getattr(office, name) for name in ("name", "name_de", "name_uk", "name_en")}
        owner = people[office.owner]
        made = propose_organisation(values | {"kind": office.kind, "area": area}, acting_user=owner)
        decide_organisation(made, accept=True, reason="", acting_user=people["coordinator"])
        made.refresh_from_db()
        built.offices[office.key] = made
        for editor in office.editors:
            asked = ask_to_join(made, message="Vorführung", acting_user=people[editor])
            decide_join(asked, accept=True, role=Role.EDITOR, acting_user=owner)
        _fill(get_organisation_to_own(owner, made.pk), office, values)
    asked = ask_to_join(built.offices["dortmund"], message="Vorführung", acting_user=people["reader.dortmund"])
    decide_join(asked, accept=True, role=Role.READER, acting_user=people["owner.dortmund"])
    return built


def _fill(acting: Acting, office: Office, values: dict[str, Any]) -> None:
    profile = values | {"kind": office.kind, "website": "", "posts": None, "posts_visibility": Visibility.NETWORK}
    edit_profile(
        acting,
        profile,
        themes=list(office.themes),
        languages=list(office.languages),
        version=acting.organisation.version,
    )
    for number, (language, text) in enumerate(EXAMPLE.items()):
        save_text(
            acting,
            kind="about",
            language=language,
            text=text,
            original=not number,
            visibility=Visibility.PUBLIC,
            version=0,
        )


def make_ties(built: Built) -> None:
    """The association acts for its town and offers help; the town has a contact that only the network sees."""
    owner = get_organisation_to_own(built.people["owner.dortmund"], built.offices["dortmund"].pk)
    delegate(owner, built.offices["association"], scope=Scope.EXCHANGE)
    email = {
        "kind": "email",
        "value": built.people["editor.dortmund"].email,
        "visibility": "network",
        "expires_on": None,
    }
    save_contact_point(
        owner, title="Büro für internationale Beziehungen", visibility=Visibility.NETWORK,
        person=built.people["editor.dortmund"], details=[email],
    )  # fmt: skip
    acting = built.acting("editor.association", "association")
    for kind, text in (("interpreting", "Dolmetschen bei Videotreffen"), ("transport", "Transport von Hilfsgütern")):
        values = {"direction": "offers", "kind": kind, "text": f"{text} (Beispiel)", "link": ""}
        save_help_entry(acting, values)


@dataclass(frozen=True)
class Fact:
    """A documented relation: each side's places, and its history as (phase, type, label, since, on trial, note)."""

    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    history: tuple[tuple[str, str, str, str, bool, str], ...]
    level: str = ""


def _active(
    kind: str = "", since: str = "", label: str = "", trial: bool = False
) -> tuple[str, str, str, str, bool, str]:
    return ("active", kind, label, since, trial, "")


FACTS = (
    Fact(("Nordrhein-Westfalen",), ("Дніпропетровська область",), (_active("partnership", "28.02.2023"),), level="state"),
    Fact(("Köln",), ("Дніпро",), (_active("project", "27.10.2022"), _active("partnership", "28.08.2024"))),
    Fact(("Leinfelden-Echterdingen", "Filderstadt", "Ostfildern"), ("Полтава",), (_active("partnership", "1988"),)),
    Fact(("Würzburg",), ("Львів",), (_active(),)),
    Fact(("Würzburg",), ("Луцьк",), (_active(),)),
    Fact(("Aachen",), ("Чернігів",), (_active(),)),
    Fact(("Lippstadt",), ("Калуш",), (_active(trial=True), _active())),
    Fact(("Bochum",), ("Донецьк",), (_active("partnership", "1987"), ("dormant", "", "", "", False, "Besatzung"))),
    Fact(("Koblenz",), ("Івано-Франківськ",), (("initiated", "", "", "", False, ""),
         ("not_concluded", "", "", "", False, "Die Partnerstadt war mit einer anderen deutschen Stadt verbunden."))),
)  # fmt: skip


REGIONS = (
    ("Land Nordrhein-Westfalen", "Земля Північний Рейн-Вестфалія", ("Düsseldorf", "DE"), "ISO3166_2:DE-NW"),
    ("Oblast Dnipropetrowsk", "Дніпропетровська область", ("Дніпро", "UA"), "ISO3166_2:UA-12"),
)


def _status(step: tuple[str, str, str, str, bool, str]) -> NewStatus:
    phase, kind, label, since, trial, note = step
    begun = PartialDate.parse(since) if since else None
    return NewStatus(phase, agreement_type=kind, local_label=label, begun=begun, on_trial=trial, note=note)


def enter_fact(fact: Fact, coordinator: User) -> Partnership | None:
    """One relation, unless one of its places is not loaded."""
    sides = [
        [place(name, country, fact.level) for name in names]
        for names, country in ((fact.ours, "DE"), (fact.theirs, "UA"))
    ]
    parties = [NewParty(side, area=area) for side, areas in enumerate(sides, start=1) for area in areas if area]
    if len(parties) < len(fact.ours) + len(fact.theirs):
        return None
    first, *later = (_status(step) for step in fact.history)
    made = enter_partnership(parties, [first], acting_user=coordinator, confirmed=True)
    for status in later:
        record_status(made, status, acting_user=coordinator)
    return made


def _region_partners(coordinator: User) -> list[NewParty]:
    """Land and oblast, where no register of units is loaded: as organisations at their seats."""
    parties = []
    for side, (name, name_uk, seat, _unit) in enumerate(REGIONS, start=1):
        area = place(*seat)
        if area is not None:
            values = {
                "name": name,
                "name_de": name,
                "name_uk": name_uk,
                "name_en": "",
                "kind": _ADMINISTRATION,
                "area": area,
            }
            made = propose_organisation(values, acting_user=coordinator)
            decide_organisation(made, accept=True, reason="", acting_user=coordinator)
            parties.append(NewParty(side, organisation=made))
    return parties


def _enter_region(coordinator: User) -> Partnership | None:
    known = enter_fact(FACTS[0], coordinator)
    parties = [] if known else _region_partners(coordinator)
    if len(parties) < len(REGIONS):
        return known
    status = _status(FACTS[0].history[0])
    return enter_partnership(parties, [status], acting_user=coordinator, confirmed=True)


def _enter_example(built: Built) -> list[Partnership]:
    """Museum and library, both named as examples: a relation that its own people keep, with a review that comes near."""
    if not {"museum", "library"} <= built.offices.keys():
        return []
    today = timezone.localdate()
    parties = [NewParty(1, organisation=built.offices["museum"]), NewParty(2, organisation=built.offices["library"])]
    status = NewStatus(
        "active", agreement_type="project", local_label="Beispiel", on_trial=True,
        begun=PartialDate(today - timedelta(days=320)), review_on=today + timedelta(days=45),
    )  # fmt: skip
    coordinator = built.people["coordinator"]
    return [enter_partnership(parties, [status], acting_user=coordinator, confirmed=True)]


def make_partnerships(built: Built) -> list[Partnership]:
    coordinator = built.people["coordinator"]
    region = _enter_region(coordinator)
    made = [region] if region else []
    made += [one for fact in FACTS[1:] if (one := enter_fact(fact, coordinator))]
    cherkasy = place("Черкаси", "UA")
    if cherkasy and "steinfurt" in built.offices:
        parties = [NewParty(1, organisation=built.offices["steinfurt"]), NewParty(2, area=cherkasy)]
        made.append(
            enter_partnership(parties, [_status(_active(since="2023"))], acting_user=coordinator, confirmed=True)
        )
    made += _enter_example(built)
    if region:
        keeping = get_partnership_to_keep(coordinator, region.pk)
        edit_facts(keeping, themes=["reconstruction", "energy"], involved=[], third_partners=[], version=region.version)
        text = "Die Regionalpartnerschaft besteht seit dem 28. Februar 2023."
        save_partnership_text(keeping, language="de", text=text, original=True, version=0)
        text = "Регіональне партнерство існує з 28 лютого 2023 року."
        save_partnership_text(keeping, language="uk", text=text, original=False, version=0)
    return made
