"""A team's public page and its form over HTTP: without an account, from a script or a plain form, and the link never in an address."""

from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from app import db
from app.api import deps
from app.api.joining import SLIP
from app.models import Audit, Part, Role, SignInTry, Team, TeamKind, TeamMember, Volunteer
from app.services import team_invites
from app.services.access import Actor, Grant
from tests import factories as make
from tests.api.conftest import Clock, World
from tests.conftest import NOW

HERE = make.GRID[:12]
BODY = {"name": "姜海燕", "phone": "13900000555", "birth_ym": "1957-02", "agreed": "1", "skills": "cooking,listening"}
FORM = {"Accept": "text/html"}


@pytest.fixture
def team(world: World) -> str:
    """A repair team with a story and a leader."""
    with db.transaction() as session:
        made = Team(community=HERE, name="设施维修队", kind=TeamKind.REPAIR, story="<b>修</b>了三百盏灯", offers=["换灯"], reach="0411-82345678", made_at=NOW)
        boss = Volunteer(community=HERE, name="刘志红", registered_at=NOW)
        session.add_all([made, boss])
        session.flush()
        session.add(TeamMember(team_id=made.id, volunteer_id=boss.id, part=Part.LEADER, since=NOW))
        return str(made.id)


def a_code(team: str, **fields: Any) -> str:
    """An invitation code of the community."""
    with db.transaction() as session:
        keeper = make.an_account(session, f"lead{uuid4().hex[:6]}", role=Role.COMMUNITY, area=HERE)
        actor = Actor(id=keeper.id, account=keeper.account, name="", grants=(Grant(Role.COMMUNITY, HERE),))
        from uuid import UUID

        return team_invites.make(session, actor=actor, team_id=UUID(team), **{"now": NOW, **fields})


def people(world: World) -> list[Volunteer]:
    """Who has registered."""
    return [v for v in world.rows(Volunteer) if v.name != "刘志红"]


def test_anybody_reads_of_a_team_and_of_nobody_in_it(client: TestClient, world: World, team: str) -> None:
    answer = client.get(f"/api/teams/{team}")
    told = answer.json()
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    assert (told["name"], told["leader"], told["community"], told["story"]) == ("设施维修队", "刘**", "甲社区", "<b>修</b>了三百盏灯")
    assert told["certificates"] == []
    assert "志红" not in answer.text
    for nothing in (str(uuid4()), "x", "..%2f..", "1' or 1=1"):
        assert client.get(f"/api/teams/{nothing}").status_code == 404


def test_without_a_code_somebody_waits(client: TestClient, world: World, team: str) -> None:
    answer = client.post(f"/api/teams/{team}/join", json=BODY)
    assert (answer.status_code, answer.json()) == (201, {"state": "asked", "account": "", "link": ""})
    who, = people(world)
    assert (who.name, who.skills, who.account_id) == ("姜海燕", ["cooking", "listening"], None)


def test_with_a_code_the_answer_carries_the_link(client: TestClient, world: World, team: str) -> None:
    told = client.post(f"/api/teams/{team}/join", json={**BODY, "skills": ["cooking"], "agreed": True, "code": a_code(team)}).json()
    assert told["state"] == "in" and told["account"].startswith("v")
    secret = told["link"].partition("#once=")[2]
    assert client.post("/api/once/look", json={"token": secret}).json()["account"] == told["account"]


def test_a_plain_form_comes_back_to_the_page_without_the_link_in_its_address(client: TestClient, world: World, team: str) -> None:
    answer = client.post(f"/api/teams/{team}/join", data={**BODY, "skills": ["cooking", "law"], "code": a_code(team)}, headers=FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/public/teams/{team}/?joined=in")
    slip = answer.headers["set-cookie"]
    assert slip.startswith(f"{SLIP}=v") and "Max-Age=600" in slip and f"Path=/public/teams/{team}/" in slip and "SameSite=strict" in slip
    assert people(world)[0].skills == ["cooking", "law"]
    wrong = client.post(f"/api/teams/{team}/join", data={**BODY, "agreed": ""}, headers=FORM)
    assert (wrong.status_code, wrong.headers["location"]) == (303, f"/public/teams/{team}/?error=notice")
    assert "set-cookie" not in wrong.headers


def test_guessing_codes_ends_and_the_guesses_are_counted_though_all_is_rolled_back(client: TestClient, world: World, team: str, clock: Clock) -> None:
    guesses = [client.post(f"/api/teams/{team}/join", json={**BODY, "code": f"AAAA-AA{n:02d}"}) for n in range(12)]
    assert [g.status_code for g in guesses] == [422] * 10 + [429] * 2
    assert {g.json()["code"] for g in guesses} == {"invite_wrong", "invite_too_many"}
    assert people(world) == [] and len(world.rows(SignInTry)) == 10
    clock.on(minutes=61)
    assert client.post(f"/api/teams/{team}/join", json={**BODY, "code": a_code(team)}).json()["state"] == "in"


def test_flooding_ends(client: TestClient, world: World, team: str) -> None:
    sent = [client.post(f"/api/teams/{team}/join", json={**BODY, "phone": f"139000006{n:02d}"}).status_code for n in range(7)]
    assert sent == [201] * 5 + [429] * 2


def test_a_known_phone_gets_the_same_answer_as_a_new_one(client: TestClient, world: World, team: str) -> None:
    answers = [client.post(f"/api/teams/{team}/join", json=BODY) for _ in range(2)]
    assert {(a.status_code, a.text) for a in answers} == {(201, answers[0].text)}
    assert len(people(world)) == 2


def test_an_account_of_the_office_is_told_to_use_an_own_one(signed_in: TestClient, world: World, team: str) -> None:
    answer = signed_in.post(f"/api/teams/{team}/join", json=BODY)
    assert (answer.status_code, answer.json()["code"]) == (409, "staff_volunteer")
    assert people(world) == []


def test_a_volunteer_joins_with_one_tap(client: TestClient, world: World, team: str) -> None:
    client.cookies.set(deps.COOKIE, world.colleague("v100", Role.VOLUNTEER, HERE))
    assert client.post(f"/api/teams/{team}/join", json=BODY).json()["state"] == "asked"
    assert client.post(f"/api/teams/{team}/join", json={"code": a_code(team)}).json() == {"state": "in", "account": "", "link": ""}
    assert len(people(world)) == 1


def test_a_minor_without_a_guardian_is_asked_for_one(client: TestClient, world: World, team: str) -> None:
    young = {**BODY, "birth_ym": "2011-05"}
    assert client.post(f"/api/teams/{team}/join", json=young).json()["code"] == "guardian"
    told = client.post(f"/api/teams/{team}/join", json={**young, "guardian_name": "姜母", "guardian_phone": "13900000556", "guardian_agreed": "1"})
    assert told.status_code == 201 and people(world)[0].guardian_agreed_on == NOW.date()


@pytest.mark.parametrize(("body", "status"), [
    ("", 400), ("[]", 400), ("null", 400), ("{", 400), ('{"name":"\\ud800"}', 400), ('{"skills":["\\udc00"]}', 400), ("{}", 422), ('{"agreed":true,"phone":5}', 422),
    ('{"name":"x","phone":"13900000555","agreed":"1","skills":{"a":1}}', 201), ("[" * 9000, 400), ('{"name":"' + "x" * 10_000 + '","phone":"13900000555","agreed":"1"}', 422),
    ('{"name":"' + "x" * 40_000 + '"}', 413),
])  # fmt: skip
def test_what_cannot_be_used_is_told_as_everywhere(client: TestClient, world: World, team: str, body: str, status: int) -> None:
    answer = client.post(f"/api/teams/{team}/join", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    if status != 201:
        assert set(answer.json()) == {"code", "message"} and people(world) == []


def test_another_site_cannot_join_anybody(client: TestClient, world: World, team: str) -> None:
    assert client.post(f"/api/teams/{team}/join", json=BODY, headers={"Origin": "https://evil.example"}).status_code == 403
    assert people(world) == []


def test_nothing_of_the_person_is_in_the_trail_or_in_the_log(client: TestClient, world: World, team: str, caplog: pytest.LogCaptureFixture) -> None:
    code = a_code(team)
    told = client.post(f"/api/teams/{team}/join", json={**BODY, "code": code}).json()
    kept = caplog.text + repr([vars(a) for a in world.rows(Audit)])
    assert not [w for w in (BODY["name"], BODY["phone"], code, told["link"], told["account"]) if w in kept]
