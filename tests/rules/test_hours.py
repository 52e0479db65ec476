"""What counts as service time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.hours import Span, counted, day_of, half_hours, is_cut, is_long_day, overlap, planned

START = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # 11:00 in Dalian
END = START + timedelta(minutes=90)


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


@pytest.mark.parametrize(("arrived", "left", "minutes"), [
    (0, 90, 90), (-30, 90, 90), (5, 90, 85), (0, 60, 60), (0, 119, 119), (0, 120, 120), (0, 400, 120), (-120, -60, 0), (130, 140, 0), (60, 30, 0),
])  # fmt: skip
def test_service_counts_from_the_planned_start_to_half_an_hour_after_the_end(arrived: int, left: int, minutes: int) -> None:
    assert counted(at(arrived), at(left), starts=START, ends=END).minutes == minutes


def test_leaving_later_than_can_be_counted_is_told() -> None:
    assert not is_cut(at(120), ends=END) and is_cut(at(121), ends=END)


@pytest.mark.parametrize(("minutes", "shown"), [(0, 0), (15, 0), (16, 0.5), (30, 0.5), (45, 0.5), (46, 1.0), (75, 1.0), (76, 1.5), (88, 1.5), (90, 1.5), (105, 1.5), (7950, 132.5), (-90, -1.5), (-16, -0.5)])
def test_hours_are_shown_to_the_nearest_half_and_a_tie_goes_down(minutes: int, shown: float) -> None:
    assert half_hours(minutes) == shown


@pytest.mark.parametrize(("one", "other", "expected"), [
    ((0, 60), (60, 90), False), ((0, 60), (59, 90), True), ((0, 90), (30, 40), True), ((30, 40), (0, 90), True), ((0, 10), (20, 30), False), ((10, 10), (0, 20), True),
])  # fmt: skip
def test_times_overlap_unless_they_only_touch(one: tuple[int, int], other: tuple[int, int], expected: bool) -> None:
    assert overlap(Span(at(one[0]), at(one[1])), [Span(at(other[0]), at(other[1]))]) is expected


def test_more_than_eight_hours_a_day_is_a_long_day() -> None:
    assert not is_long_day(240, 240) and is_long_day(241, 240)


def test_a_shift_across_midnight_belongs_to_the_day_on_which_it_began() -> None:
    late = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)  # 23:30 in Dalian
    span = counted(late, late + timedelta(hours=2), starts=late, ends=late + timedelta(hours=2))
    assert span.minutes == 120 and day_of(span.start).isoformat() == "2026-11-22" and day_of(span.end).isoformat() == "2026-11-23"


@given(st.integers(-600, 600), st.integers(-600, 600), st.integers(1, 720))
def test_nobody_gets_more_than_the_planned_length_and_half_an_hour(arrived: int, left: int, length: int) -> None:
    ends = START + timedelta(minutes=length)
    minutes = counted(at(arrived), at(left), starts=START, ends=ends).minutes
    assert 0 <= minutes <= planned(START, ends) + 30
    assert minutes <= max(0, left - arrived)


@given(st.lists(st.integers(0, 480), max_size=40))
def test_a_total_is_rounded_once_so_that_halves_never_add_up_to_more_than_was_served(lines: list[int]) -> None:
    assert abs(half_hours(sum(lines)) * 60 - sum(lines)) <= 15
