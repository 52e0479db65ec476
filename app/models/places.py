"""Where people live: district, street, community, grid; then courtyard, building, unit, dwelling (domain.md §9)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel, UniqueConstraint

from app.models.base import id_field, text, time_field


class Level(StrEnum):
    """The four administrative levels. Linli belongs to the district; the others are scopes, not tenants."""

    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"


class DwellingUse(StrEnum):
    """How a dwelling is used."""

    OWN = "own"
    RENTED = "rented"
    EMPTY = "empty"
    BUSINESS = "business"


class Area(SQLModel, table=True):
    """A district, street, community or grid. The code of a child begins with the code of its parent.

    210202 + street (3) + community (3) + grid (3), after the national division code (domain.md §9).
    """

    __tablename__ = "area"

    code: str = Field(primary_key=True, max_length=15, sa_type=text(15))  # type: ignore[call-overload]
    parent: str | None = Field(default=None, foreign_key="area.code", max_length=15, sa_type=text(15))  # type: ignore[call-overload]
    level: Level = Field(sa_type=text(9))  # type: ignore[call-overload]
    name: str = Field(max_length=60)
    path: str = Field(max_length=40, sa_type=text(40), unique=True)  # type: ignore[call-overload]
    rank: int = 0
    """Place in the official order of its parent's children; never best to worst."""
    note: str = Field(default="", max_length=200)
    closed_at: datetime | None = time_field(default=None)
    """When it was merged into another; it stays, because records were made in it."""
    merged_into: str | None = Field(default=None, max_length=15)


class BorderMove(SQLModel, table=True):
    """A change of borders: grids merged or split, a courtyard moved. What is here says how to take it back."""

    __tablename__ = "border_move"

    id: UUID = id_field()
    at: datetime = time_field()
    kind: str = Field(max_length=10, sa_type=text(10))  # type: ignore[call-overload]
    """merge, split, move or undo."""
    from_area: str = Field(foreign_key="area.code", max_length=15, sa_type=text(15), index=True)  # type: ignore[call-overload]
    to_area: str = Field(foreign_key="area.code", max_length=15, sa_type=text(15), index=True)  # type: ignore[call-overload]
    units: list[str] = Field(default_factory=list, sa_type=JSON)
    """Ids of the staircases that moved."""
    people: int = 0
    account_id: UUID | None = None
    undone_at: datetime | None = time_field(default=None)


class Courtyard(SQLModel, table=True):
    """A courtyard of one community. Its units may belong to several grids."""

    __tablename__ = "courtyard"
    __table_args__ = (UniqueConstraint("community", "name"),)

    id: UUID = id_field()
    code: str = Field(max_length=20, unique=True, sa_type=text(20))  # type: ignore[call-overload]
    path: str = Field(max_length=60, unique=True, sa_type=text(60))  # type: ignore[call-overload]
    community: str = Field(foreign_key="area.code", max_length=15, sa_type=text(15), index=True)  # type: ignore[call-overload]
    name: str = Field(max_length=60)
    rank: int = 0
    """Place in the order of the walk through the grid."""
    batch_id: UUID | None = Field(default=None, index=True)


class Building(SQLModel, table=True):
    """A numbered building. Floors and lift decide how the walk goes and who may need help with the stairs."""

    __tablename__ = "building"
    __table_args__ = (UniqueConstraint("courtyard_id", "number"),)

    id: UUID = id_field()
    code: str = Field(max_length=28, unique=True, sa_type=text(28))  # type: ignore[call-overload]
    path: str = Field(max_length=70, unique=True, sa_type=text(70))  # type: ignore[call-overload]
    courtyard_id: UUID = Field(foreign_key="courtyard.id", index=True)
    number: str = Field(max_length=12)
    floors: int = 0
    """0 where nobody has said yet."""
    lift: bool = False
    rank: int = 0
    batch_id: UUID | None = Field(default=None, index=True)


class Unit(SQLModel, table=True):
    """A staircase of a building; the smallest part that belongs to one grid."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("building_id", "number"),)

    id: UUID = id_field()
    code: str = Field(max_length=34, unique=True, sa_type=text(34))  # type: ignore[call-overload]
    path: str = Field(max_length=80, unique=True, sa_type=text(80))  # type: ignore[call-overload]
    building_id: UUID = Field(foreign_key="building.id", index=True)
    grid: str = Field(foreign_key="area.code", max_length=15, sa_type=text(15), index=True)  # type: ignore[call-overload]
    number: str = Field(max_length=8)
    """Empty where a building has no numbered staircases."""
    rank: int = 0
    batch_id: UUID | None = Field(default=None, index=True)


class Dwelling(SQLModel, table=True):
    """A door. `short` is how people say it on the stairs: building-unit-door, such as 3-1-402."""

    __tablename__ = "dwelling"
    __table_args__ = (UniqueConstraint("unit_id", "door"),)

    id: UUID = id_field()
    code: str = Field(max_length=44, unique=True, sa_type=text(44))  # type: ignore[call-overload]
    path: str = Field(max_length=90, unique=True, sa_type=text(90))  # type: ignore[call-overload]
    unit_id: UUID = Field(foreign_key="unit.id", index=True)
    door: str = Field(max_length=10, sa_type=text(10), index=True)  # type: ignore[call-overload]
    floor: int = 0
    short: str = Field(max_length=32, sa_type=text(32), index=True)  # type: ignore[call-overload]
    use: DwellingUse = Field(default=DwellingUse.OWN, sa_type=text(8))  # type: ignore[call-overload]
    batch_id: UUID | None = Field(default=None, index=True)
