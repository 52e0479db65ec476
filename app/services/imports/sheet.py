"""One tolerant way into a roster file: which sheet, which row is the header, and then row by row what lies below."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from app.errors import Invalid
from app.rules.roster.cells import Cell
from app.services.imports import csv_text, guards
from app.services.imports.layout import Layout, find_layout
from app.services.imports.xlsx import Merges, Workbook

HEADER_WITHIN = 10
"""The header stands in one of the first ten rows; its lower half may stand in the eleventh."""
Row = tuple[int, list[Cell]]


@dataclass
class Sheet:
    """An open roster: its columns, and the rows below the header, once."""

    layout: Layout
    rows: Iterator[Row]
    total: int
    """How many rows there are, about; for the progress bar."""
    typed: bool
    """Whether numbers and text are told apart."""
    other_sheets: int = 0
    merges: Merges = field(default_factory=dict)


def _no_header() -> Invalid:
    return Invalid("no_header", "前 {n} 行里没有找到表头。表头里至少要有“姓名”，还要有地址或证件号码。",
                   "No header within the first {n} rows. It needs 姓名, and an address or an ID column.", n=HEADER_WITHIN)  # fmt: skip


def _begin(rows: Iterator[Row], skip: set[int]) -> tuple[Layout | None, Iterator[Row]]:
    """Look at the first rows for a header, and give back what follows it, from now on without the refused columns."""
    head: list[Row] = []
    for row in islice(rows, HEADER_WITHIN + 1):
        head.append(row)
        if row[0] > HEADER_WITHIN:
            break
    layout = find_layout([row for row in head if row[0] <= HEADER_WITHIN + 1], within=HEADER_WITHIN)
    if layout is None:
        return None, rows
    skip |= layout.refused_columns
    rest = [row for row in head if row[0] > layout.last_row]
    for _, cells in rest:
        for column in skip:
            if column < len(cells):
                cells[column] = None

    def following() -> Iterator[Row]:
        yield from rest
        yield from rows

    return layout, following()


def _bounded(rows: Iterator[Row], start: int) -> Iterator[Row]:
    """The rows that hold anything. Raises Invalid after thousands of empty ones."""
    blank_from, last = start, start
    for number, cells in rows:
        last = number
        if any(cell is not None and cell != "" for cell in cells):
            blank_from = number + 1
            yield number, cells
        elif last - blank_from > guards.MOST_BLANK:
            raise guards.empty_rows(blank_from)


def _filled(rows: Iterator[Row], merges: Merges, columns: frozenset[int]) -> Iterator[Row]:
    """Rows in which a cell merged downwards stands in each of its rows, for the columns of the address."""
    open_merges: dict[int, tuple[int, Cell]] = {}
    for number, cells in rows:
        for column, (last, value) in list(open_merges.items()):
            if number > last:
                del open_merges[column]
            elif column >= len(cells) or cells[column] is None:
                cells.extend([None] * (column + 1 - len(cells)))
                cells[column] = value
        for column, last in merges.get(number, ()):
            if column in columns and column < len(cells):
                open_merges[column] = (last, cells[column])
        yield number, cells


def open_sheet(path: Path) -> Sheet:
    """The first visible sheet with a header, ready to be read once.

    Raises Invalid where the file is no sheet, is hostile, or has no header (promise G3).
    """
    skip: set[int] = set()
    if guards.kind_of(path) == "csv":
        total = csv_text.lines_of(path)
        layout, rows = _begin(csv_text.rows(path, skip), skip)
        if layout is None:
            raise _no_header()
        return Sheet(layout, _bounded(rows, layout.last_row), total, typed=False)
    book = Workbook(guards.checked_zip(path))
    for n, member in enumerate(book.sheets[:20]):
        total, merges = book.survey(member)
        layout, rows = _begin(book.rows(member, skip), skip)
        if layout is not None:
            rows = _filled(_bounded(rows, layout.last_row), merges, layout.place_columns)
            others = sum(1 for other in book.sheets[n + 1 :] if book.survey(other)[0] > 1)
            return Sheet(layout, rows, total, typed=True, other_sheets=others, merges=merges)
    raise _no_header()


def plain_rows(path: Path) -> Iterator[Row]:
    """Every written row of the first visible sheet that has any, as it stands, header and all.

    For lists of another kind, and to hand refused rows back. Raises Invalid where the file is no sheet or is hostile.
    """
    if guards.kind_of(path) == "csv":
        csv_text.lines_of(path)
        yield from _bounded(csv_text.rows(path, set()), 0)
        return
    book = Workbook(guards.checked_zip(path))
    for member in book.sheets[:20]:
        total, _ = book.survey(member)
        if total:
            yield from _bounded(book.rows(member, set()), 0)
            return
