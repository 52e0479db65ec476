"""The check-in code: what the leader's phone shows is what the server takes, within bounds."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.shift_codes import FAR, NEAR, STEP, Fit, code_of, counter_at, fit

SECRET = bytes(range(32))
SHIFT = UUID("00000000-0000-4000-8000-000000000001")
OTHER = UUID("00000000-0000-4000-8000-000000000002")
AT = datetime.fromtimestamp(5_000_000 * STEP + 20, UTC)


def test_the_code_of_the_phones_twin() -> None:
    """tests/js/codes.test.mjs holds the same vector: both sides make the same six digits."""
    assert counter_at(AT) == 5_000_000
    assert code_of(SECRET, SHIFT, 5_000_000) == "969428"


@pytest.mark.parametrize(("steps", "expected"), [
    (0, Fit.GOOD), (NEAR, Fit.GOOD), (-NEAR, Fit.GOOD), (NEAR + 1, Fit.LATE), (-FAR, Fit.LATE), (FAR, Fit.LATE), (FAR + 1, Fit.WRONG), (-FAR - 1, Fit.WRONG), (300, Fit.WRONG),
])  # fmt: skip
def test_a_code_is_good_for_its_time_late_within_half_an_hour_and_wrong_beyond(steps: int, expected: Fit) -> None:
    assert fit(SECRET, SHIFT, code_of(SECRET, SHIFT, counter_at(AT)), AT + timedelta(seconds=STEP * steps)) == expected


@pytest.mark.parametrize("typed", ["969 428", "９６９４２８", " 969428 ", "969-428"])
def test_spaces_and_full_width_digits_are_what_a_keyboard_makes_of_it(typed: str) -> None:
    assert fit(SECRET, SHIFT, typed, AT) == Fit.GOOD


@pytest.mark.parametrize("typed", ["", "969", "9694280", "abcdef", "٩٦٩", "①②③④⑤⑥", "-"])
def test_what_is_no_code_is_wrong(typed: str) -> None:
    assert fit(SECRET, SHIFT, typed, AT) == Fit.WRONG


def test_the_code_of_another_shift_or_another_secret_is_wrong() -> None:
    assert fit(SECRET, OTHER, code_of(SECRET, SHIFT, counter_at(AT)), AT) == Fit.WRONG
    assert fit(bytes(32), SHIFT, code_of(SECRET, SHIFT, counter_at(AT)), AT) == Fit.WRONG


@given(st.binary(min_size=32, max_size=32), st.integers(min_value=0, max_value=2**33), st.uuids())
def test_every_code_has_six_digits(secret: bytes, counter: int, shift: UUID) -> None:
    code = code_of(secret, shift, counter)
    assert len(code) == 6 and code.isascii() and code.isdigit()
