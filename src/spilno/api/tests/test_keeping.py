"""What is own is kept by the same rules as on the pages."""

import pytest

from spilno.api.tests.programs import Program
from spilno.common.models import AuditEntry
from spilno.organisations.models import HelpEntry
from spilno.partnersearch.models import PartnerRequest
from spilno.partnerships.models import Partnership
from tests.cast import Network, load_network

pytestmark = pytest.mark.django_db


@pytest.fixture
def network() -> Network:
    return load_network()


def test_a_profile_is_kept_and_nobody_overwrites_what_they_have_not_seen(network: Network) -> None:
    program, path = Program(network.dortmund_editor), f"/own/organisations/{network.dortmund.pk}/profile"
    stored = program.get(path)[1]
    changed = stored | {"themes": ["energy"], "posts": 0.5, "website": "https://example.org"}
    status, told = program.ask("PUT", path, changed)
    assert status == 200 and told["themes"] == ["energy"] and told["version"] == stored["version"] + 1
    status, told = program.ask("PUT", path, changed)
    assert status == 409 and told["current"]["themes"] == ["energy"]
    assert AuditEntry.objects.filter(action="organisations.edit_profile").get().actor_id == network.dortmund_editor.pk


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"website": "javascript:alert(1)"}, "website"),
        ({"name": " \u200b "}, "name"),
        ({"kind": "castle"}, "kind"),
        ({"posts": 1e300}, "posts"),
        ({"is_confirmed": True}, "is_confirmed"),
        ({"themes": ["castles"]}, "themes.0"),
    ],
)
def test_a_wrong_field_is_named(network: Network, change: dict[str, object], field: str) -> None:
    program, path = Program(network.dortmund_editor), f"/own/organisations/{network.dortmund.pk}/profile"
    stored = program.get(path)[1]
    status, told = program.ask("PUT", path, stored | change)
    assert status == 422 and field in told["errors"]
    assert program.get(path)[1] == stored


def test_a_text_with_sensitive_detail_asks_back(network: Network) -> None:
    program, path = Program(network.zhytomyr_editor), f"/own/organisations/{network.zhytomyr.pk}/texts/about/uk"
    text = {"text": "Наша котельня стоїть за адресою 50.2547, 28.6587", "original": True}
    status, told = program.ask("PUT", path, text)
    assert status == 422 and "__all__" in told["errors"]
    status, told = program.ask("PUT", path, text | {"sensitive_checked": True})
    assert status == 200 and told["version"] == 1


def test_offers_come_and_go(network: Network) -> None:
    program, path = Program(network.dortmund_editor), f"/own/organisations/{network.dortmund.pk}/help"
    entry = {"direction": "offers", "kind": "transport", "text": "Ein Lkw im Monat"}
    status, made = program.ask("POST", path, entry)
    assert status == 201
    assert program.ask("PUT", f"{path}/{made['id']}", entry | {"text": "Zwei Lkw"})[0] == 200
    assert HelpEntry.objects.get().text == "Zwei Lkw"
    stranger = Program(network.zhytomyr_editor)
    other = f"/own/organisations/{network.zhytomyr.pk}/help/{made['id']}"
    assert stranger.ask("DELETE", other)[0] == 404
    assert program.ask("DELETE", f"{path}/{made['id']}") == (204, None)
    assert not HelpEntry.objects.exists()


def test_a_request_goes_from_draft_to_the_office(network: Network) -> None:
    program = Program(network.dortmund_editor)
    begin = {"organisation": network.dortmund.pk, "title": "Stadt für Fernwärme", "language": "de"}
    made = program.ask("POST", "/own/requests", begin)[1]["id"]
    path = f"/own/requests/{made}"
    stored = program.get(path)[1]
    wishes = {"version": stored["version"], "country": "UA", "security": "", "seeks": {"energy": 3}, "capacity": 2}
    status, told = program.ask("PUT", f"{path}/wishes", wishes)
    assert status == 200 and told["looks_for"] == ["energy"]
    assert program.ask("PUT", f"{path}/wishes", wishes)[0] == 409
    wrong = wishes | {"version": told["version"], "size_low": 5000, "size_high": 1000}
    status, problem = program.ask("PUT", f"{path}/wishes", wrong)
    assert status == 422 and "size_high" in problem["errors"]
    nowhere = wishes | {"version": told["version"], "regions": ["ags:99"]}
    status, problem = program.ask("PUT", f"{path}/wishes", nowhere)
    assert status == 422 and "regions" in problem["errors"]
    texts = {"stamp": told["stamps"]["en"], "texts": {"title": "A town for district heating"}}
    assert program.ask("PUT", f"{path}/texts/en", texts)[0] == 200
    assert program.ask("PUT", f"{path}/texts/en", texts)[0] == 409
    assert program.ask("POST", f"{path}/submit", {})[0] in (200, 422)
    assert Program(network.zhytomyr_editor).get(path)[0] == 404
    assert [one["id"] for one in program.get("/own/requests")[1]] == [made]
    assert PartnerRequest.objects.get().events.count() >= 1


def test_a_relation_is_entered_by_a_party_and_waits(network: Network) -> None:
    program = Program(network.dortmund_editor)
    relation = {"phase": "active", "agreement_type": "project", "begun": "2024", "ours": ["ags:05913000"]}
    relation |= {"theirs": ["katottg:UA18040190000057814"]}
    status, made = program.ask("POST", "/own/partnerships", relation)
    assert status == 201
    assert Partnership.objects.get().status == "waiting"
    step = {"phase": "ended", "begun": "2025-03"}
    status, told = program.ask("POST", f"/own/partnerships/{made['id']}/history", step)
    assert status == 200 and told["phase"] == "ended"
    assert [one["id"] for one in program.get("/own/partnerships")[1]] == [made["id"]]
    assert program.ask("POST", "/own/partnerships", relation | {"ours": ["ags:05978036"]})[0] == 422
    assert Program(network.unna_owner).ask("POST", f"/own/partnerships/{made['id']}/history", step)[0] == 404
    assert Program().get(f"/partnerships/{made['id']}")[0] == 404
    assert program.ask("POST", "/own/partnerships", relation | {"begun": "year 20023"})[0] == 422
