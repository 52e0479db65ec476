"""Activities and their dates: made eight weeks ahead, changed one by one or all later ones, cancelled with a reason, made from a need."""

import base64
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, select

from app.errors import Conflict, Invalid, NotFound
from app.models import Activity, Category, Need, NeedKind, NeedStep, Role, Shift, ShiftState, ShiftTask, SignUp
from app.rules.dalian import ZONE
from app.services import activities, keys, need_help, shifts, team_lists
from app.services.access import Actor
from tests import factories as make
from tests.conftest import NOW
from tests.services.clubs import Club

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)


@pytest.fixture
def club(session: Session) -> Club:
    """The community with its teams."""
    return Club(session)


def made(session: Session, club: Club, **change: object) -> Activity:
    """An activity of the repair team."""
    fields: dict[str, object] = {"title": "修楼道灯", "starts_at": TUESDAY, "minutes": 90, "place": "社区活动室门口", "doing": ["领工具", "两人一组"], "slots": 2}
    return activities.make(session, **{"actor": club.leader, "team_id": club.repair.id, "now": NOW, **fields, **change})  # type: ignore[arg-type]


def dates(session: Session, activity: Activity) -> list[Shift]:
    """Its shifts in their order."""
    return list(session.exec(select(Shift).where(Shift.activity_id == activity.id).order_by(col(Shift.starts_at))))


def change(session: Session, shift: Shift, *, actor: Actor, later: bool = False, **fields: object) -> Shift:
    """Change a date, keeping what is not named."""
    old: dict[str, object] = {"title": shift.title, "place": shift.place, "doing": shift.doing, "starts_at": shift.starts_at, "minutes": 90, "slots": shift.slots, "now": NOW}
    return activities.edit_shift(session, actor=actor, shift_id=shift.id, later=later, **{**old, **fields})  # type: ignore[arg-type]


def test_once_makes_one_date_with_a_secret_of_its_own(session: Session, club: Club) -> None:
    shift, = dates(session, made(session, club))
    assert (shift.title, shift.community, shift.starts_at, shift.ends_at, shift.state) == ("修楼道灯", club.repair.community, TUESDAY, TUESDAY + timedelta(minutes=90), "open")
    secret = keys.unseal(shift.secret_sealed, table="shift", column="secret", row=shift.id)
    assert len(base64.urlsafe_b64decode(secret)) == 32
    far, = dates(session, made(session, club, starts_at=NOW + timedelta(days=300)))
    assert far.starts_at == NOW + timedelta(days=300)


def test_two_taps_make_one_activity_and_what_was_cancelled_or_stopped_can_be_made_again(session: Session, club: Club) -> None:
    first = made(session, club)
    with pytest.raises(Conflict, match="activity_there"):
        made(session, club)
    with pytest.raises(Conflict, match="activity_there"):
        made(session, club, title=" 修楼道灯 ", draft=True)
    activities.cancel_shift(session, actor=club.leader, shift_id=dates(session, first)[0].id, reason="下雪", now=NOW)
    again = made(session, club, rule="FREQ=WEEKLY;BYDAY=TU")
    with pytest.raises(Conflict, match="activity_there"):
        made(session, club)
    activities.end(session, actor=club.leader, activity_id=again.id, now=NOW)
    made(session, club, draft=True)
    made(session, club, actor=club.keeper, team_id=club.elders.id)
    with pytest.raises(Conflict, match="activity_there"):
        made(session, club)


def test_what_comes_again_is_there_eight_weeks_ahead_and_the_night_adds_a_week(session: Session, club: Club) -> None:
    activity = made(session, club, rule="FREQ=WEEKLY;BYDAY=TU,TH")
    assert len(dates(session, activity)) == 16 and dates(session, activity)[-1].starts_at.astimezone(ZONE).date() == date(2027, 1, 14)
    assert len({s.secret_sealed for s in dates(session, activity)}) == 16
    assert activities.keep_ahead(session, now=NOW) == 0
    assert activities.keep_ahead(session, now=NOW + timedelta(days=7)) == 2
    assert activities.keep_ahead(session, now=NOW + timedelta(days=7)) == 0


def test_after_a_long_sleep_only_what_is_still_to_come_is_made(session: Session, club: Club) -> None:
    activity = made(session, club, rule="FREQ=DAILY")
    before = len(dates(session, activity))
    late = NOW + timedelta(days=100)
    activities.keep_ahead(session, now=late)
    new = dates(session, activity)[before:]
    assert new[0].starts_at >= late and len(new) == 57


def test_a_date_that_was_cancelled_does_not_come_back(session: Session, club: Club) -> None:
    activity = made(session, club, rule="FREQ=WEEKLY")
    first = dates(session, activity)[0]
    activities.cancel_shift(session, actor=club.leader, shift_id=first.id, reason="下雪", now=NOW)
    activities.keep_ahead(session, now=NOW + timedelta(days=1))
    assert [s.state for s in dates(session, activity)].count(ShiftState.CANCELLED) == 1
    assert len({s.starts_at for s in dates(session, activity)}) == len(dates(session, activity))


def test_a_shift_across_midnight_ends_on_the_next_day(session: Session, club: Club) -> None:
    evening = datetime(2026, 11, 24, 22, 0, tzinfo=ZONE)
    activity = made(session, club, starts_at=evening, minutes=240, rule="FREQ=WEEKLY;COUNT=2")
    first, second = dates(session, activity)
    assert (first.ends_at.astimezone(ZONE).strftime("%m-%d %H:%M"), second.starts_at.astimezone(ZONE).strftime("%m-%d %H:%M")) == ("11-25 02:00", "12-01 22:00")
    line = team_lists.open_one(session, actor=club.member, team_id=club.repair.id, now=NOW).dates[0]
    assert (line.day, line.starts, line.ends, line.overnight, line.repeats) == ("2026-11-24", "22:00", "02:00", True, True)


@pytest.mark.parametrize(("fields", "code"), [
    ({"title": ""}, "activity_title"), ({"title": "做" * 41}, "activity_title"), ({"title": "做" * 10_000}, "activity_title"), ({"title": "\ud800\x07"}, "activity_title"),
    ({"place": "去" * 61}, "activity_place"), ({"doing": ["步" * 61]}, "activity_step"), ({"doing": ["步"] * 13}, "activity_steps"),
    ({"title": "去3-2-601修水龙头"}, "activity_private"), ({"place": "３号楼２单元６０１"}, "activity_private"), ({"doing": ["到 601 室"]}, "activity_private"),
    ({"title": "三号楼二单元六零一室换灯"}, "activity_private"), ({"place": "3号楼2单元"}, "activity_private"), ({"doing": ["敲六零一室"]}, "activity_private"),
    ({"place": "十二号楼三单元"}, "activity_private"), ({"title": "３号楼６０１换灯"}, "activity_private"), ({"doing": ["二单元六〇一"]}, "activity_private"), ({"doing": ["六零幺室"]}, "activity_private"),
    ({"doing": ["有事打 139 0000 0001"]}, "activity_private"), ({"title": "210202195803074513"}, "activity_private"),
    ({"minutes": 0}, "activity_minutes"), ({"minutes": 14}, "activity_minutes"), ({"minutes": 721}, "activity_minutes"), ({"slots": 0}, "activity_slots"),
    ({"slots": -1}, "activity_slots"), ({"slots": 10**9}, "activity_slots"), ({"slots": 1, "caution": "home"}, "activity_pair"), ({"slots": 1, "caution": "hard"}, "activity_pair"),
    ({"caution": "wild"}, "not_a_choice"), ({"skills": ["flying"]}, "not_a_choice"), ({"starts_at": NOW - timedelta(hours=1)}, "activity_when"),
    ({"starts_at": NOW + timedelta(days=400)}, "activity_when"), ({"rule": "FREQ=SECONDLY"}, "rule_part"), ({"rule": "每天"}, "rule_form"), ({"rule": "FREQ=DAILY;COUNT=100000"}, "rule_times"),
    ({"rule": "x" * 10_000}, "rule_form"), ({"rule": "FREQ=WEEKLY;UNTIL=20200101"}, "rule_never"),
])  # fmt: skip
def test_what_cannot_be_is_refused_and_makes_nothing(session: Session, club: Club, fields: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid) as told:
        made(session, club, **fields)
    assert told.value.code == code and told.value.zh and told.value.en
    assert session.exec(select(Shift)).all() == []


@pytest.mark.parametrize("words", ["走访十户老人", "二楼活动室", "一号院门口", "3号楼门口", "11月3号下午", "两人一组", "第二单元门口", "陪三位老人看病", "志愿者三百人", "3号楼2026年大扫除"])
def test_a_public_place_a_day_and_a_number_of_people_are_no_door(session: Session, club: Club, words: str) -> None:
    assert made(session, club, title=words, place=words, doing=[words]).title == words


def test_a_team_is_busy_by_who_leads_or_keeps_it_alone(session: Session, club: Club) -> None:
    activity = made(session, club, actor=club.secretary, rule="FREQ=WEEKLY")
    shift = dates(session, activity)[0]
    for nobody in (club.member, club.worker, club.far, make.an_actor((Role.DISTRICT, "210202"))):
        for what in (
            lambda a: made(session, club, actor=a), lambda a: change(session, shift, actor=a), lambda a: activities.end(session, actor=a, activity_id=activity.id, now=NOW),
            lambda a: activities.cancel_shift(session, actor=a, shift_id=shift.id, reason="x", now=NOW), lambda a: activities.open_draft(session, actor=a, activity_id=activity.id, now=NOW),
        ):  # fmt: skip
            with pytest.raises(NotFound):
                what(nobody)
    for unknown in (lambda k: activities.end(session, actor=club.leader, activity_id=k, now=NOW), lambda k: activities.cancel_shift(session, actor=club.leader, shift_id=k, reason="x", now=NOW)):
        with pytest.raises(NotFound):
            unknown(uuid4())


def test_a_draft_is_seen_by_who_leads_and_has_no_dates_until_it_is_opened(session: Session, club: Club) -> None:
    activity = made(session, club, draft=True, rule="FREQ=WEEKLY")
    assert dates(session, activity) == []
    assert [a.state for a in team_lists.open_one(session, actor=club.leader, team_id=club.repair.id, now=NOW).activities] == ["draft"]
    assert team_lists.open_one(session, actor=club.member, team_id=club.repair.id, now=NOW).activities == []
    assert activities.keep_ahead(session, now=NOW) == 0
    assert activities.open_draft(session, actor=club.leader, activity_id=activity.id, now=NOW) == 8


def test_one_date_is_changed_alone(session: Session, club: Club) -> None:
    activity = made(session, club, rule="FREQ=WEEKLY")
    first, second, *_ = dates(session, activity)
    change(session, first, actor=club.leader, title="换水管", starts_at=TUESDAY + timedelta(days=1, hours=4), slots=5, minutes=60)
    assert (first.title, first.slots, first.starts_at, first.ends_at) == ("换水管", 5, TUESDAY + timedelta(days=1, hours=4), TUESDAY + timedelta(days=1, hours=5))
    assert (second.title, second.slots, activity.title) == ("修楼道灯", 2, "修楼道灯")


def test_all_later_ones_take_over_the_change_and_keep_their_days(session: Session, club: Club) -> None:
    activity = made(session, club, rule="FREQ=WEEKLY")
    first, second, *later = dates(session, activity)
    change(session, second, actor=club.leader, later=True, title="换水管", starts_at=second.starts_at + timedelta(hours=4), minutes=60, slots=3)
    assert first.title == "修楼道灯" and first.starts_at == TUESDAY
    assert {(s.title, s.slots, f"{s.starts_at.astimezone(ZONE):%a %H:%M}") for s in (second, *later)} == {("换水管", 3, "Tue 14:00")}
    activities.keep_ahead(session, now=NOW + timedelta(days=7))
    assert f"{dates(session, activity)[-1].starts_at.astimezone(ZONE):%a %H:%M}" == "Tue 14:00"
    with pytest.raises(Invalid, match="activity_day"):
        change(session, second, actor=club.leader, later=True, starts_at=second.starts_at + timedelta(days=1))


def test_more_places_let_the_waiting_list_in(session: Session, club: Club) -> None:
    shift, = dates(session, made(session, club, slots=1))
    _, other = club.somebody("于敏", club.repair)
    assert [shifts.sign_up(session, actor=a, shift_id=shift.id, now=NOW) for a in (club.member, other)] == ["in", "waiting"]
    assert shift.state == ShiftState.READY
    change(session, shift, actor=club.leader, slots=3)
    assert {w.state for w in session.exec(select(SignUp))} == {"in"} and shift.state == ShiftState.OPEN


def test_two_dates_of_one_activity_never_stand_at_one_time(session: Session, club: Club) -> None:
    first, second, *_ = dates(session, made(session, club, rule="FREQ=WEEKLY"))
    with pytest.raises(Conflict, match="shift_there"):
        change(session, first, actor=club.leader, starts_at=second.starts_at)


def test_who_signed_up_sees_that_it_is_cancelled_and_why(session: Session, club: Club) -> None:
    shift, = dates(session, made(session, club))
    shifts.sign_up(session, actor=club.member, shift_id=shift.id, now=NOW)
    for reason in ("", "  ", "因" * 61, "3-2-601没人"):
        with pytest.raises(Invalid):
            activities.cancel_shift(session, actor=club.leader, shift_id=shift.id, reason=reason, now=NOW)
    activities.cancel_shift(session, actor=club.leader, shift_id=shift.id, reason="下大雪，改天", now=NOW)
    activities.cancel_shift(session, actor=club.leader, shift_id=shift.id, reason="再点一次", now=NOW)
    session.expire_all()
    assert session.exec(select(SignUp)).one().state == "in"  # the place stays on the phone until the day, with the reason
    line, = team_lists.open_one(session, actor=club.member, team_id=club.repair.id, now=NOW).dates
    assert (line.state, line.reason, line.doing, line.taken) == ("cancelled", "下大雪，改天", ["领工具", "两人一组"], 1)
    with pytest.raises(Conflict):
        change(session, shift, actor=club.leader, title="x")


def test_what_has_begun_or_is_over_is_neither_changed_nor_cancelled(session: Session, club: Club) -> None:
    shift, = dates(session, made(session, club))
    late = {"now": TUESDAY + timedelta(hours=3)}
    with pytest.raises(Conflict):
        change(session, shift, actor=club.leader, **late)
    for begun in (TUESDAY, TUESDAY + timedelta(minutes=1)):  # nobody makes it longer for those who are there
        with pytest.raises(Conflict, match="shift_over"):
            change(session, shift, actor=club.keeper, minutes=300, now=begun)
    assert change(session, shift, actor=club.leader, minutes=60, now=TUESDAY - timedelta(minutes=1)).ends_at == TUESDAY + timedelta(minutes=60)
    with pytest.raises(Conflict):
        activities.cancel_shift(session, actor=club.leader, shift_id=shift.id, reason="晚了", **late)


def test_an_activity_that_ends_cancels_what_is_to_come_and_makes_no_more(session: Session, club: Club) -> None:
    activity = made(session, club, rule="FREQ=WEEKLY")
    assert activities.end(session, actor=club.leader, activity_id=activity.id, now=TUESDAY + timedelta(hours=5)) == 7
    assert activities.end(session, actor=club.leader, activity_id=activity.id, now=TUESDAY + timedelta(hours=5)) == 0
    assert activities.keep_ahead(session, now=NOW + timedelta(days=30)) == 0
    assert [s.state for s in dates(session, activity)].count(ShiftState.CANCELLED) == 7
    with pytest.raises(Conflict):
        activities.open_draft(session, actor=club.leader, activity_id=activity.id, now=NOW)


def test_a_closed_team_does_nothing_any_more(session: Session, club: Club) -> None:
    made(session, club, rule="FREQ=WEEKLY")
    activities.close_team(session, actor=club.keeper, team_id=club.repair.id, now=NOW)
    assert {s.state for s in session.exec(select(Shift))} == {ShiftState.CANCELLED}
    with pytest.raises(Conflict, match="team_closed"):
        made(session, club, actor=club.keeper)


def a_need(session: Session, club: Club, *, category: Category = Category.REPAIR, next_on: date | None = date(2026, 11, 26), kind: NeedKind = NeedKind.NEED, state: str = "claimed") -> Need:
    """A need of an elder of the grid, owned by its worker."""
    person = make.a_resident(session, name="曲凤英", door="602", tag="E02")
    made = Need(resident_id=person.id, grid=person.grid, kind=kind, category=category, state=state, owner_id=club.worker.id, next_on=next_on, created_at=NOW,
                created_by=club.worker.id, received_at=NOW)  # fmt: skip
    session.add(made)
    session.flush()
    return made


def test_one_tap_makes_a_shift_for_two_with_one_door_and_the_need_waits_for_it(session: Session, club: Club) -> None:
    need = a_need(session, club)
    shift = need_help.from_need(session, actor=club.worker, need_id=need.id, now=NOW)
    assert (shift.team_id, shift.caution, shift.slots, shift.starts_at) == (club.repair.id, "home", 2, datetime(2026, 11, 26, 10, 0, tzinfo=ZONE))
    task = session.exec(select(ShiftTask)).one()
    assert (task.shift_id, task.resident_id, task.need_id, task.state) == (shift.id, need.resident_id, need.id, "open")
    assert len(task.spoken) == 4 and task.spoken.isdigit()
    assert (need.state, need.to, need.next_on, need.owner_id) == ("waiting", "设施维修队", date(2026, 11, 26), club.worker.id)
    assert [s.move for s in session.exec(select(NeedStep))] == ["refer"]
    activity = session.get_one(Activity, shift.activity_id)
    text = repr([vars(shift), vars(activity)])
    for word in ("曲", "凤英", "602", "和平里", "独居", "E02"):
        assert word not in text
    with pytest.raises(Conflict, match="already_asked"):
        need_help.from_need(session, actor=club.worker, need_id=need.id, now=NOW)


@pytest.mark.parametrize("fields", [{"caution": "plain"}, {"caution": "plain", "slots": 1}, {"caution": "home", "slots": 1}, {"caution": "hard"}])
def test_where_there_is_a_door_it_stays_a_visit_for_two(session: Session, club: Club, fields: dict[str, object]) -> None:
    shift = need_help.from_need(session, actor=club.worker, need_id=a_need(session, club).id, now=NOW)
    with pytest.raises(Invalid):
        change(session, shift, actor=club.leader, **{"caution": "home", **fields})
    assert (shift.caution, shift.slots, shift.version) == ("home", 2, 1)
    assert change(session, shift, actor=club.leader, caution="home", slots=3, starts_at=shift.starts_at + timedelta(hours=1)).slots == 3
    assert team_lists.public_page(session, team_id=club.repair.id, now=NOW)["dates"] == []


def test_a_later_date_with_a_door_keeps_all_that_are_changed_with_it_visits_for_two(session: Session, club: Club) -> None:
    activity = made(session, club, rule="FREQ=WEEKLY", caution="home")
    first, second, third, *_ = dates(session, activity)
    session.add(ShiftTask(shift_id=third.id, resident_id=a_need(session, club).resident_id, what="换水龙头"))
    session.flush()
    with pytest.raises(Invalid, match="activity_door"):
        change(session, second, actor=club.leader, later=True, caution="plain")
    assert {activity.caution, *(s.caution for s in dates(session, activity))} == {"home"}
    assert change(session, first, actor=club.leader, caution="plain").caution == "plain"  # one without a door is free
    assert third.title not in [d["title"] for d in team_lists.public_page(session, team_id=club.repair.id, now=NOW)["dates"] if d["day"] == "2026-12-08"]


def test_a_cancelled_shift_gives_the_need_back_and_it_can_be_asked_for_again(session: Session, club: Club) -> None:
    need = a_need(session, club)
    shift = need_help.from_need(session, actor=club.worker, need_id=need.id, now=NOW)
    activities.cancel_shift(session, actor=club.leader, shift_id=shift.id, reason="没人", now=NOW)
    assert session.exec(select(ShiftTask)).one().state == "dropped"
    assert need.state == "planned" and need.next_on == date(2026, 11, 22)
    assert need_help.from_need(session, actor=club.worker, need_id=need.id, now=NOW).id != shift.id


@pytest.mark.parametrize(("category", "team", "minutes"), [
    (Category.MEALS, "elders", 60), (Category.REPAIR, "repair", 90), (Category.DIGITAL, "elders", 60), (Category.DISPUTE, "elders", 90), (Category.JOB, "elders", 60),
])  # fmt: skip
def test_the_team_goes_by_what_is_needed(session: Session, club: Club, category: Category, team: str, minutes: int) -> None:
    shift = need_help.from_need(session, actor=club.keeper, need_id=a_need(session, club, category=category).id, now=NOW)
    assert shift.team_id == getattr(club, team).id and shift.ends_at - shift.starts_at == timedelta(minutes=minutes)


@pytest.mark.parametrize(("next_on", "wanted"), [
    (None, "11-23 10:00"), (date(2026, 11, 1), "11-23 10:00"), (date(2026, 11, 22), "11-23 10:00"), (date(2026, 11, 30), "11-30 10:00"),
])  # fmt: skip
def test_the_day_is_never_past(session: Session, club: Club, next_on: date | None, wanted: str) -> None:
    shift = need_help.from_need(session, actor=club.worker, need_id=a_need(session, club, next_on=next_on).id, now=NOW)
    assert shift.starts_at.astimezone(ZONE).strftime("%m-%d %H:%M") == wanted


def test_who_does_not_see_the_person_asks_nobody(session: Session, club: Club) -> None:
    need = a_need(session, club)
    for nobody in (club.leader, club.member, club.far, make.an_actor((Role.STREET, make.GRID[:9])), make.an_actor((Role.GRID, make.OTHER_GRID)),
                   make.an_actor((Role.DISTRICT, "210202"))):  # fmt: skip
        with pytest.raises(NotFound):
            need_help.from_need(session, actor=nobody, need_id=need.id, now=NOW)
    with pytest.raises(NotFound):
        need_help.from_need(session, actor=club.worker, need_id=UUID(int=7), now=NOW)
    assert session.exec(select(ShiftTask)).all() == []


def test_an_errand_an_ended_need_and_a_community_without_a_team_are_told_plainly(session: Session, club: Club) -> None:
    with pytest.raises(Invalid, match="need_errand"):
        need_help.from_need(session, actor=club.worker, need_id=a_need(session, club, kind=NeedKind.ERRAND, state="accepted").id, now=NOW)
    with pytest.raises(Invalid, match="not_from_here"):
        need_help.from_need(session, actor=club.worker, need_id=a_need(session, club, state="closed").id, now=NOW)
    with pytest.raises(Conflict, match="no_team"):
        need_help.from_need(session, actor=club.worker, need_id=a_need(session, club).id, team_id=uuid4(), now=NOW)
    for team in (club.repair, club.elders):
        activities.close_team(session, actor=club.keeper, team_id=team.id, now=NOW)
    with pytest.raises(Conflict, match="no_team"):
        need_help.from_need(session, actor=club.worker, need_id=a_need(session, club).id, now=NOW)
