"""Every handler of the office's pages, who may call it, and a call that reaches for what is not there."""

from typing import Any

from app.models import Role
from tests.security.live import STATE

NOBODY = "00000000-0000-4000-8000-00000000dead"
ADMIN = frozenset({Role.DISTRICT, Role.COMMUNITY})
WATCH = frozenset({Role.AUDITOR})
DISTRICT = frozenset({Role.DISTRICT})
EVERYBODY = frozenset(Role)
INBOX = frozenset({Role.COMMUNITY, Role.SPECIALIST, Role.STREET, Role.DISTRICT})
LEAD = frozenset({Role.COMMUNITY})
REVIEW = LEAD | {Role.SPECIALIST}
SIGNERS = LEAD | {Role.SECRETARY, Role.LEADER}
SURGE = LEAD | {Role.STREET, Role.DISTRICT}
NEEDS = frozenset({Role.COMMUNITY, Role.SPECIALIST, Role.SECRETARY, Role.POSTED_CADRE, Role.GRID, Role.INFO})
RULES = frozenset({Role.DISTRICT, Role.STREET, Role.COMMUNITY, Role.SPECIALIST, Role.GRID, Role.INFO, Role.SECRETARY})
SHEETS = frozenset({Role.COMMUNITY, Role.GRID, Role.INFO, Role.SECRETARY, Role.STREET, Role.DISTRICT})
KEEPS = frozenset({Role.SECRETARY, Role.COMMUNITY})
HELPS = frozenset({Role.VOLUNTEER, Role.LEADER})
TEAM_LEADS = KEEPS | HELPS
TEAM_READS = TEAM_LEADS | {Role.STREET, Role.DISTRICT, Role.GRID, Role.INFO}
_TEAM = {"name": "x", "kind": "other", "brand": "", "story": "", "offers": "", "reach": "", "public": "yes"}
_DATE = {"title": "x", "day": "2027-01-01", "clock": "10:00", "minutes": "60", "place": "", "steps": "", "slots": "1", "caution": "plain"}
_CARD = {f"{name}_{lang}": "x" for name in ("title", "definition", "script", "materials", "where") for lang in ("zh", "en")}
_ROLE = {"role": "grid", "area": "999999", "programme": "", "ends": ""}

_BY_STATE: dict[str, dict[str, tuple[frozenset[Role], dict[str, Any]]]] = {
    "accounts____accounts_state": {
        "load": (ADMIN, {}), "search": (ADMIN, {"text": "x"}), "find_area": (ADMIN, {"text": "x"}), "turn": (ADMIN, {"by": 1}),
        "open": (ADMIN, {"account_id": NOBODY}), "close": (ADMIN, {}), "begin": (ADMIN, {}),
        "create": (ADMIN, {"account": "intruder", "name": "x", **_ROLE}), "grant": (ADMIN, _ROLE),
        "act_for": (ADMIN, {"colleague": "nobody", "ends": ""}), "end_grant": (ADMIN, {"grant_id": NOBODY}), "rename": (ADMIN, {"name": "x"}),
        "disable": (ADMIN, {}), "enable": (ADMIN, {}), "new_link": (ADMIN, {}), "end_sessions": (ADMIN, {}),
    },
    "approvals____approvals_state": {
        "load": (SIGNERS, {}), "count_hours": (SIGNERS, {"row": NOBODY, "minutes": ""}), "drop_hours": (SIGNERS, {"row": NOBODY}),
        "approve": (SIGNERS, {"row": NOBODY}), "refuse": (SIGNERS, {"row": NOBODY, "why": "x"}),
        "put_right": (SIGNERS, {"row": NOBODY, "minutes": "30"}),
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
    "days____day_state": {"load": (NEEDS, {}), "turn": (NEEDS, {"by": -1}), "write": (NEEDS, {"words": ""})},
    "days____sheets_state": {
        "load": (SHEETS, {}), "choose_area": (SHEETS, {"code": "999"}), "choose_span": (SHEETS, {"span": "month"}), "turn": (SHEETS, {"by": -1}),
    },
    "inbox____inbox_state": {
        "load": (INBOX, {}), "count": (INBOX, {}), "show": (INBOX, {"section": "twins"}), "ask": (LEAD, {"resident_id": NOBODY}), "reveal": (LEAD, {"kin_id": NOBODY}),
        "hide_phone": (LEAD, {"shown": 0}), "step": (LEAD, {"resident_id": NOBODY, "step": "kin", "result": "reached"}),
        "close_case": (LEAD, {"resident_id": NOBODY, "finding": "safe_seen", "note": ""}), "read_held": (LEAD, {"record_id": NOBODY}),
        "decide_held": (LEAD, {"record_id": NOBODY, "decision": "taken"}), "take_tag": (REVIEW, {"proposal_id": NOBODY}),
        "refuse_tag": (REVIEW, {"proposal_id": NOBODY, "reason": "x"}), "choose": (LEAD, {"clash_id": NOBODY, "keep": "mine"}),
        "merge": (LEAD, {"keep_id": NOBODY, "gone_id": NOBODY}), "apart": (LEAD, {"twin_id": NOBODY}), "undo_merge": (LEAD, {"merge_id": NOBODY}),
    },
    "needs____needs_state": {
        "load": (NEEDS, {}), "choose": (NEEDS, {"only": "stuck"}), "turn": (NEEDS, {"by": 1}), "open_one": (NEEDS, {"need_id": NOBODY}), "begin": (NEEDS, {"move": "claim"}),
        "make": (NEEDS, {"words": "x", "to": "", "next_step": "", "next_on": ""}), "assign": (LEAD | {Role.SECRETARY}, {"owner_id": NOBODY}), "ask_volunteers": (NEEDS, {}),
    },
    "rules____rules_state": {
        "load": (RULES, {}), "show": (RULES, {"tab": "hand"}), "begin": (DISTRICT, {"code": "nothing"}), "preview": (DISTRICT, {"numbers": "days=9"}),
        "change": (DISTRICT, {"numbers": "days=9", "state": "on", "valid_from": "2027-01-01", "reason": "x"}),
        "publish": (DISTRICT, {**_CARD, "days": "0", "source": "x", "state": "on", "valid_from": "2027-01-01"}),
        "override": (LEAD, {"resident_id": NOBODY, "tier": "A", "until": "2027-01-01", "reason": "x"}), "end_override": (LEAD, {"override_id": NOBODY}),
    },
    "surges____surges_state": {
        "load": (SURGE, {}), "preview": (SURGE, {"area": "999"}), "open_list": (SURGE, {"kind": "cold", "hours": "12"}), "close_list": (SURGE, {"surge_id": NOBODY}),
    },
    "certificates____certificates_state": {
        "load": (SIGNERS, {}), "choose": (SIGNERS, {"section": "ended"}), "turn": (SIGNERS, {"by": 1}), "open_one": (SIGNERS, {"certificate_id": NOBODY}),
        "put_up": (LEAD, {"in_charge": "x", "contact": "12345"}), "sign": (SIGNERS, {}), "refuse": (LEAD, {"reason": "x"}), "revoke": (LEAD, {"reason": "x"}),
    },
    "certificates____hours_file_state": {
        "load": (LEAD, {}), "turn": (LEAD, {"by": -1}), "choose_part": (LEAD, {"part": "first_half"}), "choose_reason": (LEAD, {"reason": "check"}),
    },
    "teams____teams_state": {
        "load": (TEAM_READS, {}), "begin": (KEEPS, {}), "create": (KEEPS, {**_TEAM, "kind": "nothing"}), "tick_own": (HELPS, {"kind": "skill", "code": "nothing"}),
        "keep_phone": (HELPS, {"phone": "x"}), "stop": (HELPS, {}),
    },
    "teams____team_state": {
        "open": (TEAM_READS, {"path": f"/teams/{NOBODY}/"}), "begin": (TEAM_READS, {"doing": "edit"}), "tick": (TEAM_LEADS, {"kind": "skill", "code": "law"}),
        "change": (KEEPS, _TEAM), "close_team": (KEEPS, {}), "invite": (TEAM_LEADS, {"uses": "5"}), "revoke": (TEAM_LEADS, {"invite_id": NOBODY}),
        "accept": (TEAM_LEADS, {"volunteer_id": NOBODY, "known": ""}), "refuse": (TEAM_LEADS, {"volunteer_id": NOBODY}), "look_at": (TEAM_LEADS, {"volunteer_id": NOBODY}),
        "keep_person": (TEAM_LEADS, {"phone": "", "birth_ym": "", "insured_until": "", "volunteer_no": "", "guardian_name": "", "guardian_phone": "", "guardian_agreed": "no"}),
        "train": (TEAM_LEADS, {"skill": "law"}), "name_part": (KEEPS, {"part": "leader"}), "remove": (TEAM_LEADS, {}), "let_go": (TEAM_LEADS, {}), "make_link": (TEAM_LEADS, {}),
        "add_new": (TEAM_LEADS, {"name": "x", "phone": "", "birth_ym": "", "guardian_name": "", "guardian_phone": "", "agreed": "on"}), "find": (KEEPS, {"text": "x"}),
        "add_known": (KEEPS, {"volunteer_id": NOBODY}), "join_team": (HELPS, {"code": ""}), "leave_team": (HELPS, {}),
        "make_activity": (TEAM_LEADS, {**_DATE, "repeat": "once", "until": "", "draft": "no"}), "choose_date": (TEAM_LEADS, {"shift_id": NOBODY, "doing": "date"}),
        "change_date": (TEAM_LEADS, {**_DATE, "later": "no"}), "cancel_date": (TEAM_LEADS, {"reason": "x"}), "end_activity": (TEAM_LEADS, {"activity_id": NOBODY}),
        "open_draft": (TEAM_LEADS, {"activity_id": NOBODY}),
    },
    "second____second_state": {
        "load": (ADMIN | WATCH, {}), "offer": (ADMIN | WATCH, {}), "enrol": (ADMIN | WATCH, {"code": "000000"}), "give": (ADMIN | WATCH, {"code": "000000"}),
    },
}  # fmt: skip

DESK: dict[str, tuple[frozenset[Role], dict[str, Any]]] = {
    f"{STATE}.app___state___{state}.{name}": entry for state, handlers in _BY_STATE.items() for name, entry in handlers.items()
}
"""Full name of the handler → who may call it, and the arguments. A new handler is not in the app before it is in here."""
