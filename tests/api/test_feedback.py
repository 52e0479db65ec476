"""Complaints over HTTP: with and without an account, from a script or a plain form, and the code never in an address."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.api import deps
from app.api.feedback import SLIP
from app.models import Audit, Feedback
from tests.api.conftest import Clock, World

BODY = {"about": "complaint", "words": "楼道灯坏了三个月", "reach": "13900000421"}
FORM = {"Accept": "text/html"}


def ask(client: TestClient, sent: dict[str, str], **change: str) -> Any:
    """Ask for the answer."""
    return client.post("/api/feedback/look", json={"number": sent["number"], "code": sent["code"], **change})


def test_without_an_account_it_is_taken_and_can_be_asked_about(client: TestClient, world: World) -> None:
    answer = client.post("/api/feedback", json=BODY)
    sent = answer.json()
    assert answer.status_code == 201 and set(sent) == {"number", "code"} and answer.headers["cache-control"] == "no-store"
    assert ask(client, sent).json() == {"number": sent["number"], "about": "complaint", "state": "waiting", "answer": "", "answered": ""}
    assert [f.account_id for f in world.rows(Feedback)] == [None]


def test_a_colleague_is_named_in_the_record(signed_in: TestClient, world: World) -> None:
    assert signed_in.post("/api/feedback", json=BODY).status_code == 201
    assert [f.account_id for f in world.rows(Feedback)] == [world.account]


def test_a_session_that_is_over_does_not_stop_anybody(client: TestClient, world: World) -> None:
    client.cookies.set(deps.COOKIE, "gone")
    assert client.post("/api/feedback", json=BODY).status_code == 201
    assert [f.account_id for f in world.rows(Feedback)] == [None]


def test_a_plain_form_comes_back_to_the_page_without_the_code_in_its_address(client: TestClient, world: World) -> None:
    answer = client.post("/api/feedback", data=BODY, headers=FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, "/feedback/?sent=1")
    slip = answer.headers["set-cookie"]
    number, code = slip.split(";")[0].removeprefix(f"{SLIP}=").split(".")
    assert "Max-Age=600" in slip and "Path=/feedback" in slip and "SameSite=strict" in slip
    assert ask(client, {"number": number, "code": code}).status_code == 200
    wrong = client.post("/api/feedback", data={**BODY, "words": ""}, headers=FORM)
    assert (wrong.status_code, wrong.headers["location"]) == (303, "/feedback/?error=feedback_words")
    assert "set-cookie" not in wrong.headers


def test_a_wrong_number_and_a_wrong_code_get_the_same_answer(client: TestClient, world: World) -> None:
    sent = client.post("/api/feedback", json=BODY).json()
    answers = [ask(client, sent, number="F26112200000"), ask(client, sent, code="AAAA-AAAA"), ask(client, sent, number="", code="")]
    assert {(a.status_code, a.text) for a in answers} == {(404, answers[0].text)}
    assert answers[0].json()["code"] == "feedback_unknown"
    assert ("refused", "refused") in [(a.act, a.result) for a in world.rows(Audit)]


def test_guessing_and_flooding_end(client: TestClient, world: World, clock: Clock) -> None:
    sent = client.post("/api/feedback", json=BODY).json()
    assert [ask(client, sent, code=f"AAAA-AA{n:02d}").status_code for n in range(22)] == [404] * 20 + [429] * 2
    assert [client.post("/api/feedback", json=BODY).status_code for _ in range(5)] == [201] * 4 + [429]
    clock.on(minutes=61)
    assert client.post("/api/feedback", json=BODY).status_code == 201
    assert ask(client, sent).status_code == 200


@pytest.mark.parametrize(("body", "status"), [
    ("", 400), ("[]", 400), ("null", 400), ("{", 400), ('{"words":"\\ud800"}', 400), ("{}", 422), ('{"about":"complaint","words":5}', 422), ("[" * 9000, 400),
    ('{"about":"complaint","words":"' + "x" * 2001 + '"}', 422), ('{"words":"' + "x" * 40000 + '"}', 413),
])  # fmt: skip
def test_what_cannot_be_used_is_told_as_everywhere(client: TestClient, world: World, body: str, status: int) -> None:
    for path in ("/api/feedback", "/api/feedback/look"):
        answer = client.post(path, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == (status if path == "/api/feedback" or status in {400, 413} else 404)
        assert set(answer.json()) == {"code", "message"}
    assert world.rows(Feedback) == []


def test_another_site_cannot_send(client: TestClient, world: World) -> None:
    for path in ("/api/feedback", "/api/feedback/look"):
        assert client.post(path, json=BODY, headers={"Origin": "https://evil.example"}).status_code == 403
    assert world.rows(Feedback) == []


def test_nothing_that_was_written_is_in_the_trail_or_in_the_log(client: TestClient, world: World, caplog: pytest.LogCaptureFixture) -> None:
    sent = client.post("/api/feedback", json=BODY).json()
    ask(client, sent)
    kept = caplog.text + repr([vars(a) for a in world.rows(Audit)])
    assert not [w for w in (BODY["words"], BODY["reach"], sent["code"], sent["number"]) if w in kept]
