"""From a need to volunteers in one tap: a team, a shift with one door, and the need waits for them (domain.md §4.5, §10.4)."""

import secrets
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import Conflict, Invalid, NotFound
from app.models import Act, Activity, Caution, Need, NeedKind, Shift, ShiftState, ShiftTask, Team
from app.models.base import new_id
from app.rules import need_help as rules
from app.rules.dalian import ZONE
from app.rules.needs import NEED_MOVES
from app.rules.shifts import PAIR
from app.rules.visibility import Sight
from app.services import access, activities, needs, teams
from app.services.access import Actor

_OVER = (ShiftState.CANCELLED, ShiftState.ENDED, ShiftState.CONFIRMED)


def from_need(session: Session, *, actor: Actor, need_id: UUID, team_id: UUID | None = None, starts_at: datetime | None = None, now: datetime) -> Shift:
    """Ask volunteers for a need: a shift for two at the person's home, and the need is referred to their team until its day.

    The shift says nothing of the person; the door opens to those who take it. Raises NotFound where the actor may not own
    needs or does not see the person, Conflict where volunteers are asked already or there is no team, Invalid.
    """
    need = session.exec(select(Need).where(Need.id == need_id).with_for_update()).first()
    if need is None or not any(g.role in needs.OWNERS and need.grid.startswith(g.area) for g in actor.grants) or actor.upload_only:
        raise access.refusal(NotFound(), actor=actor, now=now, object_kind="need", object_id=need_id)
    access.resident_for(session, actor=actor, resident_id=need.resident_id, now=now, at_least=Sight.CARD)
    _can_be_asked(session, need)
    team = _team(session, need, team_id)
    at = starts_at or rules.first_time(need.next_on, now)
    if not now <= at <= now + activities.FURTHEST:
        raise Invalid("activity_when", "开始时间要晚于现在，一年以内。", "It has to start later than now, within a year.")
    shift = _shift(session, need, team, at, actor=actor, now=now)
    day = at.astimezone(ZONE)
    needs.move(
        session, actor=actor, need_id=need.id, move="refer", to=team.name, next_on=day.date(), next_step=f"志愿者 {day:%m-%d %H:%M} 上门", happened_at=now, now=now,
    )  # fmt: skip
    teams.note(session, actor, team, now, act=Act.NEED, reason="from_need")
    return shift


def _can_be_asked(session: Session, need: Need) -> None:
    if need.kind != NeedKind.NEED:
        raise Invalid("need_errand", "代办要本人同意的人来办，不能请志愿者。", "An errand is done by whoever the person agreed to; volunteers cannot be asked.")
    if need.state not in NEED_MOVES["refer"]:
        raise Invalid("not_from_here", *needs.SAID["not_from_here"])
    there = (
        sa.select(ShiftTask.id).join(Shift, col(Shift.id) == col(ShiftTask.shift_id))  # type: ignore[call-overload]
        .where(col(ShiftTask.need_id) == need.id, col(ShiftTask.state) == "open", col(Shift.state).not_in(_OVER))
    )  # fmt: skip
    if session.execute(there).first() is not None:
        raise Conflict("already_asked", "已经请了志愿者，等他们的消息。", "Volunteers are asked already; wait for them.")


def _team(session: Session, need: Need, team_id: UUID | None) -> Team:
    found = session.exec(
        select(Team).where(Team.community == need.grid[:12], col(Team.closed_at).is_(None)).order_by(col(Team.made_at), col(Team.id))
    ).all()
    if team_id is not None:
        found = [t for t in found if t.id == team_id]
    kind = rules.best_kind(need.category, {t.kind for t in found})
    if kind is None:
        raise Conflict("no_team", "社区里还没有能请的志愿队。", "The community has no team to ask yet.")
    return next(t for t in found if t.kind == kind)


def _shift(session: Session, need: Need, team: Team, at: datetime, *, actor: Actor, now: datetime) -> Shift:
    helped = rules.help_for(need.category)
    day: date = at.astimezone(ZONE).date()
    activity = Activity(
        team_id=team.id, title=helped.title, doing=["两个人一起去，先敲门问好", helped.what], starts_at=at, minutes=helped.minutes, made_until=day, slots=PAIR,
        caution=Caution.HOME, need_id=need.id, made_at=now, made_by=actor.id,
    )  # fmt: skip
    session.add(activity)
    session.flush()
    key = new_id()
    shift = Shift(
        id=key, activity_id=activity.id, team_id=team.id, community=team.community, title=activity.title, doing=list(activity.doing), starts_at=at,
        ends_at=at + timedelta(minutes=helped.minutes), slots=PAIR, caution=Caution.HOME, secret_sealed=activities.seal_secret(key),
    )  # fmt: skip
    session.add(shift)
    session.flush()
    session.add(ShiftTask(shift_id=key, resident_id=need.resident_id, need_id=need.id, what=helped.what, spoken=f"{secrets.randbelow(10_000):04d}"))
    session.flush()
    return shift
