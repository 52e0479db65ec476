"""How long somebody stays signed in (design.md §3, promise C3)."""

from datetime import timedelta
from itertools import product

from app.models import Role
from app.rules import sessions
from tests.conftest import NOW

OWN_PHONE = {Role.GRID, Role.INFO, Role.VOLUNTEER, Role.LEADER, Role.COMMITTEE, Role.SUPERVISION, Role.MENTOR, Role.MENTEE}
LONG = sessions.Length(timedelta(days=30), None)
SHORT = sessions.Length(timedelta(minutes=30), timedelta(hours=12))


def test_every_role_on_every_device() -> None:
    for role, own in product(Role, (True, False)):
        assert sessions.length({role}, own_device=own) == (LONG if own and role in OWN_PHONE else SHORT), role


def test_the_strictest_of_several_roles_counts() -> None:
    for one, other in product(Role, Role):
        expected = LONG if {one, other} <= OWN_PHONE else SHORT
        assert sessions.length({one, other}, own_device=True) == expected
    assert sessions.length(set(), own_device=True) == SHORT


def test_a_session_is_over_to_the_second() -> None:
    second = timedelta(seconds=1)
    for rule in (LONG, SHORT):
        assert not sessions.is_over(started=NOW, last_seen=NOW, now=NOW + rule.idle - second, rule=rule)
        assert sessions.is_over(started=NOW, last_seen=NOW, now=NOW + rule.idle, rule=rule)
    late = NOW + timedelta(hours=12)
    assert not sessions.is_over(started=NOW, last_seen=late - second, now=late - second, rule=SHORT)
    assert sessions.is_over(started=NOW, last_seen=late, now=late, rule=SHORT)
    assert not sessions.is_over(started=NOW - timedelta(days=900), last_seen=NOW, now=NOW, rule=LONG)


def test_the_lease_and_the_last_chance_to_hand_in_are_what_was_promised() -> None:
    assert (sessions.LEASE_HOURS, sessions.UPLOAD_ONLY_DAYS, sessions.SLIDING_DAYS) == (24, 30, 30)
