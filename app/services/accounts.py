"""Sign in, sign out, and who stands behind a session cookie (promises C1, C2, C3, C7, B11)."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.config import settings
from app.errors import AppError, Invalid, NotAllowed, NotSignedIn, TooMany
from app.models import Account, Act, Audit, Role, RoleGrant, SignIn, SignInTry
from app.rules import sessions
from app.rules.granting import ADMINISTERS, APART
from app.services import audit, keys, passwords
from app.services.access import Actor, Grant

GUESSES_PER_HOUR = 10
GUESSES_PER_ADDRESS = 100
"""An office shares one address, so this one is wide; the narrow gate is the account's."""
TOUCH_EVERY = timedelta(seconds=60)
NEEDS_SECOND = ADMINISTERS | APART
"""Who must have an authenticator where the start is strict (promise C10); these can set one up."""


class WrongPassword(AppError):
    """Account or password is wrong; which of the two is not told (401)."""

    status = 401

    def __init__(self) -> None:
        super().__init__("wrong_password", "账号或密码不对，再看看大小写。", "Account or password is wrong. Check the capitals.")


def _bucket(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}:{value}:{keys.token_hash(kind + value)}".encode()).hexdigest()


def known_device_token(account_id: UUID) -> str:
    """What a browser keeps after a good sign-in, so that strangers' guesses never lock its owner out."""
    nonce = secrets.token_hex(8)
    return f"{nonce}.{keys.token_hash(f'known:{account_id}:{nonce}')}"


def _is_known(token: str, account_id: UUID) -> bool:
    nonce, _, mark = token.partition(".")
    return bool(mark) and hmac.compare_digest(mark, keys.token_hash(f"known:{account_id}:{nonce}"))


def _tries(session: Session, key: str, now: datetime) -> int:
    statement = select(sa.func.count()).where(SignInTry.key == key, SignInTry.at > now - timedelta(hours=1))
    return session.exec(statement).one()


def _refused_try(found: Account | None, now: datetime, result: str) -> Audit:
    return Audit(at=now, happened_at=now, actor_id=found.id if found else None, act=Act.SIGN_IN_REFUSED,
                 object_kind="account", result=result)  # fmt: skip


@dataclass(frozen=True)
class Attempt:
    """A try to sign in that may go on to the password: where it was counted, and the hash to check against."""

    account: str
    own_key: str
    address_try: int
    stored: str


def begin(session: Session, *, account: str, password: str, address: str, known_device: str, now: datetime) -> Attempt:
    """The first half of signing in: is there something to check, and may it be tried now?

    Raises Invalid (a field is empty or far too long), TooMany (guessing). The password itself is checked between the
    halves, outside any transaction: a hash takes as long as forty contacts, and nobody's sync shall wait for it.
    """
    account = account.strip().lower()
    if not account.isprintable() or not account or not password or len(account) > 40 or len(password) > passwords.LONGEST:
        raise Invalid("sign_in_empty", "请填账号和密码。", "Please enter account and password.")
    found = session.exec(select(Account).where(Account.account == account)).first()
    known = found is not None and _is_known(known_device, found.id)
    own_key = _bucket("account", f"{account}:{known_device.partition('.')[0]}" if known else account)
    address_key = _bucket("address", address)
    if _tries(session, own_key, now) >= GUESSES_PER_HOUR or (
        not known and _tries(session, address_key, now) >= GUESSES_PER_ADDRESS
    ):
        slow = TooMany("too_many_tries", "试的次数太多了，一小时后再试，或请管理员重置密码。",
                       "Too many tries. Wait an hour, or ask an administrator to reset the password.")  # fmt: skip
        slow.refused = [_refused_try(found, now, "too_many")]
        raise slow
    # Counted before the answer is known, so that a hundred guesses at once are not one guess.
    here = SignInTry(key=address_key, at=now)
    session.add_all([SignInTry(key=own_key, at=now), here])
    session.flush()
    return Attempt(account, own_key, here.id or 0, found.password if found is not None else "")


def check(attempt: Attempt, password: str) -> tuple[bool, str | None]:
    """Whether the password fits, with a fresh hash where the stored one is weaker than today's; no database.

    For an account that does not exist the same work is done, so that the time tells nothing (C8).
    """
    return passwords.verify(password, attempt.stored)


def finish(
    session: Session, *, attempt: Attempt, checked: tuple[bool, str | None], own_device: bool, old_token: str,
    browser: str = "", now: datetime,
) -> tuple[str, Actor]:
    """The second half: a new session secret and who it belongs to; the session that came along ends (C2).

    Raises WrongPassword, the same for a wrong account, a wrong password and an ended account.
    """
    fits, fresh = checked
    found = session.exec(select(Account).where(Account.account == attempt.account)).first()
    grants = _grants(session, found.id, now) if found is not None and fits else ()
    if found is None or not fits or found.password != attempt.stored or found.disabled_at is not None or not grants:
        error = WrongPassword()
        error.refused = [_refused_try(found, now, "refused")]
        raise error
    if fresh:
        found.password = fresh
    if old_token:
        session.exec(sa.delete(SignIn).where(col(SignIn.token_hash) == keys.token_hash(old_token)))
    session.exec(
        sa.delete(SignInTry).where(sa.or_(col(SignInTry.key) == attempt.own_key, col(SignInTry.id) == attempt.address_try))
    )
    token = secrets.token_urlsafe(32)
    length = sessions.length({g.role for g in grants}, own_device=own_device)
    row = SignIn(
        token_hash=keys.token_hash(token), account_id=found.id, own_device=own_device, started_at=now, last_seen_at=now,
        ends_at=now + (length.whole or length.idle), browser=browser[:40],
    )  # fmt: skip
    session.add(row)
    actor = _actor(found, grants, row, now)
    audit.record(session, act=Act.SIGN_IN, now=now, actor_id=found.id, role=actor.role or "", area=actor.area)
    return token, actor


def sign_in(
    session: Session,
    *,
    account: str,
    password: str,
    own_device: bool,
    address: str,
    known_device: str,
    old_token: str,
    now: datetime,
) -> tuple[str, Actor]:
    """Both halves in one transaction, where nothing else waits (commands and tests). Raises what the halves raise.

    A refusal rolls the try itself back here; the two halves apart, as the API calls them, keep it.
    """
    attempt = begin(session, account=account, password=password, address=address, known_device=known_device, now=now)
    return finish(session, attempt=attempt, checked=check(attempt, password), own_device=own_device, old_token=old_token, now=now)


def _grants(session: Session, account_id: UUID, now: datetime) -> tuple[Grant, ...]:
    statement = (
        select(RoleGrant)
        .where(
            RoleGrant.account_id == account_id,
            RoleGrant.starts_at <= now,
            sa.or_(col(RoleGrant.ends_at).is_(None), col(RoleGrant.ends_at) > now),
        )
        .order_by(col(RoleGrant.starts_at), col(RoleGrant.id))
    )
    return tuple(Grant(Role(g.role), g.area, g.programme, g.ends_at) for g in session.exec(statement))


def _actor(account: Account, grants: tuple[Grant, ...], row: SignIn, now: datetime) -> Actor:
    needed = account.second_factor is not None or (settings.strict and any(g.role in NEEDS_SECOND for g in grants))
    given = row.second_at is not None and now - row.second_at < timedelta(hours=sessions.ABSOLUTE_HOURS)
    return Actor(
        id=account.id, account=account.account, name=account.name, grants=grants, session=row.token_hash,
        own_device=row.own_device, upload_only=row.upload_only or not grants or account.disabled_at is not None,
        device_id=row.device_id, must_change=account.must_change or _past_its_time(account, now),
        second_factor=account.second_factor is not None, second_given=given or not needed,
    )  # fmt: skip


def _past_its_time(account: Account, now: datetime) -> bool:
    """Only where the deployment asks for periodic change (MLPS_PASSWORD=1; promises.md, decision (d))."""
    if not settings.mlps_password:
        return False
    return now - (account.password_at or account.created_at) > timedelta(days=passwords.MLPS_DAYS)


def actor_for(session: Session, *, token: str, now: datetime) -> Actor | None:
    """Who stands behind a session secret at this moment; None where nobody does any more.

    A disabled or ended account keeps an upload-only session for 30 days, so that its phone can hand in its work.
    """
    if not token or len(token) > 200:
        return None
    return _standing(session, session.get(SignIn, keys.token_hash(token)), now)


def again(session: Session, *, actor: Actor, now: datetime) -> Actor | None:
    """The same session as it is now, for work that has waited its turn; None where it is over."""
    return _standing(session, session.get(SignIn, actor.session, populate_existing=True), now)


def _standing(session: Session, row: SignIn | None, now: datetime) -> Actor | None:
    if row is None or row.lost_at is not None:
        return None
    account = session.get(Account, row.account_id)
    if account is None:
        return None
    grants = _grants(session, account.id, now)
    if account.disabled_at is not None or not grants:
        left = account.disabled_at or row.last_seen_at
        return None if now - left > timedelta(days=sessions.UPLOAD_ONLY_DAYS) else _actor(account, (), row, now)
    length = sessions.length({g.role for g in grants}, own_device=row.own_device)
    if sessions.is_over(started=row.started_at, last_seen=row.last_seen_at, now=now, rule=length):
        return None
    return _actor(account, grants, row, now)


def touch(session: Session, *, token: str, now: datetime) -> bool:
    """Note that a session was used, at most once a minute; True where it was noted (the cookie is then renewed)."""
    row = session.get(SignIn, keys.token_hash(token))
    if row is None or now - row.last_seen_at < TOUCH_EVERY:
        return False
    row.last_seen_at = now
    if row.own_device and row.ends_at - row.started_at > timedelta(days=1):
        row.ends_at = now + timedelta(days=sessions.SLIDING_DAYS)
    session.add(row)
    return True


def require(actor: Actor | None) -> Actor:
    """The actor, or NotSignedIn."""
    if actor is None:
        raise NotSignedIn
    return actor


def refuse_ended(session: Session, *, actor: Actor, what: str, now: datetime) -> None:
    """Raise NotAllowed for an ended account that asks for more than to hand in its work; the refusal is recorded."""
    error = NotAllowed("account_ended", "账号已停用，只能上传没传完的记录。", "The account has ended; it can only hand in its work.")
    error.refused = [
        Audit(at=now, happened_at=now, actor_id=actor.id, act=Act.REFUSED, object_kind="route", object_id=what[-40:],
              result=error.code, device_id=actor.device_id)
    ]  # fmt: skip
    raise error


def refuse_first_password() -> None:
    """Raise NotAllowed for everything but choosing a password, while a first one has to be changed."""
    raise NotAllowed("must_change", "请先把第一次的密码换成自己的。", "Please choose a password of your own first.")


def sign_out(session: Session, *, actor: Actor, everywhere: bool, now: datetime) -> int:
    """End this session, or every session of this person; how many ended."""
    statement = sa.delete(SignIn).where(
        col(SignIn.account_id) == actor.id if everywhere else col(SignIn.token_hash) == actor.session
    )
    ended = session.exec(statement).rowcount
    audit.record(session, act=Act.SIGN_OUT, now=now, actor_id=actor.id, role=actor.role or "", area=actor.area,
                 reason="everywhere" if everywhere else "here")  # fmt: skip
    return int(ended)


def clean_up(session: Session, *, now: datetime) -> None:
    """Forget failed tries after a day and sessions that ended over a month ago."""
    session.exec(sa.delete(SignInTry).where(col(SignInTry.at) < now - timedelta(days=1)))
    session.exec(sa.delete(SignIn).where(col(SignIn.last_seen_at) < now - timedelta(days=62)))


def vault_half(actor: Actor) -> str:
    """The server's half of the secret that opens what this account left unsent on a phone, given to nobody else.

    It is the same after every sign-in, so that a forgotten PIN costs no record; a copied phone does not hold it.
    """
    return keys.token_hash(f"vault\x1f{actor.id}")
