"""The quick way to pinyin initials gives what the rule gives."""

import random

from pypinyin.constants import PHRASES_DICT

from app.rules import names
from app.services.imports.quick_initials import initials

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗曾单解仇朴查盖区翟尉缪乐覃石种重黑员纪折那万召繁洗冼逄丛隋迟宫初冯沈贾叶汤"
)
GIVEN = "英兰华秀玉桂珍凤明国建军伟强红重乐传朝调参盛乘单都行长"


def test_same_answer_for_common_rare_and_ambiguous_names() -> None:
    chance = random.Random(1)
    every = [chr(code) for code in range(0x4E00, 0x9FA5)]
    made = [
        "".join([chance.choice(SURNAMES), *chance.choices(GIVEN if n % 2 else every, k=chance.choice((1, 2, 2)))])
        for n in range(4000)
    ]
    phrases = chance.sample(sorted(phrase for phrase in PHRASES_DICT if len(phrase) < 5), 2000)
    others = ["欧阳重", "单于明", "尉迟恭", "万俟卨", "司马乐", "Mary Li", "阿里·买", "", "㐀明", "囧"]
    for name in made + phrases + [SURNAMES[n % 50] + phrase for n, phrase in enumerate(phrases)] + others:
        assert initials(name) == names.initials(name), name
