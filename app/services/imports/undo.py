"""Take an import back: what it made goes, what it changed returns, and whatever somebody has used or changed since stays.

People who were visited, tagged or edited since stay whole, with the tags the list gave them; the report counts them.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, delete, exists, func, or_, select, update
from sqlmodel import Session, SQLModel

from app.errors import Conflict, NotFound
from app.models import Act
from app.rules.ages import age_on
from app.rules.dalian import ZONE
from app.rules.tiers import tier_of
from app.services import audit, office
from app.services.imports.ledger import plain, restored
from app.services.imports.people_book import IN_FORCE
from app.services.imports.report import UndoReport
from app.services.imports.roomy import roomy
from app.services.imports.tables import (
    PEOPLE,
    PLACES,
    access_flag,
    dwelling,
    emergency_contact,
    import_batch,
    import_change,
    resident,
    resident_tag,
    unit,
)

_CHUNK = 500
_UNSEEN = frozenset({"version", "updated_at"})


def find_batch(session: Session, told: str) -> UUID:
    """The batch with this id, or whose id begins so (8 signs at least). Raises NotFound."""
    wanted = told.strip().lower().replace("-", "")
    if len(wanted) >= 8:
        found = [
            row
            for row in session.connection().execute(select(import_batch.c.id)).scalars()
            if row.hex.startswith(wanted)
        ]
        if len(found) == 1:
            return found[0]
    raise NotFound()


def undo(
    session: Session, *, batch_id: UUID, actor_id: UUID | None = None, role: str = "", now: datetime
) -> UndoReport:
    """Take a batch back in the caller's transaction.

    Raises NotFound where there is no such batch, Conflict where it has been taken back before.
    """
    session.flush()
    connection = session.connection()
    batch = connection.execute(select(import_batch).where(import_batch.c.id == batch_id)).one_or_none()
    if batch is None:
        raise NotFound()
    if batch.undone_at is not None:
        raise Conflict("already_undone", "这一批已经撤回过了。", "This batch has been taken back already.")
    with roomy(connection):
        report = _Undo(connection, batch_id, now).all()
    connection.execute(update(import_batch).where(import_batch.c.id == batch_id).values(undone_at=now))
    session.expire_all()
    result = f"removed {report.removed['resident']} restored {report.restored} kept {report.kept.total()}"
    audit.record(
        session, act=Act.IMPORT_UNDO, now=now, actor_id=actor_id, role=role, object_kind="import_batch",
        object_id=batch_id, result=result, area=batch.area,
    )  # fmt: skip
    office.tell(session, kind="import_undone", now=now, removed=report.removed["resident"], restored=report.restored, kept=report.kept.total())
    session.flush()
    return report


def _referring(table: Table, batch: UUID | None = None) -> list[ColumnElement[bool]]:
    """Whether any row elsewhere refers to a row of this table; rows of the batch itself do not count."""
    found: list[ColumnElement[bool]] = []
    for other in SQLModel.metadata.tables.values():
        for column in other.c:
            if any(key.column is table.c.id for key in column.foreign_keys):
                condition = column == table.c.id
                if batch is not None and "batch_id" in other.c:
                    condition = and_(condition, or_(other.c.batch_id.is_(None), other.c.batch_id != batch))
                found.append(exists().where(condition))
    return found


class _Undo:
    def __init__(self, connection: Connection, batch: UUID, now: datetime):
        self.connection, self.batch, self.now = connection, batch, now
        self.report = UndoReport(batch)
        self.partly: set[UUID] = set()
        """People of whom something stayed: their tier is worked out anew."""
        self.written: dict[UUID, int] = {}
        """Version that the batch gave to those who were there before."""

    def all(self) -> UndoReport:
        """In this order: people it made, then what it gave to others, then fields, then places."""
        self._made_people()
        self._changed_rows()
        self._given()
        self._tiers()
        self._places()
        self.connection.execute(delete(import_change).where(import_change.c.batch_id == self.batch))
        return self.report

    def _made_people(self) -> None:
        changed = resident.c.version > 1
        used = or_(*_referring(resident, self.batch))
        mine = resident.c.batch_id == self.batch
        count = select(func.count()).select_from(resident)
        for reason, condition in (
            ("resident_changed", and_(mine, changed)),
            ("resident_in_use", and_(mine, ~changed, used)),
        ):
            if number := self.connection.execute(count.where(condition)).scalar_one():
                self.report.kept[reason] += number
        ids = self.connection.execute(select(resident.c.id).where(mine, ~changed, ~used)).scalars().all()
        for part in _parts(ids):
            for table in reversed(PEOPLE):
                column = table.c.id if table is resident else table.c.resident_id
                self.report.removed[table.name] += self.connection.execute(
                    delete(table).where(column.in_(part))
                ).rowcount

    def _changed_rows(self) -> None:
        changes = self.connection.execute(select(import_change).where(import_change.c.batch_id == self.batch)).all()
        by_table: dict[str, list[Row[Any]]] = defaultdict(list)
        for change in changes:
            by_table[change.table].append(change)
            if change.table == "resident" and "version" in change.after:
                self.written[change.row_id] = int(change.after["version"])
        for name, rows in by_table.items():
            table = next(t for t in (*PLACES, *PEOPLE) if t.name == name)
            for part in _parts(rows):
                self._restore(table, part)

    def _restore(self, table: Table, changes: Sequence[Row[Any]]) -> None:
        wanted = [change.row_id for change in changes]
        current = {row.id: row for row in self.connection.execute(select(table).where(table.c.id.in_(wanted)))}
        for change in changes:
            row = current.get(change.row_id)
            if row is None:
                continue
            values: dict[str, Any] = {}
            for column, before in change.before.items():
                if column in _UNSEEN:
                    continue
                if plain(getattr(row, column)) == change.after.get(column):
                    values[column] = restored(table, column, before)
                else:
                    self.report.kept["field_changed"] += 1
                    self.partly.add(row.id if table is resident else getattr(row, "resident_id", row.id))
            if table is resident:
                values |= {"version": row.version + 1, "updated_at": self.now}
            if values:
                self.connection.execute(update(table).where(table.c.id == change.row_id).values(values))
                self.report.restored += 1
        if table is resident:  # the borders may have changed since: everybody is in the grid of the own staircase
            home = (
                select(unit.c.grid)
                .join(dwelling, dwelling.c.unit_id == unit.c.id)
                .where(dwelling.c.id == resident.c.dwelling_id)
                .scalar_subquery()
            )
            self.connection.execute(update(resident).where(resident.c.id.in_(wanted), resident.c.grid != home).values(grid=home))

    def _given(self) -> None:
        """Tags, flags and contacts that the batch gave to people who were there before."""
        for table, what in (
            (resident_tag, "tag_changed"),
            (access_flag, "contact_changed"),
            (emergency_contact, "contact_changed"),
        ):
            rows = self.connection.execute(
                select(table, resident.c.version, resident.c.batch_id.label("of_batch"))
                .join(resident, resident.c.id == table.c.resident_id)
                .where(
                    table.c.batch_id == self.batch,
                    or_(resident.c.batch_id.is_(None), resident.c.batch_id != self.batch),
                )
            ).all()
            gone = []
            for row in rows:
                # The version has been raised by one more when the particulars were restored just now.
                untouched = row.version == self.written.get(row.resident_id, -1) + 1
                if row.state == "active" if table is resident_tag else untouched:
                    gone.append(row.id)
                else:
                    self.report.kept[what] += 1
                    self.partly.add(row.resident_id)
            for part in _parts(gone):
                self.report.removed[table.name] += self.connection.execute(
                    delete(table).where(table.c.id.in_(part))
                ).rowcount

    def _tiers(self) -> None:
        today = self.now.astimezone(ZONE).date()
        for part in _parts(list(self.partly)):
            people = self.connection.execute(select(resident).where(resident.c.id.in_(part))).all()
            held: dict[UUID, dict[str, str]] = defaultdict(dict)
            for tag in self.connection.execute(select(resident_tag).where(resident_tag.c.resident_id.in_(part))):
                if tag.state in IN_FORCE and not (tag.expires_on and tag.expires_on <= today):
                    held[tag.resident_id][tag.tag] = tag.grade
            for row in people:
                tier = tier_of(tags=held[row.id], age=age_on(row.birth_ym, today), living=row.living)
                if (tier.letter, tier.reason) != (row.tier, row.tier_reason):
                    self.connection.execute(
                        update(resident)
                        .where(resident.c.id == row.id)
                        .values(tier=tier.letter, tier_reason=tier.reason)
                    )

    def _places(self) -> None:
        for table in reversed(PLACES):
            mine = table.c.batch_id == self.batch
            free = [~condition for condition in _referring(table)]
            ids = self.connection.execute(select(table.c.id).where(mine, *free)).scalars().all()
            for part in _parts(ids):
                self.report.removed[table.name] += self.connection.execute(
                    delete(table).where(table.c.id.in_(part))
                ).rowcount
            if left := self.connection.execute(select(func.count()).select_from(table).where(mine)).scalar_one():
                self.report.kept["place_in_use"] += left


def _parts(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]
