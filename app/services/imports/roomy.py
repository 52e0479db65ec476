"""More page cache for SQLite while a large file is written: random keys touch pages all over a database of 500 MB."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

_CACHE_KIB = 192 * 1024


@contextmanager
def roomy(connection: Connection) -> Iterator[None]:
    """Within this block the connection keeps 192 MiB of pages and maps none; afterwards it is as it was."""
    if connection.dialect.name != "sqlite":
        yield
        return
    before = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("cache_size", "mmap_size")}
    connection.exec_driver_sql(f"PRAGMA cache_size=-{_CACHE_KIB}")
    connection.exec_driver_sql("PRAGMA mmap_size=0")
    try:
        yield
    finally:
        for name, value in before.items():
            if value is not None:
                connection.exec_driver_sql(f"PRAGMA {name}={value}")
