"""A courtyard, a building and a unit as an import holds them in memory: just what finding and making places needs."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(slots=True)
class Stairs:
    """A unit. `doors` is None until they have been loaded; door → (dwelling, household or None)."""

    id: UUID
    code: str
    path: str
    number: str
    grid: str
    doors: dict[str, tuple[UUID, UUID | None]] | None = None


@dataclass(slots=True)
class House:
    """A building with its units by number; `top` is the highest floor that a door has told."""

    id: UUID
    code: str
    path: str
    number: str
    floors: int
    units: dict[str, Stairs] = field(default_factory=dict)
    top: int = 0
    new: bool = False


@dataclass(slots=True)
class Yard:
    """A courtyard with its buildings by number; None until they have been loaded."""

    id: UUID
    code: str
    path: str
    name: str
    houses: dict[str, House] | None = None
