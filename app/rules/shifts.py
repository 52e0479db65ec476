"""Who may take a shift and who is asked next: insurance, age, skills, overlaps, places (domain.md §4.5; volunteer service
regulations 15 to 17). Nothing here counts how often somebody did not come."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from app.models.shifts import Caution, ShiftState
from app.rules.dalian import ZONE
from app.rules.hours import Span, overlap
from app.rules.volunteering import is_minor

PAIR: Final = 2
"""How many have to be there where two people are the rule: at somebody's home, and at hard work."""
COMES: Final = frozenset({"in", "unsure"})
"""Who has a place."""
WARNINGS: Final = (48, 4)
"""Hours before the start at which a shift that is short of people is looked at."""
TAKES: Final = frozenset({ShiftState.OPEN, ShiftState.READY, ShiftState.RUNNING})
"""States in which somebody can still sign up."""


@dataclass(frozen=True)
class Who:
    """What a decision needs to know of a volunteer."""

    id: UUID
    birth_ym: str = ""
    skills: frozenset[str] = frozenset()
    availability: frozenset[str] = frozenset()
    insured_until: date | None = None
    busy: tuple[Span, ...] = ()
    """The person's other shifts at about that time."""


@dataclass(frozen=True)
class What:
    """What a decision needs to know of a shift."""

    starts_at: datetime
    ends_at: datetime
    caution: Caution = Caution.PLAIN
    skills: frozenset[str] = frozenset()

    @property
    def day(self) -> date:
        """The day in Dalian."""
        return self.starts_at.astimezone(ZONE).date()

    @property
    def last_day(self) -> date:
        """The day on which it ends."""
        return self.ends_at.astimezone(ZONE).date()


def needs_pair(caution: Caution) -> bool:
    """Whether nobody may be there alone."""
    return caution != Caution.PLAIN


def needs_insurance(caution: Caution) -> bool:
    """Whether accident insurance has to be in force (regulation 17)."""
    return caution != Caution.PLAIN


def is_insured(insured_until: date | None, on: date) -> bool:
    """Whether the insurance still holds on that day."""
    return insured_until is not None and insured_until >= on


def why_not(who: Who, what: What) -> str:
    """Why somebody may not take this shift: no_birth, minor, not_insured, skill or overlap; "" where nothing stands against it."""
    if what.caution != Caution.PLAIN and not who.birth_ym:
        return "no_birth"
    if what.caution != Caution.PLAIN and is_minor(who.birth_ym, what.day):
        return "minor"
    if needs_insurance(what.caution) and not is_insured(who.insured_until, what.last_day):
        return "not_insured"
    if what.skills and not what.skills & who.skills:
        return "skill"
    if overlap(Span(what.starts_at, what.ends_at), who.busy):
        return "overlap"
    return ""


def part_of_week(at: datetime) -> str:
    """`mon_am`, `sat_pm`, `sun_eve`: how people say when they can come."""
    local = at.astimezone(ZONE)
    part = "am" if local.hour < 12 else "pm" if local.hour < 18 else "eve"
    return f"{('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')[local.weekday()]}_{part}"


def next_suitable(people: Sequence[Who], what: What, *, asked: Collection[UUID]) -> list[UUID]:
    """Whom to ask, the most suitable first: who said to be free then, then who said nothing, then the rest; each by the
    skills the shift wants, and among equals by id, so that nobody is asked for how reliable they were."""
    when = part_of_week(what.starts_at)
    fit = [p for p in people if p.id not in asked and not why_not(p, what)]

    def order(p: Who) -> tuple[int, int, str]:
        free = 0 if when in p.availability else 1 if not p.availability else 2
        return free, -len(what.skills & p.skills), str(p.id)

    return [p.id for p in sorted(fit, key=order)]


def warning_due(starts_at: datetime, now: datetime, *, given: int) -> int:
    """Which warning is due now: 48 or 4 (hours before), 0 for none. `given` is the one that was given last, 0 for none."""
    hours = (starts_at - now).total_seconds() / 3600
    if hours <= 0:
        return 0
    if hours <= 4:
        return 4 if given != 4 else 0
    if hours <= 48:
        return 48 if given == 0 else 0
    return 0


def state_with(state: ShiftState, *, slots: int, coming: int) -> ShiftState:
    """Open or ready by how many come for sure; a shift that runs or is over stays what it is."""
    if state not in (ShiftState.OPEN, ShiftState.READY):
        return state
    return ShiftState.READY if coming >= slots else ShiftState.OPEN
