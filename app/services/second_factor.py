"""The second factor of administrators: a code of an authenticator, used once (TOTP, RFC 6238; promise C10)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
import segno
import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from app.models import Account, Act, Audit, SignIn, SignInTry
from app.services import audit, keys
from app.services.access import Actor

STEP = 30
WRONG_PER_HOUR = 10
_PLACE = {"table": "account", "column": "second_factor"}


@dataclass(frozen=True)
class Offer:
    """A secret that is not in force yet: to scan, or to type in by hand."""

    secret: str
    picture: str
    """An SVG as a data URI."""


def offer(*, actor: Actor) -> Offer:
    """A fresh secret for the authenticator. It counts only after a code of it was given."""
    secret = pyotp.random_base32()
    address = pyotp.TOTP(secret).provisioning_uri(name=actor.account, issuer_name="Linli")
    return Offer(secret, segno.make(address, error="m").svg_data_uri(scale=5, border=3, dark="#17211f", light="#ffffff"))


def _step_of(secret: str, code: str, now: datetime) -> int:
    """The 30-second step that a code belongs to: the present one or the one before, for slow fingers; 0 for none."""
    digits = "".join(c for c in code if c.isdigit())
    at = int(now.timestamp()) // STEP
    return next((step for step in (at, at - 1) if len(digits) == 6 and pyotp.utils.strings_equal(pyotp.HOTP(secret).at(step), digits)), 0)


def _account(session: Session, actor: Actor) -> Account:
    found = session.get(Account, actor.id, with_for_update=True)
    if found is None:
        raise NotFound
    return found


def _key(actor: Actor) -> str:
    return keys.token_hash(f"second:{actor.id}")


def _check_tries(session: Session, actor: Actor, now: datetime) -> None:
    """Six digits can be guessed by a machine; ten wrong ones an hour cannot."""
    tries = select(sa.func.count()).where(SignInTry.key == _key(actor), SignInTry.at > now - timedelta(hours=1))
    if session.exec(tries).one() >= WRONG_PER_HOUR:
        raise TooMany("too_many_codes", "输错的次数太多，一小时后再试。", "Too many wrong codes. Wait an hour.")


def _wrong(actor: Actor, now: datetime) -> Invalid:
    error = Invalid("wrong_code", "验证码不对，或已用过。等下一个再输。", "The code is wrong or was used. Wait for the next one.")
    error.refused = [
        SignInTry(key=_key(actor), at=now),
        Audit(at=now, happened_at=now, actor_id=actor.id, role=actor.role or "", act=Act.SIGN_IN_REFUSED, object_kind="account",
              object_id=str(actor.id), result="wrong_code", area=actor.area),
    ]  # fmt: skip
    return error


def enrol(session: Session, *, actor: Actor, secret: str, code: str, now: datetime) -> None:
    """Put an authenticator in force with its first code. Raises Invalid for a wrong code, Conflict where there is one."""
    account = _account(session, actor)
    if account.second_factor is not None:
        raise Conflict("second_there", "已经有验证器了，要换先请管理员取消。", "There is one already; an administrator can take it off.")
    step = _step_of(secret, code, now)
    if not step:
        raise _wrong(actor, now)
    account.second_factor = keys.seal(secret, row=account.id, **_PLACE)
    account.second_factor_step = step
    session.add(account)
    _given(session, actor, now)
    audit.record(session, act=Act.CHANGE, now=now, actor_id=actor.id, role=actor.role or "", object_kind="account", object_id=actor.id, reason="second_factor")


def give(session: Session, *, actor: Actor, code: str, now: datetime) -> None:
    """Open administration and exports in this session. Raises Invalid; a wrong code counts in the audit trail."""
    account = _account(session, actor)
    if account.second_factor is None:
        raise Invalid("second_none", "还没有设置验证器。", "No authenticator is set up yet.")
    _check_tries(session, actor, now)
    secret = keys.unseal(account.second_factor, row=account.id, **_PLACE)
    step = _step_of(secret, code, now)
    if step <= account.second_factor_step:
        raise _wrong(actor, now)
    account.second_factor_step = step
    session.add(account)
    _given(session, actor, now)


def _given(session: Session, actor: Actor, now: datetime) -> None:
    session.exec(sa.update(SignIn).where(col(SignIn.token_hash) == actor.session).values(second_at=now))


def require(actor: Actor) -> None:
    """Raise NotAllowed where administration or an export asks for a code first."""
    if not actor.second_given:
        raise NotAllowed("second_factor", "请先输入验证器上的六位数。", "Please enter the code of your authenticator first.")
