"""Two people decide at the same moment: the same service still counts once, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from app import db
from app.errors import AppError
from app.models import HourEntry, HourRequest
from app.services import hours, shifts
from tests.conftest import NOW
from tests.services.crew import a_shift, a_team, a_volunteer, acting, comes, goes, signed, there
from tests.services.test_hours import AFTER, Scene, keeper

pytestmark = pytest.mark.usefixtures("database")


def at_once(*calls: Callable[[Session], Any]) -> list[str]:
    """Each call in a transaction and a thread of its own, begun together; what each came to."""
    ready = Barrier(len(calls))

    def one(call: Callable[[Session], Any]) -> str:
        ready.wait(20)
        try:
            with db.transaction() as session:
                call(session)
        except AppError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(one, calls))


def lines(engine: sa.Engine) -> list[tuple[str, int]]:
    with Session(engine) as session:
        return sorted((e.source, e.minutes) for e in session.exec(select(HourEntry)))


def test_the_night_job_a_leader_and_the_community_count_one_service_once(database: sa.Engine) -> None:
    with db.transaction() as session:
        scene = Scene(session)
        one = there(session, scene.shift, scene.who)
        assert one is not None
        key, shift, leader, lead = one.id, scene.shift.id, scene.as_leader(), keeper(session)
    late = NOW.replace(day=28)
    at_once(
        lambda s: hours.decide_attendance(s, actor=leader, attendance_id=key, count=True, now=late),
        lambda s: hours.confirm_shift(s, actor=lead, shift_id=shift, now=late),
        lambda s: hours.count_undoubted(s, now=late),
    )
    assert lines(database) == [("system", 90)]


def test_a_back_fill_asked_for_twice_and_approved_twice_at_once_is_one_line(database: sa.Engine) -> None:
    with db.transaction() as session:
        scene = Scene(session, served=False)
        who, shift, leader, lead = acting(scene.who), scene.shift.id, scene.as_leader(), keeper(session)

    def ask(session: Session) -> None:
        hours.ask_backfill(session, actor=who, shift_id=shift, minutes=90, reason="手机没电", now=AFTER)

    assert at_once(ask, ask) == ["asked_already", "done"]
    with Session(database) as session:
        (key,) = session.exec(select(HourRequest.id))
    assert at_once(*(lambda s, a=actor: hours.decide_request(s, actor=a, request_id=key, approve=True, now=AFTER) for actor in (leader, lead))) == ["decided", "done"]
    assert lines(database) == [("backfill", 90)]


def test_two_shifts_at_one_time_take_one_person_once(database: sa.Engine) -> None:
    with db.transaction() as session:
        team = a_team(session)
        who = a_volunteer(session, team)
        keys = [a_shift(session, team, starts_at=AFTER, title=title).id for title in ("送午饭", "扫雪")]
        actor = acting(who)
    assert at_once(*(lambda s, k=key: shifts.sign_up(s, actor=actor, shift_id=k, now=NOW) for key in keys)) == ["done", "overlap"]


def test_two_attendances_of_one_time_decided_at_once_count_once(database: sa.Engine) -> None:
    with db.transaction() as session:
        scene = Scene(session)
        other = a_shift(session, scene.team, title="扫雪", starts_at=NOW)
        signed(session, other, scene.who)
        goes(session, scene.who, scene.shift, at=NOW, now=AFTER)  # so that the second can be entered at all
        first = there(session, scene.shift, scene.who)
        assert first is not None
        first.state = "refused"
        session.flush()
        comes(session, scene.who, other, at=NOW, now=AFTER)
        goes(session, scene.who, other, at=NOW.replace(hour=3), now=AFTER)
        first.state = "waiting"
        session.flush()
        second = there(session, other, scene.who)
        assert second is not None
        keys, leader, lead = [first.id, second.id], scene.as_leader(), keeper(session)
    said = at_once(*(lambda s, k=key, a=actor: hours.decide_attendance(s, actor=a, attendance_id=k, count=True, now=AFTER) for key, actor in zip(keys, (leader, lead), strict=True)))
    assert said == ["done", "overlap"] and len(lines(database)) == 1
