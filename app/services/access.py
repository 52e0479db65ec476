"""The only road to an object: who may see which residents, decided in one place for both doors (design.md §4)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import NotFound
from app.models import Act, Audit, Programme, Resident, ResidentTag, Role, TagState
from app.rules.visibility import CARRIES_PACK, PROGRAMME_TAGS, SIGHT, Sight
from app.rules.volunteering import STAFF, VOLUNTEERS

LIVE_TAGS = (TagState.ACTIVE, TagState.REVIEW)


@dataclass(frozen=True)
class Grant:
    """A role for an area, in force now."""

    role: Role
    area: str
    programme: Programme | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Actor:
    """Who is asking: an account with the roles in force at this moment, and the session that carries them."""

    id: UUID
    account: str
    name: str
    grants: tuple[Grant, ...]
    session: str = ""
    own_device: bool = False
    upload_only: bool = False
    device_id: UUID | None = None
    must_change: bool = False
    """A first password that somebody else chose, or one past its time: nothing is open until it is changed."""
    second_factor: bool = False
    """Whether this account has an authenticator."""
    second_given: bool = True
    """Whether administration and exports are open in this session (promise C10)."""

    @property
    def roles(self) -> frozenset[Role]:
        """All roles in force."""
        return frozenset(g.role for g in self.grants)

    @property
    def role(self) -> Role | None:
        """The role that names the person on screen and in the audit trail: the first granted."""
        return self.grants[0].role if self.grants else None

    @property
    def area(self) -> str:
        """The area of that role."""
        return self.grants[0].area if self.grants else ""

    @property
    def carries_tasks(self) -> bool:
        """Whether the own shifts go along on this phone: own device, a volunteer, and nothing of the staff (design.md §3)."""
        return self.own_device and not self.upload_only and bool(self.roles & VOLUNTEERS) and not self.roles & STAFF

    @property
    def carries_pack(self) -> bool:
        """Whether residents go along on this phone: own device, a grid of one's own, and nothing but that."""
        return (
            self.own_device
            and not self.upload_only
            and bool(self.grants)
            and all(g.role in CARRIES_PACK and len(g.area) == 15 for g in self.grants)
        )


def in_area(column: Any, area: str) -> "sa.ColumnElement[bool]":
    """Area codes that begin with this one, as a range that uses the index on both databases."""
    if len(area) == 15:
        return column == area
    return sa.and_(column >= area, column < area + "~")


def _has_programme_tag(programme: Programme | None) -> "sa.ColumnElement[bool]":
    tags = PROGRAMME_TAGS.get(programme, frozenset()) if programme else frozenset()
    return sa.exists().where(
        col(ResidentTag.resident_id) == col(Resident.id),
        col(ResidentTag.tag).in_(sorted(tags)),
        col(ResidentTag.state).in_(LIVE_TAGS),
    )


def visible(actor: Actor, at_least: Sight = Sight.MASKED, *, by_index: bool = True) -> "sa.ColumnElement[bool]":
    """The condition on Resident that holds for whom this person may see, at least so much of.

    Without `by_index` it does not lead the planner to the index on grids: in a whole district that holds everybody,
    and what is searched for has a better one.
    """
    grid = col(Resident.grid) if by_index else col(Resident.grid).concat("")
    conditions = []
    for grant in actor.grants:
        if actor.upload_only or SIGHT.get(grant.role, Sight.NONE) < at_least:
            continue
        condition = in_area(grid, grant.area)
        if grant.role == Role.SPECIALIST:
            condition = sa.and_(condition, _has_programme_tag(grant.programme))
        conditions.append(condition)
    return sa.or_(*conditions) if conditions else sa.false()


def sight(session: Session, actor: Actor, resident: Resident) -> Sight:
    """How much of this person the actor sees: the best of all grants that reach the grid."""
    best = Sight.NONE
    for grant in actor.grants:
        if actor.upload_only or not resident.grid.startswith(grant.area):
            continue
        held = SIGHT.get(grant.role, Sight.NONE)
        if held <= best:
            continue
        if grant.role == Role.SPECIALIST and not _in_programme(session, resident.id, grant.programme):
            continue
        best = held
    return best


def _in_programme(session: Session, resident_id: UUID, programme: Programme | None) -> bool:
    statement = select(Resident.id).where(Resident.id == resident_id, _has_programme_tag(programme))
    return session.exec(statement).first() is not None


def highest_sight(actor: Actor) -> Sight:
    """The most this person sees of anybody."""
    return max((SIGHT.get(g.role, Sight.NONE) for g in actor.grants), default=Sight.NONE)


def programme_tags(actor: Actor) -> frozenset[str] | None:
    """The tags a specialist is limited to; None for everybody else."""
    if actor.roles == {Role.SPECIALIST}:
        return frozenset().union(*(PROGRAMME_TAGS[g.programme] for g in actor.grants if g.programme))
    return None


def resident_for(
    session: Session, *, actor: Actor, resident_id: UUID, now: datetime, at_least: Sight = Sight.MASKED
) -> tuple[Resident, Sight]:
    """The resident and how much of them may be seen. Raises NotFound, the same for "not there" and "not yours" (B4)."""
    resident = session.get(Resident, resident_id)
    seen = sight(session, actor, resident) if resident is not None else Sight.NONE
    if resident is None or seen < at_least:
        raise refusal(NotFound(), actor=actor, now=now, object_kind="resident", object_id=resident_id)
    return resident, seen


def refusal(
    error: NotFound, *, actor: Actor, now: datetime, object_kind: str, object_id: UUID | str, act: Act = Act.REFUSED
) -> NotFound:
    """The same error with the audit row that `db.transaction` writes although everything else is rolled back."""
    row = Audit(
        at=now, happened_at=now, actor_id=actor.id, role=actor.role or "", act=act, object_kind=object_kind,
        object_id=str(object_id)[:40], result="refused", area=actor.area, device_id=actor.device_id,
    )  # fmt: skip
    error.refused = [row]
    return error
