"""GET /api/pack: the contract of design.md §5."""

from datetime import datetime, timedelta

from starlette.testclient import TestClient

from app import db
from app.api import deps
from app.models import Resident, Role
from app.rules.volunteering import VOLUNTEERS
from tests import factories as make
from tests.api.conftest import Clock, World

EVERYBODY = {"id", "name", "initials", "grid", "door", "age_band", "status", "detail"}
IN_DETAIL = {"tags", "tier", "living", "access_flags", "preference", "phone", "emergency", "contacts"}
TOP = {"epoch", "me", "grids", "residents", "duties", "needs", "decisions", "asks", "cases", "surges", "rules", "doors", "ledger", "facts", "volunteer"}
ME = {"id", "account", "name", "roles", "area", "area_name", "carries_pack", "carries_tasks", "sees_residents", "own_device", "vault_half", "pin_required"}
FACTS = {"version", "pauses_until", "last_effective", "promise", "mode_due", "gaps"}
DUTY = {"resident_id", "tier", "due_on", "reason", "rule", "source", "late_on", "lead_on", "at", "mode", "label"}
DOOR = {"courtyard", "building", "unit", "floor", "door", "order"}


def test_the_pack_has_exactly_the_keys_of_the_contract(signed_in: TestClient, world: World) -> None:
    with db.transaction() as session:
        elder = session.get(Resident, world.elder)
        assert elder is not None
        make.a_contact(session, elder, account_id=world.account)
        make.a_flag(session, world.elder, hint="对门")
    pack = signed_in.get("/api/pack").json()
    assert set(pack) == TOP
    assert set(pack["me"]) == ME
    by_id = {r["id"]: r for r in pack["residents"]}
    assert set(by_id) == {str(world.elder), str(world.other)}
    elder, other = by_id[str(world.elder)], by_id[str(world.other)]
    assert set(elder) == EVERYBODY | IN_DETAIL
    assert set(other) == EVERYBODY
    assert (elder["detail"], other["detail"]) == (True, False)
    assert set(elder["door"]) == set(other["door"]) == DOOR
    assert elder["phone"] == "13900000421"
    assert elder["tags"] == ["E01", "E02"]
    assert elder["access_flags"] == [{"code": "spare_key", "hint": "对门"}]
    assert elder["emergency"] == [{"name": "王小红", "relation": "女儿", "phone": "13900000777", "has_key": True}]
    assert [set(c) for c in elder["contacts"]] == [{"when", "mode", "outcome", "by"}]
    assert elder["contacts"][0]["by"] == "测试grid"
    assert [set(d) for d in pack["duties"]] == [DUTY]
    assert {key: set(about) for key, about in pack["facts"].items()} == {str(world.elder): FACTS}
    assert pack["grids"] == [{"code": make.GRID, "name": "第1网格"}]


def test_who_carries_no_pack_gets_empty_lists(client: TestClient, world: World) -> None:
    others = {f"their-{role}": {"role": role} for role in Role if role not in (Role.GRID, Role.INFO)}
    for name, how in (others | {"borrowed": {"role": Role.GRID, "own_device": False}, "wider": {"role": Role.GRID, "area": "210202001001"}}).items():
        client.cookies.set(deps.COOKIE, world.colleague(name, **how))
        pack = client.get("/api/pack").json()
        assert not any(pack[key] for key in ("grids", "residents", "duties", "needs", "decisions", "asks", "cases", "surges", "rules", "doors", "ledger", "facts")), name
        tasks = how["role"] in VOLUNTEERS  # their own shifts rest on their phones, sealed like a grid worker's list
        assert bool(pack["me"]["vault_half"]) is pack["me"]["carries_tasks"] is tasks, name
        assert pack["volunteer"] is None, name
        assert pack["me"]["carries_pack"] is False
    assert world.trail() == []


def test_the_lease_lasts_a_day_and_is_not_part_of_the_etag(signed_in: TestClient, world: World, clock: Clock) -> None:
    first = signed_in.get("/api/pack")
    assert datetime.fromisoformat(first.headers["linli-lease-until"]) == clock.now + timedelta(hours=24)
    clock.on(hours=1)
    second = signed_in.get("/api/pack", headers={"If-None-Match": first.headers["etag"]})
    assert second.status_code == 304
    assert second.content == b""
    assert second.headers["etag"] == first.headers["etag"]
    assert datetime.fromisoformat(second.headers["linli-lease-until"]) == clock.now + timedelta(hours=24)
    assert second.headers["cache-control"] == "no-store"


def test_a_pack_handed_out_leaves_one_row_and_an_unchanged_one_none(signed_in: TestClient, world: World) -> None:
    etag = signed_in.get("/api/pack").headers["etag"]
    signed_in.get("/api/pack", headers={"If-None-Match": etag})
    assert world.trail() == [("pack", "ok")]


def test_a_pack_travels_compressed_where_the_phone_can_open_it(signed_in: TestClient, world: World) -> None:
    plain = signed_in.get("/api/pack", headers={"Accept-Encoding": "identity"})
    squeezed = signed_in.get("/api/pack", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert squeezed.headers["content-encoding"] == "gzip"
    assert plain.json() == squeezed.json()
    assert "Cookie" in plain.headers["vary"]


def test_nobody_without_a_session_gets_a_pack(client: TestClient, world: World) -> None:
    for token in ("", "x", "a" * 300, "../../etc/passwd"):
        client.cookies.set(deps.COOKIE, token)
        answer = client.get("/api/pack")
        assert answer.status_code == 401
        assert "linli-lease-until" not in answer.headers
