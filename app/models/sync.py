"""Records that phones sent, with their receipts, and the server's own epoch."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from app.models.base import text, time_field


class Received(SQLModel, table=True):
    """One record of a phone that the server has. Its id is unique for ever, so it counts once (promise D2)."""

    __tablename__ = "received"

    receipt: int | None = Field(default=None, primary_key=True)
    id: UUID = Field(unique=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    device_id: UUID | None = None
    kind: str = Field(max_length=20, sa_type=text(20))  # type: ignore[call-overload]
    version: int
    content_hash: str = Field(max_length=64)
    happened_at: datetime = time_field()
    recorded_at: datetime = time_field()
    received_at: datetime = time_field()
    clock_offset_ms: int = Field(default=0, sa_type=BigInteger)
    seq: int = Field(default=0, sa_type=BigInteger)
    """Milliseconds since 1970 where the phone counts so; more than 32 bits."""
    status: str = Field(max_length=8, sa_type=text(8))  # type: ignore[call-overload]
    code: str = Field(default="", max_length=40)
    notes: str = Field(default="", max_length=80)
    """Codes of what was accepted but not done just as it was asked, so that the same answer can be given again."""


class Meta(SQLModel, table=True):
    """Facts about this database: its epoch, which changes when a backup is restored."""

    __tablename__ = "meta"

    key: str = Field(primary_key=True, max_length=40)
    value: str = Field(max_length=200)
