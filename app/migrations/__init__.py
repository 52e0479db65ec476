"""Bringing a database to the schema of this release, without losing a row (promise E7)."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import Session

from app import db
from app.config import settings
from app.services import meta, policies

HERE = Path(__file__).parent
_LOCK = 0x4C696E6C69
"""The number of our advisory lock in PostgreSQL: "Linli" in ASCII."""


class LostRows(RuntimeError):
    """A migration changed how many rows a table has; the copy made before it is still there."""


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """The newest revision in the code."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    return ScriptDirectory.from_config(config).get_current_head() or ""


def known() -> list[str]:
    """Every revision that this release knows."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    return [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]


def current(engine: sa.Engine) -> str:
    """The revision of the database, "" for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def _counts(connection: sa.Connection) -> dict[str, int]:
    names = [n for n in sa.inspect(connection).get_table_names() if n != "alembic_version"]
    return {n: connection.execute(sa.select(sa.func.count()).select_from(sa.table(n))).scalar_one() for n in names}


def _copy_first(engine: sa.Engine) -> None:
    """A copy beside the database before anything is changed; PostgreSQL has its own tools for that."""
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path or not Path(path).exists():
        return
    target = settings.data_dir / f"before-migration-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.db"
    with engine.connect().execution_options(linli_begin="DEFERRED") as connection:
        raw = connection.connection.driver_connection
        connection.rollback()
        assert raw is not None
        raw.execute("VACUUM INTO ?", (str(target),))
    target.chmod(0o600)


@contextmanager
def _alone(engine: sa.Engine) -> Iterator[None]:
    """One process migrates, the others that start with it wait: a lock of PostgreSQL, or of a file beside SQLite's."""
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.execute(sa.select(sa.func.pg_advisory_lock(_LOCK)))
            connection.commit()
            try:
                yield
            finally:
                connection.execute(sa.select(sa.func.pg_advisory_unlock(_LOCK)))
        return
    path = engine.url.database
    if not path or path == ":memory:":
        yield
        return
    with os.fdopen(os.open(f"{path}.migrating", os.O_CREAT | os.O_RDWR, 0o600)) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def upgrade(engine: sa.Engine | None = None, *, keep_copy: bool = True) -> bool:
    """Bring the database to this release; True where something had to be done. Several may ask at once; one does it.

    `keep_copy` is False where the database was itself just made from a backup. Raises LostRows.
    """
    engine = engine or db.engine()
    if current(engine) == head():
        return False
    with _alone(engine):
        return _upgrade(engine, keep_copy)


def _upgrade(engine: sa.Engine, keep_copy: bool) -> bool:
    """The work of `upgrade`, by the one process whose turn it is.

    Foreign keys are off outside the transaction, because a rebuilt table would otherwise take its children with it
    (promises.md §1, fact 12). Rows are counted before and after. Raises LostRows.
    """
    before = current(engine)
    if before == head():
        return False
    if before and keep_copy:
        _copy_first(engine)
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if sqlite:
            raw = connection.connection.driver_connection
            connection.rollback()
            assert raw is not None
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                counts = _counts(connection)
                command.upgrade(_config(connection), "head")
                after = _counts(connection)
                if lost := [n for n, rows in counts.items() if after.get(n, rows) != rows]:
                    raise LostRows(", ".join(lost))
                if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise LostRows("foreign keys")
        finally:
            if sqlite and raw is not None:
                raw.execute("PRAGMA foreign_keys=ON")
    with Session(engine) as session, session.begin():
        meta.ensure(session)
        policies.ensure(session, now=datetime.now(UTC))
    return True
