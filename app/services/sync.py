"""Taking in what phones recorded: each record once, each with its own answer (design.md §5, promises D2 to D4)."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from app.models import Act, Received, Resident
from app.rules.visibility import Sight
from app.services import access, audit, residents
from app.services.access import Actor

SKEW_MARKED = timedelta(minutes=5)
FUTURE = timedelta(days=1)
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Record:
    """One record of a phone, its shape already checked."""

    id: UUID
    kind: str
    version: int
    account: str
    happened_at: datetime
    recorded_at: datetime
    clock_offset_ms: int
    seq: int
    payload: dict[str, Any]
    resident_id: UUID | None
    reason: str = ""


@dataclass
class Answer:
    """What the phone is told about one record: accepted, held, or refused with a code."""

    id: str
    status: str
    receipt: int | None = None
    received_at: datetime | None = None
    code: str = ""
    params: dict[str, Any] = field(default_factory=dict)


def content_hash(record: Record) -> str:
    """The fingerprint of what a record says, by which the same id with other content is noticed."""
    body = [record.kind, record.version, record.account, record.happened_at.isoformat(), record.payload]
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


_ACTS = {"view": Act.VIEW, "call": Act.CALL, "reveal": Act.REVEAL}


def take(session: Session, *, actor: Actor, record: Record, device_id: UUID | None, now: datetime) -> Answer:
    """Take in one record. Seen before with the same content: the same receipt again; with other content: refused.

    What cannot stand as it is (another account's, another grid's, an unknown person, an ended account) is held: the
    server keeps it, a person decides, nothing is lost (D4).
    """
    if record.happened_at > now + FUTURE:
        return Answer(str(record.id), "refused", code="future")
    if record.happened_at < EARLIEST:
        return Answer(str(record.id), "refused", code="too_old")
    fingerprint = content_hash(record)
    known = session.exec(select(Received).where(Received.id == record.id)).first()
    if known is not None:
        if known.content_hash != fingerprint or known.account_id != actor.id:
            return Answer(str(record.id), "refused", code="conflict")
        return Answer(str(record.id), known.status, known.receipt, known.received_at, known.code)
    code = _why_held(session, actor, record)
    row = Received(
        id=record.id, account_id=actor.id, device_id=device_id, kind=record.kind, version=record.version,
        content_hash=fingerprint, happened_at=record.happened_at, recorded_at=record.recorded_at, received_at=now,
        clock_offset_ms=record.clock_offset_ms, seq=record.seq, status="held" if code else "accepted", code=code,
    )  # fmt: skip
    session.add(row)
    audit.record(
        session, act=_ACTS[record.kind], now=now, happened_at=record.happened_at, actor_id=actor.id, role=actor.role or "",
        object_kind="resident", object_id=record.resident_id or "", reason=record.reason, result=code or "ok",
        area=actor.area, device_id=device_id, record_id=record.id,
    )  # fmt: skip
    session.flush()
    if record.kind == "reveal":
        residents.alarm_at_many_reveals(session, actor=actor, revealed_at=record.happened_at, now=now)
    return Answer(str(record.id), row.status, row.receipt, now, code)


def _why_held(session: Session, actor: Actor, record: Record) -> str:
    if actor.upload_only:
        return "account_ended"
    if record.account not in (str(actor.id), actor.account):
        return "other_account"
    if record.resident_id is None:
        return ""
    resident = session.get(Resident, record.resident_id)
    if resident is None:
        return "unknown_resident"
    if access.sight(session, actor, resident) < Sight.CARD:
        return "other_grid"
    if resident.status == "died":
        return "died"
    return ""
