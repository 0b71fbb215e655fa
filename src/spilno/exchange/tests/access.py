import io
from typing import Any

from django.utils import timezone

from spilno.exchange.enums import CaseRole, MeetingAudience, MeetingStatus, Turns
from spilno.exchange.models import (
    ActionItem,
    AgendaItem,
    Case,
    CaseEntry,
    CaseMember,
    KnowledgeItem,
    Meeting,
    MeetingFile,
    Minutes,
    MinutesRevision,
    Report,
    ReportText,
    Series,
    Topic,
)
from spilno.exchange.tests.meetings import a_case, a_meeting, a_registration, a_topic, some_advice
from spilno.partnerships.files import store_upload
from tests.access.matrix import ACTING, COORDINATORS, EVERYBODY, MEMBERS, SIGNED_IN, Row
from tests.cast import Network

# Everybody who belongs to a confirmed organisation, and the network office.
NETWORK = SIGNED_IN - {"stranger", "administrator"}
HOSTS = ACTING | COORDINATORS
ZHYTOMYR = {"zhytomyr_owner", "zhytomyr_editor"}


def _meeting(network: Network) -> Meeting:
    return Meeting.objects.filter(status=MeetingStatus.PUBLISHED).first() or a_meeting(network)


def of_network(network: Network) -> dict[str, Any]:
    return {"pk": _meeting(network).pk}


def public(network: Network) -> dict[str, Any]:
    found = Meeting.objects.filter(audience=MeetingAudience.PUBLIC).first()
    return {"pk": (found or a_meeting(network, audience=MeetingAudience.PUBLIC)).pk}


def draft(network: Network) -> dict[str, Any]:
    found = Meeting.objects.filter(status=MeetingStatus.DRAFT).first()
    return {"pk": (found or a_meeting(network, status=MeetingStatus.DRAFT)).pk}


def series(_network: Network) -> dict[str, Any]:
    return {"pk": Series.objects.get_or_create(title_de="Reihe", turns=Turns.PEER)[0].pk}


def registration(network: Network) -> dict[str, Any]:
    meeting = _meeting(network)
    found = meeting.registrations.first() or a_registration(meeting, network.zhytomyr_editor, network.zhytomyr)
    return {"pk": meeting.pk, "registration": found.pk}


def topic(network: Network) -> dict[str, Any]:
    """Confidential: brought by Dortmund for no meeting yet."""
    return {"pk": (Topic.objects.filter(meeting=None).first() or a_topic(network.dortmund)).pk}


def topic_of_meeting(network: Network) -> dict[str, Any]:
    """Brought by Zhytomyr for a meeting that Dortmund hosts."""
    meeting = _meeting(network)
    return {"pk": (meeting.topics.first() or a_topic(network.zhytomyr, "Wasser", meeting=meeting)).pk}


def support(network: Network) -> dict[str, Any]:
    return {"organisation": network.dortmund.pk}


def minutes(network: Network) -> dict[str, Any]:
    """Approved for the group; `test_minutes` looks at the other audiences."""
    meeting = a_meeting(network, audience=MeetingAudience.PUBLIC, days=-1)
    Minutes.objects.create(meeting=meeting, text="x", version=1, status="approved")
    return {"pk": meeting.pk}


def revision(network: Network) -> dict[str, Any]:
    meeting = _meeting(network)
    row = Minutes.objects.get_or_create(meeting=meeting)[0]
    state = row.revisions.first() or MinutesRevision.objects.create(minutes=row, number=1, text="x")
    return {"pk": meeting.pk, "number": state.pk}


def task(network: Network) -> dict[str, Any]:
    meeting = _meeting(network)
    return {"pk": (meeting.action_items.first() or ActionItem.objects.create(meeting=meeting, text="x")).pk}


def advice(network: Network) -> dict[str, Any]:
    """A draft of Dortmund's meeting."""
    found = KnowledgeItem.objects.filter(status="draft").first() or some_advice(_meeting(network))
    return {"pk": found.pk}


def advice_in_german(network: Network) -> dict[str, Any]:
    return advice(network) | {"language": "de"}


def report(network: Network) -> dict[str, Any]:
    made = Report.objects.create(meeting=a_meeting(network, days=-3), status="published", published_at=timezone.now())
    ReportText.objects.create(report=made, language="de", title="x", text="x")
    return {"pk": made.pk}


def draft_report(network: Network) -> dict[str, Any]:
    meeting = _meeting(network)
    Report.objects.get_or_create(meeting=meeting)
    return {"pk": meeting.pk}


def german_report(network: Network) -> dict[str, Any]:
    return draft_report(network) | {"language": "de"}


def approving(network: Network) -> dict[str, Any]:
    return draft_report(network) | {"step": "approve"}


def publishing(network: Network) -> dict[str, Any]:
    return draft_report(network) | {"step": "publish"}


def attended(network: Network) -> dict[str, Any]:
    """Only whoever came has a certificate."""
    meeting = a_meeting(network, days=-4)
    a_registration(meeting, network.dortmund_editor, network.dortmund, attended=True)
    return {"pk": meeting.pk}


def case(network: Network) -> dict[str, Any]:
    """Brought by an editor of Dortmund, moderated by an owner of Zhytomyr; no coordinator in the group."""
    found = Case.objects.filter(status="gathering").first()
    if found is None:
        found = a_case(network.dortmund_editor, network.dortmund)
        CaseMember.objects.create(
            case=found, user=network.zhytomyr_owner, organisation=network.zhytomyr, role=CaseRole.MODERATOR
        )
    return {"pk": found.pk}


def ended_case(network: Network) -> dict[str, Any]:
    made = a_case(network.dortmund_editor, network.dortmund, status="closed", advice="x")
    CaseMember.objects.create(
        case=made, user=network.zhytomyr_owner, organisation=network.zhytomyr, role=CaseRole.MODERATOR
    )
    return {"pk": made.pk}


def a_file(meeting: Meeting, audience: str) -> dict[str, Any]:
    kept = store_upload(io.BytesIO(b"%PDF-1.7"), 8)
    values = {"file": kept.name, "file_type": kept.content_type, "file_size": kept.size}
    return {
        "pk": meeting.pk,
        "file": MeetingFile.objects.create(meeting=meeting, title="x", audience=audience, **values).pk,
    }


def file(network: Network) -> dict[str, Any]:
    return a_file(_meeting(network), "group")


def public_file(network: Network) -> dict[str, Any]:
    return a_file(Meeting.objects.get(pk=public(network)["pk"]), "public")


GROUP = frozenset({"dortmund_editor", "zhytomyr_owner"})
MODERATOR = frozenset({"zhytomyr_owner"})
IN_GERMAN = {"language": "de"}
ROWS = [
    Row("exchange:meetings", EVERYBODY),
    Row("exchange:meetings", EVERYBODY, query="?time=past", case="past"),
    Row("exchange:calendar_ics", EVERYBODY),
    Row("exchange:meeting", NETWORK, of_network),
    Row("exchange:meeting", EVERYBODY, public, case="public"),
    Row("exchange:meeting", MEMBERS | {"association_editor"} | COORDINATORS, draft, case="draft"),
    Row("exchange:meeting_ics", NETWORK, of_network),
    Row("exchange:mine", SIGNED_IN),
    Row("exchange:register", NETWORK - {"dortmund_reader", "coordinator"}, of_network),
    Row("exchange:withdraw", NETWORK, of_network),
    Row("exchange:participants", HOSTS, of_network),
    Row("exchange:participants_csv", HOSTS, of_network),
    Row("exchange:remove_participant", HOSTS, registration, method="post"),
    Row("exchange:topics", NETWORK),
    Row("exchange:bring_topic", NETWORK - {"dortmund_reader", "coordinator"}),
    Row("exchange:topic", MEMBERS | {"association_editor"} | COORDINATORS, topic),
    Row("exchange:topic", HOSTS | ZHYTOMYR, topic_of_meeting, case="of a meeting"),
    Row("exchange:edit_topic", HOSTS, topic),
    Row("exchange:support_topic", ACTING, topic, method="post", data=support),
    Row("exchange:merge_topic", HOSTS, topic_of_meeting, method="post"),
    Row("exchange:close_topic", HOSTS, topic, method="post"),
    Row("exchange:agenda", HOSTS, of_network),
    Row("exchange:minutes", HOSTS, minutes),
    Row("exchange:write_minutes", HOSTS, of_network),
    Row("exchange:approve_minutes", HOSTS, of_network, method="post"),
    Row("exchange:revision", HOSTS, revision),
    Row("exchange:tasks", HOSTS, of_network),
    Row("exchange:tick_task", HOSTS, task, method="post"),
    Row("exchange:add_file", HOSTS, of_network),
    Row("exchange:file", HOSTS, file),
    Row("exchange:file", EVERYBODY, public_file, case="public"),
    Row("exchange:remove_file", HOSTS, file, method="post"),
    Row("exchange:reports", EVERYBODY),
    Row("exchange:report", EVERYBODY, report),
    Row("exchange:report_overview", HOSTS, draft_report),
    Row("exchange:draft_report", HOSTS, draft_report, method="post"),
    Row("exchange:edit_report", HOSTS, german_report, absent=IN_GERMAN),
    Row("exchange:move_report", HOSTS, approving, method="post", absent={"step": "approve"}),
    Row("exchange:move_report", COORDINATORS, publishing, method="post", absent={"step": "publish"}, case="publish"),
    Row("exchange:give_advice", HOSTS, of_network),
    Row("exchange:knowledge", EVERYBODY, query="?q=Schytomyr"),
    Row("exchange:advice", HOSTS, advice),
    Row("exchange:check_advice", HOSTS, advice, method="post"),
    Row("exchange:edit_advice", HOSTS, advice_in_german, absent=IN_GERMAN),
    Row("exchange:certificate", frozenset({"dortmund_editor"}), attended),
    Row("exchange:cases", NETWORK),
    Row("exchange:bring_case", NETWORK - {"dortmund_reader", "coordinator"}),
    Row("exchange:join_case", NETWORK - {"dortmund_reader", "coordinator"}, case),
    Row("exchange:case", GROUP, case),
    Row("exchange:watch_case", GROUP, case),
    Row("exchange:case_stream", GROUP, case),
    Row("exchange:move_case", MODERATOR, case, method="post"),
    Row("exchange:end_case", MODERATOR, case, method="post"),
    Row("exchange:pass_on", GROUP, ended_case),
    Row("exchange:leave_case", GROUP, case, method="post"),
    Row("exchange:planning", COORDINATORS),
    Row("exchange:new_series", COORDINATORS),
    Row("exchange:series", COORDINATORS, series),
    Row("exchange:extend_series", COORDINATORS, series),
    Row("exchange:new_meeting", COORDINATORS),
    Row("exchange:edit_meeting", HOSTS, of_network),
    Row("exchange:announce", HOSTS, draft, method="post"),
    Row("exchange:cancel_meeting", HOSTS, of_network),
    Row("exchange:remove_draft", HOSTS, draft, method="post"),
]

# What everybody reads of a public meeting; the way in is none of it.
WORDS = {f"{stem}_{language}" for stem in ("title", "about") for language in ("de", "uk", "en")}
PUBLIC: dict[str, set[str]] = {
    "exchange.Series": WORDS,
    "exchange.ReportText": {"*"},
    "exchange.Meeting": WORDS | {"town", "cancelled_because"},
}


def fill(network: Network) -> None:
    meeting = a_meeting(network, series_id=series(network)["pk"])
    a_registration(meeting, network.zhytomyr_editor, network.zhytomyr, wishes="x")
    item = a_topic(network.zhytomyr, meeting=meeting)
    AgendaItem.objects.create(meeting=meeting, topic=item, minutes=45, position=1)
    AgendaItem.objects.create(meeting=meeting, title="x", minutes=5, position=2)
    kept = Minutes.objects.create(meeting=meeting, text="x", version=1, status="approved")
    MinutesRevision.objects.create(minutes=kept, number=1, text="x")
    ActionItem.objects.create(meeting=meeting, text="x")
    some_advice(meeting)
    draft = Report.objects.create(meeting=meeting)
    ReportText.objects.create(report=draft, language="de", title="x", text="x")
    group = Case.objects.get(pk=case(network)["pk"])
    CaseEntry.objects.create(case=group, phase="roles", text="x")
