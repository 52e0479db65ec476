"""What the import page is told of a file: numbers, and sentences in both languages."""

from typing import Any

from app.rules.roster import refusals
from app.services.imports.held import Held
from app.services.imports.report import Report, UndoReport
from app.services.staff_list import StaffReport

ROWS_TOLD = 200
"""Refused rows on the page; all of them are in the workbook."""
_MADE = {
    "courtyard": ("小区", "courtyards"), "building": ("楼", "buildings"), "unit": ("单元", "staircases"), "dwelling": ("门牌", "doors"),
    "tags": ("类别", "tags"), "flags": ("敲门提示", "notes for the door"), "contacts": ("紧急联系人", "emergency contacts"),
}  # fmt: skip
KEPT = {
    "resident_changed": ("导入后有人改过的人", "people changed since"),
    "resident_in_use": ("导入后有人联系过或记过的人", "people contacted since"),
    "field_changed": ("导入后又改过的内容", "fields changed since"),
    "tag_changed": ("导入后又核过的类别", "tags checked since"),
    "contact_changed": ("导入后改过的人的联系人和提示", "contacts of people changed since"),
    "place_in_use": ("还在用的地方", "places in use"),
}
"""Why something stays when a list is taken back, in both languages; the page and the command say the same."""


def state(held: Held) -> dict[str, Any]:
    """How far a file is, its report, and its error if there is one."""
    said: dict[str, Any] = {"id": held.id, "kind": held.kind, "state": held.state, "done": held.progress[0], "total": held.progress[1]}
    if held.error is not None:
        said["error"] = {"code": held.error.code, "zh": held.error.sentence("zh"), "en": held.error.sentence("en")}
    elif held.state == "failed":
        said["error"] = {"code": "failure", "zh": f"服务器出了意外，什么也没有写。（{held.error_number}）",
                         "en": f"Something failed; nothing was written. ({held.error_number})"}  # fmt: skip
    report = held.report
    if isinstance(report, Report):
        said["batch"] = str(report.batch) if report.batch else ""
        said["report"] = _roster(report)
    elif isinstance(report, StaffReport):
        said["batch"] = str(report.batch) if report.batch else ""
        said["report"] = {
            "rows": report.rows, "new": report.new, "changed": report.changed, "unchanged": report.unchanged,
            "rows_refused": len(report.refused), "refused_total": len(report.refused), "invited": len(report.invited),
            "refused": [{"row": r.row, "column": "", "zh": r.zh, "en": r.en} for r in report.refused[:ROWS_TOLD]],
        }  # fmt: skip
    return said


def _roster(report: Report) -> dict[str, Any]:
    return {
        "rows": report.rows, "new": report.new, "changed": report.changed, "unchanged": report.unchanged,
        "rows_refused": report.rows_refused, "repeated": report.repeated, "refused_total": len(report.refused),
        "refused": [
            {"row": n.row, "column": n.column, "zh": refusals.sentence(n.code, "zh", n.word), "en": refusals.sentence(n.code, "en", n.word)}
            for n in report.refused[:ROWS_TOLD]
        ],
        "warnings": [
            {"zh": refusals.sentence(code), "en": refusals.sentence(code, "en"), "n": number,
             "rows": "、".join(str(n.row) for n in report.warnings if n.code == code and n.row)[:60]}
            for code, number in report.warned.most_common()
        ],
        "columns_ignored": "、".join(report.columns_ignored), "columns_refused": "、".join(report.columns_refused),
        "made": [{"zh": _MADE[k][0], "en": _MADE[k][1], "n": report.created[k]} for k in _MADE if report.created[k]],
    }  # fmt: skip


def undone(report: UndoReport) -> dict[str, str]:
    """What taking a roster back did, and what stays because somebody has used it since."""
    removed, tags, restored = report.removed["resident"], report.removed["resident_tag"], report.restored
    zh = f"撤回了：去掉 {removed} 人、{tags} 项类别，恢复 {restored} 处。"
    en = f"Taken back: {removed} people and {tags} tags removed, {restored} records restored."
    if report.kept.total():
        zh += "留下了：" + "，".join(f"{KEPT[reason][0]} {n}" for reason, n in report.kept.items()) + "。"
        en += " Kept: " + ", ".join(f"{n} {KEPT[reason][1]}" for reason, n in report.kept.items()) + "."
    return {"zh": zh, "en": en}


def accounts_gone(gone: int, kept: int, ended: int) -> dict[str, str]:
    """What taking a list of staff back did."""
    zh, en = f"撤回了：去掉 {gone} 个还没人用过的账号。", f"Taken back: {gone} accounts that nobody had used were removed."
    if ended:
        zh += f"给原有账号加的 {ended} 个角色已结束。"
        en += f" {ended} roles that it gave to others have ended."
    if kept:
        zh += f"留下了 {kept} 个本人已设密码的账号，要停用请逐个办。"
        en += f" {kept} whose owners have set a password stay; disable those one by one."
    return {"zh": zh, "en": en}
