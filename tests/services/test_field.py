"""What follows from what was done at the door: clocks, pauses, searches, needs, people that change (domain.md §10, §12)."""

import dataclasses
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from app import db
from app.errors import Conflict, Invalid, NotFound
from app.models import (
    AccessFlag,
    Audit,
    CaseState,
    Clash,
    Contact,
    Duty,
    EmergencyContact,
    Hazard,
    HeldRecord,
    LifeEvent,
    Need,
    NeedStep,
    NoAnswerCase,
    NoAnswerStep,
    OfficeMessage,
    PolicyAnswer,
    Programme,
    Promise,
    Received,
    Resident,
    Role,
    Status,
    SurgeList,
    SurgePerson,
    TagProposal,
    Twin,
)
from app.rules.dalian import ZONE
from app.services import cases, duty_book, held, needs, notes, pack, people, residents
from app.services.access import Grant
from tests import factories as make
from tests.conftest import NOW
from tests.services.field import Ground

TODAY = NOW.astimezone(ZONE).date()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def ground(database: sa.Engine) -> Ground:
    return Ground()


def _duties(ground: Ground, key: UUID | None = None) -> dict[str, date]:
    return {d.rule: d.due_on for d in ground.rows(Duty, resident_id=key or ground.elder)}


def _packed(ground: Ground, now: datetime = NOW) -> dict:  # type: ignore[type-arg]
    with db.transaction() as session:
        return pack.build(session, actor=ground.worker, now=now)


# Contacts and clocks


@pytest.mark.parametrize(("outcome", "counts"), [("seen", True), ("spoken", True), ("reliable_other", True), ("not_home", False), ("declined", False)])
def test_only_an_effective_contact_sets_the_clock(ground: Ground, outcome: str, counts: bool) -> None:
    ground.took(ground.contact(outcome=outcome))
    assert (ground.person().last_seen_at == NOW) is counts
    (contact,) = ground.contacts()
    assert (contact.outcome, contact.grid, contact.account_id) == (outcome, make.GRID, ground.worker.id)
    assert _duties(ground).get("A") == (TODAY + timedelta(days=7) if counts else TODAY - timedelta(days=393))


def test_one_sheet_tells_of_a_whole_household_and_of_each_one_apart(ground: Ground) -> None:
    ground.took(ground.contact(ground.husband, ground.wife, each={str(ground.wife): "in_hospital"}, until=(TODAY + 5 * DAY).isoformat()))
    assert {c.resident_id: c.outcome for c in ground.contacts()} == {ground.husband: "seen", ground.wife: "in_hospital"}
    assert ground.person(ground.husband).last_seen_at == NOW
    wife = ground.person(ground.wife)
    assert (wife.status, wife.paused_until, wife.last_seen_at) == (Status.HOSPITAL, TODAY + 5 * DAY, None)
    assert _duties(ground, ground.wife)["C"] == TODAY + 6 * DAY


def test_a_contact_told_late_never_turns_the_clock_back(ground: Ground) -> None:
    ground.took(ground.contact(at=NOW - HOUR))
    ground.took(ground.contact(outcome="in_hospital", at=NOW - 5 * HOUR))
    assert ground.person().last_seen_at == NOW - HOUR
    assert ground.person().status == Status.HERE
    assert len(ground.contacts()) == 2


def test_a_clock_that_was_wrong_is_marked_and_nobody_is_seen_in_the_future(ground: Ground) -> None:
    ground.took({**ground.contact(at=NOW - HOUR), "clock_offset_ms": 2 * 24 * 3600 * 1000}, {**ground.contact(at=NOW - 2 * HOUR), "clock_offset_ms": 60_000})
    assert {c.happened_at: c.skewed for c in ground.contacts()} == {NOW - HOUR: True, NOW - 2 * HOUR: False}
    ground.took(ground.contact(at=NOW + 20 * HOUR))
    assert ground.person().last_seen_at == NOW


def test_a_wish_changes_the_mode_and_not_the_tier_and_nobody_is_late_for_it(ground: Ground) -> None:
    ground.took(ground.contact(at=NOW - 5 * DAY, wish={"preference": "phone_only", "words": "别来了，打电话就行"}))
    person = ground.person()
    assert (person.preference, person.tier) == ("phone_only", "A")
    (duty,) = [d for d in ground.rows(Duty, resident_id=ground.elder) if d.rule == "A"]
    assert duty.mode == "phone"
    ground.took(ground.contact(outcome="spoken", mode="phone"), ground.contact(outcome="spoken", mode="phone", at=NOW))
    (duty,) = [d for d in ground.rows(Duty, resident_id=ground.elder) if d.rule == "A"]
    assert (duty.mode, duty.due_on) == ("phone", TODAY + 7 * DAY)


def test_every_second_contact_of_tier_a_is_in_person(ground: Ground) -> None:
    ground.took(ground.contact(outcome="spoken", mode="phone"))
    assert [d.mode for d in ground.rows(Duty, resident_id=ground.elder) if d.rule == "A"] == ["door"]
    ground.took(ground.contact())
    assert [d.mode for d in ground.rows(Duty, resident_id=ground.elder) if d.rule == "A"] == ["any"]


def test_after_a_hospital_contact_is_owed_within_a_day_and_then_weekly_four_times(ground: Ground) -> None:
    ground.took(ground.contact(outcome="in_hospital", at=NOW - 20 * DAY, until=(TODAY - 3 * DAY).isoformat()))
    ground.took(ground.record("resident_edit", {"resident_id": str(ground.elder), "base_version": 1, "changes": {"status": {"from": "hospital", "to": "here"}}}))
    assert _duties(ground)["24"] == TODAY + DAY
    for week in range(5):
        ground.took(ground.contact(at=NOW + timedelta(days=7 * week) + HOUR), now=NOW + timedelta(days=7 * week) + 2 * HOUR)
        due = _duties(ground).get("24")
        assert due == (TODAY + timedelta(days=7 * (week + 1)) if week < 4 else None)
    (event,) = ground.rows(LifeEvent)
    assert event.contacts == 5 and event.ended_at


def test_a_death_ends_what_is_owed_and_the_other_half_is_looked_after(ground: Ground) -> None:
    ground.took(ground.contact(ground.husband, outcome="died"))
    husband = ground.person(ground.husband)
    assert (husband.status, husband.left_on) == (Status.DIED, TODAY)
    assert _duties(ground, ground.husband) == {}
    assert _duties(ground, ground.wife)["24"] == TODAY + DAY
    assert str(ground.husband) not in {r["id"] for r in _packed(ground)["residents"]}


def test_a_promise_stands_until_its_day_is_kept(ground: Ground) -> None:
    ground.took(ground.contact(promise={"on": (TODAY + 3 * DAY).isoformat(), "words": "带血压计来"}))
    assert _duties(ground)["P"] == TODAY + 3 * DAY
    ground.took(ground.contact(at=NOW + HOUR), now=NOW + HOUR)
    assert "P" in _duties(ground), "an earlier visit keeps no promise"
    ground.took(ground.contact(at=NOW + 3 * DAY), now=NOW + 3 * DAY)
    assert "P" not in _duties(ground)
    (promise,) = ground.rows(Promise)
    assert promise.kept_at and notes.opened(promise.words_sealed, table="promise", column="words", row=promise.id) == "带血压计来"


def test_one_contact_satisfies_several_duties(ground: Ground) -> None:
    with db.transaction() as session:
        surge = SurgeList(area=make.GRID[:12], kind="cold", opened_at=NOW - HOUR, opened_by=ground.lead.id, until_at=NOW + 11 * HOUR)
        session.add(surge)
        session.flush()
        session.add(SurgePerson(surge_id=surge.id, resident_id=ground.elder, grid=make.GRID))
        session.flush()
        duty_book.refresh(session, ids=[ground.elder], now=NOW)
    assert {"A", "W"} <= _duties(ground).keys()
    ground.took(ground.contact(outcome="spoken", mode="phone"))
    assert _duties(ground).keys() & {"A", "W"} == {"A"} and _duties(ground)["A"] > TODAY
    assert ground.rows(SurgePerson)[0].reached_at == NOW


def test_a_note_is_sealed_and_holds_no_identity_number(ground: Ground) -> None:
    ground.took(ground.contact(note="药快没了 2102021942 03010011，电话 13900000421", checks={"medicine": "changed", "mood": "same"}))
    (contact,) = ground.contacts()
    assert contact.checks == {"medicine": "changed"}
    said = notes.opened(contact.note_sealed, table="contact", column="note", row=contact.id)
    assert "药快没了" in said and "13900000421" in said and "1942" not in said


# Searches


def test_nobody_answering_starts_a_search_on_the_clock_of_the_tier_at_the_door(ground: Ground) -> None:
    ground.took(ground.contact(outcome="no_answer", at=NOW - 30 * timedelta(minutes=1)))
    case = ground.case()
    assert (case.state, case.tier, case.opened_at) == (CaseState.OPEN, "A", NOW - timedelta(minutes=30))
    assert (case.second_by, case.escalate_at) == (case.opened_at + HOUR, case.opened_at + 2 * HOUR)
    packed = _packed(ground)
    assert [(c["resident_id"], c["state"]) for c in packed["cases"]] == [(str(ground.elder), "open")]


def test_nobody_is_searched_for_who_is_owed_no_regular_contact_or_was_seen_since(ground: Ground) -> None:
    ground.took(ground.contact(ground.quiet, outcome="no_answer"), ground.contact(at=NOW), ground.contact(outcome="no_answer", at=NOW - HOUR))
    assert ground.rows(NoAnswerCase) == []


def test_the_clock_escalates_once_and_those_above_see_it(ground: Ground) -> None:
    ground.took(ground.contact(outcome="no_answer"))
    for minutes, n in ((119, 0), (120, 1), (121, 0)):
        with db.transaction() as session:
            assert cases.run_clock(session, now=NOW + timedelta(minutes=minutes)) == n
    assert ground.case().state == CaseState.ESCALATED
    assert [s.step for s in ground.rows(NoAnswerStep)] == ["escalate"]


def test_a_search_told_too_late_is_escalated_at_once(ground: Ground) -> None:
    ground.took(ground.contact(outcome="no_answer", at=NOW - 3 * HOUR))
    assert ground.case().state == CaseState.ESCALATED


@pytest.mark.parametrize("step", ["red_sign", "police", "ambulance", "lead"])
def test_a_red_sign_or_an_emergency_call_escalates_now(ground: Ground, step: str) -> None:
    ground.took(ground.contact(outcome="no_answer"), ground.step(step, at=NOW + timedelta(minutes=5)), now=NOW + timedelta(minutes=6))
    assert ground.case().state == CaseState.ESCALATED


def test_a_whole_search_with_no_signal_arrives_in_one_batch(ground: Ground) -> None:
    at = NOW - 90 * timedelta(minutes=1)
    ground.took(
        ground.contact(outcome="no_answer", at=at),
        ground.step("second_try", at=at + timedelta(minutes=20), result="not_reached"),
        ground.step("kin", at=at + timedelta(minutes=25), result="reached", whom="0"),
        ground.step("found", at=at + timedelta(minutes=40), result="reached", finding="safe_told", note="女儿说在她家"),
    )
    case = ground.case()
    assert (case.state, case.finding, case.closed_at) == (CaseState.CLOSED, "safe_told", at + timedelta(minutes=40))
    assert [s.step for s in sorted(ground.rows(NoAnswerStep), key=lambda s: s.happened_at)] == ["second_try", "kin", "found"]
    assert ground.person().last_seen_at == at + timedelta(minutes=40)


def test_a_search_is_closed_by_a_finding_only(ground: Ground) -> None:
    ground.took(ground.contact(outcome="no_answer"))
    (answer,) = ground.send(ground.step("found", result="reached"))
    assert (answer.status, answer.code) == ("refused", "finding_missing")
    assert ground.case().state == CaseState.OPEN
    ground.took(ground.contact(outcome="not_home", at=NOW + HOUR), now=NOW + HOUR)
    assert ground.case().state == CaseState.OPEN
    ground.took(ground.contact(at=NOW + HOUR), now=NOW + HOUR)
    assert (ground.case().state, ground.case().finding) == (CaseState.CLOSED, "safe_seen")


def test_two_workers_who_find_nobody_search_together(ground: Ground) -> None:
    ground.took(ground.contact(outcome="no_answer"))
    ground.took(ground.contact(outcome="no_answer", at=NOW + timedelta(minutes=3)), now=NOW + HOUR)
    assert len(ground.rows(NoAnswerCase)) == 1
    with db.transaction() as session:
        cases.step(session, actor=ground.lead, resident_id=ground.elder, step="found", result="reached", finding="in_hospital", happened_at=NOW + HOUR, now=NOW + HOUR)
    assert (ground.case().finding, ground.person().status) == ("in_hospital", Status.HOSPITAL)
    (late,) = ground.took(ground.step("kin", at=NOW + timedelta(minutes=30), result="not_reached"), now=NOW + 2 * HOUR)
    assert late.notes == ["case_closed_already"]
    assert len(ground.rows(NoAnswerCase)) == 1


def test_a_step_at_a_desk_needs_an_open_search_and_the_own_area(ground: Ground) -> None:
    with pytest.raises(NotFound), db.transaction() as session:
        cases.step(session, actor=ground.lead, resident_id=ground.elder, step="lead", happened_at=NOW, now=NOW)
    ground.took(ground.contact(outcome="no_answer"))
    with pytest.raises(NotFound), db.transaction() as session:
        cases.step(session, actor=ground.other, resident_id=ground.elder, step="lead", happened_at=NOW, now=NOW)
    with pytest.raises(Invalid), db.transaction() as session:
        cases.step(session, actor=ground.lead, resident_id=ground.elder, step="found", happened_at=NOW, now=NOW)


# Needs and errands


def test_a_need_has_an_owner_a_next_step_and_a_day_from_its_first_moment(ground: Ground) -> None:
    key = uuid4()
    ground.took(ground.contact(needs=[{"id": str(key), "category": "medicine", "urgency": "today", "words": "想让人帮着去医院开药"}, {"category": "repair"}]))
    rows = {n.category: n for n in ground.rows(Need)}
    assert rows["medicine"].id == key
    assert (rows["medicine"].owner_id, rows["medicine"].next_on, rows["medicine"].state) == (ground.worker.id, TODAY, "claimed")
    assert rows["repair"].next_on == TODAY + 7 * DAY
    assert needs.words_of(rows["medicine"]) == "想让人帮着去医院开药"
    packed = {n["id"]: n for n in _packed(ground)["needs"]}
    assert packed[str(key)]["owner"]["id"] == str(ground.worker.id) and packed[str(key)]["stuck"] is False
    assert {n["stuck"] for n in _packed(ground, NOW + DAY)["needs"]} == {True, False}


def _need(ground: Ground, **more: object) -> UUID:
    key = uuid4()
    ground.took(ground.record("need", {"id": str(key), "resident_id": str(ground.elder), "category": "meals", **more}))
    return key


def _move(ground: Ground, key: UUID, move: str, **more: object) -> dict:  # type: ignore[type-arg]
    return ground.record("need_step", {"need_id": str(key), "move": move, **more})


def test_a_need_goes_its_way_to_the_end_that_the_person_confirms(ground: Ground) -> None:
    key = _need(ground)
    soon = (TODAY + 2 * DAY).isoformat()
    ground.took(_move(ground, key, "plan", next_on=soon, next_step="问社区食堂"), _move(ground, key, "refer", next_on=soon, to="爱心助老队"),
                _move(ground, key, "deliver", words="送了三天"))  # fmt: skip
    (need,) = ground.rows(Need)
    assert (need.state, need.to, need.call_back_by, need.open) == ("delivered", "爱心助老队", TODAY + 3 * DAY, True)
    assert _duties(ground)["CB"] == TODAY + 3 * DAY
    ground.took(_move(ground, key, "confirm"), _move(ground, key, "close"))
    (need,) = ground.rows(Need)
    assert (need.state, need.open, need.next_on) == ("closed", False, None)
    ground.took(_move(ground, key, "reopen", words="又停了", next_on=soon))
    assert ground.rows(Need)[0].open
    assert [s.move for s in sorted(ground.rows(NeedStep), key=lambda s: str(s.received_at))] and len(ground.rows(NeedStep)) == 6


@pytest.mark.parametrize(("move", "more", "code"), [
    ("plan", {}, "next_on_missing"), ("plan", {"next_on": "2020-01-01"}, "next_on_past"), ("refer", {"next_on": "2026-11-25"}, "to_missing"),
    ("deliver", {}, "words_missing"), ("fly", {}, "unknown_move"), ("plan", {"next_on": "2029-01-01"}, "next_on_far"),
])  # fmt: skip
def test_a_move_without_what_it_needs_is_refused_and_can_be_corrected(ground: Ground, move: str, more: dict, code: str) -> None:  # type: ignore[type-arg]
    key = _need(ground)
    (answer,) = ground.send(_move(ground, key, move, **more))
    assert (answer.status, answer.code) == ("refused", code)
    assert ground.rows(Received, kind="need_step") == []


def test_a_move_that_came_too_late_is_kept_as_words_and_said(ground: Ground) -> None:
    key = _need(ground)
    ground.took(_move(ground, key, "unwanted", words="不用了"))
    (answer,) = ground.took(_move(ground, key, "deliver", words="送到了"))
    assert answer.notes == ["moved_on_already"]
    assert ground.rows(Need)[0].state == "unwanted"
    assert len(ground.rows(NeedStep)) == 2


def test_an_errand_begins_with_consent_and_ends_with_a_call_back(ground: Ground) -> None:
    key = _need(ground, kind="errand", consent="said", policy="old_age", category="benefit")
    soon = (TODAY + 2 * DAY).isoformat()
    for move, more in (("collect", {"next_on": soon}), ("submit", {"next_on": soon}), ("supplement", {"next_on": soon}), ("submit", {"next_on": soon}),
                       ("done", {"words": "批了"}), ("tell", {}), ("call_back", {})):  # fmt: skip
        ground.took(_move(ground, key, move, **more))
    assert (ground.rows(Need)[0].state, ground.rows(Need)[0].open) == ("called_back", False)


def test_a_step_of_a_need_nobody_knows_is_held(ground: Ground) -> None:
    (answer,) = ground.send(_move(ground, uuid4(), "plan", next_on=(TODAY + DAY).isoformat()))
    assert (answer.status, answer.code) == ("held", "unknown_need")


def test_a_need_can_be_given_to_somebody_of_the_area_and_to_nobody_else(ground: Ground) -> None:
    key = _need(ground)
    soon = TODAY + 2 * DAY
    with db.transaction() as session:
        needs.move(session, actor=ground.lead, need_id=key, move="plan", next_on=soon, owner=ground.lead.id, happened_at=NOW, now=NOW)
    assert ground.rows(Need)[0].owner_id == ground.lead.id
    with pytest.raises(Invalid), db.transaction() as session:
        needs.move(session, actor=ground.lead, need_id=key, move="plan", next_on=soon, owner=ground.other.id, happened_at=NOW, now=NOW)
    with pytest.raises(NotFound), db.transaction() as session:
        needs.move(session, actor=ground.other, need_id=key, move="plan", next_on=soon, happened_at=NOW, now=NOW)


# People change


def _edit(ground: Ground, base: int = 1, **changes: tuple) -> dict:  # type: ignore[type-arg]
    return ground.record("resident_edit", {"resident_id": str(ground.elder), "base_version": base,
                                           "changes": {k.replace("__", ":"): {"from": v[0], "to": v[1]} for k, v in changes.items()}})  # fmt: skip


def test_fields_are_merged_one_by_one_and_a_clash_keeps_both(ground: Ground) -> None:
    ground.took(_edit(ground, phone=("13900000421", "139 0000 0999"), living=("alone", "children")))
    (answer,) = ground.took(_edit(ground, phone=("13900000421", "13900000777"), sex=("", "f")))
    assert answer.notes == ["clash"]
    person = ground.person()
    assert (residents.phone_of(person), person.sex, person.living) == ("13900000999", "f", "children")
    (clash,) = ground.rows(Clash)
    assert people.versions(clash) == {"base": "13900000421", "theirs": "13900000999", "mine": "13900000777"}
    with db.transaction() as session:
        people.decide_clash(session, actor=ground.lead, clash_id=clash.id, keep="mine", now=NOW)
    assert residents.phone_of(ground.person()) == "13900000777"
    assert [d["decision"] for d in _packed(ground)["decisions"]] == ["taken"]


def test_living_with_others_changes_the_rhythm_at_once(ground: Ground) -> None:
    ground.took(_edit(ground, living=("alone", "children")))
    assert ground.person().tier in {"B", "C", "A"}
    assert ground.person().field_versions["living"] == ground.person().version


def test_flags_and_kin_and_a_wrong_value(ground: Ground) -> None:
    ground.took(_edit(ground, flag__hard_of_hearing=(False, "用力敲"), kin=(None, [{"name": "曲小梅", "relation": "女儿", "phone": "13900000555", "has_key": True}])))
    assert [(f.flag, f.hint) for f in ground.rows(AccessFlag)] == [("hard_of_hearing", "用力敲")]
    # The list of kin was not on that phone and had been filled before: two versions, a person decides.
    assert len(ground.rows(EmergencyContact)) >= 1
    assert _parse_code(_edit(ground, phone=("", "12"))) == "not_a_value"
    assert _parse_code(_edit(ground, religion=("", "x"))) == "not_a_value"


def _parse_code(raw: dict) -> str:  # type: ignore[type-arg]
    from app.api import records

    return records.parse(raw)[1]


def test_somebody_new_can_be_met_needed_and_searched_for_in_the_same_batch(ground: Ground) -> None:
    key = uuid4()
    with db.reading() as session:
        unit = make.a_unit(session).code
    ground.took(
        ground.record("resident_new", {"resident_id": str(key), "unit": unit, "door": "701", "name": "宫玉林", "birth_ym": "1940-02", "living": "alone"}),
        ground.contact(key, needs=[{"category": "heating"}]),
    )
    person = ground.person(key)
    assert (person.grid, person.tier, person.initials, person.last_seen_at) == (make.GRID, "A", "gyl", NOW)
    assert ground.rows(Need)[0].resident_id == key


def test_whoever_looks_like_somebody_known_is_noted_unless_it_was_said_at_the_door(ground: Ground) -> None:
    with db.reading() as session:
        unit = make.a_unit(session).code
    new = {"unit": unit, "door": "701", "name": "曲凤英", "birth_ym": "1942-03"}
    (answer,) = ground.took(ground.record("resident_new", {"resident_id": str(uuid4()), **new}))
    assert answer.notes == ["twin_possible"]
    (twin,) = ground.rows(Twin)
    assert (twin.other_id, twin.why, twin.decision) == (ground.elder, "name_birth", "")
    ground.took(ground.record("resident_new", {"resident_id": str(uuid4()), **new, "twin_seen": [str(ground.elder), str(twin.resident_id)]}))
    assert sorted(t.decision for t in ground.rows(Twin)) == ["", "apart", "apart"]


def test_a_move_to_another_grid_takes_along_what_is_open(ground: Ground) -> None:
    with db.transaction() as session:
        there = make.a_unit(session, grid=make.OTHER_GRID, building="9").code
    key = _need(ground)
    ground.took(_edit(ground, place=(None, {"unit": there, "door": "301"})))
    assert ground.person().grid == make.OTHER_GRID
    assert ground.rows(Need, id=key)[0].grid == make.OTHER_GRID
    (answer,) = ground.send(ground.contact())
    assert (answer.status, answer.code) == ("held", "other_grid")


# Hazards, proposals, answers


def test_a_hazard_in_two_taps(ground: Ground) -> None:
    with db.reading() as session:
        unit = make.a_unit(session).code
    ground.took(ground.record("hazard", {"place": {"unit": unit}, "category": "e_bike", "handled": "on_spot"}),
                ground.record("hazard", {"place": {"words": "2栋门口"}, "category": "ice", "handled": "needs_somebody"}))  # fmt: skip
    assert {(h.category, h.open, h.grid) for h in ground.rows(Hazard)} == {("e_bike", False, make.GRID), ("ice", True, make.GRID)}
    assert ground.send(ground.record("hazard", {"place": {"unit": "nowhere"}, "category": "ice", "handled": "on_spot"}))[0].code == "unknown_place"


def test_a_proposal_changes_nothing_by_itself(ground: Ground) -> None:
    ground.took(ground.contact(tags=[{"tag": "E05", "grade": "2"}]),
                ground.record("tag_proposal", {"resident_id": str(ground.elder), "tag": "E02", "action": "remove", "words": "女儿搬来了"}))  # fmt: skip
    assert {(t.tag, t.action, t.decision) for t in ground.rows(TagProposal)} == {("E05", "add", ""), ("E02", "remove", "")}
    assert ground.person().tier == "A"


def test_an_answer_about_a_benefit_is_asked_once(ground: Ground) -> None:
    ground.took(ground.record("resident_edit", {"resident_id": str(ground.elder), "policies": [{"code": "old_age", "outcome": "unwanted", "ask_again_on": "2027-06-01"}]}))
    (row,) = ground.rows(PolicyAnswer)
    assert (row.policy, row.outcome, row.ask_again_on) == ("old_age", "unwanted", date(2027, 6, 1))


# The batch


def test_a_bad_record_never_sinks_the_others(ground: Ground) -> None:
    key = _need(ground)
    raws = [ground.contact(), _move(ground, key, "plan"), ground.contact(ground.stranger), ground.contact(ground.husband), ground.contact(uuid4()),
            ground.record("contact", ground.contact()["payload"], account="somebody")]  # fmt: skip
    answers = ground.send(*raws)
    assert [(a.status, a.code) for a in answers] == [
        ("accepted", ""), ("refused", "next_on_missing"), ("held", "other_grid"), ("accepted", ""), ("held", "unknown_resident"), ("held", "other_account"),
    ]  # fmt: skip
    assert {c.resident_id for c in ground.contacts()} == {ground.elder, ground.husband}
    assert len(ground.rows(HeldRecord)) == 3
    again = ground.send(*raws)
    assert [(a.status, a.receipt) for a in again] == [(a.status, a.receipt) for a in answers]
    assert len(ground.contacts()) == 2


def test_the_same_batch_in_pieces_or_whole_ends_alike(ground: Ground) -> None:
    raws = [ground.contact(at=NOW - HOUR), ground.contact(outcome="no_answer", at=NOW), ground.step("kin", at=NOW, result="not_reached")]
    ground.took(*raws)
    whole = [(c.outcome, c.happened_at) for c in sorted(ground.contacts(), key=lambda c: c.happened_at)]
    assert whole == [("seen", NOW - HOUR), ("no_answer", NOW)]
    assert ground.case().state == CaseState.OPEN
    assert len([a for a in ground.rows(Audit) if a.object_id == str(ground.elder)]) == 4


def test_what_fails_for_a_fault_of_ours_is_held_and_not_lost(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError

    from app.services import sync

    monkeypatch.setitem(sync.CARRY, "contact", broken)  # type: ignore[arg-type]
    answers = ground.send(ground.contact(), ground.step("lead"))
    assert [(a.status, a.code) for a in answers] == [("held", "failure"), ("accepted", "")]


def test_people_who_died_or_moved_are_for_a_person_to_decide_unless_it_is_said_again(ground: Ground) -> None:
    ground.took(ground.contact(outcome="died"))
    assert ground.send(ground.contact(outcome="seen", at=NOW + HOUR), now=NOW + HOUR)[0].code == "died"
    ground.took(ground.contact(outcome="died", at=NOW))
    ground.took(_edit(ground, status=("died", "here")))
    assert ground.person().status == Status.HERE


def test_nothing_personal_goes_to_the_office(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.config import settings
    from app.services import office

    monkeypatch.setattr(office, "settings", dataclasses.replace(settings, office_webhook="https://robot.example/x"))
    ground.took(ground.contact(outcome="no_answer"))
    ground.send(ground.contact(ground.stranger))
    said = {(m.kind, tuple(m.numbers)) for m in ground.rows(OfficeMessage)}
    assert said == {("case_open", ("waiting",)), ("held_waiting", ("waiting",))}


def test_the_night_and_the_writes_agree(ground: Ground) -> None:
    ground.took(ground.contact(), ground.contact(ground.husband, outcome="away"), ground.contact(ground.wife, promise={"on": (TODAY + DAY).isoformat()}))
    before = {(d.resident_id, d.rule, d.source, d.due_on, d.mode) for d in ground.rows(Duty)}
    with db.transaction() as session:
        for part in duty_book.owed_anything(session):
            duty_book.refresh(session, ids=part, now=NOW)
        while duty_book.catch_up(session, now=NOW):
            pass
    after = {(d.resident_id, d.rule, d.source, d.due_on, d.mode) for d in ground.rows(Duty)}
    assert before <= after and {d[0] for d in after - before} == {ground.stranger}


def test_the_detail_of_a_contact_is_sealed_in_the_database(ground: Ground) -> None:
    ground.took(ground.contact(note="胸口闷", needs=[{"category": "care", "words": "夜里没人"}]))
    with db.reading() as session:
        for table in (Contact, Need, Resident):
            text = repr([tuple(row) for row in session.execute(sa.select(table.__table__))])  # type: ignore[attr-defined]
            assert "胸口" not in text and "夜里" not in text


# What a person decides


def _held(ground: Ground) -> dict:  # type: ignore[type-arg]
    raw = ground.record("contact", ground.contact(note="都好", at=NOW - HOUR)["payload"], account="grid2", at=NOW - HOUR)
    assert ground.send(raw)[0].code == "other_account"
    return raw


def test_a_held_record_is_kept_sealed_read_in_full_and_taken_in_with_its_own_time(ground: Ground) -> None:
    raw = _held(ground)
    with db.transaction() as session:
        ((row, person, by),) = held.waiting(session, actor=ground.lead)
        assert (person.name if person else "", by, "都好" in repr(row.sealed)) == ("曲凤英", "测试grid", False)
        assert held.read(session, actor=ground.lead, record_id=row.id, now=NOW)["payload"]["note"] == "都好"
        held.decide(session, actor=ground.lead, record_id=row.id, decision="taken", now=NOW)
    (contact,) = ground.contacts()
    assert (contact.happened_at, contact.account_id) == (NOW - HOUR, ground.other.id), "it stands for whoever recorded it"
    assert [(d["id"], d["decision"]) for d in _packed(ground)["decisions"]] == [(raw["id"], "taken")]
    with pytest.raises(Conflict), db.transaction() as session:
        held.decide(session, actor=ground.lead, record_id=UUID(raw["id"]), decision="dropped", now=NOW)


def test_nobody_but_the_lead_of_the_area_decides_and_a_stranger_cannot_be_taken_in(ground: Ground) -> None:
    raw = _held(ground)
    for actor in (ground.worker, ground.other, make.an_actor((Role.COMMUNITY, make.FAR_GRID[:12])), make.an_actor((Role.STREET, make.GRID[:9]))):
        with pytest.raises(NotFound), db.transaction() as session:
            held.decide(session, actor=actor, record_id=UUID(raw["id"]), decision="taken", now=NOW)
    unknown = ground.contact(uuid4())
    ground.send(unknown)
    with pytest.raises(Invalid), db.transaction() as session:
        held.decide(session, actor=ground.lead, record_id=UUID(unknown["id"]), decision="taken", now=NOW)
    with db.transaction() as session:
        held.decide(session, actor=ground.lead, record_id=UUID(unknown["id"]), decision="dropped", now=NOW)
    assert ground.contacts() == []


def test_an_account_that_ended_hands_in_and_the_lead_decides(ground: Ground) -> None:
    ended = dataclasses.replace(ground.worker, upload_only=True)
    nobody = dataclasses.replace(ended, grants=())
    answers = ground.send(ground.contact(), actor=ended) + ground.send(ground.record("hazard", {"category": "ice", "handled": "on_spot"}), actor=nobody)
    assert [(a.status, a.code) for a in answers] == [("held", "account_ended")] * 2
    with db.transaction() as session:
        waiting = {row.kind: row for row, _, _ in held.waiting(session, actor=ground.lead)}
        assert waiting.keys() == {"contact", "hazard"}, "the lead sees it also where the role has ended"
        held.decide(session, actor=ground.lead, record_id=waiting["contact"].id, decision="taken", now=NOW)
    assert len(ground.contacts()) == 1


def test_an_old_step_never_ends_a_new_search(ground: Ground) -> None:
    ground.took(ground.contact(outcome="no_answer", at=NOW - 5 * DAY), now=NOW - 5 * DAY)
    ground.took(ground.contact(at=NOW - 5 * DAY + HOUR), now=NOW - 5 * DAY + HOUR)
    ground.took(ground.contact(outcome="no_answer", at=NOW))
    for at in (NOW - 4 * DAY, NOW - 9 * DAY):
        (answer,) = ground.took(ground.step("found", at=at, result="reached", finding="safe_seen"))
        assert answer.notes == ["case_closed_already"]
    assert [c.state for c in ground.rows(NoAnswerCase) if c.closed_at is None] == [CaseState.OPEN]
    assert len(ground.rows(NoAnswerCase)) == 2


@pytest.mark.parametrize(("role", "programme", "may"), [
    (Role.SECRETARY, None, {"contact", "no_answer_step", "need", "hazard"}), (Role.POSTED_CADRE, None, {"contact", "hazard"}),
    (Role.SPECIALIST, Programme.CIVIL, {"contact", "need", "tag_proposal"}), (Role.STREET, None, set()), (Role.VOLUNTEER, None, set()),
])  # fmt: skip
def test_each_role_records_what_is_its_task(ground: Ground, role: Role, programme: Programme | None, may: set[str]) -> None:
    actor = dataclasses.replace(ground.worker, grants=(Grant(role, make.GRID[:12], programme),))
    raws = {
        "contact": ground.contact(), "died": ground.contact(outcome="died"), "wish": ground.contact(wish={"preference": "phone_only"}),
        "no_answer_step": ground.step("lead"), "need": ground.record("need", {"id": str(uuid4()), "resident_id": str(ground.elder), "category": "meals"}),
        "hazard": ground.record("hazard", {"category": "ice", "handled": "on_spot"}), "resident_edit": _edit(ground, sex=("", "f")),
        "tag_proposal": ground.record("tag_proposal", {"resident_id": str(ground.elder), "tag": "W01", "action": "add"}),
    }  # fmt: skip
    took = {name for name, raw in raws.items() if ground.send(raw, actor=actor)[0].status == "accepted"}
    assert took == may


def test_a_posted_cadre_moves_what_is_stuck_and_nothing_else(ground: Ground) -> None:
    key = _need(ground)
    cadre = dataclasses.replace(ground.worker, grants=(Grant(Role.POSTED_CADRE, make.GRID[:12]),))
    step = _move(ground, key, "unwanted", words="不用了")
    assert ground.send(step, actor=cadre)[0].code == "not_your_task"
    later = NOW + 9 * DAY
    assert ground.send(_move(ground, key, "plan", next_on=(TODAY + 12 * DAY).isoformat()), actor=cadre, now=later)[0].status == "accepted"


def test_a_held_step_of_another_communitys_need_cannot_be_taken_in(ground: Ground) -> None:
    with db.transaction() as session:
        far = make.a_resident(session, name="远方", grid=make.FAR_GRID, building="77").id
        session.add(Need(id=uuid4(), resident_id=far, grid=make.FAR_GRID, category="meals", state="claimed", owner_id=ground.worker.id, next_on=TODAY,
                         created_at=NOW, created_by=ground.worker.id, received_at=NOW))  # fmt: skip
    (need,) = ground.rows(Need)
    raw = _move(ground, need.id, "unwanted", words="不用了")
    assert ground.send(raw)[0].code == "other_grid"
    with pytest.raises(Invalid), db.transaction() as session:
        held.decide(session, actor=ground.lead, record_id=UUID(raw["id"]), decision="taken", now=NOW)
    assert ground.rows(Need)[0].open


def test_no_record_however_odd_takes_the_batch_along(ground: Ground) -> None:
    from app.api import records

    deep: object = "x"
    for _ in range(400):
        deep = [deep]
    for odd in (deep, {"\ud800": 1}, "\udc00", "x" * 20_000):
        raw = {**_edit(ground, kin=(None, [])), "payload": {"resident_id": str(ground.elder), "changes": {"phone": {"from": odd, "to": ""}}}}
        assert records.parse(raw)[1] == "malformed"


def test_calls_of_one_afternoon_do_not_stand_for_five_weeks(ground: Ground) -> None:
    ground.took(ground.contact(outcome="in_hospital", at=NOW - 20 * DAY), _edit(ground, status=("hospital", "here")))
    for minutes in range(5):
        ground.took(ground.contact(outcome="spoken", mode="phone", at=NOW + timedelta(minutes=minutes + 1)), now=NOW + HOUR)
    (event,) = ground.rows(LifeEvent)
    assert event.contacts == 1 and event.ended_at is None


def test_an_identity_number_finds_no_plain_column(ground: Ground) -> None:
    number = "210202194203010011"
    key = _need(ground)
    ground.took(ground.contact(outcome="no_answer"), ground.step("kin", result="reached", whom=number), _move(ground, key, "refer", next_on=(TODAY + DAY).isoformat(), to=f"找{number}"),
                ground.record("hazard", {"place": {"words": number}, "category": "ice", "handled": "on_spot"}), ground.contact(note="2102\u200b02194203010011"))  # fmt: skip
    with db.reading() as session:
        for table in (NoAnswerStep, Need, Hazard):
            assert number[4:] not in repr([tuple(row) for row in session.execute(sa.select(table.__table__))])  # type: ignore[attr-defined]
    note = next(c for c in ground.contacts() if c.note_sealed)
    assert "0011" not in notes.opened(note.note_sealed, table="contact", column="note", row=note.id)
