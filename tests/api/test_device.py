"""A phone registers, is reported lost, and says that it has wiped its list (design.md §5, D13)."""

from uuid import UUID

from fastapi.testclient import TestClient

from app.api import deps
from app.models import Device, Role
from tests.api.conftest import World, a_batch, a_record

PHONE = str(UUID(int=5))


def _second(world: World) -> str:
    from app import db
    from tests import factories as make

    with db.transaction() as session:
        return make.a_session(session, world.account)


def test_registering_again_is_the_same_phone(signed_in: TestClient, world: World) -> None:
    for name in ("我的手机", "旧手机"):
        assert signed_in.post("/api/device", json={"id": PHONE, "name": name, "facts": "Android"}).json() == {"id": PHONE}
    assert [d.name for d in world.rows(Device)] == ["旧手机"]


def test_a_lost_phone_hears_it_at_its_next_contact_and_answers(signed_in: TestClient, world: World) -> None:
    other = _second(world)
    signed_in.cookies.set(deps.COOKIE, other)
    signed_in.post("/api/device", json={"id": PHONE, "name": "旧手机"})
    signed_in.cookies.set(deps.COOKIE, world.token)
    assert signed_in.post("/api/device/lost", json={"device_id": PHONE}).json() == {"ended": 1}
    signed_in.cookies.set(deps.COOKIE, other)
    for path in ("/api/pack", "/api/sync"):
        answer = signed_in.get(path) if path == "/api/pack" else signed_in.post(path, json=a_batch(a_record(payload={"filter": "A"})))
        assert (answer.status_code, answer.json()["code"]) == (401, "device_lost")
    assert signed_in.post("/api/device/wiped").status_code == 204
    signed_in.cookies.set(deps.COOKIE, other)
    assert signed_in.post("/api/device/wiped").status_code == 404
    assert world.rows(Device)[0].wiped_at is not None


def test_another_persons_phone_is_nobodys(signed_in: TestClient, world: World) -> None:
    signed_in.post("/api/device", json={"id": PHONE})
    signed_in.cookies.set(deps.COOKIE, world.colleague("other", Role.GRID))
    assert signed_in.post("/api/device/lost", json={"device_id": PHONE}).status_code == 404
    assert signed_in.post("/api/device", json={"id": PHONE, "name": "mine"}).status_code == 404
    assert signed_in.post("/api/device/wiped").status_code == 404


def test_what_a_phone_says_of_itself_is_short_and_clean(signed_in: TestClient) -> None:
    for body in ({"id": "x"}, {"id": PHONE, "name": "x" * 61}, {"id": PHONE, "name": "a\x00b"}, {"id": PHONE, "where": "38.9,121.6"}, {}):
        assert signed_in.post("/api/device", json=body).status_code == 422


def test_reporting_one_session_of_a_phone_reports_the_phone(signed_in: TestClient, world: World) -> None:
    first, second = _second(world), _second(world)
    for token in (first, second):
        signed_in.cookies.set(deps.COOKIE, token)
        signed_in.post("/api/device", json={"id": PHONE, "name": "旧手机"})
    signed_in.cookies.set(deps.COOKIE, world.token)
    from app import db
    from app.services import accounts, devices
    from tests.conftest import NOW

    with db.transaction() as session:
        actor = accounts.actor_for(session, token=world.token, now=NOW)
        assert actor is not None
        handle = next(r.handle for r in devices.sessions_of(session, actor=actor, now=NOW) if not r.here)
    assert signed_in.post("/api/device/lost", json={"handle": handle}).status_code == 200
    for token in (first, second):
        signed_in.cookies.set(deps.COOKIE, token)
        assert signed_in.get("/api/pack").json()["code"] == "device_lost"
    # A session from before the report does not make the phone found again.
    signed_in.cookies.set(deps.COOKIE, world.token)
    assert signed_in.post("/api/device", json={"id": PHONE}).status_code == 404
    assert world.rows(Device)[0].lost_at is not None
