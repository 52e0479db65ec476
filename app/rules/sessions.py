"""How long somebody stays signed in (design.md §3, promise C3)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.models.accounts import Role

SLIDING_DAYS = 30
ABSOLUTE_HOURS = 12
IDLE_MINUTES = 30
UPLOAD_ONLY_DAYS = 30
LEASE_HOURS = 24
"""How long a phone may be used after its last contact with the server."""

_OWN_PHONE = frozenset(
    {Role.GRID, Role.INFO, Role.VOLUNTEER, Role.LEADER, Role.COMMITTEE, Role.SUPERVISION, Role.MENTOR, Role.MENTEE}
)


@dataclass(frozen=True)
class Length:
    """idle: ends after so long unused. whole: ends so long after sign-in, or None where each use extends it."""

    idle: timedelta
    whole: timedelta | None


def length(roles: Collection[Role], *, own_device: bool) -> Length:
    """The strictest rule of all roles held: a lead who is also a volunteer gets the lead's twelve hours."""
    if own_device and roles and all(role in _OWN_PHONE for role in roles):
        return Length(timedelta(days=SLIDING_DAYS), None)
    return Length(timedelta(minutes=IDLE_MINUTES), timedelta(hours=ABSOLUTE_HOURS))


def is_over(*, started: datetime, last_seen: datetime, now: datetime, rule: Length) -> bool:
    """Whether a session has ended by this rule."""
    return now - last_seen >= rule.idle or (rule.whole is not None and now - started >= rule.whole)
