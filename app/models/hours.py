"""Volunteers' attendance and hours: an append-only ledger in minutes, requests about it, and certificates (domain.md §4.5).

Volunteers only: staff have no attendance in Linli, and nothing here refers to an account's work.
"""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from app.models.base import id_field, personal, text, time_field
from app.models.volunteers import AGREED, REGISTERED

_FIRST = sa.text("corrects IS NULL AND shift_id IS NOT NULL")
_BACKFILL = sa.text("kind = 'backfill' AND state IN ('asked', 'approved')")
_DISPUTE = sa.text("state = 'asked' AND entry_id IS NOT NULL")


class Attendance(SQLModel, table=True):
    """Somebody at one shift: check-in, check-out, how each was shown, and what a person should look at."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("shift_id", "volunteer_id"), Index("ix_attendance_team_state", "team_id", "state"))

    id: UUID = id_field()
    shift_id: UUID = Field(foreign_key="shift.id")
    team_id: UUID = Field(foreign_key="team.id")
    volunteer_id: UUID = Field(foreign_key="volunteer.id", index=True)
    in_at: datetime = time_field(sa_column_kwargs=personal("when the service began; the volunteer's own hours", AGREED, REGISTERED))
    in_source: str = Field(max_length=8, sa_type=text(8))  # type: ignore[call-overload]
    """code, qr or rollcall."""
    in_record: UUID = Field(index=True)
    out_at: datetime | None = time_field(default=None, sa_column_kwargs=personal("when it ended", AGREED, REGISTERED))
    out_source: str = Field(default="", max_length=8, sa_type=text(8))  # type: ignore[call-overload]
    """code, qr, rollcall or self."""
    out_record: UUID | None = Field(default=None, index=True)
    minutes: int = Field(default=0, sa_column_kwargs=personal("how long, in minutes, travel not counted", AGREED, REGISTERED))
    doubts: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    """Codes of what a person should look at: clock, late_code, alone, overlap, long_day, no_sign_up, cut, not_insured."""
    state: str = Field(default="in", max_length=8, sa_type=text(8))  # type: ignore[call-overload]
    """in, waiting (for the leader), counted, or refused."""
    decided_at: datetime | None = time_field(default=None)
    decided_by: UUID | None = Field(default=None, foreign_key="account.id")
    received_at: datetime = time_field()


class HourEntry(SQLModel, table=True):
    """One line of the ledger, never changed and never deleted; a mistake is put right by another line (promise of issue row D5)."""

    __tablename__ = "hour_entry"
    __table_args__ = (
        Index("ix_hour_entry_volunteer_day", "volunteer_id", "day"),
        # One service is one line, by whatever road it came; all else about it are corrections of that line.
        Index("uq_hour_entry_service", "shift_id", "volunteer_id", unique=True, sqlite_where=_FIRST, postgresql_where=_FIRST),
    )

    id: UUID = id_field()
    volunteer_id: UUID = Field(foreign_key="volunteer.id")
    community: str = Field(foreign_key="area.code", max_length=12, sa_type=text(12), index=True)  # type: ignore[call-overload]
    team_id: UUID | None = Field(default=None, foreign_key="team.id", index=True)
    shift_id: UUID | None = Field(default=None, foreign_key="shift.id", index=True)
    corrects: UUID | None = Field(default=None, foreign_key="hour_entry.id", index=True)
    """The line that this one puts right."""
    source: str = Field(max_length=10, sa_type=text(10))  # type: ignore[call-overload]
    """system (signed in and out), backfill, or correction."""
    proof: str = Field(default="", max_length=8, sa_type=text(8))  # type: ignore[call-overload]
    """code, qr or rollcall for system time."""
    minutes: int = Field(sa_column_kwargs=personal("service time in minutes, negative where it takes back", AGREED, REGISTERED))
    day: date = Field(sa_column_kwargs=personal("the day of service", AGREED, REGISTERED))
    from_at: datetime | None = time_field(default=None, sa_column_kwargs=personal("from when, for the national platform", AGREED, REGISTERED))
    to_at: datetime | None = time_field(default=None, sa_column_kwargs=personal("until when, for the national platform", AGREED, REGISTERED))
    what: str = Field(default="", max_length=40)
    """The title of the activity, as it was then."""
    at: datetime = time_field()
    by: UUID | None = Field(default=None, foreign_key="account.id")
    """Who confirmed it; None for the night job that counts what nobody doubted."""


class HourRequest(SQLModel, table=True):
    """A volunteer asks: time that was not recorded (backfill), or a line that is wrong (dispute). Somebody else decides."""

    __tablename__ = "hour_request"
    __table_args__ = (
        Index("ix_hour_request_team_state", "team_id", "state"),
        Index("uq_hour_request_backfill", "shift_id", "volunteer_id", unique=True, sqlite_where=_BACKFILL, postgresql_where=_BACKFILL),
        Index("uq_hour_request_dispute", "entry_id", unique=True, sqlite_where=_DISPUTE, postgresql_where=_DISPUTE),
    )

    id: UUID = id_field()
    kind: str = Field(max_length=8, sa_type=text(8))  # type: ignore[call-overload]
    """backfill or dispute."""
    volunteer_id: UUID = Field(foreign_key="volunteer.id", index=True)
    team_id: UUID = Field(foreign_key="team.id")
    shift_id: UUID = Field(foreign_key="shift.id", index=True)
    entry_id: UUID | None = Field(default=None, foreign_key="hour_entry.id")
    minutes: int = Field(sa_column_kwargs=personal("how much time is asked for, in minutes", AGREED, REGISTERED))
    from_at: datetime | None = time_field(default=None, sa_column_kwargs=personal("from when", AGREED, REGISTERED))
    reason_sealed: bytes | None = Field(default=None, sa_column_kwargs=personal("why; AES-256-GCM", AGREED, REGISTERED))
    state: str = Field(default="asked", max_length=10, sa_type=text(10))  # type: ignore[call-overload]
    """asked, approved, refused or withdrawn."""
    asked_at: datetime = time_field()
    asked_by: UUID = Field(foreign_key="account.id")
    decided_at: datetime | None = time_field(default=None)
    decided_by: UUID | None = Field(default=None, foreign_key="account.id")
    answer_sealed: bytes | None = Field(default=None, sa_column_kwargs=personal("what was answered; AES-256-GCM", AGREED, REGISTERED))


class Certificate(SQLModel, table=True):
    """A service certificate: asked for, publicised for seven days, signed by two, issued (Order 67; domain.md §4.5)."""

    __tablename__ = "certificate"

    id: UUID = id_field()
    number: str = Field(default="", max_length=24, sa_type=text(24), index=True)  # type: ignore[call-overload]
    """The certificate's number, given when it is publicised."""
    volunteer_id: UUID = Field(foreign_key="volunteer.id", index=True)
    community: str = Field(foreign_key="area.code", max_length=12, sa_type=text(12), index=True)  # type: ignore[call-overload]
    from_day: date
    to_day: date
    minutes: int = Field(sa_column_kwargs=personal("service time that the certificate states, in minutes", AGREED, REGISTERED))
    lines: list[dict[str, object]] = Field(default_factory=list, sa_type=sa.JSON, sa_column_kwargs=personal("content of the service: title, times, minutes", AGREED, REGISTERED))
    state: str = Field(default="asked", max_length=8, sa_type=text(8))  # type: ignore[call-overload]
    """asked, shown (publicised), issued, refused or revoked."""
    issuer: str = Field(default="", max_length=60)
    in_charge: str = Field(default="", max_length=40)
    contact: str = Field(default="", max_length=40)
    asked_at: datetime = time_field()
    shown_at: datetime | None = time_field(default=None)
    first_by: UUID | None = Field(default=None, foreign_key="account.id")
    first_at: datetime | None = time_field(default=None)
    second_by: UUID | None = Field(default=None, foreign_key="account.id")
    second_at: datetime | None = time_field(default=None)
    issued_at: datetime | None = time_field(default=None)
    ended_at: datetime | None = time_field(default=None)
    """When it was refused or revoked."""
    answer_sealed: bytes | None = Field(default=None, sa_column_kwargs=personal("why it was refused or revoked; AES-256-GCM", AGREED, REGISTERED))
    code_hash: str = Field(default="", max_length=64, index=True)
    """The hash of the code that the public page answers to."""
    code_sealed: bytes | None = None
    """The code itself, for printing again. AES-256-GCM."""
