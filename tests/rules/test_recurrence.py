"""Rules of repetition: what is taken, what is refused and by which code, which dates come of it, and in which words."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.rules import recurrence as rules
from app.rules.dalian import ZONE

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=ZONE)


def days(rule: str, *, start: datetime = TUESDAY, since: date = date(2026, 11, 1), until: date = date(2026, 12, 31)) -> list[str]:
    """The dates as month-day and hour in Dalian."""
    return [one.astimezone(ZONE).strftime("%m-%d %H:%M") for one in rules.dates(start, rule, since, until)]


@pytest.mark.parametrize(("rule", "wanted"), [
    ("", ["11-24 10:00"]),
    ("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3", ["11-24 10:00", "11-26 10:00", "12-01 10:00"]),
    ("FREQ=WEEKLY;COUNT=2", ["11-24 10:00", "12-01 10:00"]),
    ("FREQ=WEEKLY;INTERVAL=2;UNTIL=20261222", ["11-24 10:00", "12-08 10:00", "12-22 10:00"]),
    ("FREQ=DAILY;UNTIL=20261126T155959Z", ["11-24 10:00", "11-25 10:00", "11-26 10:00"]),
    ("FREQ=DAILY;INTERVAL=7;COUNT=2", ["11-24 10:00", "12-01 10:00"]),
    ("FREQ=MONTHLY;BYDAY=-1MO;COUNT=2", ["11-30 10:00", "12-28 10:00"]),
    ("FREQ=MONTHLY;BYDAY=1TU,3TU;COUNT=2", ["12-01 10:00", "12-15 10:00"]),
    ("FREQ=MONTHLY;BYMONTHDAY=15,-1;COUNT=3", ["11-30 10:00", "12-15 10:00", "12-31 10:00"]),
    ("rrule:freq=weekly;byday=tu;count=1", ["11-24 10:00"]),
    ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261101", []),
])  # fmt: skip
def test_the_dates_are_those_of_the_rule(rule: str, wanted: list[str]) -> None:
    assert days(rule) == wanted


def test_a_rule_without_an_end_ends_with_the_question() -> None:
    found = rules.dates(TUESDAY, "FREQ=DAILY", date(2031, 1, 1), date(2031, 1, 10))
    assert len(found) == 10 and found[0] == datetime(2031, 1, 1, 2, 0, tzinfo=UTC)
    with pytest.raises(ValueError):
        rules.dates(TUESDAY, "FREQ=DAILY", date(2026, 1, 1), date(2126, 1, 1))


def test_counted_times_are_counted_from_the_first_date_and_not_from_the_question() -> None:
    assert days("FREQ=WEEKLY;BYDAY=TU;COUNT=3", since=date(2026, 12, 1)) == ["12-01 10:00", "12-08 10:00"]


def test_late_in_the_evening_the_day_is_dalians() -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=ZONE)
    assert days("FREQ=WEEKLY;BYDAY=TU;COUNT=2", start=late.astimezone(UTC)) == ["11-24 23:30", "12-01 23:30"]
    assert days("", start=late.astimezone(UTC), since=date(2026, 11, 24), until=date(2026, 11, 24)) == ["11-24 23:30"]


@pytest.mark.parametrize(("rule", "code"), [
    ("nonsense", "rule_form"), ("FREQ", "rule_form"), ("FREQ=", "rule_form"), ("FREQ=WEEKLY;", "rule_form"), ("FREQ=WEEKLY;FREQ=DAILY", "rule_form"),
    ("FREQ=WEEKLY;BYDAY=TU" + ",TU" * 60, "rule_form"), ("FREQ=每周", "rule_form"), ("\ud800", "rule_form"), ("DTSTART:20261124\nRRULE:FREQ=DAILY", "rule_part"),
    ("FREQ=YEARLY", "rule_part"), ("FREQ=SECONDLY", "rule_part"), ("FREQ=HOURLY;INTERVAL=1", "rule_part"), ("INTERVAL=2", "rule_part"),
    ("FREQ=WEEKLY;BYHOUR=1,2,3", "rule_part"), ("FREQ=WEEKLY;WKST=SU", "rule_part"), ("FREQ=DAILY;BYSETPOS=1", "rule_part"),
    ("FREQ=WEEKLY;BYDAY=XX", "rule_day"), ("FREQ=WEEKLY;BYDAY=2TU", "rule_day"), ("FREQ=MONTHLY;BYDAY=TU", "rule_day"), ("FREQ=MONTHLY;BYDAY=-2TU", "rule_day"),
    ("FREQ=MONTHLY;BYDAY=6TU", "rule_day"), ("FREQ=MONTHLY;BYMONTHDAY=0", "rule_day"), ("FREQ=MONTHLY;BYMONTHDAY=32", "rule_day"),
    ("FREQ=MONTHLY;BYDAY=1FR;BYMONTHDAY=13", "rule_day"), ("FREQ=WEEKLY;BYMONTHDAY=1", "rule_day"), ("FREQ=DAILY;BYDAY=TU", "rule_day"),
    ("FREQ=DAILY;INTERVAL=0", "rule_between"), ("FREQ=DAILY;INTERVAL=-1", "rule_between"), ("FREQ=DAILY;INTERVAL=53", "rule_between"), ("FREQ=DAILY;INTERVAL=1.5", "rule_between"),
    ("FREQ=DAILY;COUNT=0", "rule_times"), ("FREQ=DAILY;COUNT=401", "rule_times"), ("FREQ=DAILY;COUNT=99999999999999", "rule_times"), ("FREQ=DAILY;COUNT=²", "rule_form"),
    ("FREQ=DAILY;UNTIL=20261301", "rule_until"), ("FREQ=DAILY;UNTIL=00000101", "rule_until"), ("FREQ=DAILY;UNTIL=2026-12-31", "rule_until"),
    ("FREQ=DAILY;UNTIL=99991231T235959Z", "rule_until"), ("FREQ=DAILY;COUNT=2;UNTIL=20261231", "rule_both"),
])  # fmt: skip
def test_what_is_no_rule_is_refused_and_says_why(rule: str, code: str) -> None:
    with pytest.raises(rules.NotARule) as told:
        rules.parse(rule)
    assert told.value.code == code
    assert all(rules.SAID[code])


@pytest.mark.parametrize(("rule", "start"), [
    ("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31", datetime(2026, 2, 3, 10, 0, tzinfo=ZONE)),
    ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261123", TUESDAY),
])  # fmt: skip
def test_a_rule_that_never_comes_true_is_refused(rule: str, start: datetime) -> None:
    with pytest.raises(rules.NotARule, match="rule_never"):
        rules.clean(rule, start)


def test_what_is_kept_has_one_spelling_and_reads_the_same_again() -> None:
    kept = rules.clean("RRULE:freq=weekly;until=20261231;byday=th,tu,th;interval=1;wkst=mo", TUESDAY)
    assert kept == "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20261231T155959Z"
    assert rules.clean(kept, TUESDAY) == kept and len(kept) <= rules.LONGEST
    assert rules.clean("  ", TUESDAY) == ""
    assert days(kept)[-1] == "12-31 10:00"


@pytest.mark.parametrize(("rule", "zh", "en"), [
    ("", "11月24日 10:00", "24 Nov 10:00"),
    ("FREQ=WEEKLY;BYDAY=TU,TH", "每周二、周四 10:00", "Every Tue and Thu, 10:00"),
    ("FREQ=WEEKLY", "每周二 10:00", "Every Tue, 10:00"),
    ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "每周一到周五 10:00", "Every weekday, 10:00"),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", "隔周的周日 10:00", "Every other Sun, 10:00"),
    ("FREQ=DAILY;INTERVAL=3;COUNT=5", "每 3 天 10:00，共 5 次", "Every 3 days, 10:00, 5 times"),
    ("FREQ=MONTHLY;BYDAY=1MO", "每月第一个周一 10:00", "Every month on the first Mon, 10:00"),
    ("FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20270131", "每月最后一天 10:00，到 2027-01-31", "Every month on the last day, 10:00, until 2027-01-31"),
    ("FREQ=MONTHLY;INTERVAL=2", "每 2 个月的24日 10:00", "Every 2 months on day 24, 10:00"),
])  # fmt: skip
def test_the_words_say_when(rule: str, zh: str, en: str) -> None:
    assert rules.described(rule, TUESDAY) == (zh, en)


@pytest.mark.parametrize(("repeat", "chosen", "wanted"), [
    ("", [], ""), ("once", [], ""), ("daily", [], "FREQ=DAILY"), ("weekly", [], "FREQ=WEEKLY;BYDAY=TU"), ("weekly", ["TH", "TU"], "FREQ=WEEKLY;BYDAY=TU,TH"),
    ("fortnight", ["SA"], "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA"), ("month_day", [], "FREQ=MONTHLY;BYMONTHDAY=24"), ("month_nth", [], "FREQ=MONTHLY;BYDAY=4TU"),
])  # fmt: skip
def test_a_form_becomes_a_rule(repeat: str, chosen: list[str], wanted: str) -> None:
    assert rules.built(repeat, days=chosen, start=TUESDAY) == wanted


def test_a_form_that_offers_something_else_is_refused() -> None:
    with pytest.raises(rules.NotARule):
        rules.built("hourly", start=TUESDAY)
    last = datetime(2026, 12, 31, 10, 0, tzinfo=ZONE)
    assert rules.built("month_day", start=last) == "FREQ=MONTHLY;BYMONTHDAY=-1"
    assert rules.built("daily", until=last.date() + timedelta(days=1), start=TUESDAY).endswith("UNTIL=20270101T155959Z")
