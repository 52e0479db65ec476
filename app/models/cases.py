"""Nobody answered: safety cases with their clock and their steps (domain.md §10.2)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel

from app.models.base import DUTY, id_field, personal, text, time_field


class CaseState(StrEnum):
    """Somebody is looking for the person; those above know; a finding has closed it."""

    OPEN = "open"
    ESCALATED = "escalated"
    CLOSED = "closed"


class CaseStep(StrEnum):
    """What was done to find somebody."""

    SECOND_TRY = "second_try"
    KIN = "kin"
    NEIGHBOUR = "neighbour"
    RED_SIGN = "red_sign"
    LEAD = "lead"
    POLICE = "police"
    AMBULANCE = "ambulance"
    FOUND = "found"
    CANCEL = "cancel"
    """Opened by mistake, such as a tap on another outcome; said with a reason, and kept."""
    ESCALATE = "escalate"
    """The clock ran out: the server tells those above."""
    NO_ANSWER = "no_answer"
    """Another try of the same kind while the case is open."""


class StepResult(StrEnum):
    """What came of a step."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    DONE = "done"


class Finding(StrEnum):
    """How a case ends. It cannot be closed by silence."""

    SAFE_SEEN = "safe_seen"
    SAFE_TOLD = "safe_told"
    OUT_VISITING = "out_visiting"
    IN_HOSPITAL = "in_hospital"
    MOVED = "moved"
    NEEDS_HELP = "needs_help"
    DIED = "died"
    EMERGENCY = "emergency"
    MISTAKE = "mistake"


_OPEN = sa.text("closed_at IS NULL")


class NoAnswerCase(SQLModel, table=True):
    """One search for one person. There is at most one open case for each."""

    __tablename__ = "no_answer_case"
    __table_args__ = (
        Index("ix_case_one_open", "resident_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_case_grid_closed", "grid", "closed_at"),
    )

    id: UUID = id_field()
    resident_id: UUID = Field(foreign_key="resident.id", index=True)
    grid: str = Field(foreign_key="area.code", max_length=15, sa_type=text(15))  # type: ignore[call-overload]
    tier: str = Field(max_length=1, sa_type=text(1), sa_column_kwargs=personal("which clock runs", DUTY, "24 months"))  # type: ignore[call-overload]
    state: CaseState = Field(default=CaseState.OPEN, sa_type=text(10), sa_column_kwargs=personal("how far the search is", DUTY, "24 months"))  # type: ignore[call-overload]
    opened_at: datetime = time_field()
    """When nobody answered, by the clock of the door, not when the record arrived."""
    opened_by: UUID | None = Field(default=None, foreign_key="account.id")
    received_at: datetime = time_field()
    second_by: datetime = time_field()
    escalate_at: datetime = time_field()
    escalated_at: datetime | None = time_field(default=None)
    closed_at: datetime | None = time_field(default=None)
    closed_by: UUID | None = Field(default=None, foreign_key="account.id")
    finding: str = Field(default="", max_length=14, sa_type=text(14), sa_column_kwargs=personal("how the person was found", DUTY, "24 months"))  # type: ignore[call-overload]


class NoAnswerStep(SQLModel, table=True):
    """One thing that was done to find somebody; append-only, in the order of the doors' clocks."""

    __tablename__ = "no_answer_step"

    id: UUID = id_field()
    case_id: UUID = Field(foreign_key="no_answer_case.id", index=True)
    resident_id: UUID = Field(foreign_key="resident.id", index=True)
    account_id: UUID | None = Field(default=None, foreign_key="account.id")
    """None for what the clock did."""
    step: CaseStep = Field(sa_type=text(12), sa_column_kwargs=personal("what was done to find the person", DUTY, "24 months"))  # type: ignore[call-overload]
    result: str = Field(default="", max_length=12, sa_type=text(12))  # type: ignore[call-overload]
    whom: str = Field(default="", max_length=20)
    """Which contact was asked, as a number or "neighbour"; never a name."""
    happened_at: datetime = time_field()
    received_at: datetime = time_field()
    note_sealed: bytes | None = Field(
        default=None, sa_column_kwargs=personal("what was found out; AES-256-GCM", DUTY, "24 months", "P3")
    )
