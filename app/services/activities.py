"""What a team does, once or again and again, and the dated shifts that come of it eight weeks ahead (domain.md §4.5, §10.8)."""

import base64
import secrets
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import Conflict, Invalid, NotFound
from app.models import Act, Activity, Caution, Shift, ShiftState, ShiftTask, SignUp, Skill, Team
from app.models.base import new_id
from app.rules import masks, recurrence
from app.rules.dalian import ZONE
from app.rules.shifts import PAIR, needs_pair, state_with
from app.services import access, audit, keys, shifts, tasks, team_invites, team_members, teams, texts, volunteers
from app.services.access import Actor

AHEAD = timedelta(days=56)
SHORTEST, LONGEST = 15, 720
"""Minutes of one shift."""
MOST_SLOTS, MOST_STEPS, LONGEST_STEP = 200, 12, 60
FURTHEST = timedelta(days=366)
_LEFT = (ShiftState.OPEN, ShiftState.READY)
"""Shifts that can still be changed."""


def seal_secret(shift_id: UUID) -> bytes:
    """A new secret for the check-in codes of a shift: base64url of 32 bytes, sealed for this row."""
    return keys.seal(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(), table="shift", column="secret", row=shift_id)


def make(
    session: Session, *, actor: Actor, team_id: UUID, title: str, starts_at: datetime, minutes: int, place: str = "", doing: Sequence[str] = (), rule: str = "",
    slots: int = 1, skills: Collection[str] = (), caution: str = "plain", draft: bool = False, now: datetime,
) -> Activity:  # fmt: skip
    """A new activity with its shifts. Raises NotFound for another's team, Conflict for a closed one and for one that is there
    already (the second of two taps), Invalid.

    A draft has no shifts and is seen by nobody but who leads the team.
    """
    team = teams.still_open(teams.team_for_leader(session, actor=actor, team_id=team_id, now=now))
    if not now - timedelta(minutes=5) <= starts_at <= now + FURTHEST:
        raise Invalid("activity_when", "开始时间要晚于现在，一年以内。", "It has to start later than now, within a year.")
    made = Activity(team_id=team.id, title="", starts_at=starts_at, minutes=0, made_at=now, made_by=actor.id, state="draft" if draft else "open")
    _fill(made, title=title, place=place, doing=doing, minutes=minutes, slots=slots, skills=skills, caution=caution)
    made.rule = _rule(rule, starts_at)
    _is_new(session, made)
    session.add(made)
    session.flush()
    _note(session, actor, team, made.id, now, act=Act.CREATE, reason="activity")
    if not draft:
        _make_ahead(session, made, team.community, now=now)
    return made


def _is_new(session: Session, made: Activity) -> None:
    """Two taps make one activity; one whose only date was cancelled may be made again. Raises Conflict."""
    session.exec(select(Team.id).where(Team.id == made.team_id).with_for_update()).one()  # two at once wait for one another
    stands = sa.exists().where(col(Shift.activity_id) == col(Activity.id), col(Shift.state) != ShiftState.CANCELLED)
    there = select(Activity.id).where(
        Activity.team_id == made.team_id, Activity.title == made.title, Activity.starts_at == made.starts_at, Activity.state != "ended", col(Activity.need_id).is_(None),
        sa.or_(col(Activity.rule) != "", col(Activity.state) == "draft", stands),
    )  # fmt: skip
    if session.exec(there).first() is not None:
        raise Conflict("activity_there", "这个时间已经有一项同名的活动了。", "There is an activity of this name at that time already.")


def _rule(rule: str, starts_at: datetime) -> str:
    try:
        return recurrence.clean(rule, starts_at)
    except recurrence.NotARule as error:
        raise Invalid(error.code, *recurrence.SAID[error.code]) from error


def _fill(
    row: Activity | Shift, *, title: str, place: str, doing: Sequence[str], minutes: int, slots: int, skills: Collection[str], caution: str
) -> None:
    """What an activity and its dates have in common. Raises Invalid; no door, no phone and no ID number ever stands in it."""
    row.title = texts.plain(title, 40, code="activity_title", zh="写一句做什么，最长 40 字。", en="Say in a few words what it is, at most 40 characters.", least=1)
    row.place = texts.plain(place, 60, code="activity_place", zh="集合地点最长 60 字。", en="Where to meet: at most 60 characters.")
    row.doing = [
        texts.plain(one, LONGEST_STEP, code="activity_step", zh="每一步最长 60 字。", en="Each step has at most 60 characters.") for one in doing if one.strip()
    ]
    if len(row.doing) > MOST_STEPS:
        raise Invalid("activity_steps", "最多写 {n} 步。", "At most {n} steps.", n=MOST_STEPS)
    for words in (row.title, row.place, *row.doing):
        if texts.names_a_door(words) or masks.mask_text(words) != words:
            raise Invalid("activity_private", "这里不写门牌、电话和身份证号：报名的人都看得到。要上门的人家由需求带出来。",
                          "No door, phone or ID number here: everybody who may sign up reads it. Doors come with a need.")  # fmt: skip
    if caution not in set(Caution):
        raise Invalid("not_a_choice", "有一项不在可选的里面。", "One of the choices is none of those offered.")
    if not SHORTEST <= minutes <= LONGEST:
        raise Invalid("activity_minutes", "一次 15 分钟到 12 小时。", "One time takes 15 minutes to 12 hours.")
    if not 1 <= slots <= MOST_SLOTS:
        raise Invalid("activity_slots", "人数 1 到 200。", "1 to 200 people.")
    if needs_pair(Caution(caution)) and slots < PAIR:
        raise Invalid("activity_pair", "上门和有风险的活动至少两个人。", "At somebody's home and at hard work there are two people at least.")
    row.skills, row.caution, row.slots = volunteers.known(skills, list(Skill)), Caution(caution), slots
    if isinstance(row, Activity):
        row.minutes = minutes
    else:
        row.ends_at = row.starts_at + timedelta(minutes=minutes)


def _note(session: Session, actor: Actor | None, team: Team, key: UUID, now: datetime, *, act: Act, reason: str) -> None:
    audit.record(session, act=act, now=now, actor_id=actor.id if actor else None, role=(actor.role or "") if actor else "", object_kind="activity", object_id=key,
                 reason=reason, area=team.community, device_id=actor.device_id if actor else None)  # fmt: skip


def _make_ahead(session: Session, activity: Activity, community: str, *, now: datetime) -> int:
    """Make the shifts that are missing up to eight weeks ahead; a one-off has its one, however far. How many."""
    first = activity.starts_at.astimezone(ZONE).date()
    today = now.astimezone(ZONE).date()
    since = max(first, activity.made_until + timedelta(days=1) if activity.made_until else first, today if activity.rule else first)
    until = today + AHEAD if activity.rule else first
    if since > until:
        return 0
    known = {at.isoformat() for at in session.exec(select(Shift.starts_at).where(Shift.activity_id == activity.id))}
    made = 0
    for at in recurrence.dates(activity.starts_at, activity.rule, since, until):
        if at.isoformat() in known or (activity.rule and at < now):
            continue
        key = new_id()
        session.add(Shift(
            id=key, activity_id=activity.id, team_id=activity.team_id, community=community, title=activity.title, doing=list(activity.doing), place=activity.place,
            starts_at=at, ends_at=at + timedelta(minutes=activity.minutes), slots=activity.slots, skills=list(activity.skills), caution=activity.caution,
            secret_sealed=seal_secret(key),
        ))  # fmt: skip
        made += 1
    activity.made_until = until
    session.add(activity)
    session.flush()
    return made


def keep_ahead(session: Session, *, now: datetime) -> int:
    """The job of the night: what comes again has its shifts eight weeks ahead. How many were made; twice makes none."""
    rows = session.execute(
        sa.select(Activity, Team.community).join(Team, col(Team.id) == col(Activity.team_id))  # type: ignore[call-overload]
        .where(col(Activity.state) == "open", col(Activity.rule) != "", col(Team.closed_at).is_(None)).order_by(col(Activity.id))
    ).all()  # fmt: skip
    return sum(_make_ahead(session, activity, community, now=now) for activity, community in rows)


def _activity(session: Session, actor: Actor, activity_id: UUID, now: datetime) -> tuple[Activity, Team]:
    found = session.get(Activity, activity_id)
    if found is None:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="activity", object_id=activity_id)
    return found, teams.team_for_leader(session, actor=actor, team_id=found.team_id, now=now)


def _shift(session: Session, actor: Actor, shift_id: UUID, now: datetime) -> tuple[Shift, Activity, Team]:
    found = session.exec(select(Shift).where(Shift.id == shift_id).with_for_update()).first()
    if found is None:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="shift", object_id=shift_id)
    activity, team = _activity(session, actor, found.activity_id, now)
    return found, activity, team


def open_draft(session: Session, *, actor: Actor, activity_id: UUID, now: datetime) -> int:
    """Let a draft be seen: its shifts are made now. How many. Raises NotFound, Conflict for one that has ended."""
    activity, team = _activity(session, actor, activity_id, now)
    teams.still_open(team)
    if activity.state == "ended":
        raise Conflict("activity_ended", "这项活动已经停了。", "This activity has ended.")
    activity.state = "open"
    activity.version += 1
    _note(session, actor, team, activity.id, now, act=Act.CHANGE, reason="open")
    return _make_ahead(session, activity, team.community, now=now)


def edit_shift(
    session: Session, *, actor: Actor, shift_id: UUID, later: bool = False, title: str, place: str = "", doing: Sequence[str] = (), starts_at: datetime, minutes: int,
    slots: int, skills: Collection[str] = (), caution: str = "plain", now: datetime,
) -> Shift:  # fmt: skip
    """Change one date, or with `later` this one, all later ones and what will be made.

    `starts_at` moves the one date freely; the later ones take over the hour alone, never another day. Raises NotFound,
    Conflict (begun or over; another date of it stands at that time), Invalid; a date with a door stays one for two at a home.
    """
    shift, activity, team = _shift(session, actor, shift_id, now)
    _still_to_come(shift, now)
    if shift.starts_at <= now:  # people have checked in by what stood there
        raise _over()
    teams.still_open(team)
    values = {"title": title, "place": place, "doing": doing, "minutes": minutes, "slots": slots, "skills": skills, "caution": caution}
    hour = starts_at.astimezone(ZONE).time().replace(second=0, microsecond=0)
    todo = [shift]
    if later and activity.rule:
        todo = list(session.exec(
            select(Shift).where(Shift.activity_id == activity.id, Shift.starts_at >= shift.starts_at, col(Shift.state).in_(_LEFT)).order_by(col(Shift.starts_at)).with_for_update()
        ))  # fmt: skip
    _keeps_its_doors(session, activity, todo, slots=slots, caution=caution)
    if later and activity.rule:
        if starts_at.astimezone(ZONE).date() != shift.starts_at.astimezone(ZONE).date():
            raise Invalid("activity_day", "以后各次一起改时，日子不能换；要换日子，请停了再建一个。",
                          "All later ones keep their days; for other days end this one and make another.")  # fmt: skip
        _fill(activity, **values)  # type: ignore[arg-type]
        activity.starts_at = _at(activity.starts_at.astimezone(ZONE).date(), hour)
        activity.version += 1
        session.add(activity)
    for one in todo:
        to = _at(one.starts_at.astimezone(ZONE).date(), hour) if later and activity.rule else starts_at
        _move(session, one, to, now=now)
        _fill(one, **values)  # type: ignore[arg-type]
        one.version += 1
        session.add(one)
        session.flush()
        one.state = _state(session, one)
        shifts.fill(session, shift=one, now=now)
    _note(session, actor, team, shift.id, now, act=Act.CHANGE, reason="shift:later" if later else "shift")
    session.flush()
    return shift


def _keeps_its_doors(session: Session, activity: Activity, todo: Sequence[Shift], *, slots: int, caution: str) -> None:
    """Behind a door there is somebody at home: two insured adults come, and it stands on no public page. Raises Invalid."""
    if caution == Caution.HOME and slots >= PAIR:
        return
    doors = select(ShiftTask.id).where(col(ShiftTask.shift_id).in_([s.id for s in todo]))
    if activity.need_id is not None or session.exec(doors).first() is not None:
        raise Invalid("activity_door", "这次要到居民家里去：只能是上门活动，至少两个人。", "This one goes to somebody's home: it stays a visit at home, with two people at least.")


def _state(session: Session, shift: Shift) -> ShiftState:
    return state_with(shift.state, slots=shift.slots, coming=shifts.coming(session, shift_ids=[shift.id], states={"in"}).get(shift.id, 0))


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, ZONE)


def _move(session: Session, shift: Shift, to: datetime, *, now: datetime) -> None:
    if to == shift.starts_at:
        return
    if not now <= to <= now + FURTHEST:
        raise Invalid("activity_when", "开始时间要晚于现在，一年以内。", "It has to start later than now, within a year.")
    taken = select(Shift.id).where(Shift.activity_id == shift.activity_id, Shift.starts_at == to, Shift.id != shift.id)
    if session.exec(taken).first() is not None:
        raise Conflict("shift_there", "这个时间已经有一次了。", "There is one at that time already.")
    shift.starts_at, shift.warned = to, 0


def _still_to_come(shift: Shift, now: datetime) -> None:
    if shift.state == ShiftState.CANCELLED:
        raise Conflict("shift_cancelled", "这次活动取消了。", "This shift was cancelled.")
    if shift.state not in _LEFT or shift.ends_at <= now:
        raise _over()


def _over() -> Conflict:
    return Conflict("shift_over", "这次活动已经开始或结束了。", "This shift has begun or is over.")


def cancel_shift(session: Session, *, actor: Actor, shift_id: UUID, reason: str, now: datetime) -> None:
    """Cancel one date: who signed up sees it and why, doors are closed and needs go back to their owners.

    Raises NotFound, Conflict (running or over), Invalid where no reason is given. Cancelling twice is the same as once.
    """
    shift, _, team = _shift(session, actor, shift_id, now)
    if shift.state == ShiftState.CANCELLED:
        return
    _still_to_come(shift, now)
    why = texts.plain(reason, 60, code="cancel_reason", zh="写一句为什么取消，最长 60 字。", en="Say in a few words why it is cancelled.", least=1)
    if texts.names_a_door(why) or masks.mask_text(why) != why:
        raise Invalid("activity_private", "这里不写门牌、电话和身份证号：报名的人都看得到。", "No door, phone or ID number here: everybody who signed up reads it.")
    _cancel(session, shift, actor=actor, why=why, now=now)
    _note(session, actor, team, shift.id, now, act=Act.CHANGE, reason="shift:cancelled")


def _cancel(session: Session, shift: Shift, *, actor: Actor, why: str, now: datetime) -> None:
    """Who had a place keeps it on the phone until the day, to read that nobody has to come, and why; queues and offers end."""
    shift.state, shift.cancelled_why = ShiftState.CANCELLED, why
    shift.version += 1
    session.add(shift)
    session.execute(
        sa.update(SignUp).where(col(SignUp.shift_id) == shift.id, col(SignUp.state).in_(["waiting", "offered"])).values(state="cancelled", at=now)
    )
    session.flush()
    tasks.drop(session, shift_id=shift.id, actor=actor, now=now)


def end(session: Session, *, actor: Actor, activity_id: UUID, now: datetime) -> int:
    """Stop an activity; its dates that have not begun are cancelled. How many. Raises NotFound."""
    activity, team = _activity(session, actor, activity_id, now)
    if activity.state == "ended":
        return 0
    activity.state = "ended"
    activity.version += 1
    session.add(activity)
    left = session.exec(
        select(Shift).where(Shift.activity_id == activity.id, col(Shift.state).in_(_LEFT), Shift.starts_at > now).with_for_update()
    ).all()
    for shift in left:
        _cancel(session, shift, actor=actor, why="这项活动不再办了", now=now)
    _note(session, actor, team, activity.id, now, act=Act.CHANGE, reason="end")
    session.flush()
    return len(left)


def close_team(session: Session, *, actor: Actor, team_id: UUID, now: datetime) -> None:
    """Close a team as who keeps it: its activities end, its codes too; members and their hours stay. Raises NotFound."""
    team = teams.team_for_keeper(session, actor=actor, team_id=team_id, now=now)
    if team.closed_at is not None:
        return
    for activity in session.exec(select(Activity).where(Activity.team_id == team.id, Activity.state != "ended")).all():
        end(session, actor=actor, activity_id=activity.id, now=now)
    team_invites.revoke_all(session, team_id=team.id, now=now)
    team.closed_at = now
    team.version += 1
    session.add(team)
    session.flush()
    team_members.leaders_of_closed(session, team=team, actor=actor, now=now)
    teams.note(session, actor, team, now, act=Act.CHANGE, reason="closed")
