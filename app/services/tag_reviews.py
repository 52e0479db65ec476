"""Proposals of tags from the door: who decides reads them here, takes them or says why not (domain.md §2.2, §3.2).

A tag in force comes with its source, legal basis and review day; the rhythm and the duties follow in the same act.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import Conflict, Invalid, NotFound
from app.models import Act, Decision, Resident, ResidentTag, Role, TagProposal, TagSource, TagState
from app.rules import tags
from app.rules.visibility import PROGRAMME_TAGS
from app.services import access, audit, duty_book, notes, upkeep
from app.services.access import LIVE_TAGS, Actor
from app.services.residents import GONE, today_in_dalian

DECIDES = frozenset({Role.COMMUNITY, Role.SPECIALIST})
LONGEST = 100


def _mine(actor: Actor) -> "sa.ColumnElement[bool]":
    """Proposals of the own community; a specialist's of the own programme only."""
    ways = []
    for grant in actor.grants:
        if actor.upload_only or grant.role not in DECIDES:
            continue
        way = access.in_area(col(TagProposal.grid), grant.area)
        if grant.role == Role.SPECIALIST:
            way = sa.and_(way, col(TagProposal.tag).in_(sorted(PROGRAMME_TAGS[grant.programme] if grant.programme else ())))
        ways.append(way)
    return sa.or_(*ways) if ways else sa.false()


def count(session: Session, *, actor: Actor) -> int:
    """How many wait for this person."""
    return session.exec(
        select(sa.func.count()).select_from(TagProposal).join(Resident, col(Resident.id) == col(TagProposal.resident_id))
        .where(col(TagProposal.decided_at).is_(None), _mine(actor), col(Resident.status).not_in(GONE))
    ).one()  # fmt: skip


def waiting(session: Session, *, actor: Actor, page: int = 0, size: int = 50) -> list[tuple[TagProposal, Resident]]:
    """Those that wait for this person, the oldest first, with whom they are about."""
    rows = session.execute(
        sa.select(TagProposal, Resident).join(Resident, col(Resident.id) == col(TagProposal.resident_id))
        .where(col(TagProposal.decided_at).is_(None), _mine(actor), col(Resident.status).not_in(GONE))
        .order_by(col(TagProposal.received_at), col(TagProposal.id)).offset(page * size).limit(size)
    ).all()  # fmt: skip
    return [(one, person) for one, person in rows]


def words_of(proposal: TagProposal) -> str:
    """Why it was proposed."""
    return notes.opened(proposal.words_sealed, table="tag_proposal", column="words", row=proposal.id)


def held_by(session: Session, *, pairs: Sequence[tuple[UUID, str]]) -> dict[tuple[UUID, str], ResidentTag]:
    """The tag in force for each of these (person, tag) pairs, where there is one."""
    ids = sorted({person for person, _ in pairs}, key=str)
    rows = session.exec(select(ResidentTag).where(col(ResidentTag.resident_id).in_(ids), col(ResidentTag.state).in_(LIVE_TAGS)))
    wanted = set(pairs)
    return {(row.resident_id, row.tag): row for row in rows if (row.resident_id, row.tag) in wanted}


def decide(session: Session, *, actor: Actor, proposal_id: UUID, take: bool, reason: str = "", now: datetime) -> TagProposal:
    """Take a proposal, or say why not. Raises NotFound (not theirs), Conflict (decided already), Invalid (no reason, no grade)."""
    row = session.exec(select(TagProposal).where(TagProposal.id == proposal_id, _mine(actor)).with_for_update()).first()
    if row is None:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="tag_proposal", object_id=proposal_id)
    if row.decided_at is not None:
        raise Conflict("decided_already", "这一条已经有人定过了。", "Somebody has decided this one already.")
    words = " ".join(reason.split())
    if len(words) > LONGEST or not words.isprintable():
        raise Invalid("reason_long", "原因最长 {n} 字。", "The reason: at most {n} characters.", n=LONGEST)
    if not take and not words:
        raise Invalid("reason_missing", "不收下的话，写一句为什么；提的人会看到。", "If it is not taken, say why in a few words; whoever proposed it will see them.")
    row.decided_at, row.decided_by, row.decision = now, actor.id, Decision.TAKEN if take else Decision.DROPPED
    row.answer_sealed = notes.sealed(words, table="tag_proposal", column="answer", row=row.id)
    session.add(row)
    if take:
        _apply(session, row, actor=actor, now=now)
    audit.record(session, act=Act.DECIDE, now=now, actor_id=actor.id, role=actor.role or "", object_kind="resident", object_id=row.resident_id,
                 reason=f"{row.action}:{row.tag}", result=row.decision, area=row.grid, device_id=actor.device_id)  # fmt: skip
    session.flush()
    return row


def _apply(session: Session, row: TagProposal, *, actor: Actor, now: datetime) -> None:
    today = today_in_dalian(now)
    rule = tags.TAGS[row.tag]
    if row.tag in tags.DERIVED:
        raise Invalid("tag_derived", "这一项按出生年月自己算，不用定。", "This one follows from the birth month; there is nothing to decide.")
    if row.grade and row.grade not in (tags.CARE_GRADES if row.tag == "E05" else tags.DISABILITY_GRADES if row.tag == "D01" else {}):
        raise Invalid("tag_grade", "等级不对。", "The grade does not fit.")
    held = session.exec(select(ResidentTag).where(ResidentTag.resident_id == row.resident_id, ResidentTag.tag == row.tag, col(ResidentTag.state).in_((*LIVE_TAGS, TagState.PENDING)))).all()
    if row.action == "remove":
        for tag in held:
            tag.state, tag.expires_on = TagState.ENDED, today
    else:
        tag = held[0] if held else ResidentTag(
            resident_id=row.resident_id, tag=row.tag, source=TagSource.DOOR, legal_basis=rule.basis[:60], valid_from=today, created_at=now, created_by=actor.id
        )  # fmt: skip
        tag.grade = row.grade or tag.grade
        tag.state, tag.review_due = TagState.ACTIVE, months_on(today, rule.refresh)
        tag.evidence = f"proposal {row.id}"[:60]
        if rule.expires:
            tag.expires_on = months_on(today, rule.expires)
        session.add(tag)
    session.flush()
    upkeep.retier(session, ids=[row.resident_id], now=now, today=today, touched=[row.resident_id])
    duty_book.refresh(session, ids=[row.resident_id], now=now)


def months_on(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    n = day.month - 1 + months
    year, month = day.year + n // 12, n % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
