"""Teams as each reader may see them: the own ones, public ones, a roster for those who lead, counts for those above (domain.md §11)."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import NotFound
from app.models import (
    Act,
    Activity,
    Area,
    Caution,
    Courtyard,
    Part,
    Shift,
    ShiftState,
    ShiftTask,
    Team,
    TeamMember,
    Volunteer,
)
from app.models.volunteer_shapes import (
    ActivityLine,
    DateLine,
    TeamCount,
    TeamDesk,
    TeamLine,
    TeamOpen,
    VolunteerFacts,
    YardChoice,
)
from app.rules import cells, masks, recurrence
from app.rules.dalian import ZONE
from app.rules.volunteering import COUNTS_TEAMS, KEEPS_TEAMS, READS_TEAMS, VOLUNTEERS
from app.services import access, audit, certificates, shifts, team_invites, team_members, teams, volunteers
from app.services.access import Actor

READS = VOLUNTEERS | KEEPS_TEAMS | COUNTS_TEAMS | READS_TEAMS
MOST_DATES, MOST_PEOPLE = 60, 500
BACK = timedelta(days=3)


def desk(session: Session, *, actor: Actor, now: datetime) -> TeamDesk:
    """The page of teams: a volunteer's own and those to join, a keeper's, a reader's, or counts."""
    if actor.upload_only or not actor.roles & READS:
        return TeamDesk()
    made = TeamDesk()
    kept = teams.kept_communities(actor)
    made.keeps = bool(kept)
    if kept:
        made.mine = _lines(session, _of(session, kept), people=True)
        made.yards = _yards(session, kept[0], ())
    elif actor.roles & READS_TEAMS:
        made.others = _lines(session, _of(session, {g.area[:12] for g in actor.grants if g.role in READS_TEAMS}))
    if actor.roles & VOLUNTEERS:
        made.volunteer = True
        _for_volunteer(session, made, actor)
    if actor.roles & COUNTS_TEAMS:
        made.counts, made.total_teams, made.total_people = counts(session, actor=actor)
    made.asked = sum(line.asked for line in made.mine)
    return made


def _of(session: Session, communities: Collection[str]) -> list[Team]:
    return list(session.exec(select(Team).where(col(Team.community).in_(sorted(communities)), col(Team.closed_at).is_(None)).order_by(col(Team.name), col(Team.id))))


def _for_volunteer(session: Session, made: TeamDesk, actor: Actor) -> None:
    who = shifts.of_account(session, actor.id)
    mine: dict[UUID, TeamMember] = {}
    if who is not None:
        held = select(TeamMember).where(TeamMember.volunteer_id == who.id, col(TeamMember.state).in_(("in", "asked")))
        mine = {m.team_id: m for m in session.exec(held)}
    own = session.exec(select(Team).where(col(Team.id).in_(list(mine)), col(Team.closed_at).is_(None)).order_by(col(Team.name), col(Team.id))).all()
    lines = _lines(session, own)
    leads = [m.team_id for m in mine.values() if m.state == "in" and m.part != Part.MEMBER]
    asked = _members(session, leads, "asked")
    for line in lines:
        place = mine[UUID(line.id)]
        line.part = place.part if place.state == "in" else "asked"
        line.asked = asked.get(place.team_id, 0)  # who leads a team hears who wants to join
    made.mine += lines
    around = {g.area for g in actor.grants if g.role in VOLUNTEERS}
    made.others += _lines(session, [t for t in _of(session, around) if t.public and t.id not in mine])


def _lines(session: Session, found: Sequence[Team], *, people: bool = False) -> list[TeamLine]:
    ids = [t.id for t in found]
    many = _members(session, ids, "in") if people else {}
    asked = _members(session, ids, "asked") if people else {}
    led = teams.led_by(session, ids) if people else {}
    return [
        TeamLine(str(t.id), t.name, t.kind, t.brand, list(t.offers), t.reach, "", t.public, led.get(t.id, ""), many.get(t.id, 0), asked.get(t.id, 0), t.community)
        for t in found
    ]


def _members(session: Session, ids: Collection[UUID], state: str) -> dict[UUID, int]:
    rows: Any = session.execute(
        sa.select(TeamMember.team_id, sa.func.count()).where(col(TeamMember.team_id).in_(list(ids)), col(TeamMember.state) == state).group_by(col(TeamMember.team_id))  # type: ignore[call-overload]
    )
    return {row[0]: int(row[1]) for row in rows}


def counts(session: Session, *, actor: Actor) -> tuple[list[TeamCount], str, str]:
    """Volunteers and teams of each community of a street, or each street of the district, and of all; none under five."""
    area = min((g.area for g in actor.grants if g.role in COUNTS_TEAMS), key=len, default="")
    if not area:
        return [], "", ""
    size = len(area) + 3
    where = (access.in_area(col(Volunteer.community), area), col(Volunteer.left_at).is_(None))
    people = _by_part(session, sa.select(col(Volunteer.community), sa.func.count()).where(*where).group_by(col(Volunteer.community)), size)
    made = _by_part(
        session, sa.select(col(Team.community), sa.func.count()).where(access.in_area(col(Team.community), area), col(Team.closed_at).is_(None)).group_by(col(Team.community)), size
    )
    # a closed area whose people are not on the table would be what is left when the others are taken from the sum
    parts = session.exec(
        select(Area).where(Area.parent == area, sa.or_(col(Area.closed_at).is_(None), col(Area.code).in_(list(people)))).order_by(col(Area.rank), col(Area.code))
    ).all()  # fmt: skip
    table = [[people.get(p.code, 0)] for p in parts]
    shown = cells.protect(table)
    lines = [
        TeamCount(p.code, p.name, str(made.get(p.code, 0)), cells.word(people.get(p.code, 0), shown.rows[n])) for n, p in enumerate(parts)
    ]
    return lines, str(sum(made.values())), cells.word(sum(row[0] for row in table), shown.sums)


def _by_part(session: Session, statement: Any, size: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for code, n in session.execute(statement):
        found[code[:size]] = found.get(code[:size], 0) + int(n)
    return found


def _yards(session: Session, community: str, on: Collection[str]) -> list[YardChoice]:
    found = session.exec(select(Courtyard).where(Courtyard.community == community).order_by(col(Courtyard.rank), col(Courtyard.code)))
    return [YardChoice(str(y.id), y.name, str(y.id) in on) for y in found]


def open_one(session: Session, *, actor: Actor, team_id: UUID, now: datetime) -> TeamOpen:
    """One team. The roster, requests, codes and drafts only for those who lead or keep it; a member sees the dates.

    Raises NotFound for a team that this person may not even know of.
    """
    team = session.get(Team, team_id)
    if team is None or actor.upload_only or not actor.roles & READS:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="team", object_id=team_id)
    keeps = teams.keeps(actor, team.community)
    leads = keeps or any(t.id == team.id for t in teams.led_teams(session, actor=actor, closed=True))
    who = shifts.of_account(session, actor.id) if actor.roles & VOLUNTEERS else None
    mine = team_members.place(session, team.id, who.id) if who is not None else None
    state = mine.state if mine is not None else ""
    reads = any(g.role in READS_TEAMS and g.area[:12] == team.community for g in actor.grants)
    if not (leads or reads or state in ("in", "asked") or (team.public and team.closed_at is None and actor.roles & VOLUNTEERS)):
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="team", object_id=team_id)
    line = _lines(session, [team], people=leads)[0]
    line.part = (mine.part if state == "in" else state if state == "asked" else "") if mine is not None else ""
    yards = _yards(session, team.community, team.courtyards)
    made = TeamOpen(
        line=line, story=team.story, courtyards=[y.name for y in yards if y.on], leads=leads, keeps=keeps, member=state == "in", closed=team.closed_at is not None,
        may_join=bool(actor.roles & VOLUNTEERS) and state not in ("in", "asked") and team.closed_at is None,
    )  # fmt: skip
    if leads:
        made.yards = yards
        made.roster, made.asking = roster(session, actor=actor, team=team, now=now)
        made.invites = team_invites.lines(session, team_id=team.id, now=now)
    if leads or state == "in":
        made.dates = _dates(session, team, now=now)
        made.activities = _activities(session, team, drafts=leads)
    return made


def roster(session: Session, *, actor: Actor, team: Team, now: datetime) -> tuple[list[VolunteerFacts], list[VolunteerFacts]]:
    """Who is in a team by name, and who asks to be; for a team that the actor may lead. No phone here: one is opened at a time.

    Who else has the same phone is for the keepers; a leader reads that somebody has it (`twin` is stars), to ask the community.
    """
    keeps = teams.keeps(actor, team.community)
    rows = session.execute(
        sa.select(TeamMember, Volunteer).join(Volunteer, col(Volunteer.id) == col(TeamMember.volunteer_id))  # type: ignore[call-overload]
        .where(col(TeamMember.team_id) == team.id, col(TeamMember.state).in_(("in", "asked")), col(Volunteer.left_at).is_(None))
        .order_by(col(Volunteer.initials), col(Volunteer.name), col(Volunteer.id)).limit(MOST_PEOPLE)
    ).all()  # fmt: skip
    twins = _twins(session, [who for _, who in rows])
    inside: list[VolunteerFacts] = []
    asking: list[VolunteerFacts] = []
    for place, who in rows:
        line = volunteers.facts(who, since=place.since, part=place.part, state=place.state, now=now)
        twin = twins.get(who.id)
        if twin is not None:
            line.twin, line.twin_id = (twin.name, str(twin.id)) if keeps else ("**", "")
        if place.state == "in":
            inside.append(line)
        else:
            asking.append(line if keeps else _who_asks(line))
    return inside, asking


def _who_asks(line: VolunteerFacts) -> VolunteerFacts:
    """Somebody who only asks, as a leader reads of them: the name, what they can do, and whether a guardian has to agree."""
    return replace(line, availability=[], trained=[], insured_until="", insurance="none", has_account=False, birth_ym="", volunteer_no="")


def _twins(session: Session, found: Sequence[Volunteer]) -> dict[UUID, Volunteer]:
    """The earliest other entry of the community with the same phone, for each of these people who has one."""
    indexes = {w.phone_index for w in found if w.phone_index}
    if not indexes:
        return {}
    same: dict[tuple[str, str | None], list[Volunteer]] = {}
    for other in session.exec(select(Volunteer).where(col(Volunteer.phone_index).in_(indexes)).order_by(col(Volunteer.registered_at), col(Volunteer.id))):
        same.setdefault((other.community, other.phone_index), []).append(other)
    paired = {who.id: [o for o in same.get((who.community, who.phone_index), []) if o.id != who.id] for who in found if who.phone_index}
    return {key: others[0] for key, others in paired.items() if others}


def person(session: Session, *, actor: Actor, team_id: UUID, volunteer_id: UUID, now: datetime) -> VolunteerFacts:
    """Somebody of a team opened, with phone and guardian; a look that is recorded. Raises NotFound.

    Of somebody who only asks a leader reads the phone that was left for this team alone (a minor's guardian's too), and none
    that another team was given.
    """
    team = teams.team_for_leader(session, actor=actor, team_id=team_id, now=now)
    place = team_members.place(session, team_id, volunteer_id)
    if place is None or place.state not in ("in", "asked"):
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="volunteer", object_id=volunteer_id)
    who = session.get_one(Volunteer, volunteer_id)
    audit.record(session, act=Act.VIEW, now=now, actor_id=actor.id, role=actor.role or "", object_kind="volunteer", object_id=who.id, reason="roster",
                 area=team.community, device_id=actor.device_id)  # fmt: skip
    asks = place.state == "asked" and not teams.keeps(actor, team.community)
    elsewhere = select(TeamMember.id).where(TeamMember.volunteer_id == who.id, TeamMember.team_id != team.id)
    phone = not asks or session.exec(elsewhere).first() is None
    line = volunteers.facts(who, since=place.since, part=place.part, state=place.state, phone=phone, now=now)
    return _who_asks(line) if asks else line


def _dates(session: Session, team: Team, *, now: datetime) -> list[DateLine]:
    rows = session.execute(
        sa.select(Shift, Activity.rule).join(Activity, col(Activity.id) == col(Shift.activity_id))  # type: ignore[call-overload]
        .where(col(Shift.team_id) == team.id, col(Shift.ends_at) > now - BACK).order_by(col(Shift.starts_at), col(Shift.id)).limit(MOST_DATES)
    ).all()  # fmt: skip
    taken = shifts.coming(session, shift_ids=[s.id for s, _ in rows])
    doors: Any = session.execute(
        sa.select(ShiftTask.shift_id, sa.func.count()).where(col(ShiftTask.shift_id).in_([s.id for s, _ in rows])).group_by(col(ShiftTask.shift_id))  # type: ignore[call-overload]
    )
    many = {row[0]: int(row[1]) for row in doors}
    return [date_line(shift, taken=taken.get(shift.id, 0), repeats=bool(rule), doors=many.get(shift.id, 0)) for shift, rule in rows]


def date_line(shift: Shift, *, taken: int, repeats: bool = False, doors: int = 0) -> DateLine:
    """One date as a screen shows it; nothing of any resident."""
    start, end = shift.starts_at.astimezone(ZONE), shift.ends_at.astimezone(ZONE)
    return DateLine(
        str(shift.id), str(shift.activity_id), shift.title, shift.place, start.date().isoformat(), f"{start:%H:%M}", f"{end:%H:%M}", end.date() > start.date(), shift.slots, taken,
        shift.caution, shift.state, shift.cancelled_why, list(shift.skills), list(shift.doing),
        int((end - start).total_seconds() // 60), repeats, doors,
    )  # fmt: skip


def _activities(session: Session, team: Team, *, drafts: bool) -> list[ActivityLine]:
    states = ("open", "draft") if drafts else ("open",)
    found = session.exec(
        select(Activity).where(Activity.team_id == team.id, col(Activity.state).in_(states), sa.or_(col(Activity.rule) != "", col(Activity.state) == "draft"))
        .order_by(col(Activity.title), col(Activity.id)).limit(MOST_DATES)
    )  # fmt: skip
    return [ActivityLine(str(a.id), a.title, *recurrence.described(a.rule, a.starts_at), a.state, bool(a.rule)) for a in found]


def public_page(session: Session, *, team_id: UUID, now: datetime) -> dict[str, Any]:
    """What anybody reads of a team without an account: no member's name, the leader as 刘**, and what its community has put up
    for seven days before it certifies somebody's hours. Raises NotFound."""
    team = session.get(Team, team_id)
    if team is None or not team.public or team.closed_at is not None:
        raise NotFound
    area = session.get(Area, team.community)
    leader = teams.led_by(session, [team.id]).get(team.id, "")
    until = now + timedelta(days=shifts.OPEN_DAYS)
    rows = session.exec(
        select(Shift).where(
            Shift.team_id == team.id, col(Shift.state).in_([ShiftState.OPEN, ShiftState.READY]), Shift.starts_at > now, Shift.starts_at < until,
            Shift.caution != Caution.HOME, ~sa.exists().where(col(ShiftTask.shift_id) == col(Shift.id)),  # who goes to whose home, and when, is nobody's business outside the team
        ).order_by(col(Shift.starts_at), col(Shift.id)).limit(20)
    ).all()  # fmt: skip
    taken = shifts.coming(session, shift_ids=[s.id for s in rows])
    return {
        "id": str(team.id), "name": team.name, "kind": str(team.kind), "brand": team.brand, "story": team.story, "offers": list(team.offers), "reach": team.reach,
        "community": area.name if area is not None else "", "courtyards": [y.name for y in _yards(session, team.community, team.courtyards) if y.on],
        "leader": masks.mask_name(leader) if leader else "",
        "dates": [
            {"title": d.title, "place": d.place, "day": d.day, "starts": d.starts, "ends": d.ends, "wanted": d.slots - d.taken}
            for d in (date_line(s, taken=taken.get(s.id, 0)) for s in rows) if d.slots > d.taken
        ],
        "certificates": [asdict(line) for line in certificates.public_list(session, community=team.community, now=now)],
    }  # fmt: skip
