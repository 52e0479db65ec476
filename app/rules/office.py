"""Messages to the office's chat robot: a closed list of kinds, each one sentence with places for whole numbers only."""

import base64
import hashlib
import hmac
import ipaddress
import string
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

KINDS: dict[str, str] = {
    "import_done": "名册导好了：新增 {new} 人，改动 {changed} 人，没收下 {refused} 行。",
    "import_undone": "一次导入撤回了：去掉 {removed} 人，恢复 {restored} 人，之后又改过、留着的 {kept} 人。",
    "audit_alarm": "留痕核对没通过，从第 {position} 段起。请审计员今天看一下。",
    "backup_failed": "备份没成，离上一次成功已 {hours} 小时。请运维今天看一下。",
    "backup_done": "备份好了：{rows} 行，{megabytes} MB。",
    "feedback_waiting": "投诉建议有 {waiting} 条等回复；其中问本人信息、过了 15 天的 {late} 条，30 天内要答复。",
    "held_waiting": "手机传来的记录有 {waiting} 条要人来定。",
    "case_open": "有 {waiting} 户敲门没人应，正在找。请打开“待办”看。",
    "case_escalated": "没人应的有 {waiting} 户超过时限还没找到，已上报。请社区书记现在看。",
    "decisions_waiting": "有 {waiting} 件要人来定：标签、两人改过的、像是同一人的。",
    "surge_open": "开了一份集中联系名单：{people} 人，{hours} 小时内联系到。",
    "shift_at_risk": "有 {waiting} 场志愿活动快开始了还缺人，已经问了下一位。请队长看一下。",
    "accounts_disabled": "停用了 {accounts} 个账号，当天生效。",
}
"""Nothing but these can be said, and nothing but whole numbers goes into them: no name, no door, no words of anybody."""
ONCE_AN_HOUR = frozenset({"held_waiting", "case_open", "decisions_waiting"})
"""Kinds that may come many times a day: the room hears of them once an hour. An escalation is told each time."""
SIGN = "【邻里】"
"""Robots of both makers may be set to take only messages with this word in them."""
ROBOTS = ("wecom", "dingtalk")
LARGEST = 10**12
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
GIVE_UP_AFTER = timedelta(days=2)


class NotSayable(ValueError):
    """A kind that is not in the list, or something that is no whole number of its places; a fault of the caller."""


def places(kind: str) -> frozenset[str]:
    """The names of the numbers of a kind. Raises NotSayable where there is no such kind."""
    if kind not in KINDS:
        raise NotSayable("kind")
    return frozenset(name for _, name, _, _ in string.Formatter().parse(KINDS[kind]) if name)


def checked(kind: str, numbers: Mapping[str, Any]) -> dict[str, int]:
    """The numbers of a message, exactly those of its kind. Raises NotSayable, whose words hold nothing that was passed."""
    if set(numbers) != places(kind):
        raise NotSayable("places")
    if any(type(value) is not int or not 0 <= value <= LARGEST for value in numbers.values()):
        raise NotSayable("numbers")
    return {name: int(value) for name, value in numbers.items()}


def sentence(kind: str, numbers: Mapping[str, Any]) -> str:
    """What the office reads. Raises NotSayable, also for what was put into the queue by other hands."""
    kept = checked(kind, numbers)
    return SIGN + KINDS[kind].format(**kept)


def body(kind: str, numbers: Mapping[str, Any]) -> dict[str, Any]:
    """The body that the robots of WeCom and DingTalk both take."""
    return {"msgtype": "text", "text": {"content": sentence(kind, numbers)}}


def address(webhook: str, *, robot: str, secret: str, now: datetime) -> str:
    """Where to post: the robot's address, for DingTalk with a secret also signed by its rule (HMAC-SHA256, base64)."""
    if robot != "dingtalk" or not secret:
        return webhook
    stamp = str(int(now.timestamp() * 1000))
    mark = base64.b64encode(hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()).decode()
    return f"{webhook}{'&' if urlsplit(webhook).query else '?'}timestamp={stamp}&sign={quote(mark, safe='')}"


def on_this_machine(webhook: str) -> bool:
    """Whether the address leads to this very machine."""
    host = urlsplit(webhook).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def may_send_to(webhook: str) -> bool:
    """Whether messages may go there: https, or this very machine."""
    try:
        parts = urlsplit(webhook)
        return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and on_this_machine(webhook)))
    except ValueError:
        return False


def pause(tries: int) -> timedelta:
    """How long to wait after so many tries: one minute, then twice as long each time, six hours at most."""
    return min(FIRST_PAUSE * 2 ** min(max(tries, 1) - 1, 20), LONGEST_PAUSE)


def is_given_up(made_at: datetime, now: datetime) -> bool:
    """Whether a message has been tried long enough."""
    return now - made_at >= GIVE_UP_AFTER
