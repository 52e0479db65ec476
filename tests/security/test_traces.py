"""What the server leaves behind: in its log, on its disk and in an error message (promises B7, B16, B17, C1)."""

import json
import re
from pathlib import Path

from app.config import ROOT
from tests.security.conftest import PERSONAL, Live
from tests.security.live import COOKIE, HYDRATE, RESIDENTS, STATE, Tab

CANARY = "卡那利canary8231"
WHAT_FAILS = ("SELECT", "sqlalchemy", "sqlite", "Traceback", "resident_gone", "no such table", "OperationalError", ".py")


def _provoke(live: Live, tab: Tab) -> None:
    """Everything that might end up in a log: arguments, headers, reports of pages, bodies, names of fields, passwords."""
    for payload in ({"text": CANARY}, {CANARY: 1}, {"text": [CANARY]}, {"text": {"a": CANARY}}):
        tab.send(f"{RESIDENTS}.search", payload)
    tab.send(f"{RESIDENTS}.open_card", {"resident_id": CANARY})
    tab.send(f"{RESIDENTS}.toggle", {"code": CANARY})
    tab.send(f"{RESIDENTS}.{CANARY}")
    tab.send(HYDRATE, {"vars": {f"{STATE}.{CANARY}.x": CANARY}})
    tab.send(HYDRATE, router_data={"pathname": {"x": CANARY}, "query": CANARY})
    tab.send(f"{STATE}.reflex___state____frontend_event_exception_state.handle_frontend_exception", {"info": CANARY, "component_stack": CANARY})
    tab.raw({"name": HYDRATE, "payload": {"vars": CANARY}, "token": CANARY, CANARY: CANARY})
    tab.raw(CANARY)
    tab.socket.emit("client_error", {"error_type": CANARY, "message": CANARY, "substate": CANARY}, namespace="/_event")
    tab.settle()
    for body in ({"account": CANARY, "password": CANARY}, {"account": "grid", "password": CANARY}, {CANARY: CANARY}):
        live.post("/api/session", body)
    live.post("/api/sync", {"records": [{"id": CANARY, "kind": CANARY}]}, Cookie=f"{COOKIE}={live.signed_in()}")
    live.get(f"/api/pack?token={CANARY.encode().hex()}canary8231", Cookie=f"{COOKIE}=canary8231")
    live.get("/canary8231?x=canary8231", User_Agent="canary8231", Referer="http://localhost/canary8231")


def test_no_argument_cookie_token_or_name_gets_into_the_log(live: Live) -> None:
    token = live.signed_in()
    tab = live.tab(token)
    tab.ask(f"{RESIDENTS}.load")
    tab.ask(f"{RESIDENTS}.open_card", {"resident_id": str(live.elder)})
    _provoke(live, tab)
    live.tab(client="canary8231client").close()
    log = live.log.read_text()
    assert not [w for w in (*PERSONAL, CANARY, "canary8231", token, tab.client, COOKIE, str(live.elder)) if w in log]
    assert "Traceback" not in log


def test_outside_the_database_nothing_of_anybody_lies_on_the_disk(live: Live) -> None:
    token = live.signed_in()
    tab = live.tab(token)
    tab.ask(f"{RESIDENTS}.load")
    tab.ask(f"{RESIDENTS}.open_card", {"resident_id": str(live.elder)})
    tab.close()
    assert {p.name for p in live.data.iterdir()} <= {
        "linli.db", "linli.db-wal", "linli.db-shm", "linli.db.migrating", "linli.db.serving", "audit-anchors.txt", "backups",
    }  # fmt: skip
    words = [w.encode() for w in (*PERSONAL, token)]
    for path in live.folder.rglob("*"):
        if path.is_file() and not path.name.startswith("linli.db") and path.parent.name != "backups":
            assert not [w for w in words if w in path.read_bytes()], path
    assert not list(live.folder.rglob("*.pkl"))
    assert not list(Path(ROOT / ".states").glob("*"))


def test_a_copy_of_the_database_signs_nobody_in_and_tells_no_phone_number(live: Live) -> None:
    token = live.signed_in()
    live.tab(token).ask(f"{RESIDENTS}.load")
    dump = b"".join(p.read_bytes() for p in live.data.glob("linli.db*"))
    assert token.encode() not in dump
    for number in (w for w in PERSONAL if w.startswith("139")):
        assert number.encode() not in dump


def test_a_failure_tells_a_number_and_not_what_happened(live: Live) -> None:
    tab = live.tab(live.signed_in())
    tab.ask(f"{RESIDENTS}.load")
    with live.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE resident RENAME TO resident_gone")
    try:
        told = []
        for _ in range(5):
            for name, payload in (("load", {}), ("search", {"text": "鄢"}), ("open_card", {"resident_id": str(live.elder)}), ("turn", {"by": 1})):
                frames = [f for f in tab.ask(f"{RESIDENTS}.{name}", payload) if f.get("events")]
                told.append(json.dumps(frames, ensure_ascii=False))
        pack = live.get("/api/pack", Cookie=f"{COOKIE}={live.signed_in()}")
    finally:
        with live.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE resident_gone RENAME TO resident")
    assert len(told) == 20
    assert pack.status == 500
    told.append(pack.body.decode())
    log = live.log.read_text()
    for text in told:
        number = re.search(r"[0-9a-f]{8}(?=[\\\"])", text)
        assert number, text
        assert number[0] in log
        assert not [w for w in WHAT_FAILS if w.lower() in text.lower()], text
    assert set(pack.json) == {"code", "message"}
    assert tab.ask(f"{RESIDENTS}.load")


def test_a_wrong_filter_is_refused_once_and_does_not_stick(live: Live) -> None:
    tab = live.tab(live.signed_in())
    tab.ask(f"{RESIDENTS}.toggle", {"code": "nonsense"})
    frames = tab.ask(f"{RESIDENTS}.load")
    assert frames[0]["delta"][RESIDENTS]["loaded_rx_state_"] is True
