"""A button that makes something is busy while it runs, so that nobody taps it twice on a slow line."""

from collections.abc import AsyncIterator, Callable
from functools import wraps
from typing import Any


def one_at_a_time(handler: Callable[..., Any]) -> Callable[..., Any]:
    """Set `busy` of the State before a handler runs, at once on screen, and take it away whatever comes of it."""

    @wraps(handler)
    async def run(self: Any, *args: Any, **fields: Any) -> AsyncIterator[None]:
        self.busy = True
        yield
        try:
            await handler(self, *args, **fields)
        except Exception:
            self.busy = False
            yield  # an error sends no change of the State with it
            raise
        self.busy = False

    return run
