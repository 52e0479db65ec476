"""What a batch of field records needs to know, read in a few statements, and what it leaves behind, written in a few."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.models import Act, Audit, CaseState, Contact, LifeEvent, NoAnswerCase, Promise, Resident
from app.services import duty_book, office, surge
from app.services.phone_records import Author

_MAX = 500


@dataclass
class Work:
    """The people of a batch with what is open about them; what is written waits here until `finish`."""

    session: Session
    now: datetime
    author: Author
    people: dict[UUID, Resident] = field(default_factory=dict)
    cases: dict[UUID, NoAnswerCase] = field(default_factory=dict)
    """The open case of each person who has one."""
    events: dict[UUID, list[LifeEvent]] = field(default_factory=dict)
    promises: dict[UUID, list[Promise]] = field(default_factory=dict)
    contacts: list[dict[str, Any]] = field(default_factory=list)
    audits: list[dict[str, Any]] = field(default_factory=list)
    touched: set[UUID] = field(default_factory=set)
    """Whose duties have to be worked out anew."""
    opened: set[UUID] = field(default_factory=set)
    """Whose open matters were read already."""
    newer: set[UUID] = field(default_factory=set)
    """Whose version was raised already in this batch."""
    seen: dict[UUID, datetime] = field(default_factory=dict)
    """Whom an effective contact reached, and when."""
    later: set[UUID] | None = None
    """Where several batches are taken in together, whose duties wait for their common end."""
    decided: bool = False
    """A person has decided that a held record is taken in: what stood in its way is a doubt now, no refusal."""
    told: dict[str, int] = field(default_factory=dict)
    """What the office has to hear of: kind → how many."""

    def load(self, ids: Iterable[UUID]) -> None:
        """Read these people and what is open about them; an entry that was merged leads to the one it became."""
        wanted = [key for key in dict.fromkeys(ids) if key not in self.people]
        for start in range(0, len(wanted), _MAX):
            part = wanted[start : start + _MAX]
            found = self.session.exec(select(Resident).where(col(Resident.id).in_(part))).all()
            merged = {r.id: r.merged_into for r in found if r.merged_into is not None}
            for person in found:
                self.people[person.id] = person
            if merged:
                self.load(merged.values())
                for gone, kept in merged.items():
                    self.people[gone] = self.people.get(kept, self.people[gone])
        self._load_open([self.people[key].id for key in wanted if key in self.people])

    def _load_open(self, found: list[UUID]) -> None:
        ids = [key for key in dict.fromkeys(found) if key not in self.opened]
        self.opened |= set(ids)
        if not ids:
            return
        for case in self.session.exec(select(NoAnswerCase).where(col(NoAnswerCase.resident_id).in_(ids), col(NoAnswerCase.closed_at).is_(None))):
            self.cases[case.resident_id] = case
        for event in self.session.exec(select(LifeEvent).where(col(LifeEvent.resident_id).in_(ids), col(LifeEvent.ended_at).is_(None))):
            self.events.setdefault(event.resident_id, []).append(event)
        for promise in self.session.exec(select(Promise).where(col(Promise.resident_id).in_(ids), col(Promise.kept_at).is_(None))):
            self.promises.setdefault(promise.resident_id, []).append(promise)

    def touch(self, person: Resident, *fields: str) -> None:
        """Raise the version of a person once a batch, so that packs notice; `fields` are those that were changed."""
        if person.id not in self.newer:
            self.newer.add(person.id)
            person.version += 1
            person.updated_at = self.now
        if fields:
            person.field_versions = {**person.field_versions, **dict.fromkeys(fields, person.version)}
        self.touched.add(person.id)

    def note(self, *, act: Act, person: UUID | str = "", kind: str = "resident", reason: str = "", result: str = "ok", area: str = "",
             happened_at: datetime | None = None, record_id: UUID | None = None) -> None:  # fmt: skip
        """An audit row of this batch: ids and codes only."""
        self.audits.append({
            "at": self.now, "happened_at": happened_at or self.now, "actor_id": self.author.id, "role": self.author.role, "act": act,
            "object_kind": kind, "object_id": str(person)[:40], "reason": reason[:40], "result": result[:40],
            "area": area or self.author.area, "device_id": self.author.device_id, "record_id": record_id,
        })  # fmt: skip

    def tell(self, kind: str, n: int = 1) -> None:
        """The office hears of it, without names, once at the end."""
        self.told[kind] = self.told.get(kind, 0) + n

    def is_open(self, case: NoAnswerCase) -> bool:
        """Whether somebody is still being looked for."""
        return case.state != CaseState.CLOSED

    def flush_audit(self) -> None:
        """Write the audit rows that wait, for whoever has to count them now."""
        if self.audits:
            self.session.execute(sa.insert(Audit.__table__), self.audits)  # type: ignore[attr-defined]
            self.audits = []

    def finish(self) -> None:
        """Write what waits: contacts, audit rows, surge lists, duties. The caller's transaction commits it."""
        self.session.flush()
        if self.contacts:
            self.session.execute(sa.insert(Contact.__table__), self.contacts)  # type: ignore[attr-defined]
            self.contacts = []
        self.flush_audit()
        if self.seen:
            surge.reached(self.session, reached=self.seen)
        if self.later is not None:
            self.later |= self.touched
        elif self.touched:
            duty_book.refresh(self.session, ids=self.touched, now=self.now)
        for kind, n in self.told.items():
            office.tell(self.session, kind=kind, now=self.now, waiting=n)
