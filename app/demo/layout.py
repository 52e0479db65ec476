"""Courtyards, buildings and staircases of a community, and which grid each staircase belongs to."""

from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from app.demo import plan
from app.demo.dice import dice
from app.rules import places

PEOPLE_PER_DOOR = 2.4 * 0.9
"""2.4 people a household, and one door in ten with nobody behind it."""
ENDS_WITH_GRID = 0.5
"""How often a courtyard ends where a grid is full. Otherwise it goes on in the next grid, as real ones do."""

_LANES = ["槐荫里", "梧桐里", "海棠里", "榆钱里", "合欢里", "枣花里", "木兰里", "茉莉里", "石榴里", "紫薇里", "香椿里", "垂柳里", "玉簪里", "连翘里", "忍冬里", "凌霄里"]
_ESTATES = ["听澜苑", "晴川苑", "鸥鹭花园", "半月湾花园", "星河苑", "远帆花园", "朝霞苑", "云麓花园", "拾光苑", "海棠湾", "青禾苑", "松风花园"]


@dataclass(frozen=True)
class Yard:
    """A courtyard: its number in the community, its name, and whether it has towers."""

    n: int
    name: str
    tower: bool


@dataclass(frozen=True)
class Stairs:
    """A staircase with the building it belongs to. `number` is empty where a tower has only one."""

    yard: Yard
    building: int
    unit: int
    number: str
    floors: int
    doors: int
    """Doors on a floor."""

    @property
    def size(self) -> int:
        """All doors."""
        return self.floors * self.doors

    def door_numbers(self) -> list[tuple[int, str]]:
        """Floor and number of each door, from the ground: 101, 102, 201 …"""
        return [(f, f"{f}{d:02d}") for f in range(1, self.floors + 1) for d in range(1, self.doors + 1)]

    def codes(self, community: str) -> tuple[str, str, str]:
        """Codes of the courtyard, the building and the staircase."""
        yard = places.courtyard_code(community, self.yard.n)
        building = places.building_code(yard, self.building)
        return yard, building, places.unit_code(building, self.unit)


def _old_yard(rng: Random, yard: Yard) -> deque[Stairs]:
    """Six or seven floors and no lift, three staircases with two or three doors a floor."""
    stairs: deque[Stairs] = deque()
    for building in range(1, rng.randint(2, 4) + 1):
        floors, doors = rng.choice((6, 6, 7)), rng.choice((2, 2, 3))
        for unit in range(1, rng.choice((3, 3, 3, 2, 4)) + 1):
            stairs.append(Stairs(yard, building, unit, str(unit), floors, doors))
    return stairs


def _tower_yard(rng: Random, yard: Yard) -> deque[Stairs]:
    """18 to 33 floors with a lift and four to six doors a floor; half of the towers have no numbered staircase."""
    stairs: deque[Stairs] = deque()
    for building in range(1, rng.randint(1, 4) + 1):
        floors, doors, units = rng.randint(18, 33), rng.randint(4, 6), rng.choice((1, 1, 2))
        for unit in range(1, units + 1):
            number = "" if units == 1 and rng.random() < 0.7 else str(unit)
            stairs.append(Stairs(yard, building, unit, number, floors, doors))
    return stairs


def _yard_names(rng: Random) -> tuple[deque[str], deque[str]]:
    lanes = [f"{lane}{n}号院" for lane in rng.sample(_LANES, 8) for n in rng.sample(range(1, 30), 4)]
    lanes += [f"{lane}{n}号院" for lane in _LANES for n in range(30, 50)]  # more than any community uses
    estates = rng.sample(_ESTATES, len(_ESTATES)) + [f"{name}{n}期" for n in "二三四" for name in _ESTATES]
    return deque(lanes), deque(estates)


@lru_cache(maxsize=64)
def of_community(seed: int, community: str) -> dict[str, list[Stairs]]:
    """Grid → its staircases, in the order of the walk: the community is one long row that the grids cut."""
    rng = dice(seed, community, "walls")
    lanes, estates = _yard_names(rng)
    towers = rng.betavariate(2, 3)
    row: deque[Stairs] = deque()
    n = 0
    found: dict[str, list[Stairs]] = {}
    for grid in plan.of_community(seed, community):
        need, mine = round(grid.size / PEOPLE_PER_DOOR), found.setdefault(grid.code, [])
        while need > 0:
            if row and row[0].yard.tower and row[0].size * 0.7 > need:
                row.clear()  # a tower would be half empty; what is left of the grid is old blocks
            if not row:
                n += 1
                tower = n > 1 and need > 190 and rng.random() < towers  # each community begins with its old courtyards
                yard = Yard(n, (estates if tower else lanes).popleft(), tower)
                row = _tower_yard(rng, yard) if tower else _old_yard(rng, yard)
                continue
            mine.append(row.popleft())
            need -= mine[-1].size
        if rng.random() < ENDS_WITH_GRID:
            row.clear()
    return found
