"""Needs and errands: always an owner, a next step and a date, and an end that the resident confirms (domain.md §10.4, §10.6)."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field, Index, SQLModel

from app.models.base import DUTY, id_field, personal, text, time_field

_KEPT = "24 months after the end"


class NeedKind(StrEnum):
    """A need, or an errand (帮办): something applied for on somebody's behalf, with consent."""

    NEED = "need"
    ERRAND = "errand"


class Category(StrEnum):
    """What somebody needs (domain.md §9)."""

    MEALS = "meals"
    ESCORT = "escort"
    MEDICINE = "medicine"
    CLEANING = "cleaning"
    REPAIR = "repair"
    HOME_SAFETY = "home_safety"
    ADAPTATION = "adaptation"
    BENEFIT = "benefit"
    COMPANY = "company"
    DISPUTE = "dispute"
    HARDSHIP = "hardship"
    CARE = "care"
    CHILDCARE = "childcare"
    JOB = "job"
    HEATING = "heating"
    DIGITAL = "digital"
    OTHER = "other"


class Urgency(StrEnum):
    """How soon."""

    TODAY = "today"
    WEEK = "week"
    LATER = "later"


class Consent(StrEnum):
    """How the resident agreed that somebody acts for them (PIPL 29; domain.md §2.5)."""

    SAID = "said"
    WRITTEN = "written"
    FAMILY = "family"


class Need(SQLModel, table=True):
    """One need or errand of one person."""

    __tablename__ = "need"
    __table_args__ = (Index("ix_need_grid_open", "grid", "open", "next_on"), Index("ix_need_owner_open", "owner_id", "open"))

    id: UUID = id_field()
    resident_id: UUID = Field(foreign_key="resident.id", index=True)
    grid: str = Field(foreign_key="area.code", max_length=15, sa_type=text(15))  # type: ignore[call-overload]
    kind: NeedKind = Field(default=NeedKind.NEED, sa_type=text(6))  # type: ignore[call-overload]
    category: Category = Field(sa_type=text(12), sa_column_kwargs=personal("what help is needed", DUTY, _KEPT, "P3"))  # type: ignore[call-overload]
    urgency: Urgency = Field(default=Urgency.WEEK, sa_type=text(6))  # type: ignore[call-overload]
    policy: str = Field(default="", max_length=20, sa_type=text(20), sa_column_kwargs=personal("which benefit is applied for", DUTY, _KEPT, "P3"))  # type: ignore[call-overload]
    consent: str = Field(default="", max_length=8, sa_type=text(8), sa_column_kwargs=personal("that the person agreed to the errand", "PIPL 29", _KEPT))  # type: ignore[call-overload]
    words_sealed: bytes | None = Field(
        default=None, sa_column_kwargs=personal("the need in the person's own words; AES-256-GCM", DUTY, _KEPT, "P3")
    )
    state: str = Field(max_length=12, sa_type=text(12), index=True, sa_column_kwargs=personal("how far the help is", DUTY, _KEPT))  # type: ignore[call-overload]
    open: bool = True
    owner_id: UUID = Field(foreign_key="account.id")
    to: str = Field(default="", max_length=40)
    """The team, office or firm it was handed to, in a few words; no names of residents."""
    next_step_sealed: bytes | None = Field(
        default=None, sa_column_kwargs=personal("what happens next; AES-256-GCM", DUTY, _KEPT)
    )
    next_on: date | None = Field(default=None, sa_column_kwargs=personal("when it is looked at again", DUTY, _KEPT))
    """Never empty while it is open; behind today it is stuck, and that is computed, not stored."""
    result_sealed: bytes | None = Field(
        default=None, sa_column_kwargs=personal("what came of it; AES-256-GCM", DUTY, _KEPT, "P3")
    )
    created_at: datetime = time_field()
    """When it was said at the door."""
    created_by: UUID = Field(foreign_key="account.id")
    received_at: datetime = time_field()
    closed_at: datetime | None = time_field(default=None)
    call_back_by: date | None = Field(default=None, sa_column_kwargs=personal("until when the person is asked whether it helped", DUTY, _KEPT))
    version: int = 1


class NeedStep(SQLModel, table=True):
    """One move of a need; append-only."""

    __tablename__ = "need_step"

    id: UUID = id_field()
    need_id: UUID = Field(foreign_key="need.id", index=True)
    resident_id: UUID = Field(foreign_key="resident.id", index=True)
    account_id: UUID | None = Field(default=None, foreign_key="account.id")
    move: str = Field(max_length=12, sa_type=text(12))  # type: ignore[call-overload]
    state: str = Field(max_length=12, sa_type=text(12))  # type: ignore[call-overload]
    """The state after it."""
    next_on: date | None = None
    to: str = Field(default="", max_length=40)
    words_sealed: bytes | None = Field(
        default=None, sa_column_kwargs=personal("what was done or said; AES-256-GCM", DUTY, _KEPT, "P3")
    )
    happened_at: datetime = time_field()
    received_at: datetime = time_field()
