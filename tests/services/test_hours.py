"""The ledger: nobody decides about their own hours, nothing is edited, mistakes are put right by another line."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import Attendance, Caution, HourEntry, HourRequest, Part, Role, Shift, ShiftState, Team, Volunteer
from app.services import hour_desk, hours
from app.services.access import Actor, Grant
from tests import factories
from tests.conftest import NOW
from tests.services.crew import (
    COMMUNITY,
    OTHER_COMMUNITY,
    a_shift,
    a_team,
    a_volunteer,
    acting,
    calls,
    comes,
    goes,
    signed,
    there,
)

AFTER = NOW + timedelta(hours=3)


class Scene:
    """A team with a leader, a deputy and a volunteer who served 90 minutes."""

    def __init__(self, session: Session, *, served: bool = True, caution: Caution = Caution.PLAIN) -> None:
        self.session = session
        self.team: Team = a_team(session)
        self.who: Volunteer = a_volunteer(session, self.team)
        self.leader = a_volunteer(session, self.team, account="leader", name="测试乙", part=Part.LEADER)
        self.deputy = a_volunteer(session, self.team, account="leader2", name="测试己", part=Part.DEPUTY)
        self.shift: Shift = a_shift(session, self.team, caution=caution)
        for one in (self.who, self.leader):
            signed(session, self.shift, one)
        if served:
            comes(session, self.who, self.shift, at=NOW)
            goes(session, self.who, self.shift, at=NOW + timedelta(minutes=90), now=AFTER)

    def as_leader(self, who: Volunteer | None = None) -> Actor:
        return acting(who or self.leader, Role.LEADER)

    def lines(self) -> list[tuple[str, int]]:
        return [(e.source, e.minutes) for e in self.session.exec(select(HourEntry).order_by(HourEntry.at, HourEntry.source))]  # type: ignore[arg-type]


def keeper(session: Session, community: str = COMMUNITY, role: Role = Role.COMMUNITY) -> Actor:
    made = factories.an_account(session, f"{role}{community}", role=role, area=community)
    return Actor(id=made.id, account=made.account, name=made.name, grants=(Grant(role, community),))


def test_one_tap_of_the_leader_counts_everybodys_hours_once_and_not_the_leaders_own(session: Session) -> None:
    scene = Scene(session)
    comes(session, scene.leader, scene.shift, at=NOW, role=Role.LEADER)
    goes(session, scene.leader, scene.shift, at=NOW + timedelta(minutes=90), role=Role.LEADER, now=AFTER)
    assert hours.confirm_shift(session, actor=scene.as_leader(), shift_id=scene.shift.id, now=AFTER) == 1
    assert hours.confirm_shift(session, actor=scene.as_leader(), shift_id=scene.shift.id, now=AFTER) == 0
    assert scene.lines() == [("system", 90)] and scene.shift.state == ShiftState.ENDED
    own = there(session, scene.shift, scene.leader)
    assert own is not None and own.state == "waiting"
    for actor in (scene.as_leader(), scene.as_leader(scene.deputy)):  # two who lead one team do not confirm each other
        with pytest.raises(NotAllowed):
            hours.decide_attendance(session, actor=actor, attendance_id=own.id, count=True, now=AFTER)
        assert hours.confirm_shift(session, actor=actor, shift_id=scene.shift.id, now=AFTER) == 0
    hours.decide_attendance(session, actor=keeper(session), attendance_id=own.id, count=True, now=AFTER)
    assert hours.balance(session, volunteer_id=scene.leader.id).minutes == 90


def test_what_the_leader_does_not_confirm_is_refused_and_can_be_asked_for(session: Session) -> None:
    scene = Scene(session)
    assert hours.confirm_shift(session, actor=scene.as_leader(), shift_id=scene.shift.id, refuse=[scene.who.id], now=AFTER) == 0
    one = there(session, scene.shift, scene.who)
    assert one is not None and one.state == "refused" and scene.lines() == []
    hours.ask_backfill(session, actor=acting(scene.who), shift_id=scene.shift.id, minutes=60, reason="我在三单元，没听见点名", now=AFTER)


def test_a_volunteer_another_team_and_another_community_confirm_nothing(session: Session) -> None:
    scene = Scene(session)
    other = a_team(session, "别的队")
    foreign = a_volunteer(session, other, account="leader3", name="测试庚", part=Part.LEADER)
    for actor in (acting(scene.who), acting(foreign, Role.LEADER), keeper(session, OTHER_COMMUNITY), keeper(session, role=Role.STREET, community="210202001")):
        with pytest.raises(NotFound):
            hours.confirm_shift(session, actor=actor, shift_id=scene.shift.id, now=AFTER)
    assert scene.lines() == []
    assert hours.confirm_shift(session, actor=keeper(session), shift_id=scene.shift.id, now=AFTER) == 1


def test_nobody_confirms_before_it_began(session: Session) -> None:
    scene = Scene(session, served=False)
    with pytest.raises(Conflict) as said:
        hours.confirm_shift(session, actor=scene.as_leader(), shift_id=scene.shift.id, now=NOW - timedelta(minutes=1))
    assert said.value.code == "shift_not_begun"


def test_somebody_alone_where_two_are_the_rule_waits_for_a_look_of_its_own(session: Session) -> None:
    scene = Scene(session, caution=Caution.HOME)
    assert hours.confirm_shift(session, actor=scene.as_leader(), shift_id=scene.shift.id, now=AFTER) == 0
    (waits,) = hours.waiting_for(session, actor=scene.as_leader())
    assert waits.doubts == ("alone",) and waits.not_mine == ""
    hours.decide_attendance(session, actor=scene.as_leader(), attendance_id=waits.id, count=True, minutes=60, now=AFTER)
    assert scene.lines() == [("system", 60)]


def test_more_than_eight_hours_a_day_are_looked_at_and_not_tapped_through(session: Session) -> None:
    scene = Scene(session)
    long = a_shift(session, scene.team, title="值守", starts_at=NOW + timedelta(hours=2), minutes=420)
    signed(session, long, scene.who)
    later = NOW + timedelta(hours=12)
    comes(session, scene.who, long, at=long.starts_at, now=later)
    goes(session, scene.who, long, at=long.ends_at, now=later)
    assert hours.confirm_shift(session, actor=scene.as_leader(), shift_id=long.id, now=later) == 0
    (waits,) = [w for w in hours.waiting_for(session, actor=scene.as_leader()) if w.shift.id == long.id]
    assert waits.doubts == ("long_day",)
    hours.decide_attendance(session, actor=scene.as_leader(), attendance_id=waits.id, count=True, now=later)
    assert scene.lines() == [("system", 420)]


def test_a_leader_may_count_less_and_never_more(session: Session) -> None:
    scene = Scene(session)
    one = there(session, scene.shift, scene.who)
    assert one is not None
    for minutes in (91, 0, -5):
        with pytest.raises(Invalid):
            hours.decide_attendance(session, actor=scene.as_leader(), attendance_id=one.id, count=True, minutes=minutes, now=AFTER)


def test_what_nobody_doubted_counts_after_three_days_and_what_is_odd_does_not(session: Session) -> None:
    scene = Scene(session)
    comes(session, scene.leader, scene.shift, at=NOW, role=Role.LEADER)
    goes(session, scene.leader, scene.shift, at=NOW + timedelta(minutes=90), role=Role.LEADER, now=AFTER)
    assert hours.count_undoubted(session, now=NOW + timedelta(days=2)) == 0
    assert hours.count_undoubted(session, now=NOW + timedelta(days=4)) == 1
    assert hours.count_undoubted(session, now=NOW + timedelta(days=5)) == 0
    assert scene.lines() == [("system", 90)]  # the leader's own code proves nothing and waits for somebody else


def test_a_forgotten_check_out_is_filled_in_up_to_the_plan_and_kept_apart(session: Session) -> None:
    scene = Scene(session, served=False)
    comes(session, scene.who, scene.shift, at=NOW)
    for minutes in (91, 0, 1440):
        with pytest.raises(Invalid):
            hours.ask_backfill(session, actor=acting(scene.who), shift_id=scene.shift.id, minutes=minutes, reason="忘了签退", now=AFTER)
    row = hours.ask_backfill(session, actor=acting(scene.who), shift_id=scene.shift.id, minutes=90, reason="忘了签退", now=AFTER)
    with pytest.raises(Conflict):
        hours.ask_backfill(session, actor=acting(scene.who), shift_id=scene.shift.id, minutes=90, reason="忘了签退", now=AFTER)
    with pytest.raises(NotFound):  # a volunteer decides nothing, their own least of all
        hours.decide_request(session, actor=acting(scene.who), request_id=row.id, approve=True, now=AFTER)
    hours.decide_request(session, actor=scene.as_leader(), request_id=row.id, approve=True, now=AFTER)
    held = hours.balance(session, volunteer_id=scene.who.id)
    assert (held.system, held.backfill, held.minutes) == (0, 90, 90)
    with pytest.raises(Conflict):
        hours.decide_request(session, actor=scene.as_leader(), request_id=row.id, approve=True, now=AFTER)
    assert hours.confirm_shift(session, actor=scene.as_leader(), shift_id=scene.shift.id, now=AFTER) == 0
    assert scene.lines() == [("backfill", 90)]


def test_a_leaders_own_request_is_decided_by_somebody_else(session: Session) -> None:
    scene = Scene(session, served=False)
    row = hours.ask_backfill(session, actor=scene.as_leader(), shift_id=scene.shift.id, minutes=30, reason="手机没电", now=AFTER)
    with pytest.raises(NotAllowed):
        hours.decide_request(session, actor=scene.as_leader(), request_id=row.id, approve=True, now=AFTER)
    hours.decide_request(session, actor=keeper(session, f"{COMMUNITY}001", Role.SECRETARY), request_id=row.id, approve=True, now=AFTER)
    assert hours.balance(session, volunteer_id=scene.leader.id).backfill == 30


@pytest.mark.parametrize(("reason", "when", "code"), [
    ("", AFTER, "reason_missing"), (" 字 ", AFTER, "reason_missing"), ("字" * 201, AFTER, "reason_missing"), ("忘了签到", NOW + timedelta(minutes=10), "shift_not_over"),
    ("忘了签到", NOW + timedelta(days=40), "too_long_ago"),
])  # fmt: skip
def test_a_backfill_needs_a_reason_and_comes_in_time(session: Session, reason: str, when: object, code: str) -> None:
    scene = Scene(session, served=False)
    with pytest.raises((Invalid, Conflict)) as said:
        hours.ask_backfill(session, actor=acting(scene.who), shift_id=scene.shift.id, minutes=30, reason=reason, now=when)  # type: ignore[arg-type]
    assert said.value.code == code


def test_nobody_asks_for_a_shift_they_had_no_place_in_or_for_what_counts_already(session: Session) -> None:
    scene = Scene(session)
    other = a_volunteer(session, scene.team, account="volunteer2", name="测试丙")
    with pytest.raises(NotFound):
        hours.ask_backfill(session, actor=acting(other), shift_id=scene.shift.id, minutes=30, reason="我也去了", now=AFTER)
    with pytest.raises(Conflict) as said:
        hours.ask_backfill(session, actor=acting(scene.who), shift_id=scene.shift.id, minutes=30, reason="还有一会儿", now=AFTER)
    assert said.value.code == "waiting_already"
    hours.confirm_shift(session, actor=scene.as_leader(), shift_id=scene.shift.id, now=AFTER)
    with pytest.raises(Conflict) as said:
        hours.ask_backfill(session, actor=acting(scene.who), shift_id=scene.shift.id, minutes=30, reason="还有一会儿", now=AFTER)
    assert said.value.code == "counted_already"


def test_the_same_time_never_counts_twice_by_any_road(session: Session) -> None:
    scene = Scene(session)
    hours.confirm_shift(session, actor=scene.as_leader(), shift_id=scene.shift.id, now=AFTER)
    second = a_shift(session, scene.team, title="扫雪", starts_at=NOW + timedelta(minutes=30))
    signed(session, second, scene.who)
    with pytest.raises(Conflict) as said:
        hours.ask_backfill(session, actor=acting(scene.who), shift_id=second.id, minutes=60, reason="也在那里", now=AFTER)
    assert said.value.code == "overlap"


def test_a_dispute_and_a_correction_are_lines_never_edits(session: Session) -> None:
    scene = Scene(session)
    hours.confirm_shift(session, actor=scene.as_leader(), shift_id=scene.shift.id, now=AFTER)
    (line,) = hours.entries(session, volunteer_id=scene.who.id)
    row = hours.dispute(session, actor=acting(scene.who), entry_id=line.id, minutes=120, reason="多待了半小时", now=AFTER)
    with pytest.raises(Invalid):
        hours.decide_request(session, actor=scene.as_leader(), request_id=row.id, approve=False, answer=" ", now=AFTER)
    hours.decide_request(session, actor=scene.as_leader(), request_id=row.id, approve=True, now=AFTER + timedelta(minutes=1))
    assert scene.lines() == [("system", 90), ("correction", 30)] and hours.standing(session, line) == 120
    hours.correct(session, actor=scene.as_leader(), entry_id=line.id, minutes=0, now=AFTER + timedelta(minutes=2))
    assert scene.lines()[-1] == ("correction", -120) and hours.balance(session, volunteer_id=scene.who.id).minutes == 0
    assert hours.correct(session, actor=scene.as_leader(), entry_id=line.id, minutes=0, now=AFTER) is None
    with pytest.raises(NotFound):
        hours.dispute(session, actor=acting(scene.deputy), entry_id=line.id, minutes=30, reason="不是我的", now=AFTER)
    for most in (121, 5000):
        with pytest.raises(Invalid):
            hours.correct(session, actor=scene.as_leader(), entry_id=line.id, minutes=most, now=AFTER)


def test_corrections_cannot_make_the_same_time_count_twice(session: Session) -> None:
    scene = Scene(session)
    hours.confirm_shift(session, actor=scene.as_leader(), shift_id=scene.shift.id, now=AFTER)
    (line,) = hours.entries(session, volunteer_id=scene.who.id)
    hours.correct(session, actor=scene.as_leader(), entry_id=line.id, minutes=120, now=AFTER)
    second = a_shift(session, scene.team, title="扫雪", starts_at=NOW + timedelta(minutes=90))
    signed(session, second, scene.who)
    later = NOW + timedelta(hours=5)
    with pytest.raises(Conflict):  # the first line has grown over it
        hours.ask_backfill(session, actor=acting(scene.who), shift_id=second.id, minutes=60, reason="也在那里", now=later)
    hours.correct(session, actor=scene.as_leader(), entry_id=line.id, minutes=0, now=AFTER)
    row = hours.ask_backfill(session, actor=acting(scene.who), shift_id=second.id, minutes=60, reason="也在那里", now=later)
    hours.decide_request(session, actor=scene.as_leader(), request_id=row.id, approve=True, now=later)
    assert hours.correct(session, actor=scene.as_leader(), entry_id=line.id, minutes=90, now=later) is not None  # they touch
    with pytest.raises(Conflict):
        hours.correct(session, actor=scene.as_leader(), entry_id=line.id, minutes=91, now=later)


def test_a_service_is_one_line_whatever_road_it_came_by(session: Session) -> None:
    scene = Scene(session, served=False)
    row = hours.ask_backfill(session, actor=acting(scene.who), shift_id=scene.shift.id, minutes=60, reason="忘了签到", now=AFTER)
    comes(session, scene.who, scene.shift, at=NOW)
    goes(session, scene.who, scene.shift, at=NOW + timedelta(minutes=30), now=AFTER)
    hours.confirm_shift(session, actor=scene.as_leader(), shift_id=scene.shift.id, now=AFTER)
    with pytest.raises(Conflict):
        hours.decide_request(session, actor=scene.as_leader(), request_id=row.id, approve=True, now=AFTER)
    assert scene.lines() == [("system", 30)]
    first = session.exec(select(HourEntry)).one()
    session.add(HourEntry(**(first.model_dump(exclude={"id"}) | {"source": "backfill"})))
    with pytest.raises(IntegrityError):
        session.flush()


def test_nothing_counts_for_a_shift_that_was_cancelled(session: Session) -> None:
    scene = Scene(session)
    one = there(session, scene.shift, scene.who)
    session.get_one(Shift, scene.shift.id).state = ShiftState.CANCELLED
    session.flush()
    assert one is not None
    with pytest.raises(Conflict):
        hours.ask_backfill(session, actor=scene.as_leader(), shift_id=scene.shift.id, minutes=30, reason="我去了", now=AFTER)
    with pytest.raises(Conflict):
        hours.decide_attendance(session, actor=scene.as_leader(), attendance_id=one.id, count=True, now=AFTER)
    assert hours.count_undoubted(session, now=NOW + timedelta(days=9)) == 0


def test_a_backfill_reaches_from_the_check_in_to_the_planned_end_and_is_asked_for_twice_at_most(session: Session) -> None:
    scene = Scene(session, served=False)
    comes(session, scene.who, scene.shift, at=NOW + timedelta(minutes=60), now=AFTER)
    with pytest.raises(Invalid):
        hours.ask_backfill(session, actor=acting(scene.who), shift_id=scene.shift.id, minutes=31, reason="忘了签退", now=AFTER)
    for _ in range(2):
        row = hours.ask_backfill(session, actor=acting(scene.who), shift_id=scene.shift.id, minutes=30, reason="忘了签退", now=AFTER)
        hours.decide_request(session, actor=scene.as_leader(), request_id=row.id, approve=False, answer="没见到", now=AFTER)
    with pytest.raises(Conflict) as said:
        hours.ask_backfill(session, actor=acting(scene.who), shift_id=scene.shift.id, minutes=30, reason="忘了签退", now=AFTER)
    assert said.value.code == "refused_twice"


def test_ones_own_word_for_a_long_shift_waits_for_the_leader(session: Session) -> None:
    scene = Scene(session)
    long = a_shift(session, scene.team, title="值守", starts_at=NOW + timedelta(hours=5), minutes=180)
    signed(session, long, scene.who)
    later = NOW + timedelta(hours=9)
    comes(session, scene.who, long, at=long.starts_at, now=later)
    goes(session, scene.who, long, at=long.ends_at, now=later)
    assert hours.count_undoubted(session, now=NOW + timedelta(days=5)) == 1
    assert hours.count_undoubted(session, now=NOW + timedelta(days=5)) == 0 and scene.lines() == [("system", 90)]


def test_the_desk_shows_what_was_counted_with_its_corrections_and_no_button_for_ones_own(session: Session) -> None:
    scene = Scene(session)
    hours.confirm_shift(session, actor=scene.as_leader(), shift_id=scene.shift.id, now=AFTER)
    (line,) = hours.entries(session, volunteer_id=scene.who.id)
    hours.correct(session, actor=scene.as_leader(), entry_id=line.id, minutes=60, now=AFTER)
    (shown,) = hour_desk.counted(session, actor=scene.as_leader(), now=AFTER)
    assert (shown.minutes, shown.source, shown.mine, shown.what) == (60, "code", True, "送午饭")
    assert hour_desk.counted(session, actor=acting(scene.who), now=AFTER) == [] == hour_desk.counted(session, actor=keeper(session, OTHER_COMMUNITY), now=AFTER)
    hours.dispute(session, actor=acting(scene.who), entry_id=line.id, minutes=90, reason="是一个半小时", now=AFTER)
    (waits,) = hour_desk.lines(session, actor=scene.as_leader())
    assert (waits.kind, waits.minutes, waits.stands) == ("dispute", 90, 60)


def test_a_request_can_be_taken_back_by_its_owner_alone(session: Session) -> None:
    scene = Scene(session, served=False)
    row = hours.ask_backfill(session, actor=acting(scene.who), shift_id=scene.shift.id, minutes=30, reason="忘了签到", now=AFTER)
    with pytest.raises(NotFound):
        hours.withdraw(session, actor=acting(scene.deputy), request_id=row.id, now=AFTER)
    hours.withdraw(session, actor=acting(scene.who), request_id=row.id, now=AFTER)
    assert session.get_one(HourRequest, row.id).state == "withdrawn"
    with pytest.raises(Conflict):
        hours.decide_request(session, actor=scene.as_leader(), request_id=row.id, approve=True, now=AFTER)


def test_the_roll_call_alone_is_system_time_with_its_own_proof(session: Session) -> None:
    scene = Scene(session, served=False)
    calls(session, scene.leader, scene.shift, scene.who, at=NOW)
    calls(session, scene.leader, scene.shift, scene.who, at=NOW + timedelta(minutes=88), out=True, now=AFTER)
    hours.confirm_shift(session, actor=scene.as_leader(), shift_id=scene.shift.id, now=AFTER)
    (line,) = hours.entries(session, volunteer_id=scene.who.id)
    assert (line.source, line.proof, line.minutes, line.by) == ("system", "rollcall", 88, scene.leader.account_id)
    assert session.exec(select(Attendance.state)).one() == "counted"
