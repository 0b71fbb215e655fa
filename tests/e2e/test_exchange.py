"""The exchange in a real browser: axe finds nothing, and a live consultation moves in two browsers at once."""

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from spilno.exchange.actions import cases, minutes, reports
from spilno.exchange.models import AgendaItem, Case, KnowledgeItem, Meeting, Minutes, Registration, Report, Topic
from spilno.exchange.tests.meetings import a_meeting, a_registration, a_topic, some_advice
from spilno.exchange.tests.test_cases import a_group
from spilno.places import gazetteer
from tests.cast import Network, load_network
from tests.e2e.conftest import CHROMIUM, FLAGS, open_page
from tests.e2e.looking import check, sign_in, walk

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@dataclass
class Stage:
    network: Network
    meeting: Meeting
    past: Meeting
    topic: Topic
    report: Report
    advice: KnowledgeItem
    case: Case


@pytest.fixture
def stage(transactional_db: None) -> Iterator[Stage]:
    gazetteer.forget()
    network = load_network()
    meeting = a_meeting(network, audience="public", capacity=1, about_de="Wie begründen wir eine Stelle?")
    a_registration(meeting, network.dortmund_editor, network.dortmund)
    topic = a_topic(network.unna, meeting=meeting, theme="governance", circle="network")
    AgendaItem.objects.create(meeting=meeting, topic=topic, minutes=45, position=1)
    past = a_meeting(network, audience="public", days=-9)
    a_registration(past, network.dortmund_editor, network.dortmund, attended=True)
    advice = some_advice(past)
    minutes.write_minutes(past, "## Eins\n\n- zwei", version=0, acting_user=network.dortmund_editor)
    report = reports.draft_report(past, acting_user=network.coordinator)
    reports.approve_report(report, acting_user=network.coordinator)
    reports.publish_report(report, acting_user=network.coordinator)
    case = a_group(network)
    cases.begin_case(case, acting_user=network.dortmund_editor)
    yield Stage(network, meeting, past, topic, report, advice, case)
    gazetteer.forget()


PUBLIC = {
    "meetings": "exchange/",
    "past": "exchange/?time=past",
    "meeting": "exchange/meetings/{meeting.pk}/",
    "knowledge": "exchange/knowledge/?q=Stelle",
    "nothing": "exchange/knowledge/?q=Qqqqq",
    "advice": "exchange/knowledge/{advice.pk}/",
    "reports": "exchange/reports/",
    "report": "exchange/reports/{report.pk}/",
}
EDITOR = {
    "mine": "exchange/mine/",
    "hosted": "exchange/meetings/{meeting.pk}/",
    "register": "exchange/meetings/{meeting.pk}/register/",
    "withdraw": "exchange/meetings/{meeting.pk}/withdraw/",
    "edit": "exchange/meetings/{meeting.pk}/edit/",
    "participants": "exchange/meetings/{meeting.pk}/participants/",
    "attendance": "exchange/meetings/{past.pk}/participants/",
    "agenda": "exchange/meetings/{meeting.pk}/agenda/",
    "topics": "exchange/topics/",
    "topic": "exchange/topics/{topic.pk}/",
    "bring": "exchange/topics/new/",
    "minutes": "exchange/meetings/{past.pk}/minutes/write/",
    "tasks": "exchange/meetings/{past.pk}/tasks/",
    "give": "exchange/meetings/{past.pk}/advice/",
    "overview": "exchange/meetings/{past.pk}/report/",
    "cases": "exchange/cases/",
    "case": "exchange/cases/{case.pk}/",
    "watch": "exchange/cases/{case.pk}/watch/",
    "bring case": "exchange/cases/new/",
}
OFFICE = {"planning": "exchange/plan/", "series": "exchange/series/new/", "new": "exchange/meetings/new/"}


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_is_accessible(name: str, chromium: Browser, live_server: LiveServer, stage: Stage) -> None:
    walk(name, PUBLIC, stage, chromium, live_server)


@pytest.mark.parametrize("name", [*EDITOR, *OFFICE])
def test_a_page_for_people_is_accessible(name: str, chromium: Browser, live_server: LiveServer, stage: Stage) -> None:
    user = stage.network.coordinator if name in OFFICE else stage.network.dortmund_editor
    walk(name, EDITOR | OFFICE, stage, chromium, live_server, user)


def _watching(
    browser: Browser,
    server: LiveServer,
    user: object,
    case: Case,
    *,
    javascript: bool = True,
    blocked: list[str] | None = None,
) -> Page:
    """The page of phase and timer. `blocked` collects the streams that the network let nobody have."""
    page = open_page(browser, width=320, javascript=javascript)
    if blocked is not None:
        page.route("**/stream/", lambda route: (blocked.append(route.request.url), route.abort())[0])
    sign_in(page, user, server)
    page.goto(f"{server.url}/en/exchange/cases/{case.pk}/watch/")
    return page


def test_a_change_of_phase_is_seen_by_all(chromium: Browser, live_server: LiveServer, stage: Stage) -> None:
    network, case = stage.network, stage.case
    moderator = _watching(chromium, live_server, network.dortmund_editor, case)
    giver = _watching(chromium, live_server, network.unna_owner, case)
    plain = _watching(chromium, live_server, network.zhytomyr_owner, case, javascript=False)
    expect(giver.get_by_role("status")).to_have_text("Roles")
    moderator.get_by_role("button", name="Next phase").click()
    expect(giver.get_by_role("status")).to_have_text("Presentation")
    # Without scripts the page reloads by itself.
    expect(plain.get_by_role("status")).to_have_text("Presentation")


def test_a_live_consultation_works_where_the_stream_is_blocked(
    chromium: Browser, live_server: LiveServer, stage: Stage
) -> None:
    network, case = stage.network, stage.case
    asked: list[str] = []
    moderator = _watching(chromium, live_server, network.dortmund_editor, case, blocked=asked)
    giver = _watching(chromium, live_server, network.unna_owner, case, blocked=asked)
    expect(giver.get_by_role("status")).to_have_text("Roles")
    for phase in ("Presentation", "Questions"):
        moderator.get_by_role("button", name="Next phase").click()
        expect(moderator.get_by_role("status")).to_have_text(phase)
        expect(giver.get_by_role("status")).to_have_text(phase)
    # The timer runs on between two answers, and a network that is away takes nothing from the page.
    clock = giver.locator("[data-clock]")
    expect(clock).not_to_have_text(clock.inner_text())
    giver.context.set_offline(True)
    expect(clock).not_to_have_text(clock.inner_text())
    expect(giver.get_by_role("status")).to_have_text("Questions")
    assert len(asked) > 2


def test_registering_by_keyboard_without_javascript(chromium: Browser, live_server: LiveServer, stage: Stage) -> None:
    page = open_page(chromium, width=320, javascript=False)
    sign_in(page, stage.network.zhytomyr_owner, live_server)
    page.goto(f"{live_server.url}/en/exchange/meetings/{stage.meeting.pk}/")
    page.get_by_role("link", name="Register", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_label("We have first thoughts").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Register").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("You are number 1 of those who wait")).to_be_visible()
    assert Registration.objects.get(user=stage.network.zhytomyr_owner).is_waiting


def test_minutes_typed_in_a_tab_that_is_closed_are_kept(
    chromium: Browser, live_server: LiveServer, stage: Stage
) -> None:
    page = open_page(chromium)
    sign_in(page, stage.network.dortmund_editor, live_server)
    page.goto(f"{live_server.url}/en/exchange/meetings/{stage.past.pk}/minutes/write/")
    page.get_by_role("textbox").first.fill("Decided in the last minute")
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    again = open_page(chromium)
    sign_in(again, stage.network.dortmund_editor, live_server)
    again.goto(f"{live_server.url}/en/exchange/meetings/{stage.past.pk}/minutes/write/")
    expect(again.get_by_role("textbox").first).to_have_text("Decided in the last minute")


def test_minutes_typed_in_a_browser_that_is_killed_come_back(
    chromium: Browser, live_server: LiveServer, stage: Stage
) -> None:
    address = f"{live_server.url}/en/exchange/meetings/{stage.past.pk}/minutes/write/"
    doomed = chromium.browser_type.launch(executable_path=CHROMIUM, args=FLAGS)
    page = open_page(doomed)
    sign_in(page, stage.network.dortmund_editor, live_server)
    page.goto(address)
    area = page.get_by_role("textbox", name="What was said")
    area.press("Control+End")
    page.keyboard.type(" and typed just now")
    expect(page.get_by_text("What you type is kept for you")).to_be_visible()
    cookies = page.context.cookies()
    processes = doomed.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    os.kill(next(one["id"] for one in processes if one["type"] == "browser"), signal.SIGKILL)
    again = open_page(chromium)
    again.context.add_cookies(cookies)
    again.goto(address)
    expect(again.get_by_text("not yet saved")).to_be_visible()
    expect(again.get_by_role("textbox", name="What was said")).to_contain_text("and typed just now")
    again.get_by_role("button", name="Save", exact=True).click()
    expect(again.get_by_text("The minutes are saved.")).to_be_visible()
    again.goto(address)
    expect(again.get_by_text("not yet saved")).to_have_count(0)
    assert "and typed just now" in Minutes.objects.get(meeting=stage.past).text


def test_a_report_is_written_as_it_will_look(stage: Stage, chromium: Browser, live_server: LiveServer) -> None:
    """The editor by keyboard and buttons; what it gives is kept as marks, and the same form works without JavaScript."""
    reports.take_back_report(stage.report, acting_user=stage.network.coordinator)
    address = f"{live_server.url}/de/exchange/meetings/{stage.past.pk}/report/de/edit/"
    for width in (320, 1280):
        page = open_page(chromium, width=width, dark=width == 320)
        sign_in(page, stage.network.coordinator, live_server)
        page.goto(address)
        area = page.get_by_role("textbox", name="Bericht")
        expect(area).to_be_visible()
        area.press("Control+a")
        area.press("Delete")
        page.get_by_role("button", name="Überschrift", exact=True).click()
        expect(area).to_be_focused()
        page.keyboard.type("Was wir gelernt haben")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Liste", exact=True).click()
        expect(area).to_be_focused()
        page.keyboard.type("Erst ein Brief")
        # The whole item, which may take two lines on a phone.
        area.get_by_text("Erst ein Brief").click(click_count=3)
        page.get_by_role("button", name="Link", exact=True).click()
        page.get_by_label("Wohin der Link führt").fill("https://example.org/brief")
        page.keyboard.press("Enter")
        expect(area.get_by_role("link")).to_have_text("Erst ein Brief")
        check(page, width, anonymous=False)
        page.get_by_role("button", name="Speichern").click()
        page.wait_for_url("**/report/")
        assert stage.report.texts.get(language="de").text == (
            "## Was wir gelernt haben\n\n- [Erst ein Brief](https://example.org/brief)"
        )
        page.context.close()
    page = open_page(chromium, javascript=False)
    sign_in(page, stage.network.coordinator, live_server)
    page.goto(address)
    page.get_by_role("textbox", name="Bericht").fill("## Ohne Skript")
    page.get_by_role("button", name="Speichern").click()
    assert stage.report.texts.get(language="de").text == "## Ohne Skript"
