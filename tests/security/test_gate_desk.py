"""The office's handlers over a real socket: only their roles enter, and made-up ids change nothing for those either (B1, B4)."""

import json
from typing import Any

import pytest

from app.app import gate
from app.models import Role
from tests.security.conftest import Live
from tests.security.desk_handlers import DESK
from tests.security.test_gate import _digest, _ours

LEAVES_A_TRACE = {"sign_in_try"}
A_TAB = 40
"""So many questions fit into one tab before the wall takes it for a flood (promise B15)."""


class Tabs:
    """One person who opens another tab before the last one has asked too much."""

    def __init__(self, live: Live, token: str = "") -> None:
        self.live, self.token, self.asked, self.tab = live, token, 0, live.tab(token)

    def ask(self, name: str, payload: Any = None) -> list[Any]:
        """Ask in the present tab, or in a fresh one."""
        if self.asked == A_TAB:
            self.tab.close()
            self.asked, self.tab = 0, self.live.tab(self.token)
        self.asked += 1
        return self.tab.ask(name, payload)



def test_the_policies_are_those_of_the_table() -> None:
    assert {name: gate.rules[name][0] for name in DESK} == {name: roles for name, (roles, _) in DESK.items()}


def test_no_handler_of_the_office_takes_anything_but_plain_values() -> None:
    for name in DESK:
        assert all(kind in (int, str, bool, float) for kind, _, _ in gate.rules[name][1].values()), name


IN_DESK = frozenset().union(*(roles for roles, _ in DESK.values() if roles != frozenset(Role)))
"""Roles with a handler of the office. All others are the same to the gate: its decision is whether two sets meet
(`test_the_policies_are_those_of_the_table`), so one of them stands for all."""


@pytest.mark.parametrize("who", ["anonymous", *sorted(str(r) for r in IN_DESK), next(str(r) for r in Role if r not in IN_DESK)])
def test_whoever_may_not_enters_nothing_and_changes_nothing(live: Live, who: str) -> None:
    tab = Tabs(live, "" if who == "anonymous" else live.signed_in(who))
    before = _digest(live)
    for name, (roles, payload) in DESK.items():
        if who != "anonymous" and who in roles:
            continue
        since = live.last_row()
        assert _ours(tab.ask(name, payload)) == [], name
        rows = [(r.act, r.result) for r in live.trail(since) if who != "anonymous" and r.actor_id == live.accounts[who]]
        assert rows == ([] if who == "anonymous" else [("refused", "not_allowed")]), name
    assert _digest(live) == before


@pytest.mark.parametrize("who", ["district", "community", "auditor", "grid"])
def test_whoever_may_changes_nothing_with_ids_that_are_nobodys(live: Live, who: str) -> None:
    tab = Tabs(live, live.signed_in(who))
    before = _digest(live)
    for name, (roles, payload) in DESK.items():
        if who in roles:
            tab.ask(name, payload)
    assert _digest(live) == before
    assert "Traceback" not in live.log.read_text()


def test_the_office_sees_no_residents_through_these_pages(live: Live) -> None:
    from tests.security.conftest import PERSONAL

    for who in ("district", "community", "auditor"):
        tab = Tabs(live, live.signed_in(who))
        shown: list[Any] = [tab.ask(name, payload) for name, (roles, payload) in DESK.items() if who in roles]
        text = json.dumps(shown, ensure_ascii=False)
        assert not [word for word in PERSONAL if word in text], who
