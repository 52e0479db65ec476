"""One runner among several processes: elected by the job's row, on both databases; who slept catches up."""

import asyncio
import threading
from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from app import db
from app import jobs as work
from app.errors import Conflict
from app.models import Act, Audit, Job
from app.services import damage, jobs
from app.services.jobs import Plan
from tests.conftest import NOW

NIGHT = Plan("backup", at=time(2, 30), lease=timedelta(hours=2))
MINUTE = Plan("audit_seal")


def _claim(plan: Plan, holder: str, now: datetime) -> bool:
    with db.transaction() as session:
        return jobs.claim(session, plan=plan, holder=holder, now=now)


def _finish(plan: Plan, holder: str, now: datetime, failure: str = "") -> bool:
    with db.transaction() as session:
        return jobs.finish(session, plan=plan, holder=holder, now=now, failure=failure)


def _due(plan: Plan, now: datetime) -> bool:
    with db.reading() as session:
        return jobs.is_due(session, plan=plan, now=now)


@pytest.mark.usefixtures("database")
def test_of_eight_runners_that_ask_at_once_exactly_one_runs() -> None:
    for round_ in range(5):
        gate, won = threading.Barrier(8), []

        def ask(holder: str, gate: threading.Barrier = gate, won: list[str] = won, round_: int = round_) -> None:
            gate.wait()
            if _claim(Plan(f"job{round_}"), holder, NOW):
                won.append(holder)

        threads = [threading.Thread(target=ask, args=(f"p{n}",)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert len(won) == 1


@pytest.mark.usefixtures("database")
def test_the_claim_of_a_runner_that_crashed_lapses_and_another_takes_over() -> None:
    assert _claim(NIGHT, "crashed", NOW)
    assert not _claim(NIGHT, "other", NOW + timedelta(minutes=119))
    assert not _due(NIGHT, NOW + timedelta(minutes=119))
    assert _claim(NIGHT, "other", NOW + timedelta(hours=2))
    assert not _finish(NIGHT, "crashed", NOW + timedelta(hours=3)), "it woke up again and has no say any more"
    assert _finish(NIGHT, "other", NOW + timedelta(hours=3))


@pytest.mark.usefixtures("database")
def test_a_server_that_slept_over_the_hour_catches_up_once() -> None:
    due = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)  # 02:30 of the 22nd in Dalian
    assert _claim(NIGHT, "a", due - timedelta(days=3))
    _finish(NIGHT, "a", due - timedelta(days=3))
    assert _claim(NIGHT, "a", NOW), "three nights were missed"
    _finish(NIGHT, "a", NOW)
    assert not _due(NIGHT, NOW + timedelta(hours=1))
    assert not _claim(NIGHT, "b", NOW + timedelta(hours=1)), "one run makes up for all of them"
    assert _due(NIGHT, due + timedelta(days=1))


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-22T02:30:00+08:00", "2026-11-22T02:30:00+08:00"),
        ("2026-11-22T02:29:59+08:00", "2026-11-21T02:30:00+08:00"),
        ("2026-11-21T23:00:00+00:00", "2026-11-22T02:30:00+08:00"),
        ("2026-03-01T00:10:00+08:00", "2026-02-28T02:30:00+08:00"),
    ],
)
def test_a_night_is_a_night_of_dalian(now: str, due: str) -> None:
    assert jobs.due_since(NIGHT, datetime.fromisoformat(now)) == datetime.fromisoformat(due)


@pytest.mark.usefixtures("database")
def test_a_job_of_every_minute_runs_once_a_minute() -> None:
    assert _claim(MINUTE, "a", NOW)
    _finish(MINUTE, "a", NOW)
    assert not _due(MINUTE, NOW + timedelta(seconds=59))
    assert _due(MINUTE, NOW + timedelta(seconds=60))


@pytest.mark.usefixtures("database")
def test_what_failed_is_tried_again_and_only_its_kind_is_kept() -> None:
    ran: list[datetime] = []

    async def fails(now: datetime) -> None:
        ran.append(now)
        raise ValueError("王秀英 13800000000")

    async def refused(now: datetime) -> None:
        raise Conflict("backup_exists", "甲", "a")

    async def attempts() -> list[bool]:
        return [
            await work.attempt(work.Work(NIGHT, fails), holder="a", now=NOW),
            await work.attempt(work.Work(NIGHT, fails), holder="a", now=NOW + timedelta(minutes=29)),
            await work.attempt(work.Work(NIGHT, refused), holder="b", now=NOW + timedelta(minutes=30)),
        ]

    assert asyncio.run(attempts()) == [True, False, True]
    assert ran == [NOW]
    with db.reading() as session:
        row = session.get_one(Job, NIGHT.name)
        assert (row.last_result, row.last_run_at, row.holder) == ("backup_exists", None, "")


@pytest.mark.usefixtures("database")
def test_a_job_that_went_well_says_ok_and_is_not_run_again_that_night() -> None:
    ran: list[datetime] = []

    async def fine(now: datetime) -> None:
        ran.append(now)

    async def both() -> list[bool]:
        return list(await asyncio.gather(*(work.attempt(work.Work(NIGHT, fine), holder=h, now=NOW) for h in "abcd")))

    assert sorted(asyncio.run(both())) == [False, False, False, True]
    assert ran == [NOW]
    with db.reading() as session:
        assert jobs.results(session)[NIGHT.name].last_result == "ok"


def test_the_sealer_of_the_minute_really_seals(database: sa.Engine) -> None:
    from app.services import audit, audit_chain

    with db.transaction() as session:
        audit.record(session, act=Act.VIEW, now=NOW)
    seal = next(w for w in work.all_jobs() if w.plan.name == "audit_seal")
    assert asyncio.run(work.attempt(seal, holder="a", now=NOW))
    with db.reading() as session:
        verdict = audit_chain.verify(session, now=NOW)
        assert verdict.ok and verdict.rows == 1


def test_a_damaged_database_file_raises_an_alarm(engine: sa.Engine, database: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    if engine.dialect.name != "sqlite":
        assert asyncio.run(work.look_for_damage(NOW)) == []
        return
    monkeypatch.setitem(damage.settings.__dict__, "database", f"sqlite:///{engine.url.database}")
    assert asyncio.run(work.look_for_damage(NOW)) == []
    with engine.connect() as connection:  # an orphan that no foreign key would have let in
        connection.rollback()
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("INSERT INTO role_grant (id, account_id, role, area, starts_at) VALUES ('a', 'b', 'grid', 'c', '2026-01-01')")
        raw.execute("PRAGMA foreign_keys=ON")
    for thorough in (False, True):
        assert asyncio.run(work.look_for_damage(NOW, thorough=thorough)) == ["foreign_key_check"]
    with Session(engine) as session:
        alarms = session.exec(select(Audit).where(Audit.act == Act.ALARM)).all()
        assert [(a.object_kind, a.reason, a.result) for a in alarms] == [("database", "foreign_key_check", "damaged")] * 2


def test_a_demo_makes_no_backups_and_a_deployment_does(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {w.plan.name for w in work.all_jobs()}
    assert {"upkeep", "audit_seal", "audit_verify", "integrity", "backup", "backup_prune"} <= names
    monkeypatch.setitem(work.settings.__dict__, "demo", True)
    assert "backup" not in {w.plan.name for w in work.all_jobs()}
