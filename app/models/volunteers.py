"""Volunteers and their teams: who helps, what each can do, who leads, and how somebody joins (domain.md §4.5)."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from app.models.base import id_field, personal, text, time_field

AGREED = "consent of the volunteer; PIPL 13(1)(1)"
"""Volunteers are here because they want to be: what is kept of them rests on their own word (promises.md §0)."""
REGISTERED = "while registered; 3 years after leaving, because hours must stay provable"


class TeamKind(StrEnum):
    """What a team does. "1315" names the first five; the list stays open by `OTHER` (domain.md §4.1)."""

    REPAIR = "repair"
    ELDERS = "elders"
    MEDIATION = "mediation"
    ENVIRONMENT = "environment"
    PATROL = "patrol"
    CULTURE = "culture"
    CHILDREN = "children"
    DIGITAL = "digital"
    OTHER = "other"


class Skill(StrEnum):
    """What somebody can do; a closed list, so that a shift finds whom it needs."""

    PLUMBING = "plumbing"
    ELECTRIC = "electric"
    CARPENTRY = "carpentry"
    APPLIANCES = "appliances"
    HAIRCUT = "haircut"
    COOKING = "cooking"
    NURSING = "nursing"
    FIRST_AID = "first_aid"
    ESCORT = "escort"
    LISTENING = "listening"
    MEDIATION = "mediation"
    LAW = "law"
    PHONES = "phones"
    TEACHING = "teaching"
    DRIVING = "driving"
    SIGNING = "signing"


class Part(StrEnum):
    """What somebody is in a team."""

    MEMBER = "member"
    DEPUTY = "deputy"
    LEADER = "leader"


class Volunteer(SQLModel, table=True):
    """One person who helps of their own will. No ID number: a certificate's identity data is entered at printing and not kept."""

    __tablename__ = "volunteer"
    __table_args__ = (Index("ix_volunteer_community_name", "community", "name"),)

    id: UUID = id_field()
    account_id: UUID | None = Field(default=None, foreign_key="account.id", unique=True)
    """None for somebody who has no phone: the leader calls the roll."""
    community: str = Field(foreign_key="area.code", max_length=12, sa_type=text(12))  # type: ignore[call-overload]
    name: str = Field(max_length=40, sa_type=text(40), sa_column_kwargs=personal("the team knows who comes; the certificate names who served", AGREED, REGISTERED))  # type: ignore[call-overload]
    initials: str = Field(default="", max_length=40, sa_type=text(40), sa_column_kwargs=personal("to find the person by pinyin initials", AGREED, REGISTERED))  # type: ignore[call-overload]
    phone_sealed: bytes | None = Field(default=None, sa_column_kwargs=personal("the leader can call; AES-256-GCM", AGREED, REGISTERED))
    phone_index: str | None = Field(
        default=None, max_length=64, index=True, sa_column_kwargs=personal("to notice the same person twice; HMAC", AGREED, REGISTERED)
    )
    volunteer_no: str = Field(default="", max_length=24, sa_column_kwargs=personal("number on the national platform, for the export and the certificate", AGREED, REGISTERED))
    birth_ym: str = Field(default="", max_length=7, sa_type=text(7), sa_column_kwargs=personal("minors need a guardian's word; large text over 60; year and month only", AGREED, REGISTERED))  # type: ignore[call-overload]
    skills: list[str] = Field(default_factory=list, sa_type=sa.JSON, sa_column_kwargs=personal("to find who can help", AGREED, REGISTERED))
    trained: dict[str, str] = Field(default_factory=dict, sa_type=sa.JSON, sa_column_kwargs=personal("which skills were trained, and on which day", AGREED, REGISTERED))
    availability: list[str] = Field(default_factory=list, sa_type=sa.JSON, sa_column_kwargs=personal("when somebody can come", AGREED, REGISTERED))
    """`mon_am`, `sat_pm`, …; empty means not said."""
    insured_until: date | None = Field(default=None, sa_column_kwargs=personal("accident insurance before risky service (volunteer service regulations 17)", AGREED, REGISTERED))
    guardian_sealed: bytes | None = Field(default=None, sa_column_kwargs=personal("a minor's guardian and how to reach them; AES-256-GCM", "PIPL 31", REGISTERED))
    guardian_agreed_on: date | None = Field(default=None, sa_column_kwargs=personal("when the guardian agreed", "PIPL 31", REGISTERED))
    notice_version: str = Field(default="", max_length=10)
    agreed_at: datetime | None = time_field(default=None)
    """When the notice was read and agreed to (promise A3)."""
    registered_at: datetime = time_field()
    left_at: datetime | None = time_field(default=None)
    """When the word was taken back: no more shifts, no list names them; hours that were served stay theirs."""
    version: int = 1
    synthetic: bool = False


class Team(SQLModel, table=True):
    """A named team with a story, a leader and what it offers; a brand has a name of its own ("曲婶调解室")."""

    __tablename__ = "team"

    id: UUID = id_field()
    community: str = Field(foreign_key="area.code", max_length=12, sa_type=text(12), index=True)  # type: ignore[call-overload]
    name: str = Field(max_length=40)
    kind: TeamKind = Field(sa_type=text(12))  # type: ignore[call-overload]
    brand: str = Field(default="", max_length=40)
    story: str = Field(default="", max_length=1000)
    offers: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    """What the team offers, a few words each."""
    courtyards: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    """Ids of the courtyards it serves; empty means all of its community."""
    reach: str = Field(default="", max_length=60)
    """An official number or place for the public page; never a private phone."""
    public: bool = True
    made_at: datetime = time_field()
    made_by: UUID | None = Field(default=None, foreign_key="account.id")
    closed_at: datetime | None = time_field(default=None)
    version: int = 1


class TeamMember(SQLModel, table=True):
    """Somebody in a team, or asking to be."""

    __tablename__ = "team_member"
    __table_args__ = (UniqueConstraint("team_id", "volunteer_id"),)

    id: UUID = id_field()
    team_id: UUID = Field(foreign_key="team.id")
    volunteer_id: UUID = Field(foreign_key="volunteer.id", index=True)
    part: Part = Field(default=Part.MEMBER, sa_type=text(8))  # type: ignore[call-overload]
    state: str = Field(default="in", max_length=8, sa_type=text(8))  # type: ignore[call-overload]
    """asked, in, left or refused."""
    via: str = Field(default="", max_length=8, sa_type=text(8))  # type: ignore[call-overload]
    """code, public or added."""
    since: datetime = time_field()
    decided_by: UUID | None = Field(default=None, foreign_key="account.id")
    left_at: datetime | None = time_field(default=None)


class TeamInvite(SQLModel, table=True):
    """An invitation code of a team. Only its hash is here; it ends by itself and can be taken back."""

    __tablename__ = "team_invite"

    id: UUID = id_field()
    team_id: UUID = Field(foreign_key="team.id", index=True)
    code_hash: str = Field(max_length=64, unique=True)
    made_at: datetime = time_field()
    made_by: UUID = Field(foreign_key="account.id")
    ends_at: datetime = time_field()
    uses_left: int
    revoked_at: datetime | None = time_field(default=None)


class CalendarFeed(SQLModel, table=True):
    """A calendar address of one volunteer. Only the hash of its secret is here; a new one ends the old one."""

    __tablename__ = "calendar_feed"

    token_hash: str = Field(primary_key=True, max_length=64)
    volunteer_id: UUID = Field(foreign_key="volunteer.id", index=True)
    made_at: datetime = time_field()
    revoked_at: datetime | None = time_field(default=None)
