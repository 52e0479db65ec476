"""What is left of each line of the ledger, and what a certificate is made of."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from app.rules import certificates, ledger

AT = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)


@dataclass
class Line:
    """A line without a table."""

    minutes: int
    day: date = date(2026, 11, 1)
    what: str = "修水龙头"
    corrects: UUID | None = None
    id: UUID = field(default_factory=uuid4)
    from_at: datetime | None = None
    to_at: datetime | None = None
    at: datetime = AT


def test_a_correction_counts_with_its_first_line_and_on_that_line_s_day() -> None:
    first = Line(90)
    fix = Line(-30, day=date(2026, 12, 5), corrects=first.id)
    assert ledger.in_days([fix, first], date(2026, 11, 1), date(2026, 11, 30)) == [(first, 60)]
    assert ledger.in_days([fix, first], date(2026, 12, 1), date(2026, 12, 31)) == []


def test_a_correction_of_a_correction_reaches_the_first_line() -> None:
    first = Line(90)
    less = Line(-60, corrects=first.id)
    more = Line(45, corrects=less.id)
    assert ledger.folded([more, less, first]) == [(first, 75)]


def test_what_was_taken_back_whole_is_not_there() -> None:
    first = Line(90)
    assert ledger.in_days([first, Line(-90, corrects=first.id)], date(2026, 11, 1), date(2026, 11, 1)) == []


def test_lines_that_correct_one_another_in_a_ring_end() -> None:
    one, two = Line(30), Line(20)
    one.corrects, two.corrects = two.id, one.id
    assert sum(m for _, m in ledger.folded([one, two])) == 50


def test_a_correction_of_a_line_that_is_not_there_stands_for_itself() -> None:
    lonely = Line(20, corrects=uuid4())
    assert ledger.folded([lonely]) == [(lonely, 20)]


def test_titles_are_summed_and_the_small_rest_has_one_word() -> None:
    held = [(Line(60 + n, what=f"活动{n:02d}"), 60 + n) for n in range(14)] + [(Line(60, what="活动13", day=date(2026, 11, 9)), 60)]
    titles = ledger.by_title(held)
    assert len(titles) == ledger.LINES + 1
    assert (titles[0].title, titles[0].times, titles[0].minutes, titles[0].first, titles[0].last) == ("活动13", 2, 133, date(2026, 11, 1), date(2026, 11, 9))
    assert (titles[-1].title, titles[-1].times) == (ledger.OTHER, 2)
    assert sum(t.minutes for t in titles) == sum(m for _, m in held)


@pytest.mark.parametrize("hour", [0, 15, 16, 23])
def test_seven_days_are_whole_days_in_dalian(hour: int) -> None:
    shown = datetime(2026, 11, 1, hour, 30, tzinfo=UTC)
    last = certificates.shown_until(shown)
    assert last - certificates.shown_on(shown) == timedelta(days=7)
    end = datetime(last.year, last.month, last.day, 15, 59, 59, tzinfo=UTC)  # one second before midnight in Dalian
    assert not certificates.is_ready(shown, end)
    assert certificates.is_ready(shown, end + timedelta(seconds=1))
    assert end + timedelta(seconds=1) - shown >= timedelta(days=7)


def test_a_code_is_found_again_however_it_is_typed() -> None:
    code = "ABCDEFGH2345"
    for typed in ("ABCD-EFGH-2345", "abcd efgh 2345", " ＡＢＣＤ－ＥＦＧＨ－２３４５ ", "abcdefgh2345", "A B C D E F G H 2 3 4 5"):
        assert certificates.folded(typed) == code, typed
    for typed in ("", "ABCD-EFGH-234", "ABCD-EFGH-23456", "ABCD-EFGH-234O", "ABCD-EFGH-2341", "中文中文中文中文中文中文", "A" * 101, "'; DROP TABLE x", "\x00" * 12):
        assert certificates.folded(typed) == "", typed


def test_a_code_has_twelve_signs_that_nobody_mistakes() -> None:
    codes = {certificates.new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(certificates.folded(certificates.spelled(c)) == c and not set(c) & set("01IOL") for c in codes)
    assert certificates.spelled("ABCDEFGH2345") == "ABCD-EFGH-2345"


def test_a_number_names_community_year_and_place() -> None:
    assert certificates.number("210202001001", 2026, 7) == "210202001001-2026-0007"
    assert len(certificates.number("210202001001", 2026, 12345)) <= 24
