"""Masks that never fail open: what has an unknown shape becomes all stars (promise F5)."""

import re
import unicodedata

_ID_LIKE = re.compile(r"(?<![0-9A-Za-z])\d{14,20}[0-9Xx]?(?![0-9A-Za-z])")
_PERMIT = re.compile(r"(?<![0-9])[A-Za-z]{1,2}\d{6,10}(?:\(\w\))?(?![0-9A-Za-z])")
_PHONE = re.compile(r"(?<![0-9A-Za-z])(?:\+?86[- ]?)?(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8}|\d{7,13})(?![0-9A-Za-z])")
_SPACED_DIGITS = re.compile(r"(?<=\d)[\s·.,/\-–—_]+(?=\d)")


def mask_name(name: str) -> str:
    """张三丰 → 张**, 欧阳修 → 欧**. An empty name becomes one star."""
    name = name.strip()
    if not name:
        return "*"
    return name[0] + "*" * max(1, min(2, len(name) - 1))


def mask_phone(phone: str) -> str:
    """138****8888 and 0411 ****0193; anything else becomes stars only."""
    digits = unicodedata.normalize("NFKC", phone).strip()
    if re.fullmatch(r"1[3-9]\d{9}", digits):
        return f"{digits[:3]}****{digits[7:]}"
    if match := re.fullmatch(r"(0\d{2,3})-?(\d{3,4})(\d{4})", digits):
        return f"{match[1]} ****{match[3]}"
    return "*" * 8


def mask_text(text: str) -> str:
    """Free text in which whatever looks like an identity number, a permit or a phone number has become stars.

    Full-width digits are folded first. Digits that were pulled apart by spaces or signs are joined to be judged;
    a text in which nothing is found keeps its own signs.
    """
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    plain = folded = unicodedata.normalize("NFKC", visible)
    joined = _SPACED_DIGITS.sub("", folded)
    if re.search(r"\d{7}", joined):
        folded = joined
    for pattern in (_ID_LIKE, _PERMIT, _PHONE):
        folded = pattern.sub("****", folded)
    masked = re.sub(r"\d{7,}[Xx]?", "****", folded)
    return masked if masked != plain else visible


def without_identity(text: str) -> str:
    """Free text with identity numbers taken out, also those pulled apart by spaces; phone numbers may stand in a note."""
    folded = unicodedata.normalize("NFKC", "".join(c for c in text if unicodedata.category(c) != "Cf"))
    masked = _ID_LIKE.sub("****", _SPACED_DIGITS.sub("", folded)) if re.search(r"\d{14}", _SPACED_DIGITS.sub("", folded)) else folded
    masked = re.sub(r"\d{14,}[Xx]?", "****", masked)
    return masked if masked != folded else text
