"""A rhythm that a lead sets by hand for one person, up or down: with a reason, for ninety days at most (domain.md §3.2)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import Invalid, NotFound
from app.models import Act, Resident, Role, TierOverride
from app.models.base import new_id
from app.rules.tiers import INTERVAL
from app.rules.visibility import Sight
from app.services import access, audit, duty_book, keys, notes, upkeep
from app.services.access import Actor
from app.services.residents import GONE, today_in_dalian

SETS = frozenset({Role.COMMUNITY})
LONGEST_DAYS = 90
LONGEST = 100
REASON = "override"
"""The reason code of a rhythm that somebody set by hand."""


def set_tier(session: Session, *, actor: Actor, resident_id: UUID, tier: str, reason: str, until: date, now: datetime) -> TierOverride:
    """Set the rhythm of one person until a day; an earlier one by hand ends. Nothing is refused to anybody by it.

    Raises NotFound (not of their community), Invalid (rhythm, reason, a day that is past or more than 90 days off).
    """
    person = _person(session, actor, resident_id, now)
    today = today_in_dalian(now)
    if tier not in INTERVAL:
        raise Invalid("override_tier", "请选每周、每月或每季。", "Choose weekly, monthly or quarterly.")
    words = " ".join(reason.split())
    if not words or len(words) > LONGEST or not words.isprintable():
        raise Invalid("override_reason", "写一句为什么，最长 {n} 字。", "Say why in a few words, at most {n} characters.", n=LONGEST)
    if not today < until <= today + timedelta(days=LONGEST_DAYS):
        raise Invalid("override_until", "到哪天为止：最长 {n} 天。", "Until which day: at most {n} days ahead.", n=LONGEST_DAYS)
    for row in _live(session, [person.id], today):
        row.ended_at = now
    made_id = new_id()
    made = TierOverride(
        id=made_id, resident_id=person.id, tier=tier, reason_sealed=keys.seal(words, table="tier_override", column="reason", row=made_id), made_at=now,
        made_by=actor.id, until=until,
    )  # fmt: skip
    session.add(made)
    _follow(session, actor, person, f"set:{tier}", now)
    return made


def end(session: Session, *, actor: Actor, override_id: UUID, now: datetime) -> None:
    """End one before its day: the rules decide again. Raises NotFound; one that has ended stays as it is."""
    row = session.get(TierOverride, override_id)
    if row is None:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="tier_override", object_id=override_id)
    person = _person(session, actor, row.resident_id, now)
    if row.ended_at is None:
        row.ended_at = now
        session.add(row)
        _follow(session, actor, person, "end", now)


def live(session: Session, *, actor: Actor, now: datetime) -> list[tuple[TierOverride, Resident]]:
    """Those in force for people whom this person may see by name, the first to end at the top."""
    rows = session.execute(
        sa.select(TierOverride, Resident).join(Resident, col(Resident.id) == col(TierOverride.resident_id))
        .where(col(TierOverride.ended_at).is_(None), col(TierOverride.until) >= today_in_dalian(now), access.visible(actor, Sight.FULL), col(Resident.status).not_in(GONE))
        .order_by(col(TierOverride.until), col(TierOverride.id)).limit(50)
    ).all()  # fmt: skip
    return [(row, person) for row, person in rows]


def reason_of(row: TierOverride) -> str:
    """Why it was set."""
    return notes.opened(row.reason_sealed, table="tier_override", column="reason", row=row.id)


def of_people(session: Session, *, ids: Sequence[UUID], today: date) -> dict[UUID, TierOverride]:
    """The one in force for each of these people, for whoever works out their rhythm."""
    return {row.resident_id: row for row in _live(session, ids, today)}


def _live(session: Session, ids: Sequence[UUID], today: date) -> list[TierOverride]:
    return list(session.exec(
        select(TierOverride).where(col(TierOverride.resident_id).in_(ids), col(TierOverride.ended_at).is_(None), col(TierOverride.until) >= today)
        .order_by(col(TierOverride.made_at))
    ))  # fmt: skip


def _person(session: Session, actor: Actor, resident_id: UUID, now: datetime) -> Resident:
    person = session.get(Resident, resident_id)
    if person is None or actor.upload_only or not any(g.role in SETS and person.grid.startswith(g.area) for g in actor.grants) or person.status in GONE:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="resident", object_id=resident_id)
    return person


def _follow(session: Session, actor: Actor, person: Resident, what: str, now: datetime) -> None:
    session.flush()
    upkeep.retier(session, ids=[person.id], now=now, today=today_in_dalian(now), touched=[person.id])
    duty_book.refresh(session, ids=[person.id], now=now)
    audit.record(session, act=Act.RULE, now=now, actor_id=actor.id, role=actor.role or "", object_kind="resident", object_id=person.id, reason=what, area=person.grid)
