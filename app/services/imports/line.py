"""What one row of a roster says, once it has been understood."""

from dataclasses import dataclass, field
from typing import Any

from app.rules.roster.addresses import Place


@dataclass(slots=True)
class Line:
    """What a row says. Empty means that it says nothing about it, and nothing is changed for that."""

    row: int
    name: str = ""
    initials: str = ""
    id_hash: str = ""
    birth_ym: str = ""
    sex: str = ""
    living: str = ""
    phone: str = ""
    phone_index: str = ""
    grid_told: str = ""
    community_told: str = ""
    place: Place | None = None
    contact: tuple[str, str, str] | None = None
    """Name, relation, phone."""
    tags: dict[str, str] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)
    refused: list[tuple[str, str, str]] = field(default_factory=list)
    """Cells that were not taken: column, code, harmless word."""
    warned: list[tuple[str, str]] = field(default_factory=list)

    def packed(self) -> tuple[Any, ...]:
        """As a tuple of plain values, to go through a pipe."""
        return (
            self.row, self.name, self.initials, self.id_hash, self.birth_ym, self.sex, self.living, self.phone, self.phone_index,
            self.grid_told, self.community_told, tuple(self.place) if self.place else None, self.contact, self.tags, self.flags,
            self.refused, self.warned,
        )  # fmt: skip

    @staticmethod
    def unpacked(values: tuple[Any, ...]) -> "Line":
        """The line that was packed."""
        line = Line(*values)
        if line.place is not None:
            line.place = Place(*line.place)
        return line


class RowRefused(Exception):
    """The whole row cannot be taken: which column, and why."""

    def __init__(self, column: str, code: str):
        super().__init__(code)
        self.column, self.code = column, code
