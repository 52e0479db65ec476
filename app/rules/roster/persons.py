"""Names, sex and living of a roster's cells, and the people named as emergency contacts."""

import re

from app.rules import masks
from app.rules.roster.cells import Cell, text, tight
from app.rules.roster.refusals import Refused

_DOT = re.compile(r"[•‧∙●⋅・.．]")
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[·\s'’\-()]|\d(?=\)))*")
_HAN = re.compile(r"[㐀-鿿\U00020000-\U0003ffff·()]+")
_USUAL = re.compile(r"[㐀-鿿]{2,4}")
LONGEST = 40

_SEX = {"男": "m", "女": "f", "男性": "m", "女性": "f", "M": "m", "F": "f", "1": "m", "2": "f", "MALE": "m", "FEMALE": "f",
        "未说明": "", "9": "", "0": ""}  # fmt: skip
_LIVING = {
    "alone": "独居 独自居住 单独居住 一人 一人居住 一个人 单身独居 孤寡 自己 自己住 本人",
    "couple": "夫妻 夫妻同住 老两口 与配偶 与配偶同住 和老伴 与老伴同住 夫妻二人 两口",
    "children": "与子女 与子女同住 和子女 同子女 子女同住 与家人 与家人同住 三代同堂 与父母 与父母同住 与儿子 与女儿 家庭同住",
    "other": "其他 其它 与亲属 与亲属同住 与他人 与他人同住 合租 养老院 机构 养老机构 与保姆 集体宿舍",
    "unknown": "不清楚",
}
_LIVING_WORD = {word: living for living, words in _LIVING.items() for word in words.split()}
_RELATIONS = frozenset(
    [
        "父亲",
        "母亲",
        "父母",
        "儿子",
        "女儿",
        "长子",
        "次子",
        "长女",
        "次女",
        "子女",
        "配偶",
        "丈夫",
        "妻子",
        "爱人",
        "老伴",
        "哥哥",
        "弟弟",
        "姐姐",
        "妹妹",
        "兄弟",
        "姐妹",
        "孙子",
        "孙女",
        "外孙",
        "外孙女",
        "儿媳",
        "女婿",
        "侄子",
        "侄女",
        "外甥",
        "邻居",
        "朋友",
        "亲属",
        "亲戚",
        "监护人",
        "保姆",
        "其他",
        "子",
        "女",
        "父",
        "母",
        "夫",
        "妻",
        "兄",
        "弟",
        "姐",
        "妹",
    ]
)
_BRACKET = re.compile(r"(.*?)[((](.{1,8}?)[))]\s*(.*)")
_NUMBER = re.compile(r"[+\d][\d\s\-]{6,18}\d")


def name(value: Cell) -> str:
    """A name with one spelling: 张 三 → 张三, 阿卜杜拉•买买提 → 阿卜杜拉·买买提; "" where there is none.

    Raises Refused("bad_name") where it holds numbers or other signs, so that no number hides in a name.
    """
    told = text(value)
    if not told or _USUAL.fullmatch(told):
        return told
    told = _DOT.sub("·", told)
    joined = told.replace(" ", "")
    if _HAN.fullmatch(joined):
        told = joined
    if len(told) > LONGEST or not _NAME.fullmatch(told) or masks.mask_text(told) != told:
        raise Refused("bad_name")
    return told


def sex(value: Cell) -> str:
    """f, m or "". Raises Refused("unknown_sex")."""
    told = tight(value).upper()
    if not told:
        return ""
    if told not in _SEX:
        raise Refused("unknown_sex")
    return _SEX[told]


def living(value: Cell) -> str:
    """A `Living` code, "" where the cell says nothing. Raises Refused("unknown_living")."""
    told = tight(value)
    if not told:
        return ""
    if told not in _LIVING_WORD:
        raise Refused("unknown_living")
    return _LIVING_WORD[told]


def contact(value: Cell) -> tuple[str, str, str]:
    """Name, relation and phone text of an emergency contact's cell, such as 张三（女儿）19900001234.

    Raises Refused("bad_contact") where what is left is not a name.
    """
    told = text(value)
    if not told:
        return "", "", ""
    number = ""
    if match := _NUMBER.search(told):
        number, told = match[0], (told[: match.start()] + " " + told[match.end() :]).strip(" :,;/-")
    relation = ""
    if match := _BRACKET.fullmatch(told):
        told, relation = f"{match[1]}{match[3]}".strip(), match[2]
    elif told.count(" ") == 1 or ":" in told or "-" in told:
        first, _, rest = told.replace(":", " ").replace("-", " ").partition(" ")
        if first in _RELATIONS or rest.strip() in _RELATIONS:
            told, relation = (rest.strip(), first) if first in _RELATIONS else (first, rest.strip())
    try:
        who = name(told)
    except Refused:
        raise Refused("bad_contact") from None
    return who, relation_word(relation), number


def relation_word(value: Cell) -> str:
    """A relation such as 女儿; "" where the cell holds anything but a short word."""
    told = tight(value)
    return told if told and len(told) <= 8 and re.fullmatch(r"[^\W\d_]+", told) else ""
