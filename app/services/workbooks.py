"""Workbooks that go out: templates, refused rows to correct, first links. Every cell is plain text (promises G1, G2)."""

import io
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from app.rules.granting import APART
from app.rules.roles import PROGRAMMES, ROLES
from app.rules.roster import headings
from app.rules.roster.cells import Cell, text
from app.rules.tags import TAGS
from app.services.imports.sheet import plain_rows
from app.services.staff_list import COLUMNS, Invitation

ROSTER = ("姓名", "性别", "出生年月", "身份证号", "联系电话", "网格编码", "住址", "人员类别", "居住状况", "紧急联系人", "紧急联系电话", "与本人关系")
_HOW_ROSTER = (
    "一人一行。姓名和住址必填；住址写到门牌，例：某某小区3号楼1单元402室，或 某某小区3-1-402。",
    "身份证号只用来认出同一个人，导入后不保存。这一列和电话一列请保持“文本”格式。",
    "网格编码是 15 位数字；网格不从名册里新建。",
    "人员类别可以写几项，用顿号隔开，只认下面这些：",
    "、".join(tag.zh for tag in TAGS.values()),
    "空着的格子不改动已有的内容。宗教、收入、银行卡等不收集，写了也不读。",
)
_HOW_STAFF = (
    "一个角色一行。账号、姓名、角色、区域必填；同一个人有两个角色就写两行。",
    "账号用字母、数字和 . _ - @，例如工号。不要用身份证号。",
    "区域写编码：区 6 位，街道 9 位，社区 12 位，网格 15 位；名称不重复时也可以写名称。",
    "角色只认下面这些：",
    "、".join(zh for role, (zh, _) in ROLES.items() if role not in APART),
    f"专项只有社区专干要填：{'、'.join(zh for zh, _ in PROGRAMMES.values())}。",
    "到期日写成 2027-12-31；不填就一直有效。每人会得到一个一次性链接，自己设密码。",
)


def _put(sheet: WriteOnlyWorksheet, cells: Iterable[str], *, bold: bool = False) -> None:
    """One row of text cells. A string that begins like a formula stays a string, and is marked as one (CWE-1236)."""
    row = []
    for value in cells:
        cell = WriteOnlyCell(sheet, value="".join(c for c in value if c.isprintable() or c in "\n\t")[:32_000])
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = True
        cell.alignment = Alignment(vertical="top", wrap_text=len(value) > 30)
        if bold:
            cell.font = Font(bold=True)
        row.append(cell)
    sheet.append(row)


def _book(title: str, rows: Iterable[Sequence[str]], *, widths: Sequence[int] = (), notes: Sequence[str] = ()) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for n, width in enumerate(widths):
        sheet.column_dimensions["ABCDEFGHIJKLMNOPQRSTUVWXYZ"[n]].width = width
    sheet.freeze_panes = "A2"
    for n, row in enumerate(rows):
        _put(sheet, row, bold=n == 0)
    if notes:
        how = book.create_sheet("填写说明")
        how.column_dimensions["A"].width = 100
        for note in notes:
            _put(how, [note])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@cache
def template(kind: str) -> bytes:
    """An empty list with the right headings, 300 rows of text format, and how to fill it in on a second sheet."""
    headings = tuple(words[0] for words in COLUMNS.values()) if kind == "accounts" else ROSTER
    empty = [""] * len(headings)
    return _book("名单" if kind == "accounts" else "名册", [headings, *([empty] * 300)], widths=[18] * len(headings),
                 notes=_HOW_STAFF if kind == "accounts" else _HOW_ROSTER)  # fmt: skip


def refused_rows(path: Path, reasons: dict[int, str]) -> bytes:
    """The rows of a sheet that were not taken, with the reason in front, to be corrected and sent again.

    The heading goes along; columns that are never collected (domain.md §3.4) do not.
    """

    def rows() -> Iterable[list[str]]:
        wanted, heading_seen, width = set(reasons), False, 0
        dropped: set[int] = set()
        for number, cells in plain_rows(path):
            if not wanted:
                break
            if number in wanted:
                wanted.discard(number)
                # Cells that are empty at the end of a row are not there at all: without these the reason would slide left.
                yield [*_texts([*cells, *[None] * (width - len(cells))], dropped), reasons[number]]
            elif not heading_seen and number <= 11 and _is_heading(cells):
                heading_seen, width = True, len(cells)
                # What is never collected is not handed back either.
                dropped = {n for n, cell in enumerate(cells) if cell is not None and headings.denied(text(cell))}
                yield [*_texts(cells, dropped), "没收下的原因"]

    return _book("要改的行", rows(), widths=[16] * 12)


def _is_heading(cells: list[Cell]) -> bool:
    said = {headings.plain(text(cell)) for cell in cells if cell is not None}
    return bool({"姓名", "名字"} & said) or len(said & set(ROSTER)) >= 2


def _texts(cells: list[Cell], dropped: set[int]) -> list[str]:
    return [text(cell) for n, cell in enumerate(cells) if n not in dropped]


def plain_sheet(title: str, rows: Iterable[Sequence[str]], *, notes: Sequence[str] = ()) -> bytes:
    """A sheet of text with its headings in the first row, and notes on a second sheet."""
    return _book(title, rows, widths=[18] * 12, notes=notes)


def invitations(invited: Sequence[Invitation], links: Sequence[str]) -> bytes:
    """The first links of a list, one row each, to hand out one by one."""
    rows = [("账号", "姓名", "链接（只能用一次，七天内有效，只交给本人）")]
    rows += [(i.account, i.name, link) for i, link in zip(invited, links, strict=True)]
    return _book("首次登录链接", rows, widths=[18, 14, 90])
