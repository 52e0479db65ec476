"""Everything held about one resident, with purpose, basis and retention, and who looked (PIPL 44-45; promises A4, H7).

The tables are found in the schema itself: whatever has a `resident_id`, or a reference to a resident, is in it. Made by
the community or the grid worker of that very person, on request, and recorded as an export.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from sqlmodel import Session, SQLModel, col, select

from app.errors import NotFound
from app.models import Act, Area, Audit, Building, Courtyard, Dwelling, Household, Resident, Role, RoleGrant, Unit
from app.models.base import DUTY, WHILE_HERE
from app.rules import field_record_words as field_words
from app.rules import record_words as words
from app.rules.record_words import Words
from app.rules.roles import ROLES
from app.rules.visibility import Sight
from app.services import access, audit, keys, second_factor
from app.services.access import Actor
from app.services.audit_reading import number_of
from app.services.residents import SHANGHAI

MAKERS = frozenset({Role.COMMUNITY, Role.GRID})
"""Who may make the print-out, for people of the own area. The auditor sees no residents."""
REASON = "own_record"
NONE: Words = ("没有", "none")
CODE_ONLY: Words = ("有，只是一个码，推不回原来的号码", "held as a code from which the number cannot be found")
A_VOLUNTEER: Words = ("一位志愿者", "a volunteer")
"""Who came is told by no name: the person helped is told what was done for them."""
UNREADABLE: Words = ("打不开，请报告", "cannot be opened; please report it")
_LOOKED = (
    Act.VIEW, Act.REVEAL, Act.CALL, Act.EXPORT, Act.CREATE, Act.CHANGE, Act.REFUSED, Act.CONTACT, Act.CASE, Act.NEED, Act.PROPOSE, Act.DECIDE, Act.MERGE,
)  # fmt: skip
_INNER = frozenset({"id", "version", "code", "path"})
_TABLES = SQLModel.metadata.tables


@dataclass(frozen=True)
class Field:
    """One value with all that the register says about its column. `plain` is False for numbers only Linli needs."""

    label: Words
    value: Words
    purpose: Words
    basis: Words
    keep: Words
    sensitive: bool = False
    plain: bool = True


@dataclass(frozen=True)
class Section:
    """The rows of one table that are about the person."""

    table: str
    title: Words
    rows: list[list[Field]]


@dataclass(frozen=True)
class Look:
    """Somebody looked: on which day, in which office and role, what, why, and how many times that day."""

    day: str
    role: Words
    office: str
    act: Words
    reason: Words
    times: int
    refused: bool = False


@dataclass(frozen=True)
class OwnRecord:
    """The whole print-out."""

    number: str
    made: str
    role: Words
    office: str
    name: str
    address: str
    sections: list[Section] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)


def covered() -> dict[str, list[str]]:
    """Every table that holds rows about one resident, with the columns that say whose they are."""
    found = {}
    for name, table in _TABLES.items():
        columns = [
            c.name for c in table.columns
            if c.name == "resident_id" or any(key.target_fullname == "resident.id" for key in c.foreign_keys)
        ]  # fmt: skip
        if columns:
            found[name] = columns
    return found


def own_record(session: Session, *, actor: Actor, resident_id: UUID, now: datetime) -> OwnRecord:
    """Everything held about one person, for that person; the making is recorded as an export.

    Raises NotFound for whoever is not of the person's own grid or community, NotAllowed where a code of the
    authenticator is asked for first.
    """
    resident = session.get(Resident, resident_id)
    makers = replace(actor, grants=tuple(g for g in actor.grants if g.role in MAKERS))
    if resident is None or access.sight(session, makers, resident) < Sight.FULL:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="resident", object_id=resident_id)
    second_factor.require(actor)
    held = next(g for g in makers.grants if resident.grid.startswith(g.area))
    told = _Told(session)
    looks = _looks(session, told, resident.id)
    record = OwnRecord(
        number=number_of(resident.id), made=_moment(now), role=ROLES[held.role], office=told.area(held.area),
        name=resident.name, address=_address(session, told, resident), sections=_sections(session, told, resident), looks=looks,
    )  # fmt: skip
    audit.record(session, act=Act.EXPORT, now=now, actor_id=actor.id, role=held.role, object_kind="resident", object_id=resident.id,
                 reason=REASON, area=resident.grid, device_id=actor.device_id)  # fmt: skip
    return record


def _sections(session: Session, told: "_Told", resident: Resident) -> list[Section]:
    mine: dict[str, Any] = {
        "resident": _TABLES["resident"].c.id == resident.id,
        "household": _TABLES["household"].c.id == resident.household_id,
        "dwelling": _TABLES["dwelling"].c.id == resident.dwelling_id,
    }
    for name, columns in covered().items():
        if name not in mine:
            mine[name] = sa.or_(*(_TABLES[name].c[c] == resident.id for c in columns))
    order = [*words.TABLES, *sorted(mine.keys() - words.TABLES.keys())]
    sections, ids = [], [resident.id]
    for name in order:
        if name not in mine:
            continue
        table = _TABLES[name]
        rows = session.execute(sa.select(table).where(mine[name]).order_by(*_order(table))).mappings().all()
        if name not in {"household", "dwelling"}:
            ids += [row["id"] for row in rows if isinstance(row.get("id"), UUID)]
        if rows or name not in field_words.TABLES:  # of the field's many tables only those that say something
            sections.append(Section(name, _title(name), [_fields(told, table, row) for row in rows]))
    changes = _TABLES["import_change"]
    rows = []
    for start in range(0, len(ids), 500):
        rows += session.execute(sa.select(changes).where(changes.c.row_id.in_(ids[start : start + 500]))).mappings().all()
    sections.append(Section("import_change", _title("import_change"), [_fields(told, changes, row) for row in rows]))
    return sections


def _order(table: sa.Table) -> list[Any]:
    return [table.c[n] for n in ("happened_at", "rank", "valid_from", "created_at", "id") if n in table.c]


def _title(name: str) -> Words:
    return words.TABLES.get(name, (name, name))


def _fields(told: "_Told", table: sa.Table, row: Any) -> list[Field]:
    made = []
    for column in table.columns:
        info = column.info or {}
        purpose, keep, basis = str(info.get("purpose", "")), str(info.get("keep", WHILE_HERE)), str(info.get("basis", DUTY))
        made.append(
            Field(
                label=words.FIELDS.get(f"{table.name}.{column.name}", (column.name, column.name)),
                value=told.value(table, column, row),
                purpose=(words.PURPOSES.get(purpose, purpose), purpose) if purpose else words.TO_KEEP_ORDER,
                basis=(words.BASES.get(basis, basis), basis), keep=(words.KEEPS.get(keep, keep), keep),
                sensitive=info.get("class") == "P3",
                plain=bool(info) or column.name == "account_id" or not (column.name.endswith("_id") or column.name in _INNER),
            )
        )  # fmt: skip
    return made


class _Told:
    """Turns stored values into words, asking for each area and account once."""

    def __init__(self, session: Session):
        self.session = session
        self.areas: dict[str, str] = {}
        self.grants: dict[UUID, list[RoleGrant]] = {}

    def area(self, code: str) -> str:
        """The name of an area with its community before it."""
        if code not in self.areas:
            own = self.session.get(Area, code)
            community = self.session.get(Area, code[:12]) if len(code) == 15 else None
            self.areas[code] = (community.name if community else "") + (own.name if own else code)
        return self.areas[code]

    def office(self, account_id: UUID | None, at: datetime, role: str = "") -> tuple[Words, str]:
        """The role and the area of an account at a time; never its name."""
        if account_id is None:
            return ("系统", "Linli itself"), ""
        if account_id not in self.grants:
            statement = select(RoleGrant).where(RoleGrant.account_id == account_id).order_by(col(RoleGrant.starts_at))
            self.grants[account_id] = list(self.session.exec(statement))
        held = [g for g in self.grants[account_id] if g.starts_at <= at and (g.ends_at is None or g.ends_at > at)]
        grant = next((g for g in held if g.role == role), held[0] if held and not role else None)
        if grant is not None:
            return ROLES[Role(grant.role)], self.area(grant.area)
        return (ROLES[Role(role)] if role in set(Role) else ("工作人员", "a colleague")), ""

    def value(self, table: sa.Table, column: "sa.Column[Any]", row: Any) -> Words:
        """One value in words."""
        value, name = row[column.name], column.name
        if value is None or value in ("", b"", {}):
            return NONE
        if name.endswith("_sealed"):
            return _opened(table.name, name.removesuffix("_sealed"), row["id"], value)
        if name == "sealed":
            return _opened(table.name, name, row["id"], value)
        if name.endswith(("_index", "_hash")) or isinstance(value, bytes):
            return CODE_ONLY
        if any(key.target_fullname == "volunteer.id" for key in column.foreign_keys):
            return A_VOLUNTEER
        if (name in {"account_id", "owner_id", "by"} or name.endswith("_by")) and isinstance(value, UUID):
            at = next((row[n] for n in ("happened_at", "created_at", "made_at", "opened_at", "found_at", "at") if n in row), None)
            role, office = self.office(value, at) if at else (("工作人员", "a colleague"), "")
            return f"{role[0]} {office}".strip(), f"{role[1]} {office}".strip()
        if name == "grid":
            return _same(self.area(value))
        if isinstance(value, dict):
            return self._changes(row.get("table", table.name), value)
        own = f"{table.name}.{name}"
        return _said(own if own in words.VALUES else name, value, tag=row.get("tag", ""))

    def _changes(self, table: str, values: dict[str, Any]) -> Words:
        zh, en = [], []
        for name, value in values.items():
            label = words.FIELDS.get(f"{table}.{name}", (name, name))
            secret = name.endswith(("_sealed", "_index", "_hash"))
            said = NONE if value in (None, "") else CODE_ONLY if secret else _said(name, value)
            zh.append(f"{label[0]}：{said[0]}")
            en.append(f"{label[1]}: {said[1]}")
        return "；".join(zh), "; ".join(en)


def _said(name: str, value: Any, tag: str = "") -> Words:
    if isinstance(value, bool):
        return ("是", "yes") if value else ("否", "no")
    if isinstance(value, datetime):
        return _same(_moment(value))
    if isinstance(value, date):
        return _same(value.isoformat())
    if isinstance(value, UUID):
        return _same(number_of(value))
    known = words.GRADES.get(tag, {}) if name == "grade" else words.VALUES.get(name, {})
    return known.get(str(value), _same(str(value)))


def _same(text: str) -> Words:
    return text, text


def _moment(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _opened(table: str, column: str, row: UUID, sealed: bytes) -> Words:
    try:
        return _same(keys.unseal(sealed, table=table, column=column, row=row))
    except InvalidTag:
        return UNREADABLE


def _address(session: Session, told: _Told, resident: Resident) -> str:
    found = session.exec(
        select(Courtyard, Building, Unit, Dwelling)
        .join(Building, col(Building.courtyard_id) == col(Courtyard.id))
        .join(Unit, col(Unit.building_id) == col(Building.id))
        .join(Dwelling, col(Dwelling.unit_id) == col(Unit.id))
        .where(Dwelling.id == resident.dwelling_id)
    ).first()
    if found is None:
        return ""
    yard, building, unit, dwelling = found
    stairs = f"{unit.number}单元" if unit.number else ""
    return f"{told.area(resident.grid)} {yard.name} {building.number}栋{stairs} {dwelling.door}"


def _looks(session: Session, told: _Told, resident_id: UUID) -> list[Look]:
    """Who looked, by day, role, office, act and reason; newest first. Names of colleagues are not told."""
    statement = (
        select(Audit)
        .where(Audit.object_id == str(resident_id), Audit.object_kind == "resident", col(Audit.act).in_(_LOOKED))
        .order_by(col(Audit.id))
    )
    counted: Counter[tuple[str, Words, str, Act, str]] = Counter()
    for row in session.exec(statement):
        role, office = told.office(row.actor_id, row.happened_at, row.role)
        day = f"{row.happened_at.astimezone(SHANGHAI):%Y-%m-%d}"
        counted[day, role, office, Act(row.act), row.reason] += 1
    looks = [
        Look(day, role, office, words.ACTS[act], _reasons(reason, act), times, act == Act.REFUSED)
        for (day, role, office, act, reason), times in counted.items()
    ]
    return sorted(looks, key=lambda look: look.day, reverse=True)


def _reasons(reason: str, act: Act) -> Words:
    if reason in words.REASONS:
        return words.REASONS[reason]
    return ("日常工作", "daily work") if act in {Act.VIEW, Act.CALL} else ("", "")


def missing_words() -> Sequence[str]:
    """Tables and columns about residents that have no words yet; a test keeps this empty."""
    names = [*covered(), Resident.__tablename__, Household.__tablename__, Dwelling.__tablename__, "import_change"]
    tables = [str(n) for n in names if str(n) not in words.TABLES]
    columns = [f"{n}.{c.name}" for n in map(str, names) for c in _TABLES[n].columns if f"{n}.{c.name}" not in words.FIELDS]
    said = [c.info for n in map(str, names) for c in _TABLES[n].columns if c.info]
    register = [i[k] for i in said for k, known in (("purpose", words.PURPOSES), ("keep", words.KEEPS), ("basis", words.BASES)) if i[k] not in known]
    return sorted({*tables, *columns, *register})
