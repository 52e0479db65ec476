"""Changes of borders: what may be merged, split and moved, and how a new grid is numbered (domain.md §9)."""

import re
from collections.abc import Collection, Iterable

from app.models.accounts import Role
from app.rules.roster.numerals import arabic

CHANGES_BORDERS = frozenset({Role.DISTRICT, Role.COMMUNITY})
"""The district anywhere inside it, a community its own grids."""
NEEDED = (Role.GRID, Role.INFO)
"""The two who look after every grid (domain.md §1); a grid without one of them is named."""
HIGHEST = 999
LONGEST_NAME = 60


def may_change(held: Iterable[tuple[Role, str]], *areas: str) -> bool:
    """Whether somebody with these (role, area) pairs may change the borders of all of these areas at once."""
    return any(role in CHANGES_BORDERS and all(area.startswith(own) for area in areas) for role, own in held)


def same_community(one: str, other: str) -> bool:
    """Whether two grid codes lie in one community. Borders between communities move with whole courtyards only."""
    return len(one) == len(other) == 15 and one[:12] == other[:12]


def next_grid(community: str, taken: Collection[str]) -> str:
    """The code of the next grid of a community, or "" where all 999 are used up.

    `taken` are all its grids, closed ones too: their codes stand in old records and must never mean another place.
    """
    number = max((int(code[12:]) for code in taken if code[:12] == community and len(code) == 15), default=0) + 1
    return f"{community}{number:03d}" if number <= HIGHEST else ""


def name_key(name: str) -> str:
    """What two names of grids must not share: 第3网格, 3号网格, 三网格 and 03 are one."""
    key = re.sub(r"号?网格$", "", "".join(name.split()).removeprefix("第")).removeprefix("第")
    key = arabic(key)
    return (key.lstrip("0") or key[-1:]) if key.isdigit() else key


def name_fits(name: str) -> bool:
    """Whether a name can be shown and matched: something is left of it, it is short, and it has no control characters."""
    return 0 < len(name) <= LONGEST_NAME and name.isprintable() and bool(name_key(name))


def without(roles: Iterable[Role]) -> list[Role]:
    """Which of the two who look after a grid are missing among these roles."""
    held = set(roles)
    return [role for role in NEEDED if role not in held]


def led_to(code: str, merged: dict[str, str]) -> str:
    """The grid that a closed one has become, through as many mergers as there were; an open one is itself."""
    seen = {code}
    while code in merged and merged[code] not in seen:
        code = merged[code]
        seen.add(code)
    return code
