"""Surge lists: in a cold wave or a power cut a lead opens one, and everybody of tier A, and of B alone, is called within hours.

The list is made once, when it is opened; who is reached by anybody meanwhile, by whatever way, counts (domain.md §12, DR-W).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import Conflict, Invalid, NotFound
from app.models import (
    Act,
    Area,
    Building,
    Courtyard,
    Dwelling,
    Level,
    Living,
    Resident,
    ResidentTag,
    Role,
    Status,
    SurgeKind,
    SurgeList,
    SurgePerson,
    Unit,
)
from app.models.base import new_id
from app.models.desk_shapes import Choice
from app.models.shapes import Row
from app.rules import cells, duties, search
from app.rules.visibility import Sight
from app.services import access, audit, duty_book, office, residents
from app.services.access import LIVE_TAGS, Actor
from app.services.residents import today_in_dalian

OPENS = frozenset({Role.COMMUNITY, Role.STREET, Role.DISTRICT})
"""Who opens and closes lists, each for the own area or a part of it."""
SEES = OPENS | {Role.GRID, Role.INFO, Role.SECRETARY, Role.POSTED_CADRE}
LONGEST_HOURS = 72
_CHUNK = 500


@dataclass(frozen=True)
class Part:
    """One grid, or for those who see no names one community, with how many are reached and how many are left."""

    code: str
    name: str
    people: str
    reached: str
    left: str


@dataclass(frozen=True)
class Progress:
    """How far a list is."""

    id: UUID
    kind: str
    area: str
    area_name: str
    opened_at: datetime
    until_at: datetime
    closed_at: datetime | None
    people: str
    reached: str
    left: str
    parts: list[Part] = field(default_factory=list)
    names: bool = False
    """Whether this person may see who is not reached yet."""
    mine: bool = False
    """Whether this person may close it."""


def _whom(area: str) -> list[Any]:
    """All of tier A, those of B who live alone; people who can be reached at home."""
    alone = sa.or_(
        col(Resident.living) == Living.ALONE,
        sa.exists().where(col(ResidentTag.resident_id) == col(Resident.id), col(ResidentTag.tag).in_(("E02", "E04")), col(ResidentTag.state).in_(LIVE_TAGS)),
    )
    tier = sa.or_(col(Resident.tier) == "A", sa.and_(col(Resident.tier) == "B", alone))
    return [access.in_area(col(Resident.grid), area), col(Resident.status) == Status.HERE, tier]


def _opener(actor: Actor, area: str, now: datetime) -> None:
    """Raise NotFound where this person may not open or close a list for the area."""
    if actor.upload_only or not any(g.role in OPENS and area.startswith(g.area) for g in actor.grants):
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="area", object_id=area[:15])


def preview(session: Session, *, actor: Actor, area: str, now: datetime) -> tuple[str, list[Part]]:
    """How many a list of this area would hold, in all and by part. Raises NotFound for an area that is not theirs."""
    _opener(actor, area, now)
    counted = session.execute(sa.select(col(Resident.grid), sa.func.count()).where(*_whom(area)).group_by(col(Resident.grid))).all()
    parts, total = _parts(session, actor, area, {grid: (0, n) for grid, n in counted})
    return total[0], parts


def open_list(session: Session, *, actor: Actor, area: str, kind: str, hours: int | None = None, now: datetime) -> SurgeList:
    """Open a list for an area; everybody on it is due by phone within these hours (the rule's, 12, where none are said).

    Raises NotFound (not their area), Invalid (kind, hours, nobody to call), Conflict (the same one is open already).
    """
    _opener(actor, area, now)
    if session.get(Area, area) is None:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="area", object_id=area[:15])
    if kind not in set(SurgeKind):
        raise Invalid("surge_kind", "请选原因。", "Choose the reason.")
    rule = duty_book.book(session, day=today_in_dalian(now)).get("W") or duties.RULES["W"].numbers
    within = rule["hours"] if hours is None else hours
    if not 1 <= within <= LONGEST_HOURS:
        raise Invalid("surge_hours", "时限请填 1 到 72 小时。", "Hours must be 1 to 72.")
    same = select(SurgeList.id).where(SurgeList.area == area, SurgeList.kind == kind, col(SurgeList.closed_at).is_(None))
    if session.exec(same).first():
        raise Conflict("surge_open", "这个区域已经开着一份同样的名单。", "A list of this kind is open for this area already.")
    people = session.execute(sa.select(col(Resident.id), col(Resident.grid)).where(*_whom(area))).all()
    if not people:
        raise Invalid("surge_nobody", "这个区域没有要联系的人。", "There is nobody to call in this area.")
    made = SurgeList(
        area=area, kind=SurgeKind(kind), whom={"tiers": ["A"], "alone": ["B"]}, opened_at=now, opened_by=actor.id, until_at=now + timedelta(hours=within)
    )
    session.add(made)
    session.flush()
    rows = [{"id": new_id(), "surge_id": made.id, "resident_id": key, "grid": grid, "reached_at": None} for key, grid in people]
    for start in range(0, len(rows), _CHUNK):
        session.execute(sa.insert(SurgePerson.__table__), rows[start : start + _CHUNK])  # type: ignore[attr-defined]
    _newer(session, [key for key, _ in people], now)
    audit.record(session, act=Act.SURGE, now=now, actor_id=actor.id, role=actor.role or "", object_kind="surge", object_id=made.id, reason=f"open:{kind}", area=area)
    office.tell(session, kind="surge_open", now=now, people=len(people), hours=within)
    return made


def _newer(session: Session, ids: list[UUID], now: datetime) -> None:
    """Their duties are worked out anew, and packs notice."""
    for start in range(0, len(ids), _CHUNK):
        part = ids[start : start + _CHUNK]
        session.execute(
            sa.update(Resident).where(col(Resident.id).in_(part)).values(version=col(Resident.version) + 1, updated_at=now)
            .execution_options(synchronize_session="fetch")
        )  # fmt: skip
    duty_book.refresh(session, ids=ids, now=now)


def close(session: Session, *, actor: Actor, surge_id: UUID, now: datetime) -> SurgeList:
    """Close a list; who was not reached stays on it as not reached. Raises NotFound; a closed one stays as it was."""
    row = session.get(SurgeList, surge_id)
    if row is None:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="surge", object_id=surge_id)
    _opener(actor, row.area, now)
    if row.closed_at is not None:
        return row
    row.closed_at, row.closed_by = now, actor.id
    session.add(row)
    session.flush()
    _newer(session, list(session.exec(select(SurgePerson.resident_id).where(SurgePerson.surge_id == surge_id))), now)
    audit.record(session, act=Act.SURGE, now=now, actor_id=actor.id, role=actor.role or "", object_kind="surge", object_id=row.id, reason="close", area=row.area)
    return row


def reached(session: Session, *, reached: Mapping[UUID, datetime]) -> int:
    """Mark people as reached on every open list that was open by then; how many marks. Their duties are the caller's.

    Reached before the list was opened is not reached: the cold came after.
    """
    marked = 0
    for start in range(0, len(reached), _CHUNK):
        part = list(reached)[start : start + _CHUNK]
        rows = session.execute(
            sa.select(col(SurgePerson.id), col(SurgePerson.resident_id), col(SurgeList.opened_at))
            .join(SurgeList, col(SurgeList.id) == col(SurgePerson.surge_id))
            .where(col(SurgePerson.resident_id).in_(part), col(SurgePerson.reached_at).is_(None), col(SurgeList.closed_at).is_(None))
        ).all()
        for row_id, resident_id, opened_at in rows:
            if reached[resident_id] >= opened_at:
                session.execute(sa.update(SurgePerson).where(col(SurgePerson.id) == row_id).values(reached_at=reached[resident_id]))
                marked += 1
    return marked


def live(session: Session, *, actor: Actor, now: datetime) -> list[Progress]:
    """The open lists that touch this person's areas, the newest first, each counted inside these areas only."""
    areas = [g.area for g in actor.grants if g.role in SEES and not actor.upload_only]
    if not areas:
        return []
    rows = session.exec(select(SurgeList).where(col(SurgeList.closed_at).is_(None)).order_by(col(SurgeList.opened_at).desc(), col(SurgeList.id))).all()
    return [_progress(session, actor, row) for row in rows if any(row.area.startswith(a) or a.startswith(row.area) for a in areas)]


def progress(session: Session, *, actor: Actor, surge_id: UUID, now: datetime) -> Progress:
    """How far one list is, inside this person's areas. Raises NotFound."""
    row = session.get(SurgeList, surge_id)
    areas = [g.area for g in actor.grants if g.role in SEES and not actor.upload_only]
    if row is None or not any(row.area.startswith(a) or a.startswith(row.area) for a in areas):
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="surge", object_id=surge_id)
    return _progress(session, actor, row)


def _inside(actor: Actor) -> Any:
    areas = [g.area for g in actor.grants if g.role in SEES]
    return sa.or_(*(access.in_area(col(SurgePerson.grid), area) for area in areas))


def _progress(session: Session, actor: Actor, row: SurgeList) -> Progress:
    done = sa.func.sum(sa.case((col(SurgePerson.reached_at).is_not(None), 1), else_=0))
    counted = session.execute(
        sa.select(col(SurgePerson.grid), done, sa.func.count()).where(col(SurgePerson.surge_id) == row.id, _inside(actor)).group_by(col(SurgePerson.grid))
    ).all()
    parts, total = _parts(session, actor, row.area, {grid: (int(got), int(all_) - int(got)) for grid, got, all_ in counted})
    area = session.get(Area, row.area)
    return Progress(
        row.id, row.kind, row.area, area.name if area else row.area, row.opened_at, row.until_at, row.closed_at, *total, parts,
        _sees_names(actor), any(g.role in OPENS and row.area.startswith(g.area) for g in actor.grants),
    )  # fmt: skip


def _sees_names(actor: Actor) -> bool:
    return access.highest_sight(actor) >= Sight.CARD


def _parts(session: Session, actor: Actor, area: str, by_grid: Mapping[str, tuple[int, int]]) -> tuple[list[Part], tuple[str, str, str]]:
    """The parts of an area with their counts as words, and the sums; small ones are hidden from those who see no names.

    A street or the district sees whole communities: fewer small numbers, and nobody to single out (promise A11).
    """
    plain = _sees_names(actor)
    level = 15 if plain or len(area) == 15 else 12
    table: dict[str, tuple[int, int]] = {}
    for grid, (got, left) in by_grid.items():
        code = grid[:level]
        table[code] = (table.get(code, (0, 0))[0] + got, table.get(code, (0, 0))[1] + left)
    codes = sorted(table)
    names = {a.code: a for a in session.exec(select(Area).where(col(Area.code).in_(codes)))}
    ranks = {code: (names[code[:12]].rank if code[:12] in names else 0, names[code].rank if code in names else 0, code) for code in codes}
    codes.sort(key=ranks.__getitem__)
    whole = [(table[code][0] + table[code][1], *table[code]) for code in codes]
    sums = [sum(row[n] for row in whole) for n in range(3)]
    if plain:
        parts = [Part(code, names[code].name if code in names else code, *map(str, row)) for code, row in zip(codes, whole, strict=True)]
        return parts, (str(sums[0]), str(sums[1]), str(sums[2]))
    sizes, split = cells.protect([(row[0],) for row in whole]), cells.protect([row[1:] for row in whole])
    parts = [
        Part(code, names[code].name if code in names else code, cells.word(row[0], sizes.rows[n]), *(cells.word(x, split.rows[n]) for x in row[1:]))
        for n, (code, row) in enumerate(zip(codes, whole, strict=True))
    ]
    told = (cells.word(sums[0], sizes.sums), cells.word(sums[1], split.sums), cells.word(sums[2], split.sums))
    return parts, told


def missing(session: Session, *, actor: Actor, surge_id: UUID, page: int = 0, now: datetime) -> list[Row]:
    """Who is not reached yet, in walking order, fifty at a time; only those whom this person may see by name."""
    progress(session, actor=actor, surge_id=surge_id, now=now)
    statement = (
        residents.placed()
        .join(SurgePerson, col(SurgePerson.resident_id) == col(Resident.id))
        .where(SurgePerson.surge_id == surge_id, col(SurgePerson.reached_at).is_(None), access.visible(actor, Sight.CARD), col(Resident.status).not_in(residents.GONE))
    )
    statement = statement.order_by(
        col(Resident.grid), col(Courtyard.rank), col(Building.rank), col(Unit.rank), col(Dwelling.floor).desc(), col(Dwelling.door), col(Resident.id)
    )
    found = session.execute(statement.offset(page * residents.PAGE).limit(residents.PAGE)).all()
    audit.record(session, act=Act.VIEW, now=now, actor_id=actor.id, role=actor.role or "", object_kind="surge", object_id=surge_id, reason="missing", area=actor.area)
    return residents.rows_of(session, actor=actor, found=found, query=search.Query(), today=today_in_dalian(now))


def note_printed(session: Session, *, actor: Actor, surge_id: UUID, now: datetime) -> None:
    """The list of who is missing was taken away on paper: an export, in the trail as such."""
    audit.record(session, act=Act.EXPORT, now=now, actor_id=actor.id, role=actor.role or "", object_kind="surge", object_id=surge_id, reason="missing", area=actor.area)


def of_people(session: Session, *, ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """The open lists on which each of these people stands and is not reached yet: list → people."""
    found: dict[UUID, list[UUID]] = {}
    wanted = list(ids)
    for start in range(0, len(wanted), _CHUNK):
        rows = session.execute(
            sa.select(col(SurgePerson.surge_id), col(SurgePerson.resident_id))
            .join(SurgeList, col(SurgeList.id) == col(SurgePerson.surge_id))
            .where(col(SurgePerson.resident_id).in_(wanted[start : start + _CHUNK]), col(SurgePerson.reached_at).is_(None), col(SurgeList.closed_at).is_(None))
        )
        for surge_id, resident_id in rows:
            found.setdefault(surge_id, []).append(resident_id)
    return found


def area_choices(session: Session, *, actor: Actor) -> list[Choice]:
    """The areas for which this person may open a list: the own one and, below a community, its grids."""
    mine = [g.area for g in actor.grants if g.role in OPENS and not actor.upload_only]
    if not mine:
        return []
    inside = sa.or_(*(access.in_area(col(Area.code), area) for area in mine))
    deepest = {Level.DISTRICT: 9, Level.STREET: 12, Level.COMMUNITY: 15}
    own = session.exec(select(Area).where(col(Area.code).in_(mine))).all()
    longest = max((deepest.get(a.level, 15) for a in own), default=15)
    rows = session.exec(select(Area).where(inside, col(Area.closed_at).is_(None)).order_by(col(Area.rank), col(Area.code))).all()
    return [Choice(a.code, a.name) for a in sorted((a for a in rows if len(a.code) <= longest), key=lambda a: len(a.code))[:80]]
