"""Signing in and out over HTTP (design.md §4, §5; promises C1, C2, C4, B11)."""

import subprocess
import sys
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from app import db
from app.api import deps
from app.config import ROOT
from app.models import Account, Role, SignIn, SignInTry
from app.services import keys
from tests import factories as make
from tests.api.conftest import ORIGIN, Clock, World

CHEAP = PasswordHasher(memory_cost=8, time_cost=1, parallelism=1).hash("correct horse")


@pytest.fixture
def with_password(world: World) -> World:
    """The worker's account has a password; its hash is weak on purpose, for the tests' speed alone."""
    with db.transaction() as session:
        account = session.get(Account, world.account)
        assert account is not None
        account.password = CHEAP
        session.add(account)
    return world


def _form(client: TestClient, **fields: Any) -> Any:
    return client.post("/api/session", data={"account": "grid", "password": "correct horse"} | fields)


def test_a_form_is_answered_with_the_page_the_role_uses_most(client: TestClient, with_password: World) -> None:
    answer = _form(client)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/today/"
    assert client.get("/api/pack").status_code == 200


def test_on_a_borrowed_phone_where_nothing_is_kept_the_list_of_residents_comes_first(client: TestClient, with_password: World) -> None:
    assert _form(client, own_shown="1").headers["location"] == "/residents/"
    assert _form(client, own_shown="1", own="1").headers["location"] == "/today/"


def test_plain_clients_get_json_and_no_redirect(client: TestClient, with_password: World) -> None:
    good = client.post("/api/session", json={"account": "grid", "password": "correct horse"})
    assert good.status_code == 200
    assert good.json() == {"next": "/today/", "account": "grid", "name": "测试grid", "roles": ["grid"]}
    bad = client.post("/api/session", json={"account": "grid", "password": "wrong"}, headers={"Accept-Language": "en"})
    assert bad.status_code == 401
    assert bad.json() == {"code": "wrong_password", "message": "Account or password is wrong. Check the capitals."}


def test_a_form_that_fails_goes_back_to_the_page_with_a_code_and_keeps_where_it_was_going(client: TestClient, with_password: World) -> None:
    answer = _form(client, password="wrong", next="/me/")
    assert answer.status_code == 303
    to = urlsplit(answer.headers["location"])
    assert to.path == "/login/"
    assert parse_qs(to.query) == {"code": ["wrong_password"], "next": ["/me/"]}
    assert "set-cookie" not in answer.headers


def test_after_signing_in_nobody_is_sent_away_from_linli(client: TestClient, with_password: World) -> None:
    for wanted in ("//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/api/session", "/login", "evil",
                   "/x\r\nSet-Cookie: a=b", "/%0d%0aLocation: x", "\\\\evil", "/ /evil", "/\t/evil.example", ""):  # fmt: skip
        assert _form(client, next=wanted, password="wrong").headers["location"].endswith("&next="), wanted
        client.cookies.clear()
        with db.transaction() as session:
            session.exec(sa.delete(SignInTry))
    assert _form(client, next="//evil.example").headers["location"] == "/today/"


def test_a_page_of_our_own_is_gone_back_to(client: TestClient, with_password: World) -> None:
    assert _form(client, next="/residents/?tab=doors").headers["location"] == "/residents/?tab=doors"


def test_the_cookie_is_a_256_bit_secret_that_scripts_cannot_read(client: TestClient, with_password: World) -> None:
    cookies = [c for c in _form(client).headers.get_list("set-cookie") if c.startswith("linli_session=")]
    assert len(cookies) == 1
    value, *attributes = cookies[0].split("; ")
    assert {a.lower() for a in attributes} == {"httponly", "samesite=lax", "path=/", "max-age=2592000"}
    token = value.removeprefix("linli_session=")
    assert len(token) >= 43
    stored = with_password.rows(SignIn)
    assert all(token not in repr(row) for row in stored)
    assert keys.token_hash(token) in {row.token_hash for row in stored}


def test_what_stands_in_the_database_signs_nobody_in(signed_in: TestClient, world: World) -> None:
    signed_in.cookies.set(deps.COOKIE, world.rows(SignIn)[0].token_hash)
    assert signed_in.get("/api/pack").status_code == 401


def test_a_borrowed_device_gets_a_cookie_that_goes_with_the_browser(client: TestClient, with_password: World) -> None:
    cookie = _form(client, own_shown="1").headers.get_list("set-cookie")[0]
    assert "max-age" not in cookie.lower()
    assert [row.own_device for row in with_password.rows(SignIn) if keys.token_hash(cookie.split("=")[1].split(";")[0]) == row.token_hash] == [False]


def test_under_https_the_cookie_has_the_host_prefix_and_goes_over_tls_only() -> None:
    program = (
        "from app.api import deps, session; from starlette.responses import Response; r = Response();"
        "session._set(r, deps.COOKIE, 'v', max_age=None); print(r.headers['set-cookie'], deps.KNOWN_COOKIE);"
        "from app.state.gate import COOKIE; assert COOKIE == deps.COOKIE"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True,
                          env={"LINLI_PUBLIC_URL": "https://linli.example", "PATH": ""})  # fmt: skip
    assert done.stdout.startswith("__Host-linli_session=v; ")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(done.stdout.split(" __Host")[0].split("; "))
    assert "Domain" not in done.stdout
    assert done.stdout.strip().endswith("__Host-linli_known")


def test_signing_in_ends_the_session_that_came_along(client: TestClient, with_password: World) -> None:
    client.cookies.set(deps.COOKIE, with_password.token)
    _form(client)
    client.cookies.clear()
    client.cookies.set(deps.COOKIE, with_password.token)
    assert client.get("/api/pack").status_code == 401


def test_a_session_that_somebody_planted_is_not_taken_over(client: TestClient, with_password: World) -> None:
    client.cookies.set(deps.COOKIE, "planted-by-somebody-else")
    fresh = _form(client).headers.get_list("set-cookie")[0]
    assert "planted" not in fresh
    assert keys.token_hash("planted-by-somebody-else") not in {r.token_hash for r in with_password.rows(SignIn)}


def test_signing_out_here_ends_this_session_and_no_other(signed_in: TestClient, world: World) -> None:
    with db.transaction() as session:
        second = make.a_session(session, world.account)
    answer = signed_in.delete("/api/session")
    assert (answer.status_code, answer.json()) == (200, {"ended": 1})
    assert 'linli_session=""' in answer.headers["set-cookie"]
    signed_in.cookies.clear()
    for token, status in ((world.token, 401), (second, 200)):
        signed_in.cookies.set(deps.COOKIE, token)
        assert signed_in.get("/api/pack").status_code == status


def test_signing_out_everywhere_ends_them_all_and_nobody_elses(signed_in: TestClient, world: World) -> None:
    with db.transaction() as session:
        make.a_session(session, world.account)
    stranger = world.colleague("info", Role.INFO)
    assert signed_in.delete("/api/session?everywhere=true").json() == {"ended": 2}
    assert [r.token_hash for r in world.rows(SignIn)] == [keys.token_hash(stranger)]
    assert signed_in.delete("/api/session").json() == {"ended": 0}


def test_a_session_slides_only_when_it_is_used(signed_in: TestClient, world: World, clock: Clock) -> None:
    clock.on(days=29)
    kept = signed_in.put("/api/session")
    assert kept.status_code == 204
    assert "max-age=2592000" in kept.headers["set-cookie"].lower()
    clock.on(days=29)
    assert signed_in.get("/api/pack").status_code == 200
    clock.on(days=30)
    assert signed_in.get("/api/pack").status_code == 401
    assert signed_in.put("/api/session").status_code == 401


def test_what_cannot_be_read_is_refused_with_a_sentence(client: TestClient, with_password: World) -> None:
    for body in (b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"account":[1],"password":{"a":1}}', b'{"account":"grid"}', b"[" * 100_000,
                 b'{"account":"\\u0000","password":"x"}', b'{"account":"\\ud800","password":"\\ud800"}'):  # fmt: skip
        answer = client.post("/api/session", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code in {400, 401, 422}, body[:40]
        assert set(answer.json()) == {"code", "message"}


def test_every_sign_in_refusal_and_sign_out_leaves_one_row(client: TestClient, with_password: World) -> None:
    _form(client)
    _form(client, password="wrong")
    _form(client, account="nobody")
    client.delete("/api/session")
    assert with_password.trail() == [("sign_in", "ok"), ("sign_in_refused", "refused"), ("sign_in_refused", "refused"), ("sign_out", "ok")]


CHANGING = (("POST", "/api/session"), ("PUT", "/api/session"), ("DELETE", "/api/session"), ("POST", "/api/sync"), ("PATCH", "/api/pack"))
NOT_OURS: tuple[dict[str, str], ...] = (
    {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": ORIGIN + ".evil.example"}, {"Origin": ORIGIN.replace("http:", "https:")},
    {"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"}, {"Origin": ORIGIN, "Sec-Fetch-Site": "same-site"}, {"Origin": ORIGIN + "/"},
    {"Origin": ORIGIN.upper()}, {"Origin": ""},
)  # fmt: skip


def test_no_request_from_another_page_changes_anything(signed_in: TestClient, world: World) -> None:
    before = [r.last_seen_at for r in world.rows(SignIn)], world.trail()
    for method, path in CHANGING:
        for headers in NOT_OURS:
            answer = signed_in.request(method, path, headers=headers, json={"account": "grid", "password": "x", "records": []})
            assert answer.status_code == 403, (path, headers)
            assert answer.json()["code"] == "origin"
    assert ([r.last_seen_at for r in world.rows(SignIn)], world.trail()) == before


def test_a_changing_request_without_an_origin_is_refused(signed_in: TestClient, world: World) -> None:
    del signed_in.headers["Origin"]
    for method, path in CHANGING:
        assert signed_in.request(method, path).status_code == 403
    assert signed_in.get("/api/pack").status_code == 200
