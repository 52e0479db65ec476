"""The authenticator: enrolled by its first code, each code once, guessing ends after ten (promise C10)."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from sqlmodel import Session, select

from app.errors import AppError, Conflict, Invalid, NotAllowed, TooMany
from app.models import Account, SignIn
from app.services import accounts, second_factor
from app.services.access import Actor
from tests import factories as make
from tests.conftest import NOW


@pytest.fixture
def actor(session: Session) -> Actor:
    make.areas(session)
    found = accounts.actor_for(session, token=make.a_session(session, make.an_account(session, "head").id), now=NOW)
    assert found is not None
    return found


def _code(secret: str, at: object = NOW) -> str:
    return pyotp.TOTP(secret).at(at)  # type: ignore[arg-type]


def _enrolled(session: Session, actor: Actor) -> str:
    secret = second_factor.offer(actor=actor).secret
    second_factor.enrol(session, actor=actor, secret=secret, code=_code(secret), now=NOW)
    return secret


def _now(session: Session, actor: Actor) -> bool:
    row = session.exec(select(SignIn).where(SignIn.token_hash == actor.session)).one()
    account = session.get(Account, actor.id)
    assert account is not None
    return accounts._actor(account, actor.grants, row, NOW).second_given


def test_an_offer_is_a_picture_and_counts_for_nothing_until_its_first_code(session: Session, actor: Actor) -> None:
    offer = second_factor.offer(actor=actor)
    assert offer.picture.startswith("data:image/svg+xml") and len(offer.secret) == 32
    with pytest.raises(Invalid, match="wrong_code"):
        second_factor.enrol(session, actor=actor, secret=offer.secret, code="000000", now=NOW)
    assert session.get(Account, actor.id).second_factor is None  # type: ignore[union-attr]


def test_the_secret_is_sealed_and_the_session_open_after_enrolling(session: Session, actor: Actor) -> None:
    secret = _enrolled(session, actor)
    kept = session.get(Account, actor.id)
    assert kept is not None and kept.second_factor and secret.encode() not in kept.second_factor
    assert _now(session, actor)
    with pytest.raises(Conflict, match="second_there"):
        second_factor.enrol(session, actor=actor, secret=secret, code=_code(secret), now=NOW)


def test_a_code_works_once_and_within_a_minute(session: Session, actor: Actor) -> None:
    secret = _enrolled(session, actor)
    with pytest.raises(Invalid, match="wrong_code"):
        second_factor.give(session, actor=actor, code=_code(secret), now=NOW)  # the one it was enrolled with
    later = NOW + timedelta(seconds=60)
    second_factor.give(session, actor=actor, code=_code(secret, NOW + timedelta(seconds=30)), now=later)
    with pytest.raises(Invalid, match="wrong_code"):
        second_factor.give(session, actor=actor, code=_code(secret, NOW + timedelta(seconds=30)), now=later)
    with pytest.raises(Invalid, match="wrong_code"):
        second_factor.give(session, actor=actor, code=_code(secret, later), now=later + timedelta(seconds=90))


def test_a_new_session_of_an_enrolled_account_waits_for_a_code(session: Session, actor: Actor) -> None:
    _enrolled(session, actor)
    other = accounts.actor_for(session, token=make.a_session(session, actor.id), now=NOW)
    assert other is not None and other.second_factor and not other.second_given
    with pytest.raises(NotAllowed, match="second_factor"):
        second_factor.require(other)
    second_factor.require(replace(other, second_given=True))


def test_ten_wrong_codes_an_hour_are_enough(session: Session, actor: Actor) -> None:
    secret = _enrolled(session, actor)
    for _ in range(second_factor.WRONG_PER_HOUR):
        with pytest.raises(Invalid) as wrong:
            second_factor.give(session, actor=actor, code="12345", now=NOW)
        session.add_all(wrong.value.refused)  # as db.transaction() keeps them
        session.flush()
    later = NOW + timedelta(minutes=10)
    with pytest.raises(TooMany):
        second_factor.give(session, actor=actor, code=_code(secret, later), now=later)
    second_factor.give(session, actor=actor, code=_code(secret, NOW + timedelta(minutes=61)), now=NOW + timedelta(minutes=61))


@pytest.mark.parametrize("code", ["", "abcdef", "12345", "1234567", "١٢٣٤٥٦", "000000" * 500])
def test_what_is_no_code_is_a_wrong_one(session: Session, actor: Actor, code: str) -> None:
    _enrolled(session, actor)
    with pytest.raises(AppError, match="wrong_code"):
        second_factor.give(session, actor=actor, code=code, now=NOW + timedelta(minutes=5))
