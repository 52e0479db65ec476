"""When the next contact is due and what a window shows: domain.md §10.1 and §12 as a table."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import duties
from app.rules.tiers import GRACE, INTERVAL, LEAD

TODAY = date(2026, 11, 22)


def _days(n: int) -> date:
    return TODAY - timedelta(days=n)


@pytest.mark.parametrize("tier", ["A", "B", "C"])
def test_the_interval_counts_from_the_last_effective_contact(tier: str) -> None:
    assert duties.due_on(tier=tier, last_effective=TODAY, since=_days(400)) == TODAY + timedelta(days=INTERVAL[tier])


@pytest.mark.parametrize("tier", ["A", "B", "C"])
def test_somebody_new_is_met_within_a_week(tier: str) -> None:
    assert duties.due_on(tier=tier, last_effective=None, since=TODAY) == TODAY + timedelta(days=min(7, INTERVAL[tier]))


@pytest.mark.parametrize("tier", ["A", "B", "C"])
def test_a_window_goes_from_seen_to_late(tier: str) -> None:
    states = []
    for ago in range(INTERVAL[tier] + GRACE[tier] + 2):
        due = duties.due(tier=tier, status="here", last_effective=_days(ago), since=_days(400), today=TODAY)
        states.append(due.state)
        assert due.due_on == _days(ago) + timedelta(days=INTERVAL[tier])
        assert due.days == INTERVAL[tier] - ago
    order = ["seen", "soon", "due", "late"]
    assert [order.index(s) for s in states] == sorted(order.index(s) for s in states)
    assert states[INTERVAL[tier]] == "due"
    assert states[INTERVAL[tier] + GRACE[tier]] == "due"
    assert states[-1] == "late"
    assert states[INTERVAL[tier] - LEAD[tier]] in {"soon", "due"}


@pytest.mark.parametrize(("status", "state"), [("away", "paused"), ("hospital", "paused"), ("moved", "none"), ("died", "none")])
def test_nobody_is_late_with_somebody_who_is_not_there(status: str, state: str) -> None:
    assert duties.due(tier="A", status=status, last_effective=_days(400), since=_days(900), today=TODAY) == duties.Due(state)


def test_without_a_tier_nothing_is_owed() -> None:
    assert duties.due(tier="", status="here", last_effective=None, since=_days(3), today=TODAY) == duties.Due("none")
    assert duties.due_on(tier="", last_effective=TODAY, since=TODAY) is None


@given(tier=st.sampled_from("ABC"), ago=st.integers(0, 800), since=st.integers(0, 800))
def test_a_contact_never_brings_the_due_day_nearer(tier: str, ago: int, since: int) -> None:
    before = duties.due_on(tier=tier, last_effective=_days(ago + 1), since=_days(since))
    after = duties.due_on(tier=tier, last_effective=_days(ago), since=_days(since))
    assert before is not None
    assert after is not None
    assert after > before
