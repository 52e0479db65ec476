"""Check a backup, and restore one into a new place: nothing has a name there before everything was checked."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import make_url
from sqlmodel import col

from app import db
from app.config import settings
from app.errors import Conflict, Invalid
from app.models import Act, OnceLink, SignIn
from app.services import audit, meta
from app.services.backup import envelope, lite, postgres, sealed
from app.services.backup.note import Note, damaged, newer, not_ours


@dataclass(frozen=True)
class Restored:
    """What came back: the backup's note, the sample of sealed fields, sessions ended, the new epoch, and where it lies."""

    note: Note
    tried: int
    ended: int
    epoch: str
    migrated: bool
    place: str


@dataclass(frozen=True)
class Checked:
    """What a look at a backup found; `tried` is None where there is no key file here to try."""

    note: Note
    tried: int | None


@contextmanager
def _opened(file: Path, identity: Path | None) -> Iterator[tuple[Path, Note]]:
    """The readable content of a backup (a database, or a dump of PostgreSQL) and its note, gone again at the end."""
    if not file.is_file():
        raise Invalid("backup_missing", "没有这个备份文件。", "There is no such backup file.")
    with envelope.aside() as plain:
        if envelope.is_sealed(file):
            envelope.unseal(file, plain, identity)
            file = plain
        with file.open("rb") as body:
            head = body.read(512)
        if head.startswith(lite.HEADER):
            yield file, lite.read_note(file)
        elif head[257:262] == b"ustar":
            with envelope.aside(".dump") as work:
                yield work, postgres.unpack(file, work)
        else:
            raise not_ours()


def check(file: Path, *, identity: Path | None, known: list[str]) -> Checked:
    """Look a backup over without restoring it; sealed fields are tried where a key file is here (SQLite only).

    Raises Invalid (no backup, damaged), Conflict (newer release, other key file, no secret key given), KeyFileError.
    """
    with _opened(file, identity) as (content, note):
        _of_a_known_release(note, known)
        if note.database != "sqlite":
            return Checked(note, None)
        lite.check(content, note)
        if not settings.keys.exists():
            return Checked(note, None)
        with envelope.aside(".db") as copy:
            shutil.copyfile(content, copy)
            engine = db.make_engine(f"sqlite:///{copy}")
            try:
                return Checked(note, _keys_fit(engine))
            finally:
                engine.dispose()


def restore(
    file: Path, *, identity: Path | None, known: list[str], migrate: Callable[[sa.Engine], bool], now: datetime
) -> Restored:
    """Bring a backup into the place of the settings, which must hold no table yet, and give it a new epoch.

    `known` are the revisions of the schema that this release knows, `migrate` brings an older one up to it. Sessions and
    one-time links of the backup end: some of them may have been ended or used since. Raises Conflict (the place is
    taken, the key file is missing or another one, a newer release), Invalid (no backup, damaged), KeyFileError.
    """
    lite_place = settings.database.startswith("sqlite")
    place = Path(make_url(settings.database).database or "") if lite_place else Path()
    if lite_place:
        _must_be_free(place)
    else:
        _must_be_empty()
    with _opened(file, identity) as (content, note):
        if (note.database == "sqlite") != lite_place:
            raise Conflict(
                "other_database", "备份来自 {a}，这里设置的是 {b}。", "The backup is of {a}, and this place is set to {b}.",
                a=note.database, b="sqlite" if lite_place else "postgresql",
            )  # fmt: skip
        _of_a_known_release(note, known)
        sealed.need_keys()
        if lite_place:
            return _into_file(place, content, note, migrate, now)
        return _into_server(content, note, migrate, now)


def _into_file(place: Path, content: Path, note: Note, migrate: Callable[[sa.Engine], bool], now: datetime) -> Restored:
    lite.check(content, note)
    with envelope.to_be(place) as part:
        shutil.copyfile(content, part)
        lite.without_note(part)
        engine = db.make_engine(f"sqlite:///{part}")
        try:
            done = _made_ours(engine, note, migrate, now, place.name)
            with engine.connect().execution_options(linli_begin="DEFERRED", isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            engine.dispose()
        if (left := part.with_name(f"{part.name}-wal")).exists() and left.stat().st_size:
            raise damaged("wal")
    return done


def _into_server(content: Path, note: Note, migrate: Callable[[sa.Engine], bool], now: datetime) -> Restored:
    engine = db.make_engine(settings.database)
    try:
        postgres.load(settings.database, engine, content, note)
        try:
            return _made_ours(engine, note, migrate, now, str(make_url(settings.database).database))
        except BaseException:
            postgres.empty(engine)
            raise
    finally:
        engine.dispose()


def _made_ours(engine: sa.Engine, note: Note, migrate: Callable[[sa.Engine], bool], now: datetime, place: str) -> Restored:
    tried = _keys_fit(engine)
    migrated = migrate(engine)
    with db.transaction(engine) as session:
        epoch = meta.renew(session)
        ended = session.execute(sa.delete(SignIn)).rowcount  # type: ignore[attr-defined]
        session.execute(sa.delete(OnceLink).where(col(OnceLink.used_at).is_(None)))
        audit.record(session, act=Act.ALARM, now=now, object_kind="database", object_id=epoch, reason="restored",
                     result=f"of {note.made_at}"[:40])  # fmt: skip
        audit.record(session, act=Act.SIGN_OUT, now=now, object_kind="session", reason="restored", result=f"ended {ended}")
    return Restored(note, tried, ended, epoch, migrated, place)


def _keys_fit(engine: sa.Engine) -> int:
    with db.reading(engine) as session:
        tried, opened = sealed.try_keys(session)
    if refusal := sealed.refusal(tried, opened):
        raise refusal
    return tried


def _of_a_known_release(note: Note, known: list[str]) -> None:
    if not note.schema:
        raise not_ours()
    if note.schema not in known:
        raise newer()


def _taken() -> Conflict:
    return Conflict(
        "restore_place",
        "这里已经有数据库，恢复只能放到新地方：换一个 LINLI_DATA_DIR 或 LINLI_DATABASE_URL。",
        "There is a database here already. A backup goes to a new place only: choose another LINLI_DATA_DIR or LINLI_DATABASE_URL.",
    )


def _must_be_free(place: Path) -> None:
    beside = [place.with_name(place.name + end) for end in ("-wal", "-shm")]
    if lite.tables_in(place) or any(p.exists() for p in beside):
        raise _taken()
    if place.exists() and place.stat().st_size == 0:
        place.unlink()


def _must_be_empty() -> None:
    engine = db.make_engine(settings.database)
    try:
        if postgres.tables_in(engine):
            raise _taken()
    except sa.exc.OperationalError as error:
        raise postgres.unreachable() from error
    finally:
        engine.dispose()
