"""The moves of needs (domain.md §10.4) and of errands (§10.6): who may go where, and what each move must bring along."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

FIRST = MappingProxyType({"need": "claimed", "errand": "accepted"})
"""The state in which it begins: whoever hears a need is its first owner; an errand begins with consent."""
ENDED = frozenset({"closed", "unwanted", "called_back"})
CALL_BACK_DAYS = 3

NEED_MOVES: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "claim": {s: "claimed" for s in ("new", "claimed", "planned", "doing", "waiting", "unmet")},
    "plan": {s: "planned" for s in ("new", "claimed", "planned", "doing", "waiting", "unmet")},
    "start": {s: "doing" for s in ("claimed", "planned", "waiting", "doing")},
    "refer": {s: "waiting" for s in ("claimed", "planned", "doing", "waiting", "unmet")},
    "wait": {s: "waiting" for s in ("claimed", "planned", "doing", "waiting")},
    "deliver": {s: "delivered" for s in ("claimed", "planned", "doing", "waiting")},
    "confirm": {"delivered": "confirmed"},
    "close": {"confirmed": "closed"},
    "reopen": {s: "planned" for s in ("delivered", "confirmed", "closed", "unwanted")},
    "unmet": {s: "unmet" for s in ("claimed", "planned", "doing", "waiting")},
    "unwanted": {s: "unwanted" for s in ("new", "claimed", "planned", "doing", "waiting", "unmet", "delivered")},
})  # fmt: skip
ERRAND_MOVES: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "claim": {s: s for s in ("accepted", "collecting", "submitted", "supplement", "done", "failed", "told")},
    "collect": {s: "collecting" for s in ("accepted", "collecting", "supplement")},
    "submit": {s: "submitted" for s in ("accepted", "collecting", "supplement")},
    "supplement": {"submitted": "supplement"},
    "done": {s: "done" for s in ("submitted", "supplement", "collecting")},
    "failed": {s: "failed" for s in ("accepted", "collecting", "submitted", "supplement")},
    "tell": {s: "told" for s in ("done", "failed")},
    "call_back": {"told": "called_back"},
    "reopen": {s: "collecting" for s in ("done", "failed", "told", "called_back", "unwanted")},
    "unwanted": {s: "unwanted" for s in ("accepted", "collecting", "submitted", "supplement")},
})  # fmt: skip
MOVES = MappingProxyType({"need": NEED_MOVES, "errand": ERRAND_MOVES})
NEEDS_WORDS = frozenset({"deliver", "unmet", "unwanted", "reopen", "failed", "done"})
"""Moves that say what came of it, or why not."""
NEEDS_TO = frozenset({"refer"})
"""Moves that name who has it now."""


class NotAMove(ValueError):
    """A move that cannot be made from here, or without what it needs; the code says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class After:
    """The state after a move, whether it is still open, the day it is looked at again, and until when to call back."""

    state: str
    open: bool
    next_on: date | None
    call_back_by: date | None


def first_look(urgency: str, today: date) -> date:
    """The day of the first next step: the same day for what is urgent, a week at most otherwise (DR-N)."""
    return today if urgency == "today" else today + timedelta(days=7)


def allowed(kind: str, state: str) -> list[str]:
    """The moves that can be made from a state, in the order of the field."""
    return [move for move, ways in MOVES[kind].items() if state in ways]


def after(kind: str, state: str, *, move: str, next_on: date | None, words: str, to: str, today: date) -> After:
    """What a move makes of it. Raises NotAMove: an open need without a day is impossible."""
    ways = MOVES[kind].get(move)
    if ways is None:
        raise NotAMove("unknown_move")
    if state not in ways:
        raise NotAMove("not_from_here")
    if move in NEEDS_WORDS and not words.strip():
        raise NotAMove("words_missing")
    if move in NEEDS_TO and not to.strip():
        raise NotAMove("to_missing")
    came = ways[state]
    if came in ENDED:
        return After(came, False, None, None)
    back = today + timedelta(days=CALL_BACK_DAYS) if came in {"delivered", "told"} else None
    when = next_on or back or (today + timedelta(days=1) if came in {"done", "failed", "confirmed"} else None)
    if when is None:
        raise NotAMove("next_on_missing")
    if when < today:
        raise NotAMove("next_on_past")
    if when > today + timedelta(days=366):
        raise NotAMove("next_on_far")
    return After(came, True, when, back)


def is_stuck(open_: bool, next_on: date | None, today: date) -> bool:
    """Whether its day has passed and nothing happened: computed, never a state somebody sets."""
    return open_ and (next_on is None or next_on < today)
