"""What an import did, row by row, in codes and sentences: never a name, a number or an address."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from app.rules.roster import refusals

WARNINGS_KEPT = 2000
"""More warnings than this are counted and no longer listed; refusals are always listed."""


class Note(NamedTuple):
    """A refusal or a warning: the row's number in the sheet, the column's heading, a code, a harmless word."""

    row: int
    column: str
    code: str
    word: str = ""

    def as_json(self, language: str = "zh") -> dict[str, Any]:
        """The shape of design.md §5."""
        message = refusals.sentence(self.code, language, self.word)
        return {"row": self.row, "column": self.column, "code": self.code, "message": message}


@dataclass(slots=True)
class Report:
    """One file's outcome. `rows` counts rows with people in them; new + changed + unchanged counts people."""

    batch: UUID | None = None
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    repeated: int = 0
    rows_refused: int = 0
    refused: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)
    warned: Counter[str] = field(default_factory=Counter)
    columns_ignored: list[str] = field(default_factory=list)
    columns_refused: list[str] = field(default_factory=list)
    created: Counter[str] = field(default_factory=Counter)
    """How many courtyards, buildings, units, dwellings; tags, contacts and flags too."""
    created_names: list[str] = field(default_factory=list)
    """Created courtyards and buildings by name, at most a screenful of them."""

    @property
    def ok(self) -> bool:
        """Whether no row and no cell was refused."""
        return not self.refused

    def warn(self, row: int, column: str, code: str) -> None:
        """Count a warning, and list it while there is room."""
        self.warned[code] += 1
        if len(self.warnings) < WARNINGS_KEPT:
            self.warnings.append(Note(row, column, code))

    def as_json(self, language: str = "zh") -> dict[str, Any]:
        """The contract of `linli import --json`, with what else is known in keys of its own."""
        return {
            "batch": str(self.batch) if self.batch else None,
            "rows": self.rows,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": [note.as_json(language) for note in self.refused],
            "columns_ignored": self.columns_ignored,
            "columns_refused": self.columns_refused,
            "rows_refused": self.rows_refused,
            "repeated": self.repeated,
            "warnings": [note.as_json(language) for note in self.warnings],
            "warnings_total": self.warned.total(),
            "created": {**self.created, "names": self.created_names},
        }


@dataclass(slots=True)
class UndoReport:
    """What taking a batch back did: rows removed, rows restored, and what stayed because somebody used it since."""

    batch: UUID
    removed: Counter[str] = field(default_factory=Counter)
    restored: int = 0
    kept: Counter[str] = field(default_factory=Counter)
    """By reason: `resident_changed`, `resident_in_use`, `field_changed`, `tag_changed`, `contact_changed`, `place_in_use`."""

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "batch": str(self.batch),
            "removed": dict(self.removed),
            "restored": self.restored,
            "kept": dict(self.kept),
        }
