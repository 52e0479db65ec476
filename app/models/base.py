"""What every table shares: ids made where the record is made, aware times, and the register of personal columns."""

import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, String
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field

Id = uuid.UUID


def new_id() -> uuid.UUID:
    """A random UUID (version 4)."""
    return uuid.uuid4()


class AwareUTC(TypeDecorator[datetime]):
    """Aware UTC on the way in and on the way out, on both databases. A naive time is refused with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Store as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """SQLite forgets the zone; it is UTC, because we wrote it so."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def text(length: int) -> String:
    """A text column that sorts and compares byte by byte on both databases, so that prefix ranges use its index."""
    column: String = String(length)
    return column.with_variant(String(length, collation="C"), "postgresql")  # type: ignore[return-value]


def personal(purpose: str, basis: str, keep: str, klass: str = "P2") -> dict[str, Any]:
    """The register entry that stands in a personal column itself (promise A1).

    purpose: what it is needed for; basis: the legal basis (domain.md §3.5);
    keep: how long; klass: data class P2 (personal) or P3 (sensitive) of domain.md §9.
    """
    return {"info": {"purpose": purpose, "basis": basis, "keep": keep, "class": klass}}


DUTY = "PIPL 13(1)(3), 34"
"""Legal basis of everything a grid worker must know to do the statutory work (promises.md §0)."""
WHILE_HERE = "while living here; 90 days after moving or death"
"""Retention of a resident's particulars (domain.md §3.5, PIPL 19)."""


def id_field() -> Any:
    """The primary key of a table whose rows are made anywhere."""
    return Field(default_factory=new_id, primary_key=True)


def time_field(**kwargs: Any) -> Any:
    """A column that holds an aware UTC time."""
    return Field(sa_type=AwareUTC, **kwargs)  # type: ignore[call-overload]
