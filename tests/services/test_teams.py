"""Teams: who makes, leads, reads and joins them, what each sees of them, and what a guess gets."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import Account, Act, Area, Audit, Certificate, Part, Role, RoleGrant, Team, TeamInvite, Volunteer
from app.rules.volunteering import NOTICE
from app.services import activities, joining, links, team_invites, team_lists, team_members, teams, volunteers
from app.services.access import Actor
from tests import factories as make
from tests.conftest import NOW
from tests.factories import an_actor
from tests.services.clubs import FAR, HERE, Club


@pytest.fixture
def club(session: Session) -> Club:
    """The community with its teams."""
    return Club(session)


FIELDS = {"name": "曲婶调解室", "kind": "mediation"}


def test_the_community_and_the_branch_secretary_make_teams_and_nobody_else(session: Session, club: Club) -> None:
    assert teams.make(session, actor=club.secretary, now=NOW, **FIELDS).community == HERE
    for nobody in (club.worker, club.leader, club.member, an_actor((Role.STREET, HERE[:9])), an_actor((Role.DISTRICT, "210202"))):
        with pytest.raises(NotFound):
            teams.make(session, actor=nobody, now=NOW, name="另一支", kind="other")
    with pytest.raises(NotFound):
        teams.make(session, actor=club.keeper, community=FAR, now=NOW, name="另一支", kind="other")


@pytest.mark.parametrize(("change", "code"), [
    ({"name": ""}, "team_name"), ({"name": "队" * 41}, "team_name"), ({"name": "\x00\ud800"}, "team_name"), ({"kind": "army"}, "team_kind"),
    ({"story": "字" * 1001}, "team_story"), ({"story": "字" * 10_000}, "team_story"), ({"offers": ["修"] * 9}, "team_offers"), ({"offers": ["修" * 21]}, "team_offer"),
    ({"reach": "打 139 0000 0001"}, "team_private"), ({"story": "队长电话１３９０００００００１"}, "team_private"), ({"story": "210202195803074513"}, "team_private"),
    ({"courtyards": [str(uuid4())]}, "team_yard"), ({"courtyards": ["x"]}, "team_yard"), ({"brand": "牌" * 41}, "team_brand"), ({"reach": "0" * 61}, "team_reach"),
])  # fmt: skip
def test_what_a_team_cannot_say_of_itself_is_refused_with_a_sentence(session: Session, club: Club, change: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid) as told:
        teams.make(session, actor=club.keeper, now=NOW, **{**FIELDS, **change})  # type: ignore[arg-type]
    assert told.value.code == code and told.value.zh and told.value.en


def test_markup_in_a_story_is_text_like_any_other(session: Session, club: Club) -> None:
    told = "<script>alert(1)</script>\r\n<img src=x onerror=alert(1)> & \u202e好"
    made = teams.make(session, actor=club.keeper, now=NOW, story=told, **FIELDS)
    assert made.story == "<script>alert(1)</script>\n<img src=x onerror=alert(1)> & 好"
    assert team_lists.public_page(session, team_id=made.id, now=NOW)["story"] == made.story


def test_two_teams_of_a_community_have_two_names_and_a_closed_one_gives_its_name_back(session: Session, club: Club) -> None:
    with pytest.raises(Conflict):
        teams.make(session, actor=club.keeper, now=NOW, name="设施维修队", kind="other")
    activities.close_team(session, actor=club.keeper, team_id=club.repair.id, now=NOW)
    assert teams.make(session, actor=club.keeper, now=NOW, name="设施维修队", kind="repair").id != club.repair.id


def test_only_who_keeps_a_team_changes_or_closes_it(session: Session, club: Club) -> None:
    for nobody in (club.leader, club.member, club.worker, club.far):
        with pytest.raises(NotFound):
            teams.edit(session, actor=nobody, team_id=club.repair.id, now=NOW, **FIELDS)
        with pytest.raises(NotFound):
            activities.close_team(session, actor=nobody, team_id=club.repair.id, now=NOW)
    assert teams.edit(session, actor=club.keeper, team_id=club.repair.id, now=NOW, **FIELDS).version == 2


def test_a_leader_leads_the_own_team_and_a_keeper_all_of_the_community(session: Session, club: Club) -> None:
    assert [t.name for t in teams.led_teams(session, actor=club.leader)] == ["设施维修队"]
    assert {t.name for t in teams.led_teams(session, actor=club.secretary)} == {"设施维修队", "爱心助老队"}
    assert teams.led_teams(session, actor=club.member) == [] and teams.led_teams(session, actor=club.far) == []
    assert teams.team_for_leader(session, actor=club.leader, team_id=club.repair.id, now=NOW) == club.repair
    for nobody, team_id in ((club.leader, club.elders.id), (club.member, club.repair.id), (club.far, club.repair.id), (club.worker, club.repair.id), (club.keeper, uuid4())):
        with pytest.raises(NotFound) as told:
            teams.team_for_leader(session, actor=nobody, team_id=team_id, now=NOW)
        assert [r.act for r in told.value.refused] == [Act.REFUSED]


def test_a_role_without_a_place_and_a_place_without_a_role_lead_nothing(session: Session, club: Club) -> None:
    stranger = make.an_account(session, "v1", role=Role.LEADER, area=HERE)
    from tests.services.clubs import acting

    assert teams.led_teams(session, actor=acting(session, stranger)) == []
    assert club.boss.account_id
    volunteers.end_role(session, account_id=club.boss.account_id, role=Role.LEADER, actor=None, now=NOW)
    assert teams.led_teams(session, actor=club.again(club.boss)) == []


def test_a_leader_named_gets_the_role_and_loses_it_with_the_last_team(session: Session, club: Club) -> None:
    def roles(who: Volunteer) -> set[str]:
        assert who.account_id
        return set(volunteers.roles_of(session, who.account_id, NOW))

    team_members.set_part(session, actor=club.keeper, team_id=club.repair.id, volunteer_id=club.man.id, part="deputy", now=NOW)
    assert roles(club.man) == {Role.VOLUNTEER, Role.LEADER}
    assert teams.leads(session, club.man.account_id, club.repair.id)  # type: ignore[arg-type]
    team_members.put(session, team=club.elders, volunteer=club.man, state="in", via="added", actor=club.keeper, now=NOW)
    team_members.set_part(session, actor=club.keeper, team_id=club.elders.id, volunteer_id=club.man.id, part="leader", now=NOW)
    team_members.set_part(session, actor=club.secretary, team_id=club.repair.id, volunteer_id=club.man.id, part="member", now=NOW)
    assert roles(club.man) == {Role.VOLUNTEER, Role.LEADER}
    activities.close_team(session, actor=club.keeper, team_id=club.elders.id, now=NOW)
    assert roles(club.man) == {Role.VOLUNTEER}


def test_no_leader_chooses_who_confirms_the_leaders_hours(session: Session, club: Club) -> None:
    deputy, deputy_actor = club.somebody("副队", club.repair, part=Part.DEPUTY)
    ghost = team_members.add_new(session, actor=club.leader, team_id=club.repair.id, name="无此人", agreed=True, now=NOW)
    volunteers.link_for(session, actor=club.leader, volunteer_id=ghost.id, now=NOW)
    for actor in (club.leader, deputy_actor, club.member, club.far):
        for who, part in ((ghost, "deputy"), (ghost, "leader"), (deputy, "member")):
            with pytest.raises(NotFound) as told:
                team_members.set_part(session, actor=actor, team_id=club.repair.id, volunteer_id=who.id, part=part, now=NOW)
            assert [r.act for r in told.value.refused] == [Act.REFUSED]
    assert (club.place(club.repair, ghost).part, club.place(club.repair, deputy).part) == (Part.MEMBER, Part.DEPUTY)


def test_nobody_without_an_account_and_no_minor_leads(session: Session, club: Club) -> None:
    old, _ = club.somebody("曲美华", club.repair, account=False)
    young, _ = club.somebody("小明", club.repair, birth_ym="2010-01", guardian_name="明父", guardian_phone="13900000009", guardian_agreed=True)
    for who, code in ((old, "leader_account"), (young, "leader_minor")):
        with pytest.raises(Invalid) as told:
            team_members.set_part(session, actor=club.keeper, team_id=club.repair.id, volunteer_id=who.id, part="deputy", now=NOW)
        assert told.value.code == code
    with pytest.raises(Invalid):
        team_members.set_part(session, actor=club.keeper, team_id=club.repair.id, volunteer_id=club.man.id, part="captain", now=NOW)


def test_asking_accepting_refusing_leaving_and_coming_again(session: Session, club: Club) -> None:
    who, actor = club.somebody("姜海燕", None)
    team_members.put(session, team=club.repair, volunteer=who, state="asked", via="public", actor=actor, now=NOW)
    for nobody in (club.member, club.far, actor):
        with pytest.raises(NotFound):
            team_members.accept(session, actor=nobody, team_id=club.repair.id, volunteer_id=who.id, now=NOW)
    team_members.refuse(session, actor=club.leader, team_id=club.repair.id, volunteer_id=who.id, now=NOW)
    with pytest.raises(NotFound):
        team_members.accept(session, actor=club.leader, team_id=club.repair.id, volunteer_id=who.id, now=NOW)
    team_members.put(session, team=club.repair, volunteer=who, state="asked", via="public", actor=actor, now=NOW)
    team_members.accept(session, actor=club.leader, team_id=club.repair.id, volunteer_id=who.id, now=NOW)
    assert club.place(club.repair, who).state == "in"
    with pytest.raises(Conflict):
        team_members.refuse(session, actor=club.leader, team_id=club.repair.id, volunteer_id=who.id, now=NOW)
    team_members.leave(session, actor=actor, team_id=club.repair.id, now=NOW)
    assert club.place(club.repair, who).state == "left"
    with pytest.raises(NotFound):
        team_members.leave(session, actor=actor, team_id=club.repair.id, now=NOW)


def test_a_leader_takes_members_off_and_another_leader_or_deputy_only_with_the_keeper(session: Session, club: Club) -> None:
    second, _ = club.somebody("隋明", club.repair, part=Part.LEADER)
    third, deputy = club.somebody("副队", club.repair, part=Part.DEPUTY)
    for actor, who in ((club.leader, second), (club.leader, third), (deputy, second), (deputy, club.boss)):
        with pytest.raises(NotFound):
            team_members.remove(session, actor=actor, team_id=club.repair.id, volunteer_id=who.id, now=NOW)
    team_members.remove(session, actor=club.leader, team_id=club.repair.id, volunteer_id=club.man.id, now=NOW)
    team_members.remove(session, actor=club.keeper, team_id=club.repair.id, volunteer_id=second.id, now=NOW)
    assert not teams.leads(session, second.account_id, club.repair.id)  # type: ignore[arg-type]
    assert Role.LEADER not in volunteers.roles_of(session, second.account_id, NOW)  # type: ignore[arg-type]


def test_the_roster_is_for_those_who_lead_and_holds_no_phone(session: Session, club: Club) -> None:
    for reader in (club.leader, club.keeper, club.secretary):
        page = team_lists.open_one(session, actor=reader, team_id=club.repair.id, now=NOW)
        assert [line.name for line in page.roster] == ["初建军", "刘志红"]
        assert not any(line.phone or line.birth_ym or line.guardian for line in page.roster)
    for reader in (club.member, club.worker, an_actor((Role.INFO, make.GRID))):
        page = team_lists.open_one(session, actor=reader, team_id=club.repair.id, now=NOW)
        assert page.roster == page.asking == page.invites == page.yards == [] and page.line.leader == "" and page.line.people == 0
    for nobody in (club.far, an_actor((Role.GRID, make.FAR_GRID)), an_actor((Role.STREET, HERE[:9])), an_actor((Role.AUDITOR, "210202")), an_actor()):
        with pytest.raises(NotFound):
            team_lists.open_one(session, actor=nobody, team_id=club.repair.id, now=NOW)


def test_a_phone_is_opened_one_at_a_time_and_the_look_is_in_the_trail(session: Session, club: Club) -> None:
    told = team_lists.person(session, actor=club.leader, team_id=club.repair.id, volunteer_id=club.man.id, now=NOW)
    assert (told.phone, told.insurance, told.fresh) == ("13900000002", "ok", False)
    row = session.exec(select(Audit).where(Audit.act == Act.VIEW)).one()
    assert (row.object_id, row.reason) == (str(club.man.id), "roster")
    for nobody in (club.member, club.far, club.worker):
        with pytest.raises(NotFound):
            team_lists.person(session, actor=nobody, team_id=club.repair.id, volunteer_id=club.man.id, now=NOW)


def test_of_somebody_who_asks_a_leader_reads_the_phone_left_for_this_team_alone(session: Session, club: Club) -> None:
    _, boss = club.somebody("丛树林", club.elders, part=Part.LEADER)
    new, _ = club.somebody("姜海燕", None, phone="13900000555", account=False, insured_until=NOW.date(), skills=["cooking"])
    for who in (new, club.man):  # the one is new, the other is known to another team
        team_members.put(session, team=club.elders, volunteer=who, state="asked", via="public", actor=None, now=NOW)
    seen = {who.id: team_lists.person(session, actor=boss, team_id=club.elders.id, volunteer_id=who.id, now=NOW) for who in (new, club.man)}
    assert (seen[new.id].phone, seen[club.man.id].phone) == ("13900000555", "") and seen[new.id].skills == ["cooking"]
    for line in (*seen.values(), *team_lists.open_one(session, actor=boss, team_id=club.elders.id, now=NOW).asking):
        assert (line.birth_ym, line.volunteer_no, line.insured_until, line.insurance, line.trained, line.has_account) == ("", "", "", "none", [], False)
    assert team_lists.person(session, actor=club.keeper, team_id=club.elders.id, volunteer_id=club.man.id, now=NOW).phone == "13900000002"


def test_somebody_who_only_asks_is_nobodys_to_change_to_let_in_elsewhere_or_to_let_go(session: Session, club: Club) -> None:
    _, boss = club.somebody("丛树林", club.elders, part=Part.LEADER)
    team_members.put(session, team=club.elders, volunteer=club.man, state="asked", via="public", actor=club.member, now=NOW)
    for what in (
        lambda: volunteers.link_for(session, actor=boss, volunteer_id=club.man.id, now=NOW),
        lambda: volunteers.leave_for(session, actor=boss, volunteer_id=club.man.id, now=NOW),
        lambda: volunteers.edit(session, actor=boss, volunteer_id=club.man.id, phone="13911111111", now=NOW),
        lambda: volunteers.trained_today(session, actor=boss, volunteer_id=club.man.id, skill="law", now=NOW),
        lambda: team_members.add_known(session, actor=boss, team_id=club.elders.id, volunteer_id=club.man.id, now=NOW),
    ):
        with pytest.raises(NotFound):
            what()
    assert club.man.left_at is None and club.place(club.repair, club.man).state == "in" and club.place(club.elders, club.man).state == "asked"


def test_who_was_refused_or_taken_off_asks_again_whatever_code_they_bring(session: Session, club: Club) -> None:
    def comes(via: str, state: str) -> str:
        return team_members.put(session, team=club.repair, volunteer=club.man, state=state, via=via, actor=club.member, now=NOW).state

    team_members.remove(session, actor=club.leader, team_id=club.repair.id, volunteer_id=club.man.id, now=NOW)
    assert comes("code", "in") == "asked"
    team_members.leave(session, actor=club.member, team_id=club.repair.id, now=NOW)  # taking the question back changes nothing
    assert (comes("public", "asked"), comes("code", "in")) == ("asked", "asked")
    team_members.refuse(session, actor=club.leader, team_id=club.repair.id, volunteer_id=club.man.id, now=NOW)
    assert comes("code", "in") == "asked"
    team_members.accept(session, actor=club.leader, team_id=club.repair.id, volunteer_id=club.man.id, now=NOW)
    team_members.leave(session, actor=club.member, team_id=club.repair.id, now=NOW)
    assert comes("code", "in") == "in"  # who went by themselves comes back by themselves


def test_a_private_team_is_seen_by_its_people_alone(session: Session, club: Club) -> None:
    hidden = club.team("十三姐妹团", "elders", public=False)
    with pytest.raises(NotFound):
        team_lists.open_one(session, actor=club.member, team_id=hidden.id, now=NOW)
    with pytest.raises(NotFound):
        team_lists.public_page(session, team_id=hidden.id, now=NOW)
    assert hidden.name not in [t.name for t in team_lists.desk(session, actor=club.member, now=NOW).others]


def test_each_reader_has_the_own_list(session: Session, club: Club) -> None:
    mine = team_lists.desk(session, actor=club.member, now=NOW)
    assert [(t.name, t.part) for t in mine.mine] == [("设施维修队", "member")] and [t.name for t in mine.others] == ["爱心助老队"]
    kept = team_lists.desk(session, actor=club.keeper, now=NOW)
    assert kept.keeps and {(t.name, t.people, t.leader) for t in kept.mine} == {("设施维修队", 2, "刘志红"), ("爱心助老队", 0, "")}
    read = team_lists.desk(session, actor=club.worker, now=NOW)
    assert not read.mine and {(t.name, t.people, t.leader) for t in read.others} == {("设施维修队", 0, ""), ("爱心助老队", 0, "")}
    assert team_lists.desk(session, actor=an_actor((Role.AUDITOR, "210202")), now=NOW).mine == []


def test_above_the_community_there_are_counts_and_none_under_five(session: Session, club: Club) -> None:
    for area, role in ((HERE[:9], Role.STREET), ("210202", Role.DISTRICT)):
        seen = team_lists.desk(session, actor=an_actor((role, area)), now=NOW)
        assert seen.mine == seen.others == [] and seen.total_people == "<5"
        assert {c.people for c in seen.counts} == {"<5"}
    for n in range(6):
        club.somebody(f"志愿者{'甲乙丙丁戊己'[n]}", None, account=False)
    seen = team_lists.desk(session, actor=an_actor((Role.STREET, HERE[:9])), now=NOW)
    assert [(c.teams, c.people) for c in seen.counts] == [("2", "8")] and seen.total_people == "8"
    above = team_lists.desk(session, actor=an_actor((Role.DISTRICT, "210202")), now=NOW)
    assert ({c.people for c in above.counts} == {"–", "<5"} and above.total_people == "8") or "<5" in {c.people for c in above.counts}


def test_people_of_a_closed_area_are_not_what_is_left_of_the_sum(session: Session, club: Club) -> None:
    old = Area(code=HERE[:9] + "009", name="旧社区", parent=HERE[:9], rank=9, path="x.y.z9", level=session.get_one(Area, HERE).level, closed_at=NOW)
    session.add(old)
    session.flush()
    session.add_all([Volunteer(community=code, name=f"志愿者{n}", registered_at=NOW) for code, many in ((HERE, 10), (old.code, 3)) for n in range(many)])
    session.flush()
    seen = team_lists.desk(session, actor=an_actor((Role.STREET, HERE[:9])), now=NOW)
    assert {c.code: c.people for c in seen.counts} == {HERE: "–", old.code: "<5"} and seen.total_people in ("15", "–")
    assert not any(c.people == "12" for c in seen.counts)
    session.add_all([Volunteer(community=old.code, name=f"又{n}", registered_at=NOW) for n in range(4)])
    session.flush()
    assert team_lists.desk(session, actor=an_actor((Role.STREET, HERE[:9])), now=NOW).total_people == "19"


def test_the_public_page_has_no_members_and_the_leader_with_stars(session: Session, club: Club) -> None:
    page = team_lists.public_page(session, team_id=club.repair.id, now=NOW)
    assert page["leader"] == "刘**" and "初建军" not in str(page) and "志红" not in str(page) and "1390000" not in str(page)
    with pytest.raises(NotFound):
        team_lists.public_page(session, team_id=uuid4(), now=NOW)


def test_the_public_page_shows_what_the_community_has_put_up_before_it_certifies(session: Session, club: Club) -> None:
    fields = {"from_day": NOW.date(), "to_day": NOW.date(), "minutes": 90, "asked_at": NOW, "shown_at": NOW, "issuer": "甲社区居民委员会", "number": "210202001001-2026-0001"}
    session.add(Certificate(volunteer_id=club.man.id, community=HERE, state="shown", **fields))
    session.flush()
    shown = team_lists.public_page(session, team_id=club.repair.id, now=NOW)["certificates"]
    assert [(line["name"], line["hours"], line["until"]) for line in shown] == [("初**", "1.5", "2026-11-29")]


def test_a_code_is_shown_once_and_only_its_hash_is_kept(session: Session, club: Club) -> None:
    code = team_invites.make(session, actor=club.leader, team_id=club.repair.id, uses=2, now=NOW)
    row = session.exec(select(TeamInvite)).one()
    assert len(code) == 9 and not set(code) & set("01OIL") and code.replace("-", "") not in row.code_hash
    assert [(i.ends, i.uses_left) for i in team_invites.lines(session, team_id=club.repair.id, now=NOW)] == [("2026-12-06", 2)]
    for nobody in (club.member, club.far, club.worker):
        with pytest.raises(NotFound):
            team_invites.make(session, actor=nobody, team_id=club.repair.id, now=NOW)
        with pytest.raises(NotFound):
            team_invites.revoke(session, actor=nobody, invite_id=row.id, now=NOW)
    for uses in (0, -1, 201, 10**9):
        with pytest.raises(Invalid):
            team_invites.make(session, actor=club.leader, team_id=club.repair.id, uses=uses, now=NOW)


def test_two_taps_make_one_code_and_who_ended_theirs_makes_another_at_once(session: Session, club: Club) -> None:
    def made(actor: Actor, **late: int) -> str:
        return team_invites.make(session, actor=actor, team_id=club.repair.id, now=NOW + timedelta(**late))

    made(club.leader)
    with pytest.raises(Conflict, match="invite_just_made"):
        made(club.leader, seconds=59)
    made(club.keeper, seconds=1)
    made(club.leader, seconds=60)
    for row in session.exec(select(TeamInvite)):
        team_invites.revoke(session, actor=club.leader, invite_id=row.id, now=NOW + timedelta(seconds=61))
    made(club.leader, seconds=62)


def test_two_taps_add_one_person_and_two_of_one_name_are_two(session: Session, club: Club) -> None:
    def added(**late: int) -> None:
        team_members.add_new(session, actor=club.leader, team_id=club.repair.id, name="王桂兰", agreed=True, now=NOW + timedelta(**late))

    added()
    with pytest.raises(Conflict, match="member_just_added"):
        added(seconds=9)
    added(seconds=30)


def test_who_leads_or_keeps_a_team_hears_of_those_who_ask_and_nobody_else_does(session: Session, club: Club) -> None:
    an_entry_with_the_phone_of(club, "13900000777", club.repair, name="王桂兰")
    leads = team_lists.desk(session, actor=club.leader, now=NOW)
    assert (leads.asked, [(line.name, line.asked) for line in leads.mine]) == (1, [("设施维修队", 1)])
    assert team_lists.desk(session, actor=club.keeper, now=NOW).asked == 1
    assert team_lists.desk(session, actor=club.member, now=NOW).asked == 0
    assert [who.since for who in team_lists.open_one(session, actor=club.leader, team_id=club.repair.id, now=NOW).asking] == ["2026-11-22"]


def test_a_code_works_for_its_team_its_time_and_its_number(session: Session, club: Club) -> None:
    code = team_invites.make(session, actor=club.leader, team_id=club.repair.id, uses=2, now=NOW)
    use = team_invites.use
    assert not use(session, team_id=club.elders.id, code=code, now=NOW)
    assert not use(session, team_id=club.repair.id, code=code, now=NOW + timedelta(days=14))
    assert use(session, team_id=club.repair.id, code=f" {code.lower().replace('-', '－')} ", now=NOW + timedelta(days=13))
    assert use(session, team_id=club.repair.id, code=code, now=NOW)
    assert not use(session, team_id=club.repair.id, code=code, now=NOW)
    for guess in ("", "A", "ABCD-EFGH", "x" * 10_000, "\ud800" * 8, "１２３４５６７８"):
        assert not use(session, team_id=club.repair.id, code=guess, now=NOW)


def test_a_code_taken_back_is_over_at_once_and_ends_with_the_team(session: Session, club: Club) -> None:
    first, second = (team_invites.make(session, actor=club.leader, team_id=club.repair.id, now=NOW + timedelta(minutes=n - 2)) for n in range(2))
    rows = {r.id: r for r in session.exec(select(TeamInvite))}
    some = next(iter(rows))
    team_invites.revoke(session, actor=club.leader, invite_id=some, now=NOW)
    assert [use for use in (team_invites.use(session, team_id=club.repair.id, code=c, now=NOW) for c in (first, second))].count(True) == 1
    activities.close_team(session, actor=club.keeper, team_id=club.repair.id, now=NOW)
    assert not any(team_invites.use(session, team_id=club.repair.id, code=c, now=NOW) for c in (first, second))
    with pytest.raises(Conflict):
        team_invites.make(session, actor=club.keeper, team_id=club.repair.id, now=NOW)


def an_entry_with_the_phone_of(club: Club, phone: str, team: Team, name: str = "初建军") -> Volunteer:
    """Somebody fills in the public form with a phone that is known."""
    made = volunteers.register(club.session, name=name, phone=phone, agreed=True, community=HERE, actor=None, now=NOW)
    team_members.put(club.session, team=team, volunteer=made, state="asked", via="public", actor=None, now=NOW)
    return made


def test_a_form_with_somebodys_phone_makes_no_leader_of_theirs(session: Session, club: Club) -> None:
    _, boss = club.somebody("丛树林", club.elders, part=Part.LEADER)
    new = an_entry_with_the_phone_of(club, "13900000002", club.elders, "随便")
    line, = team_lists.open_one(session, actor=boss, team_id=club.elders.id, now=NOW).asking
    assert (line.twin, line.twin_id) == ("**", "")  # there is somebody; who it is the community knows
    with pytest.raises(NotFound) as told:
        team_members.accept(session, actor=boss, team_id=club.elders.id, volunteer_id=new.id, known_id=club.man.id, now=NOW)
    assert [r.act for r in told.value.refused] == [Act.REFUSED]
    with pytest.raises(NotFound):
        volunteers.link_for(session, actor=boss, volunteer_id=club.man.id, now=NOW)
    assert team_members.place(session, club.elders.id, club.man.id) is None


def test_who_left_is_brought_back_by_the_keeper_alone_and_gives_their_word_themselves(session: Session, club: Club) -> None:
    volunteers.leave(session, actor=club.member, now=NOW)
    new = an_entry_with_the_phone_of(club, "13900000002", club.repair)
    with pytest.raises(NotFound):
        team_members.accept(session, actor=club.leader, team_id=club.repair.id, volunteer_id=new.id, known_id=club.man.id, now=NOW)
    assert club.man.left_at == NOW
    team_members.accept(session, actor=club.keeper, team_id=club.repair.id, volunteer_id=new.id, known_id=club.man.id, now=NOW)
    assert (club.man.left_at, club.man.agreed_at, club.man.notice_version) == (None, None, "")
    joining.join(session, team_id=club.elders.id, form=joining.Form(agreed=True), actor=club.again(club.man), address="", now=NOW)
    assert (club.man.agreed_at, club.man.notice_version) == (NOW, NOTICE)


def test_a_leader_says_that_it_is_somebody_of_the_own_team(session: Session, club: Club) -> None:
    new = an_entry_with_the_phone_of(club, "13900000002", club.repair)
    assert team_members.accept(session, actor=club.leader, team_id=club.repair.id, volunteer_id=new.id, known_id=club.man.id, now=NOW).id == club.man.id


def test_the_same_person_twice_becomes_one_when_the_keeper_says_so(session: Session, club: Club) -> None:
    again = an_entry_with_the_phone_of(club, "139 0000 0002", club.elders)
    assert team_lists.open_one(session, actor=club.keeper, team_id=club.elders.id, now=NOW).asking[0].twin == "初建军"
    came = team_members.accept(session, actor=club.keeper, team_id=club.elders.id, volunteer_id=again.id, known_id=club.man.id, now=NOW)
    assert came.id == club.man.id and club.place(club.elders, club.man).state == "in"
    assert session.get(Volunteer, again.id) is None
    other = volunteers.register(session, name="别人", phone="13900000077", agreed=True, community=HERE, actor=None, now=NOW)
    team_members.put(session, team=club.elders, volunteer=other, state="asked", via="public", actor=None, now=NOW)
    with pytest.raises(Invalid):
        team_members.accept(session, actor=club.keeper, team_id=club.elders.id, volunteer_id=other.id, known_id=club.man.id, now=NOW)


def test_who_stands_before_the_leader_is_registered_without_a_phone(session: Session, club: Club) -> None:
    who = team_members.add_new(session, actor=club.leader, team_id=club.repair.id, name="于敏", agreed=True, now=NOW)
    assert who.account_id is None and club.place(club.repair, who).via == "added"
    account, token = volunteers.link_for(session, actor=club.leader, volunteer_id=who.id, now=NOW)
    assert account.startswith("v") and links.look(session, token=token, now=NOW) == account
    with pytest.raises(Conflict):
        team_members.add_new(session, actor=club.leader, team_id=club.repair.id, name="初建军", phone="13900000002", agreed=True, now=NOW)
    with pytest.raises(Invalid):
        team_members.add_new(session, actor=club.leader, team_id=club.repair.id, name="于敏", agreed=False, now=NOW)


def test_a_leader_comes_in_as_nobody_else(session: Session, club: Club) -> None:
    second, _ = club.somebody("隋明", club.repair, part=Part.LEADER)
    for actor, volunteer_id in ((club.leader, second.id), (club.leader, club.boss.id), (club.member, club.man.id), (club.far, club.man.id)):
        with pytest.raises(NotFound):
            volunteers.link_for(session, actor=actor, volunteer_id=volunteer_id, now=NOW)
    assert volunteers.link_for(session, actor=club.keeper, volunteer_id=second.id, now=NOW)[1]
    assert volunteers.link_for(session, actor=club.leader, volunteer_id=club.man.id, now=NOW)[1]
    session.get_one(Account, club.man.account_id).password = "x"
    with pytest.raises(NotAllowed, match="link_again"):  # a second link would be the leader's way in
        volunteers.link_for(session, actor=club.leader, volunteer_id=club.man.id, now=NOW)
    assert volunteers.link_for(session, actor=club.secretary, volunteer_id=club.man.id, now=NOW)[1]
    session.add(RoleGrant(account_id=second.account_id, role=Role.MENTOR, area=HERE, starts_at=NOW))
    session.flush()
    with pytest.raises(Conflict):
        volunteers.link_for(session, actor=club.keeper, volunteer_id=second.id, now=NOW)
    assert session.get(Account, second.account_id)
