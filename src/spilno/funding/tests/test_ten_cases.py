"""The ten cases of the domain's brief, asked of the shipped set."""

from datetime import date
from decimal import Decimal

import pytest

from spilno.engine.eligibility import Facts, TimingState, Truth, Verdict
from spilno.funding.actions.loading import load_programmes
from spilno.funding.queries import fits_of, what_fits
from spilno.funding.starting import starter_records

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _shipped() -> None:
    account = load_programmes(starter_records(), acting_user=None)
    assert (account.created, account.rejected) == (13, [])


def verdicts(**facts) -> dict[str, Verdict]:
    return {one.programme: one for one in what_fits(Facts(**facts), ON)}


def answers(found: dict[str, Verdict], answer: Truth) -> set[str]:
    return {key for key, one in found.items() if one.answer == answer}


TOWN = {"kind": "municipality", "region": "DE-NW", "population": 12_000}
DNIPRO = {"partner": True, "partner_region": "UA-12"}


def test_1_a_town_of_nrw_wants_a_generator_delivered() -> None:
    found = verdicts(**TOWN, **DNIPRO, purpose="delivery", amount=Decimal(20_000))
    assert answers(found, Truth.YES) == {
        "transport-grant",
        "nrw-dnipropetrovsk",
        "kommunale-direkthilfe",
        "kleinprojektefonds",
    }
    assert answers(found, Truth.UNKNOWN) == set()


def test_2_an_association_in_koeln_without_formal_partnership() -> None:
    found = verdicts(kind="association", region="DE-NW", formal=False, **DNIPRO)
    possible = answers(found, Truth.YES) | answers(found, Truth.UNKNOWN)
    assert {"nrw-dnipropetrovsk", "europa-schecks-nrw", "auslandsprojekte-nrw"} <= possible
    assert not possible & {"kleinprojektefonds", "nakopa", "kepol"}
    assert found["nrw-dnipropetrovsk"].grant.maximum == 20_000
    with_plan = verdicts(kind="association", region="DE-NW", formal=False, purpose="project", **DNIPRO)
    assert {"nrw-dnipropetrovsk", "europa-schecks-nrw", "auslandsprojekte-nrw"} <= answers(with_plan, Truth.YES)


def test_3_a_kreis_with_a_rayon_in_lviv_oblast_wants_a_post() -> None:
    found = verdicts(kind="district", region="DE-NW", partner=True, partner_region="UA-46", purpose="post")
    assert answers(found, Truth.YES) == {"kepol"}
    against = {reason.aspect for reason in found["nrw-dnipropetrovsk"].against}
    assert "partner_region" in against


def test_4_a_town_of_15000_wants_a_post() -> None:
    found = verdicts(kind="municipality", region="DE-NW", population=15_000, purpose="post")
    [reason] = found["kepol"].open
    assert found["kepol"].answer == Truth.UNKNOWN and reason.code == "any_of"
    assert verdicts(kind="municipality", region="DE-NW", population=15_000, purpose="post", group=True)[
        "kepol"
    ].answer == (Truth.YES)
    alone = verdicts(
        kind="municipality", region="DE-NW", population=15_000, purpose="post", group=False, part_time=False
    )
    assert alone["kepol"].answer == Truth.NO


def test_5_a_school() -> None:
    found = verdicts(kind="school", region="DE-NW", purpose="school_exchange")
    assert "pad-pasch" in answers(found, Truth.YES)


def test_6_a_municipality_and_the_foreign_office() -> None:
    found = verdicts(kind="municipality", purpose="project", partner_country="UA")
    assert found["eastern-partnership"].answer == Truth.NO
    assert "legal_form" in {reason.aspect for reason in found["eastern-partnership"].against}


def test_7_a_town_outside_nrw() -> None:
    found = verdicts(kind="municipality", region="DE-BY", **DNIPRO)
    for key in ("nrw-dnipropetrovsk", "europa-schecks-nrw", "auslandsprojekte-nrw"):
        assert found[key].answer == Truth.NO
        assert "region" in {reason.aspect for reason in found[key].against}


def test_8_nakopa_with_a_project_of_40000() -> None:
    facts = Facts(**TOWN, **DNIPRO, purpose="project", amount=Decimal(40_000), months=12)
    fit = next(one for one in fits_of(facts, ON) if one.programme.key == "nakopa")
    assert [reason.code for reason in fit.verdict.against] == ["minimum"]
    assert "kleinprojektefonds" in [one.key for one in fit.hints]


def test_9_a_passed_deadline_without_a_next_round() -> None:
    found = verdicts(**TOWN, **DNIPRO, purpose="project", months=12, amount=Decimal(60_000))
    assert found["nakopa"].answer == Truth.YES
    assert found["nakopa"].timing.state == TimingState.CLOSED
    assert found["nakopa"].timing.last == date(2023, 9, 30)


def test_10_first_contact_only() -> None:
    found = verdicts(**TOWN, partner=False, purpose="trip", starts=date(2027, 3, 1), people=4)
    assert answers(found, Truth.YES) == {"initiation-trip"}
    late = verdicts(**TOWN, partner=False, purpose="trip", starts=date(2026, 12, 1), people=4)
    assert [reason.aspect for reason in late["initiation-trip"].against] == ["days_ahead"]


def test_loading_again_changes_nothing() -> None:
    account = load_programmes(starter_records(), acting_user=None)
    assert (account.rows, account.unchanged) == (13, 13)
