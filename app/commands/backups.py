"""`linli backup FILE` and `linli restore FILE`: one checked file out of a running server, and back into a new place."""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from app import migrations
from app.config import settings
from app.errors import AppError, Conflict
from app.services.backup import making, nightly, restoring

OK, REFUSED, UNUSABLE = 0, 1, 2


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`backup FILE [--recipient age1…]`, `backup --nightly`, `backup --check FILE`, `restore FILE [--identity FILE]`."""
    backup = subparsers.add_parser("backup", help="备份，服务器不用停 / back up, beside a running server")
    backup.add_argument("file", type=Path, nargs="?", metavar="FILE")
    backup.add_argument("--check", action="store_true", help="只检查 FILE / only look FILE over")
    backup.add_argument("--nightly", action="store_true", help="放进备份文件夹并清理旧的 / into the folder of backups, and prune")
    backup.add_argument("--recipient", metavar="age1…", default=None, help="加密给这把公钥 / encrypt to this public key")
    backup.add_argument("--identity", type=Path, metavar="FILE", help="检查加密备份用的私钥 / secret key for --check")
    backup.set_defaults(run=run)
    restore = subparsers.add_parser("restore", help="恢复到新地方 / restore into a new place")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--identity", type=Path, metavar="FILE", help="加密备份的私钥 / secret key of an encrypted backup")
    restore.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 ok; 1 refused, and nothing was changed; 2 the file cannot be used."""
    if args.command == "backup" and (args.file is None) != args.nightly:
        print("请给出文件名 / name a file: linli backup FILE", file=sys.stderr)
        return UNUSABLE
    verb: Callable[[argparse.Namespace], str] = _restore if args.command == "restore" else _check if args.check else _backup
    try:
        print(verb(args))
        return OK
    except AppError as error:
        print(f"! {error.sentence('zh')}\n! {error.sentence('en')}", file=sys.stderr)
        return REFUSED if isinstance(error, Conflict) else UNUSABLE
    except OSError as error:
        print(f"! 写不了或读不了：{error.strerror}\n! Cannot write or read: {error.strerror}", file=sys.stderr)
        return REFUSED


def _backup(args: argparse.Namespace) -> str:
    now = datetime.now(UTC)
    if args.nightly:
        made = nightly.make(now=now)
        nightly.prune(now=now)
    else:
        recipient = settings.backup_recipient if args.recipient is None else args.recipient
        made = making.make(args.file, now=now, recipient=recipient)
    rows = sum(made.note.counts.values())
    zh, en = ("已加密", "encrypted") if made.sealed else ("未加密", "not encrypted")
    return (
        f"已备份并检查：{made.file}，{rows:,} 行，{made.size:,} 字节，{zh}。密钥不在里面，请另外保管 {settings.keys.name}。\n"
        f"Backed up and checked: {made.file}, {rows:,} rows, {made.size:,} bytes, {en}. "
        f"No key is in it: keep {settings.keys.name} apart."
    )


def _check(args: argparse.Namespace) -> str:
    found = restoring.check(args.file, identity=args.identity, known=migrations.known())
    rows = sum(found.note.counts.values())
    zh, en = "没有在这里试密钥", "keys were not tried here"
    if found.tried is not None:
        zh, en = f"试了 {found.tried} 处加密内容，都打得开", f"{found.tried} sealed fields tried, all open"
    return (
        f"备份完好：{found.note.made_at}，邻里 {found.note.version}，{rows:,} 行；{zh}。\n"
        f"The backup is sound: {found.note.made_at}, Linli {found.note.version}, {rows:,} rows; {en}."
    )


def _restore(args: argparse.Namespace) -> str:
    done = restoring.restore(
        args.file, identity=args.identity, known=migrations.known(), migrate=_migrate, now=datetime.now(UTC)
    )
    note, rows, people = done.note, sum(done.note.counts.values()), done.note.counts.get("resident", 0)
    return "\n".join(
        (
            f"已恢复到 {done.place}：{note.made_at} 的备份，邻里 {note.version}，{people:,} 位居民，共 {rows:,} 行，行数与审计链末尾都对得上。",
            f"  试了 {done.tried} 处加密内容，都打得开。{'数据库结构已升级。' if done.migrated else ''}",
            f"  {done.ended} 个登录已结束，大家要重新登录；手机会把已收到的记录再发一遍，不会重复。",
            "  备份之后停用的账号、报失的手机，请再处理一次。",
            f"Restored into {done.place}: the backup of {note.made_at}, Linli {note.version}, {people:,} residents, "
            f"{rows:,} rows in all; counts and the head of the audit chain agree.",
            f"  {done.tried} sealed fields tried, all open.{' The schema was brought up to date.' if done.migrated else ''}",
            f"  {done.ended} sessions ended: everybody signs in again; phones send once more what they keep, nothing counts twice.",
            "  Disable again who left since then, and report lost phones again.",
        )
    )


def _migrate(engine: "migrations.sa.Engine") -> bool:
    return migrations.upgrade(engine, keep_copy=False)
