"""Partner requests, an answer with talks, and a case file on its way from the council's motion. All are examples."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from spilno.common.partial_dates import PartialDate
from spilno.common.stamps import stamp_of
from spilno.config.demo.network import Built, place
from spilno.library.actions.agreements import open_agreement
from spilno.library.enums import AgreementKind
from spilno.organisations.enums import Scope
from spilno.partnersearch.actions import introductions, requests
from spilno.partnersearch.enums import Part, ThemeSide
from spilno.partnersearch.models import PartnerRequest
from spilno.partnersearch.queries.introductions import get_seat
from spilno.partnersearch.queries.requests import Keeping, get_request_to_keep, texts_in
from spilno.partnerships.actions.cases import add_candidate, judge_candidate, open_case, record_case_step, write_note
from spilno.partnerships.enums import CandidateStatus, StepKind, StepResult
from spilno.partnerships.models import CaseFile
from spilno.partnerships.queries.cases import STEP, step_values


@dataclass(frozen=True)
class Wish:
    """An example of a request: who writes it, who looks at it second, in which words."""

    office: str
    writer: str
    second: str
    language: str
    title: str
    texts: dict[str, str]
    seeks: dict[str, int]
    offers: dict[str, int]
    wishes: dict[str, object] = field(default_factory=dict)
    translations: dict[str, dict[str, str]] = field(default_factory=dict)
    publish: bool = True


WISHES = (
    Wish(
        "verkhivtseve", "editor.verkhivtseve", "owner.verkhivtseve", "uk", "Приклад: шукаємо партнера для тепла і навчання",
        {Part.ABOUT: "Громада в Дніпропетровській області, 12 533 мешканці. Це приклад запиту для показу.",
         Part.SEEKS: "Обмін досвідом: тепло з пелет, сонячна енергія, STEM-освіта.",
         Part.OFFERS: "Власний досвід із пелетами, знайомство зі школами."},
        {"energy": 3, "education": 2}, {"economy": 1}, {"agreement_types": ["project", "friendship"]},
        {"de": {Part.TITLE: "Beispiel: Wir suchen eine Partnerstadt für Wärme und Bildung",
                Part.ABOUT: "Gemeinde im Gebiet Dnipropetrowsk, 12.533 Einwohner. Ein Beispiel für die Vorführung.",
                Part.SEEKS: "Erfahrungen austauschen: Wärme aus Pellets, Sonnenenergie, MINT-Bildung."}},
    ),
    Wish(
        "slobozhanske", "editor.slobozhanske", "owner.slobozhanske", "uk", "Приклад: вода, житло та підтримка переселенців",
        {Part.ABOUT: "Громада в Харківській області, 24 834 мешканці, 570 км². Це приклад запиту для показу.",
         Part.SEEKS: "Водопостачання, житло, інтеграція внутрішньо переміщених осіб.",
         Part.DISPLACED: "10 502 внутрішньо переміщені особи."},
        {"water": 3, "housing": 2, "integration": 3}, {"governance": 1},
    ),
    Wish(
        "dortmund", "editor.dortmund", "owner.dortmund", "de", "Beispiel: Energie und Jugend, gern auf Probe",
        {Part.ABOUT: "Großstadt in Nordrhein-Westfalen. Ein Beispiel für die Vorführung.",
         Part.SEEKS: "Jugendaustausch und gemeinsame Projekte der Stadtwerke.",
         Part.OFFERS: "Erfahrung mit Fernwärme, Feuerwehr und Stadtentwicklung."},
        {"youth": 3, "culture": 1}, {"energy": 3, "civil_protection": 2}, {"on_trial": True},
    ),
    Wish(
        "school", "editor.school", "editor.school", "de", "Beispiel: Schule sucht Schule für ein Klimaprojekt",
        {Part.ABOUT: "Gymnasium in Dortmund. Ein Beispiel für die Vorführung.",
         Part.SEEKS: "Eine Schule in der Ukraine, zuerst mit gemeinsamem Unterricht per Video.",
         Part.OFFERS: "Englisch und Deutsch als gemeinsame Sprachen, Erfahrung mit Schüleraustausch."},
        {"education": 3, "climate": 2}, {"education": 2}, {"kinds": ["school"]},
        {"uk": {Part.TITLE: "Приклад: школа шукає школу для кліматичного проєкту",
                Part.ABOUT: "Гімназія в Дортмунді. Приклад для показу.",
                Part.SEEKS: "Школа в Україні, спершу зі спільними уроками по відео."}},
    ),
    Wish(
        "library", "owner.verkhivtseve", "owner.verkhivtseve", "uk", "Приклад: бібліотека шукає бібліотеку",
        {Part.ABOUT: "Міська бібліотека. Приклад запиту для показу.",
         Part.SEEKS: "Книжки українською та німецькою, спільні читання по відео.",
         Part.OFFERS: "Онлайн-зустрічі з читачами."},
        {"museums": 3, "youth": 1}, {"culture": 1}, {"kinds": ["library"]},
        {"de": {Part.TITLE: "Beispiel: Bibliothek sucht Bibliothek",
                Part.ABOUT: "Stadtbibliothek. Ein Beispiel für die Vorführung.",
                Part.SEEKS: "Bücher auf Ukrainisch und Deutsch, gemeinsames Lesen per Video."}},
    ),
    Wish(
        "unna", "editor.unna", "editor.unna", "de", "Beispiel: Schulen und Sport",
        {Part.ABOUT: "Kreisstadt in Nordrhein-Westfalen. Ein Beispiel für die Vorführung.",
         Part.SEEKS: "Begegnungen von Schulen und Sportvereinen."},
        {"education": 2, "sport": 2}, {"climate": 2}, publish=False,
    ),
)  # fmt: skip


# The reader's next step, which every request says.
NEXT_STEP = {
    "de": "Schreiben Sie uns hier und schlagen Sie zwei Termine für ein Videotreffen vor (Beispiel).",
    "uk": "Напишіть нам тут і запропонуйте два дні для відеозустрічі (приклад).",
}


def _keeping(built: Built, person: str, request: PartnerRequest) -> Keeping:
    return get_request_to_keep(built.people[person], request.pk, office=True)


def make_request(built: Built, wish: Wish) -> PartnerRequest:
    """From the draft over the second pair of eyes and the office to the public."""
    acting = built.acting(wish.writer, wish.office, Scope.REQUESTS)
    made = requests.begin_request(acting, title=wish.title, language=wish.language)
    themes: dict[tuple[str, str], int] = {(ThemeSide.SEEKS, theme): weight for theme, weight in wish.seeks.items()}
    themes |= {(ThemeSide.OFFERS, theme): weight for theme, weight in wish.offers.items()}
    wishes = {name: getattr(made, name) for name in requests.WISHES} | wish.wishes
    keeping = _keeping(built, wish.writer, made)
    requests.save_wishes(keeping, version=made.version, wishes=wishes, themes=themes, regions=[])
    for language, texts in {wish.language: wish.texts, **wish.translations}.items():
        keeping = _keeping(built, wish.writer, made)
        texts = texts | {Part.NEXT_STEP: NEXT_STEP[language]}
        requests.save_texts(keeping, language=language, texts=texts, stamp=stamp_of(texts_in(made, language)))
    submitted = requests.submit_request(_keeping(built, wish.writer, made))
    if submitted.status == "second_eyes":
        requests.approve_request(_keeping(built, wish.second, made))
    if wish.publish:
        requests.publish_request(_keeping(built, "coordinator", made))
    return PartnerRequest.objects.get(pk=made.pk)


def make_requests(built: Built) -> dict[str, PartnerRequest]:
    return {wish.office: make_request(built, wish) for wish in WISHES if wish.office in built.offices}


def make_answers(built: Built, made: dict[str, PartnerRequest]) -> None:
    """Dortmund answers Verkhivtseve; both want to talk, and a first meeting is agreed. Unna's answer waits."""
    if "verkhivtseve" not in made:
        return
    said = {"cooperation": "Fernwärme und Schulen (Beispiel)", "missing": "", "who": "Stadt Dortmund", "language": "de"}
    first = introductions.answer_request(
        made["verkhivtseve"],
        built.acting("editor.dortmund", "dortmund", Scope.REQUESTS),
        once=secrets.token_hex(16),
        **said,
    )
    introductions.accept_introduction(get_seat(built.people["owner.verkhivtseve"], first.pk))
    when = (timezone.now() + timedelta(days=21)).replace(hour=9, minute=0, second=0, microsecond=0)
    meeting = introductions.propose_meeting(
        get_seat(built.people["editor.dortmund"], first.pk), starts_at=when, minutes=60, where="Videokonferenz", note=""
    )
    introductions.agree_meeting(get_seat(built.people["owner.verkhivtseve"], first.pk), meeting)
    if "slobozhanske" in made:
        acting = built.acting("editor.unna", "unna", Scope.REQUESTS)
        again = said | {"cooperation": "Wasserwerke (Beispiel)", "who": "Stadt Unna"}
        introductions.answer_request(made["slobozhanske"], acting, once=secrets.token_hex(16), **again)


def _done(built: Built, case: CaseFile, kind: StepKind, days_ago: int, by: str = "", note: str = "") -> None:
    step = case.steps.get(kind=kind)
    values = {name: getattr(step, name) for name in STEP}
    values |= {"result": StepResult.DONE, "done_on": (timezone.now() - timedelta(days=days_ago)).date()}
    values |= {"decided_by": by, "note": note, "stamp": stamp_of(step_values(step))}
    record_case_step(built.acting("editor.dortmund", "dortmund", Scope.PARTNERSHIPS), step, values)


def make_case(built: Built) -> CaseFile:
    """The council's motion, the order, the criteria and three proposals; one is chosen; a draft of the agreement."""
    acting = built.acting("editor.dortmund", "dortmund", Scope.PARTNERSHIPS)
    moved = datetime.now(timezone.get_current_timezone()).date() - timedelta(days=140)
    case = open_case(
        acting, title="Beispiel: Partnerschaft mit einer Gemeinde in der Ukraine", motion="Antrag mehrerer Fraktionen",
        moved=PartialDate(moved), responsible=built.people["editor.dortmund"],
    )  # fmt: skip
    _done(built, case, StepKind.ORDER, 120, by="Rat", note="Prüfauftrag an die Verwaltung")
    _done(built, case, StepKind.CRITERIA, 90, note="Ähnliche Größe, gemeinsame Themen, Bereitschaft zu einer Probezeit")
    _done(built, case, StepKind.CONSULTATION, 60)
    chosen = None
    for name, note in (("Верхівцеве", "Gespräche haben begonnen"), ("Полтава", ""), ("Чернігів", "")):
        area = place(name, "UA")
        if area is not None:
            candidate = add_candidate(acting, case, area, match={}, note=note)
            chosen = chosen or candidate
    if chosen is not None:
        judge_candidate(acting, chosen, status=CandidateStatus.CHOSEN, note="Ausschuss hat zugestimmt (Beispiel)")
    write_note(acting, case, "Nächster Schritt: zweisprachiges erstes Treffen.")
    open_agreement(acting, kind=AgreementKind.INTENT, case=case)
    return case
