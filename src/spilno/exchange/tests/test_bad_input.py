"""What arrives wrong, twice, hostile or at an hour that is none."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from spilno.common.errors import RefusedError
from spilno.common.models import OutboxMail
from spilno.exchange.actions import reports
from spilno.exchange.actions.files import MOST_FILES
from spilno.exchange.actions.topics import merge_topics
from spilno.exchange.enums import MinutesAudience
from spilno.exchange.models import KnowledgeItem, Meeting, MeetingFile, Registration, ReportText
from spilno.exchange.tests.meetings import a_meeting, a_registration, a_topic, meeting_form, signed_in
from spilno.partnerships.files import folder
from tests.cast import load_network

pytestmark = pytest.mark.django_db
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>@page{margin:2cm}.MsoNormal{color:red}</style>
<!--[if gte mso 9]><xml><o:p>x</o:p></xml><![endif]--></head><body lang=DE><p class=MsoNormal style='margin:0'><b
style='mso-bidi-font-weight:normal'>Fetter</b> Satz&nbsp;hier<o:p></o:p></p><script>alert(1)</script>
<p class=MsoListParagraph><span style='mso-list:Ignore'>·<span>&nbsp;</span></span>Punkt</p>
<img src="data:image/png;base64,iVBORw0KGgo=" onerror="alert(2)"><a href="javascript:alert(3)">böse</a>
<a href="https://example.org/gut" onclick="x()">gut</a><iframe src="https://evil.example"></iframe>
<table><tr><td>a</td><td>b</td></tr></table><svg onload=alert(4)><math><h1>Kopf</h1></body></html>"""


def test_a_report_with_pasted_word_html_becomes_words_and_nothing_else() -> None:
    network = load_network()
    office = signed_in(network.coordinator)
    meeting = a_meeting(network, days=-3, audience="public")
    report = reports.draft_report(meeting, acting_user=network.coordinator)
    edit = reverse("exchange:edit_report", args=[meeting.pk, "de"])
    version = report.texts.get(language="de").version
    sent = {"title": "Bericht", "text": WORD, "text-is-html": "1", "version": version}
    assert office.post(edit, sent).status_code == 302
    text = ReportText.objects.get(report=report, language="de").text
    assert "**Fetter** Satz" in text and "[gut](https://example.org/gut)" in text and "Kopf" in text
    for forbidden in ("script", "alert", "base64", "Mso", "mso", "style", "javascript", "iframe", "<o:p>", "@page"):
        assert forbidden not in text, forbidden
    reports.approve_report(report, acting_user=network.coordinator)
    reports.publish_report(report, acting_user=network.coordinator)
    page = (
        Client().get(reverse("exchange:report", args=[report.pk]), headers={"Accept-Language": "de"}).content.decode()
    )
    shown = page[page.index('<div class="prose"') :]
    assert "alert(" not in shown and "<iframe" not in shown and "onerror" not in shown and "<img" not in shown


def test_marks_that_try_to_be_html_stay_text() -> None:
    network = load_network()
    office, meeting = signed_in(network.coordinator), a_meeting(network, days=-3, audience="public")
    report = reports.draft_report(meeting, acting_user=network.coordinator)
    hostile = "<img src=x onerror=alert(1)>\n\n[x](javascript:alert(1)) ![y](https://evil.example/p.png) <b>fett</b>"
    version = report.texts.get(language="de").version
    edit = reverse("exchange:edit_report", args=[meeting.pk, "de"])
    office.post(edit, {"title": "<i>T</i>", "text": hostile, "version": version})
    reports.approve_report(report, acting_user=network.coordinator)
    reports.publish_report(report, acting_user=network.coordinator)
    page = Client().get(f"/de/exchange/reports/{report.pk}/").content.decode()
    shown = page[page.index('<div class="prose"') :]
    assert (
        "&lt;img" in shown
        and "<img" not in shown
        and 'href="javascript' not in shown
        and "evil.example/p.png" not in ("".join(re.findall(r'src="([^"]*)"', shown)))
    )
    assert "<i>T</i>" not in page


@pytest.mark.parametrize(("begins", "hour"), [("02:30", "00:30"), ("03:00", "02:00")])
def test_the_hour_that_comes_twice_is_its_first_and_the_length_is_real(begins: str, hour: str) -> None:
    """31.10.2027, 03:00 summer time: the clocks of Berlin are put back to 02:00."""
    office = signed_in(load_network().coordinator)
    data = meeting_form(day="31.10.2027", begins=begins, ends="05:00")
    assert office.post(reverse("exchange:new_meeting"), data).status_code == 302
    meeting = Meeting.objects.get()
    assert f"{meeting.starts_at:%H:%M}" == hour and f"{meeting.ends_at:%H:%M}" == "04:00"
    entry = office.get(reverse("exchange:meeting_ics", args=[meeting.pk])).content.decode()
    assert "BEGIN:VTIMEZONE" in entry and "TZID:Europe/Berlin" in entry


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"day": "31.11.2027"}, "Enter a valid date"),
        ({"day": "29.02.2027"}, "Enter a valid date"),
        ({"begins": "25:00"}, "Please write the hour like 14:00."),
        ({"zone": "Europe/Atlantis"}, "Select a valid choice"),
        ({"zone": "../../etc/passwd"}, "Select a valid choice"),
        ({"zone": "UTC"}, "Select a valid choice"),
        ({"ends": "14:00"}, "The meeting ends before it begins."),
        ({"day": "24.11.0001"}, "cannot be right"),
        ({"title_de": "\u200b \u202e"}, ""),
    ],
)
def test_days_hours_and_zones_that_are_none(changed: dict[str, str], told: str) -> None:
    office = signed_in(load_network().coordinator)
    page = office.post(reverse("exchange:new_meeting"), meeting_form(**changed))
    if told:
        assert page.status_code == 422 and told in page.content.decode()
        assert not Meeting.objects.exists()
    else:
        assert page.status_code in (302, 422)


def test_no_title_or_wish_begins_a_header_or_a_line_of_a_calendar() -> None:
    network = load_network()
    hostile = "Treffen\r\nBcc: all@example.org\r\nATTENDEE:mailto:x@example.org;\\,"
    meeting = a_meeting(network, title_de=hostile, town="A\r\nBEGIN:VEVENT", notes="n\r\nEND:VCALENDAR")
    client = signed_in(network.zhytomyr_owner)
    data = {"organisation": network.zhytomyr.pk, "stage": "partnership", "wishes": "x\r\nBcc: y@example.org"}
    assert client.post(reverse("exchange:register", args=[meeting.pk]), data).status_code == 302
    mail = OutboxMail.objects.get()
    assert "\n" not in mail.subject and "\r" not in mail.subject
    entry = mail.attachments[0]["text"]
    lines = entry.replace("\r\n ", "").split("\r\n")
    assert sum(line.startswith("ATTENDEE") for line in lines) == 1
    assert lines.count("BEGIN:VEVENT") == 1 and lines.count("END:VCALENDAR") == 1
    assert not any(line.lower().startswith("bcc") for line in lines)


def test_twice_and_from_two_organisations_is_one_registration() -> None:
    network = load_network()
    meeting = a_meeting(network)
    client = signed_in(network.zhytomyr_owner)
    register = reverse("exchange:register", args=[meeting.pk])
    for _time in range(3):
        client.post(register, {"organisation": network.zhytomyr.pk, "stage": "partnership"})
    client.post(register, {"organisation": network.dortmund.pk, "stage": "partnership"})
    assert Registration.objects.filter(meeting=meeting).count() == 1
    assert OutboxMail.objects.count() == 1


def test_a_topic_is_never_merged_into_itself_however_long_the_way() -> None:
    network = load_network()
    one, two, three = (a_topic(network.unna, f"Thema {number}") for number in range(3))
    merge_topics(one, two, acting_user=network.coordinator)
    merge_topics(two, three, acting_user=network.coordinator)
    for source, target in ((three, three), (three, two), (three, one)):
        with pytest.raises(RefusedError, match="into itself"):
            merge_topics(source, target, acting_user=network.coordinator)
    topic = reverse("exchange:merge_topic", args=[three.pk])
    page = signed_in(network.coordinator).post(topic, {"into": three.pk}, follow=True)
    assert page.status_code in (200, 422)
    three.refresh_from_db()
    assert three.status == "open"


# --- Files ------------------------------------------------------------------------------------------------------------


def a_docx() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("word/document.xml", "<w:document/>")
    return packed.getvalue()


def test_a_file_is_read_by_those_it_is_for_and_goes_with_its_row(django_capture_on_commit_callbacks) -> None:
    network = load_network()
    host = signed_in(network.dortmund_editor)
    meeting = a_meeting(network, audience="public")
    a_registration(meeting, network.zhytomyr_owner, network.zhytomyr)
    add = reverse("exchange:add_file", args=[meeting.pk])
    for audience in ("group", "network", "public"):
        upload = SimpleUploadedFile("../../böse.html", a_docx(), "text/html")
        assert host.post(add, {"title": f"Folien {audience}", "file": upload, "audience": audience}).status_code == 302
    seen = {}
    for name, client in (
        ("group", signed_in(network.zhytomyr_owner)), ("network", signed_in(network.unna_owner)), ("public", Client()),
    ):  # fmt: skip
        page = client.get(reverse("exchange:meeting", args=[meeting.pk])).content.decode()
        rows = MeetingFile.objects.order_by("pk")
        answers = [client.get(reverse("exchange:file", args=[meeting.pk, row.pk])).status_code for row in rows]
        assert [row.title in page for row in rows] == [code == 200 for code in answers]
        seen[name] = answers
    assert seen == {"group": [200, 200, 200], "network": [404, 200, 200], "public": [404, 404, 200]}
    row = MeetingFile.objects.get(audience=MinutesAudience.PUBLIC)
    answer = Client().get(reverse("exchange:file", args=[meeting.pk, row.pk]))
    assert answer["Content-Disposition"].startswith("attachment") and "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    kept = folder() / row.file
    assert kept.is_file()
    with django_capture_on_commit_callbacks(execute=True):
        host.post(reverse("exchange:remove_file", args=[meeting.pk, row.pk]))
    assert not kept.exists() and MeetingFile.objects.count() == 2


@pytest.mark.parametrize(
    "content",
    [b"", b"<html><script>x</script></html>", b"GIF89a", b"<svg xmlns='x'/>", b"PK\x03\x04kaputt", b"MZ\x90"],
)
def test_what_is_no_paper_is_refused_and_not_kept(content: bytes) -> None:
    network = load_network()
    meeting = a_meeting(network)
    upload = SimpleUploadedFile("folien.pdf", content, "application/pdf")
    data = {"title": "Folien", "file": upload, "audience": "public"}
    page = signed_in(network.dortmund_editor).post(reverse("exchange:add_file", args=[meeting.pk]), data)
    assert page.status_code == 422 and "error" in page.content.decode()
    assert not MeetingFile.objects.exists()


def test_a_meeting_has_so_many_files_and_no_more() -> None:
    network = load_network()
    meeting = a_meeting(network)
    MeetingFile.objects.bulk_create(
        MeetingFile(meeting=meeting, title="x", file="x", file_type="application/pdf", file_size=1)
        for _number in range(MOST_FILES)
    )
    before = set(folder().glob("*")) if folder().is_dir() else set()
    data = {"title": "zu viel", "file": SimpleUploadedFile("a.pdf", b"%PDF-1.7"), "audience": "group"}
    page = signed_in(network.dortmund_editor).post(reverse("exchange:add_file", args=[meeting.pk]), data)
    assert page.status_code == 422 and f"has {MOST_FILES} files at most" in page.content.decode()
    assert set(folder().glob("*")) == before


# --- Advice of a case -------------------------------------------------------------------------------------------------


def test_advice_of_a_consultation_is_passed_on_by_one_step_without_the_case() -> None:
    from spilno.exchange.actions import cases
    from spilno.exchange.tests.test_cases import a_group

    network = load_network()
    case = a_group(network)
    cases.begin_case(case, acting_user=network.dortmund_editor)
    moderator, giver = signed_in(network.dortmund_editor), signed_in(network.unna_owner)
    # An end that is refused keeps what was written.
    page = moderator.post(reverse("exchange:end_case", args=[case.pk]), {"decision": "", "advice": "Klein anfangen."})
    assert page.status_code == 422 and "Klein anfangen." in page.content.decode()
    data = {"decision": "Wir fragen den Rat.", "advice": "Klein anfangen."}
    assert moderator.post(reverse("exchange:end_case", args=[case.pk]), data).status_code == 302
    way = reverse("exchange:pass_on", args=[case.pk])
    assert signed_in(network.zhytomyr_editor).get(way).status_code == 404
    assert "Klein anfangen." in giver.get(way).content.decode()
    told = {
        "question": "Wie beginnt man?",
        "answer": "Klein anfangen.",
        "links": "",
        "theme": "governance",
        "audience": "public",
    }
    assert giver.post(way, told).status_code == 422
    assert giver.post(way, told | {"silence": "on"}).status_code == 302
    assert giver.post(way, told | {"silence": "on"}).status_code == 404
    item = KnowledgeItem.objects.get()
    assert item.status == "draft" and item.meeting is None and item.given_on == timezone.localdate()
    knowledge = reverse("exchange:knowledge")
    assert "Wie beginnt man?" not in Client().get(knowledge).content.decode()
    check = reverse("exchange:check_advice", args=[item.pk])
    assert giver.post(check, {"publish": "1"}).status_code == 404
    assert signed_in(network.coordinator).post(check, {"publish": "1"}).status_code == 302
    page = Client().get(f"{knowledge}?q=beginnt").content.decode()
    assert "Wie beginnt man?" in page and case.title not in page
