"""No event handler runs without a policy: the whole matrix of handlers and roles over a real socket (B1, B2, B3, B18, B19)."""

import hashlib
import json
from typing import Any

import pytest
import sqlalchemy as sa
from reflex.istate.storage import ClientStorageBase
from reflex_base.registry import RegistrationContext
from sqlmodel import Session, SQLModel

from app.app import gate
from app.models import Account, Role
from app.rules.visibility import SIGHT, Sight
from app.state.gate import LONGEST_TEXT, Gate, allow, unguarded
from tests import factories as make
from tests.security.conftest import DOOR, ELDER, ELDER_PHONE, FAR, FAR_PHONE, KIN, KIN_PHONE, PERSONAL, Live
from tests.security.desk_handlers import DESK
from tests.security.live import HYDRATE, RESIDENTS, STATE, Tab

READERS = frozenset(SIGHT)
OURS: dict[str, tuple[frozenset[Role], dict[str, Any]]] = {
    "load": (READERS, {}),
    "search": (READERS, {"text": ELDER[0]}),
    "toggle": (READERS, {"code": "A"}),
    "turn": (READERS, {"by": 0}),
    "open_card": (READERS, {"resident_id": "ELDER"}),
    "open_tags": (READERS, {}),
    "reveal": (READERS, {"kin_id": "", "purpose": "visit"}),
    "hide_phone": (READERS, {"shown": 0}),
}
"""Every handler of ours, who may call it, and a call that fits. A new handler is not in the app before it is in here."""
ACTS = {"load": [], "search": ["search"], "toggle": ["search"], "turn": ["search"], "open_card": ["view"], "open_tags": ["reveal"], "reveal": ["reveal"], "hide_phone": []}


def _handlers() -> dict[str, Any]:
    return dict(RegistrationContext.get().event_handlers)


def test_the_matrix_below_knows_every_handler() -> None:
    own = {n for n, r in _handlers().items() if not r.states[0].__module__.startswith("reflex") and not n.endswith(".setvar")}
    assert own == {f"{RESIDENTS}.{name}" for name in OURS} | DESK.keys()


def test_every_handler_has_a_policy_and_the_policies_are_those_of_the_matrix() -> None:
    assert unguarded() == []
    assert {name: gate.rules[f"{RESIDENTS}.{name}"][0] for name in OURS} == {name: roles for name, (roles, _) in OURS.items()}


def test_of_reflexes_own_handlers_only_the_known_ones_pass() -> None:
    passed = {n for n, (roles, _) in gate.rules.items() if roles is None}
    assert {n.rpartition(".")[2] for n in passed} == {
        "hydrate", "hydrate_and_load", "set_is_hydrated", "on_load_internal", "update_vars_internal", "handle_frontend_exception",
    }  # fmt: skip
    assert not any(n.endswith(".setvar") for n in gate.rules)


def test_no_handler_takes_anything_but_plain_values() -> None:
    for name in OURS:
        for _hint, (kind, _, _) in gate.rules[f"{RESIDENTS}.{name}"][1].items():
            assert kind in (int, str, bool, float)


def test_a_handler_without_a_policy_stops_the_start() -> None:
    handler = _handlers()[f"{RESIDENTS}.load"].handler
    policy = handler.fn.__policy__
    del handler.fn.__policy__
    try:
        assert unguarded() == [f"{RESIDENTS}.load"]
        with pytest.raises(TypeError, match="without a policy"):
            Gate()
    finally:
        handler.fn.__policy__ = policy


def test_a_handler_with_an_open_argument_stops_the_start() -> None:
    handler = _handlers()[f"{RESIDENTS}.search"].handler
    for hint in (dict, list, Any, Account, str | None):
        handler.fn.__annotations__["text"] = hint
        try:
            with pytest.raises(TypeError, match="B3"):
                Gate()
        finally:
            handler.fn.__annotations__["text"] = str


def test_a_policy_stands_above_or_below_the_event() -> None:
    assert allow(Role.GRID)(lambda self: None).__policy__ == {Role.GRID}  # type: ignore[attr-defined]
    assert allow(anyone_signed_in=True)(lambda self: None).__policy__ == frozenset(Role)  # type: ignore[attr-defined]


def test_nothing_of_ours_rests_in_the_browsers_storage() -> None:
    for registered in _handlers().values():
        state = registered.states[0]
        assert not [n for n in state.vars if isinstance(getattr(state.get_fields().get(n), "default", None), ClientStorageBase)]
        assert not any(state._is_client_storage(n) for n in state.vars)


def test_no_setter_is_there_for_anybody() -> None:
    assert not [n for n in gate.rules if n.rpartition(".")[2].startswith("set") and not n.endswith(".set_is_hydrated")]


def _digest(live: Live) -> dict[str, str]:
    """All rows but the audit trail and when a session was last used, as a digest for each table, so that a failure names it."""
    parts = {}
    with live.engine.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            columns = [c for c in table.c if c.name not in {"last_seen_at", "ends_at"}]
            # Attempts and jobs are written by the act of trying and by the clock; they are nobody's data.
            if table.name not in {"audit", "audit_seal", "job", "sign_in_try", "meta"}:
                rows = sorted(repr(tuple(row)) for row in connection.execute(sa.select(*columns)))
                parts[table.name] = hashlib.sha256(repr(rows).encode()).hexdigest()
    return parts


def _ours(frames: list[Any]) -> list[Any]:
    """Frames that change something of ours; the hydration that ends each question is left out."""
    return [f for f in frames if "is_hydrated" not in json.dumps(f) and any("app___" in name for name in (f.get("delta") or {}))]


def _call(live: Live, tab: Tab, name: str) -> list[Any]:
    given = {k: str(live.elder) if v == "ELDER" else v for k, v in OURS[name][1].items()}
    return tab.ask(f"{RESIDENTS}.{name}", given)


@pytest.mark.parametrize("who", ["anonymous", *[str(r) for r in Role]])
def test_every_handler_for_every_role(live: Live, who: str) -> None:
    tab = live.tab("" if who == "anonymous" else live.signed_in(who))
    before = _digest(live)
    seen = SIGHT.get(Role(who), Sight.NONE) if who != "anonymous" else Sight.NONE
    for name, (roles, _) in OURS.items():
        since = live.last_row()
        frames = _call(live, tab, name)
        rows = [(r.act, r.result) for r in live.trail(since) if who != "anonymous" and r.actor_id == live.accounts[who]]
        if who == "anonymous" or who not in roles:
            assert _ours(frames) == [], name
            assert rows == ([] if who == "anonymous" else [("refused", "not_allowed")]), name
            assert live.trail(since) == [] or who != "anonymous"
        elif name in ("open_tags", "reveal") and seen < Sight.FULL:
            assert rows == [("refused", "refused")], name
        else:
            assert rows == [(act, "ok") for act in ACTS[name]], name
    for name in (n for n in _handlers() if n.endswith(".setvar")):
        assert _ours(tab.ask(name, {"var_name": "total", "value": 99})) == []
    assert _digest(live) == before
    _nothing_too_much(tab, seen)


def _nothing_too_much(tab: Tab, seen: Sight) -> None:
    text = tab.text()
    masked = {"鄢", "谯"} if seen == Sight.MASKED else {"鄢"}
    allowed = {
        Sight.NONE: set(), Sight.MASKED: masked, Sight.CARD: {ELDER, "凤仪", "鄢", DOOR},
        Sight.FULL: {ELDER, "凤仪", "鄢", DOOR, KIN, "小满", ELDER_PHONE},
    }[seen]  # fmt: skip
    assert {word for word in PERSONAL if word in text} <= allowed
    assert FAR not in text
    assert FAR_PHONE not in text
    assert KIN_PHONE not in text
    if seen == Sight.FULL:
        assert ELDER_PHONE in text
    if seen >= Sight.CARD:
        assert ELDER in text
    if seen < Sight.FULL:
        assert '"W01"' not in text


WRONG: list[Any] = [
    {"text": 5}, {"text": None}, {"text": True}, {"text": ["a"]}, {"text": {"a": 1}}, {"text": 1.5}, {}, {"text": "a", "more": "b"}, {"Text": "a"},
    {"text": "长" * LONGEST_TEXT},
]  # fmt: skip
WRONG_NUMBERS: list[Any] = [{"by": "1"}, {"by": True}, {"by": 1.0}, {"by": 2**60}, {"by": None}, {"by": [1]}, {"by": {"x": [1]}}, {"by": float("nan")}]


def test_no_handler_is_entered_with_an_argument_of_another_shape(live: Live) -> None:
    tab = live.tab(live.signed_in("community"))
    tab.ask(f"{RESIDENTS}.load")
    since, seen = live.last_row(), len(tab.frames)
    for payload in WRONG:
        tab.send(f"{RESIDENTS}.search", payload)
    for payload in WRONG_NUMBERS:
        tab.send(f"{RESIDENTS}.turn", payload)
    tab.send(f"{RESIDENTS}.load", {"role": "admin"})
    tab.send(f"{RESIDENTS}.reveal", {"kin_id": "", "purpose": ["visit"]})
    tab.settle()
    assert _ours(tab.frames[seen:]) == []
    rows = [r.result for r in live.trail(since) if r.actor_id == live.accounts["community"]]
    assert rows == ["wrong_arguments"] * (len(WRONG) + len(WRONG_NUMBERS) + 2)


def test_reflexes_own_handlers_are_not_entered_with_another_shape_either(live: Live) -> None:
    tab = live.tab()
    seen = len(tab.frames)
    for payload in ({"value": {"name": ELDER}}, {"value": "yes"}, {"value": 1}, {}, {"value": True, "more": 1}):
        tab.send(f"{STATE}.set_is_hydrated", payload)
    for payload in ({"vars": "x"}, {"hashes": [1]}, {"vars": {}, "more": 1}):
        tab.send(HYDRATE, payload)
    last = tab.ask(f"{STATE}.reflex___state____update_vars_internal_state.update_vars_internal", {"vars": {f"{RESIDENTS}.total": 99}})
    assert ELDER not in json.dumps(tab.frames[seen:], ensure_ascii=False)
    assert "99" not in json.dumps(_ours(last))
    assert sum("is_hydrated" in json.dumps(f) for f in tab.frames[seen:]) <= 2


def test_what_is_no_event_changes_nothing_and_breaks_nothing(live: Live) -> None:
    tab = live.tab(live.signed_in())
    since = live.last_row()
    load = f"{RESIDENTS}.load"
    for raw in (None, 5, "x", "{", "[]", [], [load], {}, {"name": [load]}, {"name": None}, {"name": load, "payload": 5}, {"name": load, "payload": [1]},
                {"name": load, "router_data": "x"}, {"name": f"{RESIDENTS}._show"}, {"name": f"{RESIDENTS}.nothing"}, {"name": "load"},
                {"name": f"{RESIDENTS}.__init__"}, {"name": f"{STATE}.reset"}, {"name": "app___models"}, {"name": f"{RESIDENTS}.get_state"}):  # fmt: skip
        tab.raw(raw)
    for name in ("connect", "disconnect", "message", "new_token", "on_event", "event_inside", "trigger_event"):
        tab.socket.emit(name, {"QUERY_STRING": "token=stolen", "name": load}, namespace="/_event")
    tab.settle()
    assert tab.socket.connected
    assert live.trail(since) == []
    assert _ours(tab.ask(load))


def test_no_list_in_a_state_is_longer_than_fifty_rows(live: Live) -> None:
    with Session(live.engine) as session, session.begin():
        for n in range(60):
            make.a_resident(session, name="钱多", grid=make.OTHER_GRID, building="77", door=f"{n // 4 + 1}0{n % 4}")
    tab = live.tab(live.signed_in("community"))
    frames = _ours(tab.ask(f"{RESIDENTS}.search", {"text": "钱多"}))
    groups = frames[-1]["delta"][RESIDENTS]["groups_rx_state_"]
    assert sum(len(g["rows"]) for g in groups) == 50
    assert frames[-1]["delta"][RESIDENTS]["total_rx_state_"] == 60
