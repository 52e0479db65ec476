"""One engine factory with every safety on, and no lost update (promises E1, E8)."""

import ast
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from app import db
from app.config import ROOT
from app.errors import Invalid
from app.models import Meta


@pytest.fixture
def file(tmp_path: Path) -> sa.Engine:
    """A SQLite database of this test's own with one row that counts."""
    made = db.make_engine(f"sqlite:///{tmp_path / 'one.db'}")
    Meta.__table__.create(made)  # type: ignore[attr-defined]
    with Session(made) as session, session.begin():
        session.add(Meta(key="n", value="0"))
    return made


def test_every_connection_to_sqlite_has_its_safeties(file: sa.Engine) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "recursive_triggers": 1}
    with file.connect() as one, file.connect() as two:
        for connection in (one, two):
            for pragma, value in wanted.items():
                assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value, pragma
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() >= 5000  # type: ignore[operator]
            connection.rollback()


ADD_ONE = """
import sys
from sqlmodel import Session
from app import db
from app.models import Meta
engine = db.make_engine(sys.argv[1])
for _ in range(int(sys.argv[2])):
    with Session(engine) as session, session.begin():
        row = session.get(Meta, "n")
        row.value = str(int(row.value) + 1)
"""


def test_several_processes_lose_no_update(file: sa.Engine) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", ADD_ONE, str(file.url), "60"], cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(3)
    ]
    for process in running:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said
    with Session(file) as session:
        assert session.get(Meta, "n").value == "180"  # type: ignore[union-attr]


def test_several_threads_lose_no_update(database: sa.Engine) -> None:
    with db.transaction() as session:
        session.add(Meta(key="n", value="0"))

    def work() -> None:
        for _ in range(25):
            with db.transaction() as session:
                row = session.get(Meta, "n", with_for_update=database.dialect.name == "postgresql")
                assert row is not None
                row.value = str(int(row.value) + 1)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with db.reading() as session:
        assert session.get(Meta, "n").value == "150"  # type: ignore[union-attr]


def test_a_reader_waits_for_no_writer(file: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "engine", lambda: file)
    with db.transaction() as writing:
        writing.get(Meta, "n").value = "7"  # type: ignore[union-attr]
        writing.flush()
        done = []

        def look() -> None:
            with db.reading() as session:
                done.append(session.get(Meta, "n").value)  # type: ignore[union-attr]

        reader = threading.Thread(target=look)
        reader.start()
        reader.join(10)
        assert done == ["0"]


def test_all_of_a_transaction_is_kept_or_none_of_it(database: sa.Engine) -> None:
    for error in (RuntimeError(), Invalid("x", "不对。", "Wrong.")):
        with pytest.raises(type(error)):
            _write_and_fail(error)
    with db.reading() as session:
        assert session.get(Meta, "half") is None


def _write_and_fail(error: Exception) -> None:
    with db.transaction() as session:
        session.add(Meta(key="half", value="1"))
        session.flush()
        raise error


def test_what_is_written_while_reading_is_not_kept(database: sa.Engine) -> None:
    with db.reading() as session:
        session.add(Meta(key="slip", value="1"))
        session.flush()
    with db.reading() as session:
        assert session.get(Meta, "slip") is None


def test_the_folder_of_the_database_is_ours_alone(tmp_path: Path) -> None:
    made = db.make_engine(f"sqlite:///{tmp_path / 'new' / 'one.db'}")
    with made.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0


def _calls(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            found.add(ast.unparse(node.func))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"rx.session", "rx.asession", "reflex.session"}:
            found.add("rx.session")
    return found


def test_engines_are_made_in_one_place() -> None:
    for path in (ROOT / "app").rglob("*.py"):
        calls = _calls(path)
        # A backup that is checked or restored is another database than ours; its engine has the same safeties.
        allowed = {"make_engine"} if path.parent.name == "backup" else set()
        if path.name != "db.py" or path.parent.name != "app":
            assert not {c for c in calls if c.split(".")[-1] in {"create_engine", "create_async_engine", "make_engine"} - allowed}, path
        assert "rx.session" not in calls, path


def test_services_never_commit() -> None:
    for folder in ("services", "rules", "api", "state"):
        for path in (ROOT / "app" / folder).rglob("*.py"):
            assert not {c for c in _calls(path) if c.endswith(".commit") or c == "session.rollback"}, path
            assert "Session" not in _calls(path), path


def test_no_file_of_the_database_is_opened_beside_sqlite_itself(tmp_path: Path) -> None:
    """Closing any other descriptor of the file drops SQLite's locks of the whole process (POSIX); then a command that ends
    beside the running server takes the write-ahead log away from under it, and each no longer sees what the other writes."""
    path = tmp_path / "live.db"
    server = db.make_engine(f"sqlite:///{path}")
    with server.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE seen (who TEXT)")
    again = db.make_engine(f"sqlite:///{path}")
    words = f"import sqlite3; c = sqlite3.connect({str(path)!r}, isolation_level=None); c.execute(\"INSERT INTO seen VALUES ('command')\"); c.close()"
    subprocess.run([sys.executable, "-c", words], check=True)
    with server.connect() as connection:
        assert connection.exec_driver_sql("SELECT who FROM seen").scalars().all() == ["command"]
    assert path.with_name("live.db-wal").exists()
    server.dispose()
    again.dispose()


def test_threads_that_ask_at_once_get_one_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = []
    barrier = threading.Barrier(8)
    real = db.make_engine

    def slow(url: str) -> sa.Engine:
        made.append(real(f"sqlite:///{tmp_path / 'one.db'}"))
        return made[-1]

    def ask() -> None:
        barrier.wait()
        db.engine()

    db._engine.cache_clear()
    monkeypatch.setattr(db, "make_engine", slow)
    try:
        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(made) == 1
    finally:
        db._engine.cache_clear()
