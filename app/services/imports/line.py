"""What one row of a roster says, once it has been understood."""

from dataclasses import dataclass, field

from app.rules.roster.addresses import Place
from app.rules.roster.cells import Cell


@dataclass(slots=True)
class Line:
    """What a row says. Empty means that it says nothing about it, and nothing is changed for that."""

    row: int
    name: str = ""
    id_hash: str = ""
    birth_ym: str = ""
    sex: str = ""
    living: str = ""
    phone: str = ""
    grid_told: Cell = None
    community_told: Cell = None
    place: Place | None = None
    contact: tuple[str, str, str] | None = None
    """Name, relation, phone."""
    tags: dict[str, str] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)
    refused: list[tuple[str, str, str]] = field(default_factory=list)
    """Cells that were not taken: column, code, harmless word."""
    warned: list[tuple[str, str]] = field(default_factory=list)


class RowRefused(Exception):
    """The whole row cannot be taken: which column, and why."""

    def __init__(self, column: str, code: str):
        super().__init__(code)
        self.column, self.code = column, code
