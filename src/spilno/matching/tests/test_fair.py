"""Requests suggested to each other, both sides counted; the board over all of them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from spilno.common.errors import RefusedError
from spilno.matching import fair, queries
from spilno.matching.actions import fix_pair, introduce_all, save_scenario
from spilno.matching.board import board_of
from spilno.matching.fair import raised_weights, suggestions_for
from spilno.organisations.enums import OrganisationKind
from spilno.organisations.models import Organisation
from spilno.partnersearch.actions.introductions import decline_introduction, introduce
from spilno.partnersearch.actions.watching import save_feedback
from spilno.partnersearch.models import Introduction, PartnerRequest, RequestTheme
from spilno.partnersearch.queries.introductions import get_seat
from tests.cast import Network, load_network, organisation

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
    found = suggestions_for(zhytomyr)
    assert [one.row for one in found] == [dortmund, unna]
    assert [one.row for one in suggestions_for(dortmund)] == [zhytomyr]
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
    assert [one.row for one in suggestions_for(zhytomyr)] == [unna]
    assert suggestions_for(PartnerRequest.objects.get(pk=dortmund.pk)) == []


def test_feedback_leaves_out_and_raises_weights_within_bounds() -> None:
    network = load_network()
    zhytomyr, dortmund, unna = three(network)
    save_feedback(zhytomyr, unna, reason="themes", acting_user=network.zhytomyr_owner)
    assert [one.row for one in suggestions_for(zhytomyr)] == [dortmund]
    assert raised_weights(zhytomyr) == {"themes": 2.5}
    save_feedback(zhytomyr, unna, reason="", acting_user=network.zhytomyr_owner)
    assert len(suggestions_for(zhytomyr)) == 2


def test_a_school_sees_schools_of_its_kind_and_not_administrations() -> None:
    network = load_network()
    three(network)
    one = organisation("Schule", network.dortmund.area, OrganisationKind.SCHOOL)
    other = organisation("Школа", network.zhytomyr.area, OrganisationKind.SCHOOL)
    first = request_by(one, seeks="education", kinds=["school"], country="UA")
    second = request_by(other, seeks="education", kinds=["school"], country="DE")
    assert [found.row for found in suggestions_for(first)] == [second]


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
    assert suggestions_for(unna) == []
    decline_introduction(get_seat(network.dortmund_owner, made.pk), reason="")
    assert [(pair.first, pair.second) for pair in board_of(scenario).pairs] == [(unna, zhytomyr)]
    assert dortmund not in [one.row for one in suggestions_for(zhytomyr)]
