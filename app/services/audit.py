"""One audit row inside the caller's transaction: no act without its row, no row without its act (promise H1)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.models import Act, Audit


def row(
    *,
    act: Act,
    now: datetime,
    actor_id: UUID | None = None,
    role: str = "",
    object_kind: str = "",
    object_id: UUID | str = "",
    reason: str = "",
    result: str = "ok",
    area: str = "",
    device_id: UUID | None = None,
    happened_at: datetime | None = None,
    record_id: UUID | None = None,
) -> Audit:
    """One row: who did what to which record. Ids and codes only; never a name, a number or a text a person typed."""
    return Audit(
        at=now, happened_at=happened_at or now, actor_id=actor_id, role=role, act=act, object_kind=object_kind,
        object_id=str(object_id)[:40], reason=reason[:40], result=result[:40], area=area, device_id=device_id, record_id=record_id,
    )  # fmt: skip


def record(session: Session, **what: Any) -> None:
    """Write a row in the caller's transaction; the arguments are those of `row`."""
    session.add(row(**what))
