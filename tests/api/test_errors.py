"""What every answer of the API has in common (design.md §5; promises B17, J2)."""

from itertools import product

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from app.api import deps, openapi
from app.models import Role
from tests.api.conftest import World
from tests.conftest import NOW

ROUTES = [("GET", "/api/health"), ("GET", "/api/pack"), ("POST", "/api/session"), ("PUT", "/api/session"), ("DELETE", "/api/session"),
          ("POST", "/api/sync"), ("GET", "/api/nothing"), ("GET", "/api/sync"), ("PATCH", "/api/pack"), ("POST", "/_upload"), ("GET", "/api/docs")]  # fmt: skip


def test_no_answer_of_the_api_is_kept_anywhere_and_all_carry_the_headers(client: TestClient, world: World) -> None:
    for (method, path), headers in product(ROUTES, ({}, {"Origin": "https://evil.example"})):
        answer = client.request(method, path, headers=headers)
        if path.startswith("/api/"):
            assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        for part in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "default-src 'self'", "form-action 'self'"):
            assert part in answer.headers["content-security-policy"]


ERRORS = (
    ("GET", "/api/pack", 401), ("POST", "/api/sync", 401), ("PUT", "/api/session", 401), ("POST", "/api/session", 422), ("GET", "/api/nothing", 404),
    ("GET", "/api/sync", 405), ("POST", "/_upload", 404), ("GET", "/docs", 404), ("DELETE", "/api/session?everywhere=perhaps", 422),
)  # fmt: skip


def test_an_error_is_a_code_and_a_sentence_in_the_language_asked_for(client: TestClient, world: World) -> None:
    for method, path, status in ERRORS:
        said = {}
        for language in ("zh-CN", "en-GB,en;q=0.9"):
            answer = client.request(method, path, headers={"Accept-Language": language}, json=None if method == "GET" else {"records": []})
            assert answer.status_code == status, path
            assert set(answer.json()) == {"code", "message"}
            said[language[:2]] = answer.json()
        assert said["zh"]["code"] == said["en"]["code"]
        assert any("一" <= c <= "鿿" for c in said["zh"]["message"])
        assert said["en"]["message"].isascii(), path


def test_a_foreign_origin_hears_it_in_both_languages(client: TestClient, world: World) -> None:
    headers = {"Origin": "https://evil.example"}
    zh = client.post("/api/sync", headers=headers).json()["message"]
    en = client.post("/api/sync", headers=headers | {"Accept-Language": "en"}).json()["message"]
    assert not zh.isascii()
    assert en.isascii()


def test_an_unexpected_failure_tells_a_number_and_nothing_else(signed_in: TestClient, world: World, database: sa.Engine, caplog: pytest.LogCaptureFixture) -> None:
    with database.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE sign_in RENAME TO sign_in_away")
    try:
        for headers in ({}, {"Accept-Language": "en"}):
            answer = signed_in.get("/api/pack", headers=headers)
            assert answer.status_code == 500
            assert answer.json()["code"] == "failure"
            number = answer.json()["message"].split("：")[-1].split(": ")[-1].strip()
            assert len(number) == 8
            assert number in caplog.text
            for secret in ("sign_in", "SELECT", "sqlalchemy", "Traceback", world.token):
                assert secret.lower() not in answer.text.lower()
        assert world.token not in caplog.text
    finally:
        with database.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE sign_in_away RENAME TO sign_in")


def test_an_ended_account_may_hand_in_its_work_and_nothing_else(client: TestClient, world: World) -> None:
    client.cookies.set(deps.COOKIE, world.colleague("gone", Role.GRID, disabled_at=NOW))
    for method, path in (("GET", "/api/pack"), ("PUT", "/api/session")):
        answer = client.request(method, path)
        assert answer.status_code == 403
        assert answer.json()["code"] == "account_ended"
    assert client.post("/api/sync", json={"records": []}).status_code == 200
    assert world.trail() == [("refused", "account_ended")] * 2


def test_health_says_what_runs_here_without_an_account(client: TestClient, world: World, database: sa.Engine) -> None:
    body = client.get("/api/health").json()
    assert body["status"] == "ok"
    assert body["database"] == database.dialect.name
    assert len(body["epoch"]) == 16


def test_the_document_names_every_kind_of_record() -> None:
    parts = openapi()["components"]["schemas"]  # type: ignore[index]
    assert {"ViewRecord", "CallRecord", "RevealRecord", "Batch"} <= set(parts)
    assert all(parts[name]["additionalProperties"] is False for name in parts if name.endswith(("Record", "Payload")))
