"""Rosters for tests: workbooks and .csv files as untidy as real ones, with ID numbers made on the spot."""

import csv
from collections.abc import Iterable
from pathlib import Path

import openpyxl

from app.rules.roster.identity import check_digit
from tests.factories import GRID

HEADER = [
    "序号",
    "姓 名",
    "性别",
    "出生年月",
    "身份证号",
    "宗教信仰",
    "联系电话",
    "网格编码",
    "小区",
    "楼号",
    "单元",
    "房号",
    "人员类别",
    "备注",
]


def an_id(n: int, born: str = "19420315") -> str:
    """The nth ID number of a day: computed, so that none stands in the source."""
    digits = f"210202{born}{n:03d}"
    number = digits + check_digit(digits)
    return number if not number.endswith("000") else an_id(n + 1, born)


def a_row(n: int, name: str, **cells: object) -> list[object]:
    """A row under HEADER."""
    values: dict[str, object] = {
        "序号": n, "姓 名": name, "性别": "女", "出生年月": "1942-03", "身份证号": an_id(n), "宗教信仰": "密宗金丝雀", "联系电话": f"1990000{n:04d}",
        "网格编码": GRID, "小区": "和平里小区", "楼号": "3号楼", "单元": "1单元", "房号": f"{n}02室", "人员类别": "", "备注": "",
    }  # fmt: skip
    return [values.get(heading) if heading not in cells else cells[heading] for heading in HEADER]


def a_workbook(
    path: Path, rows: Iterable[list[object]], *, header: list[str] | None = None, titles: int = 3, footer: bool = True
) -> Path:
    """A sheet with a merged title, a line about the unit, an empty row, the header, the rows, and 合计 at the end."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "名册"
    head = header or HEADER
    if titles:
        sheet.append(["甲社区居民名册（2026年）"])
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(head))
        for _ in range(titles - 1):
            sheet.append(["填报单位：甲社区", "", "", "填报日期：2026-11"])
    sheet.append(head)
    for row in rows:
        sheet.append(row)
    if footer:
        sheet.append(["合计", "", "", 12])
        sheet.append(["制表人：", "", "审核："])
    book.save(path)
    return path


def a_csv(
    path: Path, rows: Iterable[list[object]], *, encoding: str = "utf-8", header: list[str] | None = None
) -> Path:
    """The same as text."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header or HEADER)
        writer.writerows(rows)
    return path
