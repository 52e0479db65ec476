"""The plan of the district: six streets, 52 invented communities, 542 grids and how many people live in each."""

from dataclasses import dataclass
from functools import lru_cache
from random import Random

from app.demo.dice import dice
from app.rules.places import DISTRICT

SEED = 210202
RESIDENTS = 388_564
"""The census of 2020 (domain.md §14.1)."""
GRIDS = 542
LARGEST = 1.87
"""No grid is larger than this many times the mean: about 1,340 people."""

STREETS = {
    "青泥洼桥街道": "槐荫 纸鸢 蒲公英 海螺 风铃 银杏 麦穗 萤火 月桂",
    "人民路街道": "贝壳 白帆 鸥汀 灯芯草 云雀 石榴 珍珠母 苜蓿 信鸽",
    "海军广场街道": "海星 船铃 珊瑚 缆绳 罗盘 浮标 雾笛 沙鸥",
    "桃源街道": "山雀 紫藤 榛果 松塔 丁香 野菊 杏花雨 竹蜻蜓",
    "老虎滩街道": "听潮 拾贝 晴帆 海马 潮汐 渔火 砗磲 飞鱼 海葵",
    "葵英街道": "向日葵 木槿 百里香 小麦 薄荷 荞麦 蜜蜂 迎春藤 雪松",
}
"""Streets by their real names in official order. Every community is named after a plant, a bird or something of the
sea, so that nobody takes it for a real one."""

SHOWN = (790, 640, 995, 712, 450, 861, 690, 580, 905, 520, 745, 668)
"""About how many people live in the first twelve grids: what a short demo shows, uneven like the whole."""
FIRST_ROUND = 2


@dataclass(frozen=True)
class Grid:
    """A grid to build."""

    code: str
    size: int

    @property
    def community(self) -> str:
        """The code of its community."""
        return self.code[:12]


@lru_cache(maxsize=4)
def communities(seed: int) -> dict[str, tuple[str, int]]:
    """Code → name and number of grids of each community; at least eight grids in each."""
    found = {
        f"{DISTRICT}{s:03d}{c:03d}": f"{name}社区"
        for s, names in enumerate(STREETS.values(), 1)
        for c, name in enumerate(names.split(), 1)
    }
    rng, counts = dice(seed, "communities"), dict.fromkeys(found, 8)
    while sum(counts.values()) < GRIDS:
        code = rng.choice(list(counts))
        counts[code] += counts[code] < 14
    return {code: (name, counts[code]) for code, name in found.items()}


def sizes(rng: Random) -> list[int]:
    """542 uneven sizes (gamma, shape 12) that together are exactly the residents of the district."""
    shares: list[float] = []
    while len(shares) < GRIDS:
        share = rng.gammavariate(12, 1 / 12)
        if share < LARGEST:
            shares.append(share)
    exact = [share * RESIDENTS / sum(shares) for share in shares]
    whole = [int(x) for x in exact]
    by_rest = sorted(range(GRIDS), key=lambda i: whole[i] - exact[i])
    for i in by_rest[: RESIDENTS - sum(whole)]:
        whole[i] += 1
    return whole


@lru_cache(maxsize=4)
def grids(seed: int) -> tuple[Grid, ...]:
    """All grids in the order in which they are built: two of each street, then two more of each, and so on.

    So the first twelve show every street, and a larger demo is a smaller one and more.
    """
    streets: dict[str, list[str]] = {}
    for community, (_, count) in communities(seed).items():
        streets.setdefault(community[:9], []).extend(f"{community}{n:03d}" for n in range(1, count + 1))
    place = {code: (i // FIRST_ROUND, code) for codes in streets.values() for i, code in enumerate(codes)}
    left = sizes(dice(seed, "sizes"))
    shown = []
    for about in SHOWN:
        shown.append(min(left, key=lambda size: abs(size - about)))
        left.remove(shown[-1])
    return tuple(Grid(code, size) for code, size in zip(sorted(place, key=lambda c: place[c]), shown + left, strict=True))


def of_community(seed: int, community: str) -> list[Grid]:
    """The grids of a community in the order of their numbers."""
    return sorted((grid for grid in grids(seed) if grid.community == community), key=lambda grid: grid.code)
