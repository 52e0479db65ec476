"""A calendar address of one's own shifts: made, revoked, and read by any calendar program that knows the secret in it.

Whoever has the address sees title, meeting place and times; never a resident, a door, a task, or who else comes.
"""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from icalendar import Calendar, Event
from sqlmodel import Session, col, select

from app.errors import NotAllowed, NotFound
from app.models import Account, Act, CalendarFeed, RoleGrant, Shift, ShiftState, SignUp, Volunteer
from app.rules import masks
from app.rules.dalian import ZONE
from app.rules.volunteering import VOLUNTEERS
from app.services import audit, keys, shifts
from app.services.access import Actor

BACK, AHEAD = timedelta(days=30), timedelta(days=90)
_STATUS = {"in": "CONFIRMED", "unsure": "TENTATIVE"}


def make(session: Session, *, actor: Actor, now: datetime) -> str:
    """A new secret for the address of this person's calendar; the one before ends. Raises NotAllowed for who is no volunteer."""
    who = _own(session, actor)
    _end(session, who, now)
    token = secrets.token_urlsafe(32)
    session.add(CalendarFeed(token_hash=_hash(token), volunteer_id=who.id, made_at=now))
    session.flush()
    _audit(session, actor, Act.CREATE, who, "calendar", now)
    return token


def revoke(session: Session, *, actor: Actor, now: datetime) -> bool:
    """End the address; whether there was one. Raises NotAllowed for who is no volunteer."""
    who = _own(session, actor)
    ended = _end(session, who, now)
    if ended:
        _audit(session, actor, Act.CHANGE, who, "calendar_end", now)
    return ended


def feed(session: Session, *, token: str, now: datetime) -> bytes:
    """The shifts from 30 days back to 90 days ahead as an iCalendar file (RFC 5545).

    Raises NotFound, the same for a wrong address, a revoked one, and one of somebody who has left.
    """
    if not 20 <= len(token) <= 100 or not token.isascii():
        raise _gone()
    row = session.get(CalendarFeed, _hash(token))
    who = session.get(Volunteer, row.volunteer_id) if row is not None and row.revoked_at is None else None
    if who is None or who.left_at is not None or not _still_there(session, who, now):
        raise _gone()
    made = Calendar()
    made.add("prodid", "-//Linli//shifts//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", "邻里 · 我的志愿服务")
    made.add("x-wr-timezone", ZONE.key)
    made.add("x-published-ttl", "PT1H")
    rows = session.exec(
        select(Shift, SignUp.state).join(SignUp, col(SignUp.shift_id) == col(Shift.id))
        .where(SignUp.volunteer_id == who.id, col(SignUp.state).in_(sorted(_STATUS)), Shift.ends_at > now - BACK, Shift.starts_at < now + AHEAD)
        .order_by(col(Shift.starts_at), col(Shift.id))
    ).all()  # fmt: skip
    for shift, state in rows:
        made.add_component(_event(shift, state, now))
    return made.to_ical()


def _gone() -> NotFound:
    error = NotFound()
    error.zh, error.en = "没有这个日历，或已经停用。", "There is no such calendar, or it was ended."
    return error


def _event(shift: Shift, state: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{shift.id}@linli")
    event.add("dtstamp", now)
    event.add("sequence", shift.version)
    event.add("summary", masks.mask_text(shift.title))
    if shift.place:
        event.add("location", masks.mask_text(shift.place))
    # In UTC: every program shows it by its own clock, and none has to know about summer times of forty years ago.
    event.add("dtstart", shift.starts_at)
    event.add("dtend", shift.ends_at)
    event.add("status", "CANCELLED" if shift.state == ShiftState.CANCELLED else _STATUS[state])
    return event


def _hash(token: str) -> str:
    return keys.token_hash(f"calendar:{token}")


def _own(session: Session, actor: Actor) -> Volunteer:
    who = None if actor.upload_only else shifts.of_account(session, actor.id)
    if who is None:
        raise NotAllowed("calendar_no_volunteer", "志愿者本人登录后才有日历。", "Only volunteers have a calendar, with their own account.")
    return who


def _still_there(session: Session, who: Volunteer, now: datetime) -> bool:
    account = session.get(Account, who.account_id) if who.account_id else None
    if account is None or account.disabled_at is not None:
        return False
    held = select(RoleGrant.id).where(
        RoleGrant.account_id == account.id, col(RoleGrant.role).in_([r.value for r in VOLUNTEERS]), RoleGrant.starts_at <= now,
        sa.or_(col(RoleGrant.ends_at).is_(None), col(RoleGrant.ends_at) > now),
    )  # fmt: skip
    return session.exec(held).first() is not None


def _end(session: Session, who: Volunteer, now: datetime) -> bool:
    open_ = sa.update(CalendarFeed).where(col(CalendarFeed.volunteer_id) == who.id, col(CalendarFeed.revoked_at).is_(None))
    return bool(session.exec(open_.values(revoked_at=now)).rowcount)


def _audit(session: Session, actor: Actor, act: Act, who: Volunteer, reason: str, now: datetime) -> None:
    audit.record(session, act=act, now=now, actor_id=actor.id, role=actor.role or "", object_kind="volunteer", object_id=who.id, reason=reason,
                 area=who.community, device_id=actor.device_id)  # fmt: skip
