"""One-time links: how somebody gets to choose a password without anybody else ever knowing it (there is no SMS)."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import Invalid, NotSignedIn
from app.models import Account, Act, OnceLink, SignIn
from app.services import audit, keys, passwords

FIRST = timedelta(days=7)
"""A first link may lie in an envelope for a week."""
RESET = timedelta(hours=24)


def make(session: Session, *, account: Account, made_by: UUID | None, lasts: timedelta, now: datetime) -> str:
    """A new secret for this account; earlier ones end. Only its hash is kept."""
    session.exec(sa.delete(OnceLink).where(col(OnceLink.account_id) == account.id, col(OnceLink.used_at).is_(None)))
    token = secrets.token_urlsafe(24)
    session.add(OnceLink(token_hash=keys.token_hash(f"once:{token}"), account_id=account.id, made_at=now, made_by=made_by,
                         ends_at=now + lasts))  # fmt: skip
    session.flush()
    return token


def _over() -> Invalid:
    return Invalid("link_over", "这个链接用过了或过期了，请管理员再发一个。", "This link was used or is over; ask for a new one.")


def _open(session: Session, token: str, now: datetime) -> tuple[OnceLink, Account]:
    link = session.get(OnceLink, keys.token_hash(f"once:{token}")) if token and len(token) < 100 else None
    account = session.get(Account, link.account_id) if link is not None else None
    if link is None or account is None or link.used_at is not None or link.ends_at <= now or account.disabled_at is not None:
        raise _over()
    return link, account


def look(session: Session, *, token: str, now: datetime) -> str:
    """The account that a link is for. Raises Invalid where it was used, is over, or never was."""
    return _open(session, token, now)[1].account


def check(session: Session, *, token: str, password: str, now: datetime) -> str:
    """Whether a link and a new password can go together; hash the password after this, outside any transaction.

    Raises Invalid for the link or for the password (promise C9).
    """
    account = _open(session, token, now)[1].account
    passwords.check_new(password, account)
    return account


def use(session: Session, *, token: str, hashed: str, now: datetime) -> str:
    """Set the password by this link, once; every session of the account ends. Returns the account."""
    link, account = _open(session, token, now)
    # Two who use it at the same moment: one of them changes the row, and only that one goes on.
    used = sa.update(OnceLink).where(col(OnceLink.token_hash) == link.token_hash, col(OnceLink.used_at).is_(None)).values(used_at=now)
    if session.exec(used).rowcount != 1:
        raise _over()
    set_password(session, account=account, hashed=hashed, keep="", now=now)
    audit.record(session, act=Act.CHANGE, now=now, actor_id=account.id, object_kind="account", object_id=account.id, reason="password_by_link")
    return account.account


def set_password(session: Session, *, account: Account, hashed: str, keep: str, now: datetime) -> None:
    """A new hash; all sessions end but the one whose hash is `keep` (ASVS 7.4.3)."""
    account.password, account.must_change, account.password_at = hashed, False, now
    session.add(account)
    session.exec(sa.delete(SignIn).where(col(SignIn.account_id) == account.id, col(SignIn.token_hash) != keep))
    session.flush()


def change_own(session: Session, *, account_id: UUID, checked: str, hashed: str, keep: str, now: datetime) -> None:
    """The person's own change, after the old password was found to fit `checked`, the hash of that moment.

    Raises NotSignedIn where meanwhile the password was reset, the session ended, or the account was disabled: whoever
    has lost an account must not win it back by being slow.
    """
    account = session.exec(select(Account).where(Account.id == account_id).with_for_update()).one()
    still = session.get(SignIn, keep)
    if account.password != checked or account.disabled_at is not None or still is None or still.lost_at is not None:
        raise NotSignedIn
    session.exec(sa.delete(OnceLink).where(col(OnceLink.account_id) == account.id, col(OnceLink.used_at).is_(None)))
    set_password(session, account=account, hashed=hashed, keep=keep, now=now)
    audit.record(session, act=Act.CHANGE, now=now, actor_id=account.id, object_kind="account", object_id=account.id, reason="password")
