"""Rows of an .xlsx worksheet as a stream: one row in memory at a time, whatever the sheet says about its size.

python-calamine, measured on the district's roster, holds the whole sheet (478 MB) and lays cells out densely, so that
two cells in far corners end the process; this reader stays at 20 MB.
"""

import posixpath
import re
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator

from app.rules.roster.cells import Cell
from app.services.imports import guards
from app.services.imports.xlsx_parts import date_styles, shared_strings
from app.services.imports.xlsx_rows import column_index, row_parser
from app.services.imports.xml_stream import attributes_of, feed

_SILENT_LIMIT = 32 * 2**20
"""So much XML without a single row is not a roster."""
_MERGE = re.compile(rb'mergeCell [^>]*?ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
Merges = dict[int, list[tuple[int, int]]]
"""First row of an upright merge → its columns with the last row."""


class Workbook:
    """An .xlsx file: its visible sheets, and what all of them share."""

    def __init__(self, archive: zipfile.ZipFile):
        self.archive = archive
        self.sheets = self._sheets()
        self.strings = shared_strings(archive)
        self.dates = date_styles(archive)

    def _sheets(self) -> list[str]:
        names = set(self.archive.namelist())
        book = next((name for name in names if name.endswith("xl/workbook.xml")), "xl/workbook.xml")
        found = attributes_of(self.archive, book, "sheet", "workbookPr")
        self.epoch_1904 = any(a.get("date1904") in {"1", "true"} for n, a in found if n == "workbookPr")
        links = posixpath.join(posixpath.dirname(book), "_rels", posixpath.basename(book) + ".rels")
        targets = {a.get("Id"): a.get("Target", "") for _, a in attributes_of(self.archive, links, "Relationship")}
        members = []
        for name, attributes in found:
            target = targets.get(attributes.get("id"), "")
            member = (
                target.lstrip("/")
                if target.startswith("/")
                else posixpath.normpath(posixpath.join(posixpath.dirname(book), target))
            )
            if (
                name == "sheet"
                and attributes.get("state", "visible") == "visible"
                and member in names
                and "worksheets/" in member
            ):
                members.append(member)
        return members

    def survey(self, member: str) -> tuple[int, Merges]:
        """How many rows a sheet has and its upright merges: one pass over the unpacked bytes, without parsing.

        Raises Invalid where the rows are too many.
        """
        rows, tail, last = 0, b"", b""
        try:
            with self.archive.open(member) as file:
                while chunk := file.read(1 << 20):
                    rows += (
                        chunk.count(b"<row ") + chunk.count(b":row ") + chunk.count(b"<row>") + chunk.count(b"<row/>")
                    )
                    if rows > guards.MOST_ROWS:
                        raise guards.too_many_rows()
                    if tail:
                        tail += chunk if len(tail) < 8 << 20 else b""
                    elif (at := (last + chunk).find(b"/sheetData>")) >= 0:
                        tail = (last + chunk)[at:]
                    last = chunk[-16:]
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise guards.broken() from error
        merges: Merges = {}
        for letters, first, end in _MERGE.findall(tail)[:100_000]:
            if int(end) > int(first):
                merges.setdefault(int(first), []).append((column_index(letters.decode()), int(end)))
        return rows, merges

    def rows(self, member: str, skip: set[int]) -> Iterator[tuple[int, list[Cell]]]:
        """The rows that are written in a sheet, with their numbers; cells that are not there are None.

        `skip` may be filled while reading: from then on these columns are no longer taken up.
        """
        ready: deque[tuple[int, list[Cell]]] = deque()
        silent = 0
        parsing = row_parser(ready, strings=self.strings, dates=self.dates, skip=skip, epoch_1904=self.epoch_1904)
        for size in feed(self.archive, member, parsing):
            silent = 0 if ready else silent + size
            if silent > _SILENT_LIMIT:
                raise guards.too_large()
            while ready:
                yield ready.popleft()
        yield from ready
