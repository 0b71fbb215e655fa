from datetime import date

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from spilno.common.calendars import folded
from spilno.common.models import AuditEntry, OutboxMail
from spilno.funding.actions.loading import load_programmes
from spilno.funding.actions.records import save_row
from spilno.funding.calendar_file import calendar_file
from spilno.funding.enums import Aspect
from spilno.funding.models import Call, Check, Programme, ReminderWish, Rule
from spilno.funding.news import deadlines
from spilno.funding.queries import fits_address
from spilno.funding.queries.programmes import deadlines_of
from spilno.funding.starting import starter_records
from spilno.funding.tasks import remind_of_deadlines
from spilno.partnerships.actions.registry import enter_partnership
from spilno.partnerships.entries import NewParty, NewStatus
from tests.cast import load_network

pytestmark = pytest.mark.django_db
LIST, FITS = "/en/funding/", "/en/funding/fits/"


@pytest.fixture
def shipped() -> None:
    load_programmes(starter_records(), acting_user=None)


@pytest.mark.parametrize("count", [1, 13])
def test_the_list_asks_the_same_for_one_and_for_all(client, django_assert_num_queries, count) -> None:
    load_programmes(starter_records()[:count], acting_user=None)
    with django_assert_num_queries(5):
        page = client.get(LIST).content.decode()
    assert page.count("To be checked") == count


def test_filters_leave_out_only_what_certainly_does_not_fit(client, shipped) -> None:
    page = client.get(LIST, {"kind": "school"}).content.decode()
    assert "PAD / PASCH" in page and "KEpol" not in page
    closed = client.get(LIST, {"state": "closed"}).content.decode()
    assert "next round unknown" in closed
    assert "No programme fits" in client.get(LIST, {"q": "zzz"}).content.decode()
    assert client.get(LIST, {"kind": "wizard"}).status_code == 422
    assert client.get(LIST, {"page": "99"}).status_code == 404
    assert client.get(LIST, {"q": "a\x00b"}).status_code == 200


def test_what_fits_answers_without_account_and_everything_is_in_the_address(
    client, shipped, django_assert_num_queries
) -> None:
    address = fits_address(
        kind="municipality", region="DE-NW", partner="contact", partner_region="UA-12", purpose="delivery"
    )
    with django_assert_num_queries(5):
        page = client.get(address + "&amount=60.000").content.decode()
    assert "Combined finance: an estimate" in page
    assert "Fits (4)" in " ".join(page.split())
    small = client.get(
        FITS, {"kind": "municipality", "purpose": "project", "partner": "formal", "amount": "40 000"}
    ).content.decode()
    assert "The plan is too small for this one" in small


@pytest.mark.parametrize(
    "query",
    [
        {"amount": "many"},
        {"population": "-1"},
        {"starts": "2027-02-30"},
        {"kind": "x" * 5000},
        {"amount": "9" * 500},
        {"months": "1" * 40},
    ],
)
def test_bad_input_is_named_at_its_field(client, query) -> None:
    assert client.get(FITS, query).status_code == 422


def test_the_29th_of_february_is_a_deadline(client, shipped) -> None:
    values = {"closes_on": date(2028, 2, 29), "closes_precision": "day"}
    save_row(Programme.objects.get(key="nakopa"), Call(), values, acting_user=None)
    assert "29. Februar 2028" in client.get("/de/funding/calendar/").content.decode()


def test_the_calendar_leaves_no_programme_out(client, shipped, django_assert_num_queries) -> None:
    """Also one of which only the opening day is known."""
    programme = Programme.objects.get(key="transport-grant")
    save_row(programme, Call(), {"opens_on": date(2999, 1, 1), "opens_precision": "day"}, acting_user=None)
    with django_assert_num_queries(5):
        page = client.get("/en/funding/calendar/").content.decode()
    for key in Programme.objects.values_list("key", flat=True):
        assert f"/en/funding/{key}/" in page


def test_an_organisation_and_a_partnership_fill_the_questions(client, shipped) -> None:
    network = load_network()
    partnership = enter_partnership(
        [NewParty(1, area=network.dortmund.area), NewParty(2, area=network.zhytomyr.area)],
        [NewStatus("active", agreement_type="partnership")],
        acting_user=network.coordinator,
        confirmed=True,
    )
    client.force_login(network.dortmund_editor)
    assert "Fill in from Stadt Dortmund" in client.get(FITS).content.decode()
    page = client.get(
        fits_address(organisation=network.dortmund.pk, partnership=partnership.pk, purpose="delivery")
    ).content.decode()
    # The small fund has a minimum and the amount was not said.
    assert "Fits (2)" in page and "Fits if … (1)" in page
    assert "Land or oblast of the partner: Dnipropetrovsk oblast" in page
    known = ("Town or municipality", "North Rhine-Westphalia", "A partner, by an agreement", "Zhytomyr oblast")
    assert [word for word in known if f"Known: {word}" not in page] == [], "what is filled in stands in its field"
    wrong = client.get(fits_address(organisation=network.dortmund.pk, amount="a lot"))
    assert wrong.status_code == 422
    assert f'name="organisation" value="{network.dortmund.pk}"' in wrong.content.decode(), "a slip loses nothing"
    assert client.get(fits_address(organisation=10**8)).status_code == 404
    assert client.get(fits_address(partnership=10**8)).status_code == 404


def test_a_hidden_partnership_tells_nothing(client, shipped) -> None:
    network = load_network()
    waiting = enter_partnership(
        [NewParty(1, area=network.dortmund.area), NewParty(2, area=network.zhytomyr.area)],
        [NewStatus("active")],
        acting_user=network.dortmund_editor,
    )
    assert client.get(fits_address(partnership=waiting.pk)).status_code == 404


def coordinator() -> tuple[Client, object]:
    network, client = load_network(), Client()
    client.force_login(network.coordinator)
    return client, network


def test_a_record_is_entered_checked_and_its_history_kept(shipped) -> None:
    client, network = coordinator()
    values = {"key": "new-fund", "name": "New fund", "name_language": "en", "currency": "eur", "lead_days": "0"}
    assert client.post("/en/funding/new/", values).status_code == 302
    rules = "/en/funding/new-fund/rules/new/"
    assert "What the rule asks about" in client.get(rules).content.decode()
    rule = {"operator": "one_of", "values": ["school", "youth"], "group": "0"}
    assert client.post(f"{rules}?aspect=kind", rule).status_code == 302
    assert client.post(f"{rules}?aspect=kind", {**rule, "values": "wizard"}).status_code == 422
    assert client.post(f"{rules}?aspect=kind", {**rule, "operator": "at_least"}).status_code == 422
    amount = {"minimum": "1.000", "maximum": "20 000", "rate": "90"}
    assert client.post("/en/funding/new-fund/amounts/new/", amount).status_code == 302
    turned = {"minimum": "20.000", "maximum": "1 000"}
    assert client.post("/en/funding/new-fund/amounts/new/", turned).status_code == 422
    out_of_order = {"closes": "30.06.2027", "second": "31.03.2027"}
    assert client.post("/en/funding/new-fund/calls/new/", out_of_order).status_code == 422
    assert client.post("/en/funding/new-fund/calls/new/", {"closes": "06/2027"}).status_code == 302
    client.post("/en/funding/new-fund/checked/", {"note": "ok"})
    programme = Programme.objects.get(key="new-fund")
    assert programme.amounts.get().maximum == 20_000 and programme.calls.get().closes.last_day == date(2027, 6, 30)
    assert programme.last_checked.by == network.coordinator
    page = client.get("/en/funding/new-fund/edit/").content.decode()
    assert "Who would be eligible" in page and "Values: School; Youth organisation" in page
    assert AuditEntry.objects.filter(action="funding.check_programme").count() == 1


@pytest.mark.parametrize(
    ("told", "kept"), [("20.000", 20_000), ("20 000", 20_000), ("20,000", 20_000), ("1 000,50", None), ("abc", None)]
)
def test_a_number_of_a_rule_is_a_whole_one(shipped, told: str, kept: int | None) -> None:
    """1 000,50 once became a hundred thousand."""
    client, _network = coordinator()
    rule = {"operator": "at_most", "values": told, "group": "0"}
    answer = client.post("/en/funding/kepol/rules/new/?aspect=population", rule)
    assert answer.status_code == (422 if kept is None else 302)
    found = Rule.objects.filter(programme__key="kepol", operator="at_most", aspect="population").last()
    assert (found.values == [kept]) if kept and found else not Rule.objects.filter(values=[100_050]).exists()


@pytest.mark.parametrize("aspect", [one.value for one in Aspect])
def test_every_rule_is_entered_in_the_readers_words(shipped, aspect: str) -> None:
    """What a rule may say is chosen by its name in the reader's language, and stands there chosen when it is edited."""
    client, _network = coordinator()
    page = client.get(f"/de/funding/kepol/rules/new/?aspect={aspect}")
    form = page.context["form"]
    choices = getattr(form.fields["values"], "choices", None)
    values = [value for value, _label in choices][-1] if choices else "12"
    data = {"operator": form.fields["operator"].choices[0][0], "values": values, "group": "0"}
    assert client.post(f"/de/funding/kepol/rules/new/?aspect={aspect}", data).status_code == 302
    rule = Rule.objects.filter(programme__key="kepol").latest("pk")
    assert rule.aspect == aspect
    again = client.get(f"/de/funding/kepol/rules/{rule.pk}/").context["form"]
    assert again.initial["values"] in (values, [values], int(values) if values.isdigit() else None)
    history = client.get("/de/funding/kepol/edit/").content.decode()
    assert "Wonach die Regel fragt" in history


def test_a_round_without_the_day_of_its_sketch_says_so(shipped) -> None:
    client, _network = coordinator()
    client.post("/en/funding/kepol/calls/new/", {"title": "Walk", "second": "01.01.2028"})
    page = client.get("/en/funding/kepol/").content.decode()
    assert "day of the sketch not known, full application until" in page
    assert "until None" not in page


def test_a_grant_and_the_own_share_are_no_more_than_the_whole(shipped) -> None:
    client, _network = coordinator()
    answer = client.post("/en/funding/kepol/amounts/new/", {"rate": "90", "own": "20"})
    assert answer.status_code == 422
    assert "more than 100 percent" in answer.content.decode()


def test_a_second_editor_does_not_overwrite_the_first(shipped) -> None:
    client, _network = coordinator()
    programme = Programme.objects.get(key="nakopa")
    values = {"key": "nakopa", "name": "One", "name_language": "de", "currency": "EUR", "lead_days": "0"}
    assert client.post("/en/funding/nakopa/edit/", {**values, "version": programme.version}).status_code == 302
    assert client.post("/en/funding/nakopa/edit/", {**values, "version": programme.version}).status_code == 422


def test_contradictions_are_shown_to_the_editor(shipped) -> None:
    client, _network = coordinator()
    rule = {"aspect": "region", "operator": "one_of", "values": ["DE-BY"]}
    save_row(Programme.objects.get(key="nrw-dnipropetrovsk"), Rule(), rule, acting_user=None)
    page = client.get("/en/funding/nrw-dnipropetrovsk/edit/").content.decode()
    assert "The record contradicts itself" in page and "leave nothing that would fit" in page


def test_the_queue_holds_what_nobody_has_checked(shipped) -> None:
    client, network = coordinator()
    Check.objects.create(programme=Programme.objects.get(key="nakopa"), by=network.coordinator)
    page = client.get("/en/funding/to-check/").content.decode()
    assert "nakopa" not in page and "kepol" in page


def test_who_checked_is_told_to_coordinators_only(client, shipped) -> None:
    editor, network = coordinator()
    Check.objects.create(programme=Programme.objects.get(key="nakopa"), by=network.coordinator)
    assert "by Coordinator" in editor.get("/en/funding/nakopa/").content.decode()
    assert "by the network office" in client.get("/en/funding/nakopa/").content.decode()


def test_a_reminder_comes_once_before_the_lead_time(shipped) -> None:
    network = load_network()
    programme = Programme.objects.get(key="kleinprojektefonds")
    programme.calls.all().delete()
    today = timezone.localdate()
    call = Call.objects.create(programme=programme, closes_on=today + timezone.timedelta(days=60))
    client = Client()
    client.force_login(network.zhytomyr_editor)
    assert client.post("/en/funding/kleinprojektefonds/remind/", {"wish": "yes"}).status_code == 302
    assert remind_of_deadlines() == 0
    Call.objects.filter(pk=call.pk).update(closes_on=today + timezone.timedelta(days=30))
    assert (remind_of_deadlines(), remind_of_deadlines()) == (1, 0)
    mail = OutboxMail.objects.get(to=network.zhytomyr_editor.email)
    assert mail.language == "uk" and "/uk/funding/kleinprojektefonds/" in mail.text
    assert ".." not in mail.text, "a Ukrainian date ends in its own full stop"
    client.post("/en/funding/kleinprojektefonds/remind/", {"wish": "no"})
    assert not ReminderWish.objects.exists()


def test_the_calendar_file_keeps_the_rules_of_its_format(client, shipped) -> None:
    response = client.get("/uk/funding/calendar.ics")
    assert response["Content-Type"].startswith("text/calendar")
    raw = response.content
    assert raw.startswith(b"BEGIN:VCALENDAR\r\n") and raw.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    text = raw.decode().replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") > 3
    uids = [line for line in text.splitlines() if line.startswith("UID:")]
    assert len(uids) == len(set(uids))
    rows = deadlines_of(Programme.objects.with_rows(), date(2020, 1, 1))
    before = calendar_file(rows)
    Call.objects.update(closes_on=date(2027, 5, 5))
    after = calendar_file(deadlines_of(Programme.objects.with_rows(), date(2020, 1, 1)))
    assert {line for line in before.splitlines() if line.startswith("UID")} == {
        line for line in after.splitlines() if line.startswith("UID")
    }


def test_the_calendar_warns_before_the_lead_time_begins(client, shipped) -> None:
    Programme.objects.filter(key="nakopa").update(lead_days=90)
    text = client.get("/de/funding/calendar.ics").content.decode().replace("\r\n ", "")
    assert text.count("BEGIN:VALARM") == text.count("BEGIN:VEVENT")
    rows = deadlines_of(Programme.objects.filter(key="nakopa").with_rows(), date(2020, 1, 1))
    assert "TRIGGER:-P97D" in calendar_file(rows) and "TRIGGER:-P35D" in text


def test_deadlines_are_news_and_say_whether_anybody_checked_them(shipped) -> None:
    today = timezone.localdate()
    programme = Programme.objects.get(key="nakopa")
    Call.objects.all().delete()
    first = Call.objects.create(programme=programme, closes_on=today, closes_precision="day")
    Call.objects.create(programme=programme, closes_on=today + timezone.timedelta(days=300), closes_precision="day")
    with override("de"):
        [entry] = deadlines.newest(10)
        assert entry.title.startswith("Nakopa") and "noch niemand geprüft" in entry.text
        Check.objects.create(programme=programme)
        [entry] = deadlines.entries([entry.key, "0-1", "x"])
        assert "Zuletzt geprüft" in entry.text and entry.path == "/de/funding/nakopa/"
    Programme.objects.filter(pk=programme.pk).update(published=False)
    assert deadlines.entries([f"{first.pk}-1"]) == []


def test_what_is_due_to_be_checked_or_over_stands_on_the_desk(shipped) -> None:
    client = Client()
    client.force_login(load_network().coordinator)
    page = client.get("/de/desk/").content.decode()
    assert "Förderung: zu prüfende Einträge" in page and "/de/funding/nakopa/edit/" in page
    assert "Förderung: geschlossen, nächste Runde unbekannt" in page


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"closes": "29.02.2027"}, "closes"),
        ({"closes": "31.07.2026", "second": "30.06.2026"}, "second"),
        ({"opens": "01.09.2026", "closes": "08/2026"}, "closes"),
        ({"opens": "2027", "second": "12/2026"}, "second"),
        ({"closes": "irgendwann"}, "closes"),
    ],
)
def test_a_round_that_cannot_be_is_refused_at_its_field(shipped, form, field) -> None:
    client = Client()
    client.force_login(load_network().coordinator)
    before = Call.objects.count()
    answer = client.post("/de/funding/nakopa/calls/new/", {"title": "2026"} | form)
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert Call.objects.count() == before


def test_a_round_that_is_over_is_kept_and_shown_as_over(shipped) -> None:
    client = Client()
    client.force_login(load_network().coordinator)
    Call.objects.all().delete()
    values = {"title": "2024", "closes": "29.02.2024", "second": "06/2024"}
    assert client.post("/de/funding/nakopa/calls/new/", values).status_code == 302
    assert "30. Juni 2024" in Client().get("/de/funding/nakopa/").content.decode()


@pytest.mark.parametrize(
    "days",
    [
        {"closes": "2027", "second": "06/2027"},
        {"closes": "06/2027", "second": "15.06.2027"},
        {"opens": "2027", "closes": "06/2027"},
        {"opens": "2027", "second": "06/2027"},
    ],
)
def test_what_the_form_of_a_round_takes_is_no_contradiction_afterwards(shipped, days: dict[str, str]) -> None:
    """A year and a month of it do not contradict each other: more is not known."""
    client, _network = coordinator()
    before = client.get("/en/funding/nakopa/edit/").context["contradictions"]
    assert client.post("/en/funding/nakopa/calls/new/", {"title": "Vague"} | days).status_code == 302
    assert client.get("/en/funding/nakopa/edit/").context["contradictions"] == before == ()


def test_a_round_is_changed_where_it_stands(shipped) -> None:
    client, _network = coordinator()
    Call.objects.all().delete()
    client.post("/en/funding/nakopa/calls/new/", {"title": "Spring", "closes": "31.03.2030"})
    address = f"/en/funding/nakopa/calls/{Call.objects.get().pk}/"
    page = client.get("/en/funding/nakopa/edit/").content.decode()
    [line] = [line for line in page.split("<li>") if address in line]
    assert line.startswith("Spring: until 31 March 2030") and page.count(address) == 1
    assert address not in client.get("/en/funding/nakopa/").content.decode()


def test_folding_cuts_no_sign() -> None:
    line = "SUMMARY:" + "ї" * 200
    assert folded(line).replace("\r\n ", "") == line
    assert all(len(part.encode()) <= 75 for part in folded(line).split("\r\n"))


def test_a_hromada_that_nothing_fits_is_led_to_what_a_partner_could_apply_for(client: Client, shipped: None) -> None:
    page = client.get("/uk/funding/fits/?kind=municipality&region=UA-12&partner=none&purpose=project")
    assert not page.context["fitting"] and not page.context["perhaps"]
    address = page.context["partner_side"]
    assert "partner_region=UA-12" in address and f'href="{address.replace("&", "&amp;")}"' in page.content.decode()
    assert address.startswith("/uk/funding/fits/?")
    other = client.get(address)
    assert other.status_code == 200
    assert other.context["fitting"] or other.context["perhaps"]
    assert "partner_side" not in other.context, "what fits needs no other way"
