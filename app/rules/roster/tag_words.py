"""Words for tags and access needs as rosters write them: 低保户, 肢体残疾二级, 重度失能, 高龄独居, 行动不便.

Only the grade of a disability is kept, never its kind. A word of the denylist is refused and not repeated.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from app.rules import masks, tags
from app.rules.roster.cells import fold
from app.rules.roster.refusals import Refused


class Word(NamedTuple):
    """What one word stands for: a tag with its grade, or an access need."""

    tag: str = ""
    grade: str = ""
    flag: str = ""


_MORE = {
    "E01": "80岁以上老人 90岁以上 90岁以上老人 百岁老人 高龄津贴对象 八十岁以上",
    "E02": "独居老年人 独居户 独居的老人",
    "E03": "空巢老年人 空巢户",
    "E05": "失能老年人 失能人员 全失能 半自理 不能自理 失能半失能老人",
    "W01": "低保人员 城乡低保 享受低保 城镇低保",
    "W04": "特困对象 特困户",
    "D01": "残疾人士 持证残疾 重度残疾人 有残疾证 残疾证",
    "D02": "困难残疾人生活补贴对象",
    "D03": "重度残疾人护理补贴对象",
    "C03": "困境 流动 留守",
    "H01": "家庭医生已签约 家庭医生签约对象",
    "J01": "就业困难人员 失业人员",
    "M01": "优抚人员 抚恤对象 烈士遗属 参战退役人员 两参人员",
}
_FLAGS = {
    "no_smartphone": "无智能手机 没有智能手机 不用智能手机",
    "hard_of_hearing": "听力不便 听力不好 耳背 用力敲 大声敲门 用力敲门",
    "poor_sight": "视力不便 视力不好",
    "slow_to_door": "行动不便 给时间开门 行动迟缓 开门慢 腿脚不便",
    "no_lift": "高层无电梯 无电梯",
    "meals": "需助餐 助餐 需要助餐",
    "escort": "需陪诊 陪诊 需要陪诊",
    "pet": "宠物 有宠物 养狗 家有宠物",
    "same_person": "希望固定人员 固定人员",
    "phone_only": "只要电话 只打电话",
    "spare_key": "备用钥匙在 备用钥匙 有备用钥匙",
}
_KIND = r"(?:视力|听力|言语|肢体|智力|精神|多重|视|听|言|肢|智|精)"
_GRADE = {
    "一": "1",
    "二": "2",
    "三": "3",
    "四": "4",
    "1": "1",
    "2": "2",
    "3": "3",
    "4": "4",
    "Ⅰ": "1",
    "I": "1",
    "II": "2",
    "III": "3",
    "IV": "4",
}
_LEVEL = r"([一二三四1-4]|I{1,3}|IV)级"
_DISABLED = (
    re.compile(rf"(?:持证)?{_KIND}?残疾?(?:人|证)*{_LEVEL}{_KIND}?"),
    re.compile(rf"{_KIND}?{_LEVEL}{_KIND}?(?:残疾?(?:人|证)*)"),
    re.compile(rf"{_KIND}{_LEVEL}"),
)
_KIND_ONLY = re.compile(rf"{_KIND}残疾?(?:人|证)*")
_CARE = {"轻度": "1", "轻": "1", "中度": "2", "中": "2", "重度": "3", "重": "3", "完全": "4", "全": "4"}
_CARE_WORD = re.compile(r"(轻度|中度|重度|完全|全)失能(?:老人|老年人|人员)?|失能(?:老人|老年人)?(轻度|中度|重度|完全)")
_ABLE = frozenset({"能力完好", "完好", "自理", "完全自理", "能自理", "可自理", "生活自理", "全自理"})
_CUT = re.compile(r"[、,;/|+＋\n]")
_SHY = re.compile(r"[病症癌瘤孕毒教族党团刑狱犯罪案访邪艾瘾疯傻梗瘫]|血压|血糖|糖尿|中风")
"""An unknown word with one of these signs may name a diagnosis or a belief: it is not repeated."""


def _norm(word: str) -> str:
    return re.sub(r"[\s()\[\]【】〔〕·.。:]", "", fold(word)).upper()


_WORDS: dict[str, Word] = {
    **{_norm(w): Word(code) for code, tag in tags.TAGS.items() for w in (tag.zh, *tag.words)},
    **{_norm(w): Word(code) for code, words in _MORE.items() for w in words.split()},
    **{code: Word(code) for code in tags.TAGS},
    **{_norm(w): Word(flag=flag) for flag, words in _FLAGS.items() for w in words.split()},
}


def code_of(word: str) -> str:
    """The tag a word names exactly, or ""."""
    found = _WORDS.get(_norm(word))
    return found.tag if found else ""


def _graded(word: str) -> Word | None:
    for pattern in _DISABLED:
        if match := pattern.fullmatch(word):
            return Word("D01", _GRADE[match[1]])
    if match := _CARE_WORD.fullmatch(word):
        return Word("E05", _CARE[match[1] or match[2]])
    return Word("D01") if _KIND_ONLY.fullmatch(word) else None


def _single(word: str) -> Word | None:
    """One known word; a grade in it is worth more than the bare tag."""
    graded = _graded(word)
    return graded if graded and graded.grade else _WORDS.get(word) or graded


def _segments(word: str) -> list[Word] | None:
    """A word made of known words without a rest, such as 高龄独居 or 低保残疾; longest first."""
    if not word:
        return []
    for size in range(min(len(word), 12), 1, -1):
        found = _single(word[:size])
        if found and (rest := _segments(word[size:])) is not None:
            return [found, *rest]
    return None


@lru_cache(maxsize=4096)
def _read(word: str) -> tuple[Word, ...]:
    plain = _norm(word)
    if not plain or plain in {"无", "否", "普通", "一般", "其他", "其它", "普通居民", "一般人群"}:
        return ()
    if found := _single(plain):
        return (found,)
    if any(denied.upper() in plain for denied in tags.DENIED_WORDS):
        raise Refused("denied_tag")
    if len(plain) <= 24 and (several := _segments(plain)):
        return tuple(several)
    shown = masks.mask_text(fold(word))[:12]
    raise Refused("unknown_tag", "" if _SHY.search(shown) or "*" in shown else shown)


def split(told: str) -> list[str]:
    """The single words of a cell, cut at 、 ， ； / ; , and at white space where a word is not known otherwise."""
    if _norm(told) in _WORDS:
        return [told]
    parts: list[str] = []
    for part in _CUT.split(fold(told)):
        word = part.strip()
        parts += word.split(" ") if " " in word and _norm(word) not in _WORDS else [word]
    return [part for part in parts if part]


def read(word: str) -> tuple[Word, ...]:
    """What one word stands for; () where it says nothing.

    Raises Refused with denied_tag, without the word, or unknown_tag with the word masked and cut.
    """
    return _read(word)


def grade(code: str, told: str) -> str | None:
    """The grade in a cell of a grade column: 二级 → 2, 重度 → 3; None where the person is able.

    Raises Refused("unknown_grade").
    """
    word = _norm(told)
    if code == "E05":
        if word in _ABLE:
            return None
        word = re.sub(r"失能(?:老人|老年人)?$", "", word)
        if word in _CARE:
            return _CARE[word]
        if word in {"", "半", "半自理", "不能自理"} and _norm(told):
            return ""
    elif match := re.fullmatch(rf"{_KIND}?残?疾?{_LEVEL}?|([一二三四1-4])", word):
        level = match[1] or match[2]
        if level:
            return _GRADE[level]
    elif found := _graded(word):
        return found.grade
    raise Refused("unknown_grade")
