"""The clock of each tier and the moves of a search (domain.md §10.2)."""

from datetime import UTC, datetime, timedelta

import pytest

from app.rules import cases
from app.rules.cases import NotAMove, clock, state_after

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)  # 12:00 in Dalian
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("tier", "opened", "second", "escalate"), [
    ("A", NOON, NOON + HOUR, NOON + 2 * HOUR),
    ("B", NOON, NOON + 6 * HOUR, NOON + 9 * HOUR),
    ("B", NOON + 7 * HOUR, NOON + 9 * HOUR, NOON + 10 * HOUR),
    ("B", NOON + 11 * HOUR, NOON + 13 * HOUR, NOON + 14 * HOUR),
    ("C", NOON, NOON + 24 * HOUR, NOON + 48 * HOUR),
])  # fmt: skip
def test_the_clock_of_each_tier(tier: str, opened: datetime, second: datetime, escalate: datetime) -> None:
    made = clock(tier, opened)
    assert (made.second_by, made.escalate_at) == (second, escalate)


STEPS = ("second_try", "kin", "neighbour", "red_sign", "lead", "police", "ambulance")


@pytest.mark.parametrize("state", ["open", "escalated"])
@pytest.mark.parametrize("step", STEPS)
def test_a_step_moves_on_or_escalates_and_never_closes(state: str, step: str) -> None:
    came, finding = state_after(state, step=step, result="reached", finding="")
    assert came == ("escalated" if step in {"red_sign", "lead", "police", "ambulance"} else state)
    assert finding == ""


@pytest.mark.parametrize("finding", cases.FINDINGS)
def test_a_finding_closes(finding: str) -> None:
    assert state_after("escalated", step="found", result="reached", finding=finding) == ("closed", finding)


@pytest.mark.parametrize("finding", ["", "fine", "unknown"])
def test_it_cannot_be_closed_by_silence(finding: str) -> None:
    with pytest.raises(NotAMove):
        state_after("open", step="found", result="reached", finding=finding)


def test_a_mistake_is_said_and_a_finding_belongs_to_a_find() -> None:
    assert state_after("open", step="cancel", result="done", finding="") == ("closed", "mistake")
    with pytest.raises(NotAMove):
        state_after("open", step="kin", result="reached", finding="safe_told")


def test_a_closed_search_stays_closed() -> None:
    for step in STEPS:
        assert state_after("closed", step=step, result="done", finding="")[0] == "closed"


def test_it_is_overdue_from_the_very_minute() -> None:
    assert cases.is_overdue("open", NOON, NOON) and not cases.is_overdue("open", NOON, NOON - timedelta(seconds=1))
    assert not cases.is_overdue("escalated", NOON, NOON + HOUR) and not cases.is_overdue("closed", NOON, NOON + HOUR)
