"""Two months of the network office as one walk in real browsers: what is entered once comes out as report, knowledge and
newsletter. The clock is moved from day to day; each step looks at what the next person sees."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from spilno.accounts.models import User
from spilno.exchange.models import AgendaItem, Case, KnowledgeItem, Meeting, Minutes, Registration, Topic
from spilno.exchange.tasks import remind_of_tasks
from spilno.newsletter.actions.issues import start_due_issues
from spilno.newsletter.delivery import send_waiting
from spilno.newsletter.tests.issues import readers
from spilno.newsletter.tests.mailserver import mail_server
from spilno.newsletter.tests.realmail import real_mail, why_not
from spilno.organisations.enums import Role
from spilno.organisations.models import Membership, Organisation
from spilno.places import gazetteer
from spilno.places.enums import AreaLevel, CodeScheme, NameKind
from spilno.places.models import Area, AreaName, DataSource
from tests.cast import load_network, organisation, person, place
from tests.e2e.consulting import consult_around_a_table, consult_in_writing
from tests.e2e.looking import check
from tests.e2e.walking import Walk, caret_at_end, drawn, editor, fill, follow, press

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

# Besides Dortmund, Unna and Zhytomyr.
TOWNS = (
    "Köln", "Münster", "Aachen", "Bochum", "Essen", "Hagen", "Herne", "Bonn", "Neuss", "Hamm", "Soest", "Moers", "Ahlen",
    "Troisdorf",
)  # fmt: skip
STAGES = ["partnership"] * 6 + ["examination"] * 4 + ["first_thoughts"] * 4


@pytest.fixture
def walk(transactional_db: None, chromium: Browser, live_server: LiveServer, time_machine: Any) -> Iterator[Walk]:
    network = load_network()
    source = DataSource.objects.create(key="geonames", title="GeoNames")
    for language, name in (("de", "Schytomyr"), ("en", "Zhytomyr"), ("uk", "Житомир")):
        AreaName.objects.create(
            area=network.zhytomyr.area, text=name, language=language, kind=NameKind.ALTERNATE, source=source
        )
    gazetteer.forget()
    yield Walk(chromium, live_server, network, time_machine)
    gazetteer.forget()


def test_two_months_of_the_network_office(walk: Walk, settings: Any) -> None:
    walk.on("2027-01-11")
    themed = plan_a_series(walk)
    walk.on("2027-01-18")
    register_seventeen(walk, themed)
    bring_support_and_merge(walk, themed)
    build_the_agenda(walk, themed)
    walk.on("2027-01-20")
    case = consult_in_writing(walk)
    walk.on("2027-02-04", 13)
    consult_around_a_table(walk)
    write_minutes_together(walk, themed)
    walk.on("2027-02-05")
    approve_and_remind(walk, themed)
    walk.on("2027-02-08")
    write_advice_down(walk, themed)
    publish_the_report(walk, themed)
    pass_advice_on(walk, case)
    find_what_was_learnt(walk)
    walk.on("2027-03-08")
    send_the_newsletter(walk, settings)


def plan_a_series(walk: Walk) -> Meeting:
    """From February to June, the first Thursday: the sixth of May is Ascension Day."""
    with walk.browsing(walk.network.coordinator) as page:
        walk.go(page, "exchange:planning")
        follow(page, "Plan a series")
        fill(
            page, title_de="Austausch Ukraine", title_uk="Обмін Україна", title_en="Exchange Ukraine",
            about_de="Städte und Hromadas beraten einander.", week="1", weekday="3", first="01.02.2027", until="30.06.2027",
            begins="14:00", format="online", audience="public", link="https://treffen.example.org/raum",
        )  # fmt: skip
        page.get_by_label("Announce all meetings at once").check()
        press(page, "Show the days")
        expect(page.get_by_role("heading", name="5 meetings would be planned")).to_be_visible()
        expect(page.get_by_text("moved, because 6 May 2027 is left out")).to_be_visible()
        check(page, 1280, anonymous=False)
        press(page, "Plan these meetings")
        walk.go(page, "exchange:planning")
    meetings = list(Meeting.objects.order_by("starts_at"))
    assert [one.kind for one in meetings] == ["themed", "peer", "themed", "peer", "themed"]
    assert [f"{one.starts_at:%d.%m.}" for one in meetings] == ["04.02.", "04.03.", "01.04.", "13.05.", "03.06."]
    return meetings[0]


def register_seventeen(walk: Walk, meeting: Meeting) -> None:
    """Three in the browser, Dortmund with its topic; the others by the same form."""
    network = walk.network
    with walk.browsing(network.dortmund_editor) as page:
        walk.go(page, "exchange:meetings")
        follow(page, "Themed exchange no. 1")
        follow(page, "Register")
        fill(page, stage="partnership", topic="Wer bezahlt eine Stelle?", topic_text="Der Haushalt ist knapp.")
        press(page, "Register")
        expect(page.get_by_text("You have a place.")).to_be_visible()
    for user, stage in ((network.zhytomyr_owner, "first_thoughts"), (network.unna_owner, "examination")):
        with walk.browsing(user, width=320) as page:
            walk.go(page, "exchange:register", meeting.pk, language="uk")
            fill(page, stage=stage)
            press(page, "Зареєструватися")
            expect(page.get_by_text("У Вас є місце.")).to_be_visible()
    land = network.dortmund.area.parent
    for number, (name, stage) in enumerate(zip(TOWNS, STAGES, strict=True)):
        client = Client()
        client.force_login(a_town(name, number, land))
        address = reverse("exchange:register", args=[meeting.pk])
        where = Organisation.objects.get(name=f"Stadt {name}")
        assert client.post(address, {"organisation": where.pk, "stage": stage}).status_code == 302
    assert Registration.objects.coming().filter(meeting=meeting).count() == 17
    with walk.browsing(network.coordinator) as page:
        walk.go(page, "exchange:participants", meeting.pk)
        expect(page.locator("main")).to_contain_text("17 municipalities")


def a_town(name: str, number: int, land: Area) -> User:
    area = place(AreaLevel.MUNICIPALITY, name, (CodeScheme.AGS, f"05{number:06}"), land, population=50_000)
    where = organisation(f"Stadt {name}", area)
    user = person(f"editor_of_{number}")
    Membership.objects.create(user=user, organisation=where, role=Role.EDITOR)
    return user


def bring_support_and_merge(walk: Walk, meeting: Meeting) -> None:
    network = walk.network
    with walk.browsing(network.unna_owner) as page:
        walk.go(page, "exchange:bring_topic", query=f"?meeting={meeting.pk}")
        fill(
            page, title="Wie finden wir Geld für Personal?", text="Wir suchen seit einem Jahr.", language="de",
            theme="governance", urgency="3", circle="network",
        )  # fmt: skip
        press(page, "Save")
        expect(page.get_by_role("heading", name="Who may have solved it before")).to_be_visible()
    with walk.browsing(network.zhytomyr_owner) as page:
        walk.go(page, "exchange:topics", query=f"?meeting={meeting.pk}")
        follow(page, "Wer bezahlt eine Stelle?")
        page.get_by_role("button", name="We want to hear of it, too").click()
        expect(page.get_by_text("2 organisations support it.")).to_be_visible()
    with walk.browsing(network.coordinator) as page:
        walk.go(page, "exchange:topics", query=f"?meeting={meeting.pk}")
        follow(page, "Wer bezahlt eine Stelle?")
        page.get_by_label("Goes into").select_option("Wie finden wir Geld für Personal?")
        press(page, "Merge")
        expect(page.get_by_text("3 organisations support it.")).to_be_visible()


def build_the_agenda(walk: Walk, meeting: Meeting) -> None:
    with walk.browsing(walk.network.coordinator) as page:
        walk.go(page, "exchange:agenda", meeting.pk)
        for values in ({"topic": str(Topic.objects.get(status="open").pk)}, {"title": "Begrüßung", "minutes": "15"}):
            add = page.locator("section", has=page.get_by_role("heading", name="Add", exact=True))
            for name, value in values.items():
                field = add.locator(f"[name='{name}']")
                field.select_option(value) if name == "topic" else field.fill(value)
            press(page, "Add")
        welcome = page.get_by_role("listitem").filter(has_text="Begrüßung")
        welcome.get_by_label("Order").fill("0")
        press(page, "Save the agenda")
        expect(page.get_by_role("heading", name="14:00–14:15 Begrüßung")).to_be_visible()
    assert [str(one) for one in AgendaItem.objects.order_by("position")] == [
        "Begrüßung",
        "Wie finden wir Geld für Personal?",
    ]


def write_minutes_together(walk: Walk, meeting: Meeting) -> None:
    """Both begin with the agenda, write under different headings, and lose nothing."""
    network = walk.network
    with walk.browsing(network.coordinator) as first, walk.browsing(network.dortmund_editor) as second:
        for page, heading, words in (
            (first, "Begrüßung", "Siebzehn sind gekommen."),
            (second, "Wie finden wir Geld für Personal?", "KEpol bezahlt bis zu 90 %."),
        ):
            walk.go(page, "exchange:write_minutes", meeting.pk)
            caret_at_end(page, heading)
            page.keyboard.press("Enter")
            page.keyboard.type(words)
        press(first, "Save")
        expect(first.get_by_text("The minutes are saved.", exact=True)).to_be_visible()
        press(second, "Save")
        expect(second.get_by_text("both texts are joined")).to_be_visible()
        walk.look(second)
        clash(walk, meeting, first, second)
    assert Minutes.objects.get(meeting=meeting).text == (
        "## Begrüßung\n\nSiebzehn sind gekommen, sechs schrieben mit.\n\n"
        "## Wie finden wir Geld für Personal?\n\nKEpol bezahlt bis zu 90 %."
    )


def clash(walk: Walk, meeting: Meeting, first: Page, second: Page) -> None:
    """The same paragraph: both are shown, and the second decides."""
    for page, words in ((first, ", vier schrieben mit."), (second, ", sechs schrieben mit.")):
        walk.go(page, "exchange:write_minutes", meeting.pk)
        caret_at_end(page, "Siebzehn sind gekommen")
        page.keyboard.press("Backspace")
        page.keyboard.type(words)
    press(first, "Save")
    expect(first.get_by_text("The minutes are saved.", exact=True)).to_be_visible()
    press(second, "Save")
    expect(second.get_by_role("heading", name="Changed by both of you")).to_be_visible()
    check(second, 1280, anonymous=False)
    area = editor(second)
    area.get_by_text("vier schrieben mit").click(click_count=3)
    drawn(second)
    second.keyboard.press("Delete")
    second.keyboard.press("Delete")
    press(second, "Save")
    expect(second.get_by_text("The minutes are saved.", exact=True)).to_be_visible()


def approve_and_remind(walk: Walk, meeting: Meeting) -> None:
    network = walk.network
    with walk.browsing(network.coordinator) as page:
        walk.go(page, "exchange:tasks", meeting.pk)
        fill(page, text="Muster der Stelle schicken", person=str(network.dortmund_editor.pk), due_on="07.02.2027")
        press(page, "Save")
        expect(page.get_by_text("until 7 February 2027")).to_be_visible()
        walk.go(page, "exchange:write_minutes", meeting.pk)
        fill(page, audience="network")
        press(page, "Approve")
        follow(page, "Read the minutes")
        expect(page.get_by_text("KEpol bezahlt bis zu 90 %.")).to_be_visible()
        walk.go(page, "exchange:add_file", meeting.pk)
        fill(page, title="Stellenmuster", audience="public")
        page.locator("[name='file']").set_input_files(
            {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
        )
        press(page, "Add the file")
        expect(page.get_by_role("link", name="Stellenmuster")).to_be_visible()
        walk.look(page)
    assert remind_of_tasks() == 1
    with walk.browsing(network.dortmund_editor) as page:
        walk.go(page, "exchange:mine")
        page.get_by_role("button", name="Done").click()


def write_advice_down(walk: Walk, meeting: Meeting) -> None:
    with walk.browsing(walk.network.coordinator) as page:
        walk.go(page, "exchange:give_advice", meeting.pk, language="de")
        fill(
            page, question="Wer hilft beim ersten Brief nach Schytomyr?", theme="governance",
            answer="Die Netzwerkstelle kennt den Stadtrat.", links="https://skew.engagement-global.de/ukraine.html",
            topic=str(Topic.objects.get(status="open").pk), audience="public",
        )  # fmt: skip
        press(page, "Speichern")
        expect(page.get_by_role("link", name="Wer hilft beim ersten Brief nach Schytomyr?")).to_be_visible()


def publish_the_report(walk: Walk, meeting: Meeting) -> None:
    """Drafted from all that, edited as it will look, approved, published; then read in three languages."""
    with walk.browsing(walk.network.coordinator) as page:
        walk.go(page, "exchange:report_overview", meeting.pk)
        press(page, "Draft the report")
        page.get_by_role("link", name=re.compile("^Edit.*German")).click()
        area = editor(page)
        expect(area).to_contain_text("17 Kommunen")
        caret_at_end(page, "Städte und Hromadas beraten einander.")
        page.keyboard.type(" Diesmal ging es um Personal.")
        press(page, "Save")
        page.wait_for_url("**/report/")
        walk.go(page, "exchange:report_overview", meeting.pk)
        press(page, "Approve")
        press(page, "Publish the report and its advice")
        expect(page.get_by_text("published", exact=True)).to_be_visible()
    outline = {
        "de": ("17 Kommunen", "7 mit einer Partnerschaft", "Diesmal ging es um Personal.", "4. März 2027"),
        "uk": ("17 громад", "5 з дорученням на вивчення", "4 березня 2027"),
        "en": ("17 municipalities", "7 with a partnership", "5 with an examination order", "4 March 2027"),
    }
    with walk.browsing(None) as page:
        for language, parts in outline.items():
            walk.go(page, "exchange:reports", language=language)
            page.locator("main").get_by_role("link", name=re.compile("2027")).first.click()
            for part in (*parts, "Wer hilft beim ersten Brief nach Schytomyr?", "skew.engagement-global.de"):
                expect(page.locator("main")).to_contain_text(part)


def pass_advice_on(walk: Walk, case: Case) -> None:
    """The advice leaves the group, the case does not."""
    with walk.browsing(walk.network.dortmund_editor) as page:
        walk.go(page, "exchange:case", case.pk)
        follow(page, "Pass the advice on to all, without the case")
        walk.look(page)
        fill(page, question="Wie gewinnt man den Rat?", audience="public")
        page.locator("[name='silence']").check()
        press(page, "Pass on")
    passed = KnowledgeItem.objects.get(meeting=None)
    with walk.browsing(walk.network.coordinator) as page:
        walk.go(page, "exchange:advice", passed.pk)
        walk.look(page)
        press(page, "Publish")


def find_what_was_learnt(walk: Walk) -> None:
    """By a place in another spelling, with a slip."""
    with walk.browsing(None, width=320) as page:
        walk.go(page, "exchange:knowledge")
        fill(page, q="Zhitomyr")
        press(page, "Search")
        page.wait_for_url("**q=Zhitomyr**")
        expect(page.get_by_role("link", name="Wer hilft beim ersten Brief nach Schytomyr?")).to_be_visible()
        expect(page.get_by_role("link", name="Wie gewinnt man den Rat?")).to_have_count(0)


@contextmanager
def mailbox(settings: Any) -> Iterator[Callable[[int], list[Any]]]:
    """What has arrived, once there are so many: in a real mailbox behind Postfix, else at the tests' own mail server."""
    if why_not():
        with mail_server(settings) as sink:
            yield lambda _number: sink.mails
    else:
        with real_mail(settings) as servers:
            yield lambda number: servers.wait_for("news", number)


def send_the_newsletter(walk: Walk, settings: Any) -> None:
    """Composed of what the apps offer; each reader gets it once, in the own language."""
    for language in ("de", "uk", "en"):
        readers(2, language, name=f"news+{language}", domain="example.test")
    with mailbox(settings) as arrived, walk.browsing(walk.network.coordinator) as page:
        compose(walk, page)
        press(page, "Send a test to myself")
        press(page, "Schedule")
        start_due_issues(acting_user=None)
        assert (send_waiting(), send_waiting()) == (6, 0)
        mails = {str(mail["To"]): mail for mail in arrived(6)}
        everybody = [f"news+{language}{one}@example.test" for language in ("de", "en", "uk") for one in (0, 1)]
        assert (sorted(mails), len(arrived(6))) == (everybody, 6)
        mail = mails["news+de0@example.test"].get_body(("plain",)).get_content()
        assert "Diesmal ging es um Personal." in mail and "1. April 2027" in mail
        page.reload()
        follow(page, "Deliveries")
        walk.look(page)
    with walk.browsing(None) as page:
        walk.go(page, "newsletter:archive", language="de")
        follow(page, "Neues im März")
        expect(page.get_by_text("Diesmal ging es um Personal.")).to_be_visible()


def compose(walk: Walk, page: Page) -> None:
    walk.go(page, "newsletter:new_issue")
    fill(page, subject_de="Neues im März", subject_uk="Новини березня")
    press(page, "Save")
    for source in ("Reports of the exchange", "Meetings to come"):
        follow(page, source)
        page.get_by_role("checkbox").first.check()
        walk.look(page)
        page.get_by_role("checkbox").first.check()
        press(page, "Save")
    walk.look(page)
    page.get_by_role("link", name=re.compile("^Preview.*German")).click()
    walk.look(page)
    follow(page, "Back to the issue")
