"""Day notes (民情日志): composed from what one account recorded on a day, plus one paragraph of their own (domain.md §2.5).

Nothing is typed twice: contacts, searches, needs and hazards are read where they are.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.errors import Conflict, Invalid, NotAllowed
from app.models import EFFECTIVE, Act, Area, Contact, DayNote, Hazard, Need, NeedStep, NoAnswerStep, Resident, Role
from app.models.base import new_id
from app.models.desk_shapes import Day, NoteLine, Pair
from app.rules import masks
from app.rules import work_words as words
from app.rules.visibility import Sight
from app.services import access, audit, hazards, keys, notes
from app.services.access import Actor
from app.services.residents import SHANGHAI, today_in_dalian

WRITES = frozenset({Role.GRID, Role.INFO, Role.SECRETARY, Role.COMMUNITY, Role.SPECIALIST, Role.POSTED_CADRE})
LONGEST = 500
LATE = timedelta(hours=1)
_BACK = timedelta(days=366)


def _bounds(day: date) -> tuple[datetime, datetime]:
    begin = datetime.combine(day, time(), SHANGHAI)
    return begin, begin + timedelta(days=1)


def compose(session: Session, *, actor: Actor, day: date, now: datetime) -> Day:
    """One's own day, line by line. A look at it is recorded. Raises NotAllowed, Invalid (a day that is not there yet)."""
    if actor.upload_only or not actor.roles & WRITES:
        raise NotAllowed
    today = today_in_dalian(now)
    if not today - _BACK <= day <= today:
        raise Invalid("day_out", "只能看今天和过去一年的日志。", "Only today and the past year can be shown.")
    begin, end = _bounds(day)
    rows = _rows(session, actor.id, begin, end)
    people = _people(session, actor, {r[1] for r in rows if r[1] is not None})
    lines = [_line(kind, row, people.get(key, ("", "")) if key else ("", "")) for kind, key, row in sorted(rows, key=lambda r: (r[2].happened_at, str(r[2].id)))]
    audit.record(session, act=Act.VIEW, now=now, actor_id=actor.id, role=actor.role or "", object_kind="day_note", object_id=day.isoformat(), area=actor.area, device_id=actor.device_id)
    area = session.get(Area, actor.area)
    return Day(day.isoformat(), actor.name, area.name if area else "", lines, _counts(rows), words_of(session, account_id=actor.id, day=day), day == today)


def _rows(session: Session, account: UUID, begin: datetime, end: datetime) -> list[tuple[str, UUID | None, Any]]:
    found: list[tuple[str, UUID | None, Any]] = []
    for c in session.exec(select(Contact).where(Contact.account_id == account, Contact.happened_at >= begin, Contact.happened_at < end)):
        found.append(("contact", c.resident_id, c))
    for s in session.exec(select(NoAnswerStep).where(NoAnswerStep.account_id == account, NoAnswerStep.happened_at >= begin, NoAnswerStep.happened_at < end)):
        found.append(("case", s.resident_id, s))
    opened = session.exec(select(Need).where(Need.created_by == account, Need.created_at >= begin, Need.created_at < end)).all()
    for need in opened:
        found.append(("need", need.resident_id, _Opened(need)))
    steps = session.execute(
        select(NeedStep, Need).join(Need, col(Need.id) == col(NeedStep.need_id)).where(NeedStep.account_id == account, NeedStep.happened_at >= begin, NeedStep.happened_at < end)
    )
    for step, need in steps:
        found.append(("move", need.resident_id, step))
    for h in session.exec(select(Hazard).where(Hazard.account_id == account, Hazard.happened_at >= begin, Hazard.happened_at < end)):
        found.append(("hazard", None, h))
    return found


class _Opened:
    """A need seen from the moment when it was said."""

    def __init__(self, need: Need) -> None:
        self.id, self.need, self.happened_at, self.received_at = need.id, need, need.created_at, need.received_at


def _people(session: Session, actor: Actor, ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Names of those whom this person still sees by name, with the masked one; of the others the mask alone."""
    wanted = list(ids)
    seen = set(session.exec(select(Resident.id).where(col(Resident.id).in_(wanted), access.visible(actor, Sight.CARD))))
    found = session.exec(select(Resident).where(col(Resident.id).in_(wanted)))
    return {p.id: (p.name if p.id in seen else masks.mask_name(p.name), masks.mask_name(p.name)) for p in found}


_WHAT: dict[str, tuple[str, str]] = {
    "contact": ("联系", "contact"), "case": ("没人应", "no answer"), "need": ("需求", "need"), "move": ("需求进展", "need"), "hazard": ("隐患", "hazard"),
}  # fmt: skip


def _line(kind: str, row: Any, who: tuple[str, str]) -> NoteLine:
    zh, en = _told(kind, row)
    recorded = getattr(row, "recorded_at", row.happened_at)
    return NoteLine(f"{row.happened_at.astimezone(SHANGHAI):%H:%M}", *_WHAT[kind], who[0], who[1], zh, en, recorded - row.happened_at > LATE)


def _told(kind: str, row: Any) -> tuple[str, str]:
    if kind == "contact":
        parts = [words.said(words.MODES, row.mode), words.said(words.OUTCOMES, row.outcome)]
        parts += [(f"{words.said(words.CHECKS, name)[0]}有变化", f"{words.said(words.CHECKS, name)[1]} changed") for name in row.checks]
        note = notes.opened(row.note_sealed, table="contact", column="note", row=row.id)
    elif kind == "case":
        parts = [words.said(words.STEPS, row.step)] + ([words.said(words.RESULTS, row.result)] if row.result in ("reached", "not_reached") else [])
        note = notes.opened(row.note_sealed, table="no_answer_step", column="note", row=row.id)
    elif kind == "need":
        parts = [words.said(words.CATEGORIES, row.need.category)]
        note = notes.opened(row.need.words_sealed, table="need", column="words", row=row.id)
    elif kind == "move":
        parts = [words.said(words.STATES, row.state)] + ([(row.to, row.to)] if row.to else [])
        note = notes.opened(row.words_sealed, table="need_step", column="words", row=row.id)
    else:
        place = row.place_words or ""
        parts = [words.said(words.HAZARDS, row.category), *([(place, place)] if place else []), words.said(words.HANDLED, row.handled)]
        note = hazards.words_of(row)
    parts += [(note, note)] if note else []
    return "，".join(p[0] for p in parts), ", ".join(p[1] for p in parts)


def _counts(rows: list[tuple[str, UUID | None, Any]]) -> list[Pair]:
    """What the day held, in numbers of things, never of time or speed."""
    kinds = Counter(kind for kind, _, _ in rows)
    met = sum(1 for kind, _, row in rows if kind == "contact" and row.outcome in EFFECTIVE)
    told = (
        ("联系到", "reached", met), ("没联系到", "not reached", kinds["contact"] - met), ("新需求", "new needs", kinds["need"]), ("需求进展", "moves of needs", kinds["move"]),
        ("找人的步骤", "steps of searches", kinds["case"]), ("隐患", "hazards", kinds["hazard"]),
    )  # fmt: skip
    return [Pair(zh, en, str(n), str(n)) for zh, en, n in told if n]


def words_of(session: Session, *, account_id: UUID, day: date) -> str:
    """The paragraph of a day; "" where there is none."""
    row = session.exec(select(DayNote).where(DayNote.account_id == account_id, DayNote.day == day)).first()
    return notes.opened(row.words_sealed, table="day_note", column="words", row=row.id) if row is not None else ""


def write(session: Session, *, actor: Actor, day: date, text: str, now: datetime) -> None:
    """Write the one paragraph, or another one over it, on the same day; an empty text takes it away.

    Raises NotAllowed, Conflict (the day is over), Invalid (too long).
    """
    if actor.upload_only or not actor.roles & WRITES:
        raise NotAllowed
    if day != today_in_dalian(now):
        raise Conflict("day_over", "只能写当天的。", "Only the present day can be written.")
    clean = masks.without_identity("\n".join(" ".join("".join(c for c in line if c.isprintable()).split()) for line in text.splitlines())).strip()
    if len(clean) > LONGEST:
        raise Invalid("day_words", "最长 {n} 字。", "At most {n} characters.", n=LONGEST)
    row = session.exec(select(DayNote).where(DayNote.account_id == actor.id, DayNote.day == day)).first()
    if not clean:
        if row is not None:
            session.delete(row)
    elif row is None:
        key = new_id()
        session.add(DayNote(id=key, account_id=actor.id, day=day, words_sealed=keys.seal(clean, table="day_note", column="words", row=key), written_at=now))
    else:
        row.words_sealed, row.written_at = keys.seal(clean, table="day_note", column="words", row=row.id), now
        session.add(row)
    audit.record(session, act=Act.CHANGE, now=now, actor_id=actor.id, role=actor.role or "", object_kind="day_note", object_id=day.isoformat(), area=actor.area)
    session.flush()
