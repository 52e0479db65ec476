"""Signing up, giving a place back, the waiting list, and asking the next suitable person."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from app.errors import AppError, Conflict, Invalid, NotFound
from app.models import Caution, OfficeMessage, ShiftState, SignUp
from app.services import office, shifts
from tests.conftest import NOW
from tests.services.crew import a_shift, a_team, a_volunteer, acting, signed

SOON = NOW + timedelta(days=1)


def word(session: Session, shift: object, who: object) -> str:
    return session.exec(select(SignUp.state).where(SignUp.shift_id == shift.id, SignUp.volunteer_id == who.id)).one()  # type: ignore[attr-defined]


def test_places_go_in_order_and_the_next_of_the_waiting_list_comes_in(session: Session) -> None:
    team = a_team(session)
    one, two, three = (a_volunteer(session, team, account=f"v{n}", name=f"测试{n}") for n in "一二三")
    shift = a_shift(session, team, starts_at=SOON, slots=1)
    says = [shifts.sign_up(session, actor=acting(w), shift_id=shift.id, now=NOW + timedelta(minutes=n)) for n, w in enumerate((one, two, three))]
    assert says == ["in", "waiting", "waiting"] and shift.state == ShiftState.READY
    assert shifts.sign_up(session, actor=acting(one), shift_id=shift.id, now=NOW) == "in"  # asking twice is asking once
    assert shifts.cancel(session, actor=acting(one), shift_id=shift.id, now=NOW) == "cancelled"
    assert [word(session, shift, w) for w in (one, two, three)] == ["cancelled", "in", "waiting"]


def test_whoever_waits_and_may_not_come_any_more_is_passed_over(session: Session) -> None:
    team = a_team(session)
    one, two, three = (a_volunteer(session, team, account=f"v{n}", name=f"测试{n}") for n in "一二三")
    shift = a_shift(session, team, starts_at=SOON, slots=1, caution=Caution.HOME)
    for n, who in enumerate((one, two, three)):
        shifts.sign_up(session, actor=acting(who), shift_id=shift.id, now=NOW + timedelta(minutes=n))
    two.insured_until = date(2026, 11, 1)
    shifts.cancel(session, actor=acting(one), shift_id=shift.id, now=NOW)
    assert [word(session, shift, w) for w in (two, three)] == ["waiting", "in"]


@pytest.mark.parametrize(("fields", "caution", "code"), [
    ({"insured_until": None}, Caution.HARD, "not_insured"), ({"birth_ym": "2012-01"}, Caution.HOME, "minor"),
])  # fmt: skip
def test_what_stands_against_it_is_said_plainly(session: Session, fields: dict[str, object], caution: Caution, code: str) -> None:
    team = a_team(session)
    who = a_volunteer(session, team, **fields)  # type: ignore[arg-type]
    shift = a_shift(session, team, starts_at=SOON, caution=caution)
    with pytest.raises(Invalid) as said:
        shifts.sign_up(session, actor=acting(who), shift_id=shift.id, now=NOW)
    assert said.value.code == code and said.value.sentence("zh") != said.value.sentence("en")


def test_two_shifts_at_one_time_are_refused(session: Session) -> None:
    team = a_team(session)
    who = a_volunteer(session, team)
    first, second = a_shift(session, team, starts_at=SOON), a_shift(session, team, starts_at=SOON + timedelta(minutes=60), title="扫雪")
    shifts.sign_up(session, actor=acting(who), shift_id=first.id, now=NOW)
    with pytest.raises(Invalid) as said:
        shifts.sign_up(session, actor=acting(who), shift_id=second.id, now=NOW)
    assert said.value.code == "overlap"
    shifts.cancel(session, actor=acting(who), shift_id=first.id, now=NOW)
    assert shifts.sign_up(session, actor=acting(who), shift_id=second.id, now=NOW) == "in"


def test_another_teams_shift_and_none_look_the_same(session: Session) -> None:
    team, others = a_team(session), a_team(session, "别的队")
    who = a_volunteer(session, team)
    shift = a_shift(session, others, starts_at=SOON)
    for verb in (shifts.sign_up, shifts.cancel, shifts.unsure, shifts.sure, shifts.decline):
        for key in (shift.id, who.id):
            with pytest.raises(NotFound):
                verb(session, actor=acting(who), shift_id=key, now=NOW)


@pytest.mark.parametrize(("state", "ago", "code"), [(ShiftState.CANCELLED, 0, "shift_cancelled"), (ShiftState.OPEN, 3, "shift_over"), (ShiftState.CONFIRMED, 0, "shift_over")])
def test_what_is_over_or_cancelled_takes_nobody(session: Session, state: ShiftState, ago: int, code: str) -> None:
    team = a_team(session)
    who = a_volunteer(session, team)
    shift = a_shift(session, team, starts_at=NOW - timedelta(hours=ago), state=state)
    with pytest.raises(Conflict) as said:
        shifts.sign_up(session, actor=acting(who), shift_id=shift.id, now=NOW)
    assert said.value.code == code


def test_may_not_make_it_keeps_the_place_and_asks_the_next_person_in_time(session: Session) -> None:
    team = a_team(session)
    one, two = (a_volunteer(session, team, account=f"v{n}", name=f"测试{n}") for n in "一二")
    shift = a_shift(session, team, starts_at=SOON, slots=1)
    shifts.sign_up(session, actor=acting(one), shift_id=shift.id, now=NOW)
    assert shifts.unsure(session, actor=acting(one), shift_id=shift.id, now=NOW) == "unsure"
    assert shifts.look_ahead(session, now=NOW) == 1
    assert [word(session, shift, w) for w in (one, two)] == ["unsure", "offered"]
    assert shifts.sure(session, actor=acting(one), shift_id=shift.id, now=NOW) == "in"
    assert shifts.sign_up(session, actor=acting(two), shift_id=shift.id, now=NOW) == "waiting"  # full again


def test_48_and_4_hours_before_the_next_suitable_people_are_asked_once_each(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "settings", replace(office.settings, office_webhook="https://oapi.dingtalk.com/robot/send?access_token=x"))
    team = a_team(session)
    free = a_volunteer(session, team, account="v1", name="测试一", availability=["mon_am"])
    busy_then = a_volunteer(session, team, account="v2", name="测试二", availability=["sat_pm"])
    a_volunteer(session, team, account="", name="没有手机")  # nobody can ask them
    a_volunteer(session, team, account="v3", name="测试三", insured_until=None)
    shift = a_shift(session, team, starts_at=SOON, slots=1, caution=Caution.HOME)
    assert shifts.look_ahead(session, now=NOW - timedelta(days=2)) == 0
    assert shifts.look_ahead(session, now=NOW) == 1 and shifts.look_ahead(session, now=NOW) == 0
    assert [(s.volunteer_id, s.state) for s in session.exec(select(SignUp))] == [(free.id, "offered")]
    assert shifts.decline(session, actor=acting(free), shift_id=shift.id, now=NOW) == "declined"
    assert word(session, shift, busy_then) == "offered"
    shifts.decline(session, actor=acting(busy_then), shift_id=shift.id, now=NOW)
    assert shifts.look_ahead(session, now=SOON - timedelta(hours=3)) == 1  # nobody is left; nobody is asked twice
    assert sorted(s.state for s in session.exec(select(SignUp))) == ["declined", "declined"]
    said = session.exec(select(OfficeMessage)).all()
    assert [m.kind for m in said] == ["shift_at_risk"] * 2 and said[0].numbers == {"waiting": 1}


def test_leaving_gives_every_place_back(session: Session) -> None:
    team = a_team(session)
    one, two = (a_volunteer(session, team, account=f"v{n}", name=f"测试{n}") for n in "一二")
    shift = a_shift(session, team, starts_at=SOON, slots=1)
    shifts.sign_up(session, actor=acting(one), shift_id=shift.id, now=NOW)
    shifts.sign_up(session, actor=acting(two), shift_id=shift.id, now=NOW)
    assert shifts.stop_volunteer(session, volunteer_id=one.id, now=NOW) == 1
    assert [word(session, shift, w) for w in (one, two)] == ["cancelled", "in"]


def test_a_past_shift_ends_by_itself_and_its_queues_lapse(session: Session) -> None:
    team = a_team(session)
    who = a_volunteer(session, team)
    shift = a_shift(session, team, starts_at=NOW - timedelta(hours=4))
    signed(session, shift, who, "offered")
    assert shifts.close_past(session, now=NOW) == 1 and shift.state == ShiftState.ENDED
    session.expire_all()
    assert word(session, shift, who) == "declined"


def test_every_sentence_exists_in_both_languages() -> None:
    for zh, en in shifts.SAID.values():
        assert zh and en and AppError("x", zh, en).sentence("en") == en
