"""Own sessions are seen and ended, lost phones are dead at once and told to wipe; nobody reaches another's (C12, D13)."""

from uuid import UUID

import pytest
from sqlmodel import Session, select

from app.errors import Invalid, NotFound
from app.models import Act, Audit, Device, SignIn
from app.services import accounts, devices
from app.services.access import Actor
from tests import factories as make
from tests.conftest import NOW

PHONE = UUID(int=77)


@pytest.fixture
def actor(session: Session) -> Actor:
    make.areas(session)
    return _in(session, make.a_session(session, make.an_account(session, "grid").id))


def _in(session: Session, token: str) -> Actor:
    found = accounts.actor_for(session, token=token, now=NOW)
    assert found is not None
    return found


def _another(session: Session, actor: Actor) -> tuple[str, Actor]:
    token = make.a_session(session, actor.id)
    return token, _in(session, token)


def test_the_present_session_stands_first_and_no_handle_is_a_hash(session: Session, actor: Actor) -> None:
    _another(session, actor)
    rows = devices.sessions_of(session, actor=actor, now=NOW)
    assert [r.here for r in rows] == [True, False]
    hashes = session.exec(select(SignIn.token_hash)).all()
    assert not {r.handle for r in rows} & set(hashes)


def test_one_session_ends_and_the_others_stay(session: Session, actor: Actor) -> None:
    token, _ = _another(session, actor)
    other = next(r for r in devices.sessions_of(session, actor=actor, now=NOW) if not r.here)
    devices.end_one(session, actor=actor, handle=other.handle, now=NOW)
    assert accounts.actor_for(session, token=token, now=NOW) is None
    assert [r.here for r in devices.sessions_of(session, actor=actor, now=NOW)] == [True]


def test_another_persons_session_and_phone_look_like_none(session: Session, actor: Actor) -> None:
    stranger = _in(session, make.a_session(session, make.an_account(session, "stranger").id))
    devices.register(session, actor=stranger, device_id=PHONE, name="手机", facts="", now=NOW)
    theirs = devices.sessions_of(session, actor=stranger, now=NOW)[0].handle
    for act in (
        lambda: devices.end_one(session, actor=actor, handle=theirs, now=NOW),
        lambda: devices.report_lost(session, actor=actor, handle=theirs, now=NOW),
        lambda: devices.report_device_lost(session, actor=actor, device_id=PHONE, now=NOW),
        lambda: devices.register(session, actor=actor, device_id=PHONE, name="mine", facts="", now=NOW),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_lost_phone_is_dead_at_once_and_says_when_it_has_wiped(session: Session, actor: Actor) -> None:
    token, phone = _another(session, actor)
    devices.register(session, actor=phone, device_id=PHONE, name="旧手机", facts="Android", now=NOW)
    assert devices.report_device_lost(session, actor=actor, device_id=PHONE, now=NOW) == 1
    session.expire_all()
    assert accounts.actor_for(session, token=token, now=NOW) is None
    assert devices.is_lost(session, token=token)
    assert devices.confirm_wiped(session, token=token, now=NOW)
    kept = session.get(Device, PHONE)
    assert kept is not None and kept.lost_at == NOW and kept.wiped_at == NOW
    assert not devices.confirm_wiped(session, token=token, now=NOW)
    acts = [a.act for a in session.exec(select(Audit).order_by(Audit.id))]  # type: ignore[arg-type]
    assert acts[-2:] == [Act.DEVICE_LOST, Act.DEVICE_WIPED]


def test_the_phone_in_the_hand_cannot_be_the_lost_one(session: Session, actor: Actor) -> None:
    with pytest.raises(Invalid, match="lost_here"):
        devices.report_lost(session, actor=actor, handle=devices.sessions_of(session, actor=actor, now=NOW)[0].handle, now=NOW)


def test_nobody_but_a_lost_phone_confirms_a_wipe(session: Session, actor: Actor) -> None:
    token, _ = _another(session, actor)
    for said in (token, "", "x" * 300, "nonsense"):
        assert not devices.confirm_wiped(session, token=said, now=NOW)
    assert accounts.actor_for(session, token=token, now=NOW) is not None


@pytest.mark.parametrize(
    ("agent", "name"),
    [("Mozilla/5.0 (Linux; Android 14; Pixel) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", "Android · Chrome"),
     ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604.1", "iPhone · Safari"),
     ("Mozilla/5.0 (Linux; Android 13) Chrome/116 MicroMessenger/8.0", "Android · WeChat"), ("curl/8", ""), ("", "")],
)  # fmt: skip
def test_a_browser_is_named_as_its_owner_would(agent: str, name: str) -> None:
    assert devices.browser_name(agent) == name
