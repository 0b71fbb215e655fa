"""A request from draft to its end: four eyes, review, renewal, answers in confidence, a first meeting."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from spilno.accounts.models import User
from spilno.common.clocks import both_hours
from spilno.common.errors import ChangedMeanwhileError, RefusedError
from spilno.common.models import OutboxMail
from spilno.common.stamps import stamp_of
from spilno.common.tokens import digest_of
from spilno.organisations.enums import Scope
from spilno.organisations.queries import Acting, get_organisation_to_act
from spilno.partnersearch.actions import introductions as introducing
from spilno.partnersearch.actions import requests as requesting
from spilno.partnersearch.calendar_file import meeting_file
from spilno.partnersearch.enums import IntroductionState, MeetingState, Part, RequestStatus, ThemeSide
from spilno.partnersearch.forms.introductions import MeetingForm
from spilno.partnersearch.forms.requests import WishesForm
from spilno.partnersearch.models import Followed, Introduction, PartnerRequest, Watch
from spilno.partnersearch.queries.introductions import get_seat
from spilno.partnersearch.queries.requests import Keeping, Wanted, find_requests, get_request_to_keep, texts_in
from spilno.partnersearch.queries.waiting import waiting_for
from spilno.partnersearch.tasks import ask_for_renewals, expire_requests, send_digests, tell_followers
from spilno.partnersearch.tests.access import introduction_of, request_of
from tests.cast import Network, load_network

pytestmark = pytest.mark.django_db

ANSWERS = {"cooperation": "District heating", "missing": "", "who": "A town", "language": "de", "once": "a" * 32}


def acting_for(user: User, organisation: object) -> Acting:
    return get_organisation_to_act(user, organisation.pk, Scope.REQUESTS)  # type: ignore[attr-defined]


def keeping(user: User, request: PartnerRequest) -> Keeping:
    return get_request_to_keep(user, request.pk, office=True)


def drafted(network: Network, user: User, organisation: object, title: str = "Тепло і молодь") -> PartnerRequest:
    made = requesting.begin_request(acting_for(user, organisation), title=title, language="uk")
    told = {Part.SEEKS: "Обмін досвідом про тепло для шкіл", Part.NEXT_STEP: "Напишіть нам"}
    stamp = stamp_of(texts_in(made, "uk"))
    requesting.save_texts(keeping(user, made), language="uk", texts=told, stamp=stamp)
    made = PartnerRequest.objects.get(pk=made.pk)
    wishes = {name: getattr(made, name) for name in requesting.WISHES}
    return requesting.save_wishes(
        keeping(user, made), version=made.version, wishes=wishes, themes={(ThemeSide.SEEKS, "energy"): 3}, regions=[]
    )


def published(network: Network) -> PartnerRequest:
    made = drafted(network, network.zhytomyr_editor, network.zhytomyr)
    requesting.submit_request(keeping(network.zhytomyr_editor, made))
    requesting.approve_request(keeping(network.zhytomyr_owner, made))
    return requesting.publish_request(keeping(network.coordinator, made))


def test_a_ukrainian_municipality_publishes_by_four_eyes_and_a_german_one_by_two() -> None:
    network = load_network()
    made = drafted(network, network.zhytomyr_editor, network.zhytomyr)
    requesting.submit_request(keeping(network.zhytomyr_editor, made))
    with pytest.raises(RefusedError):
        requesting.approve_request(keeping(network.zhytomyr_editor, made))
    with pytest.raises(RefusedError):
        requesting.publish_request(keeping(network.coordinator, made))
    requesting.approve_request(keeping(network.zhytomyr_owner, made))
    with pytest.raises(RefusedError):
        requesting.publish_request(keeping(network.zhytomyr_owner, made))
    assert not find_requests(Wanted()).exists()
    requesting.publish_request(keeping(network.coordinator, made))
    assert list(find_requests(Wanted(q="тепло"))) == [made]
    assert list(find_requests(Wanted(country="UA", theme="energy"))) == [made]
    own = drafted(network, network.dortmund_editor, network.dortmund, "Heat")
    assert requesting.submit_request(keeping(network.dortmund_editor, own)).status == RequestStatus.REVIEW


def test_what_waits_stands_on_the_first_page_of_whoever_can_do_it() -> None:
    """The mail may be overlooked: whom a request or an introduction waits for sees it after signing in, nobody else."""
    network = load_network()
    made = drafted(network, network.zhytomyr_editor, network.zhytomyr)
    requesting.submit_request(keeping(network.zhytomyr_editor, made))
    assert waiting_for(network.zhytomyr_owner).requests == [made]
    assert waiting_for(network.zhytomyr_owner).requests[0].organisation == network.zhytomyr
    for other in (network.zhytomyr_editor, network.dortmund_editor, network.stranger, network.coordinator):
        assert waiting_for(other).requests == []
    # Whoever handed it in is offered no button that would be refused.
    for user, offered in ((network.zhytomyr_editor, False), (network.zhytomyr_owner, True)):
        client = Client()
        client.force_login(user)
        page = client.get(reverse("partnersearch:request", args=[made.pk])).content.decode()
        assert (reverse("partnersearch:move", args=[made.pk, "approve"]) in page) == offered
        assert ("somebody else of your organisation" in page) != offered
    page = client.get(reverse("accounts:home")).content.decode()
    assert "Waiting for you" in page
    assert reverse("partnersearch:request", args=[made.pk]) in page
    requesting.approve_request(keeping(network.zhytomyr_owner, made))
    assert "Waiting for you" not in client.get(reverse("accounts:home")).content.decode()
    talks = introduction_of(network)
    assert waiting_for(network.zhytomyr_owner).introductions == []
    Introduction.objects.filter(pk=talks.pk).update(state=IntroductionState.ASKED, seeker_answer="")
    assert waiting_for(network.dortmund_editor).introductions == [talks]
    for other in (network.zhytomyr_owner, network.stranger, network.coordinator):
        assert waiting_for(other).introductions == []


def test_each_step_of_a_request_says_who_has_it_now() -> None:
    network = load_network()
    made = drafted(network, network.zhytomyr_editor, network.zhytomyr)
    for user, name, said in [
        (network.zhytomyr_editor, "move/submit/", "Jemand anderes aus Ihrer Organisation"),
        (network.zhytomyr_owner, "move/approve/", "Die Netzwerkstelle liest es"),
        (network.coordinator, "publish/", "Bis zum"),
        (network.zhytomyr_owner, "move/renew/", "Bis zum"),
    ]:
        client = Client()
        client.force_login(user)
        page = client.post(f"/de/requests/{made.pk}/{name}", follow=True).content.decode()
        assert said in page and "Es ist erledigt" not in page, name


def test_what_was_public_is_read_again_after_a_change_and_nobody_overwrites_unseen() -> None:
    network = load_network()
    made = published(network)
    editor = keeping(network.zhytomyr_editor, made)
    wishes = {name: getattr(made, name) for name in requesting.WISHES} | {"capacity": 3}
    with pytest.raises(ChangedMeanwhileError):
        requesting.save_wishes(editor, version=1, wishes=wishes, themes={}, regions=[])
    fresh = PartnerRequest.objects.get(pk=made.pk)
    requesting.save_wishes(
        editor, version=fresh.version, wishes=wishes, themes={(ThemeSide.OFFERS, "water"): 1}, regions=[]
    )
    assert PartnerRequest.objects.get(pk=made.pk).status == RequestStatus.REVIEW
    assert not find_requests(Wanted()).exists()


def test_nothing_stale_stays_public_and_one_click_renews_once(client: Client) -> None:
    network = load_network()
    made = published(network)
    assert ask_for_renewals() == 0
    PartnerRequest.objects.filter(pk=made.pk).update(expires_at=timezone.now() + timedelta(days=10))
    assert ask_for_renewals() == 1
    assert ask_for_renewals() == 0
    text = OutboxMail.objects.latest("pk").text
    assert made.title in text, "whoever has several knows which one"
    token = text.split("/requests/renew/")[1].split("/")[0]
    assert PartnerRequest.objects.get(pk=made.pk).renewal_digest == digest_of(token)
    PartnerRequest.objects.filter(pk=made.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    assert not find_requests(Wanted()).exists()
    assert expire_requests() == 1
    address = reverse("partnersearch:renew_link", args=[token])
    # A scanner that opens the link changes nothing.
    assert client.get(address).status_code == 200
    assert PartnerRequest.objects.get(pk=made.pk).status == RequestStatus.EXPIRED
    assert Client(enforce_csrf_checks=True).post(address).status_code == 200
    fresh = PartnerRequest.objects.get(pk=made.pk)
    assert (fresh.status, fresh.renewals) == (RequestStatus.OPEN, 1)
    assert client.post(address).status_code == 410
    assert client.post(reverse("partnersearch:renew_link", args=["nothing"])).status_code == 410


def test_an_answer_leads_to_talks_a_meeting_and_an_end_both_sides_see() -> None:
    network = load_network()
    made = published(network)
    own = acting_for(network.dortmund_editor, network.dortmund)
    found = introducing.answer_request(made, own, **ANSWERS)
    assert introducing.answer_request(made, own, **ANSWERS) == found
    assert found.thread is not None
    seeker = get_seat(network.zhytomyr_owner, found.pk)
    introducing.accept_introduction(seeker)
    made.refresh_from_db()
    assert made.status == RequestStatus.IN_TALKS
    meeting = introducing.propose_meeting(
        seeker, starts_at=timezone.now() + timedelta(days=9), minutes=60, where="https://meet.example.org/x", note=""
    )
    with pytest.raises(RefusedError):
        introducing.agree_meeting(get_seat(network.zhytomyr_owner, found.pk), meeting)
    other = get_seat(network.dortmund_editor, found.pk)
    agreed = introducing.agree_meeting(other, meeting)
    assert (agreed.state, agreed.sequence) == (MeetingState.AGREED, 1)
    file = meeting_file(agreed)
    assert "STATUS:CONFIRMED" in file
    assert "SEQUENCE:1" in file
    told = OutboxMail.objects.latest("pk")
    with override(told.language):
        assert both_hours(meeting) in told.text
        assert f"{found.seeker.label} – {found.other.label}" in told.text, "whoever talks to several knows with whom"
    assert [one["name"] for one in told.attachments] == ["meeting.ics"]
    introducing.decline_introduction(other, reason="no money this year")
    made.refresh_from_db()
    meeting.refresh_from_db()
    assert (made.status, meeting.state) == (RequestStatus.OPEN, MeetingState.CANCELLED)
    assert [one.status for one in made.events.all()][-2:] == [RequestStatus.IN_TALKS, RequestStatus.OPEN]
    with pytest.raises(RefusedError):
        introducing.accept_introduction(seeker)


def test_only_the_office_reads_why_somebody_declined(client: Client) -> None:
    network = load_network()
    found = introduction_of(network)
    introducing.decline_introduction(get_seat(network.zhytomyr_owner, found.pk), reason="too small for us")
    address = reverse("partnersearch:introduction", args=[found.pk])
    for user, reads in (
        (network.dortmund_editor, False),
        (network.zhytomyr_editor, False),
        (network.coordinator, True),
    ):
        client.force_login(user)
        page = client.get(address)
        assert page.status_code == 200
        assert ("too small for us" in page.content.decode()) is reads


def test_a_found_partner_takes_a_place_and_a_full_request_leaves_the_list() -> None:
    network = load_network()
    made = published(network)
    found = introducing.answer_request(made, acting_for(network.dortmund_editor, network.dortmund), **ANSWERS)
    with pytest.raises(RefusedError):
        introducing.conclude_introduction(get_seat(network.zhytomyr_owner, found.pk))
    introducing.accept_introduction(get_seat(network.zhytomyr_owner, found.pk))
    introducing.conclude_introduction(get_seat(network.zhytomyr_owner, found.pk))
    made.refresh_from_db()
    assert made.status == RequestStatus.MATCHED
    assert not find_requests(Wanted()).exists()


def test_the_office_introduces_two_requests_and_each_side_is_asked() -> None:
    network = load_network()
    first, second = request_of(network.dortmund, "open"), request_of(network.zhytomyr, "open")
    made = introducing.introduce(first, second, note="Both look for heat", acting_user=network.coordinator)
    assert made.state == IntroductionState.PROPOSED
    for one, other in ((first, second), (second, first)):
        with pytest.raises(RefusedError):
            introducing.introduce(one, other, note="", acting_user=network.coordinator)
    introducing.accept_introduction(get_seat(network.dortmund_editor, made.pk))
    assert Introduction.objects.get(pk=made.pk).state == IntroductionState.PROPOSED
    introducing.accept_introduction(get_seat(network.zhytomyr_owner, made.pk))
    assert Introduction.objects.get(pk=made.pk).state == IntroductionState.TALKS


def test_a_withdrawn_municipality_is_gone_from_the_list_and_cannot_be_answered() -> None:
    network = load_network()
    made = published(network)
    network.zhytomyr.withdrawn_at = timezone.now()
    network.zhytomyr.save()
    assert not find_requests(Wanted()).exists()
    with pytest.raises(RefusedError):
        introducing.answer_request(made, acting_for(network.dortmund_editor, network.dortmund), **ANSWERS)
    assert Client().get(reverse("partnersearch:request", args=[made.pk])).status_code == 410


@pytest.mark.django_db(transaction=True)
def test_twenty_answers_at_once_make_one_conversation() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite writes one after another")
    network = load_network()
    made = published(network)
    own = acting_for(network.dortmund_editor, network.dortmund)

    def answer(number: int) -> bool:
        try:
            introducing.answer_request(made, own, **(ANSWERS | {"once": f"{number:032d}"}))
        except RefusedError:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(20) as pool:
        done = list(pool.map(answer, range(20)))
    assert sum(done) == 1
    assert Introduction.objects.count() == 1


def test_wishes_are_checked_beside_their_fields() -> None:
    load_network()
    form = WishesForm({"version": "1", "capacity": "0", "size_low": "5000", "size_high": "1000", "posts": "-1"})
    assert not form.is_valid()
    assert {"capacity", "size_high", "posts"} <= set(form.errors)
    good = WishesForm({"version": "1", "capacity": "1", "seeks_energy": "3", "offers_water": "1"})
    assert good.is_valid(), good.errors
    told = {key: weight for key, weight in good.themes().items() if weight}
    assert told == {("seeks", "energy"): 3, ("offers", "water"): 1}


def test_a_time_that_does_not_exist_is_refused() -> None:
    year = timezone.localdate().year + 1
    last = max(day for day in range(25, 32) if date(year, 3, day).weekday() == 6)
    data = {"day": f"{last}.03.{year}", "begins": "02:30", "zone": "Europe/Berlin", "minutes": "60"}
    form = MeetingForm(data)
    assert not form.is_valid()
    assert "begins" in form.errors
    kept = MeetingForm(data | {"begins": "14:30", "zone": "Europe/Kyiv"})
    assert kept.is_valid(), kept.errors
    assert kept.values["starts_at"].astimezone(ZoneInfo("Europe/Berlin")).hour == 13


def test_a_saved_search_tells_of_new_requests_once() -> None:
    network = load_network()
    day = timezone.now() - timedelta(days=8)
    # Whoever wrote the request is not told of it.
    for user in (network.dortmund_editor, network.zhytomyr_owner):
        Watch.objects.create(user=user, title="heat", filters="theme=energy", told_until=day)
    Watch.objects.create(user=network.unna_owner, title="water", filters="theme=water", told_until=day)
    published(network)
    before = OutboxMail.objects.count()
    assert send_digests() == 1
    assert OutboxMail.objects.count() == before + 1
    assert send_digests() == 0


def test_a_watchlist_tells_once_what_became_of_a_request_and_forgets_what_is_gone(client: Client) -> None:
    network = load_network()
    made = published(network)
    client.force_login(network.unna_owner)
    address = reverse("partnersearch:follow", args=[made.pk, "on"])
    for _twice in range(2):
        assert client.post(address).status_code == 302
    assert Followed.objects.count() == 1
    assert made.organisation.label in client.get(reverse("partnersearch:watches")).content.decode()
    before = OutboxMail.objects.count()
    assert tell_followers() == 0
    PartnerRequest.objects.filter(pk=made.pk).update(status=RequestStatus.IN_TALKS)
    assert tell_followers() == 1
    assert tell_followers() == 0
    PartnerRequest.objects.filter(pk=made.pk).update(status=RequestStatus.CLOSED)
    Followed.objects.update(told_at=timezone.now() - timedelta(days=2))
    # Whatever is no longer public is not named any more, on the page or in the mail.
    assert made.organisation.label not in client.get(reverse("partnersearch:watches")).content.decode()
    assert tell_followers() == 1
    assert OutboxMail.objects.count() == before + 2
    assert made.organisation.label not in OutboxMail.objects.latest("pk").text
    assert not Followed.objects.exists()
    assert client.post(address).status_code == 404


def test_lists_ask_the_database_as_often_for_many_as_for_one(django_assert_num_queries: object) -> None:
    network = load_network()
    published(network)
    client, address = Client(), "/en/requests/"
    cache.clear()
    client.get(address)
    with django_assert_num_queries(6):  # type: ignore[operator]
        client.get(address)
    for number in range(5):
        PartnerRequest.objects.create(
            organisation=network.unna, status="open", title=f"{number}", published_at=timezone.now(),
            expires_at=timezone.now() + timedelta(days=3),
        )  # fmt: skip
    with django_assert_num_queries(6):  # type: ignore[operator]
        client.get(address)


def test_texts_are_kept_in_each_language_with_their_standing(client: Client) -> None:
    network = load_network()
    made = published(network)
    client.force_login(network.zhytomyr_editor)
    address = reverse("partnersearch:texts_in", args=[made.pk, "de"])
    stamp = client.get(address).context["form"].initial["stamp"]
    client.post(address, {"stamp": stamp, Part.TITLE: "Wärme und Jugend", Part.SEEKS: "Austausch"})
    fresh = PartnerRequest.objects.get(pk=made.pk)
    assert fresh.title == "Тепло і молодь"
    assert fresh.texts.get(part=Part.TITLE, language="de").source_version == 1
    assert fresh.status == RequestStatus.REVIEW
    # A second tab with the old stamp overwrites nothing.
    assert client.post(address, {"stamp": stamp, Part.TITLE: "Anders"}).status_code == 422
    assert fresh.texts.get(part=Part.TITLE, language="de").text == "Wärme und Jugend"


def test_an_empty_list_says_what_to_do(client: Client) -> None:
    load_network()
    assert "No request is open" in client.get("/en/requests/").content.decode()
    assert "No request fits" in client.get("/en/requests/?q=qqqq").content.decode()
