"""Ages from a year and a month: all that is known of a birthday."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import ages

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(("birth_ym", "age", "band"), [("1942-03", 84, "80-89"), ("1946-11", 80, "80-89"), ("1946-12", 79, "70-79"), ("1936-11", 90, "90+"), ("1916-01", 110, "90+"),
                                                       ("2026-11", 0, "0-9"), ("2027-01", -1, ""), ("", None, ""), ("1942", None, ""), ("1942-3", None, "")])  # fmt: skip
def test_an_age_and_its_band(birth_ym: str, age: int | None, band: str) -> None:
    assert ages.age_on(birth_ym, TODAY) == age
    assert ages.age_band(birth_ym, TODAY) == band


@given(year=st.integers(1900, 2026), month=st.integers(1, 12), years=st.integers(0, 110), today=st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_the_latest_birth_month_and_the_age_agree(year: int, month: int, years: int, today: date) -> None:
    birth = f"{year:04d}-{month:02d}"
    assert (birth <= ages.born_by(years, today)) == ((ages.age_on(birth, today) or 0) >= years or (ages.age_on(birth, today) == 0 and years == 0))


@given(year=st.integers(1900, 2026), month=st.integers(1, 12), today=st.dates(date(2026, 12, 1), date(2060, 12, 31)))
def test_a_band_of_ten_years_never_tells_more(year: int, month: int, today: date) -> None:
    age, band = ages.age_on(f"{year:04d}-{month:02d}", today), ages.age_band(f"{year:04d}-{month:02d}", today)
    assert age is not None
    low, _, high = band.partition("-")
    assert band == "90+" if age >= 90 else int(low) <= age <= int(high)
    assert str(year) not in band
