"""What answers at all, and the headers on every answer (promises B14, J2, J4)."""

import socket

import pytest
from starlette.routing import BaseRoute

from app.app import PAGES
from app.config import ROOT
from app.services.cookies import COOKIE
from tests.security.conftest import Live

PATHS = ["/", "/login/", "/login", "/residents/", "/residents/x/", "/outbox/", "/me/", "/assets/entry-abc.js", "/sw.js", "/manifest.webmanifest",
         "/api/health", "/api/pack", "/api/sync", "/api/session", "/api/nothing", "/calendar/x.ics", "/public/certificates/x/", "/ping", "/_health", "/_event/", "/nothing", "/_upload"]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_headers(live: Live, path: str) -> None:
    for method in ("GET", "HEAD", "POST"):
        headers = {k.lower(): v for k, v in live.request(method, path).headers.items()}
        policy = headers["content-security-policy"]
        for part in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
            assert part in policy
        assert "evil" not in policy
        assert "*" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "geolocation=()" in headers["permissions-policy"]
        assert "x-powered-by" not in headers
        assert headers["cache-control"] == ("no-store" if path.startswith(("/api/", "/calendar/")) else "public, max-age=31536000, immutable" if "assets" in path else "no-cache")


def test_a_strange_host_never_gets_into_the_policy(live: Live) -> None:
    answer = live.get("/", Host="evil.example; script-src *")
    assert "evil" not in (answer.headers.get("content-security-policy") or "")


@pytest.mark.parametrize("path", ["/_upload", "/_upload/x.txt", "/_all_routes", "/auth-codespace", "/docs", "/redoc", "/openapi.json", "/api/docs",
                                  "/api/openapi.json", "/sitemap.xml", "/robots.txt", "/.env", "/.git/config", "/data/linli.db", "/keys.json", "/linli.db",
                                  "/../data/keys.json", "/..%2f..%2fdata/linli.db", "/%2e%2e/%2e%2e/etc/passwd", "/assets/../../../server.log",
                                  "/rxconfig.py", "/app/config.py", "/admin", "/metrics", "/_event", "/api", "/api/"])  # fmt: skip
def test_nothing_else_answers(live: Live, path: str) -> None:
    for method in ("GET", "POST", "PUT", "DELETE"):
        answer = live.request(method, path, b"x" if method != "GET" else None, Origin=live.origin)
        assert answer.status in {400, 404, 405}, (method, answer.status)
        assert b"linli_" not in answer.body


def _paths(routes: list[BaseRoute], before: str = "") -> set[str]:
    found = set()
    for route in routes:
        path = before + getattr(route, "path", "")
        inner = getattr(getattr(route, "app", None), "routes", None) or getattr(getattr(route, "router", None), "routes", None)
        inner = inner or getattr(getattr(getattr(route, "app", None), "inner", None), "routes", None) or getattr(getattr(route, "original_router", None), "routes", None)
        found |= _paths(inner, path) if inner else {path}
    return found


def test_the_program_serves_these_routes_and_no_others() -> None:
    from app.api import api
    from app.app import app

    ours = {r.rstrip("/") for r in _paths(list(api.routes)) if r}
    assert {r for r in ours if r.startswith("/api")} == {"/api/health", "/api/session", "/api/pack", "/api/sync", "/api/feedback", "/api/feedback/look",
        "/api/residents/{resident_id}/record", "/api/once", "/api/once/look", "/api/password", "/api/device", "/api/device/lost", "/api/device/wiped",
        "/api/imports", "/api/imports/template", "/api/imports/{held_id}", "/api/imports/{held_id}/take", "/api/imports/{held_id}/refused",
        "/api/imports/{held_id}/links", "/api/batches", "/api/batches/{batch_id}/undo", "/api/sheets", "/api/day", "/api/handover", "/api/surges/{surge_id}/missing",
        "/api/teams/{team_id}", "/api/teams/{team_id}/join", "/api/shifts/{shift_id}/{word}", "/api/shifts/{shift_id}/confirm", "/api/hours/backfill",
        "/api/hours/dispute", "/api/hours/requests/{request_id}/withdraw", "/api/needs/{need_id}/volunteers",
        "/api/certificates", "/api/certificates/shown", "/api/certificates/check", "/api/certificates/{certificate_id}/print", "/api/calendar", "/api/volunteers/export",
    }  # fmt: skip
    assert {r for r in ours if not r.startswith("/api")} == {"/calendar/{token}.ics"}
    assert app._api is not None
    assert _paths(list(app._api.routes)) == {"/_event", "/ping", "/_health"}
    assert len(PAGES) == len({route for route, _, _ in PAGES})


def test_no_page_takes_uploads_through_reflex() -> None:
    for path in (ROOT / "app").rglob("*.py"):
        text = path.read_text()
        for banned in ("rx.upload", "rx.download", "rx.LocalStorage", "rx.SessionStorage", "rx.Cookie", "rx.get_upload_dir", "rx.Model"):
            assert banned not in text, path


def test_a_large_upload_is_not_even_read(live: Live) -> None:
    assert _answer_to_a_promise_of(live, "/_upload", 200_000) == 404
    assert _answer_to_a_promise_of(live, "/api/sync", 1024 * 1024 + 1) == 413
    assert _answer_to_a_promise_of(live, "/api/imports", 65 * 1024 * 1024, cookie=live.signed_in("district")) == 413


def _answer_to_a_promise_of(live: Live, path: str, size: int, cookie: str = "") -> int:
    """The status for a body that is announced and of which not one byte is sent."""
    with socket.create_connection(("127.0.0.1", live.port), timeout=20) as wire:
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{live.port}\r\nOrigin: {live.origin}\r\nContent-Length: {size}\r\nCookie: {COOKIE}={cookie}\r\n\r\n"
        wire.sendall(head.encode())
        return int(wire.recv(1024).split(b" ", 2)[1])
