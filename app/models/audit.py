"""Who did what to which record, when, and with what result. Rows hold ids and codes, never personal text (H5)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field, Index, SQLModel

from app.models.base import text, time_field


class Act(StrEnum):
    """What can be seen in the audit trail."""

    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    SIGN_IN_REFUSED = "sign_in_refused"
    REFUSED = "refused"
    VIEW = "view"
    SEARCH = "search"
    CALL = "call"
    REVEAL = "reveal"
    PACK = "pack"
    CREATE = "create"
    CHANGE = "change"
    IMPORT = "import"
    IMPORT_UNDO = "import_undo"
    EXPORT = "export"
    GRANT = "grant"
    DISABLE = "disable"
    DEVICE_LOST = "device_lost"
    DEVICE_WIPED = "device_wiped"
    ANSWER = "answer"
    CONTACT = "contact"
    CASE = "case"
    NEED = "need"
    HAZARD = "hazard"
    PROPOSE = "propose"
    DECIDE = "decide"
    MERGE = "merge"
    SURGE = "surge"
    RULE = "rule"
    ALARM = "alarm"
    """Something that a person should look at, such as the 31st reveal of one day (promise F6)."""


class Audit(SQLModel, table=True):
    """One act. Database triggers refuse to change or delete a row."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_object", "object_id", "id"), Index("ix_audit_actor", "actor_id", "id"))

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = time_field(index=True)
    happened_at: datetime = time_field()
    """Differs from `at` for what was looked at with no signal and told later."""
    actor_id: UUID | None = None
    role: str = Field(default="", max_length=12)
    act: Act = Field(sa_type=text(16))  # type: ignore[call-overload]
    object_kind: str = Field(default="", max_length=20)
    object_id: str = Field(default="", max_length=40)
    reason: str = Field(default="", max_length=40)
    result: str = Field(default="ok", max_length=40)
    area: str = Field(default="", max_length=15)
    device_id: UUID | None = None
    record_id: UUID | None = Field(default=None, unique=True)
    """The phone's own record, where the act was told by one; the same one counts once."""


class AuditSeal(SQLModel, table=True):
    """One link of the chain over the audit rows: a keyed hash over a batch of them and the seal before (promise H2).

    A batch is the rows `first_id` to `last_id` that were there when it was sealed. `gaps` are ids of that range that
    nobody had then (a rollback, or a transaction of PostgreSQL that was still under way), `late` are rows of earlier
    gaps that have come since; so every row belongs to exactly one seal, and a row that slips in belongs to none.
    """

    __tablename__ = "audit_seal"

    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    first_id: int
    last_id: int
    rows: int
    gaps: list[int] = Field(default_factory=list, sa_type=JSON)
    late: list[int] = Field(default_factory=list, sa_type=JSON)
    key_id: str = Field(max_length=8)
    digest: str = Field(max_length=64)
    """HMAC-SHA256 in hex, over the digest before and the canonical form of every row."""
    sealed_at: datetime = time_field()
