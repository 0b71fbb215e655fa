"""Who may act for whom: members by role, a delegate by scope and only while the delegation holds."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from spilno.accounts.models import User
from spilno.common.errors import WithdrawnError
from spilno.organisations.enums import OrganisationStatus, Role, Scope
from spilno.organisations.models import Membership, Organisation
from spilno.organisations.queries import (
    get_organisation_for,
    get_organisation_to_act,
    get_organisation_to_own,
    rights_of,
    viewer_of,
)
from tests.cast import Network, load_network

pytestmark = pytest.mark.django_db


@pytest.fixture
def network() -> Network:
    return load_network()


def test_editors_and_delegates_act_for_a_town_and_nobody_else_does(network: Network) -> None:
    may = set()
    for name, user in network.users().items():
        try:
            get_organisation_to_act(user, network.dortmund.pk, Scope.PROFILE)
        except Http404:
            continue
        may.add(name)
    assert may == {"dortmund_owner", "dortmund_editor", "association_editor"}


def test_the_association_acts_in_its_own_name_and_loses_the_right_at_once(network: Network) -> None:
    acting = get_organisation_to_act(network.association_editor, network.dortmund.pk, Scope.MESSAGES)
    assert acting.through == network.association
    network.delegation.revoked_at = timezone.now()
    network.delegation.save()
    with pytest.raises(Http404):
        get_organisation_to_act(network.association_editor, network.dortmund.pk, Scope.MESSAGES)


@pytest.mark.parametrize("change", ["ended", "later", "other scope", "delegate withdrawn"])
def test_a_delegation_that_does_not_hold_gives_nothing(network: Network, change: str) -> None:
    today = timezone.localdate()
    if change == "ended":
        network.delegation.until = today - timedelta(days=1)
    elif change == "later":
        network.delegation.since = today + timedelta(days=1)
    elif change == "other scope":
        network.delegation.scope = Scope.EXCHANGE
    else:
        Organisation.objects.filter(pk=network.association.pk).update(withdrawn_at=timezone.now())
    network.delegation.save()
    with pytest.raises(Http404):
        get_organisation_to_act(network.association_editor, network.dortmund.pk, Scope.PROFILE)


def test_the_last_day_of_a_role_still_counts_and_the_next_does_not(network: Network) -> None:
    membership = Membership.objects.get(user=network.dortmund_editor)
    membership.until = timezone.localdate()
    membership.save()
    assert rights_of(network.dortmund_editor).roles == {network.dortmund.pk: Role.EDITOR}
    membership.until -= timedelta(days=1)
    membership.save()
    assert rights_of(network.dortmund_editor).roles == {}


def test_only_owners_own(network: Network) -> None:
    assert get_organisation_to_own(network.dortmund_owner, network.dortmund.pk).organisation == network.dortmund
    for user in (network.dortmund_editor, network.association_editor, network.coordinator, network.zhytomyr_owner):
        with pytest.raises(Http404):
            get_organisation_to_own(user, network.dortmund.pk)


def test_a_coordinator_without_second_factor_is_an_ordinary_member(network: Network) -> None:
    Authenticator.objects.filter(user=network.coordinator).delete()
    assert not rights_of(User.objects.get(pk=network.coordinator.pk)).is_coordinator


def test_the_withdrawn_is_gone_for_strangers_and_there_for_its_own(network: Network) -> None:
    Organisation.objects.filter(pk=network.zhytomyr.pk).update(withdrawn_at=timezone.now())
    with pytest.raises(WithdrawnError):
        get_organisation_for(viewer_of(network.stranger), network.zhytomyr.pk)
    assert get_organisation_for(viewer_of(network.zhytomyr_editor), network.zhytomyr.pk) == network.zhytomyr


def test_an_unconfirmed_organisation_is_absent_for_others(network: Network) -> None:
    Organisation.objects.filter(pk=network.unna.pk).update(status=OrganisationStatus.WAITING)
    with pytest.raises(Http404):
        get_organisation_for(viewer_of(network.dortmund_owner), network.unna.pk)
    assert get_organisation_for(viewer_of(network.unna_owner), network.unna.pk) == network.unna


def test_a_form_that_was_open_when_the_role_ended_saves_nothing(network: Network, client: Client) -> None:
    client.force_login(network.dortmund_editor)
    address = reverse("organisations:text", args=[network.dortmund.pk, "about", "de"])
    assert client.get(address).status_code == 200
    ended = timezone.localdate() - timedelta(days=1)
    network.dortmund_editor.memberships.update(until=ended)
    answer = client.post(address, {"text": "Zu spät", "visibility": "public", "version": "0"})
    assert answer.status_code == 404
    assert not network.dortmund.texts.exists()
