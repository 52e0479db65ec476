"""Who may take a shift, who is asked next, and when a shift is at risk."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from app.models import Caution, ShiftState
from app.rules.hours import Span
from app.rules.shifts import (
    What,
    Who,
    needs_insurance,
    needs_pair,
    next_suitable,
    part_of_week,
    state_with,
    warning_due,
    why_not,
)

START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # Tuesday 10:00 in Dalian
END = START + timedelta(hours=2)


def shift(caution: Caution = Caution.PLAIN, *skills: str, ends: datetime = END) -> What:
    return What(START, ends, caution, frozenset(skills))


def somebody(**facts: object) -> Who:
    return Who(**({"id": uuid4(), "insured_until": date(2027, 1, 1), "birth_ym": "1958-05"} | facts))  # type: ignore[arg-type]


@pytest.mark.parametrize(("who", "what", "expected"), [
    (somebody(), shift(), ""),
    (somebody(insured_until=None), shift(), ""),
    (somebody(insured_until=None), shift(Caution.HOME), "not_insured"),
    (somebody(insured_until=None), shift(Caution.HARD), "not_insured"),
    (somebody(insured_until=date(2026, 11, 23)), shift(Caution.HOME), "not_insured"),
    (somebody(insured_until=date(2026, 11, 24)), shift(Caution.HOME), ""),
    (somebody(insured_until=date(2026, 11, 24)), shift(Caution.HOME, ends=START + timedelta(hours=15)), "not_insured"),  # across midnight
    (somebody(birth_ym=""), shift(), ""),
    (somebody(birth_ym=""), shift(Caution.HOME), "no_birth"),
    (somebody(birth_ym="2010-01"), shift(), ""),
    (somebody(birth_ym="2010-01"), shift(Caution.HOME), "minor"),
    (somebody(birth_ym="2008-11"), shift(Caution.HOME), "minor"),  # the day of the month is not known
    (somebody(birth_ym="2008-10"), shift(Caution.HOME), ""),
    (somebody(), shift(Caution.PLAIN, "plumbing", "electric"), "skill"),
    (somebody(skills=frozenset({"electric"})), shift(Caution.PLAIN, "plumbing", "electric"), ""),
    (somebody(busy=(Span(START - timedelta(hours=1), START),)), shift(), ""),
    (somebody(busy=(Span(START - timedelta(hours=1), START + timedelta(minutes=1)),)), shift(), "overlap"),
])  # fmt: skip
def test_insurance_age_skill_and_other_shifts_decide_who_may_come(who: Who, what: What, expected: str) -> None:
    assert why_not(who, what) == expected


def test_two_people_and_insurance_are_the_rule_at_home_and_at_hard_work() -> None:
    assert [needs_pair(c) for c in Caution] == [needs_insurance(c) for c in Caution] == [False, True, True]


def test_who_said_to_be_free_is_asked_first_then_who_said_nothing() -> None:
    free, silent, other = somebody(availability=frozenset({"tue_am"})), somebody(), somebody(availability=frozenset({"sat_pm"}))
    assert next_suitable([other, silent, free], shift(), asked=[]) == [free.id, silent.id, other.id]


def test_nobody_is_asked_twice_or_for_what_they_may_not_do() -> None:
    one, two, young = somebody(), somebody(insured_until=None), somebody(birth_ym="2012-05")
    assert next_suitable([one, two, young], shift(Caution.HOME), asked=[]) == [one.id]
    assert next_suitable([one], shift(), asked=[one.id]) == []


def test_the_order_of_asking_knows_nothing_of_who_came_or_did_not() -> None:
    """No punishment score (features.md D6): the facts that the order rests on hold no count of anything."""
    assert set(Who.__dataclass_fields__) == {"id", "birth_ym", "skills", "availability", "insured_until", "busy"}
    people = [Who(UUID(int=n)) for n in (3, 1, 2)]
    assert next_suitable(people, shift(), asked=[]) == [UUID(int=n) for n in (1, 2, 3)]


@pytest.mark.parametrize(("hours", "given", "expected"), [
    (60, 0, 0), (48, 0, 48), (47, 0, 48), (47, 48, 0), (5, 0, 48), (4, 48, 4), (3, 48, 4), (3, 0, 4), (3, 4, 0), (0, 48, 0), (-1, 0, 0),
])  # fmt: skip
def test_a_shift_is_looked_at_48_and_4_hours_before(hours: float, given: int, expected: int) -> None:
    assert warning_due(START, START - timedelta(hours=hours), given=given) == expected


@pytest.mark.parametrize(("at", "part"), [
    (datetime(2026, 11, 24, 2, tzinfo=UTC), "tue_am"), (datetime(2026, 11, 24, 4, tzinfo=UTC), "tue_pm"), (datetime(2026, 11, 28, 10, tzinfo=UTC), "sat_eve"),
    (datetime(2026, 11, 28, 16, 30, tzinfo=UTC), "sun_am"),
])  # fmt: skip
def test_parts_of_the_week_are_those_of_dalian(at: datetime, part: str) -> None:
    assert part_of_week(at) == part


def test_a_shift_is_ready_with_enough_people_and_open_again_without_and_stays_over() -> None:
    assert state_with(ShiftState.OPEN, slots=2, coming=2) == ShiftState.READY
    assert state_with(ShiftState.READY, slots=2, coming=1) == ShiftState.OPEN
    for over in (ShiftState.RUNNING, ShiftState.ENDED, ShiftState.CONFIRMED, ShiftState.CANCELLED):
        assert state_with(over, slots=2, coming=0) == over
