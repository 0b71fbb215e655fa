"""A token does what its person may, no more, and ends with the password."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from spilno.api.actions import MOST_TOKENS, make_token
from spilno.api.enums import TokenScope
from spilno.api.models import AccessToken
from spilno.api.tests.programs import Program
from spilno.common.errors import RefusedError
from spilno.organisations.actions.withdrawal import withdraw_municipality
from spilno.partnersearch.models import PartnerRequest
from spilno.partnerships.actions.registry import enter_partnership
from spilno.partnerships.entries import NewParty, NewStatus
from spilno.partnerships.queries.access import get_partnership_to_keep
from tests.cast import Network, load_network

pytestmark = pytest.mark.django_db


@pytest.fixture
def network() -> Network:
    return load_network()


def test_a_token_is_kept_as_a_digest_and_reads_what_is_own(network: Network) -> None:
    program = Program(network.dortmund_editor, TokenScope.READ)
    row = AccessToken.objects.get()
    assert program.token not in str(vars(row))
    status, told = program.get("/own")
    assert status == 200 and told["scopes"] == ["read"]
    assert [one["name"] for one in told["organisations"]] == ["Stadt Dortmund"]
    row.refresh_from_db()
    assert row.last_used_on == timezone.localdate()


@pytest.mark.parametrize("token", ["", "spilno_x", "x" * 5000, "ß", "a b"])
def test_without_a_token_in_force_nothing_own_is_read(network: Network, token: str) -> None:
    program = Program(token=token.encode().decode("latin-1"))
    status, told = program.get("/own")
    assert (status, told["status"]) == (401, 401)
    assert program.answer.headers["Content-Type"] == "application/problem+json"
    assert program.answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_ends_by_time_by_hand_with_the_password_and_with_a_frozen_account(network: Network) -> None:
    user = network.dortmund_editor
    program = Program(user)
    for undo in (False, True):
        AccessToken.objects.update(expires_at=timezone.now() + timedelta(days=1 if undo else -1))
        assert program.get("/own")[0] == (200 if undo else 401)
    for frozen in (timezone.now(), None):
        user.frozen_at = frozen
        user.save()
        assert program.get("/own")[0] == (401 if frozen else 200)
    user.set_password("a new and longer password")
    user.save()
    assert program.get("/own")[0] == 401
    again = Program(user)
    client = Client()
    client.force_login(user)
    newest = AccessToken.objects.get(proof=user.get_session_auth_hash())
    assert "read what is your own" in newest.scope_labels
    client.post(reverse("api:revoke", args=[newest.pk]))
    assert again.get("/own")[0] == 401


def test_a_token_does_only_what_its_scopes_say(network: Network) -> None:
    program = Program(network.dortmund_editor, TokenScope.REQUESTS)
    begin = {"organisation": network.dortmund.pk, "title": "Wir suchen", "language": "de"}
    assert program.ask("POST", "/own/requests", begin)[0] == 201
    stored = program.get(f"/own/organisations/{network.dortmund.pk}/profile")[1]
    assert program.ask("PUT", f"/own/organisations/{network.dortmund.pk}/profile", stored)[0] == 403
    reader = Program(network.dortmund_editor, TokenScope.READ)
    assert reader.ask("POST", "/own/requests", begin)[0] == 403
    assert PartnerRequest.objects.count() == 1


@pytest.mark.parametrize("name", ["stranger", "zhytomyr_editor", "dortmund_reader", "coordinator"])
def test_nobody_keeps_what_is_not_theirs_and_the_office_has_no_token_of_office(network: Network, name: str) -> None:
    program = Program(getattr(network, name))
    path = f"/own/organisations/{network.dortmund.pk}"
    absent = f"/own/organisations/{10**9}"
    for where in ("/profile", "/texts/about/de"):
        assert program.get(path + where) == program.get(absent + where)
        assert program.get(path + where)[0] == 404
    begin = {"organisation": network.dortmund.pk, "title": "x", "language": "de"}
    assert program.ask("POST", "/own/requests", begin)[0] == 404


def test_behind_a_token_the_office_changes_no_relation_of_others(network: Network) -> None:
    """In its browser it may; a token that leaks must not be one to the whole registry."""
    parties = [NewParty(1, area=network.dortmund.area), NewParty(2, area=network.zhytomyr.area)]
    relation = enter_partnership(parties, [NewStatus("active")], acting_user=None, confirmed=True)
    history, step = f"/own/partnerships/{relation.pk}/history", {"phase": "ended", "begun": "2025-03"}
    assert get_partnership_to_keep(network.coordinator, relation.pk).may_confirm
    office = Program(network.coordinator)
    assert office.ask("POST", history, step)[0] == 404
    another = {"phase": "active", "ours": ["ags:05913000"], "theirs": ["katottg:UA18040190000057814"]}
    assert office.ask("POST", "/own/partnerships", another)[0] == 422
    assert Program(network.dortmund_editor).ask("POST", history, step)[0] == 200, "for nothing else it was refused"


def test_the_association_keeps_by_delegation_until_it_ends(network: Network) -> None:
    program = Program(network.association_editor)
    path = f"/own/organisations/{network.dortmund.pk}/profile"
    assert program.get(path)[0] == 200
    network.delegation.delete()
    assert program.get(path)[0] == 404


def test_a_session_is_no_token(network: Network) -> None:
    client = Client()
    client.force_login(network.dortmund_editor)
    assert client.get("/api/v1/own").status_code == 401
    page = client.get(reverse("api:about"))
    assert page.status_code == 200


def test_a_token_is_shown_once_and_there_are_not_too_many(network: Network, client: Client) -> None:
    user = network.dortmund_editor
    for _ in range(MOST_TOKENS):
        make_token(name="x", scopes=["read"], days=30, acting_user=user)
    with pytest.raises(RefusedError):
        make_token(name="x", scopes=["read"], days=30, acting_user=user)


def test_a_withdrawn_municipality_is_gone_at_once(network: Network) -> None:
    program, path = Program(), f"/organisations/{network.zhytomyr.pk}"
    assert program.get(path)[0] == 200
    withdraw_municipality(network.zhytomyr.area, reason="x", freeze=True, acting_user=network.coordinator)
    assert program.get(path)[0] == 410
    assert network.zhytomyr.pk not in [one["id"] for one in program.get("/organisations")[1]["items"]]
