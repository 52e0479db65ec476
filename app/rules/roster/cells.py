"""The plain text of one cell: whole floats without their point, full width folded, control signs gone."""

import re
import unicodedata
from datetime import date, datetime

Cell = str | int | float | bool | date | None
"""What a reader hands over; a `date` is a number that the sheet shows as a date."""

EXACT = 2**53
"""Above this a float no longer holds every whole number: a long number has lost its last digits."""

_HIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb]"
)
_SPACE = re.compile(r"\s+")
_WHOLE = re.compile(r"[+-]?\d+\.0+")
_EXCEL_TEXT = re.compile(r'="([^"]*)"')
_NOTHING = frozenset(
    {"", "无", "没有", "暂无", "不详", "未知", "空", "-", "--", "—", "——", "/", "\\", ".", "N/A", "NA", "NONE", "NULL",
     "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}
)  # fmt: skip


def fold(text: str) -> str:
    """Full width to half width, hidden and control signs gone, runs of white space to one space, ends trimmed."""
    if text.isprintable() and unicodedata.is_normalized("NFKC", text):  # nearly every cell: nothing to fold
        return _SPACE.sub(" ", text.strip()) if " " in text else text
    folded = _HIDDEN.sub("", unicodedata.normalize("NFKC", _HIDDEN.sub("", text)))
    return _SPACE.sub(" ", folded).strip()


def text(value: Cell) -> str:
    """A cell as text: 402.0 → 402, 4０2 → 402, ="0411" → 0411, a date as 1942-03-15; what says "none" becomes ""."""
    if value is None:
        return ""
    if isinstance(value, str):
        told = fold(value)
        if told[:2] == '="' and (match := _EXCEL_TEXT.fullmatch(told)):
            told = match[1]
        if told[-1:] == "0" and "." in told and _WHOLE.fullmatch(told):
            told = told[: told.index(".")]
        return "" if len(told) < 8 and told.upper() in _NOTHING else told
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < EXACT else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat()


def tight(value: Cell) -> str:
    """The text of a cell without any white space."""
    told = text(value)
    return told.replace(" ", "") if " " in told else told


def is_number(value: Cell) -> bool:
    """Whether the sheet holds a number here, and not its text."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def exact_whole(told: str) -> int | None:
    """The whole number of scientific notation that shows all its digits, else None: 2.10202001001001E+14 has them all.

    Of 2.1E+17 nothing is left but the size; it is not a number that could be restored.
    """
    match = re.fullmatch(r"(\d)\.(\d{8,14})[eE]\+?(\d{1,2})", told)
    if not match or int(match[3]) > 14 or len(match[2]) > int(match[3]) or int(match[3]) - len(match[2]) > 3:
        return None
    return int((match[1] + match[2]).ljust(int(match[3]) + 1, "0"))
