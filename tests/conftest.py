"""One database for each test, on SQLite and on PostgreSQL; keys and data in a folder that goes away again."""

import os
import secrets
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

_home = tempfile.mkdtemp(prefix="linli-test-")
os.environ["LINLI_DATA_DIR"] = _home
for name in ("LINLI_DATABASE_URL", "LINLI_KEY_FILE", "LINLI_PUBLIC_URL", "LINLI_DEMO", "LINLI_STRICT", "LINLI_REDIS_URL"):
    os.environ.pop(name, None)

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

import app.models  # noqa: F401
from app import db

POSTGRES = os.environ.get("LINLI_TEST_POSTGRES", "postgresql://127.0.0.1:5432/postgres")
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
"""10:00 on 22 November 2026 in Dalian; tests never look at the clock."""


def _postgres() -> tuple[sa.Engine, str] | None:
    url = sa.make_url(POSTGRES.replace("postgresql://", "postgresql+psycopg://", 1))
    users = [url.username] if url.username else [os.environ.get("PGUSER") or "postgres", "root"]
    for user in users:
        try:
            admin = sa.create_engine(url.set(username=user), isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
            name = f"linli_test_{secrets.token_hex(6)}"
            with admin.connect() as connection:
                connection.exec_driver_sql(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
                # Nothing here outlives the run: no test but those that kill a server of their own needs the disk to keep it.
                connection.exec_driver_sql(f"ALTER DATABASE {name} SET synchronous_commit = off")
            return admin, name
        except sa.exc.OperationalError:
            continue
    return None


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL database of this run's own; created here, dropped at the end."""
    made = _postgres()
    if made is None:
        pytest.skip("no PostgreSQL here")
    admin, name = made
    yield admin.url.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_url() -> str:
    """A SQLite file of this run's own."""
    return f"sqlite:///{Path(_home) / f'test-{os.getpid()}.db'}"


_engines: dict[str, sa.Engine] = {}


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    """The engine of one of the two databases with all tables, empty at the start of each test."""
    url = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    if url not in _engines:
        _engines[url] = db.make_engine(url)
        if request.param == "sqlite":
            sa.event.listen(_engines[url], "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
        SQLModel.metadata.create_all(_engines[url])
    made = _engines[url]
    yield made
    with made.begin() as connection:
        _empty(connection)


def _empty(connection: sa.Connection) -> None:
    """Empty the tables that a test has written to, and start the numbers again. (TRUNCATE of all takes PostgreSQL more than
    a second, which is longer than most tests.)"""
    tables = list(reversed(SQLModel.metadata.sorted_tables))
    full = " UNION ALL ".join(f"SELECT '{t.name}' WHERE EXISTS (SELECT 1 FROM \"{t.name}\")" for t in tables)
    written = set(connection.exec_driver_sql(full).scalars())
    for table in tables:
        if table.name in written:
            connection.execute(table.delete())
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            "SELECT setval((quote_ident(schemaname) || '.' || quote_ident(sequencename))::regclass, start_value, false)"
            " FROM pg_sequences WHERE last_value IS NOT NULL"
        ).all()


@pytest.fixture
def database(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> sa.Engine:
    """The same engine, in the place where `db.transaction()` looks for it."""
    monkeypatch.setattr(db, "engine", lambda: engine)
    return engine


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """A session whose work is rolled back at the end of the test."""
    with Session(engine, expire_on_commit=False) as made:
        yield made
        made.rollback()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say plainly when PostgreSQL was not there."""
    missing = [r for r in terminalreporter.stats.get("skipped", []) if "no PostgreSQL here" in str(r.longrepr)]
    if missing:
        terminalreporter.write_line(f"PostgreSQL was NOT there: {len(missing)} tests ran on SQLite only.", red=True, bold=True)
