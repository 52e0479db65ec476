"""`linli import residents FILE` and `linli import undo BATCH`: what was done, in plain words or as JSON, and nobody's data."""

import argparse
import json
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app import db
from app.errors import AppError
from app.rules.dalian import ZONE
from app.rules.roster import refusals
from app.services.imports.desk_words import KEPT
from app.services.imports.report import Report, UndoReport
from app.services.imports.residents import import_residents
from app.services.imports.undo import find_batch, undo

OK, REFUSED, UNUSABLE = 0, 1, 2
LINES_SHOWN = 50
_PLACES = {"courtyard": "小区", "building": "楼", "unit": "单元", "dwelling": "门牌"}
_GIVEN = {"tags": "类别", "flags": "敲门提示", "contacts": "紧急联系人"}


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """Add `import` with `residents` and `undo` to the `linli` command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "import", help="导入名册，或撤回一次导入 (import a roster, or take it back)"
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    residents = verbs.add_parser("residents", help="从 .xlsx 或 .csv 导入居民和类别 (residents and tags)")
    residents.add_argument("file", type=Path, metavar="FILE")
    residents.add_argument("--dry-run", action="store_true", help="只说会怎样，什么也不写 (say what would happen)")
    residents.add_argument("--json", action="store_true", help="输出 JSON")
    residents.add_argument("--area", default="", metavar="CODE", help="只收这个区域里的网格 (only grids in this area)")
    taken = verbs.add_parser("undo", help="撤回一次导入 (take an import back)")
    taken.add_argument("batch", metavar="BATCH")
    taken.add_argument("--yes", action="store_true", help="不再问 (do not ask)")
    taken.add_argument("--json", action="store_true", help="输出 JSON")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Do what was asked; the exit code of design.md §5. No error prints what a cell or a column holds."""
    try:
        return _residents(args) if args.verb == "residents" else _undo(args)
    except AppError as error:
        if args.json:
            print(json.dumps({"code": error.code, "message": error.sentence()}, ensure_ascii=False))
        print(error.sentence(), error.sentence("en"), sep="\n", file=sys.stderr)
        return UNUSABLE
    except Exception as error:  # its own words may hold a value of a row, so only its kind and place are told
        place = traceback.extract_tb(error.__traceback__)[-1]
        print("出了意外，什么也没有写。", "Something failed; nothing was written.", sep="\n", file=sys.stderr)
        print(f"({type(error).__name__}, {Path(place.filename).name}:{place.lineno})", file=sys.stderr)
        return UNUSABLE


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on the error output, and only where a person is looking."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("导入", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _residents(args: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    today = now.astimezone(ZONE).date()
    with _bar() as progress, db.transaction() as session:
        report = import_residents(
            session, path=args.file, area=args.area, now=now, today=today, dry_run=args.dry_run, progress=progress
        )  # fmt: skip
    if args.json:
        json.dump(report.as_json(), sys.stdout, ensure_ascii=False)
        print()
    else:
        for line in _words(report, dry_run=args.dry_run):
            print(line)
    return OK if report.ok else REFUSED


def _words(report: Report, *, dry_run: bool) -> Iterator[str]:
    """The report as a person reads it: Chinese, with one English line for whoever helps."""
    if dry_run:
        yield "试读：下面是会发生的事，什么也没有写。 (Dry run: nothing was written.)"
    yield (
        f"读了 {report.rows} 行：新增 {report.new} 人，更改 {report.changed} 人，不变 {report.unchanged} 人，"
        f"没收下 {report.rows_refused} 行。"
    )
    yield (
        f"({report.rows} rows: {report.new} new, {report.changed} changed, {report.unchanged} unchanged, "
        f"{report.rows_refused} rows refused.)"
    )
    if report.repeated:
        yield f"有 {report.repeated} 行是前面说过的人，每人只算一次。"
    for words, title in ((_PLACES, "新建"), (_GIVEN, "新记")):
        parts = [f"{word} {report.created[key]}" for key, word in words.items() if report.created[key]]
        if parts:
            yield f"{title}：{'，'.join(parts)}"
    if report.created_names:
        yield f"其中有：{'、'.join(report.created_names[:20])}"
    if report.columns_refused:
        yield f"不收集、没有读的列：{'、'.join(report.columns_refused)}"
    if report.columns_ignored:
        yield f"用不上、没有读的列：{'、'.join(report.columns_ignored)}"
    yield from _notes(report)
    if report.batch:
        yield f"批次 {report.batch}；要撤回：linli import undo {report.batch.hex[:8]}"


def _notes(report: Report) -> Iterator[str]:
    for note in report.refused[:LINES_SHOWN]:
        yield f"第 {note.row} 行「{note.column}」：{refusals.sentence(note.code, word=note.word)}"
    if (more := len(report.refused) - LINES_SHOWN) > 0:
        yield f"还有 {more} 处，用 --json 看全部。"
    for code, number in report.warned.most_common():
        rows = [str(note.row) for note in report.warnings if note.code == code and note.row][:5]
        seen = f"（{number} 处，如第 {'、'.join(rows)} 行）" if rows else ""
        yield f"请看一眼：{refusals.sentence(code)}{seen}"


def _undo(args: argparse.Namespace) -> int:
    with db.reading() as session:
        batch = find_batch(session, args.batch)
    if not args.yes and not _agreed(batch.hex[:8]):
        print("没有撤回。 (Nothing was taken back.)", file=sys.stderr)
        return REFUSED
    with db.transaction() as session:
        report = undo(session, batch_id=batch, now=datetime.now(UTC))
    if args.json:
        print(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        for line in _undone(report):
            print(line)
    return OK


def _agreed(batch: str) -> bool:
    try:
        return input(f"撤回批次 {batch}？输入 y 撤回：").strip().lower() in {"y", "yes", "是"}
    except EOFError:
        return False


def _undone(report: UndoReport) -> Iterator[str]:
    removed, tags = report.removed["resident"], report.removed["resident_tag"]
    yield f"撤回了：去掉 {removed} 人、{tags} 项类别，恢复 {report.restored} 处。"
    yield f"(Taken back: {removed} people and {tags} tags removed, {report.restored} records restored.)"
    for reason, number in report.kept.items():
        yield f"留下了：{KEPT[reason][0]} {number}"
