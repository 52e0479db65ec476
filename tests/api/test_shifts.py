"""The volunteer's door: words for a shift, requests about hours, and attendance through the sync, over plain HTTP."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app import db
from app.api import deps
from app.models import HourEntry, Part, Role, Shift, SignUp
from app.rules.recording import MAY, VOLUNTARY
from tests import factories as make
from tests.api.conftest import Clock, World
from tests.conftest import NOW
from tests.services import crew


class Crew:
    """A team with a leader and a volunteer, each signed in on their own phone."""

    def __init__(self) -> None:
        with db.transaction() as session:
            team = crew.a_team(session)
            who = crew.a_volunteer(session, team)
            leader = crew.a_volunteer(session, team, account="leader", name="测试乙", part=Part.LEADER)
            grid = make.an_account(session, "grid9", area=make.OTHER_GRID)
            shift = crew.a_shift(session, team, starts_at=NOW + timedelta(hours=1))
            self.shift, self.who, self.code = shift.id, who.id, crew.code_at(shift, NOW + timedelta(hours=1))
            assert who.account_id is not None and leader.account_id is not None
            self.volunteer_account = who.account_id
            self.tokens = {name: make.a_session(session, key) for name, key in (("volunteer", who.account_id), ("leader", leader.account_id), ("grid", grid.id))}

    def as_(self, client: TestClient, name: str) -> TestClient:
        client.cookies.set(deps.COOKIE, self.tokens[name])
        return client


@pytest.fixture
def team(world: World) -> Crew:
    return Crew()


def record(team: Crew, kind: str, payload: dict[str, object], at: object) -> dict[str, object]:
    when = at.isoformat()  # type: ignore[attr-defined]
    return {"id": str(uuid4()), "kind": kind, "version": 1, "account": str(team.volunteer_account), "happened_at": when, "recorded_at": when, "clock_offset_ms": 0, "seq": 1, "payload": payload}


def test_from_signing_up_to_hours_in_the_ledger(client: TestClient, team: Crew, clock: Clock) -> None:
    mine = team.as_(client, "volunteer")
    assert mine.post(f"/api/shifts/{team.shift}/sign-up").json() == {"state": "in"}
    assert [s["my"] for s in mine.get("/api/pack").json()["volunteer"]["shifts"]] == ["in"]
    start = NOW + timedelta(hours=1)
    clock.now = NOW + timedelta(hours=4)
    came = record(team, "attendance_in", {"shift_id": str(team.shift), "source": "code", "code": team.code}, start)
    went = record(team, "attendance_out", {"shift_id": str(team.shift), "source": "self"}, start + timedelta(minutes=90))
    results = mine.post("/api/sync", json={"records": [came, went]}).json()["results"]
    assert [r["status"] for r in results] == ["accepted", "accepted"]
    led = team.as_(client, "leader")
    assert led.post(f"/api/shifts/{team.shift}/confirm", json={"refuse": []}).json() == {"counted": 1}
    part = team.as_(client, "volunteer").get("/api/pack").json()["volunteer"]["hours"]
    assert (part["minutes"], part["system"], part["backfill"]) == (90, 90, 0) and [e["what"] for e in part["entries"]] == ["送午饭"]
    entry = part["entries"][0]["id"]
    assert mine.post("/api/hours/dispute", json={"entry_id": entry, "minutes": 60, "reason": "早走了半小时"}).json()["state"] == "asked"
    asked = mine.get("/api/pack").json()["volunteer"]["hours"]["requests"][0]
    assert mine.post(f"/api/hours/requests/{asked['id']}/withdraw").json() == {"state": "withdrawn"}
    with db.reading() as session:
        assert [e.minutes for e in session.exec(select(HourEntry))] == [90]


def test_every_answer_of_a_wrong_code_says_what_to_do_in_the_callers_language(client: TestClient, team: Crew) -> None:
    mine = team.as_(client, "volunteer")
    mine.post(f"/api/shifts/{team.shift}/sign-up")
    wrong = record(team, "attendance_in", {"shift_id": str(team.shift), "source": "code", "code": "12345"}, NOW)
    zh = mine.post("/api/sync", json={"records": [wrong]}, headers={"accept-language": "zh"}).json()["results"][0]
    en = mine.post("/api/sync", json={"records": [wrong]}, headers={"accept-language": "en"}).json()["results"][0]
    assert zh["code"] == en["code"] == "code_wrong" and "队长" in zh["message"] and "leader" in en["message"]


@pytest.mark.parametrize("payload", [
    {}, {"shift_id": "x", "source": "code"}, {"shift_id": str(UUID(int=1)), "source": "face"}, {"shift_id": str(UUID(int=1)), "source": "self"},
    {"shift_id": str(UUID(int=1)), "source": "code", "code": "1" * 13}, {"shift_id": str(UUID(int=1)), "source": "code", "where": [38.9, 121.6]},
])  # fmt: skip
def test_a_check_in_of_another_shape_stays_on_the_phone(client: TestClient, team: Crew, payload: dict[str, object]) -> None:
    answer = team.as_(client, "volunteer").post("/api/sync", json={"records": [record(team, "attendance_in", payload, NOW)]}).json()["results"][0]
    assert (answer["status"], answer["code"]) == ("refused", "malformed")


def test_staff_and_strangers_are_refused_at_every_one_of_these_doors(client: TestClient, team: Crew) -> None:
    grid = team.as_(client, "grid")
    for word in ("sign-up", "accept", "cancel", "unsure", "sure", "decline", "confirm"):
        assert grid.post(f"/api/shifts/{team.shift}/{word}").status_code == 403, word
    assert grid.post("/api/hours/backfill", json={"shift_id": str(team.shift), "minutes": 30, "reason": "我也去了"}).status_code == 403
    assert grid.get("/api/pack").json()["volunteer"] is None
    client.cookies.clear()
    assert client.post(f"/api/shifts/{team.shift}/sign-up").status_code == 401
    mine = team.as_(client, "volunteer")
    assert mine.post(f"/api/shifts/{team.shift}/confirm").status_code == 404
    assert mine.post(f"/api/shifts/{uuid4()}/sign-up").status_code == 404
    assert mine.post(f"/api/shifts/{team.shift}/promote").status_code == 422
    assert mine.post("/api/hours/backfill", json={"shift_id": str(team.shift), "minutes": 0, "reason": "x"}).status_code == 422


def test_a_borrowed_phone_of_a_volunteer_carries_nothing_at_rest(client: TestClient, team: Crew) -> None:
    with db.transaction() as session:
        token = make.a_session(session, team.volunteer_account, own_device=False)
    client.cookies.set(deps.COOKIE, token)
    pack = client.get("/api/pack").json()
    assert pack["me"]["carries_tasks"] is False and pack["me"]["vault_half"] == "" and pack["volunteer"]["name"] == "测试甲"


def test_two_at_once_for_the_last_place_one_waits(client: TestClient, team: Crew) -> None:
    with db.transaction() as session:
        session.get_one(Shift, team.shift).slots = 1
    assert team.as_(client, "volunteer").post(f"/api/shifts/{team.shift}/sign-up").json() == {"state": "in"}
    assert team.as_(client, "leader").post(f"/api/shifts/{team.shift}/sign-up").json() == {"state": "waiting"}
    with db.reading() as session:
        assert sorted(s.state for s in session.exec(select(SignUp))) == ["in", "waiting"]


def test_the_roles_of_these_doors_are_those_of_volunteers() -> None:
    assert {kind for kind, roles in MAY.items() if roles == {Role.VOLUNTEER, Role.LEADER}} == VOLUNTARY
