"""The demo's volunteers: invented, marked, with accounts and without, and with shifts and hours that add up."""

from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from app import db
from app.demo import district, volunteers
from app.demo.accounts import COMMUNITY, GRID
from app.demo.dice import SHANGHAI
from app.models import (
    Account,
    Attendance,
    Certificate,
    HourEntry,
    HourRequest,
    Need,
    Part,
    RoleGrant,
    Shift,
    ShiftState,
    ShiftTask,
    SignUp,
    Team,
    TeamMember,
    Volunteer,
)
from app.rules import certificates, ledger
from app.rules import hours as rules
from app.rules import shifts as shift_rules
from app.rules.volunteering import is_minor, wants_large_text
from app.services import attendance, keys
from tests.conftest import NOW

TODAY = NOW.astimezone(SHANGHAI).date()


@pytest.fixture
def demo(database: sa.Engine) -> sa.Engine:
    """The first grid with its volunteers."""
    district.build(grids=1, now=NOW)
    return database


def _people(session: Session) -> dict[str, Volunteer]:
    return {v.name: v for v in session.exec(select(Volunteer))}


def test_there_are_three_teams_and_fourteen_people_all_marked_as_invented(demo: sa.Engine) -> None:
    with db.reading() as session:
        assert {t.kind for t in session.exec(select(Team))} == {"repair", "elders", "mediation"}
        people = _people(session)
        assert len(people) == 14 and all(v.synthetic and v.community == COMMUNITY for v in people.values())
        accounts = {a.account: a for a in session.exec(select(Account)) if a.account in {"volunteer", "volunteer2", "leader"}}
        assert len(accounts) == 3
        assert {v.account_id for v in people.values() if v.account_id} == {a.id for a in accounts.values()}
        assert wants_large_text(next(v.birth_ym for v in people.values() if v.account_id == accounts["volunteer"].id), TODAY)
        assert sum(is_minor(v.birth_ym, TODAY) for v in people.values()) == 1
        assert sum(bool(v.guardian_sealed) for v in people.values()) == 1
        assert sum(v.insured_until is not None and TODAY < v.insured_until <= TODAY + timedelta(days=30) for v in people.values()) == 1
        phones = [keys.unseal(v.phone_sealed, table="volunteer", column="phone", row=v.id) for v in people.values() if v.phone_sealed]
        assert len(set(phones)) == 14 and all(p.startswith("1990000") for p in phones)
        led = session.exec(select(TeamMember.volunteer_id).where(TeamMember.part == Part.LEADER)).all()
        assert len(led) == 3


def test_nobody_is_at_a_home_or_hard_work_whom_the_rules_would_keep_away(demo: sa.Engine) -> None:
    with db.reading() as session:
        people = {v.id: v for v in session.exec(select(Volunteer))}
        for sign, shift in session.exec(select(SignUp, Shift).join(Shift, col(Shift.id) == col(SignUp.shift_id)).where(Shift.starts_at > NOW)):
            v = people[sign.volunteer_id]
            who = shift_rules.Who(v.id, v.birth_ym, frozenset(v.skills), frozenset(v.availability), v.insured_until)
            what = shift_rules.What(shift.starts_at, shift.ends_at, shift.caution, frozenset(shift.skills))
            assert shift_rules.why_not(who, what) in ("", "skill"), (v.name, shift.title)


def test_one_shift_runs_now_one_is_short_tomorrow_and_one_has_a_door(demo: sa.Engine) -> None:
    with db.reading() as session:
        running = session.exec(select(Shift).where(Shift.state == ShiftState.RUNNING)).one()
        assert running.starts_at < NOW < running.ends_at
        assert len(attendance.secret_of(running)) == 32
        tomorrow = next(s for s in session.exec(select(Shift)) if s.starts_at.astimezone(SHANGHAI).date() == TODAY + timedelta(days=1) and not s.title.startswith("周"))
        assert len(session.exec(select(SignUp).where(SignUp.shift_id == tomorrow.id)).all()) < tomorrow.slots
        task = session.exec(select(ShiftTask)).one()
        need = session.get_one(Need, task.need_id)
        assert (need.resident_id, need.grid, need.category) == (task.resident_id, GRID, "repair")
        shift = session.get_one(Shift, task.shift_id)
        assert len(session.exec(select(SignUp).where(SignUp.shift_id == shift.id)).all()) == 2


def test_the_hours_add_up_and_one_back_fill_waits(demo: sa.Engine) -> None:
    with db.reading() as session:
        entries = session.exec(select(HourEntry)).all()
        assert all(e.day < TODAY and -1 < e.minutes <= 120 for e in entries)
        system = [e for e in entries if e.source == "system"]
        assert len(system) == len(session.exec(select(Attendance)).all()) > 60
        for entry in system:
            assert entry.from_at and entry.to_at and rules.Span(entry.from_at, entry.to_at).minutes == entry.minutes
        assert sum(e.source == "correction" for e in entries) == 1
        asked = session.exec(select(HourRequest)).one()
        assert (asked.state, asked.kind) == ("asked", "backfill")
        for one in session.exec(select(Certificate)):
            held = ledger.in_days([e for e in entries if e.volunteer_id == one.volunteer_id], one.from_day, one.to_day)
            assert sum(m for _, m in held) == one.minutes
        ready = [c for c in session.exec(select(Certificate)) if c.shown_at and certificates.is_ready(c.shown_at, NOW)]
        assert len(ready) == 1


@pytest.mark.parametrize("hour", [0, 5, 12, 23])
def test_at_any_hour_it_can_be_built_and_nothing_was_served_in_the_future(database: sa.Engine, hour: int) -> None:
    now = datetime.combine(TODAY, time(hour, 1), SHANGHAI)
    district.build(grids=1, now=now)
    with db.reading() as session:
        assert all(a.received_at < now for a in session.exec(select(Attendance)))
        assert session.exec(select(Shift).where(Shift.state == ShiftState.RUNNING)).one().ends_at > now


def test_a_district_that_was_built_before_there_were_volunteers_gets_them_once(database: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as before:
        before.setattr(volunteers, "add", lambda session, **_: None)
        district.build(grids=1, now=NOW)
    with db.transaction() as session:
        gone = session.exec(select(Account.id).where(col(Account.account).in_(["volunteer", "volunteer2", "leader"]))).all()
        session.exec(delete(RoleGrant).where(col(RoleGrant.account_id).in_(gone)))
        session.exec(delete(Account).where(col(Account.id).in_(gone)))
    assert district.build(grids=1, now=NOW).new_grids == 0
    district.build(grids=1, now=NOW)
    with db.reading() as session:
        assert len(_people(session)) == 14
        assert len(session.exec(select(Volunteer).where(col(Volunteer.account_id).is_not(None))).all()) == 3
