"""The jobs of the minute and of the night, and the scheduler that looks every minute which of them are due."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, TypeVar

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from app import db
from app.config import settings
from app.errors import AppError
from app.rules.dalian import ZONE
from app.services import (
    activities,
    attendance,
    audit_chain,
    cases,
    damage,
    duty_book,
    hours,
    jobs,
    office,
    retention,
    shifts,
    twins,
    upkeep,
    volunteers,
)
from app.services.backup import nightly
from app.services.residents import today_in_dalian

log = logging.getLogger("linli")
T = TypeVar("T")
LOOK_EVERY = timedelta(minutes=1)
_FIRST_LOOK = timedelta(seconds=5)
_heavy = ThreadPoolExecutor(max_workers=1, thread_name_prefix="jobs")
"""A thread of its own, so that a backup keeps no sign-in and no query waiting."""


@dataclass(frozen=True)
class Work:
    """A plan and what is done when it is due."""

    plan: jobs.Plan
    do: Callable[[datetime], Awaitable[Any]]


async def _apart(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_heavy, work)


async def _upkeep(now: datetime) -> None:
    await db.run(upkeep.run, now=now, today=today_in_dalian(now))


async def _searches(now: datetime) -> None:
    await db.run(cases.run_clock, now=now)


async def _duties(now: datetime) -> None:
    """A part at a time, so that no phone waits long for the database; everybody where a rule has changed."""
    if await db.run(duty_book.has_changed, now=now):
        await _all_duties(now)
    while await db.run(duty_book.catch_up, now=now):
        pass


async def _dates(now: datetime) -> None:
    await db.run(activities.keep_ahead, now=now)


async def _forget(now: datetime) -> None:
    await db.run(retention.run, now=now)
    await db.run(volunteers.clean_up, now=now)
    await db.run(twins.clean_up, now=now)


async def _shifts(now: datetime) -> None:
    """Shifts short of people ask the next ones in time; those that are over end by themselves."""
    await db.run(shifts.look_ahead, now=now)
    await db.run(shifts.close_past, now=now)


async def _hours(now: datetime) -> None:
    """What nobody has doubted for three days counts; wrong codes are forgotten after a day."""
    while await db.run(hours.count_undoubted, now=now):
        pass
    await db.run(attendance.forget_tries, before=now - timedelta(days=1))


async def _all_duties(now: datetime) -> None:
    for part in await db.read(duty_book.owed_anything):
        await db.run(duty_book.refresh, ids=part, now=now)


async def _seal(now: datetime) -> None:
    await db.run(audit_chain.seal_new, now=now)
    heads = await db.read(audit_chain.not_anchored)
    if heads:
        await _apart(lambda: audit_chain.anchor(heads))


async def _verify(now: datetime) -> None:
    def check() -> audit_chain.Verdict:
        with db.reading() as session:
            return audit_chain.verify(session, now=now)

    await db.run(audit_chain.alarm, verdict=await _apart(check), now=now)


async def _backup(now: datetime) -> None:
    await _apart(lambda: nightly.make(now=now))


async def _prune(now: datetime) -> None:
    await _apart(lambda: nightly.prune(now=now))


async def look_for_damage(now: datetime, *, thorough: bool = True) -> list[str]:
    """Check the SQLite file and write an alarm where something is wrong; what was wrong."""
    found = await _apart(lambda: damage.look(thorough=thorough))
    if found:
        log.error("the database is damaged: %s", ", ".join(found))
        await db.run(damage.tell, found=found, now=now)
    return found


def all_jobs() -> list[Work]:
    """What runs by itself in this deployment."""
    night = {"lease": timedelta(hours=2)}
    made = [
        Work(jobs.Plan("upkeep", at=time(0, 5)), _upkeep),
        Work(jobs.Plan("retention", at=time(1, 0)), _forget),
        Work(jobs.Plan("shift_dates", at=time(0, 10)), _dates),
        Work(jobs.Plan("duties_night", at=time(0, 20), **night), _all_duties),
        Work(jobs.Plan("duties", every=timedelta(minutes=5)), _duties),
        Work(jobs.Plan("searches"), _searches),
        Work(jobs.Plan("shifts", every=timedelta(minutes=5)), _shifts),
        Work(jobs.Plan("hours", at=time(1, 20)), _hours),
        Work(jobs.Plan("audit_seal", every=timedelta(minutes=10)), _seal),
        Work(jobs.Plan("office"), office.send_due),
        Work(jobs.Plan("audit_verify", at=time(3, 30), **night), _verify),
        Work(jobs.Plan("integrity", at=time(4, 0), **night), look_for_damage),
    ]
    if settings.backup and not settings.demo:
        made += [
            Work(jobs.Plan("backup", at=time(2, 30), **night), _backup),
            Work(jobs.Plan("backup_prune", at=time(3, 0)), _prune),
        ]
    return made


async def attempt(work: Work, *, holder: str, now: datetime) -> bool:
    """Run a job if it is due and nobody else has taken it; True where it ran here, well or not."""
    if not await db.read(jobs.is_due, plan=work.plan, now=now):
        return False
    if not await db.run(jobs.claim, plan=work.plan, holder=holder, now=now):
        return False
    failure = ""
    try:
        await work.do(now)
    except Exception as error:
        failure = error.code if isinstance(error, AppError) else type(error).__name__
        log.error("job %s failed: %s", work.plan.name, failure)
    await db.run(jobs.finish, plan=work.plan, holder=holder, now=now, failure=failure)
    return True


async def _look(work: Work, holder: str) -> None:
    try:
        await attempt(work, holder=holder, now=datetime.now(UTC))
    except Exception as error:  # the database did not answer: again in a minute
        log.error("job %s could not be looked at: %s", work.plan.name, type(error).__name__)


async def run() -> None:
    """The lifespan task of the server: look for damage once, then look every minute what is due, until the end."""
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    scheduler = AsyncIOScheduler(timezone=ZONE)
    holder = secrets.token_hex(8)
    for n, work in enumerate(all_jobs()):
        scheduler.add_job(
            _look, IntervalTrigger(seconds=int(LOOK_EVERY.total_seconds())), args=(work, holder), id=work.plan.name,
            next_run_time=datetime.now(UTC) + _FIRST_LOOK + timedelta(seconds=n), max_instances=1, coalesce=True,
            misfire_grace_time=None,
        )  # fmt: skip
    scheduler.start()
    try:
        await look_for_damage(datetime.now(UTC), thorough=False)
    except Exception as error:
        log.error("the first look at the database failed: %s", type(error).__name__)
    try:
        await asyncio.Event().wait()
    finally:
        scheduler.shutdown(wait=False)
