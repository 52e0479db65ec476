"""What the page of borders shows: streets and communities to choose, grids with their numbers, staircases, the history."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.models import Area, BorderMove, Building, Courtyard, Dwelling, Level, Resident, Unit
from app.models.shapes import BorderLine, GridLine, HouseLine, Place, StairLine, YardLine
from app.rules import borders as rules
from app.services import access
from app.services.access import Actor
from app.services.borders import GONE, changed_since, held, require, roles_by_grid, shown
from app.services.residents import SHANGHAI

PAGE = 50


def children(session: Session, *, actor: Actor, parent: str = "") -> list[Place]:
    """The streets whose borders this person may change, or the communities of one of them, in the official order."""
    mine_areas = [area for role, area in held(actor) if role in rules.CHANGES_BORDERS]
    if not mine_areas:
        return []
    level = Level.COMMUNITY if parent else Level.STREET
    mine = sa.or_(*(sa.or_(access.in_area(col(Area.code), area), sa.literal(area).startswith(col(Area.code))) for area in mine_areas))
    statement = select(Area).where(Area.level == level, mine).order_by(col(Area.rank), col(Area.code)).limit(PAGE)
    if parent:
        statement = statement.where(Area.parent == parent)
    return [Place(area.code, area.name) for area in session.exec(statement)]


def grids(session: Session, *, actor: Actor, community: str, now: datetime) -> list[GridLine]:
    """The grids of a community with people, doors and who looks after them; closed ones last. Raises NotFound."""
    require(actor, now, community)
    inside = access.in_area(col(Unit.grid), community)
    doors = dict(session.exec(select(Unit.grid, sa.func.count()).select_from(Dwelling).join(Unit, col(Unit.id) == col(Dwelling.unit_id)).where(inside).group_by(col(Unit.grid))).all())
    stairs = dict(session.exec(select(Unit.grid, sa.func.count()).where(inside).group_by(col(Unit.grid))).all())
    people = dict(
        session.exec(
            select(Resident.grid, sa.func.count())
            .where(access.in_area(col(Resident.grid), community), col(Resident.status).not_in(GONE))
            .group_by(col(Resident.grid))
        ).all()
    )
    roles = roles_by_grid(session, community, now)
    areas = session.exec(
        select(Area)
        .where(Area.parent == community, Area.level == Level.GRID)
        .order_by(col(Area.closed_at).is_not(None), col(Area.rank), col(Area.code))
        .limit(PAGE)
    ).all()
    names = {a.code: a.name for a in areas}
    return [
        GridLine(
            a.code, a.name, shown(actor, people.get(a.code, 0)), doors.get(a.code, 0), stairs.get(a.code, 0),
            len({account for account, _ in roles[a.code]}),
            "" if a.closed_at else " ".join(rules.without(role for _, role in roles[a.code])),
            names.get(a.merged_into or "", "") if a.closed_at else "",
        )
        for a in areas
    ]  # fmt: skip


def courtyards(session: Session, *, actor: Actor, community: str, now: datetime) -> list[YardLine]:
    """The courtyards of a community and the grids that their staircases belong to. Raises NotFound."""
    require(actor, now, community)
    yards = session.exec(select(Courtyard).where(Courtyard.community == community).order_by(col(Courtyard.rank), col(Courtyard.name)).limit(PAGE)).all()
    rows = session.execute(
        sa.select(col(Building.courtyard_id), col(Area.name), sa.func.count())
        .join(Unit, col(Unit.building_id) == col(Building.id))
        .join(Area, col(Area.code) == col(Unit.grid))
        .where(col(Building.courtyard_id).in_([y.id for y in yards]))
        .group_by(col(Building.courtyard_id), col(Area.code), col(Area.name))
        .order_by(col(Area.code))
    ).all()
    names: dict[UUID, list[str]] = defaultdict(list)
    counts: dict[UUID, int] = defaultdict(int)
    for yard_id, name, n in rows:
        names[yard_id].append(name)
        counts[yard_id] += n
    return [YardLine(str(y.id), y.name, counts[y.id], "、".join(names[y.id])) for y in yards]


def staircases(session: Session, *, actor: Actor, grid: str, page: int, now: datetime) -> tuple[list[HouseLine], int]:
    """Up to 50 buildings of a grid with their staircases, in walking order, and how many pages there are. Raises NotFound."""
    require(actor, now, grid)
    mine = sa.exists().where(col(Unit.building_id) == col(Building.id), col(Unit.grid) == grid)
    total = session.exec(select(sa.func.count()).select_from(Building).where(mine)).one()
    houses = session.exec(
        select(Building, Courtyard)
        .join(Courtyard, col(Courtyard.id) == col(Building.courtyard_id))
        .where(mine)
        .order_by(col(Courtyard.rank), col(Courtyard.name), col(Building.rank), col(Building.number))
        .offset(max(0, page) * PAGE)
        .limit(PAGE)
    ).all()
    doors = sa.select(sa.func.count()).where(col(Dwelling.unit_id) == col(Unit.id)).scalar_subquery()
    found: dict[UUID, list[StairLine]] = defaultdict(list)
    for unit, n in session.execute(
        sa.select(Unit, doors).where(col(Unit.grid) == grid, col(Unit.building_id).in_([b.id for b, _ in houses])).order_by(col(Unit.rank), col(Unit.number))
    ):
        found[unit.building_id].append(StairLine(str(unit.id), unit.number, n))
    return [HouseLine(str(b.id), y.name, b.number, found[b.id]) for b, y in houses], max(1, -(-total // PAGE))


def history(session: Session, *, actor: Actor, page: int = 0) -> list[BorderLine]:
    """The changes of borders in this person's area, the newest first, fifty at a time, and which can be taken back."""
    mine_areas = [area for role, area in held(actor) if role in rules.CHANGES_BORDERS]
    if not mine_areas:
        return []
    mine = sa.or_(*(sa.or_(access.in_area(col(BorderMove.from_area), a), access.in_area(col(BorderMove.to_area), a)) for a in mine_areas))
    moves = session.exec(
        select(BorderMove).where(mine).order_by(col(BorderMove.at).desc(), col(BorderMove.from_area), col(BorderMove.id)).offset(max(0, page) * PAGE).limit(PAGE)
    ).all()
    codes = {code for m in moves for code in (m.from_area, m.to_area)}
    names = {a.code: a.name for a in session.exec(select(Area).where(col(Area.code).in_(codes | {c[:12] for c in codes})))}
    lines = []
    for move in moves:
        at = move.at.astimezone(SHANGHAI)
        allowed = rules.may_change(held(actor), move.from_area, move.to_area)
        lines.append(
            BorderLine(
                str(move.id), move.kind, at.date().isoformat(), at.strftime("%H:%M"), names.get(move.from_area, ""),
                names.get(move.to_area, ""), names.get(move.to_area[:12], ""), shown(actor, move.people), len(move.units),
                move.undone_at is not None, allowed and move.kind != "undo" and move.undone_at is None and not changed_since(session, [move]),
            )
        )  # fmt: skip
    return lines
