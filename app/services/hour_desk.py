"""What waits for a leader or keeper, as the page shows it: shapes, no rows of tables."""

from datetime import datetime

from sqlmodel import Session

from app.errors import Invalid
from app.models.volunteer_shapes import CountedLine, Waits
from app.rules import masks
from app.rules.dalian import ZONE
from app.rules.hours import half_hours
from app.services import hours
from app.services.access import Actor


def lines(session: Session, *, actor: Actor) -> list[Waits]:
    """Everything that waits for this person, requests first, the oldest first."""
    return [_line(one) for one in hours.waiting_for(session, actor=actor)]


def _line(one: hours.Waiting) -> Waits:
    starts, ends = one.shift.starts_at.astimezone(ZONE), one.shift.ends_at.astimezone(ZONE)
    planned = hours.rules.planned(one.shift.starts_at, one.shift.ends_at)
    return Waits(
        id=str(one.id), kind=one.kind, name=one.volunteer.name, masked=masks.mask_name(one.volunteer.name), team=one.team.name, what=one.shift.title,
        day=starts.date().isoformat(), from_=f"{starts:%H:%M}", until=f"{ends:%H:%M}", minutes=one.minutes, hours=f"{half_hours(one.minutes):g}",
        planned=f"{half_hours(planned):g}", doubts=list(one.doubts), words=one.words, stands=one.stands, not_mine=one.not_mine,
    )  # fmt: skip


def counted(session: Session, *, actor: Actor, now: datetime) -> list[CountedLine]:
    """What was counted lately in the teams of this person, to look over and to put right."""
    return [
        CountedLine(
            id=str(one.entry.id), name=one.volunteer.name, masked=masks.mask_name(one.volunteer.name), team=one.team.name, what=one.entry.what, day=one.entry.day.isoformat(),
            minutes=one.minutes, source=one.entry.proof or one.entry.source, mine=not one.not_mine,
        )
        for one in hours.counted_lately(session, actor=actor, now=now)
    ]  # fmt: skip


def typed_minutes(typed: str) -> int | None:
    """Minutes that somebody typed; None for an empty field. Raises Invalid for what is no whole number."""
    clean = typed.strip()
    if not clean:
        return None
    if not (clean.isascii() and clean.isdigit() and len(clean) <= 4):
        raise Invalid("not_a_number", "分钟要写数字，比如 60。", "Minutes are a whole number, such as 60.")
    return int(clean)
