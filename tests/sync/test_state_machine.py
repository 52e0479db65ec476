"""Whatever the network, the clocks, a restore and a move of people do: what a worker was told is so (promises D1 to D5, D16).

Here fifteen random schedules and, for each planted fault, one in which it shows; `make soak` searches ten thousand and
looks for every fault by itself.
"""

from collections.abc import Callable

import pytest

from tests.sync import machine

Schedule = Callable[[machine.Sync], object]


def _record(m: machine.Sync, kind: str = "contact", which: int = 1) -> None:
    m.record(n=0, which=which, kind=kind, outcome="seen")


SHOWS: dict[str, tuple[Schedule, ...]] = {
    "new_id_each_try": (_record, lambda m: m.sync(n=0, how="answer_lost"), lambda m: m.sync(n=0, how="through")),
    "drops_what_is_refused": (lambda m: m.nonsense(n=0, tamper="kind"), lambda m: m.sync(n=0, how="through")),
    "ignores_the_epoch": (_record, lambda m: m.sync(n=0, how="through"), lambda m: m.on_the_server(what="restore", which=0)),
    "outbox_in_memory": (_record, lambda m: m.meanwhile(n=0, what="killed")),
    "wiped_at_sign_out": (_record, lambda m: m.meanwhile(n=0, what="signs out")),
    "says_received_at_any_200": (_record, lambda m: m.sync(n=0, how="portal")),
    "server_forgets_dedupe": (_record, lambda m: m.sync(n=0, how="twice")),
    "server_takes_any_code": (lambda m: m.attend(what="guesses"), lambda m: m.sync(n=2, how="through")),
    "server_drops_held": (lambda m: _record(m, which=0), lambda m: m.sync(n=0, how="through")),
}
"""For each planted fault the shortest schedule in which somebody would be told what is not so, or lose something."""


def test_no_schedule_loses_or_doubles_a_record_or_says_what_is_not_so() -> None:
    with machine.ready() as sound:
        machine.search(sound, examples=15, steps=20)


def test_every_planted_fault_has_its_schedule() -> None:
    assert SHOWS.keys() == set(machine.BUGS)


@pytest.mark.parametrize("bug", machine.BUGS)
def test_a_planted_fault_is_noticed_and_nothing_without_it(bug: str) -> None:
    with machine.ready(bug) as broken, pytest.raises(AssertionError):
        _play(broken, SHOWS[bug])
    with machine.ready() as sound:
        _play(sound, SHOWS[bug])


def _play(made: type[machine.Sync], schedule: tuple[Schedule, ...]) -> None:
    played = made()
    played.begin()
    try:
        for step in schedule:
            step(played)
    finally:
        played.teardown()
