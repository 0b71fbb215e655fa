"""What the registry keeps: parties on sides, a dated history, the present state derived from it."""

from datetime import date

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from spilno.common.errors import RefusedError
from spilno.common.partial_dates import PartialDate
from spilno.organisations.enums import OrganisationKind
from spilno.organisations.models import Organisation
from spilno.organisations.queries import viewer_of, withdrawn
from spilno.partnerships.actions.registry import enter_partnership, record_status
from spilno.partnerships.deriving import refresh
from spilno.partnerships.entries import NewParty
from spilno.partnerships.enums import AgreementType, Phase, ReviewStatus
from spilno.partnerships.models import Partnership, RegistrySource, StatusChange
from spilno.partnerships.models.history import in_order
from spilno.partnerships.queries.access import get_partnership_to_keep
from spilno.places.lookup import folded
from tests.cast import load_network
from tests.shapes import PARTNERSHIP, load_shapes, step

pytestmark = pytest.mark.django_db


def test_every_shape_of_the_field_has_its_place() -> None:
    shapes = load_shapes()
    assert shapes["type_changes"].agreement_type == AgreementType.PARTNERSHIP
    assert shapes["type_changes"].local_label == "Städtepartnerschaft"
    assert shapes["type_changes"].since_on == date(2022, 10, 27)
    assert [one.label for one in shapes["several_in_one"].parties.filter(side=1)] == [
        "Leinfelden-Echterdingen",
        "Filderstadt",
        "Ostfildern",
    ]
    assert shapes["dormant"].phase == Phase.DORMANT
    assert shapes["dormant"].agreement_type == AgreementType.PARTNERSHIP
    assert shapes["never_concluded"].phase == Phase.NOT_CONCLUDED
    assert str(shapes["several_in_one"].since) == "1988"
    assert {party.region.name for party in shapes["mixed_levels"].parties.all()} == {
        "Nordrhein-Westfalen",
        "Черкаська область",
    }


def test_a_relation_is_found_by_any_name_of_its_parties() -> None:
    koeln = load_shapes()["type_changes"]
    assert all(folded(name) in koeln.search_text for name in ("Dnipro", "Дніпровська", "KÖLN", "Koln"))


@pytest.mark.parametrize("wrong", ["one party", "itself", "one side", "no history", "ends before"])
def test_what_cannot_be_a_relation_is_refused(wrong: str) -> None:
    network = load_network()
    town, hromada = network.dortmund.area, network.zhytomyr.area
    parties, history = [NewParty(1, area=town), NewParty(2, area=hromada)], [step(Phase.ACTIVE, "2023", PARTNERSHIP)]
    if wrong == "one party":
        parties = parties[:1]
    elif wrong == "itself":
        parties = [NewParty(1, area=town), NewParty(2, area=town)]
    elif wrong == "one side":
        parties = [NewParty(1, area=town), NewParty(1, area=hromada)]
    elif wrong == "no history":
        history = []
    else:
        history = [step(Phase.ACTIVE, "2023", PARTNERSHIP, until=PartialDate.parse("2022"))]
    with pytest.raises(RefusedError):
        enter_partnership(parties, history, acting_user=None)
    assert not Partnership.objects.exists()


@pytest.mark.parametrize("on", ["2024", ""])
def test_a_step_that_cannot_follow_is_refused_with_its_field(on: str) -> None:
    ended = load_shapes()["never_concluded"]
    with pytest.raises(RefusedError) as refused:
        record_status(ended, step(Phase.DORMANT, on), acting_user=None)
    assert refused.value.field == "phase"
    assert ("counts as the newest" in str(refused.value)) == (on == "")


def test_a_step_without_a_day_follows_what_was_known_when_it_was_recorded() -> None:
    relation = load_shapes()["dormant"]
    history = lambda: [(one.phase, one.date and one.date.iso) for one in in_order(relation.history.all())]  # noqa: E731
    assert history() == [("active", "1987"), ("dormant", None)]
    assert (relation.phase, str(relation.since)) == (Phase.DORMANT, "1987")
    # What is remembered later of the years before changes nothing of today, a newer day does.
    record_status(relation, step(Phase.INITIATED, "1985"), acting_user=None)
    assert relation.phase == Phase.DORMANT
    record_status(relation, step(Phase.ACTIVE, "2030"), acting_user=None)
    assert relation.phase == Phase.ACTIVE
    assert history() == [("initiated", "1985"), ("active", "1987"), ("dormant", None), ("active", "2030")]


def test_a_list_without_days_wakes_no_relation_that_sleeps() -> None:
    relation = load_shapes()["dormant"]
    source = RegistrySource.objects.create(key="x", title="X")
    StatusChange.objects.create(partnership=relation, phase=Phase.ACTIVE, agreement_type="friendship", source=source)
    refresh(relation)
    assert (relation.phase, relation.agreement_type) == (Phase.DORMANT, PARTNERSHIP)
    StatusChange.objects.create(partnership=relation, phase=Phase.ENDED, source=source)
    refresh(relation)
    assert relation.phase == Phase.ENDED


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("24.12.2026", "2026-12-24"),
        ("24.12.26", "2026-12-24"),
        ("2026-12-24", "2026-12-24"),
        ("12/2026", "2026-12"),
        ("2026-12", "2026-12"),
        (" 1988 ", "1988"),
        ("2024-08-28T00:00:00", "2024-08-28"),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, iso: str) -> None:
    assert PartialDate.parse(text).iso == iso


@pytest.mark.parametrize("text", ["20023", "31.02.2024", "13/2024", "", "gestern", "0999", "1.1.20023"])
def test_what_is_no_date_is_refused_with_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        PartialDate.parse(text)


def test_parties_keep_their_relation_and_others_do_not() -> None:
    network = load_network()
    parties = [NewParty(1, area=network.dortmund.area), NewParty(2, area=network.zhytomyr.area)]
    relation = enter_partnership(parties, [step(Phase.ACTIVE, "2024", PARTNERSHIP)], acting_user=None)
    may = set()
    for name, user in network.users().items():
        try:
            get_partnership_to_keep(user, relation.pk)
        except Http404:
            continue
        may.add(name)
    assert may == {
        "dortmund_owner",
        "dortmund_editor",
        "association_editor",
        "zhytomyr_owner",
        "zhytomyr_editor",
        "coordinator",
    }
    assert get_partnership_to_keep(network.association_editor, relation.pk).through == network.association


def test_an_association_of_the_town_is_no_keeper_by_itself() -> None:
    network = load_network()
    network.delegation.delete()
    parties = [NewParty(1, area=network.dortmund.area), NewParty(2, area=network.zhytomyr.area)]
    relation = enter_partnership(parties, [step(Phase.ACTIVE, "2024", PARTNERSHIP)], acting_user=None)
    assert Organisation.objects.get(pk=network.association.pk).kind == OrganisationKind.ASSOCIATION
    with pytest.raises(Http404):
        get_partnership_to_keep(network.association_editor, relation.pk)


def test_what_waits_or_was_merged_is_not_published() -> None:
    shapes = load_shapes()
    waiting, merged = shapes["region"], shapes["dormant"]
    Partnership.objects.filter(pk=waiting.pk).update(status=ReviewStatus.WAITING)
    Partnership.objects.filter(pk=merged.pk).update(merged_into=shapes["type_changes"])
    assert not Partnership.objects.published().filter(pk__in=[waiting.pk, merged.pk]).exists()
    assert Partnership.objects.published().count() == len(shapes) - 2


def test_a_member_finds_what_is_published_and_their_own_without_a_list_of_all_that_is() -> None:
    network = load_network()
    parties = [NewParty(1, area=network.dortmund.area), NewParty(2, area=network.zhytomyr.area)]
    own = enter_partnership(parties, [step(Phase.ACTIVE, "2024", PARTNERSHIP)], acting_user=None)
    Partnership.objects.filter(pk=own.pk).update(status=ReviewStatus.WAITING)
    published = Partnership.objects.create(status=ReviewStatus.CONFIRMED)
    Partnership.objects.create(status=ReviewStatus.WAITING)
    Partnership.objects.create(status=ReviewStatus.CONFIRMED, merged_into=published)
    seen = Partnership.objects.visible_to(viewer_of(network.dortmund_editor), *withdrawn())
    with CaptureQueriesContext(connection) as asked:
        assert set(seen) == {own, published}
    # For each row PostgreSQL goes through a list that is too long for its memory: a minute for a hundred thousand.
    assert asked[-1]["sql"].count('FROM "partnerships_partnership"') == 2, "the list itself, and their own"


def test_a_term_until_a_year_holds_to_its_last_day() -> None:
    lippstadt = load_shapes()["on_trial"]
    record_status(lippstadt, step(Phase.ACTIVE, "2026", PARTNERSHIP, until=PartialDate.parse("2027")), acting_user=None)
    assert lippstadt.until_on == date(2027, 12, 31)
