"""How places are coded, named and walked: pure functions over codes and door numbers (domain.md §9).

A code below the grid holds a letter, so that none looks like an identity number (design.md §5).
"""

import re

DISTRICT = "210202"
LEVEL_OF_LENGTH = {6: "district", 9: "street", 12: "community", 15: "grid"}


def area_path(code: str) -> str:
    """210202001003005 → 210202/001/003/005."""
    return "/".join([code[:6], *(code[i : i + 3] for i in range(6, len(code), 3))])


def within(code: str, area: str) -> bool:
    """Whether an area code lies in an area or is that area itself."""
    return code.startswith(area)


def courtyard_code(community: str, n: int) -> str:
    """Code of the nth courtyard of a community, from 1."""
    return f"{community}C{n:03d}"


def building_code(courtyard: str, n: int) -> str:
    """Code of the nth building of a courtyard, from 1."""
    return f"{courtyard}B{n:02d}"


def unit_code(building: str, n: int) -> str:
    """Code of the nth staircase of a building, from 1."""
    return f"{building}U{n}"


def dwelling_code(unit: str, door: str) -> str:
    """Code of a door."""
    return f"{unit}D{door}"


def child_path(parent: str, code: str, parent_code: str) -> str:
    """The path of a child place: the path of its parent and the part of the code that is its own."""
    return f"{parent}/{code.removeprefix(parent_code)}"


def floor_of(door: str) -> int:
    """The floor a door number tells: 402 → 4, 1203 → 12, B102 → -1, 7 → 0 (not told)."""
    match = re.fullmatch(r"([A-Za-z]?)(\d+)[A-Za-z]?", door)
    if not match or len(match[2]) < 3:
        return 0
    floor = int(match[2][:-2])
    return -floor if match[1].upper() == "B" else floor


def short_door(building: str, unit: str, door: str) -> str:
    """How people say a door: building-unit-door, such as 3-1-402; parts that a place does not have are left out."""
    return "-".join(part for part in (building, unit, door) if part)


def number_rank(number: str) -> tuple[int, str]:
    """Sort key of building, unit and door numbers: 2 before 10, 3 before 3A, numbers before words."""
    match = re.match(r"\d+", number)
    return (int(match[0]) if match else 10**6, number)
