"""No mask fails open: whatever looks like an identifier in free text has become stars (promise F5)."""

import re

from hypothesis import given
from hypothesis import strategies as st

from app.rules import masks
from tests.rules.roster.test_cells import WIDE, ids

words = st.text(alphabet="张三李四的电话是号码：,。 ()家", max_size=6)


@given(words, ids, words, st.sampled_from(["plain", "lower", "wide", "spaced", "old", "certificate"]))
def test_no_identity_number_comes_through(before: str, number: str, after: str, how: str) -> None:
    told = {
        "plain": number,
        "lower": number.lower(),
        "wide": number.translate(WIDE),
        "spaced": f"{number[:6]} {number[6:14]} {number[14:]}",
        "old": number[:6] + number[8:17],
        "certificate": number + "42",
    }[how]
    masked = masks.mask_text(f"{before}{told}{after}")
    assert not re.search(r"\d{7}", masked.replace(" ", ""))
    assert number[6:14] not in masked


@given(words, st.integers(13000000000, 19999999999), words, st.sampled_from(["{}", "{0:.0f}", "+86{}", "86-{}"]))
def test_no_mobile_comes_through(before: str, number: int, after: str, shape: str) -> None:
    assert str(number)[3:] not in masks.mask_text(f"{before}{shape.format(number)}{after}")


@given(words, st.sampled_from("HMECG"), st.integers(10**7, 10**9 - 1), words)
def test_no_permit_or_passport_comes_through(before: str, letter: str, number: int, after: str) -> None:
    assert str(number) not in masks.mask_text(f"{before}{letter}{number}{after}")


@given(st.text(max_size=20))
def test_names_and_phones_never_come_back_whole(told: str) -> None:
    assert masks.mask_phone(told) != told or set(told) <= {"*"}
    name = told.strip()
    assert masks.mask_name(told) != name or set(name) <= {"*"} or name[1:] == "*" * len(name[1:])
