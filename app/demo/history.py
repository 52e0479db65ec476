"""Contacts of the last hundred days, so that every rhythm has people who are seen, soon, due and late (domain.md §12, §14.3)."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from app.demo.dice import SHANGHAI, row_id, weighted
from app.models import Mode, Outcome, Preference, Status
from app.rules.tiers import GRACE, INTERVAL

DAYS = 100
_FIRST, _LAST = time(8, 30), time(20, 0)
_LATE = {"A": 0.035, "B": 0.016, "C": 0.014}
_DUE = {"A": 0.11, "B": 0.06, "C": 0.05}
_LATEST = {"A": 3, "B": 6, "C": 9}
"""Nobody is later than this many days beyond the grace."""

_REACHED = {Outcome.SEEN: 55, Outcome.SPOKEN: 22, Outcome.RELIABLE_OTHER: 6}
_MISSED = {Outcome.NOT_HOME: 11, Outcome.NO_ANSWER: 3, Outcome.DECLINED: 3}
_MISSES = sum(_MISSED.values()) / sum(_REACHED.values())
_MODES: dict[Outcome, dict[Mode, float]] = {
    Outcome.SEEN: {Mode.DOOR: 0.8, Mode.MET: 0.2},
    Outcome.SPOKEN: {Mode.PHONE: 0.92, Mode.VIDEO: 0.08},
    Outcome.RELIABLE_OTHER: {Mode.NEIGHBOUR: 0.45, Mode.FAMILY: 0.35, Mode.VOLUNTEER: 0.2},
    Outcome.NOT_HOME: {Mode.DOOR: 1},
    Outcome.NO_ANSWER: {Mode.DOOR: 0.4, Mode.PHONE: 0.6},
    Outcome.DECLINED: {Mode.DOOR: 0.6, Mode.PHONE: 0.4},
    Outcome.AWAY: {Mode.PHONE: 0.5, Mode.NEIGHBOUR: 0.5},
    Outcome.IN_HOSPITAL: {Mode.FAMILY: 1},
    Outcome.MOVED: {Mode.NEIGHBOUR: 0.5, Mode.PHONE: 0.5},
}
_GONE = {Status.AWAY: Outcome.AWAY, Status.HOSPITAL: Outcome.IN_HOSPITAL, Status.MOVED: Outcome.MOVED}


def days_since(rng: Random, tier: str) -> int:
    """How many days ago somebody was last reached: mostly within the rhythm, a handful beyond it."""
    interval, grace, fall = INTERVAL[tier], GRACE[tier], rng.random()
    if fall < _LATE[tier]:
        return interval + grace + rng.randint(1, _LATEST[tier])
    if fall < _LATE[tier] + _DUE[tier]:
        return interval + rng.randint(0, grace)
    return rng.randint(0, interval - 1)


def moment(rng: Random, day: date, now: datetime) -> datetime:
    """A time between 08:30 and 20:00 on a day; today only what is past, and yesterday before the working day begins."""
    start = datetime.combine(day, _FIRST, SHANGHAI)
    end = min(datetime.combine(day, _LAST, SHANGHAI), now - timedelta(minutes=5))
    if end <= start:
        return moment(rng, day - timedelta(days=1), now)
    return start + timedelta(seconds=rng.randrange(int((end - start).total_seconds())))


def _row(rng: Random, *, resident: UUID, grid: str, outcome: Outcome, day: date, by: list[UUID], now: datetime) -> dict[str, Any]:
    happened = moment(rng, day, now)
    late_entry = rng.randint(60, 600) if rng.random() < 0.05 else rng.randint(1, 9)
    recorded = min(happened + timedelta(minutes=late_entry), now - timedelta(seconds=60))
    received = min(recorded + timedelta(seconds=2 if rng.random() < 0.8 else rng.randint(60, 5400)), now - timedelta(seconds=30))
    return {
        "id": row_id(rng, grid),
        "resident_id": resident,
        "grid": grid,
        "account_id": rng.choice(by) if by else None,
        "mode": weighted(rng, _MODES[outcome]).value,
        "outcome": outcome.value,
        "happened_at": happened,
        "recorded_at": recorded,
        "received_at": received,
    }


def contacts(
    rng: Random, *, resident: UUID, grid: str, tier: str, status: Status, preference: Preference, by: list[UUID], now: datetime
) -> tuple[list[dict[str, Any]], datetime]:
    """The contacts of somebody to whom contact is owed, and when they were last reached."""
    today = now.astimezone(SHANGHAI).date()
    interval, ago = INTERVAL[tier], days_since(rng, tier)
    rows: list[dict[str, Any]] = []

    def add(outcome: Outcome, days: int) -> datetime:
        day = today - timedelta(days=days)
        rows.append(_row(rng, resident=resident, grid=grid, outcome=outcome, day=day, by=by, now=now))
        return rows[-1]["happened_at"]

    def reached(days: int) -> datetime:
        outcome = Outcome.SPOKEN if preference is Preference.PHONE_ONLY else weighted(rng, _REACHED)
        return add(outcome, days)

    if status in _GONE:
        ago = max(ago, 3)
        add(_GONE[status], rng.randint(1, ago - 1))
    elif ago >= interval and rng.random() < 0.4:
        add(weighted(rng, _MISSED), rng.randint(1, 2))  # somebody has tried already
    last = reached(ago)
    while True:
        if rng.random() < _MISSES:
            add(weighted(rng, _MISSED), ago + rng.randint(1, max(1, interval // 10)))
        ago += max(3, round(interval * rng.uniform(0.6, 1.08)))
        if ago > DAYS:
            return rows, last
        reached(ago)
