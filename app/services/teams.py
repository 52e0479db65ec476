"""Teams of volunteers: made, changed and closed by who keeps them, and who leads which (domain.md §4.5, §11)."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.errors import Conflict, Invalid, NotFound
from app.models import Act, Courtyard, Part, Role, Team, TeamKind, TeamMember, Volunteer
from app.rules import masks
from app.rules.volunteering import KEEPS_TEAMS
from app.services import access, audit, texts
from app.services.access import Actor

LEADS = (Part.LEADER, Part.DEPUTY)
"""Who of a team may do what a leader does."""
MOST_OFFERS, LONGEST_OFFER, LONGEST_STORY = 8, 20, 1000
_MOBILE = re.compile(r"1[3-9]\d{9}")


def kept_communities(actor: Actor) -> list[str]:
    """The communities whose teams this person keeps: the own one, for a branch secretary that of the grid."""
    return [] if actor.upload_only else sorted({g.area[:12] for g in actor.grants if g.role in KEEPS_TEAMS and len(g.area) >= 12})


def keeps(actor: Actor, community: str) -> bool:
    """Whether this person makes the teams of a community and decides where no leader may."""
    return community in kept_communities(actor)


def leads(session: Session, account_id: UUID, team_id: UUID) -> bool:
    """Whether this account leads a team or is its deputy now."""
    return session.exec(_led(account_id).where(Team.id == team_id)).first() is not None


def leads_any(session: Session, volunteer_id: UUID) -> bool:
    """Whether somebody leads a team or is a deputy anywhere: only who keeps the teams decides about them."""
    return session.exec(leading().where(TeamMember.volunteer_id == volunteer_id)).first() is not None


def leading() -> Any:
    """The ids of all volunteers who lead a team or are a deputy, as a query."""
    return select(TeamMember.volunteer_id).where(col(TeamMember.part).in_(LEADS), TeamMember.state == "in")


def _led(account_id: UUID) -> Any:
    return (
        select(Team)
        .join(TeamMember, col(TeamMember.team_id) == col(Team.id))
        .join(Volunteer, col(Volunteer.id) == col(TeamMember.volunteer_id))
        .where(
            Volunteer.account_id == account_id, col(Volunteer.left_at).is_(None), col(TeamMember.part).in_(LEADS), TeamMember.state == "in",
        )
    )  # fmt: skip


def team_for_leader(session: Session, *, actor: Actor, team_id: UUID, now: datetime) -> Team:
    """A team that this person leads or keeps, also a closed one: its hours still want to be confirmed.

    Raises NotFound, the same for "not there" and "not yours" (B4), with an audit row.
    """
    team = session.get(Team, team_id)
    if team is not None and not actor.upload_only:
        holds = any(g.role == Role.LEADER and g.area == team.community for g in actor.grants)
        if keeps(actor, team.community) or (holds and leads(session, actor.id, team.id)):
            return team
    raise access.refusal(NotFound(), actor=actor, now=now, object_kind="team", object_id=team_id)


def team_for_keeper(session: Session, *, actor: Actor, team_id: UUID, now: datetime) -> Team:
    """A team that this person keeps. Raises NotFound like `team_for_leader`."""
    team = session.get(Team, team_id)
    if team is None or not keeps(actor, team.community):
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="team", object_id=team_id)
    return team


def led_teams(session: Session, *, actor: Actor, closed: bool = False) -> list[Team]:
    """The teams that this person leads or keeps, by name; with the closed ones where they are asked for."""
    if actor.upload_only:
        return []
    found: dict[UUID, Team] = {}
    kept = kept_communities(actor)
    if kept:
        found |= {t.id: t for t in session.exec(select(Team).where(col(Team.community).in_(kept)))}
    held = {g.area for g in actor.grants if g.role == Role.LEADER}
    if held:
        found |= {t.id: t for t in session.exec(_led(actor.id).where(col(Team.community).in_(held)))}
    return sorted((t for t in found.values() if closed or t.closed_at is None), key=lambda t: (t.name, str(t.id)))


def still_open(team: Team) -> Team:
    """The team itself. Raises Conflict where it was closed."""
    if team.closed_at is not None:
        raise Conflict("team_closed", "这支队已经停了。", "This team was closed.")
    return team


def make(
    session: Session, *, actor: Actor, name: str, kind: str, brand: str = "", story: str = "", offers: Sequence[str] = (), courtyards: Collection[str] = (),
    reach: str = "", public: bool = True, community: str = "", now: datetime,
) -> Team:  # fmt: skip
    """A new team of a community whose teams the actor keeps. Raises NotFound, Invalid, Conflict (the name is taken)."""
    kept = kept_communities(actor)
    where = community or (kept[0] if kept else "")
    if where not in kept:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="team", object_id=where)
    made = Team(community=where, name="", kind=TeamKind.OTHER, made_at=now, made_by=actor.id)
    _fill(session, made, name=name, kind=kind, brand=brand, story=story, offers=offers, courtyards=courtyards, reach=reach, public=public)
    session.add(made)
    session.flush()
    note(session, actor, made, now, act=Act.CREATE, reason="team")
    return made


def edit(
    session: Session, *, actor: Actor, team_id: UUID, name: str, kind: str, brand: str = "", story: str = "", offers: Sequence[str] = (),
    courtyards: Collection[str] = (), reach: str = "", public: bool = True, now: datetime,
) -> Team:  # fmt: skip
    """Change what a team says of itself. Raises NotFound, Invalid, Conflict (the name is taken, the team was closed)."""
    team = still_open(team_for_keeper(session, actor=actor, team_id=team_id, now=now))
    _fill(session, team, name=name, kind=kind, brand=brand, story=story, offers=offers, courtyards=courtyards, reach=reach, public=public)
    team.version += 1
    session.add(team)
    session.flush()
    note(session, actor, team, now, act=Act.CHANGE, reason="team")
    return team


def _fill(
    session: Session, team: Team, *, name: str, kind: str, brand: str, story: str, offers: Sequence[str], courtyards: Collection[str], reach: str, public: bool
) -> None:
    called = texts.plain(name, 40, code="team_name", zh="请给队起个名字，最长 40 字。", en="Please give the team a name of at most 40 characters.", least=1)
    if kind not in set(TeamKind):
        raise Invalid("team_kind", "请选这支队做什么。", "Choose what the team does.")
    same = select(Team.id).where(Team.community == team.community, Team.name == called, Team.id != team.id, col(Team.closed_at).is_(None))
    if session.exec(same).first() is not None:
        raise Conflict("team_exists", "社区里已经有这个名字的队了。", "The community has a team of this name already.")
    team.name, team.kind, team.public = called, TeamKind(kind), public
    team.brand = texts.plain(brand, 40, code="team_brand", zh="品牌名最长 40 字。", en="A brand has at most 40 characters.")
    team.story = texts.plain(story, LONGEST_STORY, code="team_story", zh="介绍最长 1000 字。", en="The story has at most 1,000 characters.", lines=True)
    team.offers = [
        texts.plain(one, LONGEST_OFFER, code="team_offer", zh="每项服务最长 20 字。", en="Each offer has at most 20 characters.") for one in offers if one.strip()
    ]
    if len(team.offers) > MOST_OFFERS:
        raise Invalid("team_offers", "最多写 {n} 项服务。", "At most {n} offers.", n=MOST_OFFERS)
    team.reach = texts.plain(reach, 60, code="team_reach", zh="联系方式最长 60 字。", en="How to reach the team: at most 60 characters.")
    for words in (team.name, team.brand, team.story, team.reach, *team.offers):
        _nobodys_number(words)
    yards = set(session.exec(select(Courtyard.id).where(Courtyard.community == team.community)))
    if set(courtyards) - {str(y) for y in yards}:
        raise Invalid("team_yard", "有一个楼院不是这个社区的。", "One of the courtyards is not of this community.")
    team.courtyards = sorted(set(courtyards))


def _nobodys_number(words: str) -> None:
    """A team's page is for everybody: no mobile phone and no identity number stands on it. Raises Invalid."""
    if _MOBILE.search(texts.digits(words)) or masks.without_identity(words) != words:
        raise Invalid("team_private", "公开的页面上不写个人手机号和身份证号，请写社区的座机或地点。",
                      "The page is public: no private phone and no ID number on it. Give the community's number or a place.")  # fmt: skip


def note(session: Session, actor: Actor | None, team: Team, now: datetime, *, act: Act, reason: str, result: str = "ok") -> None:
    """The audit row of something done to a team."""
    audit.record(session, act=act, now=now, actor_id=actor.id if actor else None, role=(actor.role or "") if actor else "", object_kind="team", object_id=team.id,
                 reason=reason, result=result, area=team.community, device_id=actor.device_id if actor else None)  # fmt: skip


def led_by(session: Session, team_ids: Collection[UUID]) -> dict[UUID, str]:
    """The name of the leader of each of these teams; the one that has been it longest where there are two."""
    rows = session.exec(
        select(TeamMember.team_id, Volunteer.name)
        .join(Volunteer, col(Volunteer.id) == col(TeamMember.volunteer_id))
        .where(col(TeamMember.team_id).in_(list(team_ids)), TeamMember.part == Part.LEADER, TeamMember.state == "in")
        .order_by(col(TeamMember.since).desc(), col(TeamMember.id))
    )
    return {team_id: name for team_id, name in rows}
