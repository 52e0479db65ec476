"""The calendar over HTTP: made and ended by its volunteer, read by any program, and its secret in no log."""

import logging
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from app import db
from app.api.deps import COOKIE
from app.logs import WithoutSecretPaths
from tests import factories as make
from tests.api.conftest import ORIGIN, Clock
from tests.conftest import NOW
from tests.services import crew


@pytest.fixture
def token(client: TestClient) -> str:
    """The session of a volunteer with a shift in two days."""
    with db.transaction() as session:
        team = crew.a_team(session)
        who = crew.a_volunteer(session, team)
        crew.signed(session, crew.a_shift(session, team, starts_at=NOW + timedelta(days=2)), who)
        assert who.account_id is not None
        return make.a_session(session, who.account_id)


def _address(client: TestClient, token: str) -> str:
    answer = client.post("/api/calendar", cookies={COOKIE: token})
    assert answer.status_code == 201
    url = str(answer.json()["url"])
    assert url.endswith(".ics") and "/calendar/" in url
    return url[url.index("/calendar/") :]


def test_a_calendar_program_reads_it_with_no_session(client: TestClient, token: str) -> None:
    path = _address(client, token)
    client.cookies.clear()
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "SUMMARY:送午饭" in answer.text and "LOCATION:社区食堂" in answer.text


def test_a_new_one_ends_the_old_and_delete_ends_it(client: TestClient, token: str) -> None:
    old = _address(client, token)
    new = _address(client, token)
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)
    assert client.delete("/api/calendar", cookies={COOKIE: token}).json() == {"ended": True}
    assert client.delete("/api/calendar", cookies={COOKIE: token}).json() == {"ended": False}
    assert client.get(new).status_code == 404


@pytest.mark.parametrize("path", ["/calendar/x.ics", f"/calendar/{'x' * 43}.ics", "/calendar/.ics", "/calendar/%00.ics", "/calendar/a/b.ics"])
def test_unknown_addresses_are_not_there(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"


def test_it_needs_a_session_and_our_own_origin(client: TestClient, token: str, clock: Clock) -> None:
    assert client.post("/api/calendar").status_code == 401
    assert client.post("/api/calendar", cookies={COOKIE: token}, headers={"Origin": "https://evil.example"}).status_code == 403
    with db.transaction() as session:
        worker = make.a_session(session, make.an_account(session, "grid").id)
    answer = client.post("/api/calendar", cookies={COOKIE: worker}, headers={"Origin": ORIGIN})
    assert (answer.status_code, answer.json()["code"]) == (403, "calendar_no_volunteer")


@pytest.mark.parametrize("line", [
    '127.0.0.1 "GET /calendar/SECRETsecret-_12.ics HTTP/1.1" 200', "GET /public/certificates/SECRET-secret-12/", "/api/certificates/check?code=SECRETsecret&x=1",
])  # fmt: skip
def test_whoever_logs_an_address_the_secret_in_it_becomes_stars(line: str) -> None:
    for record in (logging.LogRecord("any", logging.INFO, "", 0, line, (), None), logging.LogRecord("any", logging.INFO, "", 0, "%s", (line,), None)):
        assert WithoutSecretPaths().filter(record) is True
        assert "ecret" not in record.getMessage().replace("certificates", "") and "***" in record.getMessage()
