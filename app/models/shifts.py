"""Activities, their dated shifts, who signed up, and the doors to go to (domain.md §4.5, §10.8)."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from app.models.base import DUTY, id_field, personal, text, time_field

_KEPT = "24 months after the end"


class Caution(StrEnum):
    """How careful a shift has to be: plain; at somebody's home (two people); hard work (height, ladders, power, snow)."""

    PLAIN = "plain"
    HOME = "home"
    HARD = "hard"


class ShiftState(StrEnum):
    """Life of a shift (domain.md §10.8). `ready` = enough people, computed when somebody signs up or cancels."""

    OPEN = "open"
    READY = "ready"
    RUNNING = "running"
    ENDED = "ended"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class Activity(SQLModel, table=True):
    """What a team does: once, or again and again by an iCalendar rule. Its dates are shifts."""

    __tablename__ = "activity"

    id: UUID = id_field()
    team_id: UUID = Field(foreign_key="team.id", index=True)
    title: str = Field(max_length=40)
    doing: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    """What is to be done, step by step; never a resident's name or door."""
    place: str = Field(default="", max_length=60)
    """Where people meet: a public place."""
    starts_at: datetime = time_field()
    minutes: int
    rule: str = Field(default="", max_length=120)
    """An RRULE of RFC 5545; empty for once."""
    made_until: date | None = None
    """Up to which day its shifts have been made."""
    slots: int = 1
    skills: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    caution: Caution = Field(default=Caution.PLAIN, sa_type=text(8))  # type: ignore[call-overload]
    state: str = Field(default="open", max_length=8, sa_type=text(8))  # type: ignore[call-overload]
    """draft, open or ended."""
    need_id: UUID | None = Field(default=None, foreign_key="need.id", index=True)
    made_at: datetime = time_field()
    made_by: UUID | None = Field(default=None, foreign_key="account.id")
    version: int = 1


class Shift(SQLModel, table=True):
    """One date of an activity. It carries its own particulars, so that one date can differ from the others."""

    __tablename__ = "shift"
    __table_args__ = (
        UniqueConstraint("activity_id", "starts_at"),
        Index("ix_shift_team_starts", "team_id", "starts_at"),
        Index("ix_shift_community_starts", "community", "starts_at"),
        Index("ix_shift_state_starts", "state", "starts_at"),
    )

    id: UUID = id_field()
    activity_id: UUID = Field(foreign_key="activity.id")
    team_id: UUID = Field(foreign_key="team.id")
    community: str = Field(foreign_key="area.code", max_length=12, sa_type=text(12))  # type: ignore[call-overload]
    title: str = Field(max_length=40)
    doing: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    place: str = Field(default="", max_length=60)
    starts_at: datetime = time_field()
    ends_at: datetime = time_field()
    slots: int = 1
    skills: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    caution: Caution = Field(default=Caution.PLAIN, sa_type=text(8))  # type: ignore[call-overload]
    state: ShiftState = Field(default=ShiftState.OPEN, sa_type=text(10))  # type: ignore[call-overload]
    secret_sealed: bytes
    """What the check-in codes are made of; only the leaders' phones get it. AES-256-GCM."""
    warned: int = 0
    """Which warning was given last: 48, then 4 (hours before)."""
    cancelled_why: str = Field(default="", max_length=60)
    """Read by everybody who had signed up."""
    confirmed_at: datetime | None = time_field(default=None)
    confirmed_by: UUID | None = Field(default=None, foreign_key="account.id")
    version: int = 1


class ShiftTask(SQLModel, table=True):
    """One door of a shift. Who has accepted the shift sees it, and only until it is closed."""

    __tablename__ = "shift_task"

    id: UUID = id_field()
    shift_id: UUID = Field(foreign_key="shift.id", index=True)
    resident_id: UUID = Field(foreign_key="resident.id", index=True)
    need_id: UUID | None = Field(default=None, foreign_key="need.id", index=True)
    rank: int = 0
    what: str = Field(max_length=60, sa_column_kwargs=personal("what is to be done at the door", DUTY, _KEPT))
    state: str = Field(default="open", max_length=8, sa_type=text(8), sa_column_kwargs=personal("whether the help came", DUTY, _KEPT))  # type: ignore[call-overload]
    """open, done, nobody (not at home), refused, trouble, or dropped (the shift was cancelled)."""
    words_sealed: bytes | None = Field(default=None, sa_column_kwargs=personal("what the volunteer says came of it; AES-256-GCM", DUTY, _KEPT, "P3"))
    spoken: str = Field(default="", max_length=4)
    """A code of four digits that the person helped may say at the door; optional."""
    confirmed: str = Field(default="", max_length=8, sa_type=text(8), sa_column_kwargs=personal("whether the person helped said so", DUTY, _KEPT))  # type: ignore[call-overload]
    """spoken, called or denied; empty where nobody asked."""
    call_back_by: date | None = None
    """Until when somebody asks the person; only for the sample."""
    done_at: datetime | None = time_field(default=None)
    done_by: UUID | None = Field(default=None, foreign_key="volunteer.id")
    record_id: UUID | None = Field(default=None, index=True)


class SignUp(SQLModel, table=True):
    """Somebody's word for one shift. What is cancelled is kept as cancelled and counted nowhere."""

    __tablename__ = "sign_up"
    __table_args__ = (UniqueConstraint("shift_id", "volunteer_id"),)

    id: UUID = id_field()
    shift_id: UUID = Field(foreign_key="shift.id")
    volunteer_id: UUID = Field(foreign_key="volunteer.id", index=True)
    state: str = Field(max_length=10, sa_type=text(10))  # type: ignore[call-overload]
    """in, unsure ("may not make it"), waiting, offered, declined or cancelled."""
    at: datetime = time_field()
    """Since when in this state; the waiting list goes by it."""
    by: UUID | None = Field(default=None, foreign_key="account.id")


class CodeTry(SQLModel, table=True):
    """A wrong check-in code; kept a day, so that guessing ends (and the owner of a tired finger is told what to do)."""

    __tablename__ = "code_try"
    __table_args__ = (Index("ix_code_try_who", "volunteer_id", "shift_id"),)

    id: UUID = id_field()
    shift_id: UUID
    volunteer_id: UUID
    at: datetime = time_field(index=True)
