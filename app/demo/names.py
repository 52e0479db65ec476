"""Invented names: surnames by northern frequency with local ones, given names by generation."""

from random import Random

_SURNAMES = {
    "王": 96, "李": 84, "张": 82, "刘": 72, "于": 36, "孙": 36, "赵": 32, "杨": 30, "陈": 28, "姜": 26, "曲": 24, "徐": 22,
    "宋": 20, "高": 18, "周": 17, "吕": 16, "马": 16, "丛": 15, "宫": 14, "林": 14, "朱": 13, "郭": 13, "迟": 12, "初": 11,
    "隋": 11, "吴": 11, "冷": 8, "邹": 8, "滕": 7, "阎": 7, "董": 7, "韩": 7, "苏": 6, "姚": 6, "潘": 6, "胡": 6, "唐": 6,
    "曹": 6, "邵": 5, "纪": 5, "车": 5, "衣": 4, "慕": 3, "牟": 5, "矫": 4, "鞠": 4, "柳": 4, "石": 4, "尹": 4, "单": 3,
    "盖": 2, "逄": 2, "仇": 2, "曾": 2, "欧阳": 0.7, "司徒": 0.5, "上官": 0.5, "尉迟": 0.4, "皇甫": 0.4, "慕容": 0.3,
}  # fmt: skip
_FAMILIES, _WEIGHTS = list(_SURNAMES), list(_SURNAMES.values())

# (born before, women's first signs, women's second signs, men's first signs, men's second signs, share of short names)
_GENERATIONS = (
    (1945, "凤桂淑秀玉素春瑞金月惠翠", "英兰珍芝芳琴荣清贤云香娥", "德永福景殿世玉长廷忠万连", "福盛山财林海田堂顺昌发贵", 0.03),
    (1956, "桂淑玉秀丽亚凤惠春美敬素", "兰华芬梅芹珍英香琴云荣霞", "国建德长玉吉永志福庆学洪", "兴山祥林才义臣海昌友发春", 0.06),
    (1970, "丽淑亚桂玉晓秀艳爱春红金", "华萍芬梅君杰云霞芳敏娟艳", "建国志永长玉宝立春洪明洪", "军平林海波民生山新成滨利", 0.16),
    (1985, "晓丽春雪海冬艳玉文红秋小", "梅燕红玲丽敏辉霞晶杰娟妍", "志海晓建世春文永立明洪宏", "军刚波亮飞鹏伟明东宁峰勇", 0.34),
    (2000, "雅思雨晓佳欣婷雪梦诗嘉慧", "琪雯彤欣莹宁妍悦然婷怡楠", "宇俊浩子晓泽嘉文天志明家", "航轩鹏博宁宇铭阳然辰泽源", 0.20),
    (9999, "梓雨若诗语欣可一佳子沐依", "涵桐萱彤诺妍汐晨朵瑶萌宁", "子浩宇一梓沐俊泽奕嘉铭皓", "轩宸辰睿泽航霖然洋朗铭阳", 0.04),
)  # fmt: skip
_SHORT = {"f": "丽敏玲燕艳霞红莹雪颖晶妍", "m": "磊勇军鹏辉斌波宁超亮峰旭"}


def surname(rng: Random) -> str:
    """A surname as one meets it in Dalian."""
    return rng.choices(_FAMILIES, _WEIGHTS)[0]


def given(rng: Random, sex: str, born: int) -> str:
    """A given name that was in fashion when somebody was born; now and then of one sign."""
    _, f1, f2, m1, m2, short = next(g for g in _GENERATIONS if born < g[0])
    if rng.random() < short:
        return rng.choice(_SHORT[sex])
    first, second = (f1, f2) if sex == "f" else (m1, m2)
    one, two = rng.choice(first), rng.choice(second)
    return one + two if one != two else one + rng.choice(second.replace(two, ""))


def honorific(family: str, sex: str) -> str:
    """于女士, 曲先生: how a relative's name stands in a list."""
    return family + ("女士" if sex == "f" else "先生")
