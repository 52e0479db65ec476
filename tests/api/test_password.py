"""A password is chosen by its owner: by a link, by changing one's own, and a first one must change (C9, C12)."""

import pytest
from fastapi.testclient import TestClient

from app.api import deps
from app.config import Settings, settings
from app.errors import AppError
from app.models import Role, SignIn
from app.services import accounts, passwords
from tests.api.conftest import World

OLD, NEW = "the old sentence", "a new sentence"


@pytest.fixture(scope="module")
def hashed() -> str:
    return passwords.hash_password(OLD)


def test_a_first_password_opens_nothing_until_it_is_changed(client: TestClient, world: World, hashed: str) -> None:
    world.colleague("fresh", Role.GRID, password=hashed, must_change=True)
    answer = client.post("/api/session", json={"account": "fresh", "password": OLD})
    assert answer.json()["next"] == "/login/#change"
    for method, path in (("GET", "/api/pack"), ("PUT", "/api/session"), ("GET", "/api/batches"), ("POST", "/api/device/lost")):
        refused = client.request(method, path, json={} if method == "POST" else None)
        assert (refused.status_code, refused.json()["code"]) == (403, "must_change"), path
    assert client.post("/api/password", json={"old": OLD, "new": NEW}).json() == {"changed": True}
    assert client.get("/api/pack").status_code == 200
    assert client.post("/api/session", json={"account": "fresh", "password": OLD}).status_code == 401
    assert client.post("/api/session", json={"account": "fresh", "password": NEW}).json()["next"] == "/today/"


def test_a_change_keeps_this_session_and_ends_the_others(client: TestClient, world: World, hashed: str) -> None:
    other = world.colleague("worker", Role.GRID, password=hashed)
    client.post("/api/session", json={"account": "worker", "password": OLD})
    assert client.post("/api/password", json={"old": OLD, "new": NEW}).status_code == 200
    assert client.get("/api/pack").status_code == 200
    client.cookies.set(deps.COOKIE, other)
    assert client.get("/api/pack").status_code == 401


@pytest.mark.parametrize(("new", "code"), [("short", "password_short"), ("password", "password_common"), ("qwertyuiop", "password_common"), ("worker12", "ok"), (OLD, "password_same")])
def test_a_poor_new_password_is_refused_with_its_reason(client: TestClient, world: World, hashed: str, new: str, code: str) -> None:
    client.cookies.set(deps.COOKIE, world.colleague("worker", Role.GRID, password=hashed))
    answer = client.post("/api/password", json={"old": OLD, "new": new})
    assert answer.json().get("code", "ok") == code


def test_the_old_password_cannot_be_guessed_by_whoever_has_the_session(client: TestClient, world: World, hashed: str) -> None:
    client.cookies.set(deps.COOKIE, world.colleague("worker", Role.GRID, password=hashed))
    codes = [client.post("/api/password", json={"old": f"guess number {n}", "new": NEW}).json()["code"] for n in range(accounts.GUESSES_PER_HOUR + 1)]
    assert codes == ["wrong_password"] * accounts.GUESSES_PER_HOUR + ["too_many_tries"]


def test_without_a_session_or_with_more_fields_nothing_happens(client: TestClient, world: World) -> None:
    assert client.post("/api/password", json={"old": OLD, "new": NEW}).status_code == 401
    client.cookies.set(deps.COOKIE, world.token)
    assert client.post("/api/password", json={"old": OLD, "new": NEW, "account": "other"}).status_code == 422
    assert client.post("/api/once", json={"token": "x"}).status_code == 422


@pytest.mark.parametrize(("password", "code"), [("alllowercase", "password_kinds"), ("Gridxyz74", ""), ("邻里守望Linli", "")])
def test_the_profile_of_mlps_asks_for_kinds_of_signs(monkeypatch: pytest.MonkeyPatch, password: str, code: str) -> None:
    monkeypatch.setattr(passwords, "settings", Settings(mlps_password=True))
    if not code:
        passwords.check_new(password, "worker")
        return
    with pytest.raises(AppError, match=code):
        passwords.check_new(password, "worker")


def test_the_profile_of_mlps_asks_for_a_new_password_every_90_days_and_ours_never(client: TestClient, world: World, monkeypatch: pytest.MonkeyPatch, clock: object) -> None:
    client.cookies.set(deps.COOKIE, world.colleague("worker", Role.GRID))
    clock.on(days=25)  # type: ignore[attr-defined]
    assert client.get("/api/pack").status_code == 200
    clock.on(days=25)  # type: ignore[attr-defined]
    assert client.get("/api/pack").status_code == 200
    monkeypatch.setattr(accounts, "settings", Settings(mlps_password=True, data_dir=settings.data_dir))
    clock.on(days=25)  # type: ignore[attr-defined]
    assert client.get("/api/pack").json()["code"] == "must_change"
    assert len(world.rows(SignIn)) >= 1
