"""Bringing a database to the schema of this release, without losing a row (promise E7)."""

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
from app.services import meta

HERE = Path(__file__).parent


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
    target = settings.data_dir / f"before-migration-{datetime.now(UTC):%Y%m%d-%H%M%S}.db"
    with engine.connect().execution_options(linli_begin="DEFERRED") as connection:
        raw = connection.connection.driver_connection
        connection.rollback()
        assert raw is not None
        raw.execute("VACUUM INTO ?", (str(target),))
    target.chmod(0o600)


def upgrade(engine: sa.Engine | None = None) -> bool:
    """Bring the database to this release; True where something had to be done.

    Foreign keys are off outside the transaction, because a rebuilt table would otherwise take its children with it
    (promises.md §1, fact 12). Rows are counted before and after. Raises LostRows.
    """
    engine = engine or db.engine()
    before = current(engine)
    if before == head():
        return False
    if before:
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
    return True
