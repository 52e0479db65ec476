"""Phone numbers as people write them, as one spelling: 19900001234 or 0411-82345678. Anything else is refused."""

import re

from app.rules.roster.cells import Cell, exact_whole, text
from app.rules.roster.refusals import Refused

_SIGNS = re.compile(r"[\s\-–—‐‑_.()（）·]")
_COUNTRY = re.compile(r"^(?:\+|00)86|^86(?=1[3-9]\d{9}$)")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_AREA = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))([2-9]\d{6,7})")
_BETWEEN = re.compile(r"[、，,；;/|\n]|\s或\s?|或")


def _one(told: str) -> str:
    digits = _COUNTRY.sub("", _SIGNS.sub("", told))
    if _MOBILE.fullmatch(digits):
        return digits
    if not digits.startswith("0") and _COUNTRY.search(_SIGNS.sub("", told)):
        digits = "0" + digits  # +86 411 … has dropped the zero of the area code
    if match := _AREA.fullmatch(digits):
        return f"{match[1]}-{match[2]}"
    raise Refused("bad_phone")


def phone(value: Cell) -> tuple[str, bool]:
    """The number of a cell and whether there were more; "" where it says nothing. Raises Refused("bad_phone").

    Of several numbers the first that is one is taken. 1.99E+10 is not a number any more.
    """
    told = text(value)
    if not told or _MOBILE.fullmatch(told):
        return told, False
    if (whole := exact_whole(told)) is not None and len(told.split("e")[0].split("E")[0]) == 12:
        told = str(whole)
    try:
        return _one(told), False
    except Refused:
        parts = [part for part in _BETWEEN.split(told) if part.strip()]
        if len(parts) < 2:
            raise
    for part in parts:
        try:
            return _one(part), True
        except Refused:
            continue
    raise Refused("bad_phone")
