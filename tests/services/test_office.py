"""The office's robot: told with the work, sent afterwards, tried again, given up with an alarm; nothing of it in a log."""

import asyncio
import dataclasses
import json
import logging
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Barrier, Thread
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from app import db
from app.config import settings
from app.models import Act, Audit, OfficeMessage
from app.rules.office import NotSayable
from app.services import office
from tests.conftest import NOW


class Robot:
    """A chat robot on this machine that remembers what it was told and answers as it was asked to."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.status, self.answer, self.headers = 200, b'{"errcode":0,"errmsg":"ok"}', {}
        robot = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                robot.heard.append((self.path, json.loads(body)))
                self.send_response(robot.status)
                for name, value in robot.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(robot.answer)

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/send?key=geheim8231"
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Close the port."""
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def robot() -> Iterator[Robot]:
    """A robot that goes away again."""
    made = Robot()
    yield made
    made.stop()


def use(monkeypatch: pytest.MonkeyPatch, webhook: str, **more: str) -> None:
    """Set the robot as a deployment does."""
    monkeypatch.setattr(office, "settings", dataclasses.replace(settings, office_webhook=webhook, **{f"office_{k}": v for k, v in more.items()}))


def told(at: datetime = NOW, **numbers: int) -> None:
    """One message in the queue."""
    with db.transaction() as session:
        office.tell(session, kind="import_done", now=at, **(numbers or {"new": 3, "changed": 2, "refused": 1}))


def rows() -> list[OfficeMessage]:
    """The queue."""
    with db.reading() as session:
        found = list(session.exec(select(OfficeMessage).order_by(OfficeMessage.made_at)))  # type: ignore[arg-type]
        session.expunge_all()
    return found


def send(now: datetime = NOW) -> int:
    """One round."""
    return asyncio.run(office.send_due(now))


def test_a_message_is_taken_once_and_says_numbers_only(database: sa.Engine, robot: Robot, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, robot.url)
    told()
    assert (send(), send(NOW + timedelta(hours=9))) == (1, 0)
    assert robot.heard == [("/send?key=geheim8231", {"msgtype": "text", "text": {"content": "【邻里】名册导好了：新增 3 人，改动 2 人，没收下 1 行。"}})]
    assert [(r.sent_at, r.tries, r.last_error) for r in rows()] == [(NOW, 1, "")]


def test_dingtalk_is_asked_with_a_signature(database: sa.Engine, robot: Robot, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, robot.url, kind="dingtalk", secret="SEC8231")
    told()
    assert send() == 1
    assert "&timestamp=" in robot.heard[0][0] and "&sign=" in robot.heard[0][0] and "SEC8231" not in robot.heard[0][0]


def test_nothing_is_kept_where_no_robot_is_set(database: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, "")
    told()
    assert rows() == [] and send() == 0


def test_what_is_rolled_back_is_never_told(database: sa.Engine, robot: Robot, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, robot.url)

    def fail(session: Session) -> None:
        office.tell(session, kind="accounts_disabled", now=NOW, accounts=1)
        raise RuntimeError

    with pytest.raises(RuntimeError), db.transaction() as session:
        fail(session)
    assert rows() == [] and send() == 0


@pytest.mark.parametrize("numbers", [{"accounts": "张三"}, {"accounts": True}, {"accounts": 1, "name": 2}, {}])
def test_a_kind_that_is_not_in_the_list_and_values_that_are_no_numbers_are_refused(session: Session, numbers: dict[str, Any]) -> None:
    with pytest.raises(NotSayable):
        office.tell(session, kind="accounts_disabled", now=NOW, **numbers)
    with pytest.raises(NotSayable):
        office.tell(session, kind="张三病了", now=NOW)
    assert session.exec(select(OfficeMessage)).all() == []


@pytest.mark.parametrize(("status", "answer", "error"), [
    (200, b'{"errcode":93000,"errmsg":"invalid"}', "errcode_93000"), (500, b"", "http_500"), (302, b"", "http_302"), (200, b"<html>", "answer"),
    (200, b'{"errcode":"0"}', "answer"), (200, b"[]", "answer"), (200, b"x" * 70000, "answer"), (200, b'{"errcode":false}', "answer"),
])  # fmt: skip
def test_what_the_robot_did_not_take_is_tried_again(
    database: sa.Engine, robot: Robot, monkeypatch: pytest.MonkeyPatch, status: int, answer: bytes, error: str
) -> None:
    use(monkeypatch, robot.url)
    robot.status, robot.answer = status, answer
    robot.headers = {"Location": "/elsewhere"} if status == 302 else {}
    told()
    assert send() == 0
    assert [(r.sent_at, r.last_error, r.next_at) for r in rows()] == [(None, error, NOW + timedelta(minutes=1))]
    assert send(NOW + timedelta(seconds=59)) == 0 and len(robot.heard) == 1
    robot.status, robot.answer = 200, b'{"errcode":0}'
    assert send(NOW + timedelta(minutes=1)) == 1
    assert [(r.tries, r.last_error) for r in rows()] == [(2, "")]


def test_a_robot_that_is_not_there_is_given_up_after_two_days_with_an_alarm(database: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    use(monkeypatch, f"http://127.0.0.1:{port}/send")
    told()
    tries, at = 0, NOW
    while rows()[0].given_up_at is None:
        at = rows()[0].next_at
        assert at <= NOW + timedelta(days=3)
        send(at)
        tries += 1
    assert 10 < tries < 25 and at - NOW >= timedelta(days=2)
    assert send(at + timedelta(days=1)) == 0 and rows()[0].tries == tries
    with db.reading() as session:
        found = session.exec(select(Audit.object_kind, Audit.reason, Audit.result).where(Audit.act == Act.ALARM)).one()
    assert tuple(found) == ("office", "import_done", "no_connection")


def test_an_address_without_https_is_never_called(database: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, "http://robot.example/send")
    told()
    assert send() == 0 and rows()[0].last_error == "address"


def test_two_processes_send_a_message_once(database: sa.Engine, robot: Robot, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, robot.url)
    for n in range(5):
        told(NOW - timedelta(minutes=n))
    start, sent = Barrier(2), []

    def process() -> None:
        start.wait()
        sent.append(send())

    threads = [Thread(target=process) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(sent) == 5 == len(robot.heard)


def test_a_process_that_died_after_its_claim_leaves_the_message_to_be_sent(database: sa.Engine, robot: Robot, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, robot.url)
    told()
    with db.transaction() as session:
        assert office._claim(session, message_id=rows()[0].id, now=NOW) is not None
    assert send() == 0
    assert send(NOW + timedelta(minutes=1)) == 1


def test_the_address_and_its_key_are_in_no_log_and_no_row(
    database: sa.Engine, robot: Robot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    use(monkeypatch, robot.url, kind="dingtalk", secret="SEC8231")
    told()
    robot.status = 500
    send()
    robot.status = 200
    send(NOW + timedelta(minutes=1))
    kept = caplog.text + "".join(r.last_error for r in rows())
    assert "geheim8231" not in kept and "SEC8231" not in kept and "/send" not in kept


def test_old_messages_are_forgotten_and_open_ones_are_not(database: sa.Engine, robot: Robot, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, robot.url)
    told()
    send()
    told(NOW + timedelta(seconds=1))
    with db.transaction() as session:
        assert office.clean_up(session, now=NOW + timedelta(days=91)) == 1
    assert [r.sent_at for r in rows()] == [None]
