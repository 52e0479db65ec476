"""When something comes again: iCalendar rules (RFC 5545) as far as teams need them, computed in Dalian's time.

FREQ=DAILY, WEEKLY or MONTHLY with INTERVAL, BYDAY, BYMONTHDAY, COUNT and UNTIL; anything else is refused by name.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from dateutil.rrule import rrulestr

from app.rules.dalian import ZONE

LONGEST: Final = 120
MOST_TIMES: Final = 400
"""A series of a named length: more than a year of days is a rule without an end."""
MOST_BETWEEN: Final = 52
WINDOW: Final = timedelta(days=400)
"""Nobody asks for dates further apart than this: an endless rule has an end in every answer."""
DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SAID: Final[dict[str, tuple[str, str]]] = {
    "rule_form": ("这个重复的写法认不出。", "This way of repeating cannot be read."),
    "rule_part": ("重复只能按天、按周或按月。", "Repeating goes by days, weeks or months only."),
    "rule_day": ("选一下星期几，或者每月几号。", "Choose the days of the week, or the day of the month."),
    "rule_between": ("间隔太长了，最多隔 52。", "The interval is too long; at most 52."),
    "rule_times": ("次数不对，1 到 400 次。", "The number of times does not fit; 1 to 400."),
    "rule_until": ("结束的日子不对。", "The last day does not fit."),
    "rule_both": ("次数和结束的日子只能写一个。", "Give the number of times or the last day, not both."),
    "rule_never": ("照这样重复，一次也不会有。", "Repeated like this it would never take place."),
}
_PARTS: Final = ("FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "COUNT", "UNTIL")
_ZH_DAYS: Final = dict(zip(DAYS, "一二三四五六日", strict=True))
_EN_DAYS: Final = dict(zip(DAYS, ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True))
_ZH_NTH: Final = {1: "第一个", 2: "第二个", 3: "第三个", 4: "第四个", 5: "第五个", -1: "最后一个"}
_EN_NTH: Final = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}


class NotARule(ValueError):
    """A rule that cannot be used; the code is a key of SAID."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Rule:
    """A rule taken apart and checked. `days` are (nth, day): nth is 0 where every such day is meant."""

    freq: str
    between: int = 1
    days: tuple[tuple[int, str], ...] = ()
    month_days: tuple[int, ...] = ()
    times: int = 0
    until: date | None = None

    def written(self) -> str:
        """The rule in its one spelling, as it is kept."""
        parts = [f"FREQ={self.freq}"]
        if self.between > 1:
            parts.append(f"INTERVAL={self.between}")
        if self.days:
            parts.append("BYDAY=" + ",".join(f"{n or ''}{day}" for n, day in self.days))
        if self.month_days:
            parts.append("BYMONTHDAY=" + ",".join(map(str, self.month_days)))
        if self.times:
            parts.append(f"COUNT={self.times}")
        if self.until:
            # The end of that day in Dalian; a rule of a time with a zone is to say it in UTC (RFC 5545 §3.3.10).
            parts.append("UNTIL=" + datetime.combine(self.until, time(23, 59, 59), ZONE).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"))
        return ";".join(parts)


def parse(text: str) -> Rule:
    """Take a rule apart. Raises NotARule with the code of what is wrong."""
    plain = text.strip().upper().removeprefix("RRULE:")
    if not plain or len(plain) > LONGEST or not plain.isascii():
        raise NotARule("rule_form")
    found: dict[str, str] = {}
    for part in plain.split(";"):
        name, sign, value = part.partition("=")
        if not sign or not value or name in found:
            raise NotARule("rule_form")
        if name not in _PARTS and name != "WKST":
            raise NotARule("rule_part")
        found[name] = value
    if found.pop("WKST", "MO") != "MO" or found.get("FREQ") not in ("DAILY", "WEEKLY", "MONTHLY"):
        raise NotARule("rule_part")
    if "COUNT" in found and "UNTIL" in found:
        raise NotARule("rule_both")
    rule = Rule(
        freq=found["FREQ"], between=_number(found.get("INTERVAL", "1"), 1, MOST_BETWEEN, "rule_between"), days=_days(found.get("BYDAY", "")),
        month_days=_month_days(found.get("BYMONTHDAY", "")), times=_number(found["COUNT"], 1, MOST_TIMES, "rule_times") if "COUNT" in found else 0,
        until=_until(found["UNTIL"]) if "UNTIL" in found else None,
    )  # fmt: skip
    nth = [n for n, _ in rule.days]
    fits = {
        "DAILY": not rule.days and not rule.month_days,
        "WEEKLY": not any(nth) and not rule.month_days,
        "MONTHLY": all(nth) and not (rule.days and rule.month_days),
    }
    if not fits[rule.freq]:
        raise NotARule("rule_day")
    return rule


def _number(text: str, least: int, most: int, code: str) -> int:
    if not re.fullmatch(r"\d{1,6}", text) or not least <= int(text) <= most:
        raise NotARule(code)
    return int(text)


def _days(text: str) -> tuple[tuple[int, str], ...]:
    found = []
    for one in text.split(",") if text else ():
        match = re.fullmatch(r"\+?(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)", one)
        if match is None or int(match[1] or 0) < -1:
            raise NotARule("rule_day")
        found.append((int(match[1] or 0), match[2]))
    return tuple(sorted(set(found), key=lambda d: (d[0], DAYS.index(d[1]))))


def _month_days(text: str) -> tuple[int, ...]:
    found = []
    for one in text.split(",") if text else ():
        if not re.fullmatch(r"-1|\d{1,2}", one) or not (one == "-1" or 1 <= int(one) <= 31):
            raise NotARule("rule_day")
        found.append(int(one))
    return tuple(sorted(set(found), key=lambda n: n if n > 0 else 99))


def _until(text: str) -> date:
    """The last day in Dalian, out of a day or a moment."""
    try:
        if re.fullmatch(r"\d{8}", text):
            return datetime.strptime(text, "%Y%m%d").date()
        if re.fullmatch(r"\d{8}T\d{6}Z", text):
            return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).astimezone(ZONE).date()
        if re.fullmatch(r"\d{8}T\d{6}", text):
            return datetime.strptime(text, "%Y%m%dT%H%M%S").replace(tzinfo=ZONE).date()
    except (ValueError, OverflowError):
        pass
    raise NotARule("rule_until")


def clean(text: str, start: datetime) -> str:
    """The rule as it is kept, or "" for none. Raises NotARule, also for one that has no date within its first 400 days."""
    if not text.strip():
        return ""
    written = parse(text).written()
    first = start.astimezone(ZONE).date()
    if not dates(start, written, first, first + WINDOW - timedelta(days=1)):
        raise NotARule("rule_never")
    return written


def dates(start: datetime, rule: str, since: date, until: date) -> list[datetime]:
    """When it takes place between two days, both counted, in UTC. Without a rule once, at its start.

    Raises NotARule for a bad rule, ValueError for more than 400 days at once. The clock stays the same all year: it is
    worked out with Dalian's own hours, so a shift at ten is at ten.
    """
    if until - since > WINDOW:
        raise ValueError("more days than one answer carries")
    local = start.astimezone(ZONE).replace(tzinfo=None)
    if not rule:
        return [start.astimezone(UTC)] if since <= local.date() <= until else []
    known = parse(rule)
    last = min(known.until, until) if known.until else until
    if last < since or last < local.date():
        return []
    naive = Rule(known.freq, known.between, known.days, known.month_days, known.times).written()
    if not known.times:
        naive += f";UNTIL={last:%Y%m%d}T235959"  # where it ends by itself the search ends too
    found = rrulestr(naive, dtstart=local).between(datetime.combine(since, time(0)), datetime.combine(last, time(23, 59, 59)), inc=True)
    return [one.replace(tzinfo=ZONE).astimezone(UTC) for one in found]


def built(repeat: str, *, days: Collection[str] = (), until: date | None = None, start: datetime) -> str:
    """The rule that a form means: "" once, daily, weekly, fortnight, month_day, month_nth (as the first date falls).

    Raises NotARule for a choice that is none.
    """
    local = start.astimezone(ZONE)
    mine = DAYS[local.weekday()]
    chosen = tuple((0, d) for d in DAYS if d in days) or ((0, mine),)
    nth = (local.day - 1) // 7 + 1
    made = {
        "daily": Rule("DAILY", until=until), "weekly": Rule("WEEKLY", days=chosen, until=until), "fortnight": Rule("WEEKLY", 2, chosen, until=until),
        "month_day": Rule("MONTHLY", month_days=(local.day if local.day < 29 else -1,), until=until),
        "month_nth": Rule("MONTHLY", days=((nth if nth < 5 else -1, mine),), until=until),
    }  # fmt: skip
    if not repeat or repeat == "once":
        return ""
    if repeat not in made:
        raise NotARule("rule_form")
    return made[repeat].written()


def described(rule: str, start: datetime) -> tuple[str, str]:
    """When it takes place, in words of both languages: 每周二、周四 10:00. Without a rule the day itself: 11月24日 10:00."""
    local = start.astimezone(ZONE)
    clock = f"{local:%H:%M}"
    if not rule:
        return f"{local.month}月{local.day}日 {clock}", f"{local.day} {local:%b} {clock}"
    known = parse(rule)
    zh, en = _often(known, local)
    zh, en = f"{zh} {clock}", f"{en}, {clock}"
    if known.times:
        return f"{zh}，共 {known.times} 次", f"{en}, {known.times} times"
    if known.until:
        return f"{zh}，到 {known.until:%Y-%m-%d}", f"{en}, until {known.until:%Y-%m-%d}"
    return zh, en


def _often(rule: Rule, local: datetime) -> tuple[str, str]:
    n = rule.between
    if rule.freq == "DAILY":
        return ("每天", "Every day") if n == 1 else (f"每 {n} 天", f"Every {n} days")
    if rule.freq == "WEEKLY":
        days = [day for _, day in rule.days] or [DAYS[local.weekday()]]
        often_zh = "每" if n == 1 else "隔周的" if n == 2 else f"每 {n} 周的"
        often_en = "Every" if n == 1 else "Every other" if n == 2 else f"Every {n} weeks on"
        if days == list(DAYS[:5]):
            return f"{often_zh}周一到周五", f"{often_en} weekday" if n < 3 else f"{often_en} weekdays"
        return often_zh + "、".join("周" + _ZH_DAYS[d] for d in days), f"{often_en} " + " and ".join(_EN_DAYS[d] for d in days)
    often_zh, often_en = ("每月", "Every month") if n == 1 else (f"每 {n} 个月的", f"Every {n} months")
    if rule.days:
        return (
            often_zh + "、".join(f"{_ZH_NTH[k]}周{_ZH_DAYS[d]}" for k, d in rule.days),
            f"{often_en} on the " + " and ".join(f"{_EN_NTH[k]} {_EN_DAYS[d]}" for k, d in rule.days),
        )
    days_of = rule.month_days or (local.day,)
    zh = "、".join("最后一天" if d == -1 else f"{d}日" for d in days_of)
    en = " and ".join("the last day" if d == -1 else f"day {d}" for d in days_of)
    return often_zh + zh, f"{often_en} on {en}"
