"""Knowing a client token gives nothing, and neither does a tab that outlives its session (promises B6, B9)."""

import json
import secrets

from sqlmodel import Session, select

from app.config import Settings, read
from app.models import SignIn
from tests.security.conftest import ELDER, ELDER_PHONE, PERSONAL, Live
from tests.security.live import COOKIE, RESIDENTS, Tab, wait_until


def _a_victim(live: Live) -> tuple[Tab, str]:
    token = live.signed_in()
    tab = live.tab(token)
    tab.ask(f"{RESIDENTS}.load")
    tab.ask(f"{RESIDENTS}.open_card", {"resident_id": str(live.elder)})
    tab.ask(f"{RESIDENTS}.reveal", {"kin_id": "", "purpose": "visit"})
    assert ELDER_PHONE in tab.text()
    return tab, token


def _back(live: Live, client: str, token: str = "") -> Tab:
    """A tab with this client token, once the server has noticed that the last one is gone."""

    def same() -> Tab | None:
        tab = live.tab(token, client=client)
        return None if any("new_token" in f for f in tab.frames if isinstance(f, dict)) else tab

    return wait_until(same)


def test_a_client_token_without_a_cookie_gets_nothing(live: Live) -> None:
    victim, _ = _a_victim(live)
    victim.close()
    thief = _back(live, victim.client)
    for name, payload in (("load", {}), ("search", {"text": ""}), ("hide_phone", {"shown": 0}), ("turn", {"by": 0})):
        thief.ask(f"{RESIDENTS}.{name}", payload)
    assert not [w for w in PERSONAL if w in thief.text()]


def test_a_client_token_with_somebody_elses_cookie_gets_only_what_is_theirs(live: Live) -> None:
    victim, _ = _a_victim(live)
    victim.close()
    for role in ("volunteer", "auditor"):
        thief = _back(live, victim.client, live.signed_in(role))
        thief.ask(f"{RESIDENTS}.turn", {"by": 0})
        assert not [w for w in PERSONAL if w in thief.text()]
        thief.close()


def test_a_client_token_that_is_in_use_is_not_shared(live: Live) -> None:
    victim, _ = _a_victim(live)
    thief = live.tab(client=victim.client)
    assert not [w for w in PERSONAL if w in thief.text()]
    assert victim.socket.connected
    assert ELDER in json.dumps(victim.ask(f"{RESIDENTS}.load"), ensure_ascii=False)


def test_the_owner_of_a_dropped_tab_finds_it_again(live: Live) -> None:
    victim, token = _a_victim(live)
    victim.close()
    again = _back(live, victim.client, token)
    assert ELDER in again.text()


def test_after_signing_out_an_open_tab_is_empty_and_may_do_nothing(live: Live) -> None:
    tab, token = _a_victim(live)
    assert live.request("DELETE", "/api/session", Cookie=f"{COOKIE}={token}", Origin=live.origin).json == {"ended": 1}
    seen = len(tab.frames)
    wait_until(lambda: not tab.socket.connected or tab.ask(f"{RESIDENTS}.load"))
    after = str(tab.frames[seen:])
    assert not [w for w in PERSONAL if w in after]
    tab.close()
    told = _back(live, tab.client, token).text()
    assert not [w for w in PERSONAL if w in told]


def test_the_next_person_on_the_same_tab_finds_it_empty(live: Live) -> None:
    tab, _ = _a_victim(live)
    tab.close()
    colleague = _back(live, tab.client, live.signed_in("info"))
    assert not [w for w in PERSONAL if w in colleague.text()]


def test_a_number_leaves_the_screen_by_itself(live: Live) -> None:
    tab, _ = _a_victim(live)
    assert Settings().shown_seconds == 30 == read({"LINLI_SHOWN_SECONDS": "900"}).shown_seconds  # shorter may be set, longer may not

    def on_screen() -> str:
        told = [(f.get("delta") or {}).get(RESIDENTS, {}) for f in tab.frames]
        return [t["shown_phone_rx_state_"] for t in told if "shown_phone_rx_state_" in t][-1]

    wait_until(lambda: on_screen() == "")
    seen = len(tab.frames)
    tab.settle()
    assert ELDER_PHONE not in json.dumps(tab.frames[seen:])


def test_forged_and_mangled_cookies_are_nobody(live: Live) -> None:
    live.signed_in()
    with Session(live.engine) as session:
        stored = session.exec(select(SignIn)).first()
    for token in (secrets.token_urlsafe(32), stored.token_hash if stored else "", "a" * 300, "%00", "../keys.json"):
        tab = live.tab(token)
        tab.ask(f"{RESIDENTS}.load")
        wait_until(lambda t=tab: "linli:signed-out" in t.text())
        assert not [w for w in PERSONAL if w in tab.text()]
