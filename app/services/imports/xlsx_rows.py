"""The callbacks that build the rows of a worksheet while it is parsed; cached values only, formulas are never looked at."""

from collections import deque
from datetime import date
from typing import Any

from app.rules.roster.cells import Cell
from app.rules.roster.dates import from_serial
from app.services.imports import guards
from app.services.imports.xlsx_parts import Strings
from app.services.imports.xml_stream import local, parser

WIDEST = 256
"""Columns beyond this one are not looked at."""


def _shown_date(serial: float) -> date | None:
    try:
        return from_serial(serial) if serial >= 1 else None
    except (OverflowError, ValueError):
        return None


def column_index(letters: str) -> int:
    """A → 0, Z → 25, AA → 26."""
    n = 0
    for letter in letters:
        n = n * 26 + ord(letter) - 64
    return n - 1


_known_columns: dict[str, int] = {}


def column_of(reference: str) -> int:
    """The column of a reference such as AB12."""
    letters = reference.rstrip("0123456789")
    found = _known_columns.get(letters)
    if found is None:
        found = column_index(letters) if letters.isalpha() and letters.isascii() and len(letters) <= 3 else WIDEST
        if len(_known_columns) < 1024:
            _known_columns[letters] = found
    return found


def row_parser(
    ready: deque[tuple[int, list[Cell]]],
    *,
    strings: Strings,
    dates: frozenset[str],
    skip: set[int],
    epoch_1904: bool = False,
) -> Any:
    """A parser that appends finished rows with their numbers to `ready`; what stands in the columns of `skip` is dropped.

    Plain closures: this is the innermost loop of an import.
    """
    shift = 1462 if epoch_1904 else 0
    row: list[Cell] = []
    number = column = size = 0
    kind = style = ""
    parts: list[str] = []
    taking = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, number, column, kind, style, taking, size
        if ":" in name:
            name = local(name)
        if name == "c":
            at = attributes.get("r")
            column = column_of(at) if at else column + 1
            kind, style = attributes.get("t", ""), attributes.get("s", "")
            size = 0
            parts.clear()
        elif name == "v" or name == "t":
            taking = column < WIDEST and column not in skip
        elif name == "rPh":
            column += WIDEST  # phonetic text is not part of the cell
        elif name == "row":
            row, column = [], -1
            told = attributes.get("r", "")
            number = int(told) if told.isdigit() else number + 1

    def end(name: str) -> None:
        nonlocal taking, column
        if ":" in name:
            name = local(name)
        if name == "v" or name == "t":
            taking = False
        elif name == "c":
            if parts and column < WIDEST:
                while len(row) < column:
                    row.append(None)
                value = cell("".join(parts))
                if len(row) == column:
                    row.append(value)
        elif name == "row":
            ready.append((number, row))
        elif name == "rPh":
            column -= WIDEST

    def data(text: str) -> None:
        nonlocal size
        if taking:
            size += len(text)
            if size > guards.LONGEST_CELL:
                raise guards.cell_too_long()
            parts.append(text)

    def cell(told: str) -> Cell:
        if kind == "s":
            return strings[int(told)] if told.isdigit() else None
        if kind == "b":
            return told == "1"
        if kind == "e":
            return None
        if kind and kind != "n":
            return told
        try:
            value = int(told) if told.isdigit() else float(told)
        except ValueError:
            return told
        if style in dates:
            return _shown_date(value + shift) or value
        return value

    return parser(start, end, data)
