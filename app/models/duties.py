"""What is owed and when: rules with dates, the duties they make, what changes them for one person (domain.md §10.1, §12)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from app.models.base import DUTY, WHILE_HERE, id_field, personal, text, time_field


class DutyRule(SQLModel, table=True):
    """One version of one rule of domain.md §12: from a day on it holds with these numbers. Rows are never changed."""

    __tablename__ = "duty_rule"
    __table_args__ = (UniqueConstraint("code", "valid_from", "made_at"),)

    id: UUID = id_field()
    code: str = Field(max_length=6, sa_type=text(6), index=True)  # type: ignore[call-overload]
    numbers: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    """Whole numbers by name, those of `rules.duties.RULES[code].numbers` and no others."""
    on: bool = True
    valid_from: date
    made_at: datetime = time_field()
    made_by: UUID | None = Field(default=None, foreign_key="account.id")
    reason: str = Field(default="", max_length=80)


class Duty(SQLModel, table=True):
    """One open duty of one person under one rule; the write that changes it, and the night, work it out anew."""

    __tablename__ = "duty"
    __table_args__ = (UniqueConstraint("resident_id", "rule", "source"), Index("ix_duty_grid_due", "grid", "due_on"))

    id: UUID = id_field()
    resident_id: UUID = Field(foreign_key="resident.id")
    grid: str = Field(max_length=15, sa_type=text(15))  # type: ignore[call-overload]
    rule: str = Field(max_length=6, sa_type=text(6))  # type: ignore[call-overload]
    source: str = Field(default="", max_length=36)
    """What made it where a rule can hold several times: the id of a promise, a need, a surge list."""
    tier: str = Field(default="", max_length=1, sa_type=text(1))  # type: ignore[call-overload]
    reason: str = Field(default="", max_length=20, sa_column_kwargs=personal("why contact is owed, as a code", DUTY, WHILE_HERE))
    mode: str = Field(default="any", max_length=5, sa_type=text(5))  # type: ignore[call-overload]
    lead_on: date
    due_on: date = Field(sa_column_kwargs=personal("when the next contact is owed", DUTY, WHILE_HERE))
    late_on: date | None = None
    """The last day that is not late; None where a rule knows no lateness."""
    at: datetime | None = time_field(default=None)
    """The hour, for rules that count hours."""


class TierOverride(SQLModel, table=True):
    """A tier that a person set by hand, up or down, with a reason; it ends by itself after 90 days at most."""

    __tablename__ = "tier_override"

    id: UUID = id_field()
    resident_id: UUID = Field(foreign_key="resident.id", index=True)
    tier: str = Field(max_length=1, sa_type=text(1), sa_column_kwargs=personal("how often contact is owed, by a person's decision", DUTY, "90 days"))  # type: ignore[call-overload]
    reason_sealed: bytes = Field(sa_column_kwargs=personal("why somebody decided otherwise; AES-256-GCM", DUTY, "24 months"))
    made_at: datetime = time_field()
    made_by: UUID = Field(foreign_key="account.id")
    until: date
    ended_at: datetime | None = time_field(default=None)


class Happening(StrEnum):
    """What asks for contact within a day (DR-24)."""

    DISCHARGE = "discharge"
    BEREAVEMENT = "bereavement"
    FIRE = "fire"
    CHANGE = "change"


class LifeEvent(SQLModel, table=True):
    """A discharge, a bereavement, a fire, a major change: contact within 24 hours, then weekly four times."""

    __tablename__ = "life_event"

    id: UUID = id_field()
    resident_id: UUID = Field(foreign_key="resident.id", index=True)
    kind: Happening = Field(sa_type=text(12), sa_column_kwargs=personal("why contact is owed within a day", DUTY, "6 months", "P3"))  # type: ignore[call-overload]
    happened_at: datetime = time_field()
    contacts: int = 0
    """How many effective contacts there were since; after five the rule is met."""
    last_contact_at: datetime | None = time_field(default=None)
    ended_at: datetime | None = time_field(default=None)


class Promise(SQLModel, table=True):
    """Something a worker promised at the door: a day, a few words. Kept by the next contact on or after it was made."""

    __tablename__ = "promise"

    id: UUID = id_field()
    resident_id: UUID = Field(foreign_key="resident.id", index=True)
    grid: str = Field(max_length=15, sa_type=text(15))  # type: ignore[call-overload]
    on: date = Field(sa_column_kwargs=personal("when somebody promised to come back", DUTY, "6 months"))
    words_sealed: bytes | None = Field(
        default=None, sa_column_kwargs=personal("what was promised; AES-256-GCM", DUTY, "6 months")
    )
    made_at: datetime = time_field()
    made_by: UUID = Field(foreign_key="account.id")
    kept_at: datetime | None = time_field(default=None)


class SurgeKind(StrEnum):
    """Why many people are contacted at once (DR-W)."""

    COLD = "cold"
    HEAT = "heat"
    STORM = "storm"
    POWER = "power"
    HEATING = "heating"
    OTHER = "other"


class SurgeList(SQLModel, table=True):
    """A list that a lead opens in a cold wave or a power cut: all of tier A, and B where they live alone, within hours."""

    __tablename__ = "surge_list"

    id: UUID = id_field()
    area: str = Field(foreign_key="area.code", max_length=15, sa_type=text(15), index=True)  # type: ignore[call-overload]
    kind: SurgeKind = Field(sa_type=text(8))  # type: ignore[call-overload]
    whom: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    opened_at: datetime = time_field()
    opened_by: UUID = Field(foreign_key="account.id")
    until_at: datetime = time_field()
    """Until when everybody should be reached."""
    closed_at: datetime | None = time_field(default=None)
    closed_by: UUID | None = Field(default=None, foreign_key="account.id")


class SurgePerson(SQLModel, table=True):
    """One person of a surge list and whether they were reached."""

    __tablename__ = "surge_person"
    __table_args__ = (UniqueConstraint("surge_id", "resident_id"), Index("ix_surge_person_grid", "grid", "reached_at"))

    id: UUID = id_field()
    surge_id: UUID = Field(foreign_key="surge_list.id", index=True)
    resident_id: UUID = Field(foreign_key="resident.id", index=True)
    grid: str = Field(max_length=15, sa_type=text(15))  # type: ignore[call-overload]
    reached_at: datetime | None = time_field(
        default=None, sa_column_kwargs=personal("that the person was reached in the emergency", DUTY, "24 months")
    )
