"""Keeping a profile: by those who may, without losing anything, in three languages."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from spilno.common.enums import TextStatus, Visibility
from spilno.common.errors import ChangedMeanwhileError, RefusedError
from spilno.common.models import AuditEntry
from spilno.organisations.actions.delegation import delegate, revoke_delegation
from spilno.organisations.actions.profile import save_text
from spilno.organisations.enums import OrganisationStatus, Scope, TextKind
from spilno.organisations.models import Delegation, HelpEntry, Organisation, OrganisationText
from spilno.organisations.profile_page import profile_page
from spilno.organisations.queries import get_organisation_to_act, get_organisation_to_own, viewer_of
from tests.cast import Network, load_network

pytestmark = pytest.mark.django_db
PROFILE = {"name": "Stadt Dortmund", "kind": "administration", "posts_visibility": "network", "version": "1"}


@pytest.fixture
def network() -> Network:
    return load_network()


def test_a_new_organisation_waits_and_belongs_to_whoever_proposed_it(network: Network, client: Client) -> None:
    client.force_login(network.stranger)
    values = {"name": "Heimatmuseum", "kind": "museum", "area": "ags:05978036"}
    assert client.post(reverse("organisations:propose"), values).status_code == 302
    made = Organisation.objects.get(name="Heimatmuseum")
    assert made.status == OrganisationStatus.WAITING
    address = reverse("organisations:detail", args=[made.pk])
    assert client.get(address).status_code == 200
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize(
    "name", ["<b>x</b>", "=1+1", "{{ 7*7 }}", "\u202egnp.exe", "Й", "x" * 201, "  ", "a\r\nBcc: x@y.z"]
)
def test_names_that_mean_harm_are_shown_as_text_or_refused(network: Network, client: Client, name: str) -> None:
    client.force_login(network.stranger)
    answer = client.post(reverse("organisations:propose"), {"name": name, "kind": "museum", "area": "ags:05978036"})
    if answer.status_code == 422:
        assert not Organisation.objects.filter(kind="museum").exists()
        return
    made = Organisation.objects.get(kind="museum")
    assert "\n" not in made.name
    assert "\u202e" not in made.name
    page = client.get(reverse("organisations:detail", args=[made.pk])).content.decode()
    assert "<b>x</b>" not in page
    assert "49" not in page.partition("<h1")[2].partition("</h1>")[0]


def test_an_ambiguous_place_asks_back_with_buttons(network: Network, client: Client) -> None:
    area = network.unna.area
    twin = type(area).objects.create(level=area.level, name="Unna", country="DE", parent=area.parent)
    client.force_login(network.stranger)
    answer = client.post(reverse("organisations:propose"), {"name": "Museum", "kind": "museum", "area": "Unna"})
    assert answer.status_code == 422
    assert answer.content.decode().count('name="area" value=') >= 2
    assert twin.pk


def test_the_association_edits_for_the_town_and_the_trail_says_so(network: Network, client: Client) -> None:
    client.force_login(network.association_editor)
    values = PROFILE | {"themes": ["energy"], "languages": ["de", "uk"], "posts": "0,5"}
    answer = client.post("/de" + reverse("organisations:edit", args=[network.dortmund.pk])[3:], values)
    assert answer.status_code == 302
    entry = AuditEntry.objects.get(action="organisations.edit_profile")
    assert (entry.actor_id, entry.behalf_of_id) == (network.association_editor.pk, network.dortmund.pk)
    assert entry.through_id == network.association.pk
    assert entry.changes["themes"] == [[], ["energy"]]
    assert str(Organisation.objects.get(pk=network.dortmund.pk).posts) == "0.50"


def test_two_editors_at_once_lose_nothing(network: Network, client: Client) -> None:
    address = reverse("organisations:edit", args=[network.dortmund.pk])
    other = Client()
    client.force_login(network.dortmund_editor)
    other.force_login(network.association_editor)
    assert client.post(address, PROFILE | {"name": "Erste Fassung"}).status_code == 302
    answer = other.post(address, PROFILE | {"name": "Zweite Fassung"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Erste Fassung" in page
    assert "Zweite Fassung" in page
    assert 'name="version" value="2"' in page
    assert other.post(address, PROFILE | {"name": "Zweite Fassung", "version": "2"}).status_code == 302


def test_a_changed_original_leaves_its_translation_behind(network: Network) -> None:
    acting = get_organisation_to_act(network.dortmund_editor, network.dortmund.pk, Scope.PROFILE)

    def save(language: str, text: str, version: int, original: bool = False) -> None:
        save_text(
            acting,
            kind=TextKind.ABOUT,
            language=language,
            text=text,
            original=original,
            visibility="public",
            version=version,
        )

    def status() -> TextStatus:
        texts = {one.language: one for one in OrganisationText.objects.all()}
        return texts["uk"].status_beside(texts["de"])

    save("de", "Wir sind Dortmund.", 0, original=True)
    save("uk", "Ми Дортмунд.", 0)
    assert status() == TextStatus.CURRENT
    save("de", "Wir sind Dortmund und mehr.", 1, original=True)
    assert status() == TextStatus.BEHIND
    with pytest.raises(ChangedMeanwhileError):
        save("de", "Alter Stand.", 1, original=True)


def test_an_internal_text_is_for_our_own_people(network: Network) -> None:
    OrganisationText.objects.create(
        organisation=network.zhytomyr, kind=TextKind.ABOUT, language="uk", text="Таємно", visibility=Visibility.INTERNAL
    )
    assert profile_page(network.zhytomyr, viewer_of(network.zhytomyr_editor)).texts
    for user in (network.stranger, network.dortmund_owner, network.coordinator):
        assert not profile_page(network.zhytomyr, viewer_of(user)).texts


def test_an_appeal_for_donations_leads_elsewhere(network: Network, client: Client) -> None:
    client.force_login(network.association_editor)
    address = reverse("organisations:add_help", args=[network.association.pk])
    values = {"direction": "seeks", "kind": "donations", "text": "Generator", "language": "de", "visibility": "public"}
    assert client.post(address, values).status_code == 422
    assert client.post(address, values | {"link": "javascript:alert(1)"}).status_code == 422
    assert client.post(address, values | {"link": "https://example.org/spenden"}).status_code == 302
    assert HelpEntry.objects.get().link == "https://example.org/spenden"


def test_a_delegation_cannot_run_in_a_circle(network: Network) -> None:
    with pytest.raises(RefusedError) as refused:
        owner_of_association(network)
        acting = get_organisation_to_own(network.unna_owner, network.association.pk)
        delegate(acting, network.dortmund, scope=Scope.ALL)
    assert refused.value.field == "delegate"


def owner_of_association(network: Network) -> None:
    network.unna_owner.memberships.create(organisation=network.association, role="owner")


@pytest.mark.parametrize("side", ["principal", "delegate"])
def test_either_side_ends_a_delegation_at_once(network: Network, client: Client, side: str) -> None:
    owner_of_association(network)
    own = network.dortmund if side == "principal" else network.association
    client.force_login(network.dortmund_owner if side == "principal" else network.unna_owner)
    edit = Client()
    edit.force_login(network.association_editor)
    address = reverse("organisations:edit", args=[network.dortmund.pk])
    assert edit.get(address).status_code == 200
    client.post(reverse("organisations:revoke_delegation", args=[own.pk, network.delegation.pk]))
    assert edit.post(address, PROFILE).status_code == 404
    assert not Delegation.objects.holding().exists()


def test_a_second_click_on_ending_changes_nothing(network: Network) -> None:
    for _click in range(2):
        revoke_delegation(network.delegation, acting_user=network.dortmund_owner, on_behalf_of=network.dortmund)
    assert AuditEntry.objects.filter(action="organisations.revoke_delegation").count() == 1


def test_the_withdrawn_page_is_gone(network: Network, client: Client) -> None:
    Organisation.objects.filter(pk=network.zhytomyr.pk).update(withdrawn_at=timezone.now())
    answer = client.get(reverse("organisations:detail", args=[network.zhytomyr.pk]))
    assert answer.status_code == 410
    assert "Житомирська" not in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_a_fixed_number_of_questions(
    network: Network, client: Client, count: int, django_assert_num_queries: object
) -> None:
    for number in range(count):
        HelpEntry.objects.create(organisation=network.dortmund, direction="offers", kind="advice", text=str(number))
        network.dortmund.themes.create(theme=["energy", "water", "waste"][number])
    address = reverse("organisations:detail", args=[network.dortmund.pk])
    client.get(address)
    with django_assert_num_queries(8):  # type: ignore[operator]
        assert client.get(address).status_code == 200
