"""What Linli never does (design.md §1), looked for in tables, fields, routes, shapes and texts; and the register (A1)."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

import app.models  # noqa: F401
from app.api import openapi
from app.rules.tags import DENIED_WORDS, TAGS

ROOT = Path(__file__).parent.parent
TABLES = SQLModel.metadata.tables
COLUMNS = [(t.name, c) for t in TABLES.values() for c in t.columns]

# Words that would betray a ranking, a time clock, a track, a compulsory photo, a score of residents.
NEVER = re.compile(
    r"rank_of|ranking|leaderboard|score|points|streak|online_(time|minutes)|work(ing)?_hours|clock_(in|out)|punch"
    r"|latitude|longitude|\blat\b|\blng\b|gps|geo|track|photo|selfie|face|fingerprint|risk|credit"
)
DECIDED = {"decided_at", "decided_by", "decision"}
ID_WORDS = re.compile(r"id_?(number|card|no)\b|identity|sfz|shenfen|certificate_no")


def test_no_table_or_column_for_ranking_tracking_photos_or_risk() -> None:
    for name in TABLES:
        assert not NEVER.search(name), name
    for table, column in COLUMNS:
        assert not NEVER.search(column.name), f"{table}.{column.name}"


def test_no_field_of_the_api_for_them_either() -> None:
    text = str(openapi())
    for word in ("latitude", "longitude", "photo", "score", "ranking", "streak", "id_number", "id_card"):
        assert word not in text, word


def test_an_identity_number_has_no_place_in_the_database_or_the_pack() -> None:
    for table, column in COLUMNS:
        assert not ID_WORDS.search(column.name), f"{table}.{column.name}"
    assert "id_hash" in TABLES["resident"].c and TABLES["resident"].c.id_hash.type.length <= 80
    pack = (ROOT / "app/services/pack.py").read_text()
    assert "id_hash" not in pack
    assert "evidence" not in pack.replace("evidence or anything", "")


def test_tags_are_a_closed_list_with_everything_said() -> None:
    assert len(TAGS) == 21
    for tag in TAGS.values():
        assert re.fullmatch(r"[WEDCFMHJ]\d\d", tag.code)
        assert tag.source in {"A", "V", "R"}
        assert tag.tier in {"A", "B", "C", ""}
        assert tag.refresh > 0
        for words in (tag.zh, tag.en, tag.definition_zh, tag.definition_en, tag.basis, tag.services_zh, tag.services_en):
            assert words.strip()
    assert isinstance(TABLES["resident_tag"].c.tag.type, sa.String) and TABLES["resident_tag"].c.tag.type.length == 3


def test_no_tag_and_no_synonym_is_on_the_denylist() -> None:
    # These name official aid categories (domain.md §3.1); the denylist means a heading that asks for income or births.
    aid = {"低收入", "低收入家庭", "计划生育特殊家庭"}
    for tag in TAGS.values():
        for word in {tag.zh, *tag.words} - aid:
            assert not any(denied in word for denied in DENIED_WORDS), word


@pytest.mark.parametrize("denied", ["宗教信仰", "民族", "政治面貌", "是否信访", "征信情况", "是否党员", "吸毒史", "精神病史", "月收入", "银行卡号", "车牌"])
def test_the_denylist_knows_the_usual_headings(denied: str) -> None:
    assert any(word in denied for word in DENIED_WORDS)


def test_every_personal_column_has_purpose_basis_retention_and_class() -> None:
    """Promise A1: a column of a table about people is in the register, or it is named here as not personal."""
    plain = {
        "resident": {"id", "household_id", "dwelling_id", "grid", "version", "created_at", "updated_at", "synthetic", "batch_id",
                     "merged_into", "field_versions"},
        "access_flag": {"id", "resident_id", "expires_on", "batch_id"},
        "emergency_contact": {"id", "resident_id", "rank", "batch_id"},
        "resident_tag": {"id", "resident_id", "source", "evidence", "legal_basis", "valid_from", "review_due", "expires_on",
                         "state", "created_at", "created_by", "batch_id"},
        "contact": {"id", "resident_id", "grid", "account_id", "happened_at", "recorded_at", "received_at", "record_id", "skewed"},
        "account": {"id", "password", "must_change", "password_at", "second_factor", "second_factor_step", "created_at", "disabled_at",
                    "batch_id"},
        "feedback": {"id", "number", "code_hash", "about", "sent_at", "account_id", "answered_at", "answered_by"},
        "import_change": {"id", "batch_id", "table", "row_id"},
        "duty": {"id", "resident_id", "grid", "rule", "source", "tier", "mode", "lead_on", "late_on", "at"},
        "tier_override": {"id", "resident_id", "made_at", "made_by", "until", "ended_at"},
        "life_event": {"id", "resident_id", "happened_at", "contacts", "last_contact_at", "ended_at"},
        "promise": {"id", "resident_id", "grid", "made_at", "made_by", "kept_at"},
        "surge_person": {"id", "surge_id", "resident_id", "grid"},
        "no_answer_case": {"id", "resident_id", "grid", "opened_at", "opened_by", "received_at", "second_by", "escalate_at", "escalated_at",
                           "closed_at", "closed_by"},
        "no_answer_step": {"id", "case_id", "resident_id", "account_id", "result", "whom", "happened_at", "received_at"},
        "need": {"id", "resident_id", "grid", "kind", "urgency", "open", "owner_id", "to", "created_at", "created_by", "received_at",
                 "closed_at", "version"},
        "need_step": {"id", "need_id", "resident_id", "account_id", "move", "state", "next_on", "to", "happened_at", "received_at"},
        "policy_answer": {"id", "resident_id", "account_id", "happened_at", "record_id"},
        "tag_proposal": {"id", "resident_id", "grid", "record_id", "account_id", "action", "happened_at", "received_at", *DECIDED},
        "held_record": {"id", "account_id", "kind", "code", "area", "resident_id", "happened_at", "received_at", *DECIDED},
        "clash": {"id", "resident_id", "grid", "record_id", "account_id", "field", "happened_at", "received_at", *DECIDED},
        "twin": {"id", "resident_id", "other_id", "grid", "why", "found_at", *DECIDED},
        "merge": {"id", "kept_id", "gone_id", "grid", "at", "by", "undone_at"},
        "hazard": {"id", "grid", "unit_code", "place_words", "category", "handled", "open", "account_id", "happened_at", "received_at",
                   "closed_at", "closed_by"},
        "day_note": {"id", "account_id", "day", "written_at"},
        "volunteer": {"id", "account_id", "community", "notice_version", "agreed_at", "registered_at", "left_at", "version", "synthetic"},
        "team_member": {"id", "team_id", "volunteer_id", "part", "state", "via", "since", "decided_by", "left_at"},
        "shift_task": {"id", "shift_id", "resident_id", "need_id", "rank", "spoken", "call_back_by", "done_at", "done_by", "record_id"},
        "sign_up": {"id", "shift_id", "volunteer_id", "state", "at", "by"},
        "attendance": {"id", "shift_id", "team_id", "volunteer_id", "in_source", "in_record", "out_source", "out_record", "doubts", "state",
                       "received_at", *DECIDED},
        "hour_entry": {"id", "volunteer_id", "community", "team_id", "shift_id", "corrects", "source", "proof", "what", "at", "by"},
        "hour_request": {"id", "kind", "volunteer_id", "team_id", "shift_id", "entry_id", "state", "asked_at", "asked_by", *DECIDED},
        "certificate": {"id", "number", "volunteer_id", "community", "from_day", "to_day", "state", "issuer", "in_charge", "contact", "asked_at",
                        "shown_at", "first_by", "first_at", "second_by", "second_at", "issued_at", "ended_at", "code_hash", "code_sealed"},
    }  # fmt: skip
    for table, columns in plain.items():
        for column in TABLES[table].columns:
            if column.name in columns:
                continue
            entry = column.info
            assert {"purpose", "basis", "keep", "class"} <= entry.keys(), f"{table}.{column.name}"
            assert all(entry.values()) and entry["class"] in {"P2", "P3"}


def test_a_new_table_is_either_about_people_or_named_as_not() -> None:
    about_people = {"resident", "access_flag", "emergency_contact", "resident_tag", "contact", "account", "import_change", "feedback",
                    "duty", "tier_override", "life_event", "promise", "surge_person", "no_answer_case", "no_answer_step", "need", "need_step",
                    "policy_answer", "tag_proposal", "held_record", "clash", "twin", "merge", "hazard", "day_note",
                    "volunteer", "team_member", "shift_task", "sign_up", "attendance", "hour_entry", "hour_request", "certificate"}
    not_personal = {"area", "courtyard", "building", "unit", "dwelling", "household", "role_grant", "device", "sign_in", "sign_in_try",
                    "audit", "import_batch", "received", "meta", "audit_seal", "border_move", "once_link", "job",
                    "office_message", "duty_rule", "surge_list", "policy_card", "team", "team_invite", "calendar_feed", "activity", "shift", "code_try"}  # fmt: skip
    assert set(TABLES) == about_people | not_personal


def test_no_text_on_screen_scores_ranks_or_watches() -> None:
    catalogue = (ROOT / "app/locales/zh_CN/LC_MESSAGES/messages.po").read_text()
    for denial in ("不打分", "给居民打分排名；也没有机器替人做决定或拒绝你"):  # these say that we do not
        catalogue = catalogue.replace(denial, "")
    for word in ("积分", "排行", "打分", "得分", "在线时长", "轨迹", "考勤", "完成率", "风险等级", "评分"):
        assert word not in catalogue, word
    assert "不打卡，不排名，不记录你在哪里" in catalogue


def test_every_name_form_of_storage_in_the_browser_is_a_choice_of_the_phone() -> None:
    """Promise B18: language, size, theme and shade rest in browser storage, and nothing else may."""
    for path in (ROOT / "assets/offline").glob("*.js"):
        text = path.read_text()
        assert "sessionStorage" not in text, path
        if path.name != "prefs.js":
            assert "localStorage" not in text, path
    for path in (ROOT / "app").rglob("*.py"):
        assert not re.search(r"rx\.(LocalStorage|Cookie|SessionStorage|upload|download)\b", path.read_text()), path


def test_there_is_no_attendance_of_staff() -> None:
    """Check-in and hours are volunteers' own: no page, no tab and no kind of record of it is open to anybody who works for the district."""
    from app.components.shell import TABS
    from app.rules.recording import MAY
    from app.rules.volunteering import STAFF, VOLUNTEERS

    assert not STAFF & VOLUNTEERS
    for kind, roles in MAY.items():
        if kind.startswith("attendance"):
            assert roles == VOLUNTEERS, kind
    own = {"shifts", "openings", "check_in", "hours"}
    assert own <= {tab.key for tab in TABS}
    for tab in TABS:
        if tab.key in own:
            assert tab.roles == VOLUNTEERS, tab.key
    for page in ("shifts", "openings", "hours"):
        assert "shell(for_volunteers(" in (ROOT / f"app/pages/{page}.py").read_text(), page
    for path in [*(ROOT / "app/pages").glob("*.py"), *(ROOT / "app/components").glob("*.py"), *(ROOT / "app/state").glob("*.py")]:
        if path.stem not in {"shift_page", "shift_sheets", "roll", "code_boxes", "volunteer", "records", "shift_cards", "shifts"}:
            assert not re.search(r"attendance_(in|out)|checkIn\b|callIn\b", path.read_text()), path
    for table in ("attendance", "hour_entry", "hour_request", "sign_up"):
        referred = {key.column.table.name for column in TABLES[table].columns if column.name in ("volunteer_id", "account_id") for key in column.foreign_keys}
        assert referred == {"volunteer"}, table
