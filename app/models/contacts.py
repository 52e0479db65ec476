"""Contacts with residents: append-only records of who was reached, how, and when (domain.md §2.2)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field, Index, SQLModel

from app.models.base import DUTY, id_field, personal, text, time_field


class Mode(StrEnum):
    """How somebody was reached."""

    DOOR = "door"
    PHONE = "phone"
    VIDEO = "video"
    MET = "met"
    NEIGHBOUR = "neighbour"
    VOLUNTEER = "volunteer"
    FAMILY = "family"


class Outcome(StrEnum):
    """What came of it. The first three are *effective*: they start the clock anew (domain.md §10.1)."""

    SEEN = "seen"
    SPOKEN = "spoken"
    RELIABLE_OTHER = "reliable_other"
    NOT_HOME = "not_home"
    NO_ANSWER = "no_answer"
    DECLINED = "declined"
    IN_HOSPITAL = "in_hospital"
    AWAY = "away"
    MOVED = "moved"
    DIED = "died"


EFFECTIVE = frozenset({Outcome.SEEN, Outcome.SPOKEN, Outcome.RELIABLE_OTHER})


class Contact(SQLModel, table=True):
    """One contact with one resident of a household."""

    __tablename__ = "contact"
    __table_args__ = (Index("ix_contact_resident_time", "resident_id", "happened_at"),)

    id: UUID = id_field()
    resident_id: UUID = Field(foreign_key="resident.id")
    grid: str = Field(foreign_key="area.code", max_length=15, sa_type=text(15), index=True)  # type: ignore[call-overload]
    """The grid the contact was made in; it stays when people or borders move."""
    account_id: UUID | None = Field(default=None, foreign_key="account.id", index=True)
    mode: Mode = Field(
        sa_type=text(10),  # type: ignore[call-overload]
        sa_column_kwargs=personal("how the person was reached", DUTY, "24 months, then counts only"),
    )
    outcome: Outcome = Field(
        sa_type=text(16),  # type: ignore[call-overload]
        sa_column_kwargs=personal("whether the person was reached", DUTY, "24 months, then counts only"),
    )
    happened_at: datetime = time_field()
    recorded_at: datetime = time_field()
    """Later than `happened_at` by more than an hour is a back-entry: shown as such, without blame."""
    received_at: datetime = time_field()
    record_id: UUID | None = Field(default=None, index=True)
    """The phone's record that told of it; one record may tell of a whole household."""
    skewed: bool = False
    """The phone's clock was more than five minutes off (promise D9)."""
    checks: dict[str, str] = Field(
        default_factory=dict,
        sa_type=JSON,
        sa_column_kwargs=personal("which of six conditions changed", DUTY, "24 months, then counts only", "P3"),
    )
    """Only what changed: code of the chip → "changed". An empty one means that all was as before."""
    note_sealed: bytes | None = Field(
        default=None, sa_column_kwargs=personal("what was seen at the door; AES-256-GCM", DUTY, "24 months", "P3")
    )


class Check(StrEnum):
    """The six conditions that are looked at; "no change" unless somebody says otherwise (domain.md §2.2)."""

    HEALTH = "health"
    MOOD = "mood"
    MEDICINE = "medicine"
    SAFETY = "safety"
    HYGIENE = "hygiene"
    FAMILY = "family"
