"""The network office's desk, emergency withdrawal and handover."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from spilno.accounts.actions import erase_account, freeze_account
from spilno.common import personal
from spilno.common.errors import RefusedError
from spilno.common.models import OutboxMail
from spilno.organisations.actions.withdrawal import lift_withdrawal, withdraw_municipality
from spilno.organisations.enums import Direction, HelpKind, OrganisationStatus, Role, TextKind
from spilno.organisations.models import (
    AbuseReport,
    ContactDetail,
    ContactPoint,
    HelpEntry,
    JoinRequest,
    Membership,
    Message,
    Organisation,
    OrganisationText,
    Thread,
)
from spilno.partnerships.actions.registry import enter_partnership
from spilno.partnerships.entries import NewParty
from spilno.partnerships.enums import Phase
from tests.cast import Network, load_network
from tests.shapes import PROJECT, step

pytestmark = pytest.mark.django_db


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def waiting(network: Network) -> Organisation:
    row = Organisation.objects.create(name="Realschule", kind="school", area=network.dortmund.area, status="waiting")
    Membership.objects.create(organisation=row, user=network.stranger, role=Role.OWNER)
    return row


def test_the_office_confirms_an_organisation_and_its_owner_is_told() -> None:
    network = load_network()
    row = waiting(network)
    office = signed_in(network.coordinator)
    assert "Realschule" in office.get(reverse("web:desk")).content.decode()
    office.post(reverse("organisations:decide", args=[row.pk]), {"accept": "yes"})
    row.refresh_from_db()
    assert row.status == OrganisationStatus.CONFIRMED
    assert OutboxMail.objects.get().to == network.stranger.email
    assert office.post(reverse("organisations:decide", args=[row.pk]), {"accept": "yes"}).status_code == 404


def test_declining_needs_a_reason() -> None:
    network = load_network()
    row = waiting(network)
    office = signed_in(network.coordinator)
    assert office.post(reverse("organisations:decide", args=[row.pk]), {"accept": "no"}).status_code == 422
    office.post(reverse("organisations:decide", args=[row.pk]), {"accept": "no", "reason": "Doppelt."})
    row.refresh_from_db()
    assert row.status == OrganisationStatus.DECLINED
    assert "Doppelt." in OutboxMail.objects.get().text


def fill_desk(network: Network, number: int) -> None:
    for each in range(number):
        Organisation.objects.create(name=f"Neu {each}", kind="school", area=network.unna.area, status="waiting")
        thread = Thread.objects.create(
            subject="x", from_organisation=network.unna, from_user=network.unna_owner, to_organisation=network.dortmund
        )
        message = Message.objects.create(thread=thread, by_sender=True, author=network.unna_owner, text=f"Böse {each}")
        AbuseReport.objects.create(message=message, reported_by=network.dortmund_editor)
        own = Organisation.objects.create(name=f"O {each}", kind="school", area=network.unna.area, status="confirmed")
        JoinRequest.objects.create(organisation=own, user=network.stranger)
        OrganisationText.objects.create(organisation=own, kind=TextKind.ABOUT, language="de", text="x", version=3)
        OrganisationText.objects.create(
            organisation=own, kind=TextKind.ABOUT, language="uk", text="x", version=1, source_version=1
        )
        Membership.objects.create(organisation=own, user=network.unna_owner, until=timezone.localdate(), role="reader")


@pytest.mark.parametrize("number", [1, 4])
def test_the_desk_shows_everything_with_a_fixed_number_of_questions(
    django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    network = load_network()
    fill_desk(network, number)
    client = signed_in(network.coordinator)
    client.get(reverse("web:desk"))
    with django_assert_num_queries(42):
        page = client.get(reverse("web:desk")).content.decode()
    assert all(word in page for word in ("Neu 0", "Böse 0", "O 0"))
    tools = ("exchange:planning", "newsletter:issues", "library:keep", "matching:boards", "partnerships:lists")
    assert all(f'href="{reverse(name)}"' in page for name in tools)


def test_the_desk_is_the_offices_alone() -> None:
    network = load_network()
    for user in (network.stranger, network.dortmund_owner):
        assert signed_in(user).get(reverse("web:desk")).status_code == 404


def everything(client: Client, network: Network, relation: int) -> dict[str, str]:
    """All that a reader can reach of Zhytomyr."""
    addresses = {
        "page": reverse("organisations:detail", args=[network.zhytomyr.pk]),
        "directory": reverse("organisations:directory"),
        "csv": reverse("organisations:directory_csv"),
        "json": reverse("organisations:directory_json"),
        "ways": reverse("organisations:knows") + "?place=katottg:UA18040190000057814",
        "registry": reverse("partnerships:registry"),
        "relation": reverse("partnerships:detail", args=[relation]),
        "relations": reverse("partnerships:registry_json"),
        "atom": reverse("partnerships:registry_atom"),
        "place": reverse("places:detail", args=["katottg", "UA18040190000057814"]),
    }
    found = {}
    for name, address in addresses.items():
        answer = client.get(address)
        content = b"".join(answer) if answer.streaming else answer.content
        found[name] = f"{answer.status_code} {content.decode('utf-8', 'replace')}"
    return found


def test_one_action_takes_everything_of_a_municipality_away_and_one_brings_it_back() -> None:
    network = load_network()
    parties = [NewParty(1, area=network.dortmund.area), NewParty(2, area=network.zhytomyr.area)]
    relation = enter_partnership(parties, [step(Phase.ACTIVE, "2024", PROJECT)], acting_user=None, confirmed=True).pk
    HelpEntry.objects.create(
        organisation=network.zhytomyr,
        direction=Direction.SEEKS,
        kind=HelpKind.TRANSPORT,
        text="Потрібно",
        visibility="public",
    )
    called = (network.zhytomyr.label, network.zhytomyr.name)
    before = everything(Client(), network, relation)
    assert all(any(one in before[name] for one in called) for name in ("page", "directory", "csv", "json", "ways"))
    assert all("Dortmund – " in before[name] or "Dortmund" in before[name] for name in ("registry", "relations"))
    freeze_account(network.zhytomyr_owner, reason="stolen device", acting_user=network.coordinator)
    row = withdraw_municipality(network.zhytomyr.area, reason="Gefahr", freeze=True, acting_user=network.coordinator)
    for reader in (Client(), signed_in(network.unna_owner)):
        after = everything(reader, network, relation)
        assert after["page"].startswith("410") and after["relation"].startswith("410")
        for name, text in after.items():
            assert not any(one in text for one in (*called, "Потрібно")), name
        assert f"/partnerships/{relation}/" not in after["place"] + after["registry"] + after["atom"]
    network.zhytomyr_editor.refresh_from_db()
    assert network.zhytomyr_editor.frozen_at is not None
    with pytest.raises(RefusedError):
        withdraw_municipality(network.zhytomyr.area, reason="", freeze=False, acting_user=network.coordinator)
    lift_withdrawal(row, acting_user=network.coordinator)
    network.zhytomyr_editor.refresh_from_db()
    assert network.zhytomyr_editor.frozen_at is None
    # Who was frozen for another reason stays so.
    network.zhytomyr_owner.refresh_from_db()
    assert network.zhytomyr_owner.frozen_at is not None
    assert everything(Client(), network, relation)["relation"].startswith("200")


def test_an_owner_withdraws_without_freezing_anybody() -> None:
    network = load_network()
    client = signed_in(network.zhytomyr_owner)
    address = reverse("organisations:withdraw", args=[network.zhytomyr.pk])
    assert client.post(address, {"reason": "x"}).status_code == 422
    client.post(address, {"reason": "x", "sure": "on", "freeze": "on"})
    network.zhytomyr_editor.refresh_from_db()
    network.zhytomyr.refresh_from_db()
    assert (network.zhytomyr_editor.frozen_at, network.zhytomyr.is_public) == (None, False)
    # Its own people still see it.
    assert client.get(reverse("organisations:detail", args=[network.zhytomyr.pk])).status_code == 200


def test_a_handover_names_everything_open_as_page_and_pdf() -> None:
    network = load_network()
    membership = network.dortmund_editor.memberships.get()
    ContactPoint.objects.create(organisation=network.dortmund, title="Ukraine-Büro", person=network.dortmund_editor)
    thread = Thread.objects.create(
        subject="Wasserfilter", from_organisation=network.zhytomyr, to_organisation=network.dortmund
    )
    Message.objects.create(thread=thread, by_sender=True, author=network.zhytomyr_editor, text="x")
    client = signed_in(network.dortmund_owner)
    page = client.get(reverse("organisations:handover", args=[network.dortmund.pk, membership.pk])).content.decode()
    for word in ("Ukraine-Büro", "Wasserfilter", "Partnerschaftsverein Dortmund", "Case files"):
        assert word in page
    pdf = client.get(reverse("organisations:handover_pdf", args=[network.dortmund.pk, membership.pk]))
    assert pdf.content.startswith(b"%PDF") and b"pdfuaid" in pdf.content


def test_the_last_owner_cannot_vanish() -> None:
    network = load_network()
    with pytest.raises(RefusedError, match="Stadt Dortmund"):
        erase_account(network.dortmund_owner, acting_user=network.dortmund_owner)
    Membership.objects.filter(user=network.dortmund_editor).update(role=Role.OWNER)
    erase_account(network.dortmund_owner, acting_user=network.dortmund_owner)
    assert not Membership.objects.filter(user=network.dortmund_owner.pk).exists()


def test_what_is_older_than_its_retention_is_forgotten_and_nothing_else() -> None:
    network = load_network()
    point = ContactPoint.objects.create(organisation=network.dortmund, title="x")
    for days in (-2, 2):
        ends = timezone.localdate() + timedelta(days=days)
        ContactDetail.objects.create(point=point, kind="phone", value="1", visibility="public", expires_on=ends)
    for years in (1, 3):
        when = timezone.now() - timedelta(days=365 * years)
        Thread.objects.create(subject=f"{years}", to_organisation=network.dortmund, last_at=when)
    personal.forget_old()
    assert ContactDetail.objects.count() == 1
    assert [one.subject for one in Thread.objects.all()] == ["1"]
