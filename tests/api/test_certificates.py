"""Certificates over HTTP: asked for by their volunteer, checked by anybody, printed without an identity number."""

import re
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app import db
from app.api.deps import COOKIE
from app.models import Audit, Certificate, Role
from app.services import certificate_check, certificates
from tests import factories as make
from tests.api.conftest import Clock
from tests.conftest import NOW
from tests.services import crew
from tests.services.crew import COMMUNITY
from tests.services.ledgers import a_line, by_account


class Office:
    """A volunteer with hours, a community of two, and what each signs in with."""

    def __init__(self) -> None:
        with db.transaction() as session:
            team = crew.a_team(session)
            who = crew.a_volunteer(session, team, name="王秀兰", volunteer_no="2102020123456")
            other = crew.a_volunteer(session, team, account="volunteer2", name="赵桂兰")
            a_line(session, who, day=date(2026, 11, 5), minutes=90, team=team, what="<b>修水龙头</b>")
            assert who.account_id and other.account_id
            lead = make.an_account(session, "community", role=Role.COMMUNITY, area=COMMUNITY)
            make.an_account(session, "community2", role=Role.COMMUNITY, area=COMMUNITY)
            later = NOW + timedelta(days=8)
            accounts = {"volunteer": who.account_id, "volunteer2": other.account_id, "community": lead.id}
            self.tokens = {name: make.a_session(session, key, now=later) for name, key in accounts.items()}
            self.now = later

    def issue(self) -> tuple[str, str]:
        """An issued certificate: its id and its code."""
        with db.transaction() as session:
            asked = certificates.ask(session, actor=by_account(session, "volunteer"), first=date(2026, 11, 1), last=date(2026, 11, 20), now=NOW)
            key = UUID(asked.id)
            certificates.put_up(session, actor=by_account(session, "community"), certificate_id=key, in_charge="李敏", contact="0411-82330000", now=NOW)
        with db.transaction() as session:
            certificates.issue(session, actor=by_account(session, "community2"), certificate_id=key, now=self.now)
            return asked.id, certificates.code_of(session.exec(select(Certificate)).one())


@pytest.fixture
def office(client: TestClient, clock: Clock) -> Office:
    made = Office()
    clock.now = made.now
    return made


def test_a_volunteer_asks_and_sees_the_own_ones(client: TestClient, office: Office) -> None:
    mine = {COOKIE: office.tokens["volunteer"]}
    answer = client.post("/api/certificates", json={"from": "2026-11-01", "to": "2026-11-20"}, cookies=mine)
    assert answer.status_code == 201
    assert (answer.json()["hours"], answer.json()["state"]) == ("1.5", "asked")
    assert "may_sign" not in answer.json()
    assert [c["id"] for c in client.get("/api/certificates", cookies=mine).json()["certificates"]] == [answer.json()["id"]]
    client.cookies.clear()
    assert client.get("/api/certificates", cookies={COOKIE: office.tokens["volunteer2"]}).json() == {"certificates": []}
    client.cookies.clear()
    assert client.get("/api/certificates").status_code == 401


@pytest.mark.parametrize("body", [{}, {"from": "x", "to": "y"}, {"from": "2026-11-01"}, {"from": "2026-11-01", "to": "2026-11-02", "volunteer_id": "x"}, [], "x"])
def test_misshapen_wishes_are_refused(client: TestClient, office: Office, body: object) -> None:
    answer = client.post("/api/certificates", json=body, cookies={COOKIE: office.tokens["volunteer"]})
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


def test_anybody_checks_a_code_by_hand_by_link_or_by_a_form(client: TestClient, office: Office) -> None:
    code = office.issue()[1]
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code.lower())
    for answer in (
        client.get("/api/certificates/check", params={"code": code}), client.post("/api/certificates/check", json={"code": f" {code[:4]} {code[4:]} "}),
        client.post("/api/certificates/check", data={"code": wide}),
    ):  # fmt: skip
        assert answer.status_code == 200
        assert answer.json()["state"] == "valid" and answer.json()["hours"] == "1.5"
        assert answer.headers["cache-control"] == "no-store"
        for word in ("王秀兰", "李敏", "0411", "2102020123456"):
            assert word not in answer.text, word


def test_nothing_of_a_look_up_is_kept(client: TestClient, office: Office) -> None:
    code = office.issue()[1]
    with db.reading() as session:
        before = len(session.exec(select(Audit)).all())
    client.post("/api/certificates/check", json={"code": code})
    with db.reading() as session:
        assert len(session.exec(select(Audit)).all()) == before


@pytest.mark.parametrize("body", ['{"code": 1}', "{", "[]", '{"x": "y"}', '{"code": "\\ud800"}', "[" * 3000])
def test_what_cannot_be_read_is_said(client: TestClient, office: Office, body: str) -> None:
    answer = client.post("/api/certificates/check", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_too_much_is_not_read(client: TestClient, office: Office) -> None:
    assert client.post("/api/certificates/check", json={"code": "A" * 5000}).status_code == 413


def test_guessing_ends_plainly(client: TestClient, office: Office) -> None:
    for _ in range(certificate_check.WRONG_PER_ADDRESS):
        answer = client.post("/api/certificates/check", json={"code": "ABCD-EFGH-2345"})
        assert (answer.status_code, answer.json()["code"]) == (404, "certificate_unknown")
    answer = client.post("/api/certificates/check", json={"code": "ABCD-EFGH-2345"})
    assert (answer.status_code, answer.json()["code"]) == (429, "certificate_too_many")


def test_the_public_list_names_nobody(client: TestClient, office: Office) -> None:
    with db.transaction() as session:
        key = UUID(certificates.ask(session, actor=by_account(session, "volunteer"), first=date(2026, 11, 1), last=date(2026, 11, 20), now=NOW).id)
        certificates.put_up(session, actor=by_account(session, "community"), certificate_id=key, in_charge="李敏", contact="0411-82330000", now=NOW)
    lines = client.get("/api/certificates/shown", params={"community": COMMUNITY}).json()["lines"]
    assert lines == [{"name": "王**", "hours": "1.5", "first": "2026-11-01", "last": "2026-11-20", "issuer": "甲社区居民委员会", "until": "2026-11-29"}]
    assert client.get("/api/certificates/shown", params={"community": "x"}).json() == {"lines": []}


def test_the_paper_takes_the_identity_number_in_the_browser_alone(client: TestClient, office: Office) -> None:
    key, code = office.issue()
    answer = client.get(f"/api/certificates/{key}/print", cookies={COOKIE: office.tokens["volunteer"]})
    assert answer.status_code == 200
    page = answer.text
    for word in ("王秀兰", "1.5 小时", "李敏", "0411-82330000", "甲社区居民委员会", "2026年11月22日 至 2026年11月29日", "210202001001-2026-0001"):
        assert word in page, word
    assert f"{code[:4]}-{code[4:8]}-{code[8:]}" in page
    assert "<b>修水龙头" not in page and "&lt;b&gt;修水龙头" in page
    assert "<form" not in page
    fields = re.findall(r"<input[^>]*>", page)
    assert len(fields) == 2
    assert all(" name=" not in f and 'autocomplete="off"' in f for f in fields)
    assert "fetch(" not in page and "src=\"http" not in page and "localStorage" not in page


def test_a_certificate_of_somebody_else_is_not_there(client: TestClient, office: Office) -> None:
    key = office.issue()[0]
    for name, path in (("volunteer2", key), ("volunteer2", "x"), ("volunteer", "00000000-0000-4000-8000-00000000dead")):
        client.cookies.clear()
        assert client.get(f"/api/certificates/{path}/print", cookies={COOKIE: office.tokens[name]}).status_code == 404
    client.cookies.clear()
    assert client.get(f"/api/certificates/{key}/print").status_code == 401


def test_the_export_comes_as_csv_and_as_a_workbook(client: TestClient, office: Office) -> None:
    mine = {COOKIE: office.tokens["community"]}
    query = {"community": COMMUNITY, "first": "2026-11-01", "last": "2026-11-22", "reason": "platform"}
    csv = client.get("/api/volunteers/export", params={**query, "form": "csv"}, cookies=mine)
    assert csv.status_code == 200 and csv.text.startswith("\ufeff") and "王秀兰" in csv.text
    book = client.get("/api/volunteers/export", params=query, cookies=mine)
    assert book.status_code == 200 and book.content[:2] == b"PK" and "attachment" in book.headers["content-disposition"]
    for wrong in ({"form": "pdf"}, {"first": "x"}, {"reason": ""}):
        assert client.get("/api/volunteers/export", params={**query, **wrong}, cookies=mine).status_code == 422
    client.cookies.clear()
    assert client.get("/api/volunteers/export", params=query, cookies={COOKIE: office.tokens["volunteer"]}).status_code == 404
