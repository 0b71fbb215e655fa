"""A case file: from the motion to the signature, or to the reason why there is none; and the papers on the way."""

import io
import json
from datetime import date, timedelta

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document
from pytest_django import DjangoAssertNumQueries

from spilno.common.audit import entries_about
from spilno.common.errors import RefusedError
from spilno.common.models import OutboxMail
from spilno.common.partial_dates import PartialDate
from spilno.common.stamps import stamp_of
from spilno.design.papers.paper import Paper, Words
from spilno.design.papers.pdf import as_pdf
from spilno.design.papers.word import as_docx
from spilno.organisations.enums import Scope
from spilno.organisations.queries import Acting, get_organisation_to_act
from spilno.partnerships.actions import cases as actions
from spilno.partnerships.actions.registry import enter_partnership
from spilno.partnerships.entries import NewParty, NewStatus
from spilno.partnerships.enums import (
    AgreementType,
    CandidateStatus,
    CaseOutcome,
    PaperKind,
    Phase,
    StepKind,
    StepResult,
)
from spilno.partnerships.models import CaseFile, CaseStep, Partnership
from spilno.partnerships.papers.building import LANGUAGES, build_paper
from spilno.partnerships.queries.cases import get_case_for, get_case_to_keep, step_values
from spilno.partnerships.tasks import announce_reviews, remind_of_steps
from spilno.places.enums import AreaLevel, CodeScheme, StatusKind
from spilno.places.models import AreaStatus, DataSource
from tests.cast import Network, load_network, place
from tests.shapes import step

pytestmark = pytest.mark.django_db


def acting(network: Network) -> Acting:
    return get_organisation_to_act(network.dortmund_editor, network.dortmund.pk, Scope.PARTNERSHIPS)


def opened(network: Network) -> CaseFile:
    moved = PartialDate.parse("10.03.2022")
    return actions.open_case(
        acting(network), title="Ukraine", motion="Der Rat bittet …", moved=moved, responsible=network.dortmund_editor
    )


def values(step: CaseStep, **changed: object) -> dict[str, object]:
    """What the form of a step sends, with the stamp of what it showed."""
    base = {"stamp": stamp_of(step_values(CaseStep.objects.get(pk=step.pk)))}
    base |= {"result": StepResult.DONE, "side": "ours", "due_on": None, "done_on": None, "decided_by": "", "note": ""}
    return base | changed


def test_a_case_goes_from_motion_to_history_without_retyping() -> None:
    network = load_network()
    case = opened(network)
    own = acting(network)
    resolution = case.steps.get(kind=StepKind.OWN_RESOLUTION)
    done = PartialDate.parse("01.06.2022").on
    actions.record_case_step(own, resolution, values(resolution, done_on=done, decided_by="Rat"))
    reasons = [{"code": "size", "direction": "for", "text": {"de": "Ähnlich groß", "uk": "Схожа за розміром"}}]
    actions.add_candidate(own, case, network.zhytomyr.area, match={"score": 0.8, "reasons": reasons})
    agreement = step(Phase.ACTIVE, "27.10.2022", AgreementType.PROJECT, review_on=PartialDate.parse("1.10.2030").on)
    relation = actions.sign_case(own, case, agreement)
    assert [(one.phase, one.on.isoformat(), one.decided_by) for one in relation.history.all()] == [
        (Phase.INITIATED, "2022-03-10", ""),
        (Phase.PLANNED, "2022-06-01", "Rat"),
        (Phase.ACTIVE, "2022-10-27", ""),
    ]
    case.refresh_from_db()
    assert (case.outcome, case.partnership) == (CaseOutcome.SIGNED, relation)
    assert case.steps.get(kind=StepKind.REVIEW).due_on.isoformat() == "2030-10-01"
    with pytest.raises(RefusedError):
        actions.reopen_case(own, case)


def test_both_councils_stand_in_the_history_and_the_day_of_the_signature_ends_the_case() -> None:
    network = load_network()
    case, own = opened(network), acting(network)
    for kind, day, who in (
        (StepKind.PARTNER_RESOLUTION, "20.06.2022", ""),
        (StepKind.OWN_RESOLUTION, "1.6.2022", "Rat"),
    ):
        resolution = case.steps.get(kind=kind)
        done = PartialDate.parse(day).on
        actions.record_case_step(own, resolution, values(resolution, done_on=done, decided_by=who))
    candidate = actions.add_candidate(own, case, network.zhytomyr.area, match={})
    relation = actions.sign_case(own, case, step(Phase.ACTIVE, "27.10.2022", AgreementType.PROJECT))
    decided = [(one.on.isoformat(), one.decided_by) for one in relation.history.filter(phase=Phase.PLANNED)]
    assert decided == [("2022-06-01", "Rat"), ("2022-06-20", network.zhytomyr.area.label)]
    case.refresh_from_db()
    candidate.refresh_from_db()
    assert (case.outcome_on.isoformat(), candidate.status) == ("2022-10-27", CandidateStatus.CHOSEN)


def test_a_second_agreement_of_the_same_two_goes_on_in_their_history() -> None:
    network = load_network()
    own = acting(network)
    first, second = opened(network), opened(network)
    for case in (first, second):
        actions.add_candidate(own, case, network.zhytomyr.area, match={})
    relation = actions.sign_case(own, first, step(Phase.ACTIVE, "27.10.2022", AgreementType.PROJECT))
    again = actions.sign_case(own, second, step(Phase.ACTIVE, "28.08.2024", AgreementType.PARTNERSHIP))
    assert again == relation == Partnership.objects.get()
    assert again.agreement_type == AgreementType.PARTNERSHIP
    assert [one.phase for one in again.history.all()] == [Phase.INITIATED, Phase.ACTIVE, Phase.ACTIVE]


def test_a_case_without_a_signature_is_a_lesson_in_the_registry() -> None:
    network = load_network()
    case = opened(network)
    with pytest.raises(RefusedError):
        actions.close_case(acting(network), case, outcome=CaseOutcome.TAKEN, note="", in_registry=True)
    actions.add_candidate(acting(network), case, network.zhytomyr.area, match={})
    relation = actions.close_case(
        acting(network), case, outcome=CaseOutcome.TAKEN, note="Schon vergeben.", in_registry=True
    )
    assert relation.phase == Phase.NOT_CONCLUDED
    assert relation.history.last().note == "Schon vergeben."
    with pytest.raises(RefusedError):
        actions.add_candidate(acting(network), case, network.unna.area, match={})
    actions.reopen_case(acting(network), case)
    assert case.outcome == CaseOutcome.OPEN
    # Ended so once more it is another step of the same history, no second relation.
    steps = relation.history.count()
    again = actions.close_case(
        acting(network), case, outcome=CaseOutcome.COUNCIL_REFUSED, note="Der Rat.", in_registry=True
    )
    assert (again, again.history.count(), Partnership.objects.count()) == (relation, steps + 1, 1)


def test_who_is_partner_already_is_not_entered_as_never_concluded() -> None:
    network = load_network()
    case = opened(network)
    actions.add_candidate(acting(network), case, network.zhytomyr.area, match={})
    relation = actions.sign_case(acting(network), case, NewStatus(Phase.ACTIVE, begun=PartialDate(date(2024, 5, 2))))
    other = opened(network)
    actions.add_candidate(acting(network), other, network.zhytomyr.area, match={})
    with pytest.raises(RefusedError) as refused:
        actions.close_case(acting(network), other, outcome=CaseOutcome.TAKEN, note="", in_registry=True)
    assert refused.value.field == "in_registry"
    relation.refresh_from_db()
    assert (relation.phase, Partnership.objects.count()) == (Phase.ACTIVE, 1)


def test_the_committee_gets_three_proposals_each_once_and_never_its_own_country() -> None:
    network = load_network()
    case, own = opened(network), acting(network)
    actions.add_candidate(own, case, network.zhytomyr.area, match={})
    for area in (network.zhytomyr.area, network.unna.area, network.dortmund.area):
        with pytest.raises(RefusedError):
            actions.add_candidate(own, case, area, match={})
    for candidate in case.candidates.all():
        actions.judge_candidate(own, candidate, status=CandidateStatus.CHOSEN, note="")
    assert case.candidates.get().status == CandidateStatus.CHOSEN


def test_a_case_is_read_by_its_organisation_only_and_kept_by_editors_and_delegates() -> None:
    network = load_network()
    case = opened(network)
    readers, keepers = set(), set()
    for name, user in network.users().items():
        for found, get in ((readers, get_case_for), (keepers, get_case_to_keep)):
            try:
                get(user, case.pk)
            except Http404:
                continue
            found.add(name)
    assert keepers == {"dortmund_owner", "dortmund_editor", "association_editor"}
    assert readers == keepers | {"dortmund_reader"}
    network.delegation.delete()
    with pytest.raises(Http404):
        get_case_for(network.association_editor, case.pk)


def test_the_responsible_person_is_reminded_once_and_again_after_a_new_day() -> None:
    network = load_network()
    case, own = opened(network), acting(network)
    due = case.steps.get(kind=StepKind.CRITERIA)
    tomorrow = timezone.localdate() + timedelta(days=1)
    actions.record_case_step(own, due, values(due, result=StepResult.OPEN, due_on=tomorrow))
    assert [remind_of_steps(), remind_of_steps()] == [1, 0]
    mail = OutboxMail.objects.get()
    assert mail.to == network.dortmund_editor.email
    assert "Ukraine" not in mail.text
    actions.record_case_step(own, due, values(due, result=StepResult.OPEN, due_on=tomorrow + timedelta(days=1)))
    assert remind_of_steps() == 1


def test_both_sides_are_told_of_a_review_once() -> None:
    network = load_network()
    case, own = opened(network), acting(network)
    actions.add_candidate(own, case, network.zhytomyr.area, match={})
    soon = timezone.localdate() + timedelta(days=30)
    relation = actions.sign_case(own, case, step(Phase.ACTIVE, "2022", AgreementType.PROJECT, review_on=soon))
    assert announce_reviews() == 0
    Partnership.objects.filter(pk=relation.pk).update(status="confirmed")
    assert [announce_reviews(), announce_reviews()] == [1, 0]
    told = {mail.to: mail.text for mail in OutboxMail.objects.all()}
    assert set(told) == {network.dortmund_owner.email, network.zhytomyr_owner.email}
    assert all(" – " in text.splitlines()[0] for text in told.values()), "whoever has several knows which"


@pytest.mark.parametrize("kind", PaperKind.values)
@pytest.mark.parametrize("languages", list(LANGUAGES))
def test_every_paper_is_made_as_word_and_tagged_pdf_in_every_language(kind: str, languages: str) -> None:
    network = load_network()
    case, own = opened(network), acting(network)
    reasons = [{"code": "size", "direction": "for", "text": {"de": "Ähnlich groß", "uk": "Схожа", "en": "Alike"}}]
    actions.add_candidate(
        own, case, network.zhytomyr.area, match={"score": 0.8, "on": "2026-01-01", "reasons": reasons}
    )
    paper = Paper.from_dict(build_paper(case, kind, languages).as_dict())
    pdf = as_pdf(paper)
    assert pdf.startswith(b"%PDF") and b"/MarkInfo" in pdf and b"pdfuaid" in pdf
    document = Document(io.BytesIO(as_docx(paper)))
    xml = document.element.xml
    for language, code in (("de", "de-DE"), ("uk", "uk-UA"), ("en", "en-GB")):
        assert (f'w:lang w:val="{code}"' in xml) == (language in LANGUAGES[languages])


def test_what_people_wrote_stays_text_in_every_paper() -> None:
    hostile = '#import "x" *b* $x$ @label <b> {{ x }} \\u0007 \x07 \u202e 🌻 ]]> &'
    words = Words(("de", "uk"))
    paper = Paper(words.languages, words.same(hostile), foot=words.same(hostile))
    paper.heading(words.same(hostile))
    paper.text(words.same(hostile))
    paper.table([words.same(hostile)], [[words.same(hostile)]])
    paper.items([words.same(hostile)])
    paper.lines(2)
    assert as_pdf(paper).startswith(b"%PDF")
    text = "\n".join(one.text for one in Document(io.BytesIO(as_docx(paper))).paragraphs)
    assert '#import "x" *b* $x$' in text


def test_the_whole_way_in_the_browser_of_an_officer() -> None:
    network = load_network()
    client = Client()
    client.force_login(network.dortmund_editor)
    address = reverse("partnerships:open_case", args=[network.dortmund.pk])
    client.post(address, {"title": "Ukraine", "motion": "Antrag", "moved": "03/2026"})
    case = CaseFile.objects.get()
    client.post(reverse("partnerships:add_candidate", args=[case.pk]), {"area": "katottg:UA18040190000057814"})
    order = case.steps.get(kind=StepKind.ORDER)
    step_address = reverse("partnerships:case_step", args=[case.pk, order.pk])
    sent = {"result": "done", "side": "ours", "decided_by": "Rat", "stamp": stamp_of(step_values(order))}
    assert client.post(step_address, sent | {"done_on": "24.12.2199"}).status_code == 422
    client.post(step_address, sent | {"done_on": "01.04.2026"})
    # What somebody typed on an older page is not lost, and loses nothing.
    answer = client.post(step_address, sent | {"note": "Danach getippt"})
    assert answer.status_code == 422
    assert "Danach getippt" in answer.content.decode() and "Stored now" in answer.content.decode()
    client.post(reverse("partnerships:make_paper", args=[case.pk]), {"kind": "dossier", "languages": "de+uk"})
    row = case.papers.get()
    for form in ("docx", "pdf"):
        assert client.get(reverse("partnerships:paper", args=[case.pk, row.pk, form])).status_code == 200
    client.post(reverse("partnerships:write_note", args=[case.pk]), {"text": "Bitte anrufen"})
    page = client.get(reverse("partnerships:case", args=[case.pk])).content.decode()
    assert "Bitte anrufen" in page and "Житомирська" in page
    data = {"phase": "active", "agreement_type": "friendship", "begun": "01.05.2026"}
    answer = client.post(reverse("partnerships:sign_case", args=[case.pk]), data)
    assert answer.status_code == 302
    assert Partnership.objects.get().sort_name == "Dortmund – Житомирська"


def test_a_town_that_is_proposed_stands_for_its_hromada() -> None:
    network = load_network()
    hromada = network.zhytomyr.area
    town = place(AreaLevel.SETTLEMENT, "Житомир", (CodeScheme.KATOTTG, "UA18040190010057814"), hromada)
    source = DataSource.objects.create(key="war", title="War zones")
    AreaStatus.objects.create(area=hromada, kind=StatusKind.WAR_ZONE, as_of=date(2022, 10, 10), source=source)
    other = NewParty(1, area=network.unna.area), NewParty(2, area=hromada)
    enter_partnership(other, [step(Phase.ACTIVE, "2021")], acting_user=None, confirmed=True)
    refused = NewParty(1, area=network.dortmund.area), NewParty(2, area=hromada)
    relation = enter_partnership(refused, [step(Phase.NOT_CONCLUDED, "2019")], acting_user=None, confirmed=True)
    case, own = opened(network), acting(network)
    actions.add_candidate(own, case, town, match={})
    told = json.dumps(build_paper(case, kind="dossier", languages="en").as_dict(), ensure_ascii=False)
    assert "Unna (2021)" in told and "none in the registry" not in told
    assert "war zone" in told.lower() and f", {hromada.label}" in told
    assert "has not entered any reasons" in told and "Fit by the chosen weights" not in told
    letter = build_paper(case, kind="letter_of_intent", languages="de+uk")
    assert letter.blocks[-1].kind == "signatures"
    assert "Житомирська" in json.dumps(letter.as_dict(), ensure_ascii=False)
    # A refusal of years ago is where the signature's history goes on.
    assert actions.sign_case(own, case, step(Phase.ACTIVE, "2022")) == relation
    relation.refresh_from_db()
    assert relation.phase == Phase.ACTIVE


@pytest.mark.parametrize("number", [1, 4])
def test_the_list_of_cases_asks_a_fixed_number_of_questions(
    django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    network = load_network()
    for _each in range(number):
        opened(network)
    client = Client()
    client.force_login(network.dortmund_editor)
    client.get(reverse("partnerships:cases"))
    with django_assert_num_queries(13):
        client.get(reverse("partnerships:cases"))


def test_an_association_opens_a_case_and_the_trail_says_through_whom() -> None:
    network = load_network()
    client = Client()
    client.force_login(network.association_editor)
    client.post(reverse("partnerships:open_case", args=[network.dortmund.pk]), {"title": "Ukraine"})
    entry = entries_about(CaseFile.objects.get()).get()
    assert (entry.behalf_of_id, entry.through_id) == (network.dortmund.pk, network.association.pk)
