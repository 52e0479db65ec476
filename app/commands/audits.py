"""`linli audit verify` checks the chain of seals; `who` and `resident` say who looked at whom, as CSV."""

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from app import db
from app.config import settings
from app.errors import AppError
from app.models.shapes import AuditLine
from app.services import audit_chain, audit_reading
from app.services.audit_chain import Verdict
from app.services.audit_reading import Looked

INTACT, BROKEN, CANNOT = 0, 1, 2


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`audit verify [--anchors FILE] [--json]`, `audit who ACCOUNT --since DATE`, `audit resident ID`."""
    verbs = subparsers.add_parser("audit", help="审计 / the audit trail").add_subparsers(dest="verb", required=True)
    verify = verbs.add_parser("verify", help="检查记录链 / check the chain: 0 intact, 1 broken, 2 cannot check")
    verify.add_argument("--json", action="store_true")
    verify.add_argument("--anchors", type=Path, metavar="FILE", help="另一台机器上的锚定副本 / a copy of the anchors kept on another host")
    verify.set_defaults(run=run_verify)
    who = verbs.add_parser("who", help="某账号看过哪些居民（CSV）/ the residents an account looked at, as CSV")
    who.add_argument("account")
    who.add_argument("--since", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    who.set_defaults(run=run_who)
    resident = verbs.add_parser("resident", help="谁看过这位居民（CSV）/ who looked at this resident, as CSV")
    resident.add_argument("id", help="编号或打印单上的号 / the id, or the number on the print-out")
    resident.set_defaults(run=run_resident)


def run_verify(args: argparse.Namespace) -> int:
    """Check all seals, rows and anchors: 0 intact, 1 broken, 2 cannot check."""
    try:
        path = args.anchors or audit_chain.anchor_path()
        if args.anchors and not path.is_file():
            return _cannot(args, "没有这个锚定文件。", "There is no such file of anchors.")
        anchors, _ = audit_chain.read_anchors(path)
        if args.anchors and not anchors:
            return _cannot(args, "这个文件里没有锚定记录。", "There is no anchor in this file.")
        with db.reading() as session:
            if not settings.keys.exists():
                return _cannot(args, "没有密钥文件，检查不了。", "There is no key file, so nothing can be checked.")
            verdict = audit_chain.verify(session, now=datetime.now(UTC), anchors=anchors if args.anchors else None)
    except (SQLAlchemyError, OSError, UnicodeError) as error:
        return _cannot(args, f"读不了数据库或锚定文件（{type(error).__name__}）。", f"The database or the anchors cannot be read ({type(error).__name__}).")
    if args.json:
        print(json.dumps(asdict(verdict), ensure_ascii=False))
    else:
        _tell(verdict)
    return INTACT if verdict.ok else BROKEN


def run_who(args: argparse.Namespace) -> int:
    """Print the residents this account looked at since a day: 0 done, 1 no such account."""
    try:
        with db.transaction() as session:
            found = audit_reading.looked_at(session, account=args.account, since=args.since, now=datetime.now(UTC))
    except AppError:
        print("没有这个账号 / no such account", file=sys.stderr)
        return BROKEN
    _csv([f.name for f in fields(Looked)], [tuple(asdict(one).values()) for one in found])
    print(f"共 {len(found)} 位居民；翻看列表不逐人记录 / {len(found)} residents; turning the pages of a list is not recorded person by person",
          file=sys.stderr)  # fmt: skip
    return INTACT


def run_resident(args: argparse.Namespace) -> int:
    """Print who did what with one resident's record: 0 done, 1 no such number."""
    try:
        with db.transaction() as session:
            found = audit_reading.about(session, resident=args.id, now=datetime.now(UTC))
    except AppError:
        print("这不是居民的编号 / this is no resident's number", file=sys.stderr)
        return BROKEN
    names = [f.name for f in fields(AuditLine) if f.name != "key"]
    _csv(names, [tuple(getattr(line, name) for name in names) for line in found])
    print(f"共 {len(found)} 条 / {len(found)} rows", file=sys.stderr)
    return INTACT


def _cannot(args: argparse.Namespace, zh: str, en: str) -> int:
    if args.json:
        print(json.dumps({"ok": None, "findings": [{"code": "cannot_check", "zh": zh, "en": en}]}, ensure_ascii=False))
    else:
        print(f"? {zh}\n? {en}", file=sys.stderr)
    return CANNOT


def _tell(verdict: Verdict) -> None:
    numbers = (verdict.seals, verdict.rows, verdict.unsealed, verdict.anchored)
    for ok, broken, words, language in (
        ("链条完好", "链条断了", "封条 {} 个，已封存 {} 条，等封存 {} 条，有锚定的封条 {} 个", "zh"),
        ("The chain is intact", "The chain is BROKEN", "{} seals, {} rows sealed, {} waiting, {} seals anchored", "en"),
    ):
        print(f"{ok if verdict.ok else broken}: {words.format(*numbers)}")
        for finding in verdict.findings:
            print(f"  {'!' if finding.grave else '-'} {getattr(finding, language)}")
        if verdict.more:
            print(f"  … +{verdict.more}")


def _csv(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(names)
    for row in rows:
        out.writerow([_cell(v) for v in row])


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value.astimezone(audit_reading.SHANGHAI):%Y-%m-%d %H:%M}"
    # A spreadsheet takes a text that begins like this for a formula.
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t"} else value if value is not None else ""
