"""A button that makes something is busy while it runs, and free again whatever comes of it."""

import asyncio
from typing import Any

import pytest

from app.errors import Conflict
from app.state.once import one_at_a_time


class Desk:
    """What a handler is called with, in the place of a State."""

    busy = False
    made: tuple[Any, ...] = ()

    @one_at_a_time
    async def make(self, name: str, wrong: bool = False) -> None:
        """A handler."""
        if wrong:
            raise Conflict("there", "已经有了。", "It is there.")
        self.made = (name, self.busy)


def seen(desk: Desk, **fields: Any) -> list[bool]:
    """What the screen is told of the button while the handler runs."""
    told: list[bool] = []

    async def run() -> None:
        async for _ in desk.make(**fields):
            told.append(desk.busy)

    if fields.get("wrong"):
        with pytest.raises(Conflict):
            asyncio.run(run())
    else:
        asyncio.run(run())
    return [*told, desk.busy]


def test_it_is_busy_on_screen_before_it_runs_and_free_after() -> None:
    desk = Desk()
    assert seen(desk, name="甲") == [True, False]
    assert desk.made == ("甲", True)


def test_an_error_frees_it_on_screen_and_is_told_all_the_same() -> None:
    desk = Desk()
    assert seen(desk, name="甲", wrong=True) == [True, False, False]
    assert desk.made == ()
