"""Messages are small and few (promise B15)."""

import contextlib
from collections.abc import Callable

import pytest

from tests.security.conftest import Live
from tests.security.live import HYDRATE, RESIDENTS, Tab, wait_until


def _event(tab: Tab) -> None:
    tab.send(HYDRATE)


def _nameless(tab: Tab) -> None:
    tab.raw({"name": "nobody.knows.this"})


def _ping(tab: Tab) -> None:
    tab.socket.emit("ping", namespace="/_event")


def _report(tab: Tab) -> None:
    tab.socket.emit("client_error", {"error_type": "x", "message": "y"}, namespace="/_event")


def _with_false_goodbyes(tab: Tab) -> None:
    """A client that says `disconnect` and `connect` itself, to be counted anew."""
    _nameless(tab)
    tab.socket.emit("disconnect", namespace="/_event")
    tab.socket.emit("connect", {"QUERY_STRING": ""}, namespace="/_event")


@pytest.mark.parametrize("what", [_event, _nameless, _ping, _report, _with_false_goodbyes])
def test_who_floods_is_put_out_and_nobody_else_notices(live: Live, what: Callable[[Tab], None]) -> None:
    flood, other = live.tab(live.signed_in()), live.tab(live.signed_in("info"))
    with contextlib.suppress(Exception):  # the socket goes while we are still talking
        for _ in range(400):
            what(flood)
    wait_until(lambda: not flood.socket.connected)
    assert other.socket.connected
    assert other.ask(f"{RESIDENTS}.load")


def test_a_hundred_messages_at_once_are_still_fine(live: Live) -> None:
    tab = live.tab(live.signed_in())
    for _ in range(80):
        _nameless(tab)
    tab.settle()
    assert tab.socket.connected


def test_a_frame_of_65_kilobytes_closes_the_socket(live: Live) -> None:
    tab, other = live.tab(live.signed_in()), live.tab(live.signed_in("info"))
    since = live.last_row()
    tab.send(f"{RESIDENTS}.search", {"text": "x" * 66_000})
    wait_until(lambda: not tab.socket.connected)
    assert live.trail(since) == []
    assert other.ask(f"{RESIDENTS}.load")
