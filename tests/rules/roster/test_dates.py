"""Birth months: every usual spelling, and what two readings would fit is refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.roster.dates import birth_month
from app.rules.roster.refusals import Refused

TODAY = date(2026, 11, 22)
SERIAL = (date(1942, 3, 15) - date(1899, 12, 30)).days


@pytest.mark.parametrize(
    "told",
    ["1942-03", "1942-3", "1942.3", "1942.03", "194203", "1942年3月", "1942年03月", "1942年3月15日", "1942/3", "1942/03/15", "1942-03-15",
     "1942-03-15 00:00:00", "19420315", "１９４２－０３", "１９４２年３月", " 1942 - 03 ", "1942年3月生", 194203, 19420315, 194203.0, 1942.3, 1942.03,
     SERIAL, float(SERIAL), SERIAL + 0.5, str(SERIAL), date(1942, 3, 15)],
)  # fmt: skip
def test_every_usual_spelling_is_read(told: object) -> None:
    assert birth_month(told, today=TODAY) == "1942-03"


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (1938.1, "date_ambiguous"),  # January, or October without its zero
        (1942, "date_ambiguous"),  # a year, or a day in 1905
        ("1942", "date_ambiguous"),
        ("1942-13", "date_impossible"),
        ("1942-02-30", "date_impossible"),
        ("2027-01", "date_impossible"),
        ("1880-01", "date_impossible"),
        (194213, "date_impossible"),
        ("3/5/1942", "date_unreadable"),
        ("42年3月", "date_unreadable"),
        ("农历三月", "date_unreadable"),
        (True, "date_unreadable"),
        (-5.5, "date_unreadable"),
        (float("nan"), "date_unreadable"),
        (1e300, "date_unreadable"),
    ],
)
def test_what_cannot_be_told_is_refused(told: object, code: str) -> None:
    with pytest.raises(Refused) as refused:
        birth_month(told, today=TODAY)
    assert refused.value.code == code


def test_text_keeps_its_zero_in_a_workbook_but_not_in_csv() -> None:
    assert birth_month("1938.1", today=TODAY) == "1938-01"
    assert birth_month("1938.10", today=TODAY, typed=False) == "1938-10"
    with pytest.raises(Refused, match="date_ambiguous"):
        birth_month("1938.1", today=TODAY, typed=False)


def test_nothing_is_nothing() -> None:
    assert [birth_month(told, today=TODAY) for told in (None, "", " ", "不详", "-", "无")] == [""] * 6


@given(
    st.dates(date(1900, 1, 1), TODAY),
    st.sampled_from(["{y}-{m:02}", "{y}-{m}", "{y}年{m}月", "{y}/{m:02}/{d:02}", "{y}{m:02}", "{y}{m:02}{d:02}"]),
)
def test_what_was_written_is_read_back(day: date, shape: str) -> None:
    assert birth_month(shape.format(y=day.year, m=day.month, d=day.day), today=TODAY) == f"{day:%Y-%m}"


@given(st.one_of(st.text(max_size=20), st.floats(), st.integers(-(10**20), 10**20)))
def test_anything_gives_a_month_or_a_refusal(told: object) -> None:
    try:
        found = birth_month(told, today=TODAY)
    except Refused:
        return
    assert found == "" or (len(found) == 7 and "1896" <= found[:4] <= "2026" and "01" <= found[5:] <= "12")
