"""`linli user add | import | disable | reset`: accounts by the operator at the machine itself."""

import argparse
import getpass
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from app import db, routes
from app.errors import AppError
from app.models import Role
from app.services import staff, staff_list

OK, REFUSED, UNUSABLE = 0, 1, 2


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`user add ACCOUNT --name NAME --role ROLE --area CODE`, `import FILE`, `disable ACCOUNT`, `reset ACCOUNT`."""
    verbs = subparsers.add_parser("user", help="账号 / accounts").add_subparsers(dest="verb", required=True)
    add = verbs.add_parser("add", help="新建账号 / create an account")
    add.add_argument("account")
    add.add_argument("--name", required=True)
    add.add_argument("--role", required=True, choices=[r.value for r in Role])
    add.add_argument("--area", required=True, help="210202 为全区 / 210202 is the whole district")
    add.add_argument("--must-change", action="store_true", help="第一次登录要换密码 / a new password at the first sign-in")
    many = verbs.add_parser("import", help="从 .xlsx 或 .csv 批量建账号 / bring a list of accounts in")
    many.add_argument("file", type=Path, metavar="FILE")
    many.add_argument("--dry-run", action="store_true", help="只说会怎样，什么也不写 / say what would happen")
    for verb, words in (("disable", "停用账号，各处立即失效 / let somebody go, everywhere at once"),
                        ("reset", "打印一次性链接，本人重设密码 / print a one-time link for a new password")):  # fmt: skip
        verbs.add_parser(verb, help=words).add_argument("account")
    for parser in verbs.choices.values():
        parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do it; exit 0, 1 with a sentence, 2 where a file cannot be used."""
    try:
        return {"add": _add, "import": _import, "disable": _disable, "reset": _reset}[args.verb](args)
    except AppError as error:
        print(f"{error.sentence('zh')} / {error.sentence('en')}", file=sys.stderr)
        return UNUSABLE if args.verb == "import" else REFUSED


def _add(args: argparse.Namespace) -> int:
    password = os.environ.get("LINLI_PASSWORD") or getpass.getpass("密码 / password: ")
    with db.transaction() as session:
        staff.add(session, account=args.account, name=args.name, role=Role(args.role), area=args.area, password=password,
                  must_change=args.must_change, now=datetime.now(UTC))  # fmt: skip
    print("账号已建好 / account created")
    return OK


def _import(args: argparse.Namespace) -> int:
    """The links go to the standard output, one account a line, so that they can be kept in a file of one's own."""
    with db.transaction() as session:
        report = staff_list.take(session, path=args.file, actor=None, now=datetime.now(UTC), dry_run=args.dry_run)
    word = "试读 / dry run" if args.dry_run else "完成 / done"
    print(f"{word}：新建 {report.new}，更改 {report.changed}，不变 {report.unchanged}，没收下 {len(report.refused)} / "
          f"{report.new} new, {report.changed} changed, {report.unchanged} unchanged, {len(report.refused)} refused", file=sys.stderr)  # fmt: skip
    for row in report.refused:
        print(f"第 {row.row} 行：{row.zh} / row {row.row}: {row.en}", file=sys.stderr)
    for invited in report.invited:
        print(f"{invited.account}\t{routes.once(invited.token)}")
    return REFUSED if report.refused else OK


def _disable(args: argparse.Namespace) -> int:
    with db.transaction() as session:
        staff.disable(session, actor=None, account_id=staff.by_name(session, args.account).id, now=datetime.now(UTC))
    print("已停用，各处立即失效 / disabled, everywhere at once")
    return OK


def _reset(args: argparse.Namespace) -> int:
    with db.transaction() as session:
        token = staff.reset(session, actor=None, account_id=staff.by_name(session, args.account).id, now=datetime.now(UTC))
    print(routes.once(token))
    print("只能用一次，24 小时内有效；旧密码已失效 / once, within 24 hours; the old password no longer works", file=sys.stderr)
    return OK
