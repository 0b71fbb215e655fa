"""Model agreements and drafts in a real browser: three languages, two widths, light and dark."""

from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from spilno.library.actions import agreements as actions
from spilno.library.actions.loading import load_library
from spilno.library.agreements.choices import Choices
from spilno.organisations.enums import Scope
from spilno.organisations.queries import get_organisation_to_act
from spilno.partnerships.actions import cases
from tests.cast import load_network
from tests.e2e.conftest import open_page
from tests.e2e.looking import check, sign_in, walk

pytestmark = pytest.mark.e2e
PUBLIC = {
    "models": "library/agreements/",
    "friendship": "library/agreements/friendship/",
    "several": "library/agreements/several/",
    "help": "library/help/?step=meeting",
    "guide": "library/first-steps-town/",
}
OWN = {
    "drafts": "library/agreements/drafts/",
    "new": "library/agreements/drafts/new/case/{case}/",
    "draft": "library/agreements/drafts/{draft}/",
    "questions": "library/agreements/drafts/{draft}/questions/",
    "party": "library/agreements/drafts/{draft}/parties/{party}/",
    "new_party": "library/agreements/drafts/{draft}/parties/new/",
    "version": "library/agreements/drafts/{draft}/versions/2/",
    "case": "partnerships/cases/{case}/",
}


@pytest.fixture
def stage(transactional_db: None) -> SimpleNamespace:
    network = load_network()
    load_library(acting_user=None)
    own = get_organisation_to_act(network.dortmund_editor, network.dortmund.pk, Scope.PARTNERSHIPS)
    case = cases.open_case(own, title="Ukraine", motion="", moved=None, responsible=None)
    cases.add_candidate(own, case, network.zhytomyr.area, match={})
    draft = actions.open_agreement(own, kind="friendship", case=case)
    actions.keep_version(own, draft)
    draft.choices = Choices(trial_months=6, languages="de+uk+en").as_dict()
    draft.save()
    actions.keep_version(own, draft, note="mit Probezeit")
    return SimpleNamespace(network=network, case=case.pk, draft=draft.pk, party=draft.parties.first().pk)


@pytest.mark.parametrize("name", list(PUBLIC))
def test_pages_for_everybody(name: str, stage: SimpleNamespace, chromium: Browser, live_server: LiveServer) -> None:
    walk(name, PUBLIC, stage, chromium, live_server)


@pytest.mark.parametrize("name", list(OWN))
def test_pages_of_an_officer(name: str, stage: SimpleNamespace, chromium: Browser, live_server: LiveServer) -> None:
    walk(name, OWN, stage, chromium, live_server, stage.network.dortmund_editor)


def test_an_officer_goes_from_the_case_to_the_text_for_signature_without_scripts(
    stage: SimpleNamespace, chromium: Browser, live_server: LiveServer
) -> None:
    page = open_page(chromium, width=320, javascript=False)
    sign_in(page, stage.network.dortmund_editor, live_server)
    page.goto(f"{live_server.url}/en/partnerships/cases/{stage.case}/")
    page.get_by_role("link", name="Draft an agreement").click()
    page.get_by_label("Several parties").check()
    page.get_by_role("button", name="Make the draft").click()
    page.get_by_role("link", name="Add a party").click()
    page.get_by_label("Or its name").fill("Вінницька міська територіальна громада")
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Name, in German").fill("Hromada Winnyzja")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Questions: change what it says").click()
    page.get_by_label("How long?").select_option("war")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("main")).to_contain_text("nach der Aufhebung des Kriegsrechts")
    page.get_by_role("button", name="Keep this version").click()
    page.get_by_role("link", name="Version 1", exact=True).click()
    page.get_by_role("button", name="This one goes to the signature").click()
    expect(page.get_by_text("This version goes to the signature")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="As PDF").click()
    assert waiting.value.suggested_filename == "several-dortmund-1.pdf"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    check_page = open_page(chromium, width=320)
    check_page.goto(f"{live_server.url}/uk/library/agreements/several/")
    check(check_page, 320)
