"""The due rules of domain.md §12 as a table: facts of one person in, duties with their days out."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import duties
from app.rules.duties import CONTACT_RULES, FESTIVALS, RULES, Book, Event, Facts, Open, owed, window

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


def _ago(n: int) -> date:
    return TODAY - n * DAY


# facts, then (rule, days until due, days until late or None, mode) of each duty
TABLE = {
    "A: a week after the last effective contact": (Facts(tier="A", last_effective=_ago(3), last_mode="door"), [("A", 4, 5, "any")]),
    "A: next time in person where it was the phone": (Facts(tier="A", last_effective=_ago(3), last_mode="phone"), [("A", 4, 5, "door")]),
    "A: the wish for phone only comes first": (Facts(tier="A", last_effective=_ago(3), last_mode="phone", preference="phone_only"), [("A", 4, 5, "phone")]),
    "B: a month": (Facts(tier="B", last_effective=_ago(30)), [("B", 0, 3, "any")]),
    "C: a quarter": (Facts(tier="C", last_effective=_ago(101)), [("C", -11, -1, "any")]),
    "nobody met yet: within a week of becoming known": (Facts(tier="C", since=_ago(2)), [("C", 5, 15, "any")]),
    "D: others are never due": (Facts(tier="", last_effective=_ago(400)), []),
    "NEW: a tag that came after the last contact": (Facts(tier="B", last_effective=_ago(10), new_on=_ago(2)), [("NEW", 5, 5, "any"), ("B", 20, 23, "any")]),
    "NEW: over once somebody was met": (Facts(tier="B", last_effective=_ago(1), new_on=_ago(2)), [("B", 29, 32, "any")]),
    "24: within a day of the discharge": (Facts(events=[Event("e", NOON - 3 * timedelta(hours=1))]), [("24", 1, 1, "any")]),
    "24: then weekly": (Facts(events=[Event("e", NOON - 9 * DAY, 2, _ago(6))]), [("24", 1, 2, "any")]),
    "24: four times after the first": (Facts(events=[Event("e", NOON - 40 * DAY, 5, _ago(2))]), []),
    "W: by phone until the hour": (Facts(surges=[Open("s", TODAY, NOON, "cold")]), [("W", 0, 0, "phone")]),
    "P: the promised day": (Facts(promises=[Open("p", TODAY + 2 * DAY)]), [("P", 2, 3, "any")]),
    "N and CB: the next step, the call-back": (Facts(needs=[Open("n", _ago(1))], call_backs=[Open("c", TODAY)]), [("N", -1, -1, "any"), ("CB", 0, 0, "any")]),
    "T1, T2, T3: reviews know no lateness": (
        Facts(reviews=[Open("1", TODAY, code="W01"), Open("2", TODAY + DAY, code="D03"), Open("3", TODAY + 2 * DAY, code="E02"), Open("4", TODAY, code="D01")]),
        [("T1", 0, None, "any"), ("T2", 1, None, "any"), ("T3", 2, None, "any")],
    ),
    "paused: nobody knocks before the day": (Facts(tier="A", status="hospital", last_effective=_ago(6), paused_until=TODAY + 9 * DAY), [("A", 10, 11, "any")]),
    "paused without a day: no contact rule": (Facts(tier="A", status="away", last_effective=_ago(60)), []),
    "paused: a promise stands": (Facts(status="away", paused_until=TODAY + DAY, promises=[Open("p", TODAY)]), [("P", 0, 1, "any")]),
    "moved": (Facts(tier="A", status="moved", needs=[Open("n", TODAY)]), []),
    "died": (Facts(tier="A", status="died"), []),
}


@pytest.mark.parametrize("name", TABLE)
def test_the_table_of_rules(name: str) -> None:
    facts, expected = TABLE[name]
    found = owed(facts, today=TODAY)
    said = [(d.rule, (d.due_on - TODAY).days, (d.late_on - TODAY).days if d.late_on else None, d.mode) for d in found]
    assert sorted(said, key=str) == sorted(expected, key=str)


@pytest.mark.parametrize(("days", "last", "due"), [(11, 30, False), (10, 30, True), (0, 12, True), (0, 10, False), (-1, 30, False)])
def test_festivals_ask_for_one_contact_in_the_ten_days_before(days: int, last: int, due: bool) -> None:
    festival = date(2026, 9, 25)
    today = festival - days * DAY
    found = owed(Facts(tier="A", last_effective=festival - last * DAY), today=today)
    assert any(d.rule == "F" and d.due_on == festival for d in found) is due


def test_festivals_are_days_in_order_and_the_military_have_one_of_their_own() -> None:
    for days in FESTIVALS.values():
        assert list(days) == sorted(days) and len(days) == 10
    found = owed(Facts(tier="C", tags=frozenset({"M01"}), last_effective=date(2026, 6, 1)), today=date(2026, 7, 25))
    assert [(d.rule, d.source) for d in found if d.rule == "F"] == [("F", "army")]


def test_a_rule_that_is_off_owes_nothing_and_other_numbers_count() -> None:
    off = Book({code: rule.numbers for code, rule in RULES.items() if code != "A"})
    assert owed(Facts(tier="A", last_effective=_ago(30)), book=off, today=TODAY) == []
    wide = Book({**{c: r.numbers for c, r in RULES.items()}, "A": {"days": 14, "grace": 2, "lead": 3}})
    (duty,) = owed(Facts(tier="A", last_effective=TODAY), book=wide, today=TODAY)
    assert (duty.due_on, duty.late_on) == (TODAY + 14 * DAY, TODAY + 16 * DAY)


def test_every_rule_can_be_read_in_both_languages() -> None:
    for rule in RULES.values():
        assert all(str(n) in rule.zh.format(**rule.numbers) for n in rule.numbers.values())
        assert rule.en.format(**rule.numbers) != rule.zh.format(**rule.numbers)


FACTS = st.builds(
    Facts, tier=st.sampled_from(["", "A", "B", "C"]), status=st.sampled_from(["here", "away", "hospital", "moved", "died"]),
    preference=st.sampled_from(["any", "phone_only"]), since=st.dates(date(2025, 1, 1), TODAY), last_effective=st.none() | st.dates(date(2025, 1, 1), TODAY),
    last_mode=st.sampled_from(["", "door", "phone"]), paused_until=st.none() | st.dates(TODAY - 30 * DAY, TODAY + 30 * DAY),
    promises=st.lists(st.builds(Open, id=st.just("p"), on=st.dates(TODAY - 9 * DAY, TODAY + 30 * DAY)), max_size=1),
)  # fmt: skip


@given(facts=FACTS)
def test_every_duty_has_a_reason_a_window_in_order_and_a_mode_that_respects_the_wish(facts: Facts) -> None:
    for duty in owed(facts, today=TODAY):
        assert duty.rule in RULES
        assert duty.lead_on <= duty.due_on and (duty.late_on is None or duty.late_on >= duty.due_on)
        assert facts.preference != "phone_only" or duty.mode == "phone"


@given(facts=FACTS)
def test_a_wish_for_the_phone_makes_nobody_late_and_changes_no_day(facts: Facts) -> None:
    days = [[(d.rule, d.due_on, d.late_on) for d in owed(Facts(**{**facts.__dict__, "preference": wish}), today=TODAY)] for wish in ("any", "phone_only")]
    assert days[0] == days[1]


@given(facts=FACTS)
def test_an_effective_contact_today_leaves_no_window_due_or_late(facts: Facts) -> None:
    seen = Facts(**{**facts.__dict__, "last_effective": TODAY, "last_mode": "door", "promises": (), "new_on": None})
    shown = window(owed(seen, today=TODAY), status=seen.status, last_effective=TODAY, paused_until=seen.paused_until, today=TODAY)
    assert shown.state not in ("due", "late")


def test_one_effective_contact_ends_every_contact_rule_and_an_attempt_none() -> None:
    for rule in RULES:
        assert duties.satisfied_by(rule, effective=True) is (rule in CONTACT_RULES)
        assert not duties.satisfied_by(rule, effective=False)
