"""A backup holds everything but keys, comes back whole into a new place only, and damage never passes (E5, F7, D16)."""

import base64
import json
import os
import random
import secrets
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyrage
import pytest
import sqlalchemy as sa
from alembic import command
from sqlmodel import Session, select

from app import db, migrations
from app.config import settings
from app.errors import AppError, Conflict, Invalid
from app.models import Act, Audit, OnceLink, Resident, SignIn
from app.services import audit, audit_chain, keys, meta
from app.services.backup import envelope, lite, making, nightly, postgres, restoring
from tests import factories as make
from tests.conftest import NOW

Switch = Callable[..., str]


@pytest.fixture
def place(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Switch]:
    """Points the settings at an empty database of this test's own; each call is another new place."""
    dropped: list[str] = []
    monkeypatch.setitem(settings.__dict__, "keys", settings.keys)

    def switch(kind: str) -> str:
        home = tmp_path / f"place{secrets.token_hex(3)}"
        url = f"sqlite:///{home / 'linli.db'}"
        if kind == "postgresql":
            name = f"linli_test_{secrets.token_hex(6)}"
            _admin(request, f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
            dropped.append(name)
            url = sa.make_url(request.getfixturevalue("postgres_url")).set(database=name).render_as_string(hide_password=False)
        monkeypatch.setitem(settings.__dict__, "data_dir", home)
        monkeypatch.setitem(settings.__dict__, "database", url)
        return url

    yield switch
    for name in dropped:
        _admin(request, f"DROP DATABASE {name} WITH (FORCE)")


def _admin(request: pytest.FixtureRequest, statement: str) -> None:
    engine = sa.create_engine(request.getfixturevalue("postgres_url"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def _fill(url: str) -> sa.Engine:
    engine = db.make_engine(url)
    migrations.upgrade(engine)
    with Session(engine) as session, session.begin():
        make.areas(session)
        account = make.an_account(session, "grid").id
        make.a_session(session, account)
        for n in range(6):
            person = make.a_resident(session, name=f"曲凤英{n}", phone=f"1390000042{n}", door=f"{n + 1}01").id
            make.some_kin(session, person)
            audit.record(session, act=Act.VIEW, now=NOW, object_kind="resident", object_id=person)
        session.add(OnceLink(token_hash="a" * 64, account_id=account, made_at=NOW, ends_at=NOW + timedelta(days=1)))
    with Session(engine) as session, session.begin():
        audit_chain.seal_new(session, now=NOW)
    return engine


def _restore(file: Path, identity: Path | None = None) -> restoring.Restored:
    def migrate(engine: sa.Engine) -> bool:
        return migrations.upgrade(engine, keep_copy=False)

    return restoring.restore(file, identity=identity, known=migrations.known(), migrate=migrate, now=NOW + timedelta(hours=1))


def _names(session: Session) -> list[str]:
    return sorted(session.exec(select(Resident.name)).all())


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Both databases."""
    if request.param == "postgresql":
        request.getfixturevalue("postgres_url")
        if shutil.which("pg_dump") is None:
            pytest.skip("no pg_dump here")
    return str(request.param)


@pytest.fixture
def saved(tmp_path: Path, place: Switch) -> tuple[Path, making.Made]:
    """A backup of a small SQLite deployment."""
    _fill(place("sqlite")).dispose()
    file = tmp_path / "saved.db"
    return file, making.make(file, now=NOW)


def _left_over() -> list[str]:
    return [p.name for p in settings.data_dir.iterdir() if p.name.startswith((".backup", "linli.db.part"))] if settings.data_dir.exists() else []


def test_what_went_in_comes_out_with_a_new_epoch_and_nobody_signed_in(kind: str, place: Switch, tmp_path: Path) -> None:
    engine = _fill(place(kind))
    with Session(engine) as session:
        before, epoch = _names(session), meta.epoch(session)
    engine.dispose()
    file = tmp_path / "b"
    made = making.make(file, now=NOW)
    assert made.note.counts["resident"] == 6 and made.note.audit_last_id == 6 and made.note.seal_position == 1
    assert file.stat().st_mode & 0o777 == 0o600 and _left_over() == []
    assert restoring.check(file, identity=None, known=migrations.known()).note == made.note
    url = place(kind)
    done = _restore(file)
    assert (done.tried, done.ended, done.migrated) == (12, 1, False)
    engine = db.make_engine(url)
    with Session(engine) as session:
        assert _names(session) == before
        assert meta.epoch(session) == done.epoch != epoch
        assert session.exec(select(SignIn)).all() == [] and session.exec(select(OnceLink)).all() == []
        told = session.exec(select(Audit).where(Audit.id > 6).order_by(sa.text("id"))).all()
        assert [(a.act, a.object_kind, a.reason) for a in told] == [("alarm", "database", "restored"), ("sign_out", "session", "restored")]
        assert audit_chain.verify(session, now=NOW, anchors=()).ok
        with pytest.raises(sa.exc.DatabaseError):  # the triggers came along
            session.execute(sa.text("DELETE FROM audit"))
    assert not sa.inspect(engine).has_table("backup_note")
    engine.dispose()
    assert _left_over() == []


def test_no_key_is_in_a_backup(kind: str, place: Switch, tmp_path: Path) -> None:
    _fill(place(kind)).dispose()
    file = tmp_path / "b"
    making.make(file, now=NOW)
    body = file.read_bytes()
    if kind == "postgresql":
        with tarfile.open(file) as tar:
            tar.extractall(tmp_path, filter="data")
        body += subprocess.run(["pg_restore", "-f", "-", str(tmp_path / postgres.DUMP)], capture_output=True, check=True).stdout
    assert "曲凤英3".encode() in body, "the search below can find something"
    rings = json.loads(settings.keys.read_text())
    secrets_ = [value for ring in rings.values() for value in ring["keys"].values()]
    assert len(secrets_) == len(keys.PURPOSES)
    for secret in secrets_:
        raw = base64.b64decode(secret)
        assert not any(form in body for form in (secret.encode(), raw, raw.hex().encode(), base64.urlsafe_b64encode(raw)))
    assert b"13900000421" not in body


def test_a_backup_is_one_sqlite_file_with_a_table_that_says_what_it_is(saved: tuple[Path, making.Made]) -> None:
    with closing(sqlite3.connect(saved[0])) as plain:
        note = dict(plain.execute("SELECT key, value FROM backup_note"))
        assert plain.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert plain.execute("SELECT count(*) FROM resident").fetchone() == (6,)
    assert note["made_at"] == NOW.isoformat() and json.loads(note["counts"])["resident"] == 6
    assert note["schema"] == migrations.head() and len(note["seal_digest"]) == 64


def test_a_backup_beside_an_open_writer_takes_what_is_committed_and_never_checkpoints(place: Switch, tmp_path: Path) -> None:
    engine = _fill(place("sqlite"))
    database = Path(engine.url.database or "")
    with engine.connect() as connection:
        connection.execute(sa.text("UPDATE resident SET name = '已提交'"))
        connection.commit()
        connection.execute(sa.text("UPDATE resident SET name = '没提交'"))
        before = [(p.name, p.stat().st_size, p.read_bytes()) for p in (database, database.with_name("linli.db-wal"))]
        assert before[1][1] > 0
        file = tmp_path / "b.db"
        making.make(file, now=NOW)
        assert [(p.name, p.stat().st_size, p.read_bytes()) for p in (database, database.with_name("linli.db-wal"))] == before
        connection.rollback()
    engine.dispose()
    with closing(sqlite3.connect(file)) as plain:
        assert {row[0] for row in plain.execute("SELECT name FROM resident")} == {"已提交"}


def test_a_file_that_is_there_is_never_written_over(saved: tuple[Path, making.Made]) -> None:
    before = saved[0].read_bytes()
    with pytest.raises(Conflict, match="backup_exists"):
        making.make(saved[0], now=NOW)
    assert saved[0].read_bytes() == before


def test_a_backup_that_fails_leaves_nothing_behind(place: Switch, tmp_path: Path) -> None:
    url = place("sqlite")
    with pytest.raises(Conflict, match="no_database"):
        making.make(tmp_path / "out" / "b.db", now=NOW)
    engine = _fill(url)
    with closing(sqlite3.connect(engine.url.database or "")) as raw, raw:
        raw.execute("UPDATE resident SET household_id = 'nowhere'")
    for recipient in ("", str(pyrage.x25519.Identity.generate().to_public())):
        with pytest.raises(Invalid, match="backup_damaged"):
            making.make(tmp_path / "out" / "b.db", now=NOW, recipient=recipient)
    with pytest.raises(Invalid, match="backup_recipient"):
        making.make(tmp_path / "out" / "b.db", now=NOW, recipient="age1nonsense")
    assert list((tmp_path / "out").iterdir()) == [] and _left_over() == []
    engine.dispose()


def test_an_encrypted_backup_opens_with_its_secret_key_only(kind: str, place: Switch, tmp_path: Path) -> None:
    _fill(place(kind)).dispose()
    secret, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    for name, identity in (("mine", secret), ("other", other)):
        (tmp_path / name).write_text(f"# public key: {identity.to_public()}\n{identity}\n")
    file = tmp_path / "b.age"
    making.make(file, now=NOW, recipient=str(secret.to_public()))
    body = file.read_bytes()
    assert body.startswith(envelope.AGE) and "曲凤英".encode() not in body and b"SQLite" not in body
    assert pyrage.decrypt(body, [secret]), "age -d opens it too: the same format"
    assert _left_over() == []
    place(kind)
    for identity_file, said in ((None, "backup_identity"), (tmp_path / "other", "backup_sealed"), (tmp_path / "nowhere", "backup_identity_bad")):
        with pytest.raises(AppError, match=f"^{said}$"):
            _restore(file, identity_file)
    assert _restore(file, tmp_path / "mine").tried == 12
    assert _left_over() == []


def test_a_backup_goes_to_a_new_place_only(kind: str, place: Switch, tmp_path: Path) -> None:
    _fill(place(kind)).dispose()
    file = tmp_path / "b"
    making.make(file, now=NOW)
    with pytest.raises(Conflict, match="restore_place"):
        _restore(file)
    place("sqlite" if kind == "postgresql" else "postgresql") if kind == "postgresql" else place("sqlite")
    if kind == "postgresql":
        with pytest.raises(Conflict, match="other_database"):
            _restore(file)
        return
    settings.data_dir.mkdir()
    left = settings.data_dir / "linli.db-wal"
    left.write_bytes(b"of another database")
    with pytest.raises(Conflict, match="restore_place"):
        _restore(file)
    left.unlink()
    (settings.data_dir / "linli.db").touch()
    assert _restore(file).tried == 12


def test_without_its_key_file_nothing_is_restored_and_no_new_key_is_made(
    kind: str, place: Switch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill(place(kind)).dispose()
    file = tmp_path / "b"
    making.make(file, now=NOW)
    url = place(kind)
    monkeypatch.setitem(settings.__dict__, "keys", tmp_path / "elsewhere" / "keys.json")
    keys.forget()
    try:
        with pytest.raises(Conflict, match="no_key_file") as missing:
            _restore(file)
        assert "keys.json" in missing.value.sentence("en")
        assert not settings.keys.exists()
        keys.current("fields")  # another deployment's key file
        with pytest.raises(Conflict, match="other_key_file"):
            _restore(file)
    finally:
        keys.forget()
    if kind == "sqlite":
        assert not (settings.data_dir / "linli.db").exists() and _left_over() == []
    else:
        engine = db.make_engine(url)
        assert postgres.tables_in(engine) == [], "the database is empty again"
        engine.dispose()


def test_a_backup_of_an_older_release_is_brought_up_to_date_and_of_a_newer_one_refused(place: Switch, tmp_path: Path) -> None:
    engine = db.make_engine(place("sqlite"))
    with engine.begin() as connection:
        command.upgrade(migrations._config(connection), "0001")
    engine.dispose()
    file = tmp_path / "old.db"
    making.make(file, now=NOW)
    url = place("sqlite")
    assert _restore(file).migrated
    engine = db.make_engine(url)
    assert migrations.current(engine) == migrations.head()
    engine.dispose()
    newer = tmp_path / "newer.db"
    shutil.copy(file, newer)
    with closing(sqlite3.connect(newer)) as raw, raw:
        raw.execute("UPDATE backup_note SET value = '9999' WHERE key = 'schema'")
    place("sqlite")
    with pytest.raises(Conflict, match="backup_newer"):
        _restore(newer)


def test_not_one_of_a_hundred_flipped_bits_comes_back_as_data(saved: tuple[Path, making.Made], place: Switch, tmp_path: Path) -> None:
    file, made = saved
    body, dice = file.read_bytes(), random.Random(7)
    bad, passed = tmp_path / "bad.db", 0
    written = [n for n, byte in enumerate(body) if byte]  # most of a small database is empty pages
    for _ in range(100):
        changed = bytearray(body)
        changed[dice.choice(written)] ^= 1 << dice.randrange(8)
        bad.write_bytes(changed)
        with suppress(AppError):
            note = lite.read_note(bad)
            lite.check(bad, note)
            # It hit what is no row, such as a default in the schema: then every row is still what it was.
            assert note.digests == made.note.digests and note.counts == made.note.counts
            passed += 1
    assert passed <= 10, passed
    at = body.index("曲凤英3".encode())
    bad.write_bytes(body[:at] + "曲凤美3".encode() + body[at + 10 :])
    place("sqlite")
    with pytest.raises(Invalid, match="backup_damaged"):
        _restore(bad)


@pytest.mark.parametrize("what", ["nothing", "text", "half", "sqlite without a note", "tar", "age", "missing", "folder"])
def test_a_file_that_is_no_backup_is_said_to_be_none(what: str, saved: tuple[Path, making.Made], place: Switch, tmp_path: Path) -> None:
    bad = tmp_path / "bad"
    if what == "folder":
        bad.mkdir()
    elif what == "sqlite without a note":
        with closing(sqlite3.connect(bad)) as raw, raw:
            raw.execute("CREATE TABLE resident (id)")
    elif what == "tar":
        with tarfile.open(bad, "w") as tar:
            tar.add(saved[0], "../../etc/passwd")
    elif what != "missing":
        bodies = {"nothing": b"", "text": b"not a backup" * 100, "half": saved[0].read_bytes()[: saved[1].size // 2], "age": envelope.AGE + b"\n-> X"}
        bad.write_bytes(bodies[what])
    place("sqlite")
    mine = tmp_path / "mine"
    mine.write_text(str(pyrage.x25519.Identity.generate()))
    with pytest.raises(Invalid):
        _restore(bad, mine)
    with pytest.raises(Invalid):
        restoring.check(bad, identity=mine, known=migrations.known())
    assert not (settings.data_dir / "linli.db").exists() and _left_over() == []


def test_tools_of_postgresql_that_are_missing_or_too_old_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Conflict, match="no_pg_tools") as missing:
        postgres._tool("pg_dump", 15)
    assert "postgresql-client-15" in missing.value.sentence("en")
    script = tmp_path / "pg_dump"
    script.write_text(f"#!{shutil.which('sh', path=os.defpath)}\necho 'pg_dump (PostgreSQL) 14.9'\n")
    script.chmod(0o755)
    with pytest.raises(Conflict, match="old_pg_tools") as old:
        postgres._tool("pg_dump", 15)
    assert "version 14" in old.value.sentence("en") and postgres._tool("pg_dump", 14) == str(script)


def test_a_password_of_postgresql_goes_by_the_environment_only() -> None:
    env = postgres._env("postgresql+psycopg://linli:geheim@db.example:5433/linli?sslmode=verify-full")
    wanted: dict[str, Any] = {"PGHOST": "db.example", "PGPORT": "5433", "PGUSER": "linli", "PGPASSWORD": "geheim", "PGDATABASE": "linli", "PGSSLMODE": "verify-full"}
    assert {k: env[k] for k in wanted} == wanted


def test_the_backup_of_the_night_is_named_by_its_time_and_old_ones_go(saved: tuple[Path, making.Made], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = settings.data_dir / "backups"
    monkeypatch.setitem(settings.__dict__, "backups", folder)
    made = nightly.make(now=NOW)
    assert made.file == folder / "linli-20261122-0200.db" and folder.stat().st_mode & 0o777 == 0o700
    assert nightly.newest() == NOW
    for name in ("linli-20240101-0200.db", "linli-20261121-0200.db", "linli-20261120-0200.db.age", "my own copy.db"):
        (folder / name).touch()
    assert nightly.prune(now=NOW) == ["linli-20240101-0200.db"]
    assert sorted(p.name for p in folder.iterdir()) == ["linli-20261120-0200.db.age", "linli-20261121-0200.db", "linli-20261122-0200.db", "my own copy.db"]
