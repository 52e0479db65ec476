"""`linli areas FILE`: the list of streets, communities and grids, a .csv with the columns 代码,名称."""

import argparse
import csv
import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from app import db
from app.errors import AppError
from app.services import areas


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`areas FILE`."""
    parser = subparsers.add_parser("areas", help="街道、社区、网格的名单 / the list of streets, communities and grids")
    parser.add_argument("file", type=Path)
    parser.set_defaults(run=run)


def read(path: Path) -> list[tuple[str, str]]:
    """(code, name) rows of a .csv in UTF-8 (with or without BOM) or GB18030; a heading and empty rows are passed over."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030")
    rows = [(row[0].strip(), row[1].strip() if len(row) > 1 else "") for row in csv.reader(io.StringIO(text)) if row and row[0].strip()]
    return rows[1:] if rows and not rows[0][0][:1].isdigit() else rows


def run(args: argparse.Namespace) -> int:
    """Load the list; exit 0, 1 with a sentence where a row does not fit, 2 where the file cannot be read."""
    try:
        rows = read(args.file)
    except (OSError, UnicodeDecodeError, csv.Error):
        print("这个文件读不出来 / this file cannot be read", file=sys.stderr)
        return 2
    try:
        with db.transaction() as session:
            new, renamed = areas.load(session, rows=rows, now=datetime.now(UTC))
    except AppError as error:
        print(f"{error.sentence('zh')} / {error.sentence('en')}", file=sys.stderr)
        return 1
    print(f"新增 {new}，改名 {renamed} / {new} new, {renamed} renamed")
    return 0
