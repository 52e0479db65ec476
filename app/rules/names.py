"""Surnames, given names and pinyin initials of Chinese names."""

from functools import lru_cache
from typing import Any

from pypinyin import Style, lazy_pinyin

_DOUBLE = frozenset(
    ["欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯", "宇文", "长孙", "司徒", "司空", "端木", "独孤", "南宫", "闻人", "赫连", "澹台", "轩辕", "钟离", "呼延"]
)
# Surnames that are read otherwise than the same character elsewhere.
_SURNAME_READINGS = {"曾": "z", "单": "s", "解": "x", "仇": "q", "朴": "p", "查": "z", "盖": "g", "区": "o", "翟": "z",
                     "尉": "y", "缪": "m", "乐": "y", "覃": "q", "石": "s", "种": "c", "重": "c", "黑": "h", "员": "y",
                     "纪": "j", "折": "s", "那": "n", "万": "w", "召": "s", "繁": "p", "洗": "x", "冼": "x", "逄": "p",
                     "丛": "c", "隋": "s", "迟": "c", "宫": "g", "初": "c"}  # fmt: skip


def split_name(name: str) -> tuple[str, str]:
    """Surname and given name; the whole is the surname where it has one character or is not Chinese."""
    if len(name) >= 3 and name[:2] in _DOUBLE:
        return name[:2], name[2:]
    if len(name) >= 2 and all("㐀" <= c <= "鿿" for c in name):
        return name[:1], name[1:]
    return name, ""


def _each_sign(text: str) -> Any:
    return list(text)  # what is not Chinese stays, sign by sign


@lru_cache(maxsize=20000)
def initials(name: str) -> str:
    """Pinyin initials in lower case: 曲凤英 → qfy. Letters and digits stay, other signs go."""
    first = [p[0] for p in lazy_pinyin(name, style=Style.NORMAL, errors=_each_sign) if p and p[0].isalnum()]
    word = "".join(first).lower()
    if name[:2] in {"尉迟", "单于"}:
        return {"尉迟": "yc", "单于": "cy"}[name[:2]] + word[2:]
    if name and name[0] in _SURNAME_READINGS and word and name[:2] not in _DOUBLE:
        return _SURNAME_READINGS[name[0]] + word[1:]
    return word[:40]


OLD = 60
"""From this age on people say 大娘 and 大爷."""


def honorific(name: str, sex: str, age: int | None) -> str:
    """How a volunteer greets somebody, without the given name: 曲大娘, 姜大爷, 李女士, 王先生; 曲家 where the roster does not say more."""
    family = split_name(name)[0][:4]
    if age is not None and age >= OLD:
        return family + {"f": "大娘", "m": "大爷"}.get(sex, "老人")
    return family + {"f": "女士", "m": "先生"}.get(sex, "家")
