"""Agreements: filled from the case file, in two languages, and what was signed stays with the partnership."""

import io
import json
import re
from datetime import date
from string import Template

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document as WordFile

from spilno.common.errors import ChangedMeanwhileError, RefusedError
from spilno.common.partial_dates import PartialDate
from spilno.common.stamps import stamp_of
from spilno.design.papers.paper import Paper, Words
from spilno.design.papers.pdf import as_pdf, as_set
from spilno.design.papers.word import as_docx
from spilno.library.actions import agreements as actions
from spilno.library.agreements.building import build_agreement
from spilno.library.agreements.choices import LANGUAGE_SETS, Choices, PartyText
from spilno.library.agreements.clauses import LANGUAGES, model
from spilno.library.agreements.naming import columns_of, party_of
from spilno.library.agreements.numbers import duration
from spilno.library.enums import AgreementKind
from spilno.library.handover import sections
from spilno.library.models import Agreement
from spilno.library.queries.agreements import changes_between, draft_paper, paper_of
from spilno.organisations.enums import Scope, Theme
from spilno.organisations.models import Organisation, OrganisationTheme
from spilno.organisations.queries import Acting, get_organisation_to_act
from spilno.partnerships.actions import cases
from spilno.partnerships.enums import AgreementType, Phase, StepKind
from spilno.partnerships.models import CaseFile, CaseStep, Document
from spilno.partnerships.queries.cases import step_values
from spilno.places.enums import AreaLevel, CodeScheme
from tests.cast import Network, load_network, place
from tests.shapes import step

pytestmark = pytest.mark.django_db
HOSTILE = '#import "x" *b* $x$ ${term} %s @label <script>alert(1)</script> {{ x }} \\u0007 \x07 \u202e ]]> & =1+1'


def acting(network: Network) -> Acting:
    return get_organisation_to_act(network.dortmund_editor, network.dortmund.pk, Scope.PARTNERSHIPS)


def decide(own: Acting, case: CaseFile, kind: StepKind, day: str, body: str) -> None:
    row: CaseStep = case.steps.get(kind=kind)
    values = {"result": "done", "side": "ours", "due_on": None, "note": "", "stamp": stamp_of(step_values(row))}
    cases.record_case_step(own, row, values | {"done_on": date.fromisoformat(day), "decided_by": body})


def opened(network: Network) -> CaseFile:
    case = cases.open_case(acting(network), title="Ukraine", motion="", moved=None, responsible=None)
    cases.add_candidate(acting(network), case, network.zhytomyr.area, match={})
    return case


def words(paper: Paper, language: str) -> str:
    return "\n".join(one.get(language, "") for block in paper.blocks for one in block.passages)


def test_every_clause_says_the_same_in_three_languages() -> None:
    texts = [one for article in model().articles for one in [article.title, *(p.text for p in article.paragraphs)]]
    texts += [one.text for one in model().preamble] + list(model().titles.values()) + list(model().words.values())
    for text in texts:
        asked = {language: set(Template(text[language]).get_identifiers()) for language in LANGUAGES}
        assert all(text[language].strip() for language in LANGUAGES)
        assert asked["de"] == asked["uk"] == asked["en"], text["en"]
    assert set(model().titles) == set(AgreementKind.values)


@pytest.mark.parametrize("languages", LANGUAGE_SETS)
@pytest.mark.parametrize("kind", AgreementKind.values)
def test_every_model_becomes_a_word_file_and_a_tagged_pdf_with_marked_languages(kind: str, languages: str) -> None:
    paper = build_agreement(kind, Choices(languages=languages, trial_months=6, aid=True, themes=["energy"]), [])
    again = Paper.from_dict(json.loads(json.dumps(paper.as_dict())))
    pdf = as_pdf(again)
    assert pdf.startswith(b"%PDF") and b"pdfuaid" in pdf and b"/MarkInfo" in pdf
    xml = WordFile(io.BytesIO(as_docx(again))).element.xml
    for language, code in (("de", "de-DE"), ("uk", "uk-UA"), ("en", "en-GB")):
        assert (f'w:lang w:val="{code}"' in xml) == (language in languages.split("+"))
        assert "$" not in words(again, language)


@pytest.mark.parametrize(
    ("number", "german", "ukrainian", "english"),
    [
        (1, "einem Monat", "1 місяць", "one month"),
        (2, "2 Monaten", "2 місяці", "2 months"),
        (5, "5 Monaten", "5 місяців", "5 months"),
        (12, "12 Monaten", "12 місяців", "12 months"),
        (21, "21 Monaten", "21 місяць", "21 months"),
        (24, "24 Monaten", "24 місяці", "24 months"),
    ],
)
def test_durations_stand_in_the_right_form(number: int, german: str, ukrainian: str, english: str) -> None:
    assert [duration(number, "month", one) for one in LANGUAGES] == [german, ukrainian, english]


def test_answers_decide_which_clauses_stand() -> None:
    short = build_agreement("friendship", Choices(confidentiality=False, data_protection=False, term="unlimited"), [])
    full = build_agreement("friendship", Choices(trial_months=6, term="war", term_years=5), [])
    assert "Vertraulichkeit" not in words(short, "de") and "auf unbestimmte Zeit" in words(short, "de")
    assert "Probezeit von 6 Monaten" in words(full, "de") and "випробувального періоду" in words(full, "uk")
    assert "bis zum Ablauf von 5 Jahren nach der Aufhebung des Kriegsrechts" in words(full, "de")
    intent = words(build_agreement("intent", Choices(), []), "uk")
    assert "не має обов’язкової юридичної сили" in intent and "Припинення" not in intent
    numbers = [block.passages[0]["de"] for block in full.blocks if block.kind == "heading"][1:-1]
    assert [one.split(".")[0] for one in numbers] == [f"Artikel {n}" for n in range(1, len(numbers) + 1)]


def test_what_people_wrote_stays_text_in_both_files() -> None:
    own = dict.fromkeys(LANGUAGES, HOSTILE)
    choices = Choices(title=own, other_themes=own, project_title=own, project_goal=own, additional=own)
    paper = build_agreement("project", choices, [PartyText(own, own, HOSTILE, date(2026, 2, 28))] * 2)
    assert as_pdf(paper).startswith(b"%PDF")
    file = WordFile(io.BytesIO(as_docx(paper)))
    text = file.element.xml
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text and "${term}" in text and "<script>" not in text
    assert "w:fldSimple" not in text and "w:instrText" not in text


def test_a_name_longer_than_its_column_breaks_and_stays_whole_in_word() -> None:
    """A long German name ran out of the Ukrainian column and off the page."""
    name = "Gemeindeverbandsversammlungsvorsteherschaft"
    own = dict.fromkeys(LANGUAGES, name)
    paper = build_agreement("project", Choices(), [PartyText(own, own)] * 2)
    told = [
        passage
        for block in as_set(paper)["blocks"]
        for passage in block["passages"]
        if "Gemeinde" in passage.get("uk", "")
    ]
    assert told
    for passage in told:
        assert max(map(len, re.split("[\\s\u00ad\u200b]", passage["uk"]))) < 25
        assert name in passage["uk"].replace("\u00ad", "")
    assert name in WordFile(io.BytesIO(as_docx(paper))).element.xml


def test_a_kreis_is_called_a_district_once_in_ukrainian() -> None:
    told = {"name_uk": "Район Штайнфурт (Kreis)", "category": "kreis", "country": "DE"}
    kreis = place(AreaLevel.DISTRICT, "Kreis Steinfurt", (CodeScheme.AGS, "05566"), **told)
    assert party_of(kreis).name["uk"] == "район Штайнфурт (Kreis)"


def test_twelve_parties_fit_and_a_thirteenth_is_refused() -> None:
    network = load_network()
    own = acting(network)
    draft = actions.open_agreement(own, kind="several")
    for number in range(2, 13):
        values = columns_of(PartyText({"de": f"Gemeinde {number}", "uk": f"Громада {number}"}))
        actions.add_party(own, draft, area=None, values=values)
    with pytest.raises(RefusedError):
        actions.add_party(own, draft, area=None, values=columns_of(PartyText({"de": "Zu viel"})))
    paper = draft_paper(draft)
    signing = next(block for block in paper.blocks if block.kind == "signatures")
    assert len(signing.passages) == 12 and as_pdf(paper).startswith(b"%PDF") and as_docx(paper)
    last = draft.parties.last()
    actions.move_party_up(own, last)
    assert [one.name_de for one in draft.parties.all()][-2:] == ["Gemeinde 12", "Gemeinde 11"]


def test_a_draft_is_filled_from_the_case_file_without_retyping() -> None:
    network = load_network()
    own, case = acting(network), opened(network)
    OrganisationTheme.objects.create(organisation=network.dortmund, theme=Theme.ENERGY)
    decide(own, case, StepKind.OWN_RESOLUTION, "2026-03-12", "Rat der Stadt")
    draft = actions.open_agreement(own, kind="friendship", case=case)
    text = words(draft_paper(draft), "de")
    assert "Dortmund" in text and "Житомирська" in text and "Energie" in text
    assert "Dortmund, Rat der Stadt, 12. März 2026" in text
    with pytest.raises(RefusedError):
        actions.take_from_case(own, draft)
    decide(own, case, StepKind.PARTNER_RESOLUTION, "2026-04-01", "міська рада")
    actions.take_from_case(own, draft)
    assert "міська рада, 1 квітня 2026" in words(draft_paper(draft), "uk")


def test_the_hromada_signs_for_its_settlement_and_a_town_by_the_name_it_gave_itself() -> None:
    network = load_network()
    city = place(AreaLevel.SETTLEMENT, "Житомир", (CodeScheme.KATOTTG, "UA18040190010057814"), network.zhytomyr.area)
    own, case = acting(network), opened(network)
    cases.add_candidate(own, case, city, match={})
    Organisation.objects.filter(pk=network.dortmund.pk).update(name_uk="місто Дортмунд")
    own.organisation.refresh_from_db()
    draft = actions.open_agreement(own, kind="several", case=case)
    assert [party.area for party in draft.parties.order_by("position")] == [
        network.dortmund.area,
        network.zhytomyr.area,
    ]
    assert "місто Дортмунд" in words(draft_paper(draft), "uk")


def test_the_version_chosen_is_kept_with_the_signed_partnership() -> None:
    network = load_network()
    own, case = acting(network), opened(network)
    draft = actions.open_agreement(own, kind="friendship", case=case)
    first = actions.keep_version(own, draft, note="für den Rat")
    with pytest.raises(RefusedError):
        actions.keep_version(own, draft)
    stamp = stamp_of({"kind": draft.kind, **draft.answers.as_dict()})
    actions.answer_questions(own, draft, kind="friendship", choices=Choices(trial_months=12), stamp=stamp)
    with pytest.raises(ChangedMeanwhileError):
        actions.answer_questions(own, draft, kind="project", choices=Choices(), stamp=stamp)
    draft.refresh_from_db()
    second = actions.keep_version(own, draft)
    changed = changes_between(first, second)
    assert [one.kind for one in changed if "Probezeit von 12 Monaten" in one.text] == ["added"]
    with pytest.raises(RefusedError):
        actions.keep_signed(own, second)
    actions.choose_final(own, first)
    actions.choose_final(own, second)
    relation = cases.sign_case(own, case, step(Phase.ACTIVE, "27.10.2026", AgreementType.FRIENDSHIP))
    paper = Document.objects.get(partnership=relation)
    second.refresh_from_db()
    assert paper_of(second).foot["de"].startswith("Nach dem Muster") and paper_of(first).foot["de"].startswith(
        "Entwurf"
    )
    assert (second.document, paper.kind, paper.file_type) == (paper, "agreement", "application/pdf")
    assert paper.on == PartialDate.parse("27.10.2026").on and paper.visibility == "internal"
    first.refresh_from_db()
    assert not first.final and first.content["title"]["de"] == "Freundschaftsvereinbarung"
    for refused in (lambda: actions.choose_final(own, first), lambda: actions.remove_agreement(own, draft)):
        with pytest.raises(RefusedError):
            refused()


def test_a_handover_names_the_drafts_and_what_goes_to_the_signature() -> None:
    network = load_network()
    own = acting(network)
    draft = actions.open_agreement(own, kind="friendship", case=opened(network))
    [section] = sections(network.dortmund, network.dortmund_editor, Words(("de",)))
    assert section.lines == [
        {"de": "Freundschaft, Dortmund – Житомирська: festgehaltene Fassungen: 0, noch keine ausgewählt"}
    ]
    actions.choose_final(own, actions.keep_version(own, draft))
    [section] = sections(network.dortmund, network.dortmund_editor, Words(("de",)))
    assert "Fassung 1 geht zur Unterzeichnung" in section.lines[0]["de"]


def test_an_officer_drafts_an_agreement_with_two_ukrainian_parties_in_the_browser() -> None:
    network = load_network()
    case = opened(network)
    client = Client()
    client.force_login(network.dortmund_editor)
    page = client.get(reverse("partnerships:case", args=[case.pk])).content.decode()
    assert reverse("library:new_draft", args=["case", case.pk]) in page and "?step=meeting" in page
    client.post(reverse("library:new_draft", args=["case", case.pk]), {"kind": "several"})
    draft = Agreement.objects.get()
    address = reverse("library:draft", args=[draft.pk])
    client.post(f"{address}parties/new/", {"name": "Винницька міська територіальна громада"})
    third = draft.parties.last()
    form = client.get(f"{address}parties/{third.pk}/").context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    answer = client.post(f"{address}parties/{third.pk}/", values | {"name_de": "", "name_uk": "", "name_en": ""})
    assert answer.status_code == 422 and "in at least one language" in answer.content.decode()
    client.post(f"{address}parties/{third.pk}/", values | {"name_de": "Hromada Winnyzja", "decided_on": "29.02.2028"})
    form = client.get(f"{address}questions/").context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    answer = client.post(f"{address}questions/", values | {"prevailing": "english", "languages": "de+uk"})
    assert answer.status_code == 422
    client.post(f"{address}questions/", values | {"languages": "de+uk+en", "term": "war", "term_years": "5"})
    client.post(f"{address}keep/", {"note": "erste Fassung"})
    page = client.get(address).content.decode()
    assert "Hromada Winnyzja" in page and "29. Februar 2028" in page and 'lang="uk"' in page
    for form_name in ("pdf", "docx"):
        file = client.get(f"{address}versions/1/file.{form_name}")
        assert file.status_code == 200
        # In a folder of many drafts the name says whose it is.
        assert "dortmund" in file.headers["Content-Disposition"]
    client.post(f"{address}versions/1/final/")
    assert "goes to the signature" in client.get(f"{address}versions/1/").content.decode()
    client.post(f"{address}parties/{third.pk}/remove/")
    assert draft.parties.count() == 2
    client.post(f"{address}remove/")
    assert not Agreement.objects.exists()


def test_everybody_reads_the_models_and_takes_them_along() -> None:
    page = Client().get("/de/library/agreements/").content.decode()
    assert page.count('class="suggestion"') == 6
    query = "?asked=1&languages=de%2Buk&term=unlimited&term_years=3&trial_months=0&in_force=signature&review=none"
    query += "&notice_months=6&intent_months=12&rhythm_months=2&working_language=english&prevailing=equal"
    answer = Client().get(f"/de/library/agreements/friendship/{query}")
    text = answer.content.decode()
    assert (
        answer.status_code == 200
        and "Frist von 6 Monaten" in text
        and "Vertraulichkeit und Sicherheit</h3>" not in text
    )
    assert Client().get(f"/de/library/agreements/friendship/file.pdf{query}").content.startswith(b"%PDF")
    wrong = Client().get(f"/de/library/agreements/friendship/{query}&term=forever&notice_months=1e9")
    assert wrong.status_code == 422
    assert Client().get("/de/library/agreements/friendship/file.pdf?asked=1&term=x").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_drafts_asks_a_fixed_number_of_questions(django_assert_num_queries, number: int) -> None:  # type: ignore[no-untyped-def]
    network = load_network()
    case = opened(network)
    for _each in range(number):
        actions.keep_version(acting(network), actions.open_agreement(acting(network), kind="intent", case=case))
    client = Client()
    client.force_login(network.dortmund_editor)
    client.get(reverse("library:drafts"))
    with django_assert_num_queries(12):
        client.get(reverse("library:drafts"))
