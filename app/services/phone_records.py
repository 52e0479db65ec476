"""One record of a phone on its way in: what it is, whom it is about, who wrote it, and what the phone is told."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from app.services.access import Actor

SKEW_MARKED = timedelta(minutes=5)
"""A phone's clock that is further off is marked on what it recorded (promise D9)."""


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
    people: tuple[UUID, ...] = ()
    """Whom it is about, the first of them named in the audit trail."""
    reason: str = ""

    @property
    def resident_id(self) -> UUID | None:
        """The first person it is about."""
        return self.people[0] if self.people else None

    @property
    def skewed(self) -> bool:
        """Whether the phone's clock was more than five minutes off."""
        return abs(self.clock_offset_ms) > SKEW_MARKED / timedelta(milliseconds=1)

    def at(self, now: datetime) -> datetime:
        """When it happened, never later than now. A phone sets its times right by the offset it knows before it sends
        them; the offset comes along so that what was set right can be seen (`assets/offline/outbox.js`)."""
        return min(self.happened_at, now)

    def child(self, name: str) -> UUID:
        """The id of something that this record makes: the same on every try."""
        return uuid5(self.id, name)


@dataclass(frozen=True)
class Author:
    """Who a record is written for: an account in its role and area, on a phone."""

    id: UUID
    role: str
    area: str
    device_id: UUID | None = None

    @classmethod
    def of(cls, actor: Actor, device_id: UUID | None = None) -> "Author":
        """The actor as an author."""
        return cls(actor.id, actor.role or "", actor.area, device_id or actor.device_id)


@dataclass
class Answer:
    """What the phone is told about one record: accepted, held, or refused with a code."""

    id: str
    status: str
    receipt: int | None = None
    received_at: datetime | None = None
    code: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    """Codes of what was accepted but not done just as it was asked."""


class Refused(ValueError):
    """A record that cannot be right; it stays on the phone, where it can be corrected.

    `keeps` are rows that stay although the record itself leaves nothing, such as a wrong code that was tried.
    """

    def __init__(self, code: str, *, keeps: tuple[Any, ...] = ()) -> None:
        super().__init__(code)
        self.code, self.keeps = code, keeps


class Held(ValueError):
    """A record that a person has to decide about."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def people_of(kind: str, payload: dict[str, Any]) -> tuple[UUID, ...]:
    """Whom a record is about, without doubles."""
    if kind == "contact":
        return tuple(dict.fromkeys(UUID(one) for one in payload["resident_ids"]))
    if kind in {"resident_new", "need_step", "hazard", "attendance_in", "attendance_out", "task_result"}:
        return ()  # somebody not known yet; found by the need or the task; nobody
    one = payload.get("resident_id")
    return (UUID(one),) if one else ()


def reason_of(kind: str, payload: dict[str, Any]) -> str:
    """The code that stands in the audit trail beside the act."""
    if kind == "reveal":
        return f"{payload['what']}:{payload['purpose']}"
    if kind in {"view", "call"}:
        return str(payload.get("whom") or payload.get("filter") or "")
    if kind == "contact":
        return f"{payload['mode']}:{payload['outcome']}"
    if kind in {"attendance_in", "attendance_out"}:
        return str(payload["source"])
    return str(payload.get("step") or payload.get("move") or payload.get("category") or payload.get("action") or payload.get("result") or kind)
