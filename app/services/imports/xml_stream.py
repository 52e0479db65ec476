"""XML of an archive's member, parsed as it is unpacked: no document type, no entities, no outside files (promise G3)."""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers import expat

from app.services.imports import guards

CHUNK = 1 << 18
DAMAGE = (
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    LookupError,
    ValueError,
)
"""What a damaged or forged archive raises."""
Handler = Callable[..., Any]


def parser(start: Handler, end: Handler | None = None, data: Handler | None = None) -> Any:
    """A parser that takes no document type: entities, and with them all their tricks, need one."""

    def refuse(*_: object) -> None:
        raise guards.broken()

    made = expat.ParserCreate(namespace_separator=None)
    made.buffer_text = True
    made.StartDoctypeDeclHandler = refuse
    made.StartElementHandler = start
    if end:
        made.EndElementHandler = end
    if data:
        made.CharacterDataHandler = data
    return made


def feed(archive: zipfile.ZipFile, member: str, parsing: Any) -> Iterator[int]:
    """Parse a member chunk by chunk; yields how many bytes have been parsed. Raises Invalid where it is damaged."""
    try:
        with archive.open(member) as file:
            while chunk := file.read(CHUNK):
                parsing.Parse(chunk)
                yield len(chunk)
        parsing.Parse(b"", True)
    except DAMAGE as error:
        raise guards.broken() from error


def local(name: str) -> str:
    """A name without its prefix: x:row → row."""
    return name.rpartition(":")[2]


def attributes_of(archive: zipfile.ZipFile, member: str, *wanted: str) -> list[tuple[str, dict[str, str]]]:
    """The elements with these names and their attributes, in order; for the small members of an archive."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) in wanted and len(found) < 70_000:
            found.append((local(name), {local(k): v for k, v in attributes.items()}))

    for _ in feed(archive, member, parser(start)):
        pass
    return found
