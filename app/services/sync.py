"""Taking in what phones recorded: each record once, each with its own answer (design.md §5, promises D2 to D4).

A batch is one transaction. All of it is tried together in one savepoint, in a few statements for many records; where
anything stands in the way, the batch is taken record by record, each in a savepoint of its own, so that a bad one
never sinks the others. (Tried: together it takes a sixth of the processor time.)
"""

import hashlib
import json
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, col, select

from app.models import Act, HeldRecord, Need, Received, Resident, Role, RoleGrant, Status
from app.rules.dalian import ZONE
from app.rules.needs import is_stuck
from app.rules.recording import VOLUNTARY, roles_for
from app.rules.visibility import Sight
from app.services import (
    access,
    attendance,
    cases,
    contacts,
    hazards,
    keys,
    needs,
    people,
    residents,
    tag_proposals,
    tasks,
)
from app.services.access import Actor
from app.services.field_work import Work
from app.services.phone_records import Answer, Author, Held, Record, Refused

__all__ = ["Answer", "Record", "apply", "content_hash", "take", "take_all"]

log = logging.getLogger("linli")
TRIES = 3
"""So many records of a batch may stand in the way before each of them is taken for itself."""
FUTURE = timedelta(days=1)
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
MOST_HELD = 20
"""Records of one volunteer that may wait for a person at a time."""
LOOKS = {"view": Act.VIEW, "call": Act.CALL, "reveal": Act.REVEAL}


def content_hash(record: Record) -> str:
    """The fingerprint of what a record says, by which the same id with other content is noticed."""
    body = [record.kind, record.version, record.account, record.happened_at.isoformat(), record.payload]
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def take(session: Session, *, actor: Actor, record: Record, device_id: UUID | None, now: datetime) -> Answer:
    """Take in one record; see `take_all`."""
    return take_all(session, actor=actor, taken=[record], device_id=device_id, now=now)[0]


def take_all(
    session: Session, *, actor: Actor, taken: Sequence[Record], device_id: UUID | None, now: datetime, later: set[UUID] | None = None
) -> list[Answer]:
    """Take in a batch; the answers in its order.

    Seen before with the same content: the same receipt again; with other content: refused. What cannot stand as it is
    (another account's, another grid's, an unknown person, an ended account) is held: the server keeps it, a person
    decides, nothing is lost (D4). What fails for a reason nobody foresaw is held too, never swallowed.
    """
    batch = _Batch(session, actor, device_id, now, later)
    answers = batch.sift(taken)
    fresh = [record for record in taken if record.id not in answers]
    left = list({record.id: record for record in fresh}.values())
    apart: list[Record] = []
    while left:
        try:
            with session.begin_nested():
                answers |= batch.together(left)
            break
        except OperationalError:  # the database itself is not there: the phone keeps everything and sends it again
            raise
        except Exception as error:
            log.info("part of a batch is taken record by record: %s", type(error).__name__)
            # The one that stood in the way goes alone; after three of them, or where it is none of them, all the others do.
            stood = [record for record in left if record is batch.current]
            rest = [record for record in left if record not in stood]
            apart, left = (apart + stood, rest) if stood and len(apart) < TRIES else (apart + left, [])
    for record in apart:
        answers[record.id] = batch.alone(record)
    return [batch.answer_of(record, answers) for record in taken]


class _Batch:
    """One batch on its way in."""

    def __init__(self, session: Session, actor: Actor, device_id: UUID | None, now: datetime, later: set[UUID] | None) -> None:
        self.session, self.actor, self.now, self.later = session, actor, now, later
        self.author = Author.of(actor, device_id)
        self.hashes: dict[UUID, str] = {}
        self.made: set[UUID] = set()
        self.needs: set[UUID] = set()
        self.current: Record | None = None
        """Which record is being carried out, to know which one stood in the way."""

    def answer_of(self, record: Record, answers: dict[UUID, Answer]) -> Answer:
        """The answer of this very record: a second one with the same id and other content in one batch is a conflict."""
        if record.id in self.hashes and content_hash(record) != self.hashes[record.id]:
            return Answer(str(record.id), "refused", code="conflict")
        return answers[record.id]

    def sift(self, taken: Sequence[Record]) -> dict[UUID, Answer]:
        """Answers for what is out of the calendar or was seen before."""
        answers: dict[UUID, Answer] = {}
        rows = self.session.execute(
            sa.select(Received.id, Received.content_hash, Received.account_id, Received.status, Received.receipt, Received.received_at, Received.code, Received.notes)  # type: ignore[call-overload]
            .where(col(Received.id).in_([record.id for record in taken]))
        )
        known = {row[0]: row for row in rows}
        for record in taken:
            if record.id in answers:
                continue
            if record.happened_at > self.now + FUTURE or record.recorded_at > self.now + FUTURE:
                answers[record.id] = Answer(str(record.id), "refused", code="future")
            elif record.happened_at < EARLIEST or record.recorded_at < EARLIEST:
                answers[record.id] = Answer(str(record.id), "refused", code="too_old")
            elif record.id in known:
                answers[record.id] = self._again(record, known[record.id])
            else:
                self.hashes.setdefault(record.id, content_hash(record))
        return answers

    def _again(self, record: Record, row: Any) -> Answer:
        if row.content_hash != content_hash(record) or row.account_id != self.actor.id:
            return Answer(str(record.id), "refused", code="conflict")
        return Answer(str(record.id), row.status, row.receipt, row.received_at, row.code, notes=row.notes.split())

    def together(self, fresh: Sequence[Record]) -> dict[UUID, Answer]:
        """The whole batch in a few statements. Raises whatever stands in the way; the caller's savepoint takes it back."""
        work = Work(session=self.session, now=self.now, author=self.author, later=self.later)
        work.load(key for record in fresh for key in record.people)
        self.made = {UUID(record.payload["resident_id"]) for record in fresh if record.kind == "resident_new"}
        self.needs = {UUID(key) for record in fresh for key in _needs_in(record)}
        codes = {record.id: self.why_held(work, record) for record in fresh}
        receipts = self._note_received(fresh, codes)
        notes: dict[UUID, list[str]] = {}
        for record in fresh:
            if codes[record.id]:
                self._hold(work, record, codes[record.id])
            else:
                self.current = record
                notes[record.id] = apply(work, record, self.actor)
        self.current = None
        work.finish()
        for key, said in notes.items():
            if said:
                self.session.execute(sa.update(Received).where(col(Received.id) == key).values(notes=" ".join(said)[:80]))
        return {
            record.id: Answer(
                str(record.id), "held" if codes[record.id] else "accepted", receipts[record.id], self.now, codes[record.id],
                notes=notes.get(record.id, []),
            )
            for record in fresh
        }  # fmt: skip

    def alone(self, record: Record) -> Answer:
        """One record in its own savepoint: accepted, refused, or held, also where something unforeseen went wrong."""
        for _ in range(2):
            try:
                with self.session.begin_nested():
                    return self.together([record])[record.id]
            except Refused as error:
                self.session.add_all(error.keeps)
                return Answer(str(record.id), "refused", code=error.code)
            except Held as error:
                if record.kind in VOLUNTARY and self._held_enough():
                    return Answer(str(record.id), "refused", code="held_full")
                return self._held_alone(record, error.code)
            except OperationalError:
                raise
            except IntegrityError:
                again = self.sift([record])  # through another tab at the same moment: now it is known
                if record.id in again:
                    return again[record.id]
            except Exception as error:  # nothing may be lost for a fault of ours
                log.error("a record of kind %s could not be carried out: %s", record.kind, type(error).__name__)
                return self._held_alone(record, "failure")
        return self._held_alone(record, "failure")

    def _held_enough(self) -> bool:
        """Whether so many records of this volunteer wait for a person that more would bury those about residents."""
        waiting = select(sa.func.count()).select_from(HeldRecord).where(
            HeldRecord.account_id == self.actor.id, col(HeldRecord.decided_at).is_(None), col(HeldRecord.kind).in_(sorted(VOLUNTARY))
        )
        return self.session.exec(waiting).one() >= MOST_HELD

    def _held_alone(self, record: Record, code: str) -> Answer:
        with self.session.begin_nested():
            receipts = self._note_received([record], {record.id: code})
            work = Work(session=self.session, now=self.now, author=self.author, later=self.later)
            work.load(record.people)
            self._hold(work, record, code)
            work.finish()
        return Answer(str(record.id), "held", receipts[record.id], self.now, code)

    def _note_received(self, fresh: Sequence[Record], codes: dict[UUID, str]) -> dict[UUID, int]:
        table = Received.__table__  # type: ignore[attr-defined]
        rows = [
            {
                "id": record.id, "account_id": self.actor.id, "device_id": self.author.device_id, "kind": record.kind, "version": record.version,
                "content_hash": self.hashes[record.id], "happened_at": record.happened_at, "recorded_at": record.recorded_at,
                "received_at": self.now, "clock_offset_ms": record.clock_offset_ms, "seq": record.seq,
                "status": "held" if codes[record.id] else "accepted", "code": codes[record.id],
            }
            for record in sorted(fresh, key=lambda r: str(r.id))  # one order for all, so that two tabs never wait for each other in a ring
        ]  # fmt: skip
        return {row.id: row.receipt for row in self.session.execute(sa.insert(table).returning(table.c.id, table.c.receipt), rows)}

    def _hold(self, work: Work, record: Record, code: str) -> None:
        """Keep the record whole and sealed until a person decides."""
        person = work.people.get(record.people[0]) if record.people else None
        kept = {
            "id": str(record.id), "kind": record.kind, "version": record.version, "account": record.account, "payload": record.payload,
            "happened_at": record.happened_at.isoformat(), "recorded_at": record.recorded_at.isoformat(),
            "clock_offset_ms": record.clock_offset_ms, "seq": record.seq, "reason": record.reason,
        }  # fmt: skip
        work.session.add(HeldRecord(
            id=record.id, account_id=self.actor.id, kind=record.kind, code=code, area=self._whose(person) if record.kind not in VOLUNTARY else tasks.community_of(work.session, record.payload) or self._whose(None), resident_id=person.id if person else None,
            sealed=keys.seal(json.dumps(kept, ensure_ascii=False), table="held_record", column="sealed", row=record.id),
            happened_at=record.happened_at, received_at=self.now,
        ))  # fmt: skip
        work.note(act=LOOKS.get(record.kind, Act.REFUSED), person=record.people[0] if record.people else "", reason=record.reason, result=code,
                  happened_at=record.happened_at, record_id=record.id if record.kind in LOOKS else None)  # fmt: skip
        work.tell("held_waiting")

    def _whose(self, person: Resident | None) -> str:
        """Whose lead decides: the person's grid; else the area of the account, also where its role has just ended."""
        if person is not None:
            return person.grid
        if self.actor.area:
            return self.actor.area
        last = select(RoleGrant.area).where(RoleGrant.account_id == self.actor.id).order_by(col(RoleGrant.starts_at).desc()).limit(1)
        return self.session.exec(last).first() or ""

    def why_held(self, work: Work, record: Record) -> str:
        """Why a person has to decide about a record before it counts; "" where nobody has to."""
        if self.actor.upload_only:
            return "account_ended"
        if record.account not in (str(self.actor.id), self.actor.account):
            return "other_account"
        if record.kind in VOLUNTARY and not roles_for(record.kind, record.payload) & self.actor.roles:  # type: ignore[operator]
            return "not_your_task"
        for key in record.people:
            person = work.people.get(key)
            if person is None:
                if key in self.made:  # somebody new of this very batch
                    continue
                return "unknown_resident"
            code = self._about(record, person)
            if code:
                return code
        if record.kind == "need_step":
            need = self.session.get(Need, UUID(record.payload["need_id"]))
            if need is None:
                return "" if UUID(record.payload["need_id"]) in self.needs else "unknown_need"
            work.load([need.resident_id])
            return self._about(record, work.people[need.resident_id]) or self._stuck_only(need)
        return ""

    def _stuck_only(self, need: Need) -> str:
        """A posted cadre unblocks what is stuck and leaves the rest to the grid (domain.md §7.3, §11)."""
        if self.actor.roles == {Role.POSTED_CADRE} and not is_stuck(need.open, need.next_on, self.now.astimezone(ZONE).date()):
            return "not_your_task"
        return ""

    def _about(self, record: Record, person: Resident) -> str:
        if access.sight(self.session, self.actor, person) < Sight.CARD:
            return "other_grid"
        roles = roles_for(record.kind, record.payload)
        if roles is not None and not any(g.role in roles and person.grid.startswith(g.area) for g in self.actor.grants):
            return "not_your_task"
        if person.status in (Status.DIED, Status.MOVED) and record.kind != "need_step" and not _says(record, person.status):
            return str(person.status.value if isinstance(person.status, Status) else person.status)
        return ""


def _needs_in(record: Record) -> list[str]:
    if record.kind == "need":
        return [record.payload["id"]]
    return [need["id"] for need in record.payload["needs"] if need["id"]] if record.kind == "contact" else []


def _says(record: Record, status: str) -> bool:
    """Whether a record only repeats what is known: two neighbours of a dead man may both have told so. Or it takes a
    mistake back: whoever was said to have died stands at the door."""
    if record.kind == "contact":
        return record.payload["outcome"] == status and not record.payload["needs"]
    return record.kind == "resident_edit" and set(record.payload["changes"]) == {"status"}


def apply(work: Work, record: Record, actor: Actor) -> list[str]:
    """Carry out one record that may stand; codes of what could not be done just as it was asked.

    Raises Held or Refused where only the doing shows that it may not.
    """
    return CARRY[record.kind](work, record, actor)


def _look(work: Work, record: Record, actor: Actor) -> list[str]:
    work.note(act=LOOKS[record.kind], person=record.resident_id or "", reason=record.reason, happened_at=record.happened_at, record_id=record.id)
    if record.kind == "reveal":
        work.flush_audit()
        residents.alarm_at_many_reveals(work.session, actor=actor, revealed_at=record.happened_at, now=work.now)
    return []


CARRY: dict[str, Callable[[Work, Record, Actor], list[str]]] = {
    "view": _look,
    "call": _look,
    "reveal": _look,
    "contact": lambda work, record, _: contacts.apply(work, record),
    "no_answer_step": lambda work, record, _: cases.apply_step(work, record),
    "need": lambda work, record, _: needs.apply_need(work, record),
    "need_step": lambda work, record, _: needs.apply_step(work, record),
    "hazard": hazards.apply,
    "resident_new": people.apply_new,
    "resident_edit": people.apply_edit,
    "tag_proposal": lambda work, record, _: tag_proposals.apply(work, record),
    "attendance_in": lambda work, record, _: attendance.apply_in(work, record),
    "attendance_out": lambda work, record, _: attendance.apply_out(work, record),
    "task_result": lambda work, record, _: tasks.apply_result(work, record),
}
"""What is done with each kind; a later release adds its kinds here and their shapes in `app/api/records.py`."""
