"""Topics: who reads them, votes that survive a merge, an agenda of order and minutes."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.urls import reverse

from spilno.common.errors import RefusedError
from spilno.exchange.actions import topics as actions
from spilno.exchange.enums import RegistrationStatus, TopicCircle, TopicStatus, Urgency
from spilno.exchange.models import AgendaItem, Registration, Topic, TopicSupport
from spilno.exchange.tests.meetings import a_meeting, a_registration, a_topic, signed_in
from spilno.organisations.enums import OrganisationKind
from spilno.organisations.models import OrganisationTheme
from spilno.organisations.queries.rights import Acting
from tests.cast import load_network, organisation

pytestmark = pytest.mark.django_db


def topic_form(network: object, **changed: object) -> dict[str, object]:
    base = {
        "title": "Wie begründen wir die Stelle?", "text": "Der Rat fragt nach.", "language": "de", "urgency": "3",
        "circle": "group", "theme": "governance", "organisation": network.unna.pk, "meeting": "",
    }  # fmt: skip
    return base | changed


def test_a_topic_comes_with_the_registration() -> None:
    network = load_network()
    meeting = a_meeting(network)
    data = {"organisation": network.unna.pk, "stage": "examination", "topic_text": "Wir prüfen gerade."}
    address = reverse("exchange:register", args=[meeting.pk])
    refused = signed_in(network.unna_owner).post(address, data)
    assert refused.status_code == 422 and "in one line, too" in refused.content.decode()
    assert not Registration.objects.exists() and not Topic.objects.exists()
    data["topic"] = "Wie lange dauert\r\nein Prüfauftrag?"
    assert signed_in(network.unna_owner).post(address, data).status_code == 302
    topic = Topic.objects.get()
    assert (topic.title, topic.meeting, topic.organisation) == (
        "Wie lange dauert ein Prüfauftrag?",
        meeting,
        network.unna,
    )
    assert topic.circle == TopicCircle.GROUP and topic.supports.count() == 1


def test_a_confidential_topic_is_read_by_the_group_and_nobody_else() -> None:
    network = load_network()
    meeting = a_meeting(network)
    topic = a_topic(network.unna, meeting=meeting)
    address = reverse("exchange:topic", args=[topic.pk])
    readers = {
        name: signed_in(user).get(address).status_code == 200
        for name, user in network.users().items()
        if name != "stranger"
    }
    assert {name for name, reads in readers.items() if reads} == {
        "dortmund_owner",
        "dortmund_editor",
        "association_editor",
        "unna_owner",
        "coordinator",
    }
    a_registration(meeting, network.zhytomyr_owner, network.zhytomyr)
    waiting = a_registration(meeting, network.zhytomyr_editor, network.zhytomyr, status=RegistrationStatus.WAITING)
    assert signed_in(network.zhytomyr_owner).get(address).status_code == 200
    assert signed_in(network.zhytomyr_editor).get(address).status_code == 404
    assert waiting.is_waiting
    topic.circle = TopicCircle.NETWORK
    topic.save()
    assert signed_in(network.zhytomyr_editor).get(address).status_code == 200
    assert signed_in(network.stranger).get(address).status_code == 404


def test_bringing_supporting_and_withdrawing() -> None:
    network = load_network()
    unna, dortmund = signed_in(network.unna_owner), signed_in(network.dortmund_editor)
    unna.post(reverse("exchange:bring_topic"), topic_form(network, circle="network"))
    topic = Topic.objects.get()
    assert topic.urgency == Urgency.URGENT and topic.organisation == network.unna
    assert (
        unna.post(reverse("exchange:bring_topic"), topic_form(network, organisation=network.dortmund.pk)).status_code
        == 422
    )
    support = reverse("exchange:support_topic", args=[topic.pk])
    for _twice in range(2):
        dortmund.post(support, {"organisation": network.dortmund.pk})
    assert topic.supports.count() == 2
    dortmund.post(support, {"organisation": network.dortmund.pk, "wish": "no"})
    # Whoever brings a topic supports it.
    unna.post(support, {"organisation": network.unna.pk, "wish": "no"})
    assert topic.supports.count() == 1
    for nonsense in ("", "x", "9" * 40, "²"):
        assert dortmund.post(support, {"organisation": nonsense}).status_code == 404
    assert dortmund.post(reverse("exchange:close_topic", args=[topic.pk])).status_code == 404
    unna.post(reverse("exchange:close_topic", args=[topic.pk]))
    topic.refresh_from_db()
    assert topic.status == TopicStatus.WITHDRAWN
    dortmund.post(support, {"organisation": network.dortmund.pk})
    assert topic.supports.count() == 1


def test_a_merge_keeps_every_vote_once() -> None:
    network = load_network()
    first, second, third = (a_topic(one) for one in (network.unna, network.dortmund, network.zhytomyr))
    TopicSupport.objects.create(topic=first, organisation=network.dortmund)
    office = network.coordinator
    actions.merge_topics(first, second, acting_user=office)
    assert set(second.supports.values_list("organisation", flat=True)) == {network.unna.pk, network.dortmund.pk}
    assert first.supports.count() == 2
    # A merge into what was merged goes to where that went; a vote for it, too.
    actions.merge_topics(third, first, acting_user=office)
    third.refresh_from_db()
    assert third.merged_into == second and second.supports.count() == 3
    actions.support_topic(Acting(network.association_editor, network.association, None), first)
    assert second.supports.count() == 4
    for source, target in ((second, second), (second, first), (first, second)):
        with pytest.raises(RefusedError):
            actions.merge_topics(source, target, acting_user=office)
    page = signed_in(office).get(reverse("exchange:topic", args=[first.pk])).content.decode()
    assert reverse("exchange:topic", args=[second.pk]) in page
    address = reverse("exchange:merge_topic", args=[second.pk])
    for wrong in ("", "x", str(second.pk), "9" * 40):
        assert signed_in(office).post(address, {"into": wrong}).status_code == 302
    second.refresh_from_db()
    assert second.status == TopicStatus.OPEN


@pytest.mark.django_db(transaction=True)
def test_twenty_votes_at_once_are_one_and_a_merge_crosswise_ends() -> None:
    network = load_network()
    first, second = a_topic(network.unna), a_topic(network.dortmund)
    acting = Acting(network.zhytomyr_owner, network.zhytomyr, None)

    def press(number: int) -> bool:
        try:
            if number < 20:
                actions.support_topic(acting, first)
            else:
                one, other = (first, second) if number % 2 else (second, first)
                actions.merge_topics(one, other, acting_user=network.coordinator)
        except RefusedError:
            return False
        else:
            return True
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(press, range(20)))
        assert first.supports.count() == 2
        assert sum(pool.map(press, range(20, 28))) == 1
    assert Topic.objects.filter(status=TopicStatus.MERGED).count() == 1
    assert Topic.objects.get(status=TopicStatus.OPEN).supports.count() == 3


def test_who_may_have_solved_it() -> None:
    network = load_network()
    topic = a_topic(network.unna, theme="water", circle="network")
    for one in (network.zhytomyr, network.unna):
        OrganisationTheme.objects.create(organisation=one, theme="water")
    hidden = organisation("Wasserwerk", network.dortmund.area, OrganisationKind.UTILITY, status="waiting")
    OrganisationTheme.objects.create(organisation=hidden, theme="water")
    page = signed_in(network.unna_owner).get(reverse("exchange:topic", args=[topic.pk])).content.decode()
    assert network.zhytomyr.label in page and "names this theme" in page and "Wasserwerk" not in page
    topic.theme = ""
    topic.save()
    page = signed_in(network.unna_owner).get(reverse("exchange:topic", args=[topic.pk])).content.decode()
    assert "Choose a theme" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_for_one_and_for_many(django_assert_num_queries, count) -> None:
    network = load_network()
    for number in range(count):
        a_topic(network.zhytomyr, f"Frage {number}", circle=TopicCircle.NETWORK)
    client = signed_in(network.unna_owner)
    client.get(reverse("exchange:topics"))
    with django_assert_num_queries(13):
        page = client.get(reverse("exchange:topics")).content.decode()
    assert page.count('class="suggestion"') == count


def test_the_most_supported_come_first() -> None:
    network = load_network()
    a_topic(network.unna, "Eins", circle=TopicCircle.NETWORK)
    a_topic(network.unna, "Dringend", circle=TopicCircle.NETWORK, urgency=Urgency.URGENT)
    loved = a_topic(network.unna, "Beliebt", circle=TopicCircle.NETWORK)
    TopicSupport.objects.create(topic=loved, organisation=network.zhytomyr)
    page = signed_in(network.zhytomyr_owner).get(reverse("exchange:topics")).content.decode()
    assert page.index("Beliebt") < page.index("Dringend") < page.index("Eins")


def test_an_agenda_of_order_and_minutes() -> None:
    network = load_network()
    meeting = a_meeting(network)
    topic = a_topic(network.unna, meeting=meeting)
    host = signed_in(network.dortmund_editor)
    address = reverse("exchange:agenda", args=[meeting.pk])
    assert host.post(address, {"add": "1", "topic": "", "title": "", "minutes": "5"}).status_code == 422
    assert host.post(address, {"add": "1", "topic": topic.pk, "minutes": "0"}).status_code == 422
    host.post(address, {"add": "1", "topic": topic.pk, "minutes": "45"})
    assert host.post(address, {"add": "1", "topic": topic.pk, "minutes": "45"}).status_code == 422
    host.post(address, {"add": "1", "title": "Begrüßung", "minutes": "10"})
    first, welcome = AgendaItem.objects.order_by("position")
    stale = _stamp(host.get(address).content.decode())
    data = {
        "arrange": "1", "stamp": stale, f"order_{first.pk}": "2", f"minutes_{first.pk}": "115",
        f"order_{welcome.pk}": "1", f"minutes_{welcome.pk}": "10",
    }  # fmt: skip
    assert host.post(address, data).status_code == 302
    assert [str(one) for one in AgendaItem.objects.all()] == ["Begrüßung", topic.title]
    page = host.get(address).content.decode()
    assert "125 of 120 minutes are planned" in page and "longer than the meeting" in page and "after the end" in page
    # Somebody else's arrangement is never overwritten unseen.
    assert host.post(address, data).status_code == 422
    a_registration(meeting, network.zhytomyr_owner, network.zhytomyr)
    shown = signed_in(network.zhytomyr_owner).get(reverse("exchange:meeting", args=[meeting.pk])).content.decode()
    assert "Begrüßung" in shown and topic.title in shown
    outside = signed_in(network.zhytomyr_editor).get(reverse("exchange:meeting", args=[meeting.pk])).content.decode()
    assert topic.title not in outside
    data |= {"stamp": _stamp(host.get(address).content.decode()), f"remove_{first.pk}": "on"}
    host.post(address, data)
    assert [str(one) for one in AgendaItem.objects.all()] == ["Begrüßung"]


def _stamp(page: str) -> str:
    return page.split('name="stamp" value="')[1].split('"')[0]


def test_a_changed_topic_is_not_overwritten_unseen() -> None:
    network = load_network()
    topic = a_topic(network.unna)
    client, address = signed_in(network.unna_owner), reverse("exchange:edit_topic", args=[topic.pk])
    data = topic_form(network, version="1")
    assert client.post(address, data).status_code == 302
    late = client.post(address, data | {"title": "Anders"})
    assert late.status_code == 422 and "Wie begründen wir die Stelle?" in late.content.decode()
    assert client.post(address, data | {"title": "Anders", "version": "2"}).status_code == 302
    topic.refresh_from_db()
    assert topic.title == "Anders"
