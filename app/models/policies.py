"""What somebody may be owed and does not have: policy cards as dated data, and what was answered (domain.md §3.3)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel, UniqueConstraint

from app.models.base import DUTY, WHILE_HERE, id_field, personal, text, time_field


class PolicyCard(SQLModel, table=True):
    """One version of one policy card. Amounts are local and are not here; a change is a new row from a day on."""

    __tablename__ = "policy_card"
    __table_args__ = (UniqueConstraint("code", "valid_from", "made_at"),)

    id: UUID = id_field()
    code: str = Field(max_length=20, sa_type=text(20), index=True)  # type: ignore[call-overload]
    who: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """The closed condition of `rules.policies.Who`."""
    words: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """title, script, materials, where: each {"zh", "en"}."""
    statutory_days: int = 0
    source: str = Field(default="", max_length=200)
    on: bool = True
    valid_from: date
    valid_to: date | None = None
    made_at: datetime = time_field()
    made_by: UUID | None = Field(default=None, foreign_key="account.id")


class PolicyOutcome(StrEnum):
    """What the resident said; asked once."""

    HAS = "has"
    WANTS = "wants"
    NOT_ELIGIBLE = "not_eligible"
    UNWANTED = "unwanted"


class PolicyAnswer(SQLModel, table=True):
    """The answer of one person to one card, and until when nobody asks again."""

    __tablename__ = "policy_answer"

    id: UUID = id_field()
    resident_id: UUID = Field(foreign_key="resident.id", index=True)
    policy: str = Field(max_length=20, sa_type=text(20), sa_column_kwargs=personal("which benefit was talked about", DUTY, WHILE_HERE, "P3"))  # type: ignore[call-overload]
    outcome: PolicyOutcome = Field(sa_type=text(12), sa_column_kwargs=personal("has it, wants it, is not entitled, does not want it", DUTY, WHILE_HERE, "P3"))  # type: ignore[call-overload]
    ask_again_on: date | None = Field(default=None, sa_column_kwargs=personal("until when nobody asks again", DUTY, WHILE_HERE))
    account_id: UUID | None = Field(default=None, foreign_key="account.id")
    happened_at: datetime = time_field()
    record_id: UUID | None = None


class DayNote(SQLModel, table=True):
    """The one paragraph that a worker may add to a day; everything else of day notes is composed from records."""

    __tablename__ = "day_note"
    __table_args__ = (UniqueConstraint("account_id", "day"),)

    id: UUID = id_field()
    account_id: UUID = Field(foreign_key="account.id")
    day: date
    words_sealed: bytes = Field(sa_column_kwargs=personal("what was worth telling today; AES-256-GCM", DUTY, "24 months"))
    written_at: datetime = time_field()
