"""The lines of a roster file, chunk by chunk; of a large one read by a process of its own, so that two cores share the work.

The ID number never leaves the process that reads: what comes through the pipe is its keyed index. Nothing is written to disk.
"""

import marshal
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import IO, Any

from app.config import ROOT
from app.errors import AppError, Invalid
from app.services.imports.line import Line, RowRefused
from app.services.imports.lines import Reader
from app.services.imports.report import Note
from app.services.imports.sheet import Sheet, open_sheet

CHUNK = 1000
LARGE = 4 * 2**20
"""From this size on (about 50,000 rows) a second process is worth its start."""
Chunk = tuple[int, list[Line], list[Note]]
"""How many rows of the sheet, the lines that could be read, the rows that could not."""


@dataclass
class Reading:
    """An open file: the headings of its fields, what became of the other columns, and its lines, once."""

    headings: dict[str, str]
    ignored: list[str]
    refused: list[str]
    total: int
    other_sheets: int
    chunks: Iterator[Chunk]


class ReaderEnded(RuntimeError):
    """The reading process ended before the file did; nothing of the file may be kept."""


@contextmanager
def reading(path: Path, *, today: date) -> Iterator[Reading]:
    """The lines of a file. Raises Invalid, now or in the middle, where it cannot be used."""
    if path.is_file() and path.stat().st_size >= LARGE and (os.cpu_count() or 1) > 1:
        with _apart(path, today) as made:
            yield made
    else:
        yield here(path, today)


def here(path: Path, today: date) -> Reading:
    """Read in this process."""
    sheet = open_sheet(path)
    layout = sheet.layout
    headings = {name: layout.heading(name) for name in layout.columns}
    chunks = _chunks(sheet, Reader(layout, today=today, typed=sheet.typed))
    return Reading(headings, layout.ignored, layout.refused, sheet.total, sheet.other_sheets, chunks)


def _chunks(sheet: Sheet, reader: Reader) -> Iterator[Chunk]:
    while rows := list(islice(sheet.rows, CHUNK)):
        lines, notes = [], []
        for row, cells in rows:
            try:
                line = reader.read(row, cells)
            except RowRefused as refused:
                notes.append(Note(row, refused.column, refused.code))
                continue
            if line is not None:
                lines.append(line)
        yield len(rows), lines, notes


@contextmanager
def _apart(path: Path, today: date) -> Iterator[Reading]:
    """Read in another process. Its error output is dropped: an error's own words may hold the value of a cell."""
    command = [sys.executable, "-m", "app.services.imports.reading", str(path.absolute()), today.isoformat()]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
    }
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env=environment
    )
    try:
        assert process.stdout is not None
        headings, ignored, refused, total, other_sheets = _receive(process.stdout)
        yield Reading(headings, ignored, refused, total, other_sheets, _received(process.stdout))
    finally:
        process.kill()
        process.communicate()


def _received(pipe: IO[bytes]) -> Iterator[Chunk]:
    while chunk := _receive(pipe):
        rows, lines, notes = chunk
        yield rows, [Line.unpacked(line) for line in lines], [Note(*note) for note in notes]


def _receive(pipe: IO[bytes]) -> Any:
    size = pipe.read(4)
    body = pipe.read(int.from_bytes(size, "big")) if len(size) == 4 else b""
    if not body or len(body) != int.from_bytes(size, "big"):
        raise ReaderEnded("the reading process ended early")
    kind, content = marshal.loads(body)
    if kind == "refused":
        code, zh, en, params = content
        raise Invalid(code, zh, en, **params)
    return content


def _send(pipe: IO[bytes], kind: str, content: Any) -> None:
    body = marshal.dumps((kind, content))
    pipe.write(len(body).to_bytes(4, "big") + body)
    pipe.flush()


def main(path: str, today: str) -> None:
    """What the other process does."""
    pipe = sys.stdout.buffer
    try:
        made = here(Path(path), date.fromisoformat(today))
        _send(pipe, "head", (made.headings, made.ignored, made.refused, made.total, made.other_sheets))
        for rows, lines, notes in made.chunks:
            _send(pipe, "chunk", (rows, [line.packed() for line in lines], [tuple(note) for note in notes]))
        _send(pipe, "end", None)
    except AppError as error:
        _send(pipe, "refused", (error.code, error.zh, error.en, error.params))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
