"""Changes of a person's particulars: what a field may hold, and that two edits end alike in any order (promise D8)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.edits import NotAValue, beyond, meet, same, value_of


@pytest.mark.parametrize(("field", "value", "kept"), [
    ("phone", "139 0000 0421", "13900000421"), ("phone", "", ""), ("name", " 曲 凤英 ", "曲 凤英"), ("birth_ym", "1942-03", "1942-03"),
    ("flag:pet", True, True), ("flag:pet", "有狗", "有狗"), ("status", "hospital", "hospital"),
    ("kin", [{"name": "曲小梅", "relation": "女儿", "phone": "13900000555"}], [{"name": "曲小梅", "relation": "女儿", "phone": "13900000555", "has_key": False}]),
])  # fmt: skip
def test_a_value_is_kept_in_one_spelling(field: str, value: Any, kept: Any) -> None:
    assert value_of(field, value) == kept


@pytest.mark.parametrize(("field", "value"), [
    ("phone", "12"), ("phone", 13900000421), ("name", ""), ("name", "x" * 41), ("name", "a\u0000"), ("birth_ym", "1942-13"), ("birth_ym", "1942-03-01"),
    ("status", "merged"), ("living", "zoo"), ("flag:gossip", True), ("flag:pet", 7), ("religion", "x"), ("kin", [{"name": "x", "id_number": "1"}]),
    ("kin", [{"name": "x"}] * 6), ("place", {"unit": "u"}), ("place", "3-1-402"), ("tier", "A"), ("id_hash", "x"),
])  # fmt: skip
def test_what_a_field_cannot_hold_is_refused(field: str, value: Any) -> None:
    with pytest.raises(NotAValue):
        value_of(field, value)
    assert beyond("resident_edit", {"changes": {field: {"from": None, "to": value}}, "policies": []}) == "not_a_value"


CASES = [
    # now, was, to, changed_at, base → what becomes of it
    ("a", "a", "b", 0, 1, "apply"),
    ("b", "a", "b", 5, 1, "same"),
    ("c", "a", "b", 5, 1, "clash"),
    ("c", None, "b", 0, 1, "apply"),
    ("c", None, "b", 5, 1, "clash"),
    ("", None, "b", 5, 1, "apply"),
]


@pytest.mark.parametrize(("now", "was", "to", "changed_at", "base", "came"), CASES)
def test_the_table_of_two_writers(now: str, was: str | None, to: str, changed_at: int, base: int, came: str) -> None:
    assert meet("name", now=now, was=was, to=to, changed_at=changed_at, base=base) == came


WORD = st.sampled_from(["a", "b", "c"])


@given(base=WORD, one=WORD, two=WORD)
def test_in_any_order_of_two_edits_nothing_is_overwritten_in_silence(base: str, one: str, two: str) -> None:
    """Whichever comes first stands; the other is the same, applied over its own base, or kept as a clash."""
    for first, second in ((one, two), (two, one)):
        came = meet("name", now=base, was=base, to=first, changed_at=0, base=1)
        assert came == ("same" if first == base else "apply")
        then = meet("name", now=first, was=base, to=second, changed_at=2, base=1)
        if second == first:
            assert then == "same"
        elif first == base:
            assert then == "apply"
        else:
            assert then == "clash"


def test_the_same_number_in_another_spelling_is_no_change() -> None:
    assert same("phone", "139-0000-0421", "13900000421") and not same("phone", "", "13900000421") and not same("phone", None, "")
