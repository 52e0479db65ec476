"""The engine and `transaction()`: the only place where a database session begins and commits (promise E1)."""

import asyncio
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine, create_engine, event, make_url
from sqlmodel import Session

from app.config import settings
from app.errors import AppError

P = ParamSpec("P")
T = TypeVar("T")

_threads = ThreadPoolExecutor(max_workers=8, thread_name_prefix="db")
_slow = ThreadPoolExecutor(max_workers=2, thread_name_prefix="slow")
"""Threads of its own for hashing, so that a rush of sign-ins never takes all those of the database."""


def make_engine(url: str) -> Engine:
    """An engine with every safety on: SQLite in WAL with FULL sync and foreign keys, writes begin IMMEDIATE."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True)
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _ours_alone(Path(path))
    engine = create_engine(url, connect_args={"timeout": 15, "check_same_thread": False}, pool_size=10, max_overflow=10)

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy's own BEGIN below is the only one
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=15000",
            "secure_delete=ON",
            "recursive_triggers=ON",  # else INSERT OR REPLACE would slip past the trigger that keeps audit rows
            "temp_store=MEMORY",
            "cache_size=-65536",
            "mmap_size=268435456",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # A write that starts as a read can lose the race for the lock and cannot retry; so it starts as a write.
        mode = connection.get_execution_options().get("linli_begin", "IMMEDIATE")
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def _ours_alone(path: Path) -> None:
    """Make the file of a new database so that nobody else on this machine reads it.

    One that is there is never opened here: closing any descriptor of it drops every lock that SQLite holds for this
    process (POSIX), and then a command that ends beside the server would take the write-ahead log from under it.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


_making = threading.Lock()


@lru_cache(maxsize=1)
def _engine() -> Engine:
    return make_engine(settings.database)


def engine() -> Engine:
    """The engine of this process; threads that ask for it at once at the start get one and the same."""
    with _making:
        return _engine()


_writing = threading.Lock()


def _turn(used: Engine) -> AbstractContextManager[Any]:
    """Threads of one process take turns at SQLite's one write lock, first come, first served.

    Left to SQLite they would poll for it, and the unlucky one waits many times as long (measured: worst answer of a
    batch under load 10.0 s without, 1.0 s with).
    """
    return _writing if used.dialect.name == "sqlite" else nullcontext()


@contextmanager
def transaction(of: Engine | None = None) -> Iterator[Session]:
    """One unit of work that may write: all of it is committed at the end, or none of it.

    A refusal rolls everything back, and then its audit rows alone are kept: a refused look leaves its trace.
    `of` is the engine of another database than ours, such as one that is being restored.
    """
    used = of or engine()
    try:
        with _turn(used), Session(used, expire_on_commit=False) as session, session.begin():
            yield session
    except AppError as error:
        if error.refused:
            with _turn(used), Session(used) as session, session.begin():
                session.add_all(error.refused)
            error.refused = []
        raise


@contextmanager
def reading(of: Engine | None = None) -> Iterator[Session]:
    """A unit of work that only reads; on SQLite it takes no write lock, so readers never wait for one another.

    `of` is the engine of another database than ours, such as one that `linli doctor` looks at.
    """
    with Session(of or engine(), expire_on_commit=False) as session:
        session.connection(execution_options={"linli_begin": "DEFERRED"})
        yield session
        session.rollback()


async def run(verb: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a service off the event loop, inside one transaction (promise B12)."""

    def work() -> T:
        with transaction() as session:
            return verb(session, *args, **kwargs)

    return await asyncio.get_running_loop().run_in_executor(_threads, work)


async def read(verb: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a service that only reads, off the event loop."""

    def work() -> T:
        with reading() as session:
            return verb(session, *args, **kwargs)

    return await asyncio.get_running_loop().run_in_executor(_threads, work)


async def off_loop(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call something slow that needs no database, such as a password hash, without holding up anybody's event."""
    return await asyncio.get_running_loop().run_in_executor(_slow, lambda: work(*args, **kwargs))


@contextmanager
def scratch() -> Iterator[Session]:
    """A unit of work on a copy that is thrown away: a long rehearsal that makes no writer wait.

    PostgreSQL keeps writers apart by itself; there it is a transaction that is rolled back. The copy lies in the data
    folder with mode 0600 for as long as the block runs; one that a crash left behind goes with the next.
    """
    live = engine()
    path = live.url.database
    if live.dialect.name != "sqlite" or not path or path == ":memory:":
        with Session(live, expire_on_commit=False) as session:
            yield session
            session.rollback()
        return
    for left in Path(path).parent.glob("rehearsal-*.db*"):
        left.unlink(missing_ok=True)
    copy = Path(path).with_name(f"rehearsal-{os.getpid()}-{threading.get_ident()}.db")
    try:
        os.close(os.open(copy, os.O_CREAT | os.O_RDWR, 0o600))
        with live.connect().execution_options(linli_begin="DEFERRED") as connection:
            raw: Any = connection.connection.driver_connection
            connection.rollback()
            raw.execute("VACUUM INTO ?", (str(copy),))
        rehearsal = make_engine(f"sqlite:///{copy}")
        try:
            with Session(rehearsal, expire_on_commit=False) as session:
                yield session
                session.rollback()
        finally:
            rehearsal.dispose()
    finally:
        for part in copy.parent.glob(f"{copy.name}*"):
            part.unlink(missing_ok=True)
