"""The ways in and out: invitation, address, request, role and end."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from spilno.accounts.models import User
from spilno.common.errors import RefusedError
from spilno.common.models import AuditEntry, OutboxMail
from spilno.organisations.actions import members as actions
from spilno.organisations.enums import OrganisationStatus, Role
from spilno.organisations.models import Invitation, JoinRequest, Membership, Organisation
from spilno.organisations.queries import get_organisation_to_own
from tests.cast import Network, load_network, person


@pytest.fixture
def network(db: None) -> Network:
    return load_network()


def token_of(mail: OutboxMail) -> str:
    found = re.search(r"/invitations/([^/\s]+)/", mail.text)
    assert found
    return found[1]


def invited(network: Network, email: str = "neu@example.org", role: str = Role.EDITOR) -> str:
    owner = get_organisation_to_own(network.dortmund_owner, network.dortmund.pk)
    actions.invite_member(owner, email=email, role=role, until=None, language="uk")
    return token_of(OutboxMail.objects.latest("pk"))


def test_an_invitation_lets_the_invited_person_in_once(network: Network) -> None:
    token, guest = invited(network), person("neu")
    assert actions.redeem_invitation(token, acting_user=guest).role == Role.EDITOR
    with pytest.raises(RefusedError):
        actions.redeem_invitation(token, acting_user=guest)


def test_the_mail_speaks_the_chosen_language_and_the_database_keeps_no_token(network: Network) -> None:
    token = invited(network)
    mail = OutboxMail.objects.latest("pk")
    assert mail.language == "uk"
    assert "Запрошення" in mail.subject
    assert token not in str(list(Invitation.objects.values()))
    assert "neu@example.org" not in str(list(AuditEntry.objects.values("changes")))


@pytest.mark.parametrize("wrong", ["another person", "expired", "revoked", "made up", "unconfirmed address"])
def test_an_invitation_that_does_not_hold_lets_nobody_in(network: Network, wrong: str) -> None:
    token, guest = invited(network), person("neu")
    row = Invitation.objects.get()
    if wrong == "another person":
        guest = network.stranger
    elif wrong == "expired":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif wrong == "revoked":
        actions.revoke_invitation(get_organisation_to_own(network.dortmund_owner, network.dortmund.pk), row)
    elif wrong == "made up":
        token = token[:-1] + ("A" if token[-1] != "A" else "B")
    else:
        EmailAddress.objects.filter(user=guest).update(verified=False)
    with pytest.raises(RefusedError):
        actions.redeem_invitation(token, acting_user=guest)
    assert not Membership.objects.filter(user=guest, organisation=network.dortmund).exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_at_once_make_one_member() -> None:
    network = load_network()
    token, guest = invited(network), person("neu")

    def click(_number: int) -> bool:
        try:
            actions.redeem_invitation(token, acting_user=User.objects.get(pk=guest.pk))
        except RefusedError:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(click, range(20))) == 1
    assert Membership.objects.filter(user=guest).count() == 1
    assert AuditEntry.objects.filter(action="organisations.redeem_invitation").count() == 1
    connection.close()


def test_a_look_at_the_link_accepts_nothing(network: Network, client: Client) -> None:
    token, guest = invited(network), person("neu")
    client.force_login(guest)
    page = client.get(reverse("organisations:invitation", args=[token]))
    assert page.status_code == 200
    assert "neu@example.org" not in page.content.decode()
    assert not Membership.objects.filter(user=guest).exists()
    client.post(reverse("organisations:invitation", args=[token]))
    assert Membership.objects.filter(user=guest, organisation=network.dortmund).exists()


def test_the_last_owner_cannot_leave_or_be_made_an_editor(network: Network, client: Client) -> None:
    acting = get_organisation_to_own(network.dortmund_owner, network.dortmund.pk)
    row = Membership.objects.get(user=network.dortmund_owner)
    with pytest.raises(RefusedError):
        actions.end_membership(acting, row)
    with pytest.raises(RefusedError):
        actions.change_membership(acting, row, role=Role.EDITOR, until=None)
    with pytest.raises(RefusedError):
        actions.change_membership(acting, row, role=Role.OWNER, until=timezone.localdate() + timedelta(days=30))
    client.force_login(network.dortmund_owner)
    client.post(reverse("organisations:leave", args=[network.dortmund.pk]))
    assert Membership.objects.get(pk=row.pk).holds


def test_an_owner_may_leave_once_there_is_another(network: Network) -> None:
    acting = get_organisation_to_own(network.dortmund_owner, network.dortmund.pk)
    editor = Membership.objects.get(user=network.dortmund_editor)
    actions.change_membership(acting, editor, role=Role.OWNER, until=None)
    actions.end_membership(acting, Membership.objects.get(user=network.dortmund_owner))
    assert not Membership.objects.holding().filter(user=network.dortmund_owner).exists()


def test_an_address_at_the_domain_is_the_way_in_for_readers(network: Network) -> None:
    owner = network.dortmund_owner
    EmailAddress.objects.create(user=owner, email="chefin@dortmund.de", verified=True)
    actions.add_domain(get_organisation_to_own(owner, network.dortmund.pk), domain="Dortmund.DE")
    colleague = person("kollege")
    with pytest.raises(RefusedError):
        actions.join_by_domain(network.dortmund, acting_user=colleague)
    EmailAddress.objects.create(user=colleague, email="kollege@dortmund.de", verified=True)
    assert actions.join_by_domain(network.dortmund, acting_user=colleague).role == Role.READER


def test_a_domain_without_proof_opens_no_door(network: Network) -> None:
    actions.add_domain(get_organisation_to_own(network.dortmund_owner, network.dortmund.pk), domain="dortmund.de")
    colleague = person("kollege")
    EmailAddress.objects.create(user=colleague, email="kollege@dortmund.de", verified=True)
    with pytest.raises(RefusedError):
        actions.join_by_domain(network.dortmund, acting_user=colleague)


@pytest.mark.parametrize(
    "domain", ["gmail.com", "dоrtmund.de", "dortmund", "-x.de", "a b.de", "x..de", "127.0.0.1", "é" * 300]
)
def test_free_mail_look_alikes_and_nonsense_are_no_proof(network: Network, domain: str) -> None:
    with pytest.raises(RefusedError):
        actions.add_domain(get_organisation_to_own(network.dortmund_owner, network.dortmund.pk), domain=domain)


def test_a_request_is_answered_once_and_the_person_is_told(network: Network) -> None:
    asked = actions.ask_to_join(network.dortmund, message="Ich arbeite hier.", acting_user=network.stranger)
    assert OutboxMail.objects.filter(to=network.dortmund_owner.email).count() == 1
    actions.decide_join(asked, accept=True, role=Role.EDITOR, acting_user=network.dortmund_owner)
    with pytest.raises(RefusedError):
        actions.decide_join(asked, accept=False, role=Role.EDITOR, acting_user=network.coordinator)
    assert Membership.objects.get(user=network.stranger).role == Role.EDITOR
    assert OutboxMail.objects.filter(to=network.stranger.email).count() == 1


def test_asking_twice_is_refused(network: Network) -> None:
    actions.ask_to_join(network.dortmund, message="", acting_user=network.stranger)
    with pytest.raises(RefusedError):
        actions.ask_to_join(network.dortmund, message="", acting_user=network.stranger)
    assert JoinRequest.objects.count() == 1


def test_nobody_is_invited_before_the_organisation_is_confirmed(network: Network) -> None:
    Organisation.objects.filter(pk=network.unna.pk).update(status=OrganisationStatus.WAITING)
    with pytest.raises(RefusedError):
        actions.invite_member(
            get_organisation_to_own(network.unna_owner, network.unna.pk),
            email="x@example.org",
            role=Role.READER,
            until=None,
            language="de",
        )


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_members_asks_a_fixed_number_of_questions(
    network: Network, client: Client, count: int, django_assert_num_queries: object
) -> None:
    for number in range(count):
        Membership.objects.create(user=person(f"mehr{number}"), organisation=network.dortmund, role=Role.READER)
        actions.ask_to_join(network.dortmund, message="", acting_user=person(f"fragt{number}"))
    client.force_login(network.dortmund_owner)
    address = reverse("organisations:members", args=[network.dortmund.pk])
    client.get(address)
    with django_assert_num_queries(15):  # type: ignore[operator]
        assert client.get(address).status_code == 200
