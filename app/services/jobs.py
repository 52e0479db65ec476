"""Which background job is due, and which one of several processes runs it: elected by one UPDATE of the job's row."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CursorResult
from sqlmodel import Session, col, select

from app.models import Job
from app.rules.dalian import ZONE


@dataclass(frozen=True)
class Plan:
    """When a job runs: again after `every`, or once a day from `at` on (time of Dalian).

    `lease` is how long a runner may hold it: where the runner died, another one takes over after that.
    `retry` is how long a job of the night waits after a failure.
    """

    name: str
    every: timedelta = timedelta(minutes=1)
    at: time | None = None
    lease: timedelta = timedelta(minutes=10)
    retry: timedelta = timedelta(minutes=30)


def due_since(plan: Plan, now: datetime) -> datetime:
    """The last moment at which this job should have run; it is due where it has not run since."""
    if plan.at is None:
        return now - plan.every
    local = now.astimezone(ZONE)
    due = datetime.combine(local.date(), plan.at, ZONE)
    return (due if due <= local else due - timedelta(days=1)).astimezone(UTC)


def is_due(session: Session, *, plan: Plan, now: datetime) -> bool:
    """Whether the job waits for somebody; only a look, so that a minute in which nothing is due writes nothing."""
    row = session.get(Job, plan.name)
    if row is None:
        return True
    free = row.held_until is None or row.held_until <= now
    return free and (row.last_run_at is None or row.last_run_at <= due_since(plan, now))


def claim(session: Session, *, plan: Plan, holder: str, now: datetime) -> bool:
    """Take the job for this process; True for exactly one of all that ask at the same time."""
    session.execute(
        sa.text("INSERT INTO job (name, holder, last_result) VALUES (:name, '', '') ON CONFLICT DO NOTHING"), {"name": plan.name}
    )
    done = session.execute(
        sa.update(Job)
        .where(
            col(Job.name) == plan.name,
            sa.or_(col(Job.held_until).is_(None), col(Job.held_until) <= now),
            sa.or_(col(Job.last_run_at).is_(None), col(Job.last_run_at) <= due_since(plan, now)),
        )
        .values(holder=holder, held_until=now + plan.lease)
    )
    return _rows(done) == 1


def finish(session: Session, *, plan: Plan, holder: str, now: datetime, failure: str = "") -> bool:
    """Give the job back with its result: "ok", or the kind of the failure and never its words.

    False where the claim had lapsed and somebody else holds it: then nothing is noted.
    """
    values: dict[str, Any] = {"holder": "", "held_until": None, "last_result": failure[:200] or "ok"}
    if failure:
        values["held_until"] = now + (plan.retry if plan.at else plan.every)
    else:
        values["last_run_at"] = now
    done = session.execute(sa.update(Job).where(col(Job.name) == plan.name, col(Job.holder) == holder).values(**values))
    return _rows(done) == 1


def results(session: Session) -> dict[str, Job]:
    """Every job by name, for `linli doctor`."""
    return {row.name: row for row in session.exec(select(Job))}


def _rows(done: Any) -> int:
    assert isinstance(done, CursorResult)
    return done.rowcount
