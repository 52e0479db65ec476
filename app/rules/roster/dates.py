"""The birth month of a cell. What can be read in two ways, such as the number 1938.1, is refused and never guessed."""

import re
from datetime import date, timedelta

from app.rules.roster.cells import Cell, is_number, text
from app.rules.roster.refusals import Refused

OLDEST = 130
"""Nobody is older; an earlier date is a slip."""
_FIRST_SERIAL = 2101
"""Whole numbers from 1000 to 2100 look like a year; as an Excel serial they would be births before October 1905."""
_EPOCH = date(1899, 12, 30)

_SPELLED = re.compile(r"(\d{4})年(\d{1,2})月(?:份|(\d{1,2})[日号])?(?:出?生)?")
_SPLIT = re.compile(r"(\d{4})[-/. ](\d{1,2})(?:[-/. ](\d{1,2}))?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_POINT = re.compile(r"(1[89]\d\d|20\d\d)\.(\d{1,2})")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def from_serial(serial: float) -> date:
    """The day of an Excel serial in the 1900 system. Raises OverflowError where no calendar has such a day."""
    return _EPOCH + timedelta(days=int(serial))


def _checked(year: int, month: int, day: int | None, today: date) -> str:
    try:
        born = date(year, month, day or 1)
    except ValueError:
        raise Refused("date_impossible") from None
    if born > today or born.year < today.year - OLDEST:
        raise Refused("date_impossible")
    return f"{year:04d}-{month:02d}"


def _number(told: str, today: date) -> str:
    """A bare number: 194203, 19420315, a serial, or year.month where only one reading is possible."""
    if match := _POINT.fullmatch(told):
        if match[2] == "1":  # January, or October that lost its zero
            raise Refused("date_ambiguous")
        return _checked(int(match[1]), int(match[2]), None, today)
    whole = told.split(".")[0]
    if (match := _PACKED.fullmatch(whole)) and whole == told:
        return _checked(int(match[1]), int(match[2]), int(match[3]) if match[3] else None, today)
    serial = int(whole) if len(whole) <= 5 else 0
    if 1000 <= serial < _FIRST_SERIAL:
        raise Refused("date_ambiguous")
    if serial < _FIRST_SERIAL:
        raise Refused("date_unreadable")
    born = from_serial(serial)
    return _checked(born.year, born.month, born.day, today)


def birth_month(value: Cell, *, today: date, typed: bool = True) -> str:
    """A cell as YYYY-MM, "" where it says nothing.

    typed: whether the file keeps numbers and text apart (.xlsx); in .csv the text 1938.1 is a number too.
    Raises Refused with date_ambiguous, date_impossible or date_unreadable.
    """
    told = text(value)
    if not told:
        return ""
    if isinstance(value, date):
        return _checked(value.year, value.month, value.day, today)
    if is_number(value) or (not typed and _POINT.fullmatch(told)):
        if not _NUMBER.fullmatch(told):
            raise Refused("date_unreadable")
        return _number(told, today)
    spelled = told.replace(" ", "")
    if match := _SPELLED.fullmatch(spelled) or _SPLIT.fullmatch(told.rstrip(".")):
        return _checked(int(match[1]), int(match[2]), int(match[3]) if match[3] else None, today)
    if match := _SPLIT.fullmatch(spelled):
        return _checked(int(match[1]), int(match[2]), int(match[3]) if match[3] else None, today)
    if _NUMBER.fullmatch(spelled):
        return _number(spelled, today)
    raise Refused("date_unreadable")
