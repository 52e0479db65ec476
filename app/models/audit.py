"""Who did what to which record, when, and with what result. Rows hold ids and codes, never personal text (H5)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

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
