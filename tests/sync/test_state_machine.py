"""Whatever the network, the clocks, a restore and a move of people do: what a worker was told is so (promises D1 to D5, D16)."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sync import machine

UNSHRUNK = (Phase.explicit, Phase.generate)
"""A planted fault need not be told in its shortest form."""
QUIET = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None, "print_blob": False}


def test_no_schedule_loses_or_doubles_a_record_or_says_what_is_not_so() -> None:
    with machine.ready() as sound:
        run_state_machine_as_test(sound, settings=settings(max_examples=30, stateful_step_count=20, **QUIET))  # type: ignore[arg-type]


@pytest.mark.parametrize("bug", machine.BUGS)
def test_the_machine_finds_a_planted_fault(bug: str) -> None:
    with machine.ready(bug) as broken, pytest.raises(AssertionError):
        run_state_machine_as_test(
            broken, settings=settings(max_examples=200, stateful_step_count=15, derandomize=True, phases=UNSHRUNK, **QUIET)  # type: ignore[arg-type]
        )

