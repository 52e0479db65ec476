"""Nobody answered: the clock of each tier and the moves of a safety case (domain.md §10.2). No clock of its own."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from app.rules.dalian import ZONE

OPENS = frozenset({"A", "B", "C"})
"""Tiers for whom "no answer" starts a case."""
FINDINGS = ("safe_seen", "safe_told", "out_visiting", "in_hospital", "moved", "needs_help", "died", "emergency", "mistake")
RESULTS = ("reached", "not_reached", "done")
BY_OUTCOME = {
    "seen": "safe_seen", "spoken": "safe_told", "reliable_other": "safe_told", "in_hospital": "in_hospital", "away": "out_visiting",
    "moved": "moved", "died": "died", "not_home": "", "no_answer": "", "declined": "safe_told",
}  # fmt: skip
"""What a contact found, where it ends a search; "" where it does not. Somebody who declines has answered."""
STATUS_OF = {"in_hospital": "hospital", "out_visiting": "away", "moved": "moved", "died": "died"}
"""What a finding says of the person."""


class NotAMove(ValueError):
    """A step that the case cannot take; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Clock:
    """Until when there is a second try, and from when those above are told."""

    second_by: datetime
    escalate_at: datetime


def clock(tier: str, opened_at: datetime) -> Clock:
    """A: one and two hours. B: the same day, 18:00 and 21:00, but at least two and three hours. C: 24 and 48 hours."""
    if tier == "A":
        return Clock(opened_at + timedelta(hours=1), opened_at + timedelta(hours=2))
    if tier == "B":
        day = opened_at.astimezone(ZONE).date()
        return Clock(
            max(datetime.combine(day, time(18), ZONE).astimezone(opened_at.tzinfo), opened_at + timedelta(hours=2)),
            max(datetime.combine(day, time(21), ZONE).astimezone(opened_at.tzinfo), opened_at + timedelta(hours=3)),
        )
    return Clock(opened_at + timedelta(hours=24), opened_at + timedelta(hours=48))


def state_after(state: str, *, step: str, result: str, finding: str) -> tuple[str, str]:
    """The state and the finding after a step. Raises NotAMove for what makes no sense.

    A red sign, or a call to 110/120, tells those above at once. `found` needs a finding; `cancel` is a finding too.
    """
    if step == "found":
        if finding not in FINDINGS:
            raise NotAMove("finding_missing")
        return "closed", finding
    if step == "cancel":
        return "closed", "mistake"
    if finding:
        raise NotAMove("finding_without_found")
    if state == "closed":
        return "closed", ""
    if step in {"red_sign", "lead", "police", "ambulance", "escalate"}:
        return "escalated", ""
    return state, ""


def is_overdue(state: str, escalate_at: datetime, now: datetime) -> bool:
    """Whether the clock has run out and those above have to be told."""
    return state == "open" and now >= escalate_at
