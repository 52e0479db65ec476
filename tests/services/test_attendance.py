"""Check-in and check-out as phones tell of them: verified when they arrive, counted once, nothing lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from app.errors import NotFound
from app.models import Attendance, Caution, CodeTry, HeldRecord, Part, Role, RoleGrant, ShiftState, SignUp
from app.services import held
from app.services.access import Actor, Grant
from tests import factories
from tests.conftest import NOW
from tests.services import crew
from tests.services.crew import a_shift, a_team, a_volunteer, calls, comes, goes, signed, there

BACK_ONLINE = NOW + timedelta(hours=6)


def test_both_phones_offline_the_hours_stand_once_they_are_back(session: Session) -> None:
    team = a_team(session)
    who = a_volunteer(session, team)
    shift = a_shift(session, team)
    signed(session, shift, who)
    came = comes(session, who, shift, at=NOW - timedelta(minutes=2), now=BACK_ONLINE)
    went = goes(session, who, shift, at=NOW + timedelta(minutes=90), now=BACK_ONLINE)
    assert (came.status, went.status) == ("accepted", "accepted")
    one = there(session, shift, who)
    assert one is not None and (one.state, one.minutes, one.doubts, one.in_source) == ("waiting", 90, [], "code")


def test_the_same_record_again_and_a_second_phone_count_once(session: Session) -> None:
    team = a_team(session)
    who = a_volunteer(session, team)
    shift = a_shift(session, team)
    signed(session, shift, who)
    key = uuid4()
    first = comes(session, who, shift, at=NOW, record_id=key)
    again = comes(session, who, shift, at=NOW, record_id=key)
    other_phone = comes(session, who, shift, at=NOW + timedelta(minutes=3))
    assert first.receipt == again.receipt and other_phone.notes == ["already_in"]
    assert len(session.exec(select(Attendance)).all()) == 1
    earlier = comes(session, who, shift, at=NOW - timedelta(minutes=4), now=BACK_ONLINE)
    one = there(session, shift, who)
    assert earlier.status == "accepted" and one is not None and one.in_at == NOW - timedelta(minutes=4)


@pytest.mark.parametrize(("off", "status", "code", "notes"), [
    (timedelta(0), "accepted", "", []), (timedelta(minutes=25), "accepted", "", ["late_code"]), (timedelta(minutes=50), "refused", "code_wrong", []),
])  # fmt: skip
def test_an_old_code_is_marked_and_a_very_old_one_refused(session: Session, off: timedelta, status: str, code: str, notes: list[str]) -> None:
    team = a_team(session)
    who = a_volunteer(session, team)
    shift = a_shift(session, team)
    signed(session, shift, who)
    answer = comes(session, who, shift, at=NOW + off, code=crew.code_at(shift, NOW))
    assert (answer.status, answer.code, answer.notes) == (status, code, notes)


def test_guessing_ends_after_five_and_the_leader_calls_the_roll(session: Session) -> None:
    team = a_team(session)
    who = a_volunteer(session, team)
    leader = a_volunteer(session, team, account="leader", name="测试乙", part=Part.LEADER)
    shift = a_shift(session, team)
    signed(session, shift, who)
    right = crew.code_at(shift, NOW)
    wrong = [f"{n:06d}" for n in range(6) if f"{n:06d}" != right][:5]
    assert [comes(session, who, shift, at=NOW, code=code).code for code in wrong] == ["code_wrong"] * 5
    assert len(session.exec(select(CodeTry)).all()) == 5
    locked = comes(session, who, shift, at=NOW, code=right)
    assert (locked.status, locked.code) == ("held", "code_tries") and there(session, shift, who) is None
    assert calls(session, leader, shift, who, at=NOW).status == "accepted"
    one = there(session, shift, who)
    assert one is not None and one.in_source == "rollcall"


def test_a_wrong_code_whose_answer_was_lost_is_one_try_however_often_it_is_sent(session: Session) -> None:
    team = a_team(session)
    who = a_volunteer(session, team)
    shift = a_shift(session, team)
    signed(session, shift, who)
    key = uuid4()
    assert {comes(session, who, shift, at=NOW, code="12345", record_id=key).code for _ in range(9)} == {"code_wrong"}
    assert len(session.exec(select(CodeTry)).all()) == 1 and comes(session, who, shift, at=NOW).status == "accepted"


def test_a_wrong_code_leaves_nothing_but_the_try(session: Session) -> None:
    team = a_team(session)
    who = a_volunteer(session, team)
    shift = a_shift(session, team)
    signed(session, shift, who)
    assert comes(session, who, shift, at=NOW, code="").code == "code_missing"
    assert comes(session, who, shift, at=NOW, code="000000" if crew.code_at(shift, NOW) != "000000" else "111111").status == "refused"
    assert session.exec(select(Attendance)).all() == [] and len(session.exec(select(CodeTry)).all()) == 1


def test_what_cannot_stand_is_held_for_a_person_with_its_reason(session: Session) -> None:
    team, others = a_team(session), a_team(session, "别的队")
    who = a_volunteer(session, team)
    stranger = a_volunteer(session, others, account="volunteer2", name="测试丙")
    young = a_volunteer(session, team, account="", name="测试丁", birth_ym="2011-01")
    leader = a_volunteer(session, team, account="leader", name="测试乙", part=Part.LEADER)
    cancelled = a_shift(session, team, state=ShiftState.CANCELLED)
    full = a_shift(session, team, slots=1, title="扫雪")
    signed(session, full, leader)
    home = a_shift(session, team, caution=Caution.HOME, title="上门维修")
    plain = a_shift(session, team, title="值守", starts_at=NOW + timedelta(hours=30))
    at = NOW
    assert comes(session, who, cancelled, at=at).code == "shift_cancelled"
    assert comes(session, who, full, at=at).code == "shift_full"
    assert comes(session, stranger, plain, at=plain.starts_at, now=plain.starts_at).code == "not_your_team"
    who.insured_until = None
    assert comes(session, who, home, at=at).code == "not_insured"
    assert calls(session, leader, home, young, at=at).code == "minor_alone"
    unknown = crew.told(session, who, "attendance_in", {"shift_id": str(uuid4()), "source": "code", "code": "123456", "volunteer_id": None}, at=at)
    assert (unknown.status, unknown.code) == ("refused", "shift_unknown")
    assert len(session.exec(select(HeldRecord)).all()) == 5 and session.exec(select(Attendance)).all() == []


def test_a_person_takes_a_held_check_in_and_its_reason_becomes_a_doubt(session: Session) -> None:
    team = a_team(session)
    who = a_volunteer(session, team, insured_until=None)
    shift = a_shift(session, team, caution=Caution.HOME)
    signed(session, shift, who)
    key = uuid4()
    assert comes(session, who, shift, at=NOW, record_id=key).status == "held"
    actor = _community(session)
    assert [row.code for row, _, _ in held.waiting(session, actor=actor)] == ["not_insured"]
    held.decide(session, actor=actor, record_id=key, decision="taken", now=NOW + timedelta(hours=1))
    one = there(session, shift, who)
    assert one is not None and one.doubts == ["not_insured"] and one.in_at == NOW


def _community(session: Session, community: str = crew.COMMUNITY) -> Actor:
    made = factories.an_account(session, f"lead{community}", role=Role.COMMUNITY, area=community)
    return Actor(id=made.id, account=made.account, name=made.name, grants=(Grant(Role.COMMUNITY, community),))


def test_a_code_that_a_person_took_in_without_its_fitting_is_no_code_in_the_ledger(session: Session) -> None:
    team = a_team(session)
    who = a_volunteer(session, team)
    shift = a_shift(session, team)
    signed(session, shift, who)
    for _ in range(5):
        comes(session, who, shift, at=NOW, code="12345")
    key = uuid4()
    assert comes(session, who, shift, at=NOW, code="12345", record_id=key).code == "code_tries"
    held.decide(session, actor=_community(session), record_id=key, decision="taken", now=NOW + timedelta(hours=1))
    one = there(session, shift, who)
    assert one is not None and (one.in_source, one.doubts) == ("decided", ["unproved"])


def test_only_the_shifts_own_community_takes_a_held_check_in_in_and_no_place_comes_of_it(session: Session) -> None:
    team = a_team(session)
    stranger = a_volunteer(session, None, community=crew.OTHER_COMMUNITY)
    shift = a_shift(session, team)
    key = uuid4()
    assert comes(session, stranger, shift, at=NOW, record_id=key).code == "not_your_team"
    theirs, ours = _community(session, crew.OTHER_COMMUNITY), _community(session)
    with pytest.raises(NotFound):
        held.decide(session, actor=theirs, record_id=key, decision="taken", now=NOW + timedelta(hours=1))
    held.decide(session, actor=ours, record_id=key, decision="taken", now=NOW + timedelta(hours=1))
    one = there(session, shift, stranger)
    assert one is not None and one.doubts == ["no_sign_up", "not_your_team"] and session.exec(select(SignUp)).all() == []


def test_a_second_odd_check_in_moves_nothing(session: Session) -> None:
    team = a_team(session)
    who = a_volunteer(session, team)
    shift = a_shift(session, team)
    signed(session, shift, who)
    late = NOW + timedelta(minutes=60)
    comes(session, who, shift, at=late, now=BACK_ONLINE)
    assert comes(session, who, shift, at=late - timedelta(minutes=28), code=crew.code_at(shift, late), now=BACK_ONLINE).notes == ["already_in"]
    one = there(session, shift, who)
    assert one is not None and one.in_at == late


def test_a_leaders_own_code_ends_with_the_plan(session: Session) -> None:
    team = a_team(session)
    leader = a_volunteer(session, team, account="leader", name="测试乙", part=Part.LEADER)
    shift = a_shift(session, team)
    signed(session, shift, leader)
    comes(session, leader, shift, at=NOW, role=Role.LEADER)
    end = NOW + timedelta(minutes=120)
    goes(session, leader, shift, at=end, source="code", code=crew.code_at(shift, end), role=Role.LEADER, now=BACK_ONLINE)
    one = there(session, shift, leader)
    assert one is not None and one.minutes == 90 and "own_code" in one.doubts


def test_the_roll_is_not_called_by_whose_role_has_ended(session: Session) -> None:
    team = a_team(session)
    who = a_volunteer(session, team)
    leader = a_volunteer(session, team, account="leader", name="测试乙", part=Part.LEADER)
    session.exec(select(RoleGrant).where(RoleGrant.account_id == leader.account_id)).one().ends_at = NOW - timedelta(days=1)
    shift = a_shift(session, team)
    assert calls(session, leader, shift, who, at=NOW).code == "not_your_team"


def test_nobody_buries_the_inbox(session: Session) -> None:
    team = a_team(session)
    who = a_volunteer(session, team)
    cancelled = a_shift(session, team, state=ShiftState.CANCELLED)
    said = [comes(session, who, cancelled, at=NOW).code for _ in range(22)]
    assert said == ["shift_cancelled"] * 20 + ["held_full"] * 2


def test_somebody_checked_in_elsewhere_at_that_time_is_held(session: Session) -> None:
    team = a_team(session)
    who = a_volunteer(session, team)
    first, second = a_shift(session, team), a_shift(session, team, title="扫雪", starts_at=NOW + timedelta(minutes=30))
    signed(session, first, who)
    assert comes(session, who, first, at=NOW).status == "accepted"
    assert comes(session, who, second, at=NOW + timedelta(minutes=40)).code == "overlap"
    assert goes(session, who, first, at=NOW + timedelta(minutes=30), now=NOW + timedelta(hours=1)).status == "accepted"
    assert comes(session, who, second, at=NOW + timedelta(minutes=45), now=NOW + timedelta(hours=1)).status == "accepted"


def test_a_walk_in_where_there_is_room_is_a_doubt_and_no_refusal(session: Session) -> None:
    team = a_team(session)
    who = a_volunteer(session, team)
    shift = a_shift(session, team)
    assert comes(session, who, shift, at=NOW).status == "accepted"
    one = there(session, shift, who)
    assert one is not None and one.doubts == ["no_sign_up"]
    assert session.exec(select(SignUp.state)).one() == "in"


def test_checking_out_before_checking_in_stays_on_the_phone(session: Session) -> None:
    team = a_team(session)
    who = a_volunteer(session, team)
    shift = a_shift(session, team)
    signed(session, shift, who)
    key = uuid4()
    out = goes(session, who, shift, at=NOW + timedelta(minutes=90), now=BACK_ONLINE, record_id=key)
    assert (out.status, out.code) == ("refused", "out_before_in")
    comes(session, who, shift, at=NOW, now=BACK_ONLINE)
    assert goes(session, who, shift, at=NOW - timedelta(minutes=1), now=BACK_ONLINE).code == "out_before_in"
    assert goes(session, who, shift, at=NOW + timedelta(minutes=90), now=BACK_ONLINE, record_id=key).status == "accepted"  # sent again


def test_ones_own_word_counts_to_the_planned_end_and_what_another_saw_outweighs_it(session: Session) -> None:
    team = a_team(session)
    who = a_volunteer(session, team)
    leader = a_volunteer(session, team, account="leader", name="测试乙", part=Part.LEADER)
    shift = a_shift(session, team)
    signed(session, shift, who)
    comes(session, who, shift, at=NOW)
    goes(session, who, shift, at=NOW + timedelta(minutes=115), now=BACK_ONLINE)
    one = there(session, shift, who)
    assert one is not None and one.minutes == 90
    assert calls(session, leader, shift, who, at=NOW + timedelta(minutes=60), out=True, now=BACK_ONLINE).notes == []
    one = there(session, shift, who)
    assert one is not None and (one.minutes, one.out_source) == (60, "rollcall")
    assert goes(session, who, shift, at=NOW + timedelta(minutes=80), now=BACK_ONLINE).notes == ["already_out"]


def test_a_check_out_tapped_too_soon_is_put_right_by_the_one_when_leaving(session: Session) -> None:
    team = a_team(session)
    who = a_volunteer(session, team)
    shift = a_shift(session, team)
    signed(session, shift, who)
    comes(session, who, shift, at=NOW)
    goes(session, who, shift, at=NOW + timedelta(seconds=5), now=BACK_ONLINE)
    goes(session, who, shift, at=NOW + timedelta(minutes=90), now=BACK_ONLINE)
    one = there(session, shift, who)
    assert one is not None and (one.minutes, one.doubts) == (90, [])


def test_a_roll_call_the_day_before_starts_nothing(session: Session) -> None:
    team = a_team(session)
    who = a_volunteer(session, team)
    leader = a_volunteer(session, team, account="leader", name="测试乙", part=Part.LEADER)
    shift = a_shift(session, team, starts_at=NOW + timedelta(days=1))
    signed(session, shift, who)
    calls(session, leader, shift, who, at=NOW)
    one = there(session, shift, who)
    assert one is not None and one.doubts == ["off_time"] and shift.state == ShiftState.OPEN


def test_only_a_leader_of_the_team_calls_the_roll(session: Session) -> None:
    team, others = a_team(session), a_team(session, "别的队")
    who, friend = a_volunteer(session, team), a_volunteer(session, team, account="volunteer2", name="测试丙")
    foreign = a_volunteer(session, others, account="leader2", name="测试乙", part=Part.LEADER)
    shift = a_shift(session, team)
    for somebody in (friend, foreign):
        assert calls(session, somebody, shift, who, at=NOW).code == "not_your_team"
    assert there(session, shift, who) is None


def test_whoever_shows_the_code_cannot_prove_presence_with_it(session: Session) -> None:
    team = a_team(session)
    leader = a_volunteer(session, team, account="leader", name="测试乙", part=Part.LEADER)
    shift = a_shift(session, team)
    signed(session, shift, leader)
    assert comes(session, leader, shift, at=NOW, role=Role.LEADER).status == "accepted"
    one = there(session, shift, leader)
    assert one is not None and one.doubts == ["own_code"]


def test_a_phone_whose_clock_is_off_and_times_that_do_not_fit_are_marked(session: Session) -> None:
    team = a_team(session)
    who = a_volunteer(session, team)
    shift = a_shift(session, team)
    signed(session, shift, who)
    assert comes(session, who, shift, at=NOW - timedelta(hours=3), offset_ms=600_000).notes == ["clock"]
    goes(session, who, shift, at=NOW + timedelta(hours=4), source="code", code=crew.code_at(shift, NOW + timedelta(hours=4)), now=BACK_ONLINE)
    one = there(session, shift, who)
    assert one is not None and one.doubts == ["clock", "cut", "off_time"] and one.minutes == 120


def test_more_than_eight_hours_a_day_and_the_same_time_twice_go_to_review(session: Session) -> None:
    team = a_team(session)
    who = a_volunteer(session, team)
    long = a_shift(session, team, minutes=300)
    signed(session, long, who)
    comes(session, who, long, at=NOW)
    goes(session, who, long, at=NOW + timedelta(minutes=300), now=BACK_ONLINE)
    evening = a_shift(session, team, title="值守", starts_at=NOW + timedelta(minutes=310), minutes=240)
    signed(session, evening, who)
    later = NOW + timedelta(hours=12)
    comes(session, who, evening, at=evening.starts_at, now=later)
    goes(session, who, evening, at=evening.ends_at, now=later)
    one = there(session, evening, who)
    assert one is not None and one.doubts == ["long_day"] and one.minutes == 240


def test_a_shift_across_midnight_is_one_service(session: Session) -> None:
    team = a_team(session)
    who = a_volunteer(session, team)
    night = a_shift(session, team, starts_at=NOW.replace(hour=15, minute=0), minutes=120)  # 23:00 to 1:00 in Dalian
    signed(session, night, who)
    later = night.ends_at + timedelta(hours=1)
    comes(session, who, night, at=night.starts_at, now=later)
    goes(session, who, night, at=night.ends_at, now=later)
    one = there(session, night, who)
    assert one is not None and (one.minutes, one.doubts) == (120, [])


@pytest.mark.parametrize("role", [Role.GRID, Role.INFO, Role.SECRETARY, Role.COMMUNITY, Role.SPECIALIST, Role.POSTED_CADRE, Role.STREET, Role.DISTRICT])
def test_nobody_of_the_staff_has_a_check_in(session: Session, role: Role) -> None:
    """Design.md §1, §4.5: volunteers check in for their own hours; there is no attendance of staff."""
    team = a_team(session)
    who = a_volunteer(session, team)
    shift = a_shift(session, team)
    signed(session, shift, who)
    answer = comes(session, who, shift, at=NOW, role=role)
    assert (answer.status, answer.code) == ("held", "not_your_task") and there(session, shift, who) is None
