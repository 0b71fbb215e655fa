"""Requests suggested to each other, both sides counted; the board over all of them."""

import io
import math
import zipfile
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from spilno.common.errors import RefusedError
from spilno.matching import fair, funding_reach, queries
from spilno.matching.actions import fix_all, fix_pair, introduce_all, save_scenario
from spilno.matching.board import board_of, compare_boards
from spilno.matching.explaining import explain_pair, why_empty
from spilno.matching.fair import suggestions_for
from spilno.matching.models import ExposureRun
from spilno.matching.presentation import line
from spilno.matching.request_profiles import key_of, raised_weights
from spilno.matching.tasks import order_fair
from spilno.organisations.enums import OrganisationKind
from spilno.organisations.models import Organisation
from spilno.partnersearch.actions.introductions import accept_introduction, decline_introduction, introduce
from spilno.partnersearch.actions.watching import save_feedback
from spilno.partnersearch.models import Introduction, PartnerRequest, RequestText, RequestTheme
from spilno.partnersearch.queries.introductions import get_seat
from spilno.partnerships.actions.registry import enter_partnership
from spilno.partnerships.entries import NewParty, NewStatus
from spilno.partnerships.enums import Phase
from spilno.partnerships.models import CaseFile, Partnership
from spilno.places.enums import AreaLevel, CodeScheme
from spilno.places.queries import place_key
from tests.cast import Network, load_network, organisation, place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places_of_this_test() -> None:
    """What is kept in memory for each state of the registers; figures set by hand are no new state."""
    queries._kept.clear()
    fair._kept.clear()


def request_by(
    who: Organisation, *, seeks: str = "", offers: str = "", title: str = "request", **fields: object
) -> PartnerRequest:
    now = timezone.now()
    values = {"status": "open", "published_at": now, "expires_at": now + timedelta(days=90), "languages": ["de"]}
    made = PartnerRequest.objects.create(organisation=who, title=title, **(values | fields))
    for side, themes in (("seeks", seeks), ("offers", offers)):
        for theme in themes.split():
            RequestTheme.objects.create(request=made, side=side, theme=theme, weight=3)
    return made


def three(network: Network) -> tuple[PartnerRequest, PartnerRequest, PartnerRequest]:
    """Zhytomyr looks for heat; Dortmund offers it, Unna offers sport."""
    return (
        request_by(network.zhytomyr, seeks="energy water", offers="youth", country="DE"),
        request_by(network.dortmund, seeks="youth", offers="energy water", country="UA"),
        request_by(network.unna, seeks="tourism", offers="sport", country="UA"),
    )


def test_each_sees_the_other_high_with_reasons_of_both_sides() -> None:
    network = load_network()
    zhytomyr, dortmund, unna = three(network)
    found = suggestions_for(zhytomyr).items
    assert [one.row for one in found] == [dortmund, unna]
    assert [one.row for one in suggestions_for(dortmund).items] == [zhytomyr]
    themes = {reason.code: reason.value for reason in found[0].item.reasons}["themes"]
    back = {reason.code: reason.value for reason in found[0].item.back_reasons}["themes"]
    assert themes == back == 1.0


@pytest.mark.parametrize(
    "fields",
    [
        {"kinds": ["school"]},
        {"country": "PL"},
        {"size_force": "must", "size_low": 5_000_000},
        {"level_force": "must", "levels": ["state"]},
    ],
)
def test_no_must_of_either_side_is_broken(fields: dict[str, object]) -> None:
    network = load_network()
    network.zhytomyr.area.population = 260_000
    network.zhytomyr.area.save()
    zhytomyr, dortmund, unna = three(network)
    PartnerRequest.objects.filter(pk=dortmund.pk).update(**fields, changed_at=timezone.now())
    assert [one.row for one in suggestions_for(zhytomyr).items] == [unna]
    assert suggestions_for(PartnerRequest.objects.get(pk=dortmund.pk)).items == []


def test_feedback_leaves_out_and_raises_weights_within_bounds() -> None:
    network = load_network()
    zhytomyr, dortmund, unna = three(network)
    save_feedback(zhytomyr, unna, reason="themes", acting_user=network.zhytomyr_owner)
    assert [one.row for one in suggestions_for(zhytomyr).items] == [dortmund]
    assert raised_weights(zhytomyr) == {"themes": 2.5}
    save_feedback(zhytomyr, unna, reason="", acting_user=network.zhytomyr_owner)
    assert len(suggestions_for(zhytomyr).items) == 2


def test_a_school_sees_schools_of_its_kind_and_not_administrations() -> None:
    network = load_network()
    three(network)
    one = organisation("Schule", network.dortmund.area, OrganisationKind.SCHOOL)
    other = organisation("Школа", network.zhytomyr.area, OrganisationKind.SCHOOL)
    first = request_by(one, seeks="education", kinds=["school"], country="UA")
    second = request_by(other, seeks="education", kinds=["school"], country="DE")
    assert [found.row for found in suggestions_for(first).items] == [second]


def test_the_board_proposes_explains_fixes_and_introduces_once() -> None:
    network = load_network()
    zhytomyr, dortmund, unna = three(network)
    scenario = save_scenario(title="autumn", stability=None, acting_user=network.coordinator)
    board = board_of(scenario)
    assert [(pair.first, pair.second) for pair in board.pairs] == [(dortmund, zhytomyr)]
    assert [(one.row, one.reason) for one in board.alone] == [(unna, "outbid")]
    assert (board.share, board.coverage) == (100, 100)
    fix_pair(scenario, dortmund.pk, zhytomyr.pk, how="forbid", acting_user=network.coordinator)
    scenario.refresh_from_db()
    assert [(pair.first, pair.second) for pair in board_of(scenario).pairs] == [(unna, zhytomyr)]
    fix_pair(scenario, dortmund.pk, zhytomyr.pk, how="pin", acting_user=network.coordinator)
    scenario.refresh_from_db()
    assert [pair.is_pinned for pair in board_of(scenario).pairs] == [True]
    seen = board_of(scenario).stamp
    with pytest.raises(RefusedError, match="changed"):
        introduce_all(scenario, note="", stamp=board.stamp + "x", acting_user=network.coordinator)
    assert introduce_all(scenario, note="", stamp=seen, acting_user=network.coordinator) == 1
    with pytest.raises(RefusedError):
        introduce_all(scenario, note="", stamp=seen, acting_user=network.coordinator)
    assert Introduction.objects.count() == 1


def test_a_withdrawn_municipality_in_the_middle_is_left_out_and_its_pin_dropped() -> None:
    network = load_network()
    zhytomyr, dortmund, _unna = three(network)
    scenario = save_scenario(title="autumn", stability=0.5, acting_user=network.coordinator)
    fix_pair(scenario, dortmund.pk, zhytomyr.pk, how="pin", acting_user=network.coordinator)
    scenario.refresh_from_db()
    network.zhytomyr.withdrawn_at = timezone.now()
    network.zhytomyr.save()
    assert board_of(scenario).pairs == []


def test_pages_show_reasons_and_the_board(client: Client) -> None:
    network = load_network()
    zhytomyr, dortmund, _unna = three(network)
    client.force_login(network.zhytomyr_owner)
    shown = client.get(reverse("matching:request_suggestions", args=[zhytomyr.pk])).content.decode()
    assert network.dortmund.name_uk in shown or "Dortmund" in shown
    client.force_login(network.coordinator)
    made = client.post(reverse("matching:boards"), {"title": "autumn", "stability": "0"})
    page = client.get(made.headers["Location"])
    assert page.status_code == 200
    assert reverse("matching:request_suggestions", args=[dortmund.pk]) in page.content.decode()


def test_who_is_in_talks_takes_a_place_and_who_has_met_is_not_proposed_again() -> None:
    network = load_network()
    zhytomyr, dortmund, unna = three(network)
    scenario = save_scenario(title="autumn", stability=None, acting_user=network.coordinator)
    made = introduce(dortmund, zhytomyr, note="", acting_user=network.coordinator)
    assert board_of(scenario).pairs == []
    assert suggestions_for(unna).items == []
    decline_introduction(get_seat(network.dortmund_owner, made.pk), reason="")
    assert [(pair.first, pair.second) for pair in board_of(scenario).pairs] == [(unna, zhytomyr)]
    assert dortmund not in [one.row for one in suggestions_for(zhytomyr).items]


def test_a_changed_request_re_ranks_what_it_touches_and_nothing_is_built_anew() -> None:
    network = load_network()
    oblast, code = network.zhytomyr.area.parent, (CodeScheme.KATOTTG, "UA18040010000099999")
    hromada = place(AreaLevel.MUNICIPALITY, "Андрушівська", code, oblast)
    zhytomyr, dortmund, unna = three(network)
    before = fair.open_fair()
    matcher = before.matcher
    for number in range(4):
        request_by(network.dortmund, seeks=f"youth {'sport' if number else 'energy'}", country="UA")
    fair.open_fair()
    matcher = before.matcher
    RequestTheme.objects.filter(request=unna, side="offers").delete()
    RequestTheme.objects.create(request=unna, side="offers", theme="water", weight=3)
    PartnerRequest.objects.filter(pk=unna.pk).update(changed_at=timezone.now(), version=9)
    assert before.renew() == 1
    assert before.matcher is matcher
    # A relation of the registry counts for the requests of its places alone, and a word changed in it for nobody's.
    parties = [NewParty(1, area=network.unna.area), NewParty(2, area=hromada)]
    relation = enter_partnership(parties, [NewStatus(Phase.ACTIVE)], acting_user=None, confirmed=True)
    assert before.renew() == 1
    assert before.matcher.columns.partners["UA"][before.matcher.columns.row[key_of(unna.pk)]] == 1
    Partnership.objects.filter(pk=relation.pk).update(changed_at=timezone.now())
    assert before.renew() == 0
    assert before.matcher is matcher
    PartnerRequest.objects.filter(pk=dortmund.pk).update(status="closed")
    assert before.renew() == 1
    assert before.matcher is matcher
    found = [one.row for one in suggestions_for(zhytomyr).items]
    assert dortmund not in found
    assert unna in found
    # The same as a fair that is built from nothing.
    renewed = [(one.row, one.item.score) for one in suggestions_for(zhytomyr).items]
    fair._kept.clear()
    assert [(one.row, one.item.score) for one in suggestions_for(zhytomyr).items] == renewed


def test_the_order_shows_the_unseen_and_costs_a_list_at_most_what_is_stated() -> None:
    network = load_network()
    for number in range(30):
        town = organisation(f"Stadt {number}", network.dortmund.area)
        hromada = organisation(f"Громада {number}", network.zhytomyr.area)
        request_by(town, offers="energy" if number < 3 else "sport youth", country="UA")
        request_by(hromada, seeks="energy sport", country="DE")
    assert order_fair() is True
    assert order_fair() is False
    run = ExposureRun.objects.get()
    assert run.gini_after <= run.gini_before
    assert run.coverage_after >= run.coverage_before
    assert run.welcome_before <= run.welcome_after <= run.welcome_most
    assert run.loss <= run.worst <= fair.MOST_LOST
    one = PartnerRequest.objects.filter(country="DE").first()
    assert one is not None
    ordered = suggestions_for(one)
    ExposureRun.objects.all().delete()
    plain = sum(found.item.score for found in suggestions_for(one).items)
    assert sum(found.item.score for found in ordered.items) == pytest.approx(plain * (1 - ordered.given_up))
    assert 0 <= ordered.given_up <= fair.MOST_LOST


def test_a_new_day_reads_no_request_anew_unless_its_programmes_are_others() -> None:
    network = load_network()
    three(network)
    standing = fair.open_fair()
    matcher = standing.matcher
    funding_reach._kept.clear()
    assert standing.renew() == 0
    assert standing.matcher is matcher


def test_an_empty_list_says_what_keeps_the_others_out_and_what_each_must_costs(client: Client) -> None:
    network = load_network()
    zhytomyr, _dortmund, _unna = three(network)
    PartnerRequest.objects.filter(pk=zhytomyr.pk).update(
        size_force="must", size_low=5_000_000, kinds=["administration"], changed_at=timezone.now()
    )
    network.dortmund.area.population, network.unna.area.population = 600_000, 58_000
    network.dortmund.area.save()
    network.unna.area.save()
    zhytomyr.refresh_from_db()
    empty = why_empty(zhytomyr)
    assert [number for number, _text in empty.kept_out] == [2]
    assert {str(one.label): one.eligible for one in empty.relaxed}[gettext("Size")] == 2
    assert empty.together == 2
    # True when it is done: without the must both stand in the list.
    PartnerRequest.objects.filter(pk=zhytomyr.pk).update(size_force="", changed_at=timezone.now(), version=7)
    assert len(suggestions_for(PartnerRequest.objects.get(pk=zhytomyr.pk)).items) == 2
    PartnerRequest.objects.filter(pk=zhytomyr.pk).update(size_force="must", changed_at=timezone.now(), version=8)
    client.force_login(network.zhytomyr_owner)
    page = client.get(reverse("matching:request_suggestions", args=[zhytomyr.pk]).replace("/de/", "/en/"))
    text = page.content.decode()
    assert "What keeps the others out" in text
    # Nobody is left at a wall: towns without a request are suggested on a page of their own.
    assert reverse("matching:results") + f"?place={quote(place_key(zhytomyr.organisation.area))}" in text
    assert "The order is not by fit alone" not in text


def test_every_pair_is_explained_to_the_last_digit_and_changes_come_true(client: Client) -> None:
    network = load_network()
    zhytomyr, dortmund, unna = three(network)
    pair = explain_pair(zhytomyr, unna)
    assert pair.item is not None
    assert pair.item.rank == 2
    total = sum(reason.contribution for reason in pair.item.back_reasons)
    assert math.exp(math.log(pair.item.back_prior) + total) == pytest.approx(pair.item.back, abs=1e-6)
    assert [change.rank for change in pair.changes] == sorted(change.rank for change in pair.changes)
    assert "themes" in [change.code for change in pair.changes]
    # Done as it was said: Unna's themes fit fully both ways.
    RequestTheme.objects.filter(request=unna).delete()
    for side, theme in (("offers", "energy"), ("offers", "water"), ("seeks", "youth")):
        RequestTheme.objects.create(request=unna, side=side, theme=theme, weight=3)
    PartnerRequest.objects.filter(pk=unna.pk).update(changed_at=timezone.now(), version=5)
    assert explain_pair(zhytomyr, unna).item.rank == 1
    assert explain_pair(dortmund, unna).kept_out == "own_country"
    client.force_login(network.zhytomyr_owner)
    for other in (unna, dortmund):
        page = client.get(reverse("matching:request_why", args=[zhytomyr.pk, other.pk]))
        assert page.status_code == 200
    client.force_login(network.stranger)
    assert client.get(reverse("matching:request_why", args=[zhytomyr.pk, unna.pk])).status_code == 404


def test_texts_in_two_languages_are_a_reason_in_the_readers_own() -> None:
    network = load_network()
    zhytomyr, dortmund, unna = three(network)
    for row, part, language, text in (
        (zhytomyr, "seeks", "uk", "Шукаємо досвід централізованого опалення та котелень."),
        (dortmund, "offers", "de", "Wir betreiben Fernwärme und ein Heizwerk."),
        (unna, "offers", "de", "Unser Fußballverein lädt zum Turnier ein."),
    ):
        RequestText.objects.create(request=row, part=part, language=language, text=text, version=1)
    found = suggestions_for(zhytomyr).items
    assert [one.row for one in found] == [dortmund, unna]
    reasons = [{one.code: one for one in found[at].item.reasons}["texts"] for at in (0, 1)]
    assert reasons[0].value > reasons[1].value
    with override("uk"):
        assert "централізоване опалення" in line(reasons[0], {}).text
    with override("de"):
        assert "Fernwärme" in line(reasons[0], {}).text


def test_pins_have_a_price_and_scenarios_are_compared(client: Client) -> None:
    network = load_network()
    zhytomyr, dortmund, unna = three(network)
    one = save_scenario(title="free", stability=None, acting_user=network.coordinator)
    other = save_scenario(title="pinned", stability=0.0, acting_user=network.coordinator)
    fix_pair(other, unna.pk, zhytomyr.pk, how="pin", acting_user=network.coordinator)
    other.refresh_from_db()
    board = board_of(other)
    assert [pair.first for pair in board.pairs] == [unna]
    assert board.pairs[0].price == pytest.approx(board_of(one).welfare - board.welfare)
    assert (dortmund, zhytomyr) in board.blocking
    assert [limit for limit, _number in board.counts] == [0.0, 0.02, 0.05, 0.1]
    free, pinned = compare_boards([one, other])
    assert [pair.first for pair in free.own] == [dortmund]
    assert [pair.first for pair in pinned.own] == [unna]
    client.force_login(network.coordinator)
    page = client.get(reverse("matching:compare_boards"), {"with": [one.pk, other.pk, "x", "9" * 30]})
    assert page.status_code == 200
    assert [column.scenario for column in page.context["columns"]] == [one, other]
    assert client.get(reverse("matching:compare_boards")).status_code == 200


def test_pairs_are_locked_as_they_are_shown_and_set_free_again() -> None:
    network = load_network()
    zhytomyr, dortmund, _unna = three(network)
    scenario = save_scenario(title="autumn", stability=None, acting_user=network.coordinator)
    board = board_of(scenario)
    with pytest.raises(RefusedError, match="changed"):
        fix_all(scenario, how="lock", stamp="old", acting_user=network.coordinator)
    fixed = fix_all(scenario, how="lock", stamp=board.stamp, acting_user=network.coordinator)
    assert fixed.pins == [[dortmund.pk, zhytomyr.pk]]
    assert fix_all(scenario, how="free", stamp="", acting_user=network.coordinator).pins == []


def test_introductions_come_with_a_letter_in_both_languages(client: Client) -> None:
    network = load_network()
    three(network)
    scenario = save_scenario(title="autumn", stability=None, acting_user=network.coordinator)
    client.force_login(network.coordinator)
    address = reverse("matching:board_letters", args=[scenario.pk, "docx"])
    assert client.get(address).status_code == 404
    introduce_all(scenario, note="Glück auf", stamp=board_of(scenario).stamp, acting_user=network.coordinator)
    packed = zipfile.ZipFile(io.BytesIO(client.get(address).content))
    assert len(packed.namelist()) == 1
    words = docx_text(packed.read(packed.namelist()[0]))
    assert "Energie- und Wärmeversorgung" in words
    assert "Енерго" in words
    assert "Glück auf" in words
    made = Introduction.objects.get()
    for user, status in ((network.zhytomyr_owner, 200), (network.dortmund_editor, 200), (network.stranger, 404)):
        client.force_login(user)
        letter = client.get(reverse("matching:letter", args=[made.pk, "pdf"]))
        assert letter.status_code == status
    assert client.get(reverse("matching:letter", args=[made.pk, "exe"])).status_code == 404


def docx_text(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("word/document.xml").decode()


def test_talks_open_a_case_file_for_the_german_administration_alone(client: Client) -> None:
    network = load_network()
    zhytomyr, dortmund, _unna = three(network)
    made = introduce(dortmund, zhytomyr, note="", acting_user=network.coordinator)
    accept_introduction(get_seat(network.dortmund_editor, made.pk))
    assert not CaseFile.objects.exists()
    accept_introduction(get_seat(network.zhytomyr_owner, made.pk))
    case = CaseFile.objects.get()
    assert case.organisation == network.dortmund
    assert [one.area for one in case.candidates.all()] == [network.zhytomyr.area]
    made.refresh_from_db()
    assert made.case == case
    page = reverse("partnersearch:introduction", args=[made.pk])
    link = reverse("partnerships:case", args=[case.pk])
    for user, sees in ((network.dortmund_editor, True), (network.zhytomyr_owner, False)):
        client.force_login(user)
        assert (link in client.get(page).content.decode()) is sees
    client.force_login(network.zhytomyr_owner)
    assert client.get(link).status_code == 404
