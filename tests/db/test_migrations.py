"""No migration loses a row, and audit rows are never changed (promises E7, H5), on both databases."""

import hashlib
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, SQLModel

from app import db, migrations
from app.config import settings
from app.models import Act, Area, Audit, Level, Meta, Volunteer
from tests.conftest import NOW


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """A database of this test's own with nothing in it."""
    if request.param == "sqlite":
        made = db.make_engine(f"sqlite:///{tmp_path / 'own.db'}")
        yield made
        made.dispose()
        return
    url = sa.make_url(request.getfixturevalue("postgres_url"))
    name = f"linli_test_{secrets.token_hex(6)}"
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
    made = db.make_engine(url.set(database=name).render_as_string(hide_password=False))
    yield made
    made.dispose()
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()


def _revisions() -> list[str]:
    config = migrations.Config()
    config.set_main_option("script_location", str(migrations.HERE))
    return [s.revision for s in reversed(list(ScriptDirectory.from_config(config).walk_revisions()))]


def _to(engine: sa.Engine, revision: str) -> None:
    with engine.begin() as connection:
        command.upgrade(migrations._config(connection), revision)


def _value(column: sa.Column[Any], n: int, table: str) -> Any:
    kind = column.type
    if column.foreign_keys and not column.primary_key:
        return None
    key = UUID(int=n * 100_000 + sum(map(ord, table + column.name)))
    if isinstance(kind, sa.CHAR) and kind.length == 32:  # as SQLite keeps them
        return key.hex
    if isinstance(kind, sa.Uuid):
        return key
    if isinstance(kind, sa.Boolean):
        return bool(n % 2)
    if isinstance(kind, sa.Integer):
        return n
    if isinstance(kind, sa.DateTime):
        return NOW if not isinstance(kind, sa.dialects.sqlite.DATETIME) else NOW.replace(tzinfo=None)
    if isinstance(kind, sa.Date):
        return date(2026, 11, 22)
    if isinstance(kind, sa.LargeBinary):
        return b"\x00\xff" + bytes([n])
    if isinstance(kind, sa.JSON):
        return {"n": n}
    return f"{table[:2]}{n}"[: getattr(kind, "length", None) or 40]


def _fill(engine: sa.Engine) -> None:
    """Two rows in every table of the schema as it is, made from what the database itself says about its columns."""
    found = sa.MetaData()
    found.reflect(engine)
    with engine.begin() as connection:
        rows: dict[str, list[dict[str, Any]]] = {}
        for table in found.sorted_tables:
            if table.name == "alembic_version":
                continue
            for n in (1, 2):
                row = {c.name: _value(c, n, table.name) for c in table.columns}
                for column in table.columns:
                    for key in column.foreign_keys:
                        other = key.column.table.name
                        if other != table.name:
                            row[column.name] = rows[other][n - 1][key.column.name]
                        elif column.primary_key is False:
                            row[column.name] = None
                connection.execute(table.insert(), row)
                rows.setdefault(table.name, []).append(row)


def _digests(engine: sa.Engine, columns: dict[str, list[str]] | None = None) -> dict[str, tuple[int, str]]:
    """Rows and a digest of each table, over the columns that are named or all there are."""
    found = sa.MetaData()
    found.reflect(engine)
    digests = {}
    with engine.connect() as connection:
        for name, table in found.tables.items():
            if name == "alembic_version" or (columns is not None and name not in columns):
                continue
            wanted = [table.c[c] for c in (columns[name] if columns else sorted(table.c.keys()))]
            rows = sorted(repr(tuple(row)) for row in connection.execute(sa.select(*wanted)))
            digests[name] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return digests


def _columns(engine: sa.Engine) -> dict[str, list[str]]:
    found = sa.MetaData()
    found.reflect(engine)
    return {name: sorted(t.c.keys()) for name, t in found.tables.items() if name != "alembic_version"}


def _on_expressions() -> set[str]:
    every = (index for table in SQLModel.metadata.tables.values() for index in table.indexes)
    return {str(index.name) for index in every if not all(isinstance(e, sa.Column) for e in index.expressions)}


def test_an_empty_database_gets_exactly_the_schema_of_the_models(empty: sa.Engine) -> None:
    assert migrations.current(empty) == ""
    assert migrations.upgrade(empty) is True
    assert migrations.current(empty) == migrations.head() == _revisions()[-1]
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": SQLModel.metadata})
        found = compare_metadata(context, SQLModel.metadata)
        # An index on an expression is written otherwise by each database; it is compared by its name below.
        assert [d for d in found if not (d[0] in {"add_index", "remove_index"} and d[1].name in _on_expressions())] == []
        query = "SELECT name FROM sqlite_master WHERE type = 'index'" if empty.dialect.name == "sqlite" else "SELECT indexname FROM pg_indexes"
        assert _on_expressions() <= set(connection.exec_driver_sql(query).scalars())


def test_the_second_run_changes_nothing(empty: sa.Engine) -> None:
    migrations.upgrade(empty)
    with Session(empty) as session:
        epoch = session.get(Meta, "epoch")
        assert epoch is not None
    before = _digests(empty)
    copies = set(settings.data_dir.glob("before-migration-*"))
    assert migrations.upgrade(empty) is False
    assert _digests(empty) == before
    assert set(settings.data_dir.glob("before-migration-*")) == copies


@pytest.mark.parametrize("revision", _revisions())
def test_rows_of_every_released_schema_survive_the_way_to_this_one(empty: sa.Engine, revision: str) -> None:
    _to(empty, revision)
    _fill(empty)
    columns, before, added = _columns(empty), _digests(empty), _codes(empty)
    assert all(rows == 2 for rows, _ in before.values())
    migrations.upgrade(empty)
    _take_back(empty, added)
    after = _digests(empty, columns)
    for table in ("meta",):
        before.pop(table), after.pop(table)
    assert after == before


def _codes(engine: sa.Engine) -> set[str]:
    """Which policy cards a database has, where it has that table."""
    if not sa.inspect(engine).has_table("policy_card"):
        return set()
    with engine.connect() as connection:
        return set(connection.exec_driver_sql("SELECT code FROM policy_card").scalars())


def _take_back(engine: sa.Engine, there: set[str]) -> None:
    """Delete the policy cards that an upgrade has put beside those that were there."""
    if there and sa.inspect(engine).has_table("policy_card"):
        table = sa.table("policy_card", sa.column("code"))
        with engine.begin() as connection:
            connection.execute(table.delete().where(table.c.code.not_in(there)))


NEXT = '''
"""A later schema, for the test."""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None
def upgrade():
    {body}
'''
REBUILD = """for table in ("account", "household", "resident", "area"):
        with op.batch_alter_table(table, recreate="always" if op.get_bind().dialect.name == "sqlite" else "auto") as batch:
            batch.add_column(sa.Column("later", sa.String(10), nullable=True))"""


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Adds a later migration to a copy of ours and points Linli at the copy."""

    def add(body: str) -> None:
        here = tmp_path / "migrations"
        shutil.copytree(migrations.HERE, here, ignore=shutil.ignore_patterns("__pycache__"))
        (here / "versions" / "9999_later.py").write_text(NEXT.format(head=migrations.head(), body=body))
        monkeypatch.setattr(migrations, "HERE", here)

    return add


def test_a_rebuilt_table_takes_no_child_rows_with_it(empty: sa.Engine, later: Any) -> None:
    migrations.upgrade(empty)
    with empty.begin() as connection:
        connection.exec_driver_sql("DELETE FROM meta")
    _fill(empty)
    columns, before = _columns(empty), _digests(empty)
    later(REBUILD)
    assert migrations.upgrade(empty) is True
    after = _digests(empty, columns)
    after.pop("meta"), before.pop("meta")
    assert after == before
    with empty.connect() as connection:
        if empty.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
            copies = sorted(settings.data_dir.glob("before-migration-*"))
            assert copies
            assert copies[-1].stat().st_mode & 0o077 == 0
            copies[-1].unlink()


@pytest.mark.parametrize("body", ["op.execute(\"DELETE FROM sign_in_try WHERE id = 1\")", "op.execute(\"INSERT INTO meta VALUES ('x', 'y')\")"])
def test_a_migration_that_changes_how_many_rows_there_are_is_undone(empty: sa.Engine, later: Any, body: str) -> None:
    migrations.upgrade(empty)
    with empty.begin() as connection:
        connection.exec_driver_sql("DELETE FROM meta")
    _fill(empty)
    before = _digests(empty)
    later(body)
    with pytest.raises(migrations.LostRows):
        migrations.upgrade(empty)
    assert _digests(empty) == before
    assert migrations.current(empty) == _revisions()[-2]
    for copy in settings.data_dir.glob("before-migration-*"):
        copy.unlink()


CHANGES = ["UPDATE audit SET result = 'x'", "UPDATE audit SET result = 'x' WHERE id = 1", "DELETE FROM audit", "DELETE FROM audit WHERE id = 1",
           "UPDATE audit SET at = at WHERE 1 = 1"]  # fmt: skip


def test_nobody_changes_or_deletes_an_audit_row(empty: sa.Engine) -> None:
    migrations.upgrade(empty)
    with Session(empty) as session, session.begin():
        session.add_all(Audit(at=NOW, happened_at=NOW, act=Act.VIEW, object_id=str(n)) for n in range(3))
    before = _digests(empty)["audit"]
    changes = [*CHANGES, "TRUNCATE audit"] if empty.dialect.name == "postgresql" else [*CHANGES, (
        "INSERT OR REPLACE INTO audit (id, at, happened_at, role, act, object_kind, object_id, reason, result, area) "
        "VALUES (1, '2026-01-01', '2026-01-01', '', 'view', '', '', '', 'x', '')"
    )]  # fmt: skip
    for change in changes:
        with pytest.raises(DatabaseError, match="audit rows are never changed"):
            _run(empty, change)
    assert _digests(empty)["audit"] == before
    with Session(empty) as session, session.begin():
        session.add(Audit(at=datetime.now(UTC), happened_at=NOW, act=Act.VIEW))
    assert _digests(empty)["audit"][0] == 4


def _run(engine: sa.Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)


LINE = (
    "INSERT INTO hour_entry (id, volunteer_id, community, source, proof, minutes, day, what, at) "
    "VALUES ('{id}', '{who}', '210202001001', 'system', 'code', 90, '2026-11-20', '修水龙头', '2026-11-20 04:00:00+00:00')"
)
EDITS = ["UPDATE hour_entry SET minutes = 900", "UPDATE hour_entry SET minutes = minutes WHERE 1 = 1", "DELETE FROM hour_entry",
         "DELETE FROM hour_entry WHERE minutes = 90"]  # fmt: skip


def test_nobody_changes_or_deletes_a_line_of_the_ledger_of_hours(empty: sa.Engine) -> None:
    migrations.upgrade(empty)
    who, line = _key(empty), _key(empty)
    with Session(empty) as session, session.begin():
        session.add(Area(code="210202001001", level=Level.COMMUNITY, name="甲社区", path="/x"))
        session.flush()
        session.add(Volunteer(id=UUID(who), community="210202001001", name="王五", registered_at=NOW))
    _run(empty, LINE.format(id=line, who=who))
    before = _digests(empty)["hour_entry"]
    edits = [*EDITS, "TRUNCATE hour_entry CASCADE"] if empty.dialect.name == "postgresql" else [*EDITS, LINE.replace("INSERT", "INSERT OR REPLACE").format(id=line, who=who)]
    for edit in edits:
        with pytest.raises(DatabaseError, match="lines of the ledger are never changed"):
            _run(empty, edit)
    assert _digests(empty)["hour_entry"] == before
    _run(empty, LINE.replace("90", "-30").replace("system", "correction").format(id=_key(empty), who=who))
    assert _digests(empty)["hour_entry"][0] == 2


def _key(engine: sa.Engine) -> str:
    """A new id as this database writes it."""
    made = uuid4()
    return made.hex if engine.dialect.name == "sqlite" else str(made)
