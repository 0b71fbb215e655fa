import itertools
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spilno.engine.cadence import (
    Rhythm,
    day_in_month,
    easter,
    holidays,
    instant,
    orthodox_easter,
    phase_state,
    plan,
    step_ends,
    timetable,
)
from spilno.engine.errors import InvalidInput

TUESDAYS = Rhythm(weekday=1, week=3, kinds=("themed", "peer"))


def test_themed_every_two_months_and_open_in_the_months_between() -> None:
    slots = plan(TUESDAYS, begin=date(2026, 9, 1), until=date(2027, 2, 28))
    assert [(one.kind, one.on) for one in slots] == [
        ("themed", date(2026, 9, 15)),
        ("peer", date(2026, 10, 20)),
        ("themed", date(2026, 11, 17)),
        ("peer", date(2026, 12, 15)),
        ("themed", date(2027, 1, 19)),
        ("peer", date(2027, 2, 16)),
    ]


def test_a_holiday_moves_the_meeting_to_the_nearest_later_week_and_keeps_the_turn() -> None:
    slots = plan(TUESDAYS, begin=date(2026, 9, 1), until=date(2026, 10, 31), avoid={date(2026, 9, 15)})
    assert [(one.kind, one.on, one.moved) for one in slots] == [
        ("themed", date(2026, 9, 22), True),
        ("peer", date(2026, 10, 20), False),
    ]
    full = {date(2026, 9, day) for day in range(1, 31)}
    slots = plan(TUESDAYS, begin=date(2026, 9, 1), until=date(2026, 10, 31), avoid=full)
    assert [(one.kind, one.on) for one in slots] == [("themed", None), ("peer", date(2026, 10, 20))]


@pytest.mark.parametrize(
    ("begin", "until", "field"),
    [
        (date(2026, 2, 1), date(2026, 1, 1), "until"),
        (date(2026, 1, 1), date(2126, 1, 1), "until"),
        (date(1900, 1, 1), date(1901, 1, 1), "until"),
    ],
)
def test_a_plan_has_an_end_after_its_beginning_and_no_thousand_meetings(begin, until, field) -> None:
    with pytest.raises(InvalidInput) as refused:
        plan(TUESDAYS, begin=begin, until=until)
    assert refused.value.field == field


@given(
    st.integers(0, 6),
    st.integers(1, 5),
    st.integers(1, 12),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 900),
    st.sets(st.dates(date(2020, 1, 1), date(2033, 1, 1)), max_size=40),
)
def test_every_planned_day_is_free_of_its_weekday_and_inside(weekday, week, every, begin, length, avoid) -> None:
    until = begin + timedelta(days=length)
    slots = plan(Rhythm(weekday, week, ("a", "b", "c"), every), begin=begin, until=until, avoid=avoid)
    for number, slot in enumerate(slots):
        assert slot.kind == "abc"[number % 3]
        if slot.on is not None:
            assert begin <= slot.on <= until and slot.on not in avoid and slot.on.weekday() == weekday
            assert (slot.on.year, slot.on.month) == (slot.wanted.year, slot.wanted.month)
    months = [one.wanted.year * 12 + one.wanted.month for one in slots]
    assert all(later - earlier == every for earlier, later in itertools.pairwise(months))


def test_the_fifth_week_is_the_last() -> None:
    assert day_in_month(2026, 2, 0, 5) == date(2026, 2, 23)
    assert day_in_month(2026, 12, 3, 5) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("year", "west", "east"),
    [
        (2023, date(2023, 4, 9), date(2023, 4, 16)),
        (2024, date(2024, 3, 31), date(2024, 5, 5)),
        (2025, date(2025, 4, 20), date(2025, 4, 20)),
        (2026, date(2026, 4, 5), date(2026, 4, 12)),
        (2027, date(2027, 3, 28), date(2027, 5, 2)),
    ],
)
def test_easter_in_west_and_east(year, west, east) -> None:
    assert (easter(year), orthodox_easter(year)) == (west, east)
    assert easter(year).weekday() == orthodox_easter(year).weekday() == 6


def test_holidays_of_both_countries() -> None:
    found = {(one.on, one.country): one.code for one in holidays(2026)}
    assert found[date(2026, 6, 4), "DE"] == "corpus_christi"
    assert found[date(2026, 8, 24), "UA"] == "independence"
    assert (date(2026, 10, 31), "DE") not in found
    assert (date(2026, 10, 31), "DE") in {(one.on, one.country) for one in holidays(2026, land="NI")}
    with pytest.raises(InvalidInput):
        holidays(2026, land="XX")


def test_local_hours() -> None:
    assert instant(date(2026, 7, 1), time(14), "Europe/Berlin") == datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert instant(date(2026, 7, 1), time(15), "Europe/Kyiv") == datetime(2026, 7, 1, 12, tzinfo=UTC)
    # In the night in which clocks go back, 02:30 comes twice: the first is meant.
    assert instant(date(2026, 10, 25), time(2, 30), "Europe/Berlin") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    with pytest.raises(InvalidInput) as refused:
        instant(date(2026, 3, 29), time(2, 30), "Europe/Berlin")
    assert refused.value.field == "at"
    for zone in ("Europe/Atlantis", "", "../etc/passwd", "a\x00b"):
        with pytest.raises(InvalidInput) as refused:
            instant(date(2026, 3, 29), time(12), zone)
        assert refused.value.field == "zone"


def test_an_agenda_gets_its_beginnings() -> None:
    begin = datetime(2026, 9, 15, 12, tzinfo=UTC)
    assert [one.strftime("%H:%M") for one, _end in timetable(begin, [10, 45, 5])] == ["12:00", "12:10", "12:55"]


def test_a_phase_tells_what_is_left() -> None:
    began = datetime(2026, 9, 15, 12, tzinfo=UTC)
    state = phase_state(began, 10, began + timedelta(minutes=4))
    assert (state.left, round(state.share, 2)) == (360, 0.4)
    assert phase_state(began, 10, began + timedelta(minutes=14)).left == -240
    assert phase_state(began, 10, began + timedelta(minutes=14), more=5).left == 60
    assert phase_state(began, 10, began - timedelta(minutes=1)).left == 600


def test_steps_in_writing() -> None:
    assert step_ends(date(2026, 9, 1), [1, 2, 1]) == [date(2026, 9, 1), date(2026, 9, 3), date(2026, 9, 4)]
    for days in ([0], [10, 11]):
        with pytest.raises(InvalidInput):
            step_ends(date(2026, 9, 1), days)
