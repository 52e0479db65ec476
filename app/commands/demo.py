"""`linli demo`: fills the database with the synthetic district and says which accounts there are."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from app import db
from app.config import settings
from app.demo import district, plan
from app.demo.accounts import DEMOS
from app.errors import Conflict

REFUSED = 2


def _grids(word: str) -> int:
    number = int(word)
    if not 1 <= number <= plan.GRIDS:
        raise argparse.ArgumentTypeError(f"1–{plan.GRIDS}")
    return number


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the verb."""
    parser = subparsers.add_parser("demo", help="建立虚构的演示区 / build the synthetic demo district")
    much = parser.add_mutually_exclusive_group()
    much.add_argument("--grids", type=_grids, metavar="N", help=f"网格数，默认 {district.DEFAULT_GRIDS} / how many grids")
    much.add_argument("--full", action="store_true", help=f"全区 {plan.GRIDS} 个网格 / the whole district")
    parser.add_argument("--seed", type=int, default=plan.SEED, metavar="N", help=f"随机种子，默认 {plan.SEED} / random seed")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Build what is missing. 0: it is there now; 2: refused, and nothing was changed."""
    if not sa.inspect(db.engine()).has_table("resident"):
        print("数据库还没有表，先运行 linli migrate。\nThe database has no tables yet; run linli migrate first.", file=sys.stderr)
        return REFUSED
    total = district.planned(grids=args.grids, full=args.full, seed=args.seed)
    try:
        with _bar(total) as progress:
            made = district.build(grids=args.grids, full=args.full, seed=args.seed, now=datetime.now(UTC), progress=progress)
    except Conflict as refusal:
        print(f"{refusal.sentence('zh')}\n{refusal.sentence('en')}", file=sys.stderr)
        return REFUSED
    print(_told(made))
    return 0


def _told(made: district.Summary) -> str:
    size_zh = f"{made.streets} 个街道、{made.grids} 个网格、{made.residents:,} 位居民，全部虚构"
    size_en = f"{made.streets} streets, {made.grids} grids, {made.residents:,} residents, all invented"
    if made.new_grids:
        head = [f"演示区已建好：{size_zh}。", f"The demo district is ready: {size_en}."]
    else:
        head = [f"演示区已经在了，没有改动：{size_zh}。", f"The demo district is already there; nothing changed: {size_en}."]
    lines = [f"  {demo.account:<14}{demo.zh} · {demo.en}" for demo in DEMOS if made.grids > 1 or demo.account != "grid2"]
    return "\n".join([*head, "", f"演示账号 · Demo accounts (密码 password: {settings.demo_password})", *lines])


@contextmanager
def _bar(total: int) -> Iterator[Callable[[int], None] | None]:
    """A progress bar on stderr, only where somebody is there to see it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task: Any = bar.add_task("演示区 demo", total=total)
        yield lambda done: bar.update(task, completed=done)
