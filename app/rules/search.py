"""What somebody means who types `zs 3-1-402`: names, pinyin initials and doors told apart (pure)."""

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 60


@dataclass(frozen=True)
class Query:
    """The parts of a search, each of which must fit: pieces of names, initials, doors."""

    names: tuple[str, ...] = ()
    initials: tuple[str, ...] = ()
    doors: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """True where nothing was asked."""
        return not (self.names or self.initials or self.doors)


_DOOR_WORDS = re.compile(r"(号楼|号院|号|栋|幢|座|单元|室|户|#|－|—|–|_|\.|/)")


def _is_han(sign: str) -> bool:
    return ("㐀" <= sign <= "鿿" or sign >= "\U00020000") and sign.isalpha()


def parse(text: str) -> Query:
    """Split on spaces; a part with a digit is a door, one with Chinese a name, letters are initials.

    Full width is folded; 3号楼1单元402室, 3栋1单元402 and 3#1-402 all read as 3-1-402. A name and a door that stand
    together without a space (张三402) are taken apart.
    """
    folded = unicodedata.normalize("NFKC", text)[:LONGEST].lower()
    names: list[str] = []
    initials: list[str] = []
    doors: list[str] = []
    for part in folded.split():
        if any(c.isdigit() for c in part):
            lead = re.match(r"^[一-鿿㐀-䶿]{2,}(?=\d)", part)
            if lead and not _DOOR_WORDS.match(lead[0]):
                names.append(lead[0])
                part = part[lead.end() :]
            door = re.sub(r"-+", "-", _DOOR_WORDS.sub("-", part)).strip("-")
            door = "".join(c for c in door if c.isalnum() or c == "-")
            if door:
                doors.append(door)
        elif name := "".join(c for c in part if _is_han(c) or c == "·").strip("·"):
            names.append(name)
        elif word := "".join(c for c in part if c.isalpha()):
            initials.append(word)
    return Query(tuple(names), tuple(initials), tuple(doors))
