"""What a person has to decide: held records, clashes, proposals of tags, two entries for one person (promises D3, D4, D8)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field, Index, SQLModel

from app.models.base import DUTY, id_field, personal, text, time_field

_UNTIL = "until decided, then 30 days"


class Decision(StrEnum):
    """What became of it; empty while nobody has decided."""

    TAKEN = "taken"
    DROPPED = "dropped"
    CHANGED = "changed"


class HeldRecord(SQLModel, table=True):
    """A phone's record that could not stand as it was: kept whole, sealed, until a person decides (promise D4)."""

    __tablename__ = "held_record"
    __table_args__ = (Index("ix_held_area_decided", "area", "decided_at"),)

    id: UUID = id_field()
    """The record's own id."""
    account_id: UUID = Field(foreign_key="account.id", index=True)
    sealed: bytes = Field(sa_column_kwargs=personal("the whole record as the phone sent it; AES-256-GCM", DUTY, _UNTIL, "P3"))
    kind: str = Field(max_length=20, sa_type=text(20))  # type: ignore[call-overload]
    code: str = Field(max_length=40)
    area: str = Field(default="", max_length=15, sa_type=text(15))  # type: ignore[call-overload]
    """Whose lead decides: the person's grid where there is one, else the account's area."""
    resident_id: UUID | None = Field(default=None, index=True)
    happened_at: datetime = time_field()
    received_at: datetime = time_field()
    decided_at: datetime | None = time_field(default=None, index=True)
    decided_by: UUID | None = Field(default=None, foreign_key="account.id")
    decision: str = Field(default="", max_length=8, sa_type=text(8))  # type: ignore[call-overload]


class Clash(SQLModel, table=True):
    """One field that two people changed: both versions are kept, and a person decides (promise D8)."""

    __tablename__ = "clash"

    id: UUID = id_field()
    resident_id: UUID = Field(foreign_key="resident.id", index=True)
    grid: str = Field(max_length=15, sa_type=text(15), index=True)  # type: ignore[call-overload]
    record_id: UUID = Field(index=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    field: str = Field(max_length=30)
    base_sealed: bytes = Field(sa_column_kwargs=personal("what the second writer saw; AES-256-GCM", DUTY, _UNTIL))
    theirs_sealed: bytes = Field(sa_column_kwargs=personal("what the first writer made of it; AES-256-GCM", DUTY, _UNTIL))
    mine_sealed: bytes = Field(sa_column_kwargs=personal("what the second writer wants; AES-256-GCM", DUTY, _UNTIL))
    happened_at: datetime = time_field()
    received_at: datetime = time_field()
    decided_at: datetime | None = time_field(default=None, index=True)
    decided_by: UUID | None = Field(default=None, foreign_key="account.id")
    decision: str = Field(default="", max_length=8, sa_type=text(8))  # type: ignore[call-overload]


class TagProposal(SQLModel, table=True):
    """Somebody at the door proposes a tag, its end, or says that it still holds; it goes to review, never in directly."""

    __tablename__ = "tag_proposal"

    id: UUID = id_field()
    resident_id: UUID = Field(foreign_key="resident.id", index=True)
    grid: str = Field(max_length=15, sa_type=text(15), index=True)  # type: ignore[call-overload]
    record_id: UUID = Field(index=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    tag: str = Field(max_length=3, sa_type=text(3), sa_column_kwargs=personal("what the person may be owed", DUTY, _UNTIL, "P3"))  # type: ignore[call-overload]
    grade: str = Field(default="", max_length=2, sa_type=text(2), sa_column_kwargs=personal("care level or grade", DUTY, _UNTIL, "P3"))  # type: ignore[call-overload]
    action: str = Field(max_length=8, sa_type=text(8))  # type: ignore[call-overload]
    """add, remove or confirm."""
    words_sealed: bytes | None = Field(default=None, sa_column_kwargs=personal("why; AES-256-GCM", DUTY, _UNTIL, "P3"))
    happened_at: datetime = time_field()
    received_at: datetime = time_field()
    decided_at: datetime | None = time_field(default=None, index=True)
    decided_by: UUID | None = Field(default=None, foreign_key="account.id")
    decision: str = Field(default="", max_length=8, sa_type=text(8))  # type: ignore[call-overload]
    answer_sealed: bytes | None = Field(default=None, sa_column_kwargs=personal("why it was not taken; AES-256-GCM", DUTY, _UNTIL, "P3"))


class Twin(SQLModel, table=True):
    """Two entries that look like one person; a person says whether they are."""

    __tablename__ = "twin"

    id: UUID = id_field()
    resident_id: UUID = Field(foreign_key="resident.id", index=True)
    """The newer entry."""
    other_id: UUID = Field(foreign_key="resident.id", index=True)
    grid: str = Field(max_length=15, sa_type=text(15), index=True)  # type: ignore[call-overload]
    why: str = Field(default="", max_length=20)
    """name_door, name_birth or phone."""
    found_at: datetime = time_field()
    decided_at: datetime | None = time_field(default=None)
    decided_by: UUID | None = Field(default=None, foreign_key="account.id")
    decision: str = Field(default="", max_length=8, sa_type=text(8))  # type: ignore[call-overload]
    """merged, apart, or empty."""


class Merge(SQLModel, table=True):
    """Two entries made one. The journal says how to take it back."""

    __tablename__ = "merge"

    id: UUID = id_field()
    kept_id: UUID = Field(foreign_key="resident.id", index=True)
    gone_id: UUID = Field(foreign_key="resident.id", index=True)
    grid: str = Field(max_length=15, sa_type=text(15), index=True)  # type: ignore[call-overload]
    at: datetime = time_field()
    by: UUID = Field(foreign_key="account.id")
    journal_sealed: bytes = Field(sa_column_kwargs=personal("what was moved and what stood before; AES-256-GCM", DUTY, "90 days"))
    undone_at: datetime | None = time_field(default=None)


class HazardCategory(StrEnum):
    """What is dangerous (domain.md §2.4)."""

    EXIT_BLOCKED = "exit_blocked"
    E_BIKE = "e_bike"
    GAS = "gas"
    ELECTRIC = "electric"
    FIRE = "fire"
    STRUCTURE = "structure"
    ICE = "ice"
    LIGHTING = "lighting"
    LITTER = "litter"
    OTHER = "other"


class Hazard(SQLModel, table=True):
    """A hazard in two taps: what, where, dealt with on the spot or not."""

    __tablename__ = "hazard"
    __table_args__ = (Index("ix_hazard_grid_open", "grid", "open"),)

    id: UUID = id_field()
    grid: str = Field(foreign_key="area.code", max_length=15, sa_type=text(15))  # type: ignore[call-overload]
    unit_code: str = Field(default="", max_length=34, sa_type=text(34))  # type: ignore[call-overload]
    place_words: str = Field(default="", max_length=60)
    category: HazardCategory = Field(sa_type=text(12))  # type: ignore[call-overload]
    handled: str = Field(max_length=16, sa_type=text(16))  # type: ignore[call-overload]
    """on_spot or needs_somebody."""
    words_sealed: bytes | None = Field(default=None, sa_column_kwargs=personal("what was seen; AES-256-GCM", DUTY, "24 months"))
    open: bool = True
    account_id: UUID = Field(foreign_key="account.id")
    happened_at: datetime = time_field()
    received_at: datetime = time_field()
    closed_at: datetime | None = time_field(default=None)
    closed_by: UUID | None = Field(default=None, foreign_key="account.id")
