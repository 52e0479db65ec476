"""Needs and errands as tables of moves: no open one without a day, no dead end, no end without words (domain.md §10.4, §10.6)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import needs
from app.rules.needs import ENDED, FIRST, MOVES, NotAMove, after, allowed

TODAY = date(2026, 11, 22)
SOON = TODAY + timedelta(days=2)


def _go(kind: str, *moves: str) -> str:
    state = FIRST[kind]
    for move in moves:
        state = after(kind, state, move=move, next_on=SOON, words="x", to="y", today=TODAY).state
    return state


@pytest.mark.parametrize(("kind", "moves", "end"), [
    ("need", ("plan", "start", "deliver", "confirm", "close"), "closed"),
    ("need", ("refer", "deliver", "reopen", "deliver", "confirm", "close"), "closed"),
    ("need", ("unmet", "plan"), "planned"),
    ("need", ("unwanted",), "unwanted"),
    ("errand", ("collect", "submit", "supplement", "submit", "done", "tell", "call_back"), "called_back"),
    ("errand", ("collect", "failed", "tell", "call_back", "reopen"), "collecting"),
])  # fmt: skip
def test_the_ways_of_the_field(kind: str, moves: tuple[str, ...], end: str) -> None:
    assert _go(kind, *moves) == end


@pytest.mark.parametrize("kind", ["need", "errand"])
def test_every_state_that_can_be_reached_has_a_way_on_or_back(kind: str) -> None:
    states, left = {FIRST[kind]}, [FIRST[kind]]
    while left:
        state = left.pop()
        assert allowed(kind, state), state
        for move in allowed(kind, state):
            came = MOVES[kind][move][state]
            if came not in states:
                states.add(came)
                left.append(came)
    assert states & ENDED


@given(kind=st.sampled_from(["need", "errand"]), moves=st.lists(st.sampled_from(sorted({m for ways in MOVES.values() for m in ways})), max_size=12),
       next_on=st.none() | st.dates(TODAY - timedelta(days=3), TODAY + timedelta(days=400)), words=st.sampled_from(["", "x"]), to=st.sampled_from(["", "y"]))  # fmt: skip
def test_an_open_one_always_has_a_day_that_is_not_past(kind: str, moves: list[str], next_on: date | None, words: str, to: str) -> None:
    state = FIRST[kind]
    for move in moves:
        try:
            came = after(kind, state, move=move, next_on=next_on, words=words, to=to, today=TODAY)
        except NotAMove:
            continue
        assert came.open is (came.state not in ENDED)
        assert (came.next_on is not None and came.next_on >= TODAY) is came.open
        state = came.state


def test_stuck_is_computed() -> None:
    assert needs.is_stuck(True, TODAY - timedelta(days=1), TODAY) and needs.is_stuck(True, None, TODAY)
    assert not needs.is_stuck(True, TODAY, TODAY) and not needs.is_stuck(False, TODAY - timedelta(days=9), TODAY)


def test_what_is_urgent_is_looked_at_the_same_day() -> None:
    assert needs.first_look("today", TODAY) == TODAY
    assert needs.first_look("week", TODAY) == needs.first_look("later", TODAY) == TODAY + timedelta(days=7)
