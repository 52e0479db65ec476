"""Week and month sheets, derived from what was recorded, in the columns that other systems ask for (domain.md §2.7 R1).

With names only for the community and the grid's own worker, after the second factor, two hundred rows at a time; for
everybody above as counts, small ones hidden. Every sheet that leaves is in the audit trail.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import Conflict, Invalid, NotFound
from app.models import EFFECTIVE, Act, Area, Building, Contact, Courtyard, Hazard, Need, Resident, Role, Unit
from app.models.desk_shapes import Choice, SheetRow
from app.rules import cells
from app.rules import work_words as words
from app.rules.visibility import SIGHT, Sight
from app.services import access, audit, hazards, inbox, needs, notes, second_factor
from app.services.access import Actor
from app.services.residents import GONE, SHANGHAI, today_in_dalian

KINDS = ("visits", "needs", "hazards", "counts")
SPANS = ("week", "month")
NAMED = frozenset({Role.COMMUNITY, Role.GRID, Role.INFO})
"""Who may take a sheet with names, of the own area."""
COUNTED = NAMED | {Role.STREET, Role.DISTRICT, Role.SECRETARY}
MOST_NAMED = 200
"""More than this with names would need a second person (promise G5); a smaller area or a week does as well."""
MOST = 5000
VISITS: tuple[str, ...] = ("日期", "方式", "对象", "地址", "情况", "问题", "处理")
NEEDS: tuple[str, ...] = ("提出日期", "对象", "地址", "类别", "内容", "紧急程度", "进展", "承办", "下次看", "结果")
HAZARDS: tuple[str, ...] = ("日期", "类别", "地点", "情况", "处理", "是否办结")
COUNTS: tuple[str, ...] = ("区域", "甲类", "乙类", "丙类", "联系到", "没联系到", "新需求", "办结需求", "隐患", "没办结的隐患")


@dataclass(frozen=True)
class Sheet:
    """A sheet ready to be written: its name, headings and rows as text."""

    title: str
    headings: tuple[str, ...]
    rows: list[tuple[str, ...]]
    note: str
    """Who made it and when; it stands on the second sheet of a workbook."""


def period(span: str, day: date) -> tuple[date, date]:
    """The week (Monday to Sunday) or the month around a day, first and last day."""
    if span == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    if span == "month":
        first = day.replace(day=1)
        return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    raise Invalid("sheet_span", "请选一周或一个月。", "Choose a week or a month.")


def _times(first: date, last: date) -> tuple[datetime, datetime]:
    return datetime.combine(first, time(), SHANGHAI), datetime.combine(last + timedelta(days=1), time(), SHANGHAI)


def areas(session: Session, *, actor: Actor) -> list[Choice]:
    """The areas for which this person may make sheets: the own ones and those right below, at most fifty."""
    mine = [g.area for g in actor.grants if g.role in COUNTED and not actor.upload_only]
    if not mine:
        return []
    ways = [sa.or_(col(Area.code) == area, col(Area.parent) == area) for area in mine]
    rows = session.exec(select(Area).where(sa.or_(*ways), col(Area.closed_at).is_(None)).order_by(col(Area.rank), col(Area.code)).limit(50)).all()
    return [Choice(a.code, a.name) for a in sorted(rows, key=lambda a: len(a.code))]


def _may(actor: Actor, area: str, roles: frozenset[Role]) -> bool:
    return not actor.upload_only and bool(area) and any(g.role in roles and area.startswith(g.area) for g in actor.grants)


def make(session: Session, *, actor: Actor, kind: str, area: str, span: str, day: date, named: bool, now: datetime) -> Sheet:
    """One sheet, and the audit row that says so. Raises NotFound (not their area), NotAllowed (second factor), Invalid
    (kind, span, day), Conflict (more than two hundred rows with names)."""
    place = session.get(Area, area)
    if kind not in KINDS:
        raise Invalid("sheet_kind", "没有这种表。", "There is no such sheet.")
    named = named and kind != "counts"
    # Who sees no names gets the areas that the page offers and none below: two sheets must not be subtracted (A11).
    too_fine = not _may(actor, area, NAMED | {Role.SECRETARY}) and area not in {choice.code for choice in areas(session, actor=actor)}
    if place is None or too_fine or not _may(actor, area, NAMED if named else COUNTED):
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="sheet", object_id=area[:15], act=Act.REFUSED)
    if named or kind != "counts":
        second_factor.require(actor)
    first, last = period(span, day)
    if first > today_in_dalian(now):
        raise Invalid("sheet_day", "这一段还没到。", "This has not begun yet.")
    begin, end = _times(first, last)
    rows: list[tuple[str, ...]]
    if kind == "counts":
        headings, rows = COUNTS, [(line.name, *line.cells) for line in counts(session, actor=actor, area=area, span=span, day=day)]
    else:
        if not named and not _may(actor, area, NAMED | {Role.SECRETARY}):
            raise access.refusal(NotFound(), actor=actor, now=now, object_kind="sheet", object_id=area[:15], act=Act.REFUSED)
        headings, rows = {"visits": _visits, "needs": _needs, "hazards": _hazards}[kind](session, area, begin, end, named)
        if named and len(rows) > MOST_NAMED:
            raise Conflict("sheet_large", "带姓名的一次最多 {n} 行，这里有 {m} 行。请选小一点的区域或一周。",
                           "With names at most {n} rows at a time; here are {m}. Choose a smaller area or a week.", n=MOST_NAMED, m=len(rows))  # fmt: skip
    audit.record(session, act=Act.EXPORT, now=now, actor_id=actor.id, role=actor.role or "", object_kind="sheet", object_id=f"{kind}:{span}:{first.isoformat()}",
                 reason="named" if named else "plain", result=f"{len(rows)} rows", area=area, device_id=actor.device_id)  # fmt: skip
    title = {"visits": "探访", "needs": "需求", "hazards": "隐患", "counts": "汇总"}[kind]
    name = f"{place.name}{title}{'周' if span == 'week' else '月'}表{first.isoformat()}"
    return Sheet(name, headings, rows, f"{actor.account} 于 {now.astimezone(SHANGHAI):%Y-%m-%d %H:%M} 导出；{first.isoformat()} 至 {last.isoformat()}")


def _place(where: dict[UUID, str], who: dict[UUID, str], key: UUID, named: bool) -> tuple[str, str]:
    return (who.get(key, ""), where.get(key, "")) if named else ("", "")


def _names(session: Session, ids: Sequence[UUID]) -> dict[UUID, str]:
    rows = session.execute(sa.select(col(Resident.id), col(Resident.name)).where(col(Resident.id).in_(list(set(ids))))).all()
    return {key: name for key, name in rows}


Rows = tuple[tuple[str, ...], list[tuple[str, ...]]]


def _visits(session: Session, area: str, begin: datetime, end: datetime, named: bool) -> Rows:
    found = session.exec(
        select(Contact).where(access.in_area(col(Contact.grid), area), Contact.happened_at >= begin, Contact.happened_at < end)
        .order_by(col(Contact.happened_at), col(Contact.id)).limit(MOST)
    ).all()  # fmt: skip
    ids = [c.resident_id for c in found]
    where, who = (inbox.places_of(session, ids), _names(session, ids)) if named else ({}, {})
    said = session.exec(select(Need).where(access.in_area(col(Need.grid), area), Need.created_at >= begin, Need.created_at < end)).all()
    asked: dict[tuple[UUID, date], list[Need]] = {}
    for need in said:
        asked.setdefault((need.resident_id, today_in_dalian(need.created_at)), []).append(need)
    rows: list[tuple[str, ...]] = []
    for c in found:
        day = today_in_dalian(c.happened_at)
        state = [words.said(words.OUTCOMES, c.outcome)[0], *(f"{words.said(words.CHECKS, name)[0]}有变化" for name in c.checks)]
        note = notes.opened(c.note_sealed, table="contact", column="note", row=c.id) if named else ""
        mine = asked.get((c.resident_id, day), [])
        rows.append((
            day.isoformat(), words.said(words.MODES, c.mode)[0], *_place(where, who, c.resident_id, named), "，".join([*state, *([note] if note else [])]),
            "，".join(words.said(words.CATEGORIES, n.category)[0] for n in mine), "，".join(words.said(words.STATES, n.state)[0] for n in mine),
        ))  # fmt: skip
    return VISITS, rows


def _needs(session: Session, area: str, begin: datetime, end: datetime, named: bool) -> Rows:
    live = sa.or_(sa.and_(col(Need.created_at) >= begin, col(Need.created_at) < end), sa.and_(col(Need.closed_at) >= begin, col(Need.closed_at) < end))
    found = session.exec(select(Need).where(access.in_area(col(Need.grid), area), live).order_by(col(Need.created_at), col(Need.id)).limit(MOST)).all()
    ids = [n.resident_id for n in found]
    where, who = (inbox.places_of(session, ids), _names(session, ids)) if named else ({}, {})
    owners = inbox.names_of(session, [n.owner_id for n in found])
    urgency = {"today": "今天", "week": "这周", "later": "不急"}
    rows: list[tuple[str, ...]] = []
    for n in found:
        rows.append((
            today_in_dalian(n.created_at).isoformat(), *_place(where, who, n.resident_id, named), words.said(words.CATEGORIES, n.category)[0],
            needs.words_of(n) if named else "", urgency.get(n.urgency, ""), words.said(words.STATES, n.state)[0], n.to or owners.get(n.owner_id, ""),
            n.next_on.isoformat() if n.next_on else "", needs.result_of(n) if named else "",
        ))  # fmt: skip
    return NEEDS, rows


def _hazards(session: Session, area: str, begin: datetime, end: datetime, named: bool) -> Rows:
    found = session.exec(
        select(Hazard).where(access.in_area(col(Hazard.grid), area), Hazard.happened_at >= begin, Hazard.happened_at < end)
        .order_by(col(Hazard.happened_at), col(Hazard.id)).limit(MOST)
    ).all()  # fmt: skip
    stairs = _stairs(session, {h.unit_code for h in found if h.unit_code})
    rows: list[tuple[str, ...]] = [
        (
            today_in_dalian(h.happened_at).isoformat(), words.said(words.HAZARDS, h.category)[0], " ".join(p for p in (stairs.get(h.unit_code, ""), h.place_words) if p),
            hazards.words_of(h) if named else "", words.said(words.HANDLED, h.handled)[0], "没办结" if h.open else "办结",
        )
        for h in found
    ]  # fmt: skip
    return HAZARDS, rows


def _stairs(session: Session, codes: set[str]) -> dict[str, str]:
    rows = session.execute(
        sa.select(col(Unit.code), col(Courtyard.name), col(Building.number), col(Unit.number))
        .join(Building, col(Building.id) == col(Unit.building_id)).join(Courtyard, col(Courtyard.id) == col(Building.courtyard_id))
        .where(col(Unit.code).in_(sorted(codes)))
    ).all()  # fmt: skip
    return {code: f"{yard} {number}栋{f'{unit}单元' if unit else ''}" for code, yard, number, unit in rows}


def counts(session: Session, *, actor: Actor, area: str, span: str, day: date) -> list[SheetRow]:
    """Counts by the areas right below, or of the one grid; the sums come last. For who sees no names: small ones hidden.

    Never by worker, and nothing to compare workers by: what was reached, asked for and found.
    """
    begin, end = _times(*period(span, day))
    level = min(len(area) + 3, 15)
    parts = [a for a in session.exec(select(Area).where(access.in_area(col(Area.code), area)).order_by(col(Area.rank), col(Area.code))) if len(a.code) == level]
    columns = [_by(session, level, area, statement) for statement in _statements(area, begin, end)]
    parts = [p for p in parts if p.closed_at is None or any(column.get(p.code) for column in columns)]
    table = [[column.get(p.code, 0) for column in columns] for p in parts]
    sums = [sum(row[n] for row in table) for n in range(len(columns))]
    rows: list[SheetRow]
    if any(SIGHT.get(g.role, Sight.NONE) >= Sight.CARD and area.startswith(g.area) for g in actor.grants):
        rows = [SheetRow(p.name, [str(n) for n in row]) for p, row in zip(parts, table, strict=True)]
        total = [str(n) for n in sums]
    else:
        shown = [cells.protect([(row[n],) for row in table]) for n in range(len(columns))]
        rows = [SheetRow(p.name, [cells.word(x, shown[c].rows[n]) for c, x in enumerate(row)]) for n, (p, row) in enumerate(zip(parts, table, strict=True))]
        total = [cells.word(sums[c], shown[c].sums) for c in range(len(columns))]
    return [*rows, SheetRow("合计", total)] if len(rows) > 1 else rows


def _by(session: Session, level: int, area: str, statement: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for grid, n in session.execute(statement):
        found[grid[:level]] = found.get(grid[:level], 0) + int(n)
    return found


def _statements(area: str, begin: datetime, end: datetime) -> list[Any]:
    def tally(model: Any, *where: Any) -> Any:
        return sa.select(col(model.grid), sa.func.count()).where(access.in_area(col(model.grid), area), *where).group_by(col(model.grid))

    def within(column: Any) -> Any:
        return sa.and_(col(column) >= begin, col(column) < end)

    effective = col(Contact.outcome).in_([o.value for o in EFFECTIVE])
    return [
        *(tally(Resident, col(Resident.tier) == tier, col(Resident.status).not_in(GONE)) for tier in ("A", "B", "C")),
        tally(Contact, within(Contact.happened_at), effective), tally(Contact, within(Contact.happened_at), sa.not_(effective)),
        tally(Need, within(Need.created_at)), tally(Need, within(Need.closed_at)),
        tally(Hazard, within(Hazard.happened_at)), tally(Hazard, col(Hazard.open).is_(True)),
    ]  # fmt: skip
