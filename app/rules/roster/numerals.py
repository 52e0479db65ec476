"""Chinese numerals in building and grid names: 三 → 3, 十二 → 12, 二十 → 20."""

import re

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SHAPE = re.compile(r"(?:([一二三四五六七八九])?十([一二三四五六七八九])?|[零〇一二两三四五六七八九]+)")


def arabic(told: str) -> str:
    """The numeral in digits; what is not one comes back as it is."""
    match = _SHAPE.fullmatch(told)
    if not match:
        return told
    if "十" in told:
        return str(_DIGITS.get(match[1] or "一", 1) * 10 + _DIGITS.get(match[2] or "零", 0))
    return str(int("".join(str(_DIGITS[c]) for c in told)))
