"""A PostgreSQL database through its own tools: one tar with the dump and the same note beside it."""

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import make_url

from app import db
from app.config import VERSION
from app.errors import AppError, Conflict, Invalid
from app.services.backup.note import Note, damaged, from_rows, not_ours

NOTE, DUMP = "linli-backup.json", "linli.dump"
_LONGEST_NOTE = 1 << 20


def _env(url: str) -> dict[str, str]:
    """Where the database is, for PostgreSQL's tools; the password stands in no command line that others could list."""
    at = make_url(url)
    env = {k: v for k, v in os.environ.items() if k != "PGSERVICE"}
    parts = {"HOST": at.host, "PORT": at.port, "USER": at.username, "PASSWORD": at.password, "DATABASE": at.database}
    parts |= {k.upper(): v for k, v in at.query.items() if re.fullmatch(r"ssl\w+|host|port", k) and isinstance(v, str)}
    env |= {f"PG{name}": str(value) for name, value in parts.items() if value}
    return env


def _tool(name: str, server: int) -> str:
    """The path of pg_dump or pg_restore. Raises Conflict where it is missing or older than the server."""
    path = shutil.which(name)
    if path is None:
        raise Conflict(
            "no_pg_tools", "没有找到 {tool}，请安装 postgresql-client-{n}。", "{tool} is not installed. Install postgresql-client-{n}.",
            tool=name, n=server,
        )  # fmt: skip
    said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=20).stdout
    found = re.search(r"(\d+)(?:\.\d+)?", said)
    if found is None or int(found.group(1)) < server:
        raise Conflict(
            "old_pg_tools", "{tool} 的版本（{has}）比数据库（{n}）旧，请安装 postgresql-client-{n}。",
            "{tool} is version {has}, older than the server ({n}). Install postgresql-client-{n}.",
            tool=name, n=server, has=found.group(1) if found else "?",
        )  # fmt: skip
    return path


def _server(connection: sa.Connection) -> int:
    return int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10000


def dump(url: str, target: Path, work: Path, *, made_at: datetime) -> Note:
    """Write the tar into the empty file `target`; `work` holds the dump meanwhile. Counts and dump are of one snapshot.

    Raises Conflict where PostgreSQL's tools are missing or too old, Invalid where the dump fails.
    """
    engine = db.make_engine(url)
    try:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True) as connection:
            tool = _tool("pg_dump", _server(connection))
            snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
            done = subprocess.run(
                [tool, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", "--no-password", f"--file={work}"],
                env=_env(url), capture_output=True,
            )  # fmt: skip
            if done.returncode != 0:
                raise Invalid("pg_dump_failed", "pg_dump 没有成功，没有生成备份。", "pg_dump failed; no backup was made.")
            note = describe(connection, made_at=made_at, digests={DUMP: _sha256(work)})
    except sa.exc.OperationalError as error:
        raise unreachable() from error
    finally:
        engine.dispose()
    with tarfile.open(target, "w") as tar:
        words = json.dumps(dict(note.rows()), ensure_ascii=False, indent=1).encode()
        entry = tarfile.TarInfo(NOTE)
        entry.size, entry.mode, entry.mtime = len(words), 0o600, int(made_at.timestamp())
        tar.addfile(entry, io.BytesIO(words))
        entry = tarfile.TarInfo(DUMP)
        entry.size, entry.mode, entry.mtime = work.stat().st_size, 0o600, int(made_at.timestamp())
        with work.open("rb") as body:
            tar.addfile(entry, body)
    return note


def describe(connection: sa.Connection, *, made_at: datetime, digests: dict[str, str]) -> Note:
    """What is in this database now, as a note."""
    names = sorted(sa.inspect(connection).get_table_names())

    def one(table: str, query: str) -> tuple[object, ...] | None:
        row = connection.exec_driver_sql(query).first() if table in names else None
        return tuple(row) if row is not None else None

    counts = {n: int(connection.execute(sa.select(sa.func.count()).select_from(sa.table(n))).scalar_one()) for n in names}
    revision = one("alembic_version", "SELECT version_num FROM alembic_version")
    epoch = one("meta", "SELECT value FROM meta WHERE key = 'epoch'")
    last = one("audit", "SELECT max(id) FROM audit")
    seal = one("audit_seal", "SELECT position, digest FROM audit_seal ORDER BY position DESC LIMIT 1")
    return Note(
        made_at=made_at.astimezone(UTC).isoformat(timespec="seconds"), version=VERSION,
        schema=str(revision[0]) if revision else "", epoch=str(epoch[0]) if epoch else "", database="postgresql",
        counts=counts, digests=digests, audit_last_id=int(str(last[0] or 0)) if last else 0,
        seal_position=int(str(seal[0])) if seal else 0, seal_digest=str(seal[1]) if seal else "",
    )  # fmt: skip


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def unpack(path: Path, work: Path) -> Note:
    """Take the dump out of the tar into `work`; only the two files that belong there are looked at. Raises Invalid."""
    try:
        with tarfile.open(path, "r:") as tar:
            entry = tar.getmember(NOTE)
            words, body = tar.extractfile(entry), tar.extractfile(DUMP)
            if words is None or body is None or entry.size > _LONGEST_NOTE:
                raise not_ours()
            note = from_rows(json.loads(words.read()))
            with work.open("wb") as out:
                shutil.copyfileobj(body, out, 1 << 20)
    except (tarfile.TarError, KeyError, ValueError, TypeError, EOFError, AttributeError) as error:
        raise not_ours() from error
    if _sha256(work) != note.digests.get(DUMP):
        raise damaged("sha256")
    return note


def tables_in(engine: sa.Engine) -> list[str]:
    """The tables of a PostgreSQL database."""
    return sorted(sa.inspect(engine).get_table_names())


def load(url: str, engine: sa.Engine, work: Path, note: Note) -> None:
    """Bring the dump into an empty database, all or nothing, and check that it holds what the note says.

    Raises Conflict where pg_restore is missing or too old, Invalid where the dump cannot be read or differs.
    """
    with engine.connect() as connection:
        tool = _tool("pg_restore", _server(connection))
    done = subprocess.run(
        [tool, "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "--no-password",
         f"--dbname={make_url(url).database}", str(work)],
        env=_env(url), capture_output=True,
    )  # fmt: skip
    if done.returncode != 0:
        raise Invalid("pg_restore_failed", "pg_restore 没有成功，数据库还是空的。", "pg_restore failed; the database is still empty.")
    with engine.connect() as connection:
        found = describe(connection, made_at=datetime.fromisoformat(note.made_at), digests=note.digests)
    for what in ("schema", "epoch", "counts", "audit_last_id", "seal_position", "seal_digest"):
        if getattr(found, what) != getattr(note, what):
            raise damaged(what)


def empty(engine: sa.Engine) -> None:
    """Make a database that was empty before empty again, after a restore that did not check out."""
    with engine.begin() as connection:
        for statement in ("DROP SCHEMA public CASCADE", "CREATE SCHEMA public"):
            connection.exec_driver_sql(statement)


def unreachable() -> AppError:
    """The database does not answer."""
    return Conflict("no_postgres", "连不上 PostgreSQL 数据库。", "PostgreSQL does not answer.")
