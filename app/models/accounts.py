"""Who works with Linli: accounts, their roles with area and end date, sign-ins, devices (domain.md §11)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlmodel import Field, Index, SQLModel

from app.models.base import id_field, personal, text, time_field

STAFF = "employment or volunteer agreement; PIPL 13(1)(2)(3)"
IN_POST = "while in post; 3 years in the audit trail as an id"


class Role(StrEnum):
    """Role codes of design.md §5."""

    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    SPECIALIST = "specialist"
    POSTED_CADRE = "posted_cadre"
    GRID = "grid"
    INFO = "info"
    SECRETARY = "secretary"
    MEDIATOR = "mediator"
    COMMITTEE = "committee"
    SUPERVISION = "supervision"
    VOLUNTEER = "volunteer"
    LEADER = "leader"
    MENTOR = "mentor"
    MENTEE = "mentee"
    PROPERTY = "property"
    OWNERS = "owners"
    LIAISON = "liaison"
    CARE = "care"
    AUDITOR = "auditor"


class Programme(StrEnum):
    """What a specialist looks after; each sees only people of the own programme (domain.md §11)."""

    CIVIL = "civil"
    DISABILITY = "disability"
    CHILDREN = "children"
    VETERANS = "veterans"


class Account(SQLModel, table=True):
    """A person who signs in. No shared accounts."""

    __tablename__ = "account"

    id: UUID = id_field()
    account: str = Field(
        max_length=40, unique=True, sa_type=text(40), sa_column_kwargs=personal("to sign in", STAFF, IN_POST)  # type: ignore[call-overload]
    )
    name: str = Field(max_length=40, sa_column_kwargs=personal("colleagues see who recorded", STAFF, IN_POST))
    password: str = Field(default="", max_length=200)
    """A PHC string of Argon2id; empty where no password is set yet."""
    must_change: bool = False
    """True after a first password that somebody else chose; nothing else is open until it is changed."""
    password_at: datetime | None = time_field(default=None)
    """When the password was set; asked only where MLPS_PASSWORD=1 wants it changed from time to time."""
    second_factor: bytes | None = Field(default=None, sa_type=LargeBinary)  # type: ignore[call-overload]
    """The sealed secret of the authenticator (TOTP, promise C10); None where none is set up."""
    second_factor_step: int = 0
    """The last 30-second step whose code was used; none is used twice."""
    created_at: datetime = time_field()
    disabled_at: datetime | None = time_field(default=None)
    batch_id: UUID | None = Field(default=None, index=True)
    """The list that brought this account in, where one did."""


class RoleGrant(SQLModel, table=True):
    """A role for an area and a time. Rights are role × area × time and nothing else."""

    __tablename__ = "role_grant"

    id: UUID = id_field()
    account_id: UUID = Field(foreign_key="account.id", index=True)
    role: Role = Field(sa_type=text(12))  # type: ignore[call-overload]
    area: str = Field(foreign_key="area.code", max_length=15, sa_type=text(15), index=True)  # type: ignore[call-overload]
    programme: Programme | None = Field(default=None, sa_type=text(10))  # type: ignore[call-overload]
    starts_at: datetime = time_field()
    ends_at: datetime | None = time_field(default=None)
    granted_by: UUID | None = Field(default=None, foreign_key="account.id")
    acting_for: UUID | None = None
    """The colleague whose work is done meanwhile; such a role always has an end."""
    batch_id: UUID | None = Field(default=None, index=True)
    """The list that gave it to somebody who was there already, where one did."""


class OnceLink(SQLModel, table=True):
    """A link that lets one person choose a password once. Only the hash of its secret is here."""

    __tablename__ = "once_link"

    token_hash: str = Field(primary_key=True, max_length=64)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    made_at: datetime = time_field()
    made_by: UUID | None = None
    ends_at: datetime = time_field()
    used_at: datetime | None = time_field(default=None)


class Device(SQLModel, table=True):
    """A phone that carries a pack: its name and public facts, whether it was lost, whether it was wiped."""

    __tablename__ = "device"

    id: UUID = id_field()
    account_id: UUID = Field(foreign_key="account.id", index=True)
    name: str = Field(default="", max_length=60)
    facts: str = Field(default="", max_length=200)
    registered_at: datetime = time_field()
    lost_at: datetime | None = time_field(default=None)
    wiped_at: datetime | None = time_field(default=None)


class SignIn(SQLModel, table=True):
    """One session. Only the hash of its secret is here: a copy of this table signs nobody in (promise C1)."""

    __tablename__ = "sign_in"

    token_hash: str = Field(primary_key=True, max_length=64)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    own_device: bool = False
    started_at: datetime = time_field()
    last_seen_at: datetime = time_field()
    ends_at: datetime = time_field()
    upload_only: bool = False
    device_id: UUID | None = Field(default=None, foreign_key="device.id")
    browser: str = Field(default="", max_length=40)
    """What is signed in, as its owner would say it: "Android · Chrome". No version, no address."""
    second_at: datetime | None = time_field(default=None)
    """When a code of the authenticator was given in this session."""
    lost_at: datetime | None = time_field(default=None)
    """Reported as lost: dead at once, and the phone is told to wipe its list at its next contact (promise D13)."""


class SignInTry(SQLModel, table=True):
    """A failed try to sign in; kept one day, to slow guessing down without locking the owner out (promise C7)."""

    __tablename__ = "sign_in_try"
    __table_args__ = (Index("ix_sign_in_try_key_at", "key", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=64)
    """A hash of the account or of the network address; neither can be read from it."""
    at: datetime = time_field()
