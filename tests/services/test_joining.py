"""Joining a team: with a code, without one, with an account, from the office; and what a stranger learns, which is nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from app.errors import Conflict, Invalid, NotFound, TooMany
from app.models import Account, Act, Role, SignInTry, TeamMember, Volunteer
from app.services import activities, joining, shifts, team_invites, team_members, volunteers
from app.services.access import Actor
from tests import factories as make
from tests.conftest import NOW
from tests.services.clubs import HERE, Club, acting

HOME = "10.0.0.1"
GOOD = {"name": "姜海燕", "phone": "13900000555", "birth_ym": "1957-02", "agreed": True}


@pytest.fixture
def club(session: Session) -> Club:
    """The community with its teams."""
    return Club(session)


def asked(session: Session, club: Club, *, actor: Actor | None = None, address: str = HOME, team: object = None, now: object = NOW, **change: object) -> joining.Joined:
    """Somebody fills in the form of the repair team."""
    return joining.join(session, team_id=team or club.repair.id, form=joining.Form(**{**GOOD, **change}), actor=actor, address=address, now=now)  # type: ignore[arg-type]


def test_without_a_code_somebody_waits_and_has_no_account(session: Session, club: Club) -> None:
    assert asked(session, club, skills=("cooking",)) == joining.Joined("asked")
    who = session.exec(select(Volunteer).where(Volunteer.name == "姜海燕")).one()
    assert who.account_id is None and (club.place(club.repair, who).state, club.place(club.repair, who).via) == ("asked", "public")


def test_with_a_code_somebody_is_in_at_once_and_gets_a_link(session: Session, club: Club) -> None:
    code = team_invites.make(session, actor=club.leader, team_id=club.repair.id, uses=1, now=NOW)
    came = asked(session, club, code=code.lower())
    assert came.state == "in" and came.token
    who = session.exec(select(Volunteer).where(Volunteer.name == "姜海燕")).one()
    account = session.exec(select(Account).where(Account.account == came.account)).one()
    assert who.account_id == account.id and volunteers.roles_of(session, account.id, NOW) == {Role.VOLUNTEER}
    with pytest.raises(Invalid, match="invite_wrong"):
        asked(session, club, code=code, phone="13900000556")


def test_a_wrong_an_old_and_a_foreign_code_are_told_plainly_and_guessing_ends(session: Session, club: Club) -> None:
    old = team_invites.make(session, actor=club.keeper, team_id=club.repair.id, now=NOW - timedelta(days=20))
    other = team_invites.make(session, actor=club.keeper, team_id=club.elders.id, now=NOW)
    before = len(session.exec(select(Volunteer.id)).all())
    for n, code in enumerate([old, other, "ABCD-EFGH", "x" * 10_000, "\ud800", *("AAAA-AAA" + c for c in "BCDEF")]):
        with pytest.raises(Invalid, match="invite_wrong") as told:
            asked(session, club, code=code)
        assert [type(r).__name__ for r in told.value.refused] == ["SignInTry", "Audit"], n
        session.add(told.value.refused[0])  # what db.transaction does
        session.flush()
    good = team_invites.make(session, actor=club.keeper, team_id=club.repair.id, now=NOW)
    with pytest.raises(TooMany, match="invite_too_many"):
        asked(session, club, code=good)
    assert asked(session, club, code="").state == "asked"  # who cannot find the code asks without one
    assert asked(session, club, code=good, address="10.0.0.2", phone="13900000557").state == "in"
    assert len(session.exec(select(Volunteer.id)).all()) == before + 2
    assert not any("10.0" in t.key for t in session.exec(select(SignInTry)))


def test_a_phone_that_is_known_is_told_to_nobody_who_joins(session: Session, club: Club) -> None:
    code = team_invites.make(session, actor=club.keeper, team_id=club.repair.id, now=NOW)
    new, known = asked(session, club), asked(session, club, phone="13900000002")
    assert new == known == joining.Joined("asked")
    with_code, known_with_code = asked(session, club, code=code, phone="13900000558"), asked(session, club, code=code, phone="13900000002")
    assert with_code.state == known_with_code.state == "in" and known_with_code.token
    assert known_with_code.account != session.get_one(Account, club.man.account_id).account


def test_a_volunteer_joins_with_one_tap_and_asking_twice_is_once(session: Session, club: Club) -> None:
    empty = {"name": "", "phone": "", "birth_ym": "", "agreed": False}
    assert asked(session, club, actor=club.member, team=club.elders.id, **empty).state == "asked"
    assert asked(session, club, actor=club.member, team=club.elders.id, **empty).state == "asked"
    code = team_invites.make(session, actor=club.keeper, team_id=club.elders.id, now=NOW)
    came = asked(session, club, actor=club.member, team=club.elders.id, code=code, **empty)
    assert (came.state, came.token) == ("in", "")
    assert asked(session, club, actor=club.member, team=club.elders.id, **empty).state == "in"
    assert len(session.exec(select(TeamMember).where(TeamMember.team_id == club.elders.id)).all()) == 1


def test_an_account_of_the_office_is_refused_and_told_why(session: Session, club: Club) -> None:
    for actor in (club.worker, club.keeper, club.secretary, make.an_actor((Role.DISTRICT, "210202")), make.an_actor((Role.AUDITOR, "210202"))):
        with pytest.raises(Conflict, match="staff_volunteer") as told:
            asked(session, club, actor=actor)
        assert "自己的" in told.value.zh
    assert [v.name for v in session.exec(select(Volunteer).where(Volunteer.name == "姜海燕"))] == []


def test_an_account_made_for_a_volunteer_at_the_desk_gets_its_person_by_joining(session: Session, club: Club) -> None:
    actor = acting(session, make.an_account(session, "vol", role=Role.VOLUNTEER, area=HERE))
    assert asked(session, club, actor=actor).state == "asked"
    who = shifts.of_account(session, actor.id)
    assert who is not None and who.name == "姜海燕"


def test_somebody_who_left_and_comes_again_is_a_new_entry_until_the_leader_says_so(session: Session, club: Club) -> None:
    volunteers.leave(session, actor=club.member, now=NOW)
    assert asked(session, club, name="初建军", phone="13900000002").state == "asked"
    new = session.exec(select(Volunteer).where(Volunteer.name == "初建军", Volunteer.id != club.man.id)).one()
    assert [v.id for v in volunteers.same_phone(session, new)] == [club.man.id]


@pytest.mark.parametrize(("change", "code"), [
    ({"agreed": False}, "notice"), ({"phone": ""}, "phone_missing"), ({"name": ""}, "name"), ({"birth_ym": "2012-05"}, "guardian"), ({"skills": ("x",)}, "not_a_choice"),
    ({"volunteer_no": "210202195803074513"}, "number_is_id"), ({"name": "\ud800"}, "name"), ({"name": "长" * 10_000}, "name"),
])  # fmt: skip
def test_what_is_missing_is_said(session: Session, club: Club, change: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid) as told:
        asked(session, club, **change)
    assert told.value.code == code


def test_five_an_hour_from_one_address(session: Session, club: Club) -> None:
    for n in range(5):
        asked(session, club, phone=f"1390000060{n}")
    with pytest.raises(TooMany, match="join_too_many"):
        asked(session, club, phone="13900000609")
    assert asked(session, club, address="10.0.0.2").state == "asked"
    assert asked(session, club, now=NOW + timedelta(minutes=61), phone="13900000610").state == "asked"


def test_who_floods_one_team_shuts_no_other_door_and_none_against_a_right_code(session: Session, club: Club) -> None:
    for n in range(joining.PER_TEAM):
        asked(session, club, address=f"10.0.1.{n}", phone=f"1390000{n + 1000}")
    with pytest.raises(TooMany, match="join_too_many"):
        asked(session, club)
    assert asked(session, club, team=club.elders.id).state == "asked"
    code = team_invites.make(session, actor=club.leader, team_id=club.repair.id, now=NOW)
    assert asked(session, club, code=code, phone="13900000557").state == "in"


def test_who_was_taken_off_is_not_in_again_by_a_code(session: Session, club: Club) -> None:
    code = team_invites.make(session, actor=club.leader, team_id=club.repair.id, now=NOW)
    team_members.remove(session, actor=club.leader, team_id=club.repair.id, volunteer_id=club.man.id, now=NOW)
    assert asked(session, club, actor=club.member, code=code).state == "asked"
    assert club.place(club.repair, club.man).state == "asked"


def test_a_team_that_is_private_closed_or_unknown_is_not_there(session: Session, club: Club) -> None:
    hidden = club.team("十三姐妹团", "elders", public=False)
    activities.close_team(session, actor=club.keeper, team_id=club.repair.id, now=NOW)
    for team_id in (hidden.id, club.repair.id, uuid4()):
        with pytest.raises(NotFound):
            asked(session, club, team=team_id)
    code = team_invites.make(session, actor=club.keeper, team_id=hidden.id, now=NOW)
    assert asked(session, club, team=hidden.id, code=code).state == "in"


def test_the_trail_says_who_joined_by_id_alone(session: Session, club: Club) -> None:
    from app.models import Audit

    asked(session, club)
    told = repr([vars(a) for a in session.exec(select(Audit).where(Audit.act == Act.CREATE))])
    assert "姜海燕" not in told and "13900000555" not in told
