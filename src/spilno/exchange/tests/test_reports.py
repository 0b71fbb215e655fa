"""From topics and notes to a report in three languages, advice that is found, and the newsletter."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from spilno.exchange.actions import knowledge as advising
from spilno.exchange.desk import panels
from spilno.exchange.drafting import draft
from spilno.exchange.enums import MeetingKind, RegistrationStatus, Stage, TopicCircle
from spilno.exchange.models import AgendaItem, KnowledgeItem, Report, ReportText, Series
from spilno.exchange.news import events, reports
from spilno.exchange.tests.meetings import a_meeting, a_registration, a_topic, signed_in, some_advice
from spilno.places import gazetteer
from spilno.places.enums import AreaLevel, CodeScheme, NameKind
from spilno.places.models import AreaName, DataSource
from tests.cast import Network, load_network, organisation, person, place

pytestmark = pytest.mark.django_db
KNOWLEDGE = "/en/exchange/knowledge/"


def a_real_exchange(network: Network) -> object:
    """The second peer exchange of 19.09.2023 as its office entered it: 17 municipalities at three stages."""
    series = Series.objects.create(title_de="Austausch", turns="alternate")
    meeting = a_meeting(
        network, days=-5, series=series, number=2, kind=MeetingKind.PEER, title_de="", audience="public"
    )
    land = network.dortmund.area.parent
    for number in range(17):
        stage = [Stage.PARTNERSHIP] * 7 + [Stage.EXAMINATION] * 5 + [Stage.FIRST_THOUGHTS] * 5
        level = AreaLevel.DISTRICT if number == 3 else AreaLevel.MUNICIPALITY
        people = 250_000 if number < 2 else 40_000
        code = (CodeScheme.AGS, f"0599900{number:02d}")
        area = place(level, f"Kommune {number}", code, land, population=people)
        where = organisation(f"Stadt {number}", area)
        a_registration(meeting, person(f"person_{number}"), where, stage=stage[number])
    a_registration(meeting, network.unna_owner, network.unna, status=RegistrationStatus.WAITING)
    for position, (title, circle, question, answer, link) in enumerate(
        [
            ("Anbahnung", "network", "Wo finden wir Hilfe?", "In der Datenbank.", "https://www.rgre.example.org/db"),
            ("Personal", "network", "Wer bezahlt eine Stelle?", "KEpol bis 90 %.", "https://skew.example.org/kepol"),
            ("Streit im Rat", "group", "Was hilft im Rat?", "Erst befristet beschließen.", ""),
        ],
        start=1,
    ):
        topic = a_topic(network.unna, title, circle=circle, meeting=meeting)
        AgendaItem.objects.create(meeting=meeting, topic=topic, minutes=45, position=position)
        some_advice(meeting, question, answer, topic=topic, links=link)
    a_meeting(network, days=-60, kind=MeetingKind.INFORMATION, title_de="Fördermittel", audience="public")
    a_meeting(network, days=-50, kind=MeetingKind.INFORMATION, title_de="Vertraulich", audience="network")
    a_meeting(network, days=25, series=series, number=3, kind=MeetingKind.THEMED, title_de="")
    return meeting


def test_the_outline_of_a_real_report_comes_out_of_topics_and_notes_alone() -> None:
    network = load_network()
    meeting = a_real_exchange(network)
    title, text = draft(meeting, "de")
    assert title.startswith("Kollegialer Austausch Nr. 2, ")
    for said in (
        "17 Kommunen haben teilgenommen:", "- 7 mit einer Partnerschaft", "- 5 mit einem Prüfauftrag",
        "- 5 mit ersten Überlegungen", "Alle zwei Monate", "## Anbahnung", "In der Datenbank.", "## Personal",
        "KEpol bis 90 %.", "Erst befristet beschließen.", "- https://www.rgre.example.org/db",
        "- https://skew.example.org/kepol", "Fachaustausch Nr. 3", "Newsletter",
        "Darunter: 1 Kreis, 2 Kommunen ab 100.000 Einwohnern, 14 kleinere Kommunen.",
        "## Informationsveranstaltungen des letzten Jahres", "- [Fördermittel](/de/exchange/meetings/",
        "[Berichte](/de/exchange/reports/)", "[Newsletter](/de/newsletter/)",
    ):  # fmt: skip
        assert said in text, said
    # A confidential topic is not named; the advice written down for others is.
    assert "Vertraulich" not in text
    assert "Streit im Rat" not in text and "## Was hilft im Rat?" in text
    assert text.index("teilgenommen") < text.index("Anbahnung") < text.index("Personal") < text.index("kepol")
    assert "17 громад" in draft(meeting, "uk")[1] and "17 municipalities took part" in draft(meeting, "en")[1]


def test_from_draft_to_website_with_its_advice() -> None:
    network = load_network()
    meeting = a_real_exchange(network)
    host, office, reader = signed_in(network.dortmund_editor), signed_in(network.coordinator), Client()
    move = lambda step: reverse("exchange:move_report", args=[meeting.pk, step])  # noqa: E731
    host.post(reverse("exchange:draft_report", args=[meeting.pk]))
    report = Report.objects.get()
    assert ReportText.objects.filter(report=report).count() == 3
    address, public = (
        reverse("exchange:edit_report", args=[meeting.pk, "de"]),
        reverse("exchange:report", args=[report.pk]),
    )
    assert reader.get(public).status_code == 404
    data = {
        "title": "Zweiter Austausch",
        "text": "## Neu\n\n<script>alert(1)</script> https://example.org",
        "version": "1",
    }
    assert host.post(address, data | {"text": "Treffen am Kraftwerk"}).status_code == 422
    assert host.post(address, data).status_code == 302
    late = host.post(address, data | {"text": "zu spät"})
    assert late.status_code == 422 and "## Neu" in late.content.decode()
    # The German text has changed since: the translations say so, and drafting again leaves what was edited.
    assert (
        "the original has changed since"
        in host.get(reverse("exchange:report_overview", args=[meeting.pk])).content.decode()
    )
    host.post(reverse("exchange:draft_report", args=[meeting.pk]))
    assert ReportText.objects.get(report=report, language="de").title == "Zweiter Austausch"
    office.post(move("publish"))
    assert reader.get(public).status_code == 404
    host.post(move("approve"))
    assert host.post(address, data | {"version": "2", "text": "x"}).status_code == 422
    assert host.post(move("publish")).status_code == 404
    assert [panel.number for panel in panels()] == [1, 0, 0]
    assert not KnowledgeItem.objects.published().exists()
    office.post(move("publish"))
    page = reader.get(reverse("exchange:report", args=[report.pk])).content.decode()
    assert "17 municipalities took part" in page
    with override("de"):
        german = reader.get(reverse("exchange:report", args=[report.pk])).content.decode()
    assert "&lt;script&gt;" in german and "<script>alert" not in german and 'href="https://example.org"' in german
    assert "In der Sprache der Seite" not in german
    report.texts.filter(language="de").delete()
    with override("de"):
        other = reader.get(reverse("exchange:report", args=[report.pk])).content.decode()
    assert "In der Sprache der Seite gibt es diesen Text noch nicht" in other
    assert KnowledgeItem.objects.published().count() == 3
    advice = reverse("exchange:advice", args=[KnowledgeItem.objects.published()[0].pk])
    assert f'href="{public}"' in reader.get(advice).content.decode()
    assert "Zweiter Austausch" in german
    assert host.post(move("back")).status_code == 404
    office.post(move("back"))
    assert reader.get(public).status_code == 404


def test_the_newsletter_offers_reports_and_meetings() -> None:
    network = load_network()
    meeting = a_real_exchange(network)
    secret, public = a_meeting(network), a_meeting(network, audience="public", title_de="Infoveranstaltung")
    report = Report.objects.create(meeting=meeting, status="published", published_at=timezone.now())
    ReportText.objects.create(report=report, language="de", title="Bericht", text="## Eins\n\nEs kamen viele:\n\n- A")
    entry = reports.newest(5)[0]
    assert (entry.title, entry.text, entry.title_language) == ("Bericht", "Es kamen viele.", "de")
    assert [one.key for one in events.newest(5)] == [str(public.pk)]
    keys = [str(secret.pk), str(public.pk), "x", "²", str(10**30)[:18]]
    assert [one.key for one in events.entries(keys)] == [str(public.pk)]
    Report.objects.update(status="draft")
    assert reports.newest(5) == [] and reports.entries([str(report.pk)]) == []


def test_advice_is_found_by_places_in_any_spelling_and_by_words() -> None:
    network = load_network()
    source = DataSource.objects.create(key="geonames", title="GeoNames", imported_at="2026-01-01T00:00Z")
    for language, name in (("de", "Schytomyr"), ("en", "Zhytomyr"), ("uk", "Житомир"), ("pl", "Żytomierz")):
        AreaName.objects.create(
            area=network.zhytomyr.area, text=name, language=language, kind=NameKind.EXONYM, source=source
        )
    gazetteer.forget()
    meeting = a_meeting(network, audience="public", days=-5)
    item = some_advice(meeting, "Wie reist man nach Schytomyr?", "Mit dem Zug über Przemyśl, sagt die Žytomyrer Seite.")
    some_advice(meeting, "Wie gründet man einen Verein?", "Mit sieben Personen.")
    KnowledgeItem.objects.update(status="published")
    client = Client()

    def found(**asked: str) -> list[str]:
        page = client.get(KNOWLEDGE, asked).content.decode()
        return [one for one in ("Schytomyr", "Verein") if f"man nach {one}" in page or f"einen {one}" in page]

    assert found() == ["Schytomyr", "Verein"]
    for spelling in ("Житомир", "Zhytomyr", "Schitomir", "Житомирська", "Żytomierz", "schytomyr zug"):
        assert found(q=spelling) == ["Schytomyr"], spelling
    assert found(q="verein GRÜNDET") == ["Verein"] and found(q="%") == [] and found(q="a\x00b") == []
    assert found(theme="governance") == ["Schytomyr", "Verein"] and found(theme="water") == []
    assert client.get(KNOWLEDGE, {"theme": "wizard"}).status_code == 422
    assert client.get(KNOWLEDGE, {"q": "x" * 500}).status_code == 422
    KnowledgeItem.objects.filter(pk=item.pk).update(audience="network")
    assert found(q="Житомир") == []
    assert "Schytomyr" in signed_in(network.unna_owner).get(KNOWLEDGE).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_search_asks_the_same_for_one_and_for_many(client, django_assert_num_queries, count) -> None:
    network = load_network()
    meeting = a_meeting(network, days=-5)
    for number in range(count):
        some_advice(meeting, f"Frage {number}?")
    KnowledgeItem.objects.update(status="published")
    with django_assert_num_queries(3):
        page = client.get(KNOWLEDGE).content.decode()
    assert page.count('class="suggestion"') == count


def test_what_is_known_stands_beside_a_new_topic() -> None:
    network = load_network()
    meeting = a_meeting(network, days=-5)
    some_advice(meeting, "Wie finden wir eine Finanzierung?", theme="")
    hidden = some_advice(meeting, "Finanzierungen im Streit", theme="")
    KnowledgeItem.objects.exclude(pk=hidden.pk).update(status="published")
    topic = a_topic(network.unna, "Finanzierung einer Schulpartnerschaft", circle=TopicCircle.NETWORK)
    page = signed_in(network.unna_owner).get(reverse("exchange:topic", args=[topic.pk])).content.decode()
    assert "Wie finden wir eine Finanzierung?" in page and "im Streit" not in page


def test_advice_is_written_in_three_languages_and_looked_at_again(time_machine) -> None:
    network = load_network()
    meeting = a_meeting(network, days=-5)
    host = signed_in(network.dortmund_editor)
    data = {
        "question": "Was kostet es?",
        "answer": "Wenig.",
        "links": "example.org/a\nhttps://b.example.org",
        "audience": "public",
    }
    address = reverse("exchange:give_advice", args=[meeting.pk])
    assert host.post(address, data | {"links": "javascript:alert(1)"}).status_code == 422
    assert host.post(address, data).status_code == 302
    item = KnowledgeItem.objects.get()
    assert item.link_list == ["https://example.org/a", "https://b.example.org"]
    ukrainian = reverse("exchange:edit_advice", args=[item.pk, "uk"])
    assert host.post(ukrainian, data | {"question": "Скільки?", "answer": "Мало.", "version": "0"}).status_code == 302
    assert host.post(ukrainian, data | {"question": "Скільки?", "answer": "Інше.", "version": "0"}).status_code == 422
    item.refresh_from_db()
    assert "скільки" in item.search_text and "was kostet" in item.search_text
    with pytest.raises(advising.RefusedError):
        advising.check_advice(item, still_true=True, acting_user=network.coordinator)
    KnowledgeItem.objects.update(status="published")
    assert panels()[1].number == 0
    time_machine.move_to(timezone.now() + timedelta(days=370))
    assert panels()[1].number == 1
    check = reverse("exchange:check_advice", args=[item.pk])
    office = signed_in(network.coordinator)
    assert "Still true?" in office.get(KNOWLEDGE).content.decode()
    office.post(check, {"remove": "1"})
    office.post(check)
    assert panels()[1].number == 0
    office.post(check, {"outdated": "1"})
    assert "No longer true" in Client().get(reverse("exchange:advice", args=[item.pk])).content.decode()
