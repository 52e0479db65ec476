"""What an import has to write: bulk rows chunk by chunk, and for rows that were there before their values before and after."""

import base64
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from pydantic_core import PydanticUndefined
from sqlalchemy import Connection, Table, bindparam, insert, select, update
from sqlmodel import SQLModel

from app.models import AccessFlag, EmergencyContact, Resident, ResidentTag
from app.services.imports import tables

_MODELS: dict[str, type[SQLModel]] = {
    "resident": Resident, "resident_tag": ResidentTag, "access_flag": AccessFlag, "emergency_contact": EmergencyContact
}  # fmt: skip


def defaults(table: str) -> dict[str, Any]:
    """The defaults of a model's columns, so that a bulk row is as complete as an object would be."""
    return {
        name: getattr(info.default, "value", info.default)
        for name, info in _MODELS[table].model_fields.items()
        if info.default is not PydanticUndefined and info.default_factory is None
    }


def plain(value: Any) -> Any:
    """A value as JSON holds it: sealed bytes as base64."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, UUID | date | datetime):
        return str(value)
    return value


def restored(table: Table, column: str, value: Any) -> Any:
    """A value of JSON as its column holds it."""
    if value is None:
        return None
    kind = table.c[column].type.python_type
    if kind is bytes:
        return base64.b64decode(value)
    if kind is UUID:
        return UUID(value)
    return date.fromisoformat(value) if kind is date else value


_MANY = 100


class Ledger:
    """Pending rows and changes of one batch."""

    def __init__(self, connection: Connection, batch: UUID):
        self.connection, self.batch = connection, batch
        self.rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._updates: dict[tuple[str, frozenset[str]], list[dict[str, Any]]] = defaultdict(list)
        self._changes: dict[tuple[str, UUID], tuple[dict[str, Any], dict[str, Any]]] = {}

    def add(self, table: str, row: dict[str, Any]) -> None:
        """A new row."""
        self.rows[table].append(row)

    def change(self, table: str, row: UUID, before: dict[str, Any], after: dict[str, Any], *, record: bool) -> None:
        """Changed columns of a row. `record` is False for rows that this batch itself has made."""
        self._updates[table, frozenset(after)].append({"_id": row, **after})
        if record:
            known = self._changes.setdefault((table, row), ({}, {}))
            for column, value in before.items():
                known[0].setdefault(column, plain(value))
            known[1].update({column: plain(after[column]) for column in before})

    def recorded(self, ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
        """Those of these residents that this batch has changed before, with what it wrote."""
        found: dict[UUID, dict[str, Any]] = {}
        wanted = list(ids)
        changes = tables.import_change
        for start in range(0, len(wanted), 1000):
            for row in self.connection.execute(
                select(changes).where(
                    changes.c.batch_id == self.batch, changes.c.row_id.in_(wanted[start : start + 1000])
                )
            ):
                found[row.row_id] = row.after
        return found

    def write(self, places: dict[str, list[dict[str, Any]]]) -> None:
        """Write everything that is pending, parents first."""
        for table in tables.PLACES:
            self._insert(table, places[table.name])
            places[table.name] = []
        for table in tables.PEOPLE:
            self._insert(table, self.rows.pop(table.name, []))
        for (name, columns), values in self._updates.items():
            table = next(t for t in (*tables.PLACES, *tables.PEOPLE) if t.name == name)
            statement = update(table).where(table.c.id == bindparam("_id")).values({c: bindparam(c) for c in columns})
            self.connection.execute(statement, values)
        self._updates.clear()
        self._write_changes()

    def _insert(self, table: Table, rows: list[dict[str, Any]]) -> None:
        if not rows:
            return
        dialect = self.connection.dialect
        if dialect.paramstyle != "qmark" or len(rows) < _MANY:
            self.connection.execute(insert(table), rows)
            return
        # SQLite: the same statement and the same converters, without building a parameter set for each row twice.
        columns = [table.c[name] for name in rows[0]]
        statement = str(insert(table).compile(dialect=dialect, column_keys=[column.key for column in columns]))
        names = [column.key for column in table.c if column.key in rows[0]]
        convert = [(name, table.c[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in names]
        values = [tuple(row[name] if to is None else to(row[name]) for name, to in convert) for row in rows]
        self.connection.exec_driver_sql(statement, values)

    def _write_changes(self) -> None:
        if not self._changes:
            return
        changes = tables.import_change
        rows = [key[1] for key in self._changes]
        known = {}
        for start in range(0, len(rows), 1000):
            for row in self.connection.execute(
                select(changes).where(
                    changes.c.batch_id == self.batch, changes.c.row_id.in_(rows[start : start + 1000])
                )
            ):
                known[row.table, row.row_id] = row
        fresh = []
        for (table, row_id), (before, after) in self._changes.items():
            old = known.get((table, row_id))
            if old is None:
                fresh.append(
                    {
                        "id": uuid4(),
                        "batch_id": self.batch,
                        "table": table,
                        "row_id": row_id,
                        "before": before,
                        "after": after,
                    }
                )
            else:
                self.connection.execute(
                    update(changes)
                    .where(changes.c.id == old.id)
                    .values(before={**before, **old.before}, after={**old.after, **after})
                )
        self._insert(changes, fresh)
        self._changes.clear()
