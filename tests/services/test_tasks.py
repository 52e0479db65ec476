"""The task card: whom a volunteer sees and how long; and the need that follows the result."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from app.models import (
    Audit,
    Caution,
    Flag,
    Need,
    NeedStep,
    Part,
    Resident,
    Role,
    Sex,
    ShiftState,
    ShiftTask,
    TeamMember,
)
from app.services import pack, pack_shifts, tasks
from app.services.access import Actor, Grant
from tests import factories
from tests.conftest import NOW
from tests.services import crew
from tests.services.crew import a_door, a_shift, a_team, a_volunteer, acting, signed

SOON = NOW + timedelta(days=1)


class Scene:
    """An elder who needs her tap changed, a home visit of two volunteers, and her grid worker who owns the need."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.team = a_team(session)
        self.one = a_volunteer(session, self.team)
        self.two = a_volunteer(session, self.team, account="volunteer2", name="测试丙")
        self.elder: Resident = factories.a_resident(session, name="曲凤英", door="601", sex=Sex.FEMALE, phone="13900000421", tag="E02", tier="A")
        factories.a_flag(session, self.elder.id, Flag.HARD_OF_HEARING)
        factories.a_flag(session, self.elder.id, Flag.SPARE_KEY, "钥匙在对门")
        worker = factories.an_account(session, "grid")
        self.need = Need(
            resident_id=self.elder.id, grid=self.elder.grid, category="repair", state="waiting", owner_id=worker.id, next_on=SOON.date(), created_at=NOW, created_by=worker.id, received_at=NOW,
        )  # fmt: skip
        session.add(self.need)
        session.flush()
        self.shift = a_shift(session, self.team, starts_at=SOON, slots=2, caution=Caution.HOME, title="上门维修")
        self.door = a_door(session, self.shift, self.elder, need_id=self.need.id, spoken="4821")

    def both_accept(self) -> None:
        for who in (self.one, self.two):
            signed(self.session, self.shift, who)

    def seen_by(self, who: object, now: object = NOW) -> list[dict[str, object]]:
        part = pack_shifts.build(self.session, actor=acting(who), now=now)  # type: ignore[arg-type]
        assert part is not None
        return [task for shift in part["shifts"] for task in shift["tasks"]]

    def says(self, who: object, result: str, **more: object) -> object:
        payload = {"task_id": str(self.door.id), "result": result, "words": "", "spoken": "", **more}
        return crew.told(self.session, who, "task_result", payload, at=self.shift.starts_at, now=self.shift.starts_at + timedelta(hours=1))  # type: ignore[arg-type]


def test_the_card_holds_the_door_the_surname_what_to_do_and_what_helps_at_the_door(session: Session) -> None:
    scene = Scene(session)
    scene.both_accept()
    (card,) = scene.seen_by(scene.one)
    assert card == {
        "id": str(scene.door.id), "courtyard": "和平里小区", "stairs": "3-1", "door": "601", "who": "曲大娘", "what": "换水龙头",
        "hints": ["hard_of_hearing"], "asks_code": True,
    }  # fmt: skip
    whole = repr(pack.build(session, actor=acting(scene.one), now=NOW))
    for never in ("凤英", "13900000421", "E02", "钥匙", "tier", "1942"):
        assert never not in whole.replace("'tier': ''", ""), never


def test_a_door_is_seen_only_after_accepting_only_by_two_and_only_until_it_is_closed(session: Session) -> None:
    scene = Scene(session)
    assert scene.seen_by(scene.one) == []
    word = signed(session, scene.shift, scene.one, "offered")
    assert scene.seen_by(scene.one) == []
    word.state = "in"
    session.flush()
    assert scene.seen_by(scene.one) == []  # nobody goes to a home alone
    signed(session, scene.shift, scene.two)
    assert len(scene.seen_by(scene.one)) == 1
    word.state = "cancelled"
    session.flush()
    assert scene.seen_by(scene.one) == []
    word.state = "in"
    session.flush()
    assert scene.seen_by(scene.one, scene.shift.ends_at + timedelta(hours=4)) == []
    scene.shift.state = ShiftState.CANCELLED
    session.flush()
    assert scene.seen_by(scene.one) == []


def test_each_volunteer_who_was_shown_a_door_stands_in_the_residents_trail_once(session: Session) -> None:
    scene = Scene(session)
    scene.both_accept()
    for _ in range(2):
        pack.note_fetched(session, actor=acting(scene.one), now=NOW)
    rows = session.exec(select(Audit).where(Audit.object_id == str(scene.elder.id))).all()
    assert [(r.actor_id, r.reason) for r in rows] == [(scene.one.account_id, "volunteer_task")]


def test_done_delivers_the_need_and_the_card_is_gone(session: Session) -> None:
    scene = Scene(session)
    scene.both_accept()
    answer = scene.says(scene.one, "done", words="换了新的，不漏了")
    assert answer.status == "accepted" and scene.seen_by(scene.two) == []  # type: ignore[attr-defined]
    session.expire_all()
    need = session.get_one(Need, scene.need.id)
    assert (need.state, need.open) == ("delivered", True) and need.call_back_by is not None
    again = scene.says(scene.two, "nobody")
    assert again.notes == ["task_closed_already"] and session.get_one(Need, scene.need.id).state == "delivered"  # type: ignore[attr-defined]


def test_the_spoken_code_of_the_person_helped_confirms_and_a_wrong_one_does_no_harm(session: Session) -> None:
    scene = Scene(session)
    scene.both_accept()
    assert scene.says(scene.one, "done", spoken="4821").notes == []  # type: ignore[attr-defined]
    session.expire_all()
    assert session.get_one(ShiftTask, scene.door.id).confirmed == "spoken"
    assert session.get_one(Need, scene.need.id).state == "confirmed"
    assert [s.move for s in session.exec(select(NeedStep).order_by(NeedStep.received_at, NeedStep.state.desc()))] == ["deliver", "confirm"]  # type: ignore[arg-type,attr-defined]


def test_a_wrong_spoken_code_leaves_it_delivered(session: Session) -> None:
    scene = Scene(session)
    scene.both_accept()
    assert scene.says(scene.one, "done", spoken="1111").notes == ["spoken_wrong"]  # type: ignore[attr-defined]
    session.expire_all()
    assert session.get_one(ShiftTask, scene.door.id).confirmed == "" and session.get_one(Need, scene.need.id).state == "delivered"


@pytest.mark.parametrize("result", ["nobody", "refused", "trouble"])
def test_what_did_not_work_out_is_back_with_the_needs_owner_the_same_day(session: Session, result: str) -> None:
    scene = Scene(session)
    scene.both_accept()
    scene.says(scene.one, result)
    session.expire_all()
    need = session.get_one(Need, scene.need.id)
    assert need.state == "planned" and need.open and need.next_on == scene.shift.starts_at.date()


def test_a_cancelled_shift_gives_its_needs_back(session: Session) -> None:
    scene = Scene(session)
    leader = a_volunteer(session, scene.team, account="leader", name="测试乙")
    assert tasks.drop(session, shift_id=scene.shift.id, actor=acting(leader, Role.LEADER), now=NOW) == 1
    session.expire_all()
    need = session.get_one(Need, scene.need.id)
    assert (need.state, need.next_on) == ("planned", NOW.date()) and session.get_one(ShiftTask, scene.door.id).state == "dropped"


def test_somebody_who_never_accepted_says_nothing_about_a_door(session: Session) -> None:
    scene = Scene(session)
    answer = scene.says(scene.one, "done")
    assert (answer.status, answer.code) == ("held", "not_signed_up")  # type: ignore[attr-defined]
    unknown = crew.told(session, scene.one, "task_result", {"task_id": str(uuid4()), "result": "done", "words": "", "spoken": ""}, at=NOW)
    assert (unknown.status, unknown.code) == ("refused", "task_unknown")  # it stays on the phone; nobody's inbox fills with it
    session.expire_all()
    assert session.get_one(Need, scene.need.id).state == "waiting"


def test_a_door_goes_with_the_need_the_person_the_team_the_insurance_and_the_confirmation(session: Session) -> None:
    scene = Scene(session)
    scene.both_accept()
    during = scene.shift.ends_at + timedelta(minutes=5)
    assert len(scene.seen_by(scene.one, during)) == 1

    def gone(change: object, back: object) -> None:
        change()  # type: ignore[operator]
        session.flush()
        assert scene.seen_by(scene.one, during) == []
        back()  # type: ignore[operator]
        session.flush()
        assert len(scene.seen_by(scene.one, during)) == 1

    place = session.exec(select(TeamMember).where(TeamMember.volunteer_id == scene.one.id)).one()
    for row, name, value in (
        (scene.need, "open", False), (scene.elder, "status", "died"), (scene.elder, "status", "moved"), (place, "state", "left"), (scene.shift, "state", ShiftState.CONFIRMED),
        (scene.one, "insured_until", None), (scene.one, "birth_ym", "2012-01"), (scene.one, "birth_ym", ""), (scene.shift, "state", ShiftState.CANCELLED),
    ):  # fmt: skip
        before = getattr(row, name)
        gone(lambda row=row, name=name, value=value: setattr(row, name, value), lambda row=row, name=name, before=before: setattr(row, name, before))


def test_whatever_a_shift_with_a_door_is_called_two_grown_up_insured_people_go(session: Session) -> None:
    scene = Scene(session)
    scene.shift.caution = Caution.PLAIN  # as a leader might edit it
    signed(session, scene.shift, scene.one)
    assert scene.seen_by(scene.one) == []


def test_help_is_not_done_before_the_day(session: Session) -> None:
    scene = Scene(session)
    scene.both_accept()
    payload = {"task_id": str(scene.door.id), "result": "done", "words": "", "spoken": ""}
    answer = crew.told(session, scene.one, "task_result", payload, at=NOW)
    assert (answer.status, answer.code) == ("refused", "task_early")


def test_the_end_of_the_leaders_role_takes_roster_and_secret_away(session: Session) -> None:
    scene = Scene(session)
    scene.both_accept()
    leader = a_volunteer(session, scene.team, account="leader", name="测试乙", part=Part.LEADER)
    led = pack_shifts.build(session, actor=acting(leader, Role.VOLUNTEER), now=NOW)
    assert led is not None and led["shifts"] == []


def test_the_secret_of_the_codes_goes_to_leaders_phones_alone_and_only_around_the_shift(session: Session) -> None:
    scene = Scene(session)
    scene.both_accept()
    leader = a_volunteer(session, scene.team, account="leader", name="测试乙", part="leader")  # type: ignore[arg-type]
    mine = pack_shifts.build(session, actor=acting(scene.one), now=NOW)
    led = pack_shifts.build(session, actor=acting(leader, Role.LEADER), now=NOW)
    assert mine is not None and led is not None
    assert mine["shifts"][0]["secret"] == "" and mine["shifts"][0]["roster"] == []
    assert len(led["shifts"][0]["secret"]) > 40 and [(r["name"], r["my"]) for r in led["shifts"][0]["roster"]] == [("测试丙", "in"), ("测试甲", "in"), ("测试乙", "")]
    before = pack_shifts.build(session, actor=acting(leader, Role.LEADER), now=NOW - timedelta(days=2))
    assert before is not None and before["shifts"][0]["secret"] == ""


def test_staff_and_strangers_have_no_volunteers_part(session: Session) -> None:
    scene = Scene(session)
    for role in (Role.GRID, Role.COMMUNITY):
        assert pack_shifts.build(session, actor=acting(scene.one, role), now=NOW) is None
    assert pack_shifts.build(session, actor=Actor(id=uuid4(), account="x", name="x", grants=(Grant(Role.VOLUNTEER, crew.COMMUNITY),)), now=NOW) is None


def test_the_packs_fingerprint_follows_what_the_volunteer_would_see(session: Session) -> None:
    scene = Scene(session)
    actor = acting(scene.one)
    seen = {pack.fingerprint(session, actor=actor, now=NOW)}
    scene.both_accept()
    seen.add(pack.fingerprint(session, actor=actor, now=NOW))
    crew.comes(session, scene.one, scene.shift, at=scene.shift.starts_at)
    seen.add(pack.fingerprint(session, actor=actor, now=NOW))
    assert len(seen) == 3 and pack.fingerprint(session, actor=actor, now=NOW) in seen
