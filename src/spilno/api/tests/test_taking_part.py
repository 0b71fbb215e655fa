"""One's own registrations and newsletter by token: the rules of the pages."""

import pytest

from spilno.api.enums import TokenScope
from spilno.api.tests.programs import Program
from spilno.common.models import AuditEntry
from spilno.exchange.models import Registration, Topic
from spilno.exchange.tests.meetings import a_meeting
from spilno.newsletter.enums import SubscriberStatus
from spilno.newsletter.models import Consent, Subscriber
from spilno.newsletter.models import Topic as NewsTopic
from tests.cast import Network, load_network

pytestmark = pytest.mark.django_db


@pytest.fixture
def network() -> Network:
    return load_network()


def _coming(network: Network) -> dict[str, object]:
    return {"organisation": network.dortmund.pk, "stage": "partnership", "wishes": "Dolmetschen"}


def test_a_program_registers_and_withdraws(network: Network) -> None:
    meeting, program = a_meeting(network, capacity=1), Program(network.dortmund_editor)
    path = f"/own/registrations/{meeting.pk}"
    status, told = program.ask("PUT", path, _coming(network) | {"topic": "Wer zahlt?"})
    assert status == 200 and (told["status"], told["meeting"]["id"]) == ("registered", meeting.pk)
    assert Topic.objects.get().title == "Wer zahlt?"
    changed = program.ask("PUT", path, _coming(network) | {"stage": "examination"})[1]
    assert changed["stage"] == "examination" and Registration.objects.count() == 1
    entry = AuditEntry.objects.filter(action="exchange.register").get()
    assert (entry.actor_id, entry.behalf_of_id) == (network.dortmund_editor.pk, network.dortmund.pk)
    unna = Program(network.unna_owner)
    waits = unna.ask("PUT", path, {"organisation": network.unna.pk, "stage": "first_thoughts"})[1]
    assert waits["status"] == "waiting"
    assert program.ask("DELETE", path) == (204, None)
    assert program.ask("DELETE", path)[0] == 404 and program.get("/own/registrations")[1] == []
    assert [one["status"] for one in unna.get("/own/registrations")[1]] == ["registered"]


def test_a_wrong_registration_is_refused_by_field_and_a_hidden_meeting_is_not_there(network: Network) -> None:
    meeting, draft = a_meeting(network), a_meeting(network, status="draft")
    program = Program(network.zhytomyr_editor)
    status, told = program.ask("PUT", f"/own/registrations/{meeting.pk}", _coming(network))
    assert status == 422 and "organisation" in told["errors"]
    own = _coming(network) | {"organisation": network.zhytomyr.pk}
    status, told = program.ask("PUT", f"/own/registrations/{meeting.pk}", own | {"topic_text": "Ohne Frage"})
    assert status == 422 and "topic" in told["errors"]
    hidden, absent = (program.ask("PUT", f"/own/registrations/{pk}", own) for pk in (draft.pk, 10**9))
    assert hidden == absent and hidden[0] == 404
    over = a_meeting(network, days=-3)
    assert program.ask("PUT", f"/own/registrations/{over.pk}", own)[0] == 422
    assert not Registration.objects.exists()


def test_the_newsletter_is_changed_and_ended_by_whoever_gets_it(network: Network) -> None:
    user = network.dortmund_editor
    program = Program(user)
    assert program.get("/own/newsletter")[0] == 404
    row = Subscriber.objects.create(email=user.email, language="de", status=SubscriberStatus.ACTIVE)
    topic = NewsTopic.objects.create(name_de="Förderung", name_uk="Фінансування", name_en="Funding")
    wanted = {"language": "uk", "topics": [topic.pk], "regions": ["ags:05"]}
    status, told = program.ask("PUT", "/own/newsletter", wanted)
    assert status == 200 and (told["language"], told["topics"], told["regions"]) == ("uk", [topic.pk], ["ags:05"])
    assert told["offered"] == [{"id": topic.pk, "name": "Funding"}]
    for wrong, field in (({"regions": ["ags:05913000"]}, "regions"), ({"topics": [10**9]}, "topics")):
        status, problem = program.ask("PUT", "/own/newsletter", wanted | wrong)
        assert status == 422 and field in problem["errors"]
    assert program.ask("DELETE", "/own/newsletter") == (204, None)
    assert program.ask("DELETE", "/own/newsletter") == (204, None)
    row.refresh_from_db()
    assert row.status == SubscriberStatus.LEFT
    assert Consent.objects.get().way == "program"


def test_a_blocked_address_looks_like_none_and_the_scopes_hold(network: Network) -> None:
    user, meeting = network.dortmund_editor, a_meeting(network)
    Subscriber.objects.create(email=user.email, language="de", status=SubscriberStatus.BLOCKED)
    program = Program(user)
    for method, body in (("GET", None), ("PUT", {"language": "de"}), ("DELETE", None)):
        assert program.ask(method, "/own/newsletter", body)[0] == 404
    reader = Program(user, TokenScope.READ, TokenScope.NEWSLETTER)
    assert reader.ask("PUT", f"/own/registrations/{meeting.pk}", _coming(network))[0] == 403
    assert Program(user, TokenScope.EXCHANGE).ask("DELETE", "/own/newsletter")[0] == 403
