"""Households, residents, their access flags, emergency contacts and tags (domain.md §3.1, §9)."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from app.models.base import DUTY, WHILE_HERE, id_field, personal, text, time_field


class Status(StrEnum):
    """Whether somebody can be met at the door at all."""

    HERE = "here"
    AWAY = "away"
    HOSPITAL = "hospital"
    MOVED = "moved"
    DIED = "died"
    MERGED = "merged"
    """The entry turned out to be somebody who was known already; it stays so that phones are understood."""


class Living(StrEnum):
    """With whom somebody lives."""

    ALONE = "alone"
    COUPLE = "couple"
    CHILDREN = "children"
    OTHER = "other"
    UNKNOWN = "unknown"


class Sex(StrEnum):
    """As the roster says; empty where it does not."""

    FEMALE = "f"
    MALE = "m"
    UNKNOWN = ""


class Preference(StrEnum):
    """How somebody wishes to be reached. A wish changes the mode, never the tier."""

    ANY = "any"
    PHONE_ONLY = "phone_only"
    CALL_FIRST = "call_first"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class Flag(StrEnum):
    """Access needs: not who somebody is, but what helps at the door (domain.md §3.1)."""

    NO_SMARTPHONE = "no_smartphone"
    HARD_OF_HEARING = "hard_of_hearing"
    POOR_SIGHT = "poor_sight"
    SLOW_TO_DOOR = "slow_to_door"
    NO_LIFT = "no_lift"
    MEALS = "meals"
    ESCORT = "escort"
    PET = "pet"
    SAME_PERSON = "same_person"
    PHONE_ONLY = "phone_only"
    TIME_OF_DAY = "time_of_day"
    SPARE_KEY = "spare_key"


class TagSource(StrEnum):
    """Who said so: the authority's list, somebody at the door, or a rule."""

    AUTHORITY = "A"
    DOOR = "V"
    RULE = "R"


class TagState(StrEnum):
    """Life of a tag (domain.md §3.2): to check, in force, to check again, ended, revoked."""

    PENDING = "pending"
    ACTIVE = "active"
    REVIEW = "review"
    ENDED = "ended"
    REVOKED = "revoked"


_LONG = sa.text("length(name) > 4")
"""Names in another script are long and few; an index of their own is looked through from end to end."""


class Household(SQLModel, table=True):
    """The people behind one door."""

    __tablename__ = "household"

    id: UUID = id_field()
    dwelling_id: UUID = Field(foreign_key="dwelling.id", index=True)
    label: str = Field(default="", max_length=40)
    batch_id: UUID | None = Field(default=None, index=True)


class Resident(SQLModel, table=True):
    """One person. There is no column for an ID number and there never will be (promises.md §0 a)."""

    __tablename__ = "resident"
    __table_args__ = (
        Index("ix_resident_grid_name", "grid", "name"),
        Index("ix_resident_grid_tier", "grid", "tier"),
        Index("ix_resident_id_hash", "id_hash"),
        # A piece of a name may begin at any of its characters; a search of a whole district must find it there.
        Index("ix_resident_second", sa.text("substr(name, 2)")),
        Index("ix_resident_third", sa.text("substr(name, 3)")),
        Index("ix_resident_fourth", sa.text("substr(name, 4)")),
        Index("ix_resident_long", "name", sqlite_where=_LONG, postgresql_where=_LONG),
    )

    id: UUID = id_field()
    household_id: UUID = Field(foreign_key="household.id", index=True)
    dwelling_id: UUID = Field(foreign_key="dwelling.id", index=True)
    grid: str = Field(foreign_key="area.code", max_length=15, sa_type=text(15))  # type: ignore[call-overload]
    """The grid of the unit, kept here because it is the first question of every list."""

    name: str = Field(
        max_length=40,
        sa_type=text(40),  # type: ignore[call-overload]
        index=True,
        sa_column_kwargs=personal("to greet and to find the person", DUTY, WHILE_HERE),
    )
    given: str = Field(
        default="",
        max_length=40,
        sa_type=text(40),  # type: ignore[call-overload]
        sa_column_kwargs=personal("to greet the person by surname and given name", DUTY, WHILE_HERE),
    )
    initials: str = Field(
        default="",
        max_length=40,
        sa_type=text(40),  # type: ignore[call-overload]
        index=True,
        sa_column_kwargs=personal("to find the person by pinyin initials", DUTY, WHILE_HERE),
    )
    birth_ym: str = Field(
        default="",
        max_length=7,
        sa_type=text(7),  # type: ignore[call-overload]
        sa_column_kwargs=personal("age decides what is owed; year and month only", DUTY, WHILE_HERE),
    )
    sex: Sex = Field(
        default=Sex.UNKNOWN,
        sa_type=text(1),  # type: ignore[call-overload]
        sa_column_kwargs=personal("to greet the person and to send a suitable helper", DUTY, WHILE_HERE),
    )
    living: Living = Field(
        default=Living.UNKNOWN,
        sa_type=text(10),  # type: ignore[call-overload]
        sa_column_kwargs=personal("living alone decides how often we look in", DUTY, WHILE_HERE),
    )
    status: Status = Field(
        default=Status.HERE,
        sa_type=text(10),  # type: ignore[call-overload]
        sa_column_kwargs=personal("nobody knocks at the door of somebody in hospital", DUTY, WHILE_HERE),
    )
    preference: Preference = Field(
        default=Preference.ANY,
        sa_type=text(12),  # type: ignore[call-overload]
        sa_column_kwargs=personal("the person's own wish for contact", DUTY, WHILE_HERE),
    )
    phone_sealed: bytes | None = Field(
        default=None, sa_column_kwargs=personal("to call instead of knocking; AES-256-GCM", DUTY, WHILE_HERE)
    )
    phone_index: str | None = Field(
        default=None,
        max_length=64,
        index=True,
        sa_column_kwargs=personal("to find a record by its phone number; HMAC", DUTY, WHILE_HERE),
    )
    id_hash: str | None = Field(
        default=None,
        max_length=80,
        sa_column_kwargs=personal("to match the same person at the next import; HMAC, never shown", DUTY, WHILE_HERE),
    )
    notice_given_at: date | None = Field(
        default=None, sa_column_kwargs=personal("when the notice of PIPL 17 was given", "PIPL 17", WHILE_HERE)
    )
    tier: str = Field(
        default="",
        max_length=1,
        sa_type=text(1),  # type: ignore[call-overload]
        sa_column_kwargs=personal("how often contact is owed, by fixed rules", DUTY, WHILE_HERE),
    )
    tier_reason: str = Field(
        default="",
        max_length=20,
        sa_column_kwargs=personal("why contact is owed, as a code", DUTY, WHILE_HERE),
    )
    last_seen_at: datetime | None = time_field(
        default=None,
        sa_column_kwargs=personal("the clock of the next contact starts here", DUTY, "24 months"),
    )
    """Time of the last *effective* contact by anyone (domain.md §10.1)."""
    last_seen_mode: str = Field(
        default="",
        max_length=10,
        sa_type=text(10),  # type: ignore[call-overload]
        sa_column_kwargs=personal("whether the person was last seen or only heard", DUTY, "24 months"),
    )
    paused_until: date | None = Field(
        default=None, sa_column_kwargs=personal("until when nobody need knock: in hospital or away", DUTY, WHILE_HERE)
    )
    left_on: date | None = Field(
        default=None, sa_column_kwargs=personal("when the person moved away or died; what is kept ends 90 days later", DUTY, WHILE_HERE)
    )
    merged_into: UUID | None = Field(default=None, index=True)
    """The entry that this one turned out to be; phones that still name this one are understood."""
    field_versions: dict[str, int] = Field(default_factory=dict, sa_type=sa.JSON)
    """Field name → the `version` at which it last changed, for merging field by field (promise D8)."""
    version: int = 1
    created_at: datetime = time_field()
    updated_at: datetime = time_field()
    synthetic: bool = False
    """True for people of the demo district. A real database holds none of them."""
    batch_id: UUID | None = Field(default=None, index=True)


class AccessFlag(SQLModel, table=True):
    """One access need of one person. It lapses after a year unless somebody confirms it."""

    __tablename__ = "access_flag"
    __table_args__ = (UniqueConstraint("resident_id", "flag"),)

    id: UUID = id_field()
    resident_id: UUID = Field(foreign_key="resident.id", index=True)
    flag: Flag = Field(
        sa_type=text(20),  # type: ignore[call-overload]
        sa_column_kwargs=personal("what helps at the door", DUTY, "1 year unless confirmed"),
    )
    hint: str = Field(
        default="",
        max_length=40,
        sa_column_kwargs=personal("who holds the key, which hours suit", DUTY, "1 year unless confirmed"),
    )
    expires_on: date
    batch_id: UUID | None = Field(default=None, index=True)


class EmergencyContact(SQLModel, table=True):
    """Whom to call when nobody answers."""

    __tablename__ = "emergency_contact"

    id: UUID = id_field()
    resident_id: UUID = Field(foreign_key="resident.id", index=True)
    rank: int = 0
    name: str = Field(
        max_length=40, sa_column_kwargs=personal("whom to ask for in an emergency", DUTY, WHILE_HERE)
    )
    relation: str = Field(
        default="", max_length=20, sa_column_kwargs=personal("daughter, neighbour, …", DUTY, WHILE_HERE)
    )
    phone_sealed: bytes | None = Field(
        default=None, sa_column_kwargs=personal("to call in an emergency; AES-256-GCM", DUTY, WHILE_HERE)
    )
    phone_index: str | None = Field(
        default=None,
        max_length=64,
        sa_column_kwargs=personal("to notice the same number again; HMAC", DUTY, WHILE_HERE),
    )
    has_key: bool = Field(
        default=False, sa_column_kwargs=personal("who can open the door", DUTY, WHILE_HERE)
    )
    batch_id: UUID | None = Field(default=None, index=True)


class ResidentTag(SQLModel, table=True):
    """One tag of one person with its ledger: who said so, on what evidence, until when (domain.md §3.2)."""

    __tablename__ = "resident_tag"
    __table_args__ = (
        Index("ix_resident_tag_tag_state", "tag", "state"),
        # "Has this person that tag?" is asked for every person of a list; without this index SQLite walks the whole tag.
        Index("ix_resident_tag_resident", "resident_id", "tag", "state"),
    )

    id: UUID = id_field()
    resident_id: UUID = Field(foreign_key="resident.id")
    tag: str = Field(
        max_length=3,
        sa_type=text(3),  # type: ignore[call-overload]
        sa_column_kwargs=personal("what the person is owed; a code of the closed list", DUTY, WHILE_HERE, "P3"),
    )
    grade: str = Field(
        default="",
        max_length=2,
        sa_type=text(2),  # type: ignore[call-overload]
        sa_column_kwargs=personal("care level or disability grade, never the kind", DUTY, WHILE_HERE, "P3"),
    )
    source: TagSource = Field(sa_type=text(1))  # type: ignore[call-overload]
    evidence: str = Field(default="", max_length=60)
    """A reference such as an import batch, never a document's content."""
    legal_basis: str = Field(max_length=60)
    valid_from: date
    review_due: date | None = None
    expires_on: date | None = None
    state: TagState = Field(default=TagState.ACTIVE, sa_type=text(8))  # type: ignore[call-overload]
    created_at: datetime = time_field()
    created_by: UUID | None = None
    batch_id: UUID | None = Field(default=None, index=True)
