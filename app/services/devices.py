"""What is signed in where: a person's sessions and phones, ending them, and phones that were lost (promises C12, D13)."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import Invalid, NotFound
from app.models import Act, Device, SignIn
from app.models.shapes import SessionRow
from app.rules.dalian import ZONE
from app.services import audit, keys
from app.services.access import Actor

SHOWN = 50
_BROWSERS = (("MicroMessenger", "WeChat"), ("Edg", "Edge"), ("Firefox", "Firefox"), ("UCBrowser", "UC"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"))


def browser_name(user_agent: str) -> str:
    """What is signed in, as its owner would say it: "Android · Chrome". No version: it would be a fingerprint."""
    system = next((name for word, name in _SYSTEMS if word in user_agent), "")
    browser = next((name for word, name in _BROWSERS if word in user_agent), "")
    return " · ".join(part for part in (system, browser) if part)


def _handle(row: SignIn) -> str:
    return keys.token_hash(f"handle:{row.token_hash}")[:24]


def sessions_of(session: Session, *, actor: Actor, now: datetime) -> list[SessionRow]:
    """This person's sessions, the present one first, then the latest used."""
    statement = (
        select(SignIn)
        .where(SignIn.account_id == actor.id, SignIn.ends_at > now, col(SignIn.lost_at).is_(None))
        .order_by(col(SignIn.last_seen_at).desc())
        .limit(SHOWN)
    )
    names = {d.id: d.name for d in session.exec(select(Device).where(Device.account_id == actor.id))}
    rows = [
        SessionRow(
            handle=_handle(row), name=names.get(row.device_id, "") if row.device_id else "", browser=row.browser,
            own_device=row.own_device, here=row.token_hash == actor.session,
            since=row.started_at.astimezone(ZONE).strftime("%m-%d"),
            seen=row.last_seen_at.astimezone(ZONE).strftime("%m-%d %H:%M"),
        )
        for row in session.exec(statement)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: not row.here)


def _own(session: Session, actor: Actor, handle: str) -> SignIn:
    for row in session.exec(select(SignIn).where(SignIn.account_id == actor.id)):
        if _handle(row) == handle:
            return row
    raise NotFound


def end_one(session: Session, *, actor: Actor, handle: str, now: datetime) -> None:
    """End one of this person's own sessions. Raises NotFound for anybody else's, as for none."""
    row = _own(session, actor, handle)
    session.delete(row)
    session.flush()
    audit.record(session, act=Act.SIGN_OUT, now=now, actor_id=actor.id, role=actor.role or "", area=actor.area, reason="one")


def report_lost(session: Session, *, actor: Actor, handle: str, now: datetime) -> None:
    """Report the phone behind a session as lost: dead at once, and told to wipe its list when it comes by (D13).

    Raises NotFound for a session of somebody else, Invalid for the one that is asking.
    """
    row = _own(session, actor, handle)
    if row.token_hash == actor.session:
        raise Invalid("lost_here", "这就是你手上这台。要挂失的是另一台。", "This is the one in your hand. Choose the other one.")
    if row.device_id and actor.device_id != row.device_id:  # every session on that phone, not only this one
        report_device_lost(session, actor=actor, device_id=row.device_id, now=now)
        return
    row.lost_at = now
    session.add(row)
    audit.record(session, act=Act.DEVICE_LOST, now=now, actor_id=actor.id, role=actor.role or "", object_kind="device",
                 object_id=row.device_id or "", area=actor.area, device_id=row.device_id)  # fmt: skip


def report_device_lost(session: Session, *, actor: Actor, device_id: UUID, now: datetime) -> int:
    """Report one of the own phones as lost by its id: every session on it is dead at once; how many.

    Raises NotFound for a phone that is not this person's, Invalid for the one that is asking.
    """
    device = session.get(Device, device_id)
    if device is None or device.account_id != actor.id:
        raise NotFound
    if actor.device_id == device_id:
        raise Invalid("lost_here", "这就是你手上这台。要挂失的是另一台。", "This is the one in your hand. Choose the other one.")
    device.lost_at = now
    session.add(device)
    ended = session.exec(
        sa.update(SignIn).where(col(SignIn.device_id) == device_id, col(SignIn.account_id) == actor.id).values(lost_at=now)
    ).rowcount
    audit.record(session, act=Act.DEVICE_LOST, now=now, actor_id=actor.id, role=actor.role or "", object_kind="device",
                 object_id=device_id, area=actor.area, device_id=device_id)  # fmt: skip
    return int(ended)


def register(session: Session, *, actor: Actor, device_id: UUID, name: str, facts: str, now: datetime) -> None:
    """Note which phone this session runs on: a name its owner knows and public facts. Again: the same row.

    Raises NotFound where the id is another person's phone.
    """
    known = session.get(Device, device_id)
    if known is not None and known.account_id != actor.id:
        raise NotFound
    if known is None:
        known = Device(id=device_id, account_id=actor.id, registered_at=now)
    if known.lost_at is not None:
        here = session.get(SignIn, actor.session)
        if here is None or here.started_at <= known.lost_at:
            raise NotFound  # only somebody who has signed in anew since has it in hand again
        known.lost_at = known.wiped_at = None
    known.name, known.facts = name[:60], facts[:200]
    session.add(known)
    session.flush()
    session.exec(sa.update(SignIn).where(col(SignIn.token_hash) == actor.session).values(device_id=device_id))


def is_lost(session: Session, *, token: str) -> bool:
    """Whether this session's phone was reported as lost; then it is told to wipe."""
    row = session.get(SignIn, keys.token_hash(token)) if token and len(token) <= 200 else None
    return row is not None and row.lost_at is not None


def confirm_wiped(session: Session, *, token: str, now: datetime) -> bool:
    """The lost phone says that its list is gone; its session ends for good. False where nothing was asked of it."""
    row = session.get(SignIn, keys.token_hash(token)) if token and len(token) <= 200 else None
    if row is None or row.lost_at is None:
        return False
    device = session.get(Device, row.device_id) if row.device_id else None
    if device is not None:
        device.wiped_at = now
        session.add(device)
    audit.record(session, act=Act.DEVICE_WIPED, now=now, actor_id=row.account_id, object_kind="device",
                 object_id=row.device_id or "", device_id=row.device_id)  # fmt: skip
    session.delete(row)
    session.flush()
    return True
