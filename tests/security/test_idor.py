"""Somebody else's record looks the same as no record, to every role and in every handler (promise B4)."""

import json
from uuid import uuid4

import pytest

from app.models import Role
from app.rules.visibility import SIGHT
from tests.security.conftest import FAR, Live
from tests.security.live import RESIDENTS, STATE, Tab


def _heard(tab: Tab, name: str, payload: dict[str, str], *ids: str) -> str:
    """What a tab hears, without the ids that it sent itself and without what changes with every frame."""
    frames = [f for f in tab.ask(f"{RESIDENTS}.{name}", payload) if STATE not in (f.get("delta") or {})]
    text = json.dumps(frames, ensure_ascii=False, sort_keys=True)
    for one in ids:
        assert one not in text
    return text


@pytest.mark.parametrize("role", [r for r in SIGHT if r != Role.DISTRICT])
def test_a_foreign_id_an_unknown_id_and_no_id_get_the_same_answer(live: Live, role: Role) -> None:
    tab = live.tab(live.signed_in(role))
    for name, payload in (("open_card", {"resident_id": "ID"}), ("reveal", {"kin_id": "ID", "purpose": "visit"})):
        heard = set()
        for one in (str(live.far), str(live.far_kin), str(live.accounts["grid"]), *(str(uuid4()) for _ in range(3))):
            if name == "reveal":
                tab.ask(f"{RESIDENTS}.open_card", {"resident_id": str(live.elder)})
            heard.add(_heard(tab, name, {k: one if v == "ID" else v for k, v in payload.items()}, one))
        assert len(heard) == 1, name
    assert FAR not in tab.text()


def test_each_such_look_leaves_a_row_with_the_id_that_was_asked_for(live: Live) -> None:
    tab = live.tab(live.signed_in())
    unknown, since = str(uuid4()), live.last_row()
    for one in (str(live.far), unknown):
        tab.ask(f"{RESIDENTS}.open_card", {"resident_id": one})
    tab.ask(f"{RESIDENTS}.open_card", {"resident_id": str(live.elder)})
    tab.ask(f"{RESIDENTS}.reveal", {"kin_id": str(live.far_kin), "purpose": "visit"})
    assert [(r.act, r.object_id, r.result) for r in live.trail(since)] == [
        ("refused", str(live.far), "refused"), ("refused", unknown, "refused"), ("view", str(live.elder), "ok"), ("refused", str(live.far_kin), "refused"),
    ]  # fmt: skip


def test_a_card_that_is_not_ours_takes_the_last_one_off_the_screen(live: Live) -> None:
    tab = live.tab(live.signed_in())
    tab.ask(f"{RESIDENTS}.open_card", {"resident_id": str(live.elder)})
    frames = tab.ask(f"{RESIDENTS}.open_card", {"resident_id": str(live.far)})
    card = frames[0]["delta"][RESIDENTS]
    assert card["card_missing_rx_state_"] is True
    assert card["card_rx_state_"]["name"] == ""
