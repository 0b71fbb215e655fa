"""Planning, announcing, changing and finding meetings."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from spilno.common.models import AuditEntry
from spilno.exchange.actions import meetings as actions
from spilno.exchange.enums import MeetingAudience, MeetingStatus
from spilno.exchange.models import Meeting, Series
from spilno.exchange.tests.meetings import a_meeting, meeting_form, series_form, signed_in
from tests.cast import load_network

pytestmark = pytest.mark.django_db
LIST, FEED = "/en/exchange/", "/en/exchange/calendar.ics"


def test_a_series_is_shown_first_and_planned_in_one_step() -> None:
    network = load_network()
    office = signed_in(network.coordinator)
    address = reverse("exchange:new_series")
    page = office.post(address, series_form(without="21.09.2027\n01.12.2027 - 31.12.2027")).content.decode()
    assert "5 meetings would be planned" in page
    assert "moved, because 21 September 2027 is left out" in page and "28 September 2027" in page
    assert "December 2027: no day is free" in page
    assert not Meeting.objects.exists() and not Series.objects.exists()
    data = series_form(without="21.09.2027\n01.12.2027 - 31.12.2027", plan="1")
    assert office.post(address, data).status_code == 302
    planned = list(Meeting.objects.order_by("starts_at"))
    assert [(one.kind, one.number) for one in planned] == [
        ("themed", 1),
        ("peer", 1),
        ("themed", 2),
        ("themed", 3),
        ("peer", 2),
    ]
    assert {one.status for one in planned} == {MeetingStatus.DRAFT}
    # 14:00 on the wall, before and after the clocks are put back.
    hours = {one.starts_at.astimezone(ZoneInfo("Europe/Berlin")).hour for one in planned}
    assert hours == {14} and len({one.starts_at.astimezone(UTC).hour for one in planned}) == 2
    assert planned[0].label == "Themed exchange no. 1"
    assert AuditEntry.objects.filter(action="exchange.plan_series", actor_id=network.coordinator.pk).count() == 1


def test_a_series_goes_on_with_the_next_numbers() -> None:
    network = load_network()
    office = signed_in(network.coordinator)
    office.post(reverse("exchange:new_series"), series_form(turns="peer", until="30.11.2027", plan="1"))
    series = Series.objects.get()
    data = series_form(title_de="", turns="peer", first="01.12.2027", until="31.01.2028", plan="1", announce="on")
    assert office.post(reverse("exchange:extend_series", args=[series.pk]), data).status_code == 302
    numbers = list(series.meetings.order_by("starts_at").values_list("number", "status"))
    assert numbers == [(1, "draft"), (2, "draft"), (3, "draft"), (4, "published"), (5, "published")]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"until": "01.01.2127"}, "more than 60 meetings"),
        ({"until": "01.01.2027"}, "ends before it begins"),
        ({"first": "31.11.2027"}, "Enter a valid date"),
        ({"without": "31.11.2027"}, "This line is no day: 31.11.2027"),
        ({"without": "24.12.2027 - 01.12.2027"}, "begins after it ends"),
        ({"without": "01.01.0001 - 31.12.9999"}, "longer than a year"),
        ({"zone": "Europe/Atlantis"}, "Select a valid choice"),
        ({"minutes": "100000"}, "less than or equal to 600"),
        ({"title_de": ""}, "a title in one language"),
        ({"without": "01.01.2027 - 31.12.2027\n01.01.2028 - 31.12.2028", "plan": "1"}, "No meeting would be planned"),
        ({"begins": "02:30", "weekday": "6", "week": "5", "first": "01.03.2027", "until": "31.03.2027"}, "Sunday"),
    ],
)
def test_a_series_that_cannot_be_says_why_and_saves_nothing(changed, told) -> None:
    office = signed_in(load_network().coordinator)
    page = office.post(reverse("exchange:new_series"), series_form(**changed))
    assert told in page.content.decode() and page.status_code in (200, 422)
    assert not Meeting.objects.exists() and not Series.objects.exists()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"ends": "13:00"}, "The meeting ends before it begins."),
        ({"day": "28.03.2027", "begins": "02:30", "ends": "04:00"}, "This hour does not exist on that day"),
        ({"last_day": "24.12.2027"}, "ten days at most"),
        ({"register_until": "25.11.2027"}, "Registration ends after"),
        ({"day": "24.11.9999"}, "cannot be right"),
        ({"link": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"capacity": "99999999999999"}, "less than or equal to"),
        ({"host": "99999999999999999999"}, "Select a valid choice"),
        ({"about_de": "Lieferung am 24.12.2027 in der Bahnhofstraße 12"}, "may put people at risk"),
    ],
)
def test_a_meeting_that_cannot_be_says_why_at_its_field(changed, told) -> None:
    office = signed_in(load_network().coordinator)
    page = office.post(reverse("exchange:new_meeting"), meeting_form(**changed))
    assert page.status_code == 422 and told in page.content.decode()
    assert not Meeting.objects.exists()


def test_from_draft_to_announced_to_called_off() -> None:
    network = load_network()
    office, reader = signed_in(network.coordinator), Client()
    assert office.post(reverse("exchange:new_meeting"), meeting_form()).status_code == 302
    meeting = Meeting.objects.get()
    address = reverse("exchange:meeting", args=[meeting.pk])
    assert reader.get(address).status_code == 404 and "Infoveranstaltung" not in reader.get(LIST).content.decode()
    office.post(reverse("exchange:announce", args=[meeting.pk]))
    page = reader.get(address).content.decode()
    assert "14:00–16:00" in page and "15:00–17:00" in page and "time in Ukraine" in page
    assert "STATUS:CONFIRMED" in reader.get(FEED).content.decode()
    assert office.post(reverse("exchange:cancel_meeting", args=[meeting.pk]), {"reason": ""}).status_code == 422
    office.post(reverse("exchange:cancel_meeting", args=[meeting.pk]), {"reason": "Krankheit\r\nBcc: x"})
    assert "Krankheit Bcc: x" in reader.get(address).content.decode()
    feed = reader.get(FEED).content.decode()
    assert "STATUS:CANCELLED" in feed and "SEQUENCE:1" in feed
    # Called off stays called off; an announced meeting is never removed.
    office.post(reverse("exchange:announce", args=[meeting.pk]))
    office.post(reverse("exchange:remove_draft", args=[meeting.pk]))
    assert Meeting.objects.get().status == MeetingStatus.CANCELLED


def test_the_way_in_is_for_those_who_run_it_and_the_town_for_readers() -> None:
    network = load_network()
    meeting = a_meeting(network)
    address = reverse("exchange:meeting", args=[meeting.pk])
    seen = signed_in(network.unna_owner).get(address).content.decode()
    assert "Dortmund" in seen and "Saal Westfalia" not in seen and "treffen.example.org" not in seen
    assert "Saal Westfalia" in signed_in(network.dortmund_editor).get(address).content.decode()
    # A reader of the host does not run its meetings.
    assert "Saal Westfalia" not in signed_in(network.dortmund_reader).get(address).content.decode()


def test_a_change_counts_up_what_calendars_compare_and_nobody_overwrites_unseen() -> None:
    network = load_network()
    meeting = a_meeting(network)
    editor = signed_in(network.dortmund_editor)
    address = reverse("exchange:edit_meeting", args=[meeting.pk])
    assert 'name="version" value="1"' in editor.get(address).content.decode()
    data = meeting_form(kind="peer", version="1", audience="network")
    assert editor.post(address, data).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.sequence, meeting.version) == (1, 2)
    late = signed_in(network.coordinator).post(address, data | {"title_de": "Anderes"})
    assert late.status_code == 422 and "Infoveranstaltung" in late.content.decode()
    assert 'name="version" value="2"' in late.content.decode()
    # Saving what is stored already changes nothing.
    editor.post(address, data | {"version": "2"})
    meeting.refresh_from_db()
    assert (meeting.sequence, meeting.version) == (1, 2)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_for_one_and_for_many(client, django_assert_num_queries, count) -> None:
    network = load_network()
    for number in range(count):
        a_meeting(network, audience=MeetingAudience.PUBLIC, days=number + 1)
    with django_assert_num_queries(1):
        page = client.get(LIST).content.decode()
    assert page.count('class="suggestion"') == count


def test_the_list_keeps_past_and_coming_apart() -> None:
    network = load_network()
    a_meeting(network, audience="public", days=-10, title_de="Vorbei")
    a_meeting(network, audience="public", title_de="Kommt")
    client = Client()
    coming, past = client.get(LIST).content.decode(), client.get(LIST, {"time": "past"}).content.decode()
    assert "Kommt" in coming and "Vorbei" not in coming
    assert "Vorbei" in past and "Kommt" not in past
    assert client.get(LIST, {"page": "99"}).status_code == 404


def test_a_withdrawn_host_takes_its_meetings_along() -> None:
    network = load_network()
    meeting = a_meeting(network, audience="public")
    network.dortmund.withdrawn_at = timezone.now()
    network.dortmund.save()
    client = Client()
    assert client.get(reverse("exchange:meeting", args=[meeting.pk])).status_code == 410
    assert "Kollegialer" not in client.get(LIST).content.decode()
    assert "Kollegialer" not in client.get(FEED).content.decode()


def _unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_the_feed_keeps_the_rules_of_its_format(client) -> None:
    network = load_network()
    starts = datetime(2027, 11, 24, 13, tzinfo=UTC)
    ends = starts + timedelta(hours=2)
    hostile = "Ї" * 100 + ";\r\nATTENDEE:x,\\y"
    a_meeting(network, audience="public", title_de="Lang " + "ї" * 120, starts_at=starts, ends_at=ends)
    a_meeting(network, audience="public", zone="Europe/Kyiv", about_de=hostile, starts_at=starts, ends_at=ends)
    a_meeting(network, title_de="Nur intern")
    text = client.get(FEED).content.decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n")) and "\n" not in text.replace("\r\n", "")
    lines = _unfolded(text)
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2] == "END:VCALENDAR"
    assert "DTSTART;TZID=Europe/Berlin:20271124T140000" in lines and "DTSTART;TZID=Europe/Kyiv:20271124T150000" in lines
    assert lines.count("BEGIN:VTIMEZONE") == 2 and lines.count("BEGIN:VEVENT") == 2
    assert not [line for line in lines if line.startswith("ATTENDEE")]
    assert "Nur intern" not in text and "Saal Westfalia" not in text and "treffen.example.org" not in text
    uids = re.findall(r"^UID:(.+)\r$", text, re.MULTILINE)
    assert len(set(uids)) == 2
    opened = [line.partition(":")[2] for line in lines if line.startswith("BEGIN:")]
    closed = [line.partition(":")[2] for line in lines if line.startswith("END:")]
    assert sorted(opened) == sorted(closed)


def test_planning_a_plan_of_nothing_is_refused() -> None:
    network = load_network()
    with pytest.raises(actions.RefusedError):
        actions.plan_series({"title_de": "x"}, {}, [], announce=False, acting_user=network.coordinator)
    assert not Series.objects.exists()
