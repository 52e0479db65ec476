"""POST /api/needs/{id}/volunteers: the grid worker's one tap, and what the phone then shows of it."""

from datetime import timedelta
from uuid import uuid4

from sqlmodel import select
from starlette.testclient import TestClient

from app import db
from app.api import deps
from app.models import Need, Role, Shift, ShiftTask, TeamKind
from tests import factories as make
from tests.api.conftest import World
from tests.conftest import NOW
from tests.services import crew


def _need(world: World) -> str:
    with db.transaction() as session:
        made = Need(
            resident_id=world.elder, grid=make.GRID, category="repair", state="claimed", owner_id=world.account, next_on=(NOW + timedelta(days=2)).date(), created_at=NOW,
            created_by=world.account, received_at=NOW,
        )  # fmt: skip
        session.add(made)
        session.flush()
        return str(made.id)


def test_one_tap_asks_the_team_and_the_phone_sees_who_comes(signed_in: TestClient, world: World) -> None:
    key = _need(world)
    assert signed_in.post(f"/api/needs/{key}/volunteers").status_code == 409  # no team yet
    with db.transaction() as session:
        crew.a_team(session, "设施维修队", kind=TeamKind.REPAIR)
    before = signed_in.get("/api/pack").headers["etag"]
    (line,) = signed_in.post(f"/api/needs/{key}/volunteers").json()["help"]
    assert (line["team"], line["coming"], line["slots"], line["state"]) == ("设施维修队", 0, 2, "open") and len(line["code"]) == 4
    answer = signed_in.get("/api/pack")
    assert answer.headers["etag"] != before
    (need,) = [n for n in answer.json()["needs"] if n["id"] == key]
    assert need["help"] == [line] and need["to"] == "设施维修队" and need["state"] == "waiting"
    assert signed_in.post(f"/api/needs/{key}/volunteers").json()["code"] == "already_asked"
    with db.reading() as session:
        shift, task = session.exec(select(Shift)).one(), session.exec(select(ShiftTask)).one()
        assert "曲" not in f"{shift.title}{shift.place}{shift.doing}" and task.resident_id == world.elder


def test_nobody_asks_for_another_grids_need_or_without_the_right_to_own_one(client: TestClient, world: World) -> None:
    key = _need(world)
    for name, role, area in (("far", Role.GRID, make.OTHER_GRID), ("helper", Role.VOLUNTEER, make.GRID[:12]), ("above", Role.STREET, make.GRID[:9])):
        client.cookies.set(deps.COOKIE, world.colleague(name, role=role, area=area))
        assert client.post(f"/api/needs/{key}/volunteers").status_code == client.post(f"/api/needs/{uuid4()}/volunteers").status_code == 404
    client.cookies.clear()
    assert client.post(f"/api/needs/{key}/volunteers").status_code == 401
