"""Each role receives only what its task needs, and an anonymous visit gets nothing of anybody (promises A2, B5, B6)."""

import json
import re

import pytest

from app.app import PAGES
from app.models import Role
from app.rules.visibility import CARRIES_PACK, SIGHT
from tests.security.conftest import PERSONAL, Live
from tests.security.live import COOKIE, HYDRATE, RESIDENTS


def test_an_anonymous_visit_to_every_page_gets_not_one_personal_byte(live: Live) -> None:
    tab = live.tab()
    for route, _, _ in PAGES:
        path = route.replace("[id]", str(live.elder))
        tab.send(HYDRATE, router_data={"pathname": route, "asPath": path, "query": {"id": str(live.elder)}})
        tab.settle()
        body = live.get(path if path.endswith("/") else path + "/").body.decode()
        assert not [w for w in PERSONAL if w in body]
    assert not [w for w in PERSONAL if w in tab.text()]


def test_what_a_page_is_told_when_it_opens_holds_nothing_but_empty_defaults(live: Live) -> None:
    tab = live.tab(live.signed_in())
    first = tab.snapshot[0]["delta"][RESIDENTS]
    assert not any(first[name] for name in ("groups_rx_state_", "chips_rx_state_", "area_name_rx_state_", "shown_phone_rx_state_", "total_rx_state_"))
    assert first["card_rx_state_"]["name"] == ""


def test_a_session_secret_never_comes_back_over_the_wire(live: Live) -> None:
    token = live.signed_in()
    tab = live.tab(token)
    tab.ask(f"{RESIDENTS}.load")
    assert token not in tab.text()
    assert COOKIE not in tab.text()


@pytest.mark.parametrize("role", [r for r in Role if r not in SIGHT])
def test_who_needs_no_residents_is_sent_none_by_either_door(live: Live, role: Role) -> None:
    token = live.signed_in(role)
    tab = live.tab(token)
    for name, payload in (("load", {}), ("search", {"text": "鄢"}), ("open_card", {"resident_id": str(live.elder)})):
        tab.ask(f"{RESIDENTS}.{name}", payload)
    pack = live.get("/api/pack", Cookie=f"{COOKIE}={token}").json
    sent = tab.text() + json.dumps(pack, ensure_ascii=False)
    assert not [w for w in PERSONAL if w in sent]
    assert {k for k, v in pack.items() if v} == {"epoch", "me"}
    assert set(pack["me"]) <= {"id", "account", "name", "roles", "area", "area_name", "carries_pack", "carries_tasks", "sees_residents", "own_device", "vault_half", "pin_required"}


def test_only_grid_staff_get_people_in_a_pack(live: Live) -> None:
    for role in Role:
        pack = live.get("/api/pack", Cookie=f"{COOKIE}={live.signed_in(role)}").json
        assert bool(pack["residents"]) == (role in CARRIES_PACK), role
        assert "谯桂兰" not in json.dumps(pack, ensure_ascii=False)


def test_no_answer_holds_anything_like_an_identity_number(live: Live) -> None:
    tab = live.tab(live.signed_in())
    tab.ask(f"{RESIDENTS}.load")
    tab.ask(f"{RESIDENTS}.open_card", {"resident_id": str(live.elder)})
    pack = live.get("/api/pack", Cookie=f"{COOKIE}={live.signed_in()}").body.decode()
    for text in (tab.text(), pack):
        assert not re.search(r"(?<![0-9A-Za-z])\d{15,17}(\d[\dXx])?(?![0-9A-Za-z])", text.replace("210202001001001", ""))
        assert "id_hash" not in text
        assert "_sealed" not in text
