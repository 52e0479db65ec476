"""The robot's messages: a closed list, whole numbers only, and no string of anybody can ever get into one."""

import base64
import hashlib
import hmac
import json
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import office
from tests.conftest import NOW

HOOK = "https://robot.example/send?key=k"
anything = st.none() | st.booleans() | st.floats() | st.text() | st.binary() | st.lists(st.text()) | st.dictionaries(st.text(), st.text()) | st.integers()


@given(kind=st.sampled_from(sorted(office.KINDS)) | st.text(), data=st.data())
def test_no_string_can_enter_a_message(kind: str, data: st.DataObject) -> None:
    names = sorted(office.places(kind)) if kind in office.KINDS else []
    numbers = data.draw(st.fixed_dictionaries({name: anything for name in names}) | st.dictionaries(st.text(), anything, max_size=3))
    why, said = "", ""
    try:
        said = office.sentence(kind, numbers)
    except office.NotSayable as refused:
        why = str(refused)
    if not said:
        assert why in {"kind", "places", "numbers"}
        return
    assert set(numbers) == office.places(kind) and all(type(v) is int for v in numbers.values())
    frame = re.escape(office.SIGN + office.KINDS[kind])
    assert re.fullmatch(re.sub(r"\\\{\w+\\\}", r"\\d+", frame), said)


@pytest.mark.parametrize("kind", sorted(office.KINDS))
def test_every_kind_is_a_plain_sentence_for_both_robots(kind: str) -> None:
    body = office.body(kind, dict.fromkeys(office.places(kind), 7))
    assert body["msgtype"] == "text" and set(body) == {"msgtype", "text"}
    assert "{" not in body["text"]["content"] and body["text"]["content"].startswith(office.SIGN)
    assert json.dumps(body, ensure_ascii=False)


@pytest.mark.parametrize("numbers", [{}, {"accounts": True}, {"accounts": "5"}, {"accounts": -1}, {"accounts": 10**13}, {"accounts": 1, "name": 2}, {"accounts": 1.0}])
def test_what_does_not_fit_is_refused(numbers: dict[str, object]) -> None:
    with pytest.raises(office.NotSayable):
        office.checked("accounts_disabled", numbers)


def test_dingtalk_gets_a_signed_address_and_wecom_the_plain_one() -> None:
    assert office.address(HOOK, robot="wecom", secret="s", now=NOW) == HOOK
    assert office.address(HOOK, robot="dingtalk", secret="", now=NOW) == HOOK
    signed = parse_qs(urlsplit(office.address(HOOK, robot="dingtalk", secret="SEC1", now=NOW)).query)
    stamp = signed["timestamp"][0]
    assert signed["key"] == ["k"] and stamp == str(int(NOW.timestamp() * 1000))
    assert base64.b64decode(signed["sign"][0]) == hmac.new(b"SEC1", f"{stamp}\nSEC1".encode(), hashlib.sha256).digest()
    assert "?timestamp=" in office.address("https://robot.example/send", robot="dingtalk", secret="s", now=NOW)


@pytest.mark.parametrize(("webhook", "may"), [
    ("https://robot.example/x", True), ("http://127.0.0.1:3600/x", True), ("http://localhost/x", True), ("http://[::1]/x", True), ("http://robot.example/x", False),
    ("http://127.0.0.1.robot.example/x", False), ("ftp://127.0.0.1/x", False), ("file:///x", False), ("https://", False), ("x", False), ("http://[x", False),
])  # fmt: skip
def test_messages_leave_this_machine_by_https_only(webhook: str, may: bool) -> None:
    assert office.may_send_to(webhook) is may


def test_the_distance_between_tries_grows_from_a_minute_to_six_hours() -> None:
    pauses = [office.pause(n) for n in range(1, 40)]
    assert pauses[0] == timedelta(minutes=1) and pauses[-1] == timedelta(hours=6)
    assert pauses == sorted(pauses)
    assert not office.is_given_up(NOW, NOW + timedelta(hours=47)) and office.is_given_up(NOW, NOW + timedelta(hours=48))
