"""`linli user add`: the first account of a deployment; lists and resets come with the accounts page."""

import argparse
import getpass
import os
import sys
from datetime import UTC, datetime

from app import db
from app.errors import AppError
from app.models import Role
from app.services import staff


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`user add ACCOUNT --name NAME --role ROLE --area CODE`."""
    verbs = subparsers.add_parser("user", help="账号 / accounts").add_subparsers(dest="verb", required=True)
    add = verbs.add_parser("add", help="新建账号 / create an account")
    add.add_argument("account")
    add.add_argument("--name", required=True)
    add.add_argument("--role", required=True, choices=[r.value for r in Role])
    add.add_argument("--area", required=True, help="210202 为全区 / 210202 is the whole district")
    add.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Create the account; exit 0, or 1 with a sentence."""
    password = os.environ.get("LINLI_PASSWORD") or getpass.getpass("密码 / password: ")
    try:
        with db.transaction() as session:
            staff.add(session, account=args.account, name=args.name, role=Role(args.role), area=args.area,
                      password=password, now=datetime.now(UTC))  # fmt: skip
    except AppError as error:
        print(f"{error.sentence('zh')} / {error.sentence('en')}", file=sys.stderr)
        return 1
    print("账号已建好 / account created")
    return 0
