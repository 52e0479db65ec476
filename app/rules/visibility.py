"""What each role may see of a resident (domain.md §11, promises.md §2): the frozen table of roles and fields."""

from enum import IntEnum

from app.models.accounts import Programme, Role


class Sight(IntEnum):
    """How much of a person somebody sees; more includes less."""

    NONE = 0
    MASKED = 1
    """张*, the building, the age band, the rhythm. For those who need counts, not people."""
    CARD = 2
    """Name, door, access needs, last contact. No tags, no phone."""
    FULL = 3
    """The whole card; a phone stays masked until it is called or revealed, sensitive tags open one at a time."""


SIGHT: dict[Role, Sight] = {
    Role.GRID: Sight.FULL,
    Role.INFO: Sight.FULL,
    Role.COMMUNITY: Sight.FULL,
    Role.SPECIALIST: Sight.FULL,
    Role.SECRETARY: Sight.CARD,
    Role.POSTED_CADRE: Sight.CARD,
    Role.STREET: Sight.MASKED,
    Role.DISTRICT: Sight.MASKED,
}
"""Roles that are not here see no resident at all."""

PROGRAMME_TAGS: dict[Programme, frozenset[str]] = {
    Programme.CIVIL: frozenset({"W01", "W02", "W03", "W04", "W05", "E02", "E03", "E04", "E05", "E06", "F01"}),
    Programme.DISABILITY: frozenset({"D01", "D02", "D03"}),
    Programme.CHILDREN: frozenset({"C01", "C02", "C03"}),
    Programme.VETERANS: frozenset({"M01"}),
}
"""A specialist sees people of the own programme and no others."""

CARRIES_PACK = frozenset({Role.GRID, Role.INFO})
"""Who takes residents along on the own phone (design.md §3)."""

SEES_RESIDENTS = frozenset(SIGHT)
"""Roles with a residents page."""

SMALLEST_COUNT = 5
"""Counts below this are hidden from those who see no names (promise A11)."""
