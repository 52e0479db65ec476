"""Every handler of the office's pages, who may call it, and a call that reaches for what is not there."""

from typing import Any

from app.models import Role
from tests.security.live import STATE

NOBODY = "00000000-0000-4000-8000-00000000dead"
ADMIN = frozenset({Role.DISTRICT, Role.COMMUNITY})
WATCH = frozenset({Role.AUDITOR})
DISTRICT = frozenset({Role.DISTRICT})
EVERYBODY = frozenset(Role)
_ROLE = {"role": "grid", "area": "999999", "programme": "", "ends": ""}

_BY_STATE: dict[str, dict[str, tuple[frozenset[Role], dict[str, Any]]]] = {
    "accounts____accounts_state": {
        "load": (ADMIN, {}), "search": (ADMIN, {"text": "x"}), "find_area": (ADMIN, {"text": "x"}), "turn": (ADMIN, {"by": 1}),
        "open": (ADMIN, {"account_id": NOBODY}), "close": (ADMIN, {}), "begin": (ADMIN, {}),
        "create": (ADMIN, {"account": "intruder", "name": "x", **_ROLE}), "grant": (ADMIN, _ROLE),
        "act_for": (ADMIN, {"colleague": "nobody", "ends": ""}), "end_grant": (ADMIN, {"grant_id": NOBODY}), "rename": (ADMIN, {"name": "x"}),
        "disable": (ADMIN, {}), "enable": (ADMIN, {}), "new_link": (ADMIN, {}), "end_sessions": (ADMIN, {}),
    },
    "audit____audit_state": {
        "load": (WATCH, {}), "choose_day": (WATCH, {"day": "2026-11-22"}), "find_person": (WATCH, {"account": "x"}),
        "find_resident": (WATCH, {"number": NOBODY}), "toggle_kind": (WATCH, {"kind": "view"}), "turn": (WATCH, {"by": 1}),
    },
    "borders____borders_state": {
        "load": (ADMIN, {}), "begin_merge": (ADMIN, {"code": "999"}), "begin_move": (ADMIN, {"yard_id": NOBODY}), "begin_split": (ADMIN, {"code": "999"}),
        "cancel": (ADMIN, {}), "choose_community": (ADMIN, {"code": "999"}), "choose_street": (ADMIN, {"code": "999"}),
        "choose_target": (ADMIN, {"code": "999"}), "confirm": (ADMIN, {}), "preview_split": (ADMIN, {"name": "x"}),
        "take_back": (ADMIN, {"move_id": NOBODY}), "tick": (ADMIN, {"unit_id": NOBODY}), "tick_house": (ADMIN, {"key": "x"}),
        "to_another_community": (ADMIN, {"code": "999"}), "to_another_street": (ADMIN, {"code": "999"}), "turn_houses": (ADMIN, {"by": 1}),
    },
    "devices____devices_state": {"load": (EVERYBODY, {}), "end": (EVERYBODY, {"handle": "x"}), "lost": (EVERYBODY, {"handle": "x"})},
    "feedback____feedback_state": {
        "load": (DISTRICT, {}), "turn": (DISTRICT, {"by": 1}), "open_one": (DISTRICT, {"feedback_id": NOBODY}), "answer": (DISTRICT, {"words": "x"}),
    },
    "second____second_state": {
        "load": (ADMIN | WATCH, {}), "offer": (ADMIN | WATCH, {}), "enrol": (ADMIN | WATCH, {"code": "000000"}), "give": (ADMIN | WATCH, {"code": "000000"}),
    },
}  # fmt: skip

DESK: dict[str, tuple[frozenset[Role], dict[str, Any]]] = {
    f"{STATE}.app___state___{state}.{name}": entry for state, handlers in _BY_STATE.items() for name, entry in handlers.items()
}
"""Full name of the handler → who may call it, and the arguments. A new handler is not in the app before it is in here."""
