"""POST /api/sync in all its answers (design.md §5; promises D2 to D4)."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app import db
from app.api import deps, records, sync
from app.models import Audit, Received, Resident, Role, Status
from app.services import accounts
from tests import factories as make
from tests.api.conftest import Clock, World, a_batch, a_record
from tests.conftest import NOW

RESULT = {"id", "status", "receipt", "received_at", "code", "params", "message"}


def _send(client: TestClient, *records: Any, **fields: Any) -> list[dict[str, Any]]:
    answer = client.post("/api/sync", json=a_batch(*records, **fields))
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) == {"epoch", "server_time", "results"}
    results = answer.json()["results"]
    assert all(set(r) == RESULT for r in results)
    assert [r["id"] for r in results] == [r["id"] for r in records]
    return results


def _view(world: World, who: str = "elder", **fields: Any) -> dict[str, Any]:
    return a_record("view", payload={"resident_id": str(getattr(world, who))}, **fields)


def test_every_kind_is_accepted_and_becomes_one_audit_row_with_both_times(signed_in: TestClient, world: World) -> None:
    results = _send(
        signed_in, _view(world, n=1), a_record("call", n=2, payload={"resident_id": str(world.elder), "whom": "kin"}),
        a_record("reveal", n=3, payload={"resident_id": str(world.elder), "what": "phone", "purpose": "errand"}),
        a_record("view", n=4, payload={"filter": "E02"}),
    )  # fmt: skip
    assert [r["status"] for r in results] == ["accepted"] * 4
    assert len({r["receipt"] for r in results}) == 4
    rows = sorted(world.rows(Audit), key=lambda a: a.id)
    assert [(a.act, a.reason) for a in rows] == [("view", ""), ("call", "kin"), ("reveal", "phone:errand"), ("view", "E02")]
    assert all(a.at == NOW and a.happened_at == NOW - timedelta(minutes=5) and a.record_id for a in rows)


def test_the_same_record_again_gets_the_same_receipt_and_counts_once(signed_in: TestClient, world: World, clock: Clock) -> None:
    first = _send(signed_in, _view(world))
    clock.on(days=3)
    again = _send(signed_in, _view(world), _view(world))
    assert [(r["status"], r["receipt"], r["received_at"]) for r in again] == [(first[0]["status"], first[0]["receipt"], first[0]["received_at"])] * 2
    assert len(world.rows(Received)) == len(world.rows(Audit)) == 1


def test_the_same_id_with_other_content_is_a_conflict_and_changes_nothing(signed_in: TestClient, world: World) -> None:
    _send(signed_in, _view(world))
    for change in ({"payload": {"filter": "E03"}}, {"happened_at": NOW.isoformat()}, {"kind": "call"}, {"account": "other"}):
        result = _send(signed_in, _view(world) | change)[0]
        assert (result["status"], result["code"], result["receipt"]) == ("refused", "conflict", None), change
    assert len(world.rows(Received)) == len(world.rows(Audit)) == 1


def test_somebody_elses_record_id_is_a_conflict(client: TestClient, signed_in: TestClient, world: World) -> None:
    _send(signed_in, _view(world))
    client.cookies.set(deps.COOKIE, world.colleague("info", Role.INFO))
    assert _send(client, _view(world))[0]["code"] == "conflict"


def _held(client: TestClient, world: World, record: dict[str, Any], code: str) -> None:
    result = _send(client, record)[0]
    assert (result["status"], result["code"]) == ("held", code)
    assert result["receipt"] is not None
    assert result["message"]
    assert [(r.status, r.code) for r in world.rows(Received)] == [("held", code)]
    assert world.trail() == [("view", code)]
    assert _send(client, record)[0] == result


def test_a_record_of_somebody_in_another_grid_is_held(signed_in: TestClient, world: World) -> None:
    _held(signed_in, world, _view(world, "far"), "other_grid")


def test_a_record_of_somebody_who_has_moved_to_another_grid_is_held(signed_in: TestClient, world: World) -> None:
    with db.transaction() as session:
        elder = session.get(Resident, world.elder)
        assert elder is not None
        elder.grid = make.FAR_GRID
        session.add(elder)
    _held(signed_in, world, _view(world), "other_grid")


def test_a_record_of_somebody_who_has_moved_away_is_kept(signed_in: TestClient, world: World) -> None:
    _status(world, Status.MOVED)
    assert _send(signed_in, _view(world))[0]["status"] in {"accepted", "held"}
    assert len(world.rows(Received)) == 1


def _status(world: World, status: Status) -> None:
    with db.transaction() as session:
        elder = session.get(Resident, world.elder)
        assert elder is not None
        elder.status = status
        session.add(elder)


def test_a_record_of_somebody_who_has_died_is_held(signed_in: TestClient, world: World) -> None:
    _status(world, Status.DIED)
    _held(signed_in, world, _view(world), "died")


def test_a_record_of_somebody_unknown_is_held(signed_in: TestClient, world: World) -> None:
    _held(signed_in, world, a_record(payload={"resident_id": str(uuid4())}), "unknown_resident")


def test_a_record_of_another_account_is_held(signed_in: TestClient, world: World) -> None:
    _held(signed_in, world, _view(world, account="info"), "other_account")


def test_a_record_may_name_its_account_by_id(signed_in: TestClient, world: World) -> None:
    assert _send(signed_in, _view(world, account=str(world.account)))[0]["status"] == "accepted"


@pytest.mark.parametrize("how", ["disabled", "ended"])
def test_a_record_of_an_ended_account_is_held_for_thirty_days(client: TestClient, world: World, clock: Clock, how: str) -> None:
    fields = {"disabled_at": NOW} if how == "disabled" else {"ends_at": NOW}
    client.cookies.set(deps.COOKIE, world.colleague("gone", Role.GRID, **fields))
    _held(client, world, _view(world, account="gone"), "account_ended")
    clock.on(days=30, seconds=1)
    assert client.post("/api/sync", json=a_batch(_view(world, n=2, account="gone"))).status_code == 401


BAD: list[tuple[dict[str, Any], str]] = [
    ({"kind": "gossip"}, "unknown_kind"),
    ({"kind": None}, "unknown_kind"),
    ({"kind": ["view"]}, "unknown_kind"),
    ({"version": 2}, "unknown_version"),
    ({"happened_at": (NOW + timedelta(days=1, seconds=1)).isoformat()}, "future"),
    ({"happened_at": "1999-12-31T23:59:59+00:00"}, "too_old"),
    ({"happened_at": "2026-11-22T10:00:00"}, "malformed"),
    ({"happened_at": "yesterday"}, "malformed"),
    ({"happened_at": float("nan")}, "malformed"),
    ({"recorded_at": "0001-01-01T00:00:00+14:00"}, "malformed"),
    ({"recorded_at": "9999-12-31T23:59:59-12:00"}, "malformed"),
    ({"id": "not-a-uuid"}, "malformed"),
    ({"account": ""}, "malformed"),
    ({"account": "a" * 41}, "malformed"),
    ({"account": "gr\x00id"}, "control_characters"),
    ({"account": "gr\x1bid"}, "control_characters"),
    ({"account": "\ud800"}, "control_characters"),
    ({"payload": {"filter": "\x07"}}, "control_characters"),
    ({"payload": {"filter": "儿童"}}, "malformed"),
    ({"payload": {"note": "x"}}, "malformed"),
    ({"payload": None}, "malformed"),
    ({"payload": []}, "malformed"),
    ({"kind": "call", "payload": {}}, "malformed"),
    ({"kind": "reveal", "payload": {"resident_id": "7", "purpose": "curious"}}, "malformed"),
    ({"seq": -1}, "malformed"),
    ({"seq": 2**60}, "malformed"),
    ({"clock_offset_ms": 10**13}, "malformed"),
    ({"extra": 1}, "malformed"),
]


NO_RECORDS = [None, 5, "text", [], [[]], True, {}, {"id": {"a": 1}}, {"id": "\ud800"}, {"id": 7, "kind": "view"}, {"id": "x" * 5000}]


def test_a_bad_record_is_refused_and_kept_nowhere_and_sinks_no_other(signed_in: TestClient, world: World) -> None:
    for n, (change, code) in enumerate(BAD):
        bad = a_record(n=1000 + n) | change
        body = json.dumps(a_batch(_view(world, n=2 * n), bad, _view(world, n=2 * n + 1)))
        answer = signed_in.post("/api/sync", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 200, change
        good, refused, after = answer.json()["results"]
        assert (good["status"], after["status"]) == ("accepted", "accepted"), change
        assert (refused["status"], refused["code"], refused["receipt"]) == ("refused", code, None), change
        assert refused["message"]
    assert len(world.rows(Received)) == len(world.rows(Audit)) == 2 * len(BAD)


def test_what_is_no_record_at_all_is_refused_and_sinks_no_other(signed_in: TestClient, world: World) -> None:
    for bad in NO_RECORDS:
        body = json.dumps(a_batch(bad, _view(world)))
        answer = signed_in.post("/api/sync", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 200, bad
        assert [r["status"] for r in answer.json()["results"]] == ["refused", "accepted"]


def test_a_phone_whose_clock_was_years_off_hands_in_its_work_all_the_same(signed_in: TestClient, world: World) -> None:
    results = _send(signed_in, _view(world, n=1, clock_offset_ms=10**12, seq=2**53), _view(world, n=2, clock_offset_ms=-(10**12)))
    assert [r["status"] for r in results] == ["accepted", "accepted"]
    assert all(abs(r.clock_offset_ms) > 5 * 60 * 1000 for r in world.rows(Received))


def test_one_instant_written_in_two_zones_is_one_content(signed_in: TestClient, world: World) -> None:
    first = _send(signed_in, _view(world, happened_at="2026-11-22T09:00:00+08:00"))[0]
    assert _send(signed_in, _view(world, happened_at="2026-11-22T01:00:00Z"))[0] == first


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raws=st.lists(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(
    st.sampled_from(["id", "kind", "version", "payload", "account", "happened_at", "recorded_at", "seq", "x"]), inner), max_leaves=12), max_size=6))  # fmt: skip
def test_no_batch_whatever_is_in_it_brings_the_server_down(signed_in: TestClient, world: World, raws: list[Any]) -> None:
    answer = signed_in.post("/api/sync", content=json.dumps(a_batch(*raws)), headers={"Content-Type": "application/json"})
    assert answer.status_code == 200
    assert [r["status"] for r in answer.json()["results"]] == ["refused"] * len(raws)


def test_a_message_comes_in_the_language_asked_for(signed_in: TestClient, world: World) -> None:
    said = [signed_in.post("/api/sync", json=a_batch(a_record("gossip")), headers={"Accept-Language": language}).json() for language in ("zh", "en")]
    assert [answer["results"][0]["message"].isascii() for answer in said] == [False, True]
    assert all(zh and en and en.isascii() for zh, en in records.MESSAGES.values())


def test_two_hundred_records_fit_and_two_hundred_and_one_are_too_many(signed_in: TestClient, world: World) -> None:
    assert all(r["status"] == "accepted" for r in _send(signed_in, *(_view(world, n=n) for n in range(1, 201))))
    answer = signed_in.post("/api/sync", json=a_batch(*(_view(world, n=n) for n in range(300, 501))))
    assert answer.status_code == 413
    assert answer.json()["code"] == "batch_too_large"
    assert len(world.rows(Received)) == 200


def test_more_than_a_mebibyte_is_too_much_however_it_is_announced(signed_in: TestClient, world: World) -> None:
    body = json.dumps(a_batch(_view(world), padding="x" * sync.MOST_BYTES)).encode()
    assert signed_in.post("/api/sync", content=body).status_code == 413

    def in_parts() -> Iterator[bytes]:
        for at in range(0, len(body), 65536):
            yield body[at : at + 65536]

    assert signed_in.post("/api/sync", content=in_parts()).status_code == 413
    assert world.rows(Received) == []


def test_what_is_no_batch_is_refused_whole(signed_in: TestClient, world: World) -> None:
    for body in (b"", b"{", b"null", b"[]", b"5", b'{"records":5}', b'{"records":null}', b"{}", b'{"records":[],"device_id":"x"}',
                 b'{"records":[],"device_id":7}', b"\xff\xfe", b"[" * 100_000):  # fmt: skip
        answer = signed_in.post("/api/sync", content=body)
        assert answer.status_code == 400, body[:40]
        assert answer.json()["code"] == "malformed"


def test_the_same_batch_at_once_from_several_threads_counts_once(world: World, database) -> None:
    raws = [_view(world, n=n) for n in range(1, 21)]
    answers: list[Any] = []
    with db.reading() as session:
        actor = accounts.require(accounts.actor_for(session, token=world.token, now=NOW))
    together = threading.Barrier(4)

    def go() -> None:
        together.wait()
        with db.transaction() as session:
            answers.append(sync.take_batch(session, actor=actor, raws=raws, device_id=None, language="zh")["results"])

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(answers) == 4
    said = [[(r["id"], r["status"], r["receipt"]) for r in answer] for answer in answers]
    assert said.count(said[0]) == 4
    assert {status for _, status, _ in said[0]} == {"accepted"}
    assert len(world.rows(Received)) == len(world.rows(Audit)) == 20


def test_a_batch_that_fails_half_way_leaves_nothing_behind(signed_in: TestClient, world: World, database) -> None:
    if database.dialect.name == "sqlite":
        fail = "CREATE TRIGGER fail BEFORE INSERT ON received WHEN NEW.seq = 13 BEGIN SELECT RAISE(FAIL, 'no'); END"
        undo = "DROP TRIGGER fail"
    else:
        fail = "ALTER TABLE received ADD CONSTRAINT fail CHECK (seq <> 13)"
        undo = "ALTER TABLE received DROP CONSTRAINT fail"
    with database.begin() as connection:
        connection.exec_driver_sql(fail)
    try:
        answer = signed_in.post("/api/sync", json=a_batch(_view(world, n=1), _view(world, n=2, seq=13), _view(world, n=3)))
    finally:
        with database.begin() as connection:
            connection.exec_driver_sql(undo)
    assert answer.status_code in {200, 500}
    ids = {str(r.id) for r in world.rows(Received)}
    assert {str(a.record_id) for a in world.rows(Audit)} == ids
    if answer.status_code == 200:
        assert ids == {r["id"] for r in answer.json()["results"] if r["status"] == "accepted"}
    else:
        assert ids == set()
