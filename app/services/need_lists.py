"""Needs as the screens of those who read from the server show them: in groups, one opened, with the moves that can be made."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import NotFound
from app.models import Account, Act, Need, Resident, Role, RoleGrant
from app.models.desk_shapes import Choice, NeedGroup, NeedLine, NeedOpen, StepLine
from app.rules import masks
from app.rules import needs as rules
from app.rules.roles import ROLES
from app.rules.visibility import Sight
from app.services import access, audit, inbox, needs, notes
from app.services.access import Actor
from app.services.residents import today_in_dalian

READS = frozenset({Role.COMMUNITY, Role.SPECIALIST, Role.SECRETARY, Role.POSTED_CADRE, Role.GRID, Role.INFO})
ASSIGNS = frozenset({Role.COMMUNITY, Role.SECRETARY})
ORDER = ("stuck", "today", "week", "waiting", "confirm", "later", "ended")
WAITS = frozenset({"waiting", "submitted", "unmet"})
TO_CONFIRM = frozenset({"delivered", "confirmed", "done", "failed", "told"})
PAGE = 50


def group_of(need: Need, today: date) -> str:
    """The group in which a need stands: what is late comes before how far it is."""
    if not need.open:
        return "ended"
    days = (need.next_on - today).days if need.next_on else -1
    if days < 0:
        return "stuck"
    if need.state in TO_CONFIRM:
        return "confirm"
    if days == 0:
        return "today"
    if need.state in WAITS:
        return "waiting"
    return "week" if days <= 7 else "later"


def groups(session: Session, *, actor: Actor, only: str = "", page: int = 0, now: datetime) -> list[NeedGroup]:
    """Up to fifty needs in their groups. `only`: "", stuck, mine, ended. A posted cadre has the stuck ones."""
    if actor.upload_only or not actor.roles & READS:
        return []
    if actor.roles <= {Role.POSTED_CADRE}:
        only = "stuck"
    found = needs.for_actor(session, actor=actor, only=only, page=page, now=now)
    lines = _lines(session, found, today_in_dalian(now))
    by_key = {key: [line for line in lines if line.group == key] for key in ORDER}
    return [NeedGroup(key, len(rows), rows) for key, rows in by_key.items() if rows]


def _lines(session: Session, found: Sequence[tuple[Need, Resident]], today: date) -> list[NeedLine]:
    where = inbox.places_of(session, [p.id for _, p in found])
    who = inbox.names_of(session, [n.owner_id for n, _ in found])
    return [
        NeedLine(
            str(n.id), n.kind, str(p.id), p.name, masks.mask_name(p.name), where.get(p.id, ""), n.category, n.urgency, needs.words_of(n), n.state,
            who.get(n.owner_id, ""), n.to, needs.next_step_of(n), n.next_on.isoformat() if n.next_on else "", (n.next_on - today).days if n.next_on else 0,
            group_of(n, today),
        )
        for n, p in found
    ]  # fmt: skip


def open_one(session: Session, *, actor: Actor, need_id: UUID, now: datetime) -> NeedOpen:
    """One need with its moves; a look that is recorded. Raises NotFound for what this person may not see by name."""
    row = session.execute(
        sa.select(Need, Resident).join(Resident, col(Resident.id) == col(Need.resident_id)).where(col(Need.id) == need_id, access.visible(actor, Sight.CARD))
    ).first()
    today = today_in_dalian(now)
    if row is None or actor.upload_only or not actor.roles & READS or (actor.roles <= {Role.POSTED_CADRE} and not rules.is_stuck(row[0].open, row[0].next_on, today)):
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="need", object_id=need_id)
    need, person = row
    audit.record(session, act=Act.VIEW, now=now, actor_id=actor.id, role=actor.role or "", object_kind="resident", object_id=person.id, reason="need",
                 area=need.grid, device_id=actor.device_id)  # fmt: skip
    steps = needs.steps_of(session, ids=[need.id]).get(need.id, [])
    who = inbox.names_of(session, [s.account_id for s in steps])
    told = [StepLine(inbox.clock(s.happened_at), who.get(s.account_id, ""), s.move, notes.opened(s.words_sealed, table="need_step", column="words", row=s.id), s.to) for s in steps]
    owners = owners_for(session, grid=need.grid, now=now) if actor.roles & ASSIGNS else []
    return NeedOpen(_lines(session, [(need, person)], today)[0], needs.result_of(need), told[::-1], rules.allowed(need.kind, need.state), owners)


def owners_for(session: Session, *, grid: str, now: datetime) -> list[Choice]:
    """Colleagues of this grid and its community who may own a need of it."""
    rows = session.execute(
        sa.select(col(Account.id), col(Account.name), col(RoleGrant.role))
        .join(RoleGrant, col(RoleGrant.account_id) == col(Account.id))
        .where(
            col(RoleGrant.area).in_((grid, grid[:12])), col(RoleGrant.role).in_(sorted(needs.OWNERS)), col(Account.disabled_at).is_(None),
            col(RoleGrant.starts_at) <= now, sa.or_(col(RoleGrant.ends_at).is_(None), col(RoleGrant.ends_at) > now),
        )
        .order_by(sa.func.length(col(RoleGrant.area)).desc(), col(Account.name)).limit(40)
    ).all()  # fmt: skip
    seen: dict[UUID, Choice] = {}
    for key, name, role in rows:
        seen.setdefault(key, Choice(str(key), f"{name}（{ROLES[Role(role)][0]}）"))
    return list(seen.values())


def hand_over(session: Session, *, actor: Actor, need_id: UUID, owner_id: UUID, now: datetime) -> None:
    """Give a need another owner, by whoever leads. Raises NotFound for somebody else's need or an owner who may not."""
    row = session.exec(select(Need).where(Need.id == need_id, col(Need.open).is_(True)).with_for_update()).first()
    leads = row is not None and not actor.upload_only and any(g.role in ASSIGNS and row.grid.startswith(g.area) for g in actor.grants)
    if row is None or not leads or str(owner_id) not in {c.code for c in owners_for(session, grid=row.grid, now=now)}:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="need", object_id=need_id)
    row.owner_id, row.version = owner_id, row.version + 1
    session.add(row)
    person = session.get_one(Resident, row.resident_id)
    person.version += 1
    person.updated_at = now
    session.add(person)
    audit.record(session, act=Act.NEED, now=now, actor_id=actor.id, role=actor.role or "", object_kind="resident", object_id=row.resident_id, reason="owner", area=row.grid)
    session.flush()
