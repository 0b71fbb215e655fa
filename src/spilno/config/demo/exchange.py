"""The exchange: a series to come, a meeting that took place with topics, minutes, a report and advice; a newsletter."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from spilno.accounts.models import User
from spilno.config.demo.network import Built
from spilno.engine.cadence import Rhythm, holidays, instant, plan
from spilno.exchange.actions import agenda, cases, knowledge, meetings, minutes, registering, reports, topics
from spilno.exchange.enums import MeetingAudience, MeetingKind, MinutesAudience, Stage, TopicStatus
from spilno.exchange.models import Meeting
from spilno.exchange.models import Topic as ExchangeTopic
from spilno.newsletter.actions import issues
from spilno.newsletter.actions.topics import keep_topic
from spilno.newsletter.blocks import sources
from spilno.newsletter.models import Issue
from spilno.newsletter.models import Topic as NewsTopic
from spilno.organisations.enums import Scope

HOUR = timedelta(hours=1)
SATURDAY = 5
GUESTS = (
    ("editor.dortmund", "dortmund", Stage.EXAMINATION),
    ("editor.unna", "unna", Stage.FIRST_THOUGHTS),
    ("editor.steinfurt", "steinfurt", Stage.PARTNERSHIP),
    ("editor.association", "association", Stage.PARTNERSHIP),
    ("editor.verkhivtseve", "verkhivtseve", Stage.FIRST_THOUGHTS),
)
MINUTES = """## Begrüßung

Dies ist ein Beispiel für die Vorführung. Vertreten waren Kreise sowie große und kleine Kommunen.

## Anbahnung

Etwa die Hälfte kam mit einem Antrag aus dem Rat. Hilfe liegt an vielen Orten: Datenbank, Gesuche, Mustervereinbarungen.

## Personal

Knappe Stellen sind das häufigste Hindernis. Ein Programm fördert Stellen mit bis zu 90 Prozent.

## Vereine

Sie sind Verbündete: Manche Stadt hat ihrem Verein die ganze Arbeit übertragen.
"""
ADVICE = (
    ("governance", "Womit beginnt man nach dem Ratsantrag?", "Mit Kriterien, auf die sich der Ausschuss verständigt, und mit "
     "einer befristeten Vereinbarung. Verlängern kann man immer.", "З чого почати після рішення ради?",
     "З критеріїв, про які домовляється комітет, і зі строкової угоди. Продовжити можна завжди.",
     "Where does one begin after the council's motion?",
     "With criteria that the committee agrees on, and with an agreement for a limited time. It can always be extended."),
    ("social", "Wie gelingt das ohne zusätzliche Stelle?", "Den Verein beauftragen, Aufgaben teilen und die Förderung von "
     "Stellen prüfen.", "Як обійтися без додаткової посади?",
     "Доручити товариству, розподілити завдання та перевірити програму підтримки посад.",
     "How is it done without another post?", "Ask the association, share the tasks, and look at the funding of posts."),
)  # fmt: skip
# Its title, marked as an example, in the other languages of the report.
SPOKEN = {
    "uk": "Від рішення ради до міста-партнера (приклад)",
    "en": "From the council's motion to a partner town (example)",
}


def _closed(year: int) -> set[date]:
    return {one.on for number in (year, year + 1) for one in holidays(number)}


def _day(days: int, hour: int = 14) -> datetime:
    """About so many days from now, on a day on which town halls work."""
    found, closed = timezone.localtime() + timedelta(days=days), _closed(timezone.localtime().year)
    while found.weekday() >= SATURDAY or found.date() in closed:
        found += timedelta(days=1 if days > 0 else -1)
    return found.replace(hour=hour, minute=0, second=0, microsecond=0)


def _slots() -> list[tuple[str, datetime, datetime]]:
    """Every third Tuesday of half a year, as the page plans them."""
    begin = timezone.localdate() + timedelta(days=10)
    rhythm = Rhythm(weekday=1, week=3, kinds=(MeetingKind.THEMED, MeetingKind.PEER), every=1)
    found = plan(rhythm, begin=begin, until=begin + timedelta(days=200), avoid=_closed(begin.year))
    begins = [(one.kind, instant(one.on, time(14), "Europe/Berlin")) for one in found if one.on]
    return [(kind, starts, starts + 2 * HOUR) for kind, starts in begins[:6]]


def _values(built: Built, starts_at: datetime, **changed: Any) -> dict[str, Any]:
    values = {
        "kind": MeetingKind.PEER, "audience": MeetingAudience.NETWORK, "starts_at": starts_at, "ends_at": starts_at + 2 * HOUR,
        "title_de": "Kollegialer Austausch (Beispiel)", "title_uk": "Обмін досвідом (приклад)",
        "title_en": "Peer exchange (example)", "link": "https://treffen.example.org/raum", "host": built.offices["office"],
    }  # fmt: skip
    return values | changed


def make_series(built: Built, coordinator: User) -> Meeting:
    """Half a year ahead, themed and open meetings in turns, with registrations and a question; and a public event."""
    titles = {"title_de": "Austausch der Kommunen (Beispiel)", "title_uk": "Обмін громад (приклад)",
              "title_en": "Exchange of municipalities (example)"}  # fmt: skip
    shared = {"audience": MeetingAudience.NETWORK, "host": built.offices["office"], "capacity": 25,
              "link": "https://treffen.example.org/raum"}  # fmt: skip
    series = meetings.plan_series(
        {**titles, "turns": "alternate"}, shared, _slots(), announce=True, acting_user=coordinator
    )
    first = series.meetings.order_by("starts_at")[0]
    for person, office, stage in GUESTS[:3]:
        if office in built.offices:
            registering.register(built.acting(person, office, Scope.EXCHANGE), first, stage=stage)
    acting = built.acting("editor.unna", "unna", Scope.EXCHANGE)
    topics.bring_topic(acting, _topic("Wie finden wir ehrenamtliche Dolmetscher?", "social"), meeting=first)
    public = meetings.plan_meeting(
        _values(built, _day(35, 18), kind=MeetingKind.INFORMATION, audience=MeetingAudience.PUBLIC, capacity=100,
                title_de="Informationsabend: Partnerschaften mit der Ukraine (Beispiel)",
                title_uk="Інформаційний вечір: партнерства з Україною (приклад)",
                title_en="Information evening: partnerships with Ukraine (example)"),
        acting_user=coordinator,
    )  # fmt: skip
    meetings.announce_meeting(public, acting_user=coordinator)
    return first


def _topic(title: str, theme: str) -> dict[str, Any]:
    return {
        "title": f"{title} (Beispiel)",
        "text": "",
        "language": "de",
        "theme": theme,
        "urgency": 2,
        "circle": "network",
    }


def make_past_meeting(built: Built, coordinator: User) -> Meeting:
    """Planned, registered for, held: it is entered as one to come, and then put on the day on which it was."""
    meeting = meetings.plan_meeting(_values(built, _day(2)), acting_user=coordinator)
    meetings.announce_meeting(meeting, acting_user=coordinator)
    guests = [one for one in GUESTS if one[1] in built.offices]
    came = [
        registering.register(built.acting(who, office, Scope.EXCHANGE), meeting, stage=stage)
        for who, office, stage in guests
    ]
    spoken = topics.bring_topic(
        built.acting("editor.dortmund", "dortmund", Scope.EXCHANGE), _topic("Vom Ratsantrag zur Partnerstadt", "governance"),
        meeting=meeting,
    )  # fmt: skip
    topics.support_topic(built.acting("editor.unna", "unna", Scope.EXCHANGE), spoken)
    agenda.add_to_agenda(meeting, minutes=45, topic=spoken, acting_user=coordinator)
    agenda.add_to_agenda(meeting, minutes=15, title="Verschiedenes", acting_user=coordinator)
    meeting.refresh_from_db()
    past = {"starts_at": _day(-20), "ends_at": _day(-20, 16)}
    meeting = meetings.change_meeting(meeting, past, version=meeting.version, acting_user=coordinator)
    registering.note_attendance(meeting, [one.pk for one in came], acting_user=coordinator)
    topics.close_topic(spoken, status=TopicStatus.DONE, acting_user=coordinator)
    _write_up(built, meeting, spoken, coordinator)
    return meeting


def _write_up(built: Built, meeting: Meeting, topic: ExchangeTopic, coordinator: User) -> None:
    minutes.write_minutes(meeting, MINUTES, version=0, acting_user=coordinator)
    minutes.approve_minutes(meeting, audience=MinutesAudience.NETWORK, version=1, acting_user=coordinator)
    task = {"text": "Mustervereinbarung herumschicken (Beispiel)", "person": built.people["coordinator"]}
    minutes.add_action_item(meeting, task | {"due_on": _day(10).date()}, acting_user=coordinator)
    for theme, question, answer, *translated in ADVICE:
        values = {
            "theme": theme,
            "links": "",
            "audience": MeetingAudience.PUBLIC,
            "topic": topic if theme == "governance" else None,
        }
        item = knowledge.give_advice(
            meeting, values, language="de", question=question, answer=answer, acting_user=coordinator
        )
        for language, asked, answered in (("uk", *translated[:2]), ("en", *translated[2:])):
            knowledge.write_advice(
                item, values, language=language, question=asked, answer=answered, version=0, acting_user=coordinator
            )
    _report(meeting, topic, coordinator)


def _report(meeting: Meeting, topic: ExchangeTopic, coordinator: User) -> None:
    """Drafted, the topic's title translated by its writers, approved, published."""
    report = reports.draft_report(meeting, acting_user=coordinator)
    for one in report.texts.exclude(language="de"):
        text = one.text.replace(topic.title, SPOKEN[one.language])
        reports.write_report(
            report, language=one.language, title=one.title, text=text, version=one.version, acting_user=coordinator
        )
    reports.approve_report(report, acting_user=coordinator)
    reports.publish_report(report, acting_user=coordinator)


def make_consultation(built: Built) -> None:
    """A case for peer consultation that gathers its group."""
    values = {
        "title": "Der Rat zögert (Beispiel)", "text": "Seit Monaten liegt der Antrag im Ausschuss.", "language": "de",
        "theme": "governance", "mode": "written",
    }  # fmt: skip
    case = cases.open_case(built.acting("editor.dortmund", "dortmund", Scope.EXCHANGE), values)
    cases.join_case(built.acting("editor.unna", "unna", Scope.EXCHANGE), case)


def make_newsletter(built: Built, coordinator: User) -> Issue:
    """Two topics, and an issue of what happened, tested and sent; nobody is subscribed, so nobody gets it."""
    for position, names in enumerate(
        [("Termine", "Події", "Events"), ("Förderung", "Фінансування", "Funding")], start=1
    ):
        row = NewsTopic(name_de=names[0], name_uk=names[1], name_en=names[2], position=position)
        keep_topic(row, acting_user=coordinator)
    subjects = {"de": "Neues aus dem Netzwerk (Beispiel)", "uk": "Новини мережі (приклад)"}
    issue = issues.create_issue(subjects=subjects, acting_user=coordinator)
    hello = {"de": ("Guten Tag", "Dies ist eine Ausgabe zur Vorführung."), "uk": ("Вітаємо", "Це випуск для показу.")}
    issues.add_block(issue, texts=hello, acting_user=coordinator)
    for source in ("exchange.reports", "exchange.events"):
        keys = [entry.key for entry in sources()[source].newest(3)]
        if keys:
            issues.add_block(issue, source=source, keys=keys, texts={}, acting_user=coordinator)
    issue.refresh_from_db()
    issues.send_test(issue, acting_user=coordinator)
    issue.refresh_from_db()
    issues.schedule_issue(issue, at=None, version=issue.version, acting_user=coordinator)
    issues.start_due_issues(acting_user=coordinator)
    return issue
