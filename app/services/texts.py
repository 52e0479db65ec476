"""Words that people type, as they were meant: without control characters and halves of characters, and not too long."""

import re
import unicodedata

from app.errors import Invalid

_DIGIT = {"零": "0", "〇": "0", "一": "1", "幺": "1", "二": "2", "两": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8", "九": "9"}
_NUMERALS = "".join(_DIGIT) + "十百"
_SPELLED = re.compile(rf"[{_NUMERALS}]+(?=\s*(?:[号栋幢楼门室#]|单元))|[零〇一幺二三四五六七八九]{{3,}}")
"""Numbers in Chinese numerals before a word for a part of a building, or digit by digit."""
_BUILDING = re.compile(r"(?<![\d-])\d{1,3}\s*(?:号?楼|栋|幢|#)\s*(?:\d{1,2}\s*单元|\d{3,4}(?![\d年人米元]))|\d{1,2}\s*单元\s*\d{3,4}(?![\d年人米元])")
"""A building with its stair, or a building or stair with a flat: 3号楼2单元, 3号楼601, 2单元601."""
_DOOR = re.compile(r"(?<![\d-])\d{1,3}\s*[-–—号栋幢#]\s*\d{1,2}\s*[-–—单元门]+\s*\d{1,4}|\d{2,4}\s*(?:室|户)")


def plain(words: str, longest: int, *, code: str, zh: str, en: str, least: int = 0, lines: bool = False) -> str:
    """The words with one kind of line end; on one line where `lines` is False. Raises Invalid where too long or missing."""
    kept = words.encode("utf-8", "ignore").decode().replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(" " if c == "\t" else c for c in kept if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs", "Cf"})
    kept = kept.strip() if lines else " ".join(kept.split())
    if not least <= len(kept) <= longest:
        raise Invalid(code, zh, en)
    return kept


def digits(words: str) -> str:
    """The text with full width folded and what stands between digits taken out, to look for numbers in it."""
    folded = unicodedata.normalize("NFKC", words)
    return re.sub(r"(?<=\d)[\s·.,/\-–—_]+(?=\d)", "", folded)


def names_a_door(words: str) -> bool:
    """Whether the text names somebody's door, such as 3-2-601, 3号楼2单元601 or 601室, also in Chinese numerals (六零一室)."""
    told = _SPELLED.sub(lambda found: _number(found[0]), unicodedata.normalize("NFKC", words))
    return bool(_BUILDING.search(told) or _DOOR.search(told.replace("楼", "").replace("号院", "")))


def _number(spelled: str) -> str:
    """A number in Chinese numerals as digits: 二十三 and 二三 are 23."""
    if not set("十百") & set(spelled):
        return "".join(_DIGIT[c] for c in spelled)
    total, held = 0, 0
    for c in spelled:
        if c in "十百":
            total += (held or 1) * (10 if c == "十" else 100)
            held = 0
        else:
            held = int(_DIGIT[c])
    return str(total + held)
