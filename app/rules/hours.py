"""What counts as service time, in minutes (domain.md §4.5): from the planned start at the earliest, travel not counted,
to half an hour after the planned end at the latest; what does not add up goes to a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from app.rules.dalian import ZONE

GRACE: Final = timedelta(minutes=30)
"""How long after the planned end somebody may still be at it; also when checking out is proposed."""
EARLY: Final = timedelta(hours=2)
"""How long before its start somebody can check in."""
LONG_DAY: Final = 8 * 60
"""Minutes a day; more goes to review."""
BACKFILL_DAYS: Final = 30
"""How far back somebody can ask for time that was not recorded."""
OWN_WORD: Final = 120
"""Planned minutes up to which one's own check-out counts by itself after the days below; longer ones wait for the leader."""
SHOWN_FROM: Final = timedelta(days=3)
"""After so long, what nobody doubted counts without the leader's tap."""


@dataclass(frozen=True)
class Span:
    """A time of service, both ends aware."""

    start: datetime
    end: datetime

    @property
    def minutes(self) -> int:
        """Whole minutes; never less than none."""
        return max(0, int((self.end - self.start).total_seconds() // 60))


def counted(arrived: datetime, left: datetime, *, starts: datetime, ends: datetime) -> Span:
    """The part of somebody's presence that is service: not before the planned start, not beyond half an hour after the end."""
    start = max(arrived, starts)
    return Span(start, max(start, min(left, ends + GRACE)))


def is_cut(left: datetime, *, ends: datetime) -> bool:
    """Whether somebody says to have left later than can be counted."""
    return left > ends + GRACE


def overlap(one: Span, others: Iterable[Span]) -> bool:
    """Whether two times of one person lie over each other; touching ends do not."""
    return any(one.start < other.end and other.start < one.end for other in others)


def is_long_day(minutes: int, already: int) -> bool:
    """Whether a day holds more than eight hours with this."""
    return minutes + already > LONG_DAY


def day_of(at: datetime) -> date:
    """The day in Dalian on which service began; a shift across midnight belongs to the day it began."""
    return at.astimezone(ZONE).date()


def planned(starts: datetime, ends: datetime) -> int:
    """The planned length in minutes: the most that can be filled in afterwards."""
    return Span(starts, ends).minutes


def half_hours(minutes: int) -> float:
    """Hours to the nearest half, a tie goes down: 88 minutes are 1.5 h, 75 are 1.0 h. Totals are summed in minutes first."""
    return (minutes + 14) // 30 / 2 if minutes >= 0 else -((-minutes + 14) // 30 / 2)
