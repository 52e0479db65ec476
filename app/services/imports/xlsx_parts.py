"""What all sheets of an .xlsx share: its strings, and the styles under which a number is shown as a date."""

import re
import zipfile
from array import array

from app.services.imports import guards
from app.services.imports.xml_stream import feed, local, parser

_BUILT_IN_DATES = frozenset({14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58})
_STRINGS_LIMIT = 80 * 2**20


class Strings:
    """The shared strings as one block of bytes with their ends: a third of the memory of as many Python strings."""

    def __init__(self) -> None:
        self._blob = bytearray()
        self._ends = array("Q", [0])

    def append(self, text: str) -> None:
        """Add the next string. Raises Invalid where all of them together are larger than any roster."""
        self._blob += text.encode("utf-8", "replace")
        self._ends.append(len(self._blob))
        if len(self._blob) > _STRINGS_LIMIT or len(self._ends) > 4_000_000:
            raise guards.too_large()

    def __getitem__(self, index: int) -> str:
        if not 0 <= index < len(self._ends) - 1:
            raise guards.broken()
        return self._blob[self._ends[index] : self._ends[index + 1]].decode("utf-8", "replace")


def shared_strings(archive: zipfile.ZipFile) -> Strings:
    """The texts that cells refer to by number; empty where the workbook has none."""
    strings = Strings()
    member = next((name for name in archive.namelist() if name.lower() == "xl/sharedstrings.xml"), "")
    if not member:
        return strings
    parts: list[str] = []
    state = {"text": False, "phonetic": False, "size": 0}

    def start(name: str, _: object) -> None:
        name = local(name)
        if name == "si":
            parts.clear()
            state["size"] = 0
        elif name == "rPh":
            state["phonetic"] = True
        elif name == "t":
            state["text"] = not state["phonetic"]

    def end(name: str) -> None:
        name = local(name)
        if name == "si":
            strings.append("".join(parts))
        elif name == "rPh":
            state["phonetic"] = False
        elif name == "t":
            state["text"] = False

    def data(text: str) -> None:
        if state["text"]:
            state["size"] += len(text)
            if state["size"] > guards.LONGEST_CELL:
                raise guards.cell_too_long()
            parts.append(text)

    for _ in feed(archive, member, parser(start, end, data)):
        pass
    return strings


def date_styles(archive: zipfile.ZipFile) -> frozenset[str]:
    """The style numbers under which a number is shown as a date."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    formats: dict[int, str] = {}
    styles: list[int] = []
    inside = {"cellXfs": False}

    def start(name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "numFmt":
            formats[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside["cellXfs"] = True
        elif name == "xf" and inside["cellXfs"] and len(styles) < 70_000:
            styles.append(int(attributes.get("numFmtId", "0")))

    def end(name: str) -> None:
        if local(name) == "cellXfs":
            inside["cellXfs"] = False

    for _ in feed(archive, "xl/styles.xml", parser(start, end)):
        pass

    def shows_date(number: int) -> bool:
        code = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", formats.get(number, "")).lower()
        return number in _BUILT_IN_DATES or bool(re.search(r"[yd]|m+[年月/-]|^m+$", code))

    return frozenset(str(n) for n, number in enumerate(styles) if shows_date(number))
