"""Contacts with residents: append-only records of who was reached, how, and when (domain.md §2.2)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

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
    received_at: datetime = time_field()
