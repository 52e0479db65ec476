"""A SQLite database as one checked file: copied while the server writes, without ever checkpointing beside it."""

import hashlib
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from app.config import VERSION
from app.errors import Conflict
from app.services.backup.note import TABLE, Note, damaged, from_rows, not_ours

HEADER = b"SQLite format 3\x00"


def open_for_reading(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, and so never checkpoints, not even as the last one to close (promise E4)."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=15)
    for pragma in ("wal_autocheckpoint=0", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def copy(source: Path, target: Path, *, made_at: datetime) -> Note:
    """Copy the database as it is at this moment into the empty file `target`, check the copy, write the note into it.

    Raises Conflict where there is no database, Invalid where the copy does not check out.
    """
    if not source.exists():
        raise Conflict("no_database", "还没有数据库，没有可备份的。", "There is no database yet, nothing to back up.")
    with closing(open_for_reading(source)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        for pragma in ("journal_mode=MEMORY", "temp_store=MEMORY", "synchronous=OFF"):  # the caller syncs it as a whole
            connection.execute(f"PRAGMA {pragma}")
        _sound(connection)
        note = _described(connection, made_at)
        connection.execute("BEGIN")
        connection.execute(f"DROP TABLE IF EXISTS {TABLE}")
        connection.execute(f"CREATE TABLE {TABLE} (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
        connection.executemany(f"INSERT INTO {TABLE} VALUES (?, ?)", note.rows())
        connection.execute("COMMIT")
    return note


def look(path: Path, check: str) -> list[str]:
    """What `quick_check` or `integrity_check` and the foreign keys say of a live database; [] for nothing wrong (E6)."""
    with closing(open_for_reading(path)) as connection:
        said = [row[0] for row in connection.execute(f"PRAGMA {check}(1)")]
        found = [] if said == ["ok"] else [check]
        return found + (["foreign_key_check"] if connection.execute("PRAGMA foreign_key_check").fetchone() else [])


def read_note(path: Path) -> Note:
    """The note of a backup. Raises Invalid where there is none."""
    try:
        with closing(open_for_reading(path)) as connection:
            return from_rows(dict(connection.execute(f"SELECT key, value FROM {TABLE}")))
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise not_ours() from error


def check(path: Path, note: Note) -> None:
    """Whether a backup is sound and holds exactly what its note says. Raises Invalid where not."""
    try:
        with closing(open_for_reading(path)) as connection:
            _sound(connection)
            found = _described(connection, datetime.fromisoformat(note.made_at))
    except (sqlite3.Error, UnicodeDecodeError) as error:  # a flipped bit may leave text that is none
        raise damaged("sqlite") from error
    for what in ("schema", "epoch", "audit_last_id", "seal_position", "seal_digest"):
        if getattr(found, what) != getattr(note, what):
            raise damaged(what)
    if wrong := [t for t in note.counts | found.counts if note.counts.get(t) != found.counts.get(t)]:
        raise damaged(f"counts: {', '.join(sorted(wrong))}")
    if wrong := [t for t in note.digests if note.digests[t] != found.digests.get(t)]:
        raise damaged(f"rows: {', '.join(sorted(wrong))}")


def without_note(path: Path) -> None:
    """Take the note out of the copy that becomes a database again."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=MEMORY")
        connection.execute(f"DROP TABLE IF EXISTS {TABLE}")


def tables_in(path: Path) -> list[str]:
    """The tables of the database at this place, [] where there is none. Raises Conflict where it is no database."""
    if not path.exists() or path.stat().st_size == 0:
        return []
    try:
        with closing(open_for_reading(path)) as connection:
            return _tables(connection)
    except sqlite3.Error as error:
        raise Conflict("restore_place", "那里有一个别的文件。", "There is another file in that place.") from error


def _tables(connection: sqlite3.Connection) -> list[str]:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    return sorted(row[0] for row in names if row[0] != TABLE)


def _sound(connection: sqlite3.Connection) -> None:
    try:
        if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            raise damaged("integrity_check")
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise damaged("foreign_key_check")
    except sqlite3.Error as error:
        raise damaged("integrity_check") from error


def _one(connection: sqlite3.Connection, tables: list[str], table: str, query: str) -> tuple[Any, ...] | None:
    row: tuple[Any, ...] | None = connection.execute(query).fetchone() if table in tables else None
    return row


def _described(connection: sqlite3.Connection, made_at: datetime) -> Note:
    tables = _tables(connection)
    counts, digests = {}, {}
    for table in tables:
        name = table.replace('"', '""')
        counts[table], digests[table] = _digest(connection, f'SELECT * FROM "{name}" ORDER BY rowid')
    # Tables, indexes and triggers themselves, without this note.
    _, digests["sqlite_master"] = _digest(
        connection, f"SELECT type, name, tbl_name, sql FROM sqlite_master WHERE tbl_name != '{TABLE}' ORDER BY name"
    )
    revision = _one(connection, tables, "alembic_version", "SELECT version_num FROM alembic_version")
    epoch = _one(connection, tables, "meta", "SELECT value FROM meta WHERE key = 'epoch'")
    last = _one(connection, tables, "audit", "SELECT max(id) FROM audit")
    seal = _one(connection, tables, "audit_seal", "SELECT position, digest FROM audit_seal ORDER BY position DESC LIMIT 1")
    return Note(
        made_at=made_at.isoformat(timespec="seconds"), version=VERSION, schema=revision[0] if revision else "",
        epoch=epoch[0] if epoch else "", database="sqlite", counts=counts, digests=digests,
        audit_last_id=(last[0] or 0) if last else 0, seal_position=seal[0] if seal else 0, seal_digest=seal[1] if seal else "",
    )  # fmt: skip


def _digest(connection: sqlite3.Connection, query: str) -> tuple[int, str]:
    """How many rows there are, and one hash over all of them: `integrity_check` looks at structure only (E6)."""
    rows, digest = 0, hashlib.sha256()
    cursor = connection.execute(query)
    while part := cursor.fetchmany(2000):
        rows += len(part)
        digest.update(repr(part).encode())
    return rows, digest.hexdigest()
