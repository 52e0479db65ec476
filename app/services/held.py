"""Records that a person decides about: read in full, taken in, or set aside; the phone hears what became of them (promise D4)."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import Conflict, Invalid, NotFound
from app.models import Account, Act, HeldRecord, Need, Received, Resident, Role
from app.rules.recording import VOLUNTARY
from app.rules.visibility import SIGHT, Sight
from app.services import access, audit, notes, sync, tasks
from app.services.access import Actor
from app.services.field_work import Work
from app.services.phone_records import Author, Held, Record, Refused, people_of, reason_of

DECIDES = frozenset({Role.COMMUNITY})
"""Who decides about the records of an area (domain.md §11); the district about what lies above every lead."""


def _mine(actor: Actor) -> "sa.ColumnElement[bool]":
    areas = [g.area for g in actor.grants if g.role in DECIDES and not actor.upload_only]
    ways = [access.in_area(col(HeldRecord.area), area) for area in areas]
    if not actor.upload_only and Role.DISTRICT in actor.roles:
        ways.append(sa.func.length(col(HeldRecord.area)) < 12)
    return sa.or_(*ways) if ways else sa.false()


def waiting(session: Session, *, actor: Actor) -> list[tuple[HeldRecord, Resident | None, str]]:
    """The records of this lead's area that nobody has decided about, the oldest first: with the person, where there is
    one whom the lead may see, and who recorded it."""
    rows = session.execute(
        sa.select(HeldRecord, Resident, Account.name)  # type: ignore[call-overload]
        .join(Account, col(Account.id) == col(HeldRecord.account_id))
        .outerjoin(Resident, sa.and_(col(Resident.id) == col(HeldRecord.resident_id), access.visible(actor, Sight.CARD)))
        .where(_mine(actor), col(HeldRecord.decided_at).is_(None), col(HeldRecord.kind).not_in(("view", "call", "reveal")))
        .order_by(col(HeldRecord.received_at), col(HeldRecord.id))
        .limit(200)
    ).all()
    return [(row[0], row[1], row[2]) for row in rows]


def _found(session: Session, actor: Actor, record_id: UUID, now: datetime) -> HeldRecord:
    row = session.exec(select(HeldRecord).where(HeldRecord.id == record_id, _mine(actor)).with_for_update()).first()
    if row is None:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="held_record", object_id=record_id)
    return row


def contents(row: HeldRecord) -> dict[str, Any]:
    """The whole record as the phone sent it."""
    kept: dict[str, Any] = json.loads(notes.opened(row.sealed, table="held_record", column="sealed", row=row.id) or "{}")
    return kept


def read(session: Session, *, actor: Actor, record_id: UUID, now: datetime) -> dict[str, Any]:
    """One held record in full; the look is recorded. Raises NotFound for another area's."""
    row = _found(session, actor, record_id, now)
    audit.record(session, act=Act.VIEW, now=now, actor_id=actor.id, role=actor.role or "", object_kind="held_record", object_id=row.id,
                 area=row.area, device_id=actor.device_id)  # fmt: skip
    return contents(row)


def decide(session: Session, *, actor: Actor, record_id: UUID, decision: str, now: datetime) -> None:
    """Take a held record in as its author wrote it, or set it aside. `decision`: "taken" or "dropped".

    Taken in, it stands with its own time and its own author; the lead answers for the people being of the lead's area.
    Raises NotFound, Conflict where somebody has decided already, Invalid where it cannot stand even so.
    """
    row = _found(session, actor, record_id, now)
    if row.decided_at is not None:
        raise Conflict("decided", "这一条已经有人定过了。", "Somebody has decided this one already.")
    if decision not in ("taken", "dropped"):
        raise Invalid("not_a_decision", "只能收下或者不要。", "Take it in or set it aside.")
    if decision == "taken":
        _take_in(session, actor, row, now)
    row.decided_at, row.decided_by, row.decision = now, actor.id, decision
    audit.record(session, act=Act.DECIDE, now=now, actor_id=actor.id, role=actor.role or "", object_kind="held_record", object_id=row.id,
                 reason=f"{row.kind}:{decision}", area=row.area, device_id=actor.device_id)  # fmt: skip
    session.flush()


def _take_in(session: Session, actor: Actor, row: HeldRecord, now: datetime) -> None:
    kept = contents(row)
    record = Record(
        row.id, kept["kind"], kept["version"], kept["account"], datetime.fromisoformat(kept["happened_at"]), datetime.fromisoformat(kept["recorded_at"]),
        kept["clock_offset_ms"], kept["seq"], kept["payload"], people_of(kept["kind"], kept["payload"]), reason_of(kept["kind"], kept["payload"]),
    )  # fmt: skip
    author = _author(session, row, str(kept["account"]))
    received = session.exec(select(Received).where(Received.id == row.id)).one()
    work = Work(session=session, now=now, author=Author(author.id, "", row.area, received.device_id), decided=True)
    work.load(record.people)
    for key in [*record.people, *_whose_need(session, work, record)]:
        person = work.people.get(key)
        if person is None or not _reaches(actor, person.grid):
            raise Invalid("not_to_take", "这个人不在你的社区，收不下；可以不要。", "This person is not in your community; it can only be set aside.")
    if record.kind in VOLUNTARY and not any(g.role in DECIDES and g.area == tasks.community_of(session, record.payload) for g in actor.grants):
        raise Invalid("not_to_take", "这次活动不在你的社区，收不下；可以不要。", "This shift is not in your community; it can only be set aside.")
    try:
        sync.apply(work, record, actor)
    except (Held, Refused, LookupError) as error:
        raise Invalid("not_to_take", "这一条现在收不下，内容对不上；可以不要。", "It cannot be taken in as it is; it can be set aside.") from error
    work.finish()


def _author(session: Session, row: HeldRecord, named: str) -> Account:
    """Whoever recorded it, also where another account's phone handed it in; where nobody has that name, whoever handed it in."""
    try:
        found = session.get(Account, UUID(named))
    except ValueError:
        found = session.exec(select(Account).where(Account.account == named)).first()
    return found or session.get_one(Account, row.account_id)


def _whose_need(session: Session, work: Work, record: Record) -> list[UUID]:
    if record.kind != "need_step":
        return []
    need = session.get(Need, UUID(record.payload["need_id"]))
    if need is None:
        return [record.id]  # nobody's: it cannot be taken in
    work.load([need.resident_id])
    return [need.resident_id]


def _reaches(actor: Actor, grid: str) -> bool:
    return any(grid.startswith(g.area) and SIGHT.get(g.role, Sight.NONE) >= Sight.CARD for g in actor.grants)
