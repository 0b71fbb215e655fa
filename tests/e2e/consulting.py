"""Two consultations of the walk through two months: in writing over days, and around a table in two browsers."""

import re

from playwright.sync_api import expect

from spilno.accounts.models import User
from spilno.common.models import OutboxMail
from spilno.exchange.method import parts_of
from spilno.exchange.models import Case
from spilno.exchange.tasks import advance_cases, nudge_silent
from tests.e2e.walking import Walk, fill, press


def gather(walk: Walk, giver: User, others: list[User], **values: str) -> Case:
    """A case with its group: the first who joins moderates."""
    with walk.browsing(giver) as page:
        walk.go(page, "exchange:bring_case")
        fill(page, language="de", theme="governance", **values)
        press(page, "Save")
        expect(page.get_by_role("heading", name="The group gathers")).to_be_visible()
    case = Case.objects.latest("pk")
    for user in others:
        with walk.browsing(user, width=320) as page:
            walk.go(page, "exchange:cases")
            page.get_by_role("link", name=re.compile("^Join")).click()
            expect(page.get_by_text(values["title"])).to_have_count(0)
            page.get_by_label("What I read and hear stays in the group.").check()
            press(page, "Join")
            expect(page.get_by_role("heading", name=values["title"])).to_be_visible()
    return case


def consult_in_writing(walk: Walk) -> Case:
    """Steps end by the calendar, the silent are nudged daily, and it ends with decision and advice."""
    network = walk.network
    group = [network.dortmund_editor, network.zhytomyr_editor, network.association_editor]
    case = gather(walk, network.unna_owner, group, title="Der Rat zögert", text="Seit Monaten.", mode="written")
    with walk.browsing(network.dortmund_editor) as page:
        walk.go(page, "exchange:case", case.pk)
        press(page, "Begin")
        expect(page.get_by_role("status")).to_have_text("Roles")
    said = {"hypotheses": "Der Rat kennt die Stadt nicht.", "proposals": "Laden Sie zu einem Gespräch ein."}
    for day in range(21, 32):
        walk.on(f"2027-01-{day}")
        advance_cases()
        assert nudge_silent() > 0
        case.refresh_from_db()
        if words := said.pop(parts_of(case.mode)[case.position].phase, ""):
            say(walk, case, words)
    assert not said
    with walk.browsing(network.dortmund_editor) as page:
        walk.go(page, "exchange:case", case.pk)
        walk.look(page)
        fill(page, decision="Ein Abend mit dem Rat.", advice="Bürgermeisterin und Rat früh einladen.")
        press(page, "End")
        expect(page.get_by_role("heading", name="What the group advises")).to_be_visible()
    assert any(mail.to == network.association_editor.email for mail in OutboxMail.objects.all())
    return case


def say(walk: Walk, case: Case, words: str) -> None:
    with walk.browsing(walk.network.association_editor, width=320) as page:
        walk.go(page, "exchange:case", case.pk, language="uk")
        fill(page, text=words)
        press(page, "Сказати")
        expect(page.get_by_text(words)).to_be_visible()


def consult_around_a_table(walk: Walk) -> None:
    """Two browsers beside each other: what the moderator presses, the other phone shows."""
    network = walk.network
    group = [network.dortmund_editor, network.zhytomyr_editor, network.zhytomyr_owner]
    case = gather(walk, network.unna_owner, group, title="Wir sind nur zu zweit", text="Seit Januar.", mode="live")
    with walk.browsing(network.dortmund_editor) as moderator, walk.browsing(network.unna_owner, width=320) as giver:
        for page in (moderator, giver):
            walk.go(page, "exchange:watch_case", case.pk)
        press(moderator, "Begin")
        for phase in ("Presentation", "Questions", "Hypotheses"):
            press(moderator, "Next phase")
            expect(giver.get_by_role("status")).to_have_text(phase)
        expect(giver.get_by_text("In this phase you only listen.")).to_be_visible()
        clock = giver.locator("[data-clock]")
        expect(clock).not_to_have_text(clock.inner_text())
        press(moderator, "Five minutes more")
        expect(clock).to_have_text(re.compile(r"1[45]:\d\d"))
        walk.look(giver)
        walk.go(moderator, "exchange:case", case.pk)
        fill(moderator, decision="Wir fragen den Verein.", advice="Aufgaben mit dem Verein teilen.")
        press(moderator, "End")
