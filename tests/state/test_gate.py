"""The gate's check of arguments, alone and at length (promise B2)."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from app.state.gate import LONGEST_TEXT, _fits, token_of

PLAIN = (int, str, bool, float)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=6
)


def _checks(**hints: Any) -> dict[str, tuple[Any, TypeAdapter[Any], bool]]:
    return {name: (hint, TypeAdapter(hint), True) for name, hint in hints.items()}


def _passes_only_what_fits(hint: Any, payload: dict[str, Any]) -> None:
    if _fits(payload, _checks(a=hint)):
        assert set(payload) == {"a"}
        assert type(payload["a"]) is hint
        assert len(repr(payload["a"])) < LONGEST_TEXT * 2
        if hint is int:
            assert abs(payload["a"]) <= 2**53


def _anything(dice: random.Random, depth: int = 0) -> Any:
    kind = dice.randrange(11 if depth < 3 else 8)
    if kind < 8:
        return dice.choice([None, True, False, dice.randint(-(10**20), 10**20), dice.random(), "", "5", "true", "曲凤英" * dice.randrange(900), float("nan"), dice.randint(-9, 9)])
    if kind == 8:
        return [_anything(dice, depth + 1) for _ in range(dice.randrange(3))]
    return {dice.choice("abcx"): _anything(dice, depth + 1) for _ in range(dice.randrange(3))}


def test_of_ten_thousand_payloads_only_those_pass_that_fit() -> None:
    dice = random.Random(20261122)
    passed = 0
    for _ in range(10_000):
        payload = {name: _anything(dice) for name in dice.choice([["a"], ["a"], ["a"], ["b"], ["a", "b"], []])}
        hint = dice.choice(PLAIN)
        _passes_only_what_fits(hint, payload)
        passed += _fits(payload, _checks(a=hint))
    assert 100 < passed < 5000


@settings(max_examples=200, deadline=None)
@given(hint=st.sampled_from(PLAIN), payload=st.dictionaries(st.sampled_from(["a", "b"]), json_values, max_size=2))
def test_what_passes_is_exactly_of_the_type_and_nothing_else_is_there(hint: Any, payload: dict[str, Any]) -> None:
    _passes_only_what_fits(hint, payload)


@pytest.mark.parametrize(("hint", "value"), [(int, 5), (int, -1), (str, ""), (str, "曲凤英"), (bool, True), (float, 1.5)])
def test_what_fits_passes(hint: Any, value: Any) -> None:
    assert _fits({"a": value}, _checks(a=hint))


@pytest.mark.parametrize(("hint", "value"), [(int, "5"), (int, True), (int, 5.0), (int, 2**53 + 1), (int, None), (str, 5), (str, None), (str, ["x"]), (str, {"x": "y"}), (bool, 1), (bool, "true"),
                                             (float, "1"), (str, "x" * LONGEST_TEXT), (str, "\ud800")])  # fmt: skip
def test_what_does_not_fit_is_stopped(hint: Any, value: Any) -> None:
    assert not _fits({"a": value}, _checks(a=hint))


def test_too_many_and_too_few_arguments_are_stopped() -> None:
    assert not _fits({}, _checks(a=int))
    assert not _fits({"a": 1, "b": 1}, _checks(a=int))
    assert _fits({}, {"a": (int, TypeAdapter(int), False)})
    assert _fits({}, {})


@given(header=st.text(max_size=200))
def test_no_cookie_header_breaks_the_gate(header: str) -> None:
    assert isinstance(token_of(header), str)


def test_the_session_is_found_among_other_cookies() -> None:
    assert token_of("a=b; linli_session=xyz; c=d") == "xyz"
    assert token_of("a=b") == token_of("") == ""
