"""Who is in a team: asking, coming in, being more than a member, going again (domain.md §4.5).

A leader takes in and takes off plain members. Who leads, who is the same person as another entry and who comes back after
leaving is decided by who keeps the teams, so that nobody names the own witness or comes in as somebody else.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from app.errors import Conflict, Invalid, NotFound
from app.models import Act, Part, Role, Team, TeamMember, Volunteer
from app.rules.dalian import ZONE
from app.rules.volunteering import is_minor
from app.services import access, shifts, teams, volunteers
from app.services.access import Actor

AGAIN = timedelta(seconds=10)
"""Within this time the same name again is a second tap."""


def place(session: Session, team_id: UUID, volunteer_id: UUID) -> TeamMember | None:
    """Somebody's place in a team in whatever state; None where there never was one."""
    return session.exec(select(TeamMember).where(TeamMember.team_id == team_id, TeamMember.volunteer_id == volunteer_id)).first()


def put(session: Session, *, team: Team, volunteer: Volunteer, state: str, via: str, actor: Actor | None, now: datetime) -> TeamMember:
    """Somebody asks ("asked") or is in ("in"); who has been there before comes back as a member. Already in stays in.

    A code does not undo somebody's decision: who was refused or taken off asks, whatever code they bring.
    """
    mine = place(session, team.id, volunteer.id)
    decided = mine is not None and _by_another(mine, volunteer)
    if decided and via == "code":
        state = "asked"
    if mine is not None and mine.state in ("in", state):
        return mine
    if mine is None:
        mine = TeamMember(team_id=team.id, volunteer_id=volunteer.id, since=now)
    mine.state, mine.via, mine.part, mine.since, mine.left_at = state, via, Part.MEMBER, now, None
    if not (decided and state == "asked"):  # asking again does not make the answer forgotten
        mine.decided_by = actor.id if actor is not None and state == "in" else None
    session.add(mine)
    session.flush()
    if state == "in" and volunteer.account_id is not None:
        volunteers.give_role(session, account_id=volunteer.account_id, role=Role.VOLUNTEER, community=team.community, actor=actor, now=now)
    teams.note(session, actor, team, now, act=Act.CHANGE, reason=f"member:{state}")
    return mine


def _by_another(mine: TeamMember, who: Volunteer) -> bool:
    """Whether somebody else said last that this person is not in the team."""
    return mine.state != "in" and mine.decided_by is not None and mine.decided_by != who.account_id


def _asked(session: Session, actor: Actor, team_id: UUID, volunteer_id: UUID, now: datetime) -> tuple[Team, TeamMember, Volunteer]:
    team = teams.team_for_leader(session, actor=actor, team_id=team_id, now=now)
    mine = place(session, team_id, volunteer_id)
    if mine is None or mine.state not in ("asked", "in"):
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="volunteer", object_id=volunteer_id)
    return team, mine, session.get_one(Volunteer, volunteer_id)


def accept(session: Session, *, actor: Actor, team_id: UUID, volunteer_id: UUID, known_id: UUID | None = None, now: datetime) -> Volunteer:
    """Take in somebody who asked. `known_id`: it is the same person as this entry with the same phone, which then holds the place.

    A phone is no proof, so only who keeps the teams says that somebody is an entry which is not in this team already.
    Raises NotFound, Conflict where the team was closed or it was decided otherwise, Invalid for two who are not alike.
    """
    team, mine, who = _asked(session, actor, team_id, volunteer_id, now)
    teams.still_open(team)
    if mine.state == "in":
        return who
    if known_id is not None and known_id != who.id:
        here = place(session, team.id, known_id)
        if not teams.keeps(actor, team.community) and (here is None or here.state != "in"):
            raise access.refusal(NotFound(), actor=actor, now=now, object_kind="volunteer", object_id=known_id)
        who = _same_person(session, mine, who, known_id)
    mine = place(session, team.id, who.id) or TeamMember(team_id=team.id, volunteer_id=who.id, since=now)
    if mine.state != "in" or mine.decided_by is None:
        mine.state, mine.via, mine.part, mine.since, mine.left_at, mine.decided_by = "in", mine.via or "public", mine.part or Part.MEMBER, now, None, actor.id
        session.add(mine)
        session.flush()
    if who.account_id is not None:
        volunteers.give_role(session, account_id=who.account_id, role=Role.VOLUNTEER, community=team.community, actor=actor, now=now)
    teams.note(session, actor, team, now, act=Act.DECIDE, reason="member:in")
    return who


def _same_person(session: Session, mine: TeamMember, new: Volunteer, known_id: UUID) -> Volunteer:
    """Let the entry that was there before hold the place; the new one, which has nothing yet, goes."""
    known = next((k for k in volunteers.same_phone(session, new) if k.id == known_id), None)
    elsewhere = select(TeamMember.id).where(TeamMember.volunteer_id == new.id, TeamMember.id != mine.id)
    if known is None or new.account_id is not None or session.exec(elsewhere).first() is not None:
        raise Invalid("not_the_same", "这两条合不到一起。", "These two cannot be put together.")
    if known.left_at is not None:  # the word that was taken back is theirs to give again: a form with their phone is not it
        known.left_at, known.notice_version, known.agreed_at = None, "", None
    before = place(session, mine.team_id, known.id)
    session.delete(mine)
    session.flush()
    session.delete(new)
    if before is not None and before.state != "in":
        before.part = Part.MEMBER
    known.version += 1
    session.add(known)
    session.flush()
    return known


def refuse(session: Session, *, actor: Actor, team_id: UUID, volunteer_id: UUID, now: datetime) -> None:
    """Say no to somebody who asked; they may ask again. Raises NotFound, Conflict where they are in already."""
    team, mine, _ = _asked(session, actor, team_id, volunteer_id, now)
    if mine.state == "in":
        raise Conflict("member_in", "这个人已经在队里了。", "This person is in the team already.")
    mine.state, mine.decided_by, mine.left_at = "refused", actor.id, now
    session.add(mine)
    session.flush()
    teams.note(session, actor, team, now, act=Act.DECIDE, reason="member:refused")


def add_known(session: Session, *, actor: Actor, team_id: UUID, volunteer_id: UUID, now: datetime) -> None:
    """Put somebody of the community, or of another team of one's own, into a team. Raises NotFound, Conflict."""
    team = teams.still_open(teams.team_for_leader(session, actor=actor, team_id=team_id, now=now))
    who = volunteers.for_leader(session, actor=actor, volunteer_id=volunteer_id, now=now)
    if who.left_at is not None:
        raise Conflict("volunteer_left", "这个人已经退出了。", "This person has left.")
    put(session, team=team, volunteer=who, state="in", via="added", actor=actor, now=now)


def add_new(
    session: Session, *, actor: Actor, team_id: UUID, name: str, phone: str = "", birth_ym: str = "", guardian_name: str = "", guardian_phone: str = "",
    guardian_agreed: bool = False, agreed: bool, now: datetime,
) -> Volunteer:  # fmt: skip
    """Register somebody who stands before the leader, with or without a phone, and take them in.

    Raises NotFound, Invalid, Conflict where the phone belongs to somebody whom the leader may see and who is here already,
    or somebody of this name was added a moment ago (the second of two taps).
    """
    team = teams.still_open(teams.team_for_leader(session, actor=actor, team_id=team_id, now=now))
    session.exec(select(Team.id).where(Team.id == team.id).with_for_update()).one()  # two at once wait for one another
    who = volunteers.register(
        session, name=name, phone=phone, birth_ym=birth_ym, guardian_name=guardian_name, guardian_phone=guardian_phone, guardian_agreed=guardian_agreed,
        agreed=agreed, community=team.community, actor=actor, now=now,
    )  # fmt: skip
    just = select(Volunteer.id).join(TeamMember, col(TeamMember.volunteer_id) == col(Volunteer.id)).where(
        TeamMember.team_id == team.id, TeamMember.state == "in", TeamMember.via == "added", TeamMember.since > now - AGAIN, Volunteer.name == who.name,
    )  # fmt: skip
    if session.exec(just).first() is not None:
        raise Conflict("member_just_added", "刚刚已经加了一位同名的人。", "Somebody of this name was added a moment ago.")
    if any(k.left_at is None and k.name == who.name for k in volunteers.same_phone(session, who)):
        raise Conflict("volunteer_there", "这个姓名和电话已经登记过了，请让本人用邀请码加入，或者请社区加进来。",
                       "This name and phone are registered already; let them join with a code, or ask the community to add them.")  # fmt: skip
    put(session, team=team, volunteer=who, state="in", via="added", actor=actor, now=now)
    return who


def set_part(session: Session, *, actor: Actor, team_id: UUID, volunteer_id: UUID, part: str, now: datetime) -> None:
    """Make somebody member, deputy or leader, as who keeps the teams: a leader does not choose who confirms the leader's hours.

    Raises NotFound, Invalid (no account, a minor, no such part).
    """
    teams.team_for_keeper(session, actor=actor, team_id=team_id, now=now)
    team, mine, who = _asked(session, actor, team_id, volunteer_id, now)
    teams.still_open(team)
    if part not in set(Part):
        raise Invalid("not_a_choice", "有一项不在可选的里面。", "One of the choices is none of those offered.")
    if mine.state != "in":
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="volunteer", object_id=volunteer_id)
    if part == mine.part:
        return
    if part != Part.MEMBER:
        if who.account_id is None:
            raise Invalid("leader_account", "先发一个登录链接：带队要在手机上开签到码。", "Make a link first: who leads shows the code on a phone.")
        if is_minor(who.birth_ym, now.astimezone(ZONE).date()):
            raise Invalid("leader_minor", "未满 18 岁，不能带队。", "Somebody under 18 cannot lead a team.")
        volunteers.give_role(session, account_id=who.account_id, role=Role.LEADER, community=team.community, actor=actor, now=now)
    mine.part = Part(part)
    session.add(mine)
    session.flush()
    leads_no_more(session, who, team.community, actor=actor, now=now)
    teams.note(session, actor, team, now, act=Act.GRANT, reason=f"part:{part}")


def leads_no_more(session: Session, who: Volunteer, community: str, *, actor: Actor | None, now: datetime) -> None:
    """End the role of a leader in a community where the person leads no team any more."""
    if who.account_id is None:
        return
    still = (
        select(TeamMember.id).join(Team, col(Team.id) == col(TeamMember.team_id))
        .where(TeamMember.volunteer_id == who.id, TeamMember.state == "in", col(TeamMember.part).in_(teams.LEADS), Team.community == community, col(Team.closed_at).is_(None))
    )  # fmt: skip
    if session.exec(still).first() is None:
        volunteers.end_role(session, account_id=who.account_id, role=Role.LEADER, community=community, actor=actor, now=now)


def leave(session: Session, *, actor: Actor, team_id: UUID, now: datetime) -> None:
    """Go out of one team; places in its future shifts are given back. Raises NotFound where one is not in it."""
    who = shifts.of_account(session, actor.id)
    mine = place(session, team_id, who.id) if who is not None else None
    if who is None or mine is None or mine.state not in ("in", "asked"):
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="team", object_id=team_id)
    _out(session, session.get_one(Team, team_id), mine, who, actor=actor, now=now, reason="member:left")


def remove(session: Session, *, actor: Actor, team_id: UUID, volunteer_id: UUID, now: datetime) -> None:
    """Take somebody off the roster, as who leads the team. Leaders and deputies are taken off by who keeps the teams. Raises NotFound."""
    team, mine, who = _asked(session, actor, team_id, volunteer_id, now)
    if mine.state != "in" or (mine.part != Part.MEMBER and not teams.keeps(actor, team.community)):
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="volunteer", object_id=volunteer_id)
    _out(session, team, mine, who, actor=actor, now=now, reason="member:removed")


def _out(session: Session, team: Team, mine: TeamMember, who: Volunteer, *, actor: Actor, now: datetime, reason: str) -> None:
    if not _by_another(mine, who):  # who asks again and takes it back was still taken off before
        mine.decided_by = actor.id
    mine.state, mine.left_at, mine.part = "left", now, Part.MEMBER
    session.add(mine)
    session.flush()
    shifts.stop_volunteer(session, volunteer_id=who.id, team_id=team.id, now=now)
    leads_no_more(session, who, team.community, actor=actor, now=now)
    teams.note(session, actor, team, now, act=Act.CHANGE, reason=reason)


def leaders_of_closed(session: Session, *, team: Team, actor: Actor, now: datetime) -> None:
    """A closed team is led by nobody: end the role of those who led only this one. Their place in it stays."""
    led = select(Volunteer).join(TeamMember, col(TeamMember.volunteer_id) == col(Volunteer.id)).where(
        TeamMember.team_id == team.id, TeamMember.state == "in", col(TeamMember.part).in_(teams.LEADS)
    )
    for who in session.exec(led).all():
        leads_no_more(session, who, team.community, actor=actor, now=now)
