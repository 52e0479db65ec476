"""Identity numbers brought to one form for the keyed index (promises F2, G2). What comes out is hashed and forgotten.

GB 11643: 17 digits and a check digit. The old form has 15 digits and no check digit; a disability certificate number is
the identity number with kind and grade behind it, of which only the identity part is used.
"""

import re
from operator import mul

from app.rules.roster.cells import Cell, is_number, text
from app.rules.roster.refusals import Refused

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_FULL = re.compile(r"\d{17}[\dX]")
_OLD = re.compile(r"\d{15}")
_CERTIFICATE = re.compile(r"(\d{17}[\dX])[1-7][1-4](?:B\d)?")
_PERMIT = re.compile(r"[A-Z]{1,2}\d{7,9}")
_SIGNS = re.compile(r"[\s\-–—'’`‘]")
_POWER = re.compile(r"\d(?:\.\d*)?E\+?\d+")


def check_digit(first17: str) -> str:
    """The 18th sign of an identity number (GB 11643, ISO 7064 mod 11-2)."""
    return _CHECKS[sum(map(mul, map(int, first17), _WEIGHTS)) % 11]


def _born_possible(digits: str) -> bool:
    return "01" <= digits[4:6] <= "12" and "01" <= digits[6:8] <= "31" and digits[:2] in {"18", "19", "20"}


def _full(number: str) -> str:
    if number.endswith("000"):  # what fifteen-digit arithmetic leaves behind; a true one is one in a thousand
        raise Refused("id_destroyed")
    if not _born_possible(number[6:14]) or check_digit(number[:17]) != number[17]:
        raise Refused("bad_id")
    return number


def identity(value: Cell) -> str:
    """The 18-digit form of an identity or certificate number, a permit as it is, "" where the cell says nothing.

    Raises Refused with id_destroyed where a spreadsheet kept only its size, with bad_id where it cannot be right.
    """
    if isinstance(value, str) and value.isascii() and _FULL.fullmatch(value):
        return _full(value)
    told = _SIGNS.sub("", text(value)).upper()
    if not told:
        return ""
    if _POWER.fullmatch(told) or (is_number(value) and len(told) > 15) or re.fullmatch(r"\d{16,}\.\d*", told):
        raise Refused("id_destroyed")
    if isinstance(value, str) and len(told) >= 16 and value.strip().endswith(".0"):
        raise Refused("id_destroyed")
    if _FULL.fullmatch(told):
        return _full(told)
    if _OLD.fullmatch(told):
        first17 = told[:6] + "19" + told[6:]
        if not _born_possible(first17[6:14]):
            raise Refused("bad_id")
        return first17 + check_digit(first17)
    if match := _CERTIFICATE.fullmatch(told):
        return _full(match[1])
    if _PERMIT.fullmatch(told):
        return told
    raise Refused("bad_id")
