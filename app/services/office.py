"""The queue of messages to the office's chat robot (WeCom, DingTalk): told in the caller's transaction, sent afterwards.

At least once: a row is claimed before it is sent, so two processes do not send it at the same time; where one dies
between the robot's answer and our note of it, the message comes a second time.
"""

import logging
from datetime import datetime, timedelta
from uuid import UUID

import httpx
import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import db
from app.config import settings
from app.models import Act, OfficeMessage
from app.rules import office as rules
from app.services import audit

TIMEOUT = 10.0
AT_ONCE = 20
"""Robots take about twenty messages a minute."""
LONGEST_ANSWER = 65536
_KEPT_DAYS = 90

# These two would write the robot's address, which is its password, into the log.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


def tell(session: Session, *, kind: str, now: datetime, **numbers: int) -> None:
    """Put a message into the queue; it goes out if and only if the caller's work is kept. Nothing where no robot is set,
    nor where a kind that may come often was told within the hour.

    Raises NotSayable for a kind that is not in `rules.office.KINDS` and for anything but its whole numbers.
    """
    kept = rules.checked(kind, numbers)
    if settings.office_webhook and not (kind in rules.ONCE_AN_HOUR and _told_lately(session, kind, now)):
        session.add(OfficeMessage(kind=kind, numbers=kept, made_at=now, next_at=now))


def _told_lately(session: Session, kind: str, now: datetime) -> bool:
    since = now - timedelta(hours=1)
    return session.exec(select(OfficeMessage.id).where(OfficeMessage.kind == kind, OfficeMessage.made_at > since).limit(1)).first() is not None


async def send_due(now: datetime) -> int:
    """Send what is due, the oldest first, twenty at most; how many the robot took.

    What it did not take waits longer each time (1 minute to 6 hours) and is given up after two days, with an alarm in
    the audit trail. Nothing is raised for a robot that does not answer.
    """
    if not settings.office_webhook:
        return 0
    sent = 0
    for message_id in await db.read(_due, now=now):
        message = await db.run(_claim, message_id=message_id, now=now)
        if message is None:  # another process has it
            continue
        error = await _post(message, now)
        await db.run(_note, message_id=message_id, error=error, now=now)
        sent += not error
    return sent


def clean_up(session: Session, *, now: datetime) -> int:
    """Forget messages that were sent or given up over 90 days ago; how many."""
    done = sa.or_(col(OfficeMessage.sent_at).is_not(None), col(OfficeMessage.given_up_at).is_not(None))
    old = col(OfficeMessage.made_at) < now - timedelta(days=_KEPT_DAYS)
    return int(session.exec(sa.delete(OfficeMessage).where(done, old)).rowcount)


def _open() -> tuple["sa.ColumnElement[bool]", "sa.ColumnElement[bool]"]:
    return col(OfficeMessage.sent_at).is_(None), col(OfficeMessage.given_up_at).is_(None)


def _due(session: Session, *, now: datetime) -> list[UUID]:
    statement = select(OfficeMessage.id).where(*_open(), OfficeMessage.next_at <= now)
    return list(session.exec(statement.order_by(col(OfficeMessage.made_at), col(OfficeMessage.id)).limit(AT_ONCE)))


def _claim(session: Session, *, message_id: UUID, now: datetime) -> OfficeMessage | None:
    """Take a message for this process by moving on the time of its next try; None where somebody else has taken it."""
    message = session.get(OfficeMessage, message_id)
    if message is None:
        return None
    claimed = session.exec(
        sa.update(OfficeMessage)
        .where(col(OfficeMessage.id) == message_id, col(OfficeMessage.tries) == message.tries, col(OfficeMessage.next_at) <= now, *_open())
        .values(tries=message.tries + 1, next_at=now + rules.pause(message.tries + 1))
        .execution_options(synchronize_session=False)
    )
    return message if claimed.rowcount == 1 else None


def _note(session: Session, *, message_id: UUID, error: str, now: datetime) -> None:
    message = session.get_one(OfficeMessage, message_id)
    message.last_error = error
    if not error:
        message.sent_at = now
    elif rules.is_given_up(message.made_at, now):
        message.given_up_at = now
        audit.record(session, act=Act.ALARM, now=now, object_kind="office", object_id=message.id, reason=message.kind, result=error)


async def _post(message: OfficeMessage, now: datetime) -> str:
    """Send one message; "" where the robot took it, else a short code that holds nothing of the address or the answer."""
    webhook = settings.office_webhook
    if not rules.may_send_to(webhook):
        return "address"
    try:
        body = rules.body(message.kind, message.numbers)
        to = rules.address(webhook, robot=settings.office_kind, secret=settings.office_secret, now=now)
        # A proxy of the environment is for the world outside, not for this machine.
        outside = not rules.on_this_machine(webhook)
        async with httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False, trust_env=outside) as client:
            async with client.stream("POST", to, json=body) as answer:
                if answer.status_code != 200:
                    return f"http_{answer.status_code}"
                raw = b""
                async for chunk in answer.aiter_bytes():
                    raw += chunk
                    if len(raw) > LONGEST_ANSWER:
                        return "answer"
        code = httpx.Response(200, content=raw).json()["errcode"]
        return "" if type(code) is int and code == 0 else f"errcode_{code}"[:20] if type(code) is int else "answer"
    except rules.NotSayable:
        return "not_sayable"
    except httpx.TimeoutException:
        return "timeout"
    except (httpx.HTTPError, httpx.InvalidURL):
        return "no_connection"
    except (ValueError, KeyError, TypeError, RecursionError):
        return "answer"
