"""Volunteers: registered by their own word, without an ID number, with a guardian under 18; changed, and gone in one step."""

from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import Account, Act, Audit, CalendarFeed, Part, Role, RoleGrant, SignUp, TeamMember, Volunteer
from app.rules.volunteering import NOTICE, VOLUNTEERS
from app.services import activities, keys, shifts, staff, team_members, teams, volunteers
from tests import factories as make
from tests.conftest import NOW
from tests.services.clubs import HERE, Club, acting


@pytest.fixture
def club(session: Session) -> Club:
    """The community with its teams."""
    return Club(session)


def registered(session: Session, **change: object) -> Volunteer:
    """Somebody new."""
    fields: dict[str, object] = {"name": "曲美华", "phone": "13900000421", "birth_ym": "1958-03", "agreed": True, "community": HERE, "actor": None, "now": NOW}
    return volunteers.register(session, **{**fields, **change})  # type: ignore[arg-type]


def test_what_is_kept_is_sealed_and_the_word_has_its_version(session: Session, club: Club) -> None:
    who = registered(session, skills=["plumbing", "plumbing", "cooking"], availability=["sat_am"], volunteer_no=" 2102-a88 ")
    assert (who.notice_version, who.agreed_at, who.initials, who.skills, who.volunteer_no) == (NOTICE, NOW, "qmh", ["plumbing", "cooking"], "2102-A88")
    assert who.phone_sealed and b"13900000421" not in who.phone_sealed and volunteers.phone_of(who) == "13900000421"
    assert who.phone_index == keys.phone_index("139 0000 0421")
    row = session.exec(select(Audit).where(Audit.object_id == str(who.id))).one()
    assert (row.act, row.reason) == (Act.CREATE, "register") and "曲" not in repr(vars(row))


@pytest.mark.parametrize(("change", "code"), [
    ({"agreed": False}, "notice"), ({"name": ""}, "name"), ({"name": "名" * 41}, "name"), ({"name": "名" * 10_000}, "name"), ({"name": "210202195803074513"}, "name"),
    ({"name": "\ud800\x00"}, "name"), ({"phone": "12345"}, "phone"), ({"phone": "1" * 10_000}, "phone"), ({"phone": "<b>"}, "phone"),
    ({"volunteer_no": "210202195803074513"}, "number_is_id"), ({"volunteer_no": "21020219580307451X"}, "number_is_id"),
    ({"volunteer_no": "２１０２０２１９５８０３０７４５１ｘ"}, "number_is_id"), ({"volunteer_no": "210202 19580307 4513"}, "number_is_id"),
    ({"volunteer_no": "210202-19580307-4513"}, "number_is_id"), ({"volunteer_no": "210202580307451"}, "number_is_id"), ({"volunteer_no": "编号一"}, "volunteer_no"),
    ({"volunteer_no": "A" * 25}, "volunteer_no"), ({"birth_ym": "1958"}, "birth"), ({"birth_ym": "1958-13"}, "birth"), ({"birth_ym": "2027-01"}, "birth"),
    ({"birth_ym": "1899-01"}, "birth"), ({"birth_ym": "19５8-03"}, "birth"), ({"skills": ["flying"]}, "not_a_choice"), ({"availability": ["sat"]}, "not_a_choice"),
    ({"birth_ym": "2010-01"}, "guardian"), ({"birth_ym": "2010-01", "guardian_name": "明父", "guardian_phone": "13900000009"}, "guardian"),
    ({"birth_ym": "2010-01", "guardian_name": "明父", "guardian_agreed": True}, "guardian"),
    ({"birth_ym": "2010-01", "guardian_name": "明父", "guardian_phone": "x", "guardian_agreed": True}, "phone"),
    ({"birth_ym": "2008-11"}, "guardian"),
])  # fmt: skip
def test_what_cannot_be_is_refused_with_a_sentence_and_kept_nowhere(session: Session, club: Club, change: dict[str, object], code: str) -> None:
    before = len(session.exec(select(Volunteer.id)).all())
    with pytest.raises(Invalid) as told:
        registered(session, **change)
    assert told.value.code == code and told.value.zh and told.value.en
    assert len(session.exec(select(Volunteer.id)).all()) == before


def test_a_minor_has_a_guardian_and_a_grown_up_has_none(session: Session, club: Club) -> None:
    young = registered(session, birth_ym="2010-01", guardian_name="明父", guardian_phone="13900000009", guardian_agreed=True)
    assert volunteers.guardian_of(young) == ("明父", "13900000009") and young.guardian_agreed_on == NOW.date()
    assert "明父".encode() not in (young.guardian_sealed or b"")
    grown = registered(session, guardian_name="谁", guardian_phone="13900000009", guardian_agreed=True)
    assert grown.guardian_sealed is None and grown.guardian_agreed_on is None
    assert volunteers.facts(young, now=NOW).minor and not volunteers.facts(grown, now=NOW).minor


def test_the_same_phone_twice_is_noticed_and_told_to_nobody_who_registers(session: Session, club: Club) -> None:
    first, second = registered(session), registered(session, phone="+86 139-0000-0421", name="曲凤英")
    assert [v.id for v in volunteers.same_phone(session, second)] == [first.id]
    assert volunteers.same_phone(session, registered(session, phone="")) == []


def test_an_account_is_made_up_and_holds_the_role_for_the_community(session: Session, club: Club) -> None:
    who = registered(session)
    account, token = volunteers.open_account(session, volunteer=who, actor=None, now=NOW)
    assert account.account[0] == "v" and account.account[1:].isdigit() and len(account.account) == 7 and "421" not in account.password and token
    assert [(g.role, g.area) for g in session.exec(select(RoleGrant).where(RoleGrant.account_id == account.id))] == [(Role.VOLUNTEER, HERE)]
    with pytest.raises(Conflict):
        volunteers.open_account(session, volunteer=who, actor=None, now=NOW)
    assert shifts.of_account(session, account.id) == who and shifts.of_account(session, uuid4()) is None


def test_staff_and_volunteers_never_meet_in_one_account(session: Session, club: Club) -> None:
    for role in sorted(VOLUNTEERS):
        with pytest.raises(Conflict, match="staff_volunteer"):
            volunteers.give_role(session, account_id=club.worker.id, role=role, community=HERE, actor=None, now=NOW)
    district = acting(session, make.an_account(session, "boss", role=Role.DISTRICT, area="210202"))
    assert club.man.account_id
    with pytest.raises(Conflict, match="staff_volunteer"):
        staff.grant(session, actor=district, account_id=club.man.account_id, role=Role.GRID, area=make.GRID, now=NOW)
    with pytest.raises(Conflict, match="staff_volunteer"):
        staff.grant(session, actor=district, account_id=club.worker.id, role=Role.VOLUNTEER, area=HERE, now=NOW)


def test_the_person_changes_skills_times_and_phone_and_not_the_insurance(session: Session, club: Club) -> None:
    changed = volunteers.edit_own(session, actor=club.member, skills=["law"], availability=["mon_eve"], phone="13900000777", now=NOW)
    assert (changed.skills, changed.availability, volunteers.phone_of(changed)) == (["law"], ["mon_eve"], "13900000777")
    with pytest.raises(NotFound):
        volunteers.edit(session, actor=club.member, volunteer_id=club.man.id, insured_until="2030-01-01", now=NOW)
    with pytest.raises(NotFound):
        volunteers.edit_own(session, actor=club.keeper, skills=["law"], now=NOW)
    for bad in ({"phone": "1"}, {"skills": ["x"]}, {"availability": ["noon"]}):
        with pytest.raises(Invalid):
            volunteers.edit_own(session, actor=club.member, now=NOW, **bad)  # type: ignore[arg-type]


def test_the_leader_notes_insurance_and_training_of_the_own_people(session: Session, club: Club) -> None:
    for actor in (club.leader, club.keeper, club.secretary):
        who = volunteers.edit(session, actor=actor, volunteer_id=club.man.id, insured_until="2027-01-31", trained={"first_aid": "2026-10-01"}, now=NOW)
        assert (who.insured_until.isoformat() if who.insured_until else "", who.trained) == ("2027-01-31", {"first_aid": "2026-10-01"})
    assert [volunteers.facts(club.man, now=NOW + timedelta(days=n)).insurance for n in (0, 40)] == ["ok", "soon"]  # to be renewed in time
    assert volunteers.facts(club.man, now=NOW + timedelta(days=90)).insurance == "none"
    volunteers.edit(session, actor=club.leader, volunteer_id=club.man.id, insured_until="", now=NOW)
    assert club.man.insured_until is None
    other, _ = club.somebody("于敏", club.elders)
    for actor, volunteer_id in ((club.leader, other.id), (club.far, club.man.id), (club.worker, club.man.id), (club.keeper, uuid4())):
        with pytest.raises(NotFound):
            volunteers.edit(session, actor=actor, volunteer_id=volunteer_id, insured_until="2027-01-31", now=NOW)
    for bad in ({"insured_until": "soon"}, {"insured_until": "9999-01-01"}, {"trained": {"first_aid": "2027-01-01"}}, {"trained": {"x": "2026-01-01"}}, {"trained": {"law": "?"}}):
        with pytest.raises(Invalid):
            volunteers.edit(session, actor=club.leader, volunteer_id=club.man.id, now=NOW, **bad)  # type: ignore[arg-type]


def test_nobody_notes_the_own_insurance_training_or_birth_month(session: Session, club: Club) -> None:
    for what in ({"insured_until": "2027-12-31"}, {"birth_ym": "1990-01"}, {"trained": {"electric": "2026-10-01"}}):
        with pytest.raises(NotAllowed, match="particulars_own") as told:
            volunteers.edit(session, actor=club.leader, volunteer_id=club.boss.id, now=NOW, **what)  # type: ignore[arg-type]
        assert [r.act for r in told.value.refused] == [Act.REFUSED]
    with pytest.raises(NotAllowed, match="particulars_own"):
        volunteers.trained_today(session, actor=club.leader, volunteer_id=club.boss.id, skill="electric", now=NOW)
    assert (club.boss.insured_until, club.boss.birth_ym, club.boss.trained) == (None, "1958-05", {})


def test_particulars_of_leaders_and_deputies_are_changed_by_who_keeps_the_teams_alone(session: Session, club: Club) -> None:
    deputy, deputy_actor = club.somebody("副队", club.repair, part=Part.DEPUTY)
    for actor, who in ((deputy_actor, club.boss), (club.leader, deputy)):
        with pytest.raises(NotAllowed, match="particulars_leader"):
            volunteers.edit(session, actor=actor, volunteer_id=who.id, phone="13911111111", now=NOW)
        with pytest.raises(NotAllowed, match="particulars_leader"):
            volunteers.trained_today(session, actor=actor, volunteer_id=who.id, skill="law", now=NOW)
    assert volunteers.edit(session, actor=club.keeper, volunteer_id=club.boss.id, insured_until="2027-12-31", now=NOW).insured_until
    assert volunteers.edit(session, actor=deputy_actor, volunteer_id=club.man.id, insured_until="2027-12-31", now=NOW).insured_until


def test_a_birthday_put_right_asks_for_the_guardian_and_takes_one_away(session: Session, club: Club) -> None:
    with pytest.raises(Invalid, match="guardian"):
        volunteers.edit(session, actor=club.leader, volunteer_id=club.man.id, birth_ym="2011-01", now=NOW)
    club.man.birth_ym = "1958-05"
    volunteers.edit(session, actor=club.leader, volunteer_id=club.man.id, birth_ym="2011-01", guardian_name="初父", guardian_phone="13900000009", guardian_agreed=True, now=NOW)
    assert club.man.guardian_agreed_on == NOW.date()
    volunteers.edit(session, actor=club.leader, volunteer_id=club.man.id, birth_ym="1991-01", now=NOW)
    assert club.man.guardian_sealed is None


def test_leaving_is_one_step_and_ends_everything_but_the_hours(session: Session, club: Club) -> None:
    made = activities.make(session, actor=club.leader, team_id=club.repair.id, title="修楼道灯", starts_at=NOW + timedelta(days=2), minutes=60, slots=1, now=NOW)
    shift = session.exec(sa.select(activities.Shift).where(activities.Shift.activity_id == made.id)).scalars().one()  # type: ignore[arg-type]
    other, other_actor = club.somebody("于敏", club.repair, insured_until=NOW.date() + timedelta(days=99))
    assert shifts.sign_up(session, actor=club.member, shift_id=shift.id, now=NOW) == "in"
    assert shifts.sign_up(session, actor=other_actor, shift_id=shift.id, now=NOW) == "waiting"
    session.add(CalendarFeed(token_hash="x" * 64, volunteer_id=club.man.id, made_at=NOW))
    volunteers.leave(session, actor=club.member, now=NOW)
    words = {w.volunteer_id: w.state for w in session.exec(select(SignUp))}
    assert words == {club.man.id: "cancelled", other.id: "in"}
    assert club.man.left_at == NOW and [m.state for m in session.exec(select(TeamMember).where(TeamMember.volunteer_id == club.man.id))] == ["left"]
    assert volunteers.roles_of(session, club.man.account_id, NOW) == set()  # type: ignore[arg-type]
    session.expire_all()
    assert session.exec(select(CalendarFeed)).one().revoked_at == NOW
    with pytest.raises(NotFound):
        volunteers.leave(session, actor=club.member, now=NOW)
    assert club.man.name == "初建军"  # hours stay provable for three years


def test_a_leader_who_leaves_leads_nothing_any_more(session: Session, club: Club) -> None:
    volunteers.leave(session, actor=club.leader, now=NOW)
    assert teams.led_teams(session, actor=club.leader) == []
    assert volunteers.roles_of(session, club.boss.account_id, NOW) == set()  # type: ignore[arg-type]


def test_who_has_no_phone_is_let_go_by_the_leader(session: Session, club: Club) -> None:
    old, _ = club.somebody("曲大爷", club.repair, account=False)
    for nobody in (club.member, club.far):
        with pytest.raises(NotFound):
            volunteers.leave_for(session, actor=nobody, volunteer_id=old.id, now=NOW)
    volunteers.leave_for(session, actor=club.leader, volunteer_id=old.id, now=NOW)
    assert old.left_at == NOW


def test_a_deputy_lets_nobody_go_and_a_leader_ends_no_place_in_another_team(session: Session, club: Club) -> None:
    deputy, deputy_actor = club.somebody("副队", club.repair, part=Part.DEPUTY)
    both, _ = club.somebody("于敏", club.repair)
    team_members.put(session, team=club.elders, volunteer=both, state="asked", via="public", actor=None, now=NOW)
    for actor, who in ((deputy_actor, club.boss), (deputy_actor, club.man), (club.leader, deputy), (club.leader, both), (club.leader, club.boss)):
        with pytest.raises(NotAllowed, match="leave_ask") as told:
            volunteers.leave_for(session, actor=actor, volunteer_id=who.id, now=NOW)
        assert [r.act for r in told.value.refused] == [Act.REFUSED] and who.left_at is None
    for who in (both, club.boss):
        volunteers.leave_for(session, actor=club.keeper, volunteer_id=who.id, now=NOW)
        assert who.left_at == NOW


def test_three_years_after_leaving_nothing_names_the_person(session: Session, club: Club) -> None:
    volunteers.leave(session, actor=club.member, now=NOW)
    assert volunteers.clean_up(session, now=NOW + timedelta(days=1090)) == 0
    assert volunteers.clean_up(session, now=NOW + timedelta(days=1100)) == 1
    assert volunteers.clean_up(session, now=NOW + timedelta(days=1101)) == 0
    kept = session.get_one(Volunteer, club.man.id)
    assert (kept.name, kept.initials, kept.phone_sealed, kept.phone_index, kept.birth_ym, kept.skills, kept.account_id) == ("", "", None, None, "", [], None)


def test_a_keeper_finds_people_by_name_and_initials_and_nobody_else_does(session: Session, club: Club) -> None:
    assert [p.name for p in volunteers.people(session, actor=club.keeper, text="cjj", now=NOW)] == ["初建军"]
    assert [p.name for p in volunteers.people(session, actor=club.keeper, text="志红", now=NOW)] == ["刘志红"]
    assert volunteers.people(session, actor=club.keeper, text="%", now=NOW) == []
    for nobody in (club.leader, club.member, club.worker, club.far):
        assert [p.name for p in volunteers.people(session, actor=nobody, now=NOW)] == []


def test_a_leader_of_another_community_sees_nobody_here(session: Session, club: Club) -> None:
    there = teams.make(session, actor=club.far, name="乙队", kind="other", now=NOW)
    assert there.community != HERE
    far_leader = acting(session, make.an_account(session, "v999", role=Role.LEADER, area=there.community))
    session.add(Volunteer(account_id=far_leader.id, community=there.community, name="外人", registered_at=NOW))
    session.flush()
    who = shifts.of_account(session, far_leader.id)
    assert who
    session.add(TeamMember(team_id=there.id, volunteer_id=who.id, part=Part.LEADER, since=NOW))
    session.flush()
    with pytest.raises(NotFound):
        volunteers.for_leader(session, actor=far_leader, volunteer_id=club.man.id, now=NOW)
    assert session.get(Account, club.man.account_id)
