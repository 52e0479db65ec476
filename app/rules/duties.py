"""When the next contact is due and what the window of a door shows (domain.md §10.1, §12; design-system.md §4)."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.rules.tiers import GRACE, INTERVAL, LEAD

PAUSED = frozenset({"away", "hospital"})
OVER = frozenset({"moved", "died"})
RECENT_DAYS = 7
"""For so long a door stays green after somebody was seen."""
FIRST_CONTACT_DAYS = 7
"""DR-NEW: somebody new with a need is met within seven days."""


@dataclass(frozen=True)
class Due:
    """The day the next contact is due, and how the window looks on a given day.

    state: due, late, soon, seen, paused, none. days: from today to the due day, negative once it has passed.
    """

    state: str
    due_on: date | None = None
    days: int = 0


def due_on(*, tier: str, last_effective: date | None, since: date) -> date | None:
    """The due day: the interval counts from the last *effective* contact by anyone, not from a calendar slot."""
    if tier not in INTERVAL:
        return None
    if last_effective is None:
        return since + timedelta(days=min(FIRST_CONTACT_DAYS, INTERVAL[tier]))
    return last_effective + timedelta(days=INTERVAL[tier])


def due(*, tier: str, status: str, last_effective: date | None, since: date, today: date) -> Due:
    """What the window of somebody shows today. `since` is the day the person became known."""
    if status in OVER:
        return Due("none")
    if status in PAUSED:
        return Due("paused")
    day = due_on(tier=tier, last_effective=last_effective, since=since)
    if day is None:
        return Due("none")
    days = (day - today).days
    if -days > GRACE[tier]:
        return Due("late", day, days)
    if days <= 0:
        return Due("due", day, days)
    if last_effective is not None and days > LEAD[tier] and (today - last_effective).days <= RECENT_DAYS:
        return Due("seen", day, days)
    return Due("soon", day, days)
