"""Words that people type, as they were meant: without control characters and halves of characters, and not too long."""

import re
import unicodedata

from app.errors import Invalid

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
    """Whether the text names somebody's door, such as 3-2-601, 3号楼2单元601 or 601室."""
    folded = unicodedata.normalize("NFKC", words).replace("楼", "").replace("号院", "")
    return bool(_DOOR.search(folded))
