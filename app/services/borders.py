"""Merging and splitting grids and moving courtyards: people and duties move, records stay where they were made.

`contact.grid` and the audit trail are never touched; a unit, the people behind its doors and the roles for a closed
grid are. Everything is set-based, so that a grid of 700 people moves in a handful of statements.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import (
    Act,
    Area,
    BorderMove,
    Building,
    Courtyard,
    Dwelling,
    Level,
    Resident,
    Role,
    RoleGrant,
    Status,
    Unit,
)
from app.models.shapes import BorderEffect
from app.rules import borders as rules
from app.rules import granting, places
from app.rules.visibility import SMALLEST_COUNT, Sight
from app.services import access, audit, second_factor
from app.services.access import Actor

GONE = (Status.MOVED, Status.DIED)


def merge(session: Session, *, actor: Actor, source: str, target: str, now: datetime) -> BorderEffect:
    """Close a grid and give all of it to another of the same community: staircases, people, and the roles for it.

    The closed grid stays as an area, because records were made in it; its names lead imports to the other grid.
    Raises NotFound (not there or not yours), Conflict (closed already), Invalid (not two grids of one community).
    """
    second_factor.require(actor)
    closing, kept = _two_grids(session, actor, source, target, now)
    units = _units_of(session, source)
    effect = _effect(session, actor, units, closing, kept, staff=_staff(session, source, now))
    move = _note(session, actor, "merge", source, target, units, now)
    _carry(session, units, target, now)
    _close(session, closing, into=target, now=now)
    _hand_over(session, actor, source, target, now)
    return _done(session, effect, kept, [move], now)


def split(session: Session, *, actor: Actor, grid: str, new_name: str, units: Sequence[UUID], now: datetime) -> BorderEffect:
    """Make a new grid of some staircases of another; its code is the next that was never used in the community.

    Nobody looks after it yet: `lacks` of the answer says which roles have to be given. The old grid keeps its workers.
    Raises NotFound (not yours, or a staircase of another grid), Conflict (closed), Invalid (name, or nothing or all chosen).
    """
    second_factor.require(actor)
    old, name, chosen = _check_split(session, actor, grid, new_name, units, now)
    taken = session.exec(select(Area.code).where(access.in_area(col(Area.code), grid[:12]), Area.level == Level.GRID)).all()
    code = rules.next_grid(grid[:12], taken)
    if not code:
        raise Conflict("grid_codes_used_up", "这个社区的网格编号用完了。", "This community has used up its grid numbers.")
    rank = session.exec(select(sa.func.max(Area.rank)).where(Area.parent == grid[:12])).one() or 0
    made = Area(code=code, parent=grid[:12], level=Level.GRID, name=name, path=places.area_path(code), rank=rank + 1)
    session.add(made)
    session.flush()
    effect = _effect(session, actor, chosen, old, made, staff=0)
    move = _note(session, actor, "split", grid, code, chosen, now)
    _carry(session, chosen, code, now)
    return _done(session, effect, made, [move], now)


def move_courtyard(session: Session, *, actor: Actor, courtyard_id: UUID, to_grid: str, now: datetime) -> BorderEffect:
    """Give every staircase of a courtyard to one grid, also of another community, to which the courtyard then belongs.

    The ids and codes of the courtyard and of all below it stay, because records and packs name places by them; so a code
    may tell the community where the place was first made. `community` and the paths below it say where it is now. The
    roles of the old grids stay with them. Raises NotFound, Conflict (a closed grid, or a courtyard of that name is there
    already), Invalid (it is all there already).
    """
    second_factor.require(actor)
    yard, there, units = _check_move(session, actor, courtyard_id, to_grid, now)
    effect = _effect(session, actor, [u for ids in units.values() for u in ids], None, there, staff=0)
    effect.from_name = yard.name
    moves = [_note(session, actor, "move", grid, to_grid, ids, now) for grid, ids in sorted(units.items())]
    _settle(session, yard, to_grid[:12])
    for ids in units.values():
        _carry(session, ids, to_grid, now)
    return _done(session, effect, there, moves, now)


def undo(session: Session, *, actor: Actor, move_id: UUID, now: datetime) -> BorderEffect:
    """Take one change back: staircases with all who live there now, closed grids, and the roles that were handed over.

    Only the last change of a grid can be taken back, and each once; Conflict says so. Roles that were ended or changed
    in the meantime stay as they are now. Raises NotFound for a change that is not there or not yours.
    """
    second_factor.require(actor)
    moves = _act_of(session, actor, move_id, now)
    first = moves[0]
    if first.undone_at is not None or first.kind == "undo":
        raise Conflict("border_undone", "这次调整已经撤回过了。", "This change has been taken back already.")
    if changed_since(session, moves):
        raise Conflict("border_moved_since", "之后这些网格又调整过，要先撤回后来的那次。",
                       "The borders of these grids changed again since; take the later change back first.")  # fmt: skip
    here, there = session.get_one(Area, first.to_area), session.get_one(Area, first.from_area)
    units = [UUID(u) for move in moves for u in move.units]
    if first.kind == "split":
        units = _units_of(session, first.to_area)  # also staircases that were found there since
    effect = _effect(session, actor, units, here, there, staff=0)
    if first.kind == "merge":
        there.closed_at, there.merged_into = None, None
        effect.staff = _give_back(session, actor, first, now)
    for move in moves:
        move.undone_at = now
        ids = units if first.kind == "split" else [UUID(u) for u in move.units]
        _note(session, actor, "undo", move.to_area, move.from_area, ids, now)
        _carry(session, ids, move.from_area, now)
    if first.kind == "split":
        effect.staff = _staff(session, first.to_area, now)
        _close(session, here, into=first.from_area, now=now)
        _hand_over(session, actor, first.to_area, first.from_area, now)
    if first.kind == "move":
        _settle(session, _yard_of(session, units[0]), first.from_area[:12])
    return _done(session, effect, there, moves, now)


def preview_merge(session: Session, *, actor: Actor, source: str, target: str, now: datetime) -> BorderEffect:
    """What `merge` would move; changes nothing. Raises what `merge` raises."""
    closing, kept = _two_grids(session, actor, source, target, now)
    effect = _effect(session, actor, _units_of(session, source), closing, kept, staff=_staff(session, source, now))
    effect.lacks = _lacks(session, [source, target], now)
    return effect


def preview_split(session: Session, *, actor: Actor, grid: str, new_name: str, units: Sequence[UUID], now: datetime) -> BorderEffect:
    """What `split` would move; changes nothing. Raises what `split` raises."""
    old, name, chosen = _check_split(session, actor, grid, new_name, units, now)
    effect = _effect(session, actor, chosen, old, None, staff=0)
    effect.to_name, effect.lacks = name, " ".join(rules.without([]))
    return effect


def preview_move(session: Session, *, actor: Actor, courtyard_id: UUID, to_grid: str, now: datetime) -> BorderEffect:
    """What `move_courtyard` would move; changes nothing. Raises what it raises."""
    yard, there, units = _check_move(session, actor, courtyard_id, to_grid, now)
    effect = _effect(session, actor, [u for ids in units.values() for u in ids], None, there, staff=0)
    effect.from_name, effect.lacks = yard.name, _lacks(session, [to_grid], now)
    return effect


def held(actor: Actor) -> list[tuple[Role, str]]:
    """The roles of this person with their areas; none where the session only hands in work."""
    return [] if actor.upload_only else [(g.role, g.area) for g in actor.grants]


def require(actor: Actor, now: datetime, *codes: str) -> None:
    """Raise NotFound where this person may not change the borders of all these areas; the refusal is recorded."""
    if not rules.may_change(held(actor), *codes):
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="area", object_id=codes[-1] if codes[-1].isdigit() and len(codes[-1]) <= 15 else "")


def _grid(session: Session, actor: Actor, code: str, now: datetime) -> Area:
    """An open grid that this person may change, locked until the end of the transaction. Raises NotFound, Conflict."""
    area = session.exec(select(Area).where(Area.code == code).with_for_update()).first()
    if area is None or area.level != Level.GRID:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="area", object_id=code)
    require(actor, now, code)
    if area.closed_at is not None:
        raise Conflict("grid_closed", "{name}已经并入别的网格。", "{name} has been merged into another grid.", name=area.name)
    return area


def _two_grids(session: Session, actor: Actor, source: str, target: str, now: datetime) -> tuple[Area, Area]:
    found = {code: _grid(session, actor, code, now) for code in sorted({source, target})}  # one order, so that two never wait crosswise
    if source == target or not rules.same_community(source, target):
        raise Invalid("grids_not_of_one_community", "只能合并同一社区的两个网格。", "Only two grids of one community can be merged.")
    return found[source], found[target]


def _check_split(
    session: Session, actor: Actor, grid: str, new_name: str, units: Sequence[UUID], now: datetime
) -> tuple[Area, str, list[UUID]]:
    old = _grid(session, actor, grid, now)
    name = new_name.strip()
    if not rules.name_fits(name):
        raise Invalid("grid_name", "请给新网格起个名称，最长 60 字。", "Please give the new grid a name of at most 60 characters.")
    names = session.exec(select(Area.name).where(Area.parent == grid[:12], Area.level == Level.GRID)).all()
    if rules.name_key(name) in {rules.name_key(n) for n in names}:
        raise Conflict("grid_name_taken", "这个社区已有同名的网格，停用的也算。", "This community has a grid of that name, closed ones included.")
    inside, chosen = set(_units_of(session, grid)), set(units)
    if chosen - inside:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="unit", object_id=min(chosen - inside))
    if not chosen or chosen == inside:
        raise Invalid("split_all_or_nothing", "请选几个单元，不能一个不选，也不能全选。",
                      "Choose some staircases: neither none nor all of them.")  # fmt: skip
    return old, name, sorted(chosen)


def _check_move(
    session: Session, actor: Actor, courtyard_id: UUID, to_grid: str, now: datetime
) -> tuple[Courtyard, Area, dict[str, list[UUID]]]:
    yard = session.get(Courtyard, courtyard_id)
    if yard is None:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="courtyard", object_id=courtyard_id)
    require(actor, now, yard.community, to_grid)
    there = _grid(session, actor, to_grid, now)
    units: dict[str, list[UUID]] = defaultdict(list)
    statement = select(Unit.grid, Unit.id).join(Building, col(Building.id) == col(Unit.building_id)).where(Building.courtyard_id == yard.id)
    for grid, unit_id in session.exec(statement):
        if grid != to_grid:
            units[grid].append(unit_id)
    for grid in units:  # a staircase may belong to a grid of another community than its courtyard
        require(actor, now, grid)
    if not units:
        raise Invalid("courtyard_there", "这个楼院的单元都已在这个网格，或还没有单元。", "All staircases of this courtyard are in that grid, or it has none yet.")
    if yard.community != to_grid[:12]:
        same = select(Courtyard.id).where(Courtyard.community == to_grid[:12], Courtyard.name == yard.name)
        if session.exec(same).first() is not None:
            raise Conflict("courtyard_name_taken", "那个社区已有同名的楼院，先改其中一个的名称。",
                           "That community has a courtyard of this name; rename one of them first.")  # fmt: skip
    return yard, there, dict(units)


def _units_of(session: Session, grid: str) -> list[UUID]:
    return list(session.exec(select(Unit.id).where(Unit.grid == grid).order_by(col(Unit.id))))


def _yard_of(session: Session, unit_id: UUID) -> Courtyard:
    statement = (
        select(Courtyard)
        .join(Building, col(Building.courtyard_id) == col(Courtyard.id))
        .join(Unit, col(Unit.building_id) == col(Building.id))
        .where(Unit.id == unit_id)
    )
    return session.exec(statement).one()


def _behind(units: Iterable[UUID]) -> "sa.ColumnElement[bool]":
    """The people behind the doors of these staircases."""
    return col(Resident.dwelling_id).in_(sa.select(col(Dwelling.id)).where(col(Dwelling.unit_id).in_(list(units))))


def _people(session: Session, units: Sequence[UUID]) -> int:
    return session.exec(select(sa.func.count()).select_from(Resident).where(_behind(units), col(Resident.status).not_in(GONE))).one()


def _carry(session: Session, units: Sequence[UUID], to: str, now: datetime) -> None:
    """Give staircases and everybody behind them to a grid; the version rises, so that packs are fetched anew."""
    session.exec(sa.update(Unit).where(col(Unit.id).in_(list(units))).values(grid=to))
    session.exec(
        sa.update(Resident)
        .where(_behind(units), col(Resident.grid) != to)
        .values(grid=to, version=Resident.version + 1, updated_at=now)
        .execution_options(synchronize_session="fetch")
    )


def _settle(session: Session, yard: Courtyard, community: str) -> None:
    """Let a courtyard belong to a community: its own path and those of all below it change, codes and ids stay."""
    if yard.community == community:
        return
    old, new = yard.path, places.child_path(places.area_path(community), yard.code, community)
    yard.community, yard.path = community, new
    session.flush()
    buildings = sa.select(col(Building.id)).where(col(Building.courtyard_id) == yard.id)
    units = sa.select(col(Unit.id)).where(col(Unit.building_id).in_(buildings))
    for table, inside in (
        (Building, col(Building.courtyard_id) == yard.id),
        (Unit, col(Unit.building_id).in_(buildings)),
        (Dwelling, col(Dwelling.unit_id).in_(units)),
    ):
        path = sa.literal(new).concat(sa.func.substr(table.path, len(old) + 1))
        session.exec(sa.update(table).where(inside).values(path=path).execution_options(synchronize_session="fetch"))


def _close(session: Session, area: Area, *, into: str, now: datetime) -> None:
    area.closed_at, area.merged_into = now, into
    session.flush()


def _in_force(area: str, now: datetime) -> list["sa.ColumnElement[bool]"]:
    """Grants for an area that hold now or will hold."""
    return [col(RoleGrant.area) == area, sa.or_(col(RoleGrant.ends_at).is_(None), col(RoleGrant.ends_at) > now)]


def _staff(session: Session, area: str, now: datetime) -> int:
    statement = select(sa.func.count(sa.distinct(col(RoleGrant.account_id)))).where(*_in_force(area, now))
    return session.exec(statement).one()


def roles_by_grid(session: Session, community: str, now: datetime) -> dict[str, list[tuple[UUID, Role]]]:
    """Who has which role now, by grid, in a community or in one grid."""
    found: dict[str, list[tuple[UUID, Role]]] = defaultdict(list)
    statement = select(RoleGrant).where(
        access.in_area(col(RoleGrant.area), community), RoleGrant.starts_at <= now,
        sa.or_(col(RoleGrant.ends_at).is_(None), col(RoleGrant.ends_at) > now),
    )  # fmt: skip
    for grant in session.exec(statement):
        found[grant.area].append((grant.account_id, Role(grant.role)))
    return found


def _lacks(session: Session, grids_: Iterable[str], now: datetime) -> str:
    roles = [role for code in grids_ for _, role in roles_by_grid(session, code, now)[code]]
    return " ".join(rules.without(roles))


def _hand_over(session: Session, actor: Actor, source: str, target: str, now: datetime) -> None:
    """End every role for a grid that closes and give the same one, with the same end, for the other grid."""
    for grant in session.exec(select(RoleGrant).where(*_in_force(source, now)).order_by(col(RoleGrant.id))).all():
        if grant.account_id == actor.id or not granting.may_give(actor.grants, role=Role(grant.role), area=target, ends_at=grant.ends_at):
            raise NotAllowed("hand_over_beyond", "有人在这个网格的角色不归你给（或是你自己的），请区里来并。",
                             "Somebody holds a role here that is not yours to give, or it is your own; ask the district.")  # fmt: skip
        session.add(
            RoleGrant(
                account_id=grant.account_id, role=grant.role, area=target, programme=grant.programme, starts_at=max(grant.starts_at, now),
                ends_at=grant.ends_at, granted_by=actor.id, acting_for=grant.acting_for,
            )
        )  # fmt: skip
        grant.ends_at = now
        _audit_role(session, actor, grant, source, "ended", now)
        _audit_role(session, actor, grant, target, "ok", now)
    session.flush()


def _give_back(session: Session, actor: Actor, move: BorderMove, now: datetime) -> int:
    """Give back the roles that a merging took over, as far as they are still in force; how many people."""
    ended = session.exec(select(RoleGrant).where(RoleGrant.area == move.from_area, RoleGrant.ends_at == move.at)).all()
    taken = list(
        session.exec(
            select(RoleGrant).where(*_in_force(move.to_area, now), RoleGrant.granted_by == move.account_id, RoleGrant.starts_at >= move.at)
        )
    )
    back: set[UUID] = set()
    for old in ended:
        same = [
            g for g in taken
            if (g.account_id, g.role, g.programme, g.acting_for, g.starts_at)
            == (old.account_id, old.role, old.programme, old.acting_for, max(old.starts_at, move.at))
        ]  # fmt: skip
        if not same:
            continue
        taken.remove(same[0])
        session.add(
            RoleGrant(
                account_id=old.account_id, role=old.role, area=move.from_area, programme=old.programme, starts_at=max(old.starts_at, now),
                ends_at=same[0].ends_at, granted_by=actor.id, acting_for=old.acting_for,
            )
        )  # fmt: skip
        same[0].ends_at = now
        back.add(old.account_id)
        _audit_role(session, actor, old, move.to_area, "ended", now)
        _audit_role(session, actor, old, move.from_area, "ok", now)
    session.flush()
    return len(back)


def _audit_role(session: Session, actor: Actor, grant: RoleGrant, area: str, result: str, now: datetime) -> None:
    audit.record(session, act=Act.GRANT, now=now, actor_id=actor.id, role=actor.role or "", object_kind="account",
                 object_id=grant.account_id, reason=grant.role, result=result, area=area, device_id=actor.device_id)  # fmt: skip


def _act_of(session: Session, actor: Actor, move_id: UUID, now: datetime) -> list[BorderMove]:
    """The lines of one act: a courtyard with staircases in several grids leaves one line for each of them."""
    move = session.get(BorderMove, move_id)
    if move is None:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="border_move", object_id=move_id)
    moves = list(
        session.exec(
            select(BorderMove)
            .where(BorderMove.at == move.at, BorderMove.kind == move.kind, BorderMove.to_area == move.to_area, BorderMove.account_id == move.account_id)
            .order_by(col(BorderMove.from_area))
        )
    )
    codes = sorted({code for m in moves for code in (m.from_area, m.to_area)})
    require(actor, now, *codes)
    session.exec(select(Area).where(col(Area.code).in_(codes)).order_by(col(Area.code)).with_for_update()).all()
    return moves


def changed_since(session: Session, moves: Sequence[BorderMove]) -> bool:
    """Whether the borders of one of these grids were changed again since."""
    first = moves[0]
    codes = {code for m in moves for code in (m.from_area, m.to_area)}
    statement = select(BorderMove.id).where(
        BorderMove.at >= first.at,
        sa.not_(sa.and_(col(BorderMove.at) == first.at, col(BorderMove.kind) == first.kind, col(BorderMove.to_area) == first.to_area)),
        BorderMove.kind != "undo",
        col(BorderMove.undone_at).is_(None),
        sa.or_(col(BorderMove.from_area).in_(codes), col(BorderMove.to_area).in_(codes)),
    )
    return session.exec(statement.limit(1)).first() is not None


def _effect(session: Session, actor: Actor, units: Sequence[UUID], old: Area | None, new: Area | None, *, staff: int) -> BorderEffect:
    people = _people(session, units)
    doors = session.exec(select(sa.func.count()).select_from(Dwelling).where(col(Dwelling.unit_id).in_(list(units)))).one()
    return BorderEffect(
        people=people, shown=shown(actor, people), staircases=len(units), doors=doors, staff=staff,
        from_name=old.name if old else "", to_code=new.code if new else "", to_name=new.name if new else "",
    )  # fmt: skip


def shown(actor: Actor, people: int) -> str:
    """A count of people; a small one is hidden from those who see no names (promise A11)."""
    return "<5" if 0 < people < SMALLEST_COUNT and access.highest_sight(actor) < Sight.CARD else str(people)


def _note(session: Session, actor: Actor, kind: str, source: str, target: str, units: Sequence[UUID], now: datetime) -> BorderMove:
    move = BorderMove(at=now, kind=kind, from_area=source, to_area=target, units=[str(u) for u in units], people=_people(session, units), account_id=actor.id)
    session.add(move)
    audit.record(session, act=Act.CHANGE, now=now, actor_id=actor.id, role=actor.role or "", object_kind="grid", object_id=source,
                 reason=kind, result=f"{len(units)} staircases", area=target, device_id=actor.device_id)  # fmt: skip
    return move


def _done(session: Session, effect: BorderEffect, target: Area, moves: Sequence[BorderMove], now: datetime) -> BorderEffect:
    session.flush()
    effect.move_id, effect.lacks = str(moves[0].id), _lacks(session, [target.code], now)
    return effect
