"""Rows of a .csv as a stream: UTF-8 with or without BOM, UTF-16, GB18030; comma, semicolon or tab."""

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from app.errors import Invalid
from app.rules.roster.cells import Cell
from app.services.imports import guards


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                decoder.decode(chunk)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def encoding_of(path: Path) -> str:
    """The encoding of a text file. Raises Invalid where it is none of those that spreadsheets write."""
    with path.open("rb") as file:
        head = file.read(4)
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        if _decodes(path, encoding):
            return encoding
    raise Invalid("bad_encoding", "认不出文件的文字编码。请在 WPS 或 Excel 里另存为 .xlsx。",
                  "The text encoding is not known. Save the file as .xlsx.")  # fmt: skip


def lines_of(path: Path) -> int:
    """How many lines a file has. Raises Invalid where they are too many."""
    count = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            count += chunk.count(b"\n")
            if count > guards.MOST_ROWS:
                raise guards.too_many_rows()
    return count + 1


def _delimiter(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="") as file:
        head = file.read(8192)
    return max(",\t;", key=head.count)


def rows(path: Path, skip: set[int]) -> Iterator[tuple[int, list[Cell]]]:
    """The records of a file with their numbers, as a spreadsheet program would count them, without the columns of `skip`.

    Raises Invalid where a record is too long or the quotes do not close.
    """
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(_without_nul(file), delimiter=_delimiter(path, encoding))
        try:
            for number, record in enumerate(reader, 1):
                if any(len(cell) > guards.LONGEST_CELL for cell in record):
                    raise guards.cell_too_long()
                if number > guards.MOST_ROWS:
                    raise guards.too_many_rows()
                for column in skip:
                    if column < len(record):
                        record[column] = ""
                yield number, [cell or None for cell in record]
        except csv.Error as error:
            if "field larger" in str(error):
                raise guards.cell_too_long() from error
            raise guards.broken() from error


def _without_nul(file: io.TextIOBase) -> Iterator[str]:
    """Lines; one without an end is cut off before it fills the memory."""
    while line := file.readline(4 * guards.LONGEST_CELL * 8):
        if "\0" in line:
            raise guards.not_a_sheet()
        yield line
