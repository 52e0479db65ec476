"""What a backup says about itself: when and by which release it was made, and what must be in it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from app.errors import AppError, Conflict, Invalid

FORMAT = 1
TABLE = "backup_note"
"""The table of this note in the copy of a SQLite database; a plain two-column one, for any reader of SQLite."""


@dataclass(frozen=True)
class Note:
    """Facts of one backup. Ids, counts and hashes only: nothing of anybody's, and no key."""

    made_at: str
    version: str
    schema: str
    epoch: str
    database: str
    """sqlite or postgresql"""
    counts: dict[str, int] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    """SHA-256 over the rows of each table (SQLite) or over the dump (PostgreSQL): a single changed bit shows."""
    audit_last_id: int = 0
    seal_position: int = 0
    seal_digest: str = ""
    format: int = FORMAT

    def rows(self) -> list[tuple[str, str]]:
        """As rows of key and value."""
        return [(k, v if isinstance(v, str) else json.dumps(v, sort_keys=True)) for k, v in asdict(self).items()]


def from_rows(rows: Mapping[str, str]) -> Note:
    """Read a note. Raises Invalid where it is no note, or one of a format that this release does not know."""
    try:
        if int(rows["format"]) > FORMAT:
            raise newer()
        note = Note(
            made_at=rows["made_at"], version=rows["version"], schema=rows["schema"], epoch=rows["epoch"],
            database=rows["database"], counts=json.loads(rows["counts"]), digests=json.loads(rows["digests"]),
            audit_last_id=int(rows["audit_last_id"]), seal_position=int(rows["seal_position"]),
            seal_digest=rows["seal_digest"],
        )  # fmt: skip
        datetime.fromisoformat(note.made_at)
        return note
    except (KeyError, ValueError, TypeError) as error:
        raise not_ours() from error


def not_ours() -> AppError:
    """The file is no backup of Linli."""
    return Invalid("backup_unusable", "这个文件不是邻里的备份，或者已经不完整。", "This file is no backup of Linli, or it is not complete.")


def newer() -> AppError:
    """The file was made by a newer release."""
    return Conflict("backup_newer", "这份备份来自更新的版本，请先升级邻里。", "This backup was made by a newer release. Upgrade Linli first.")


def damaged(what: str) -> AppError:
    """The file is a backup whose content is not what its note says."""
    return Invalid(
        "backup_damaged", "备份已损坏（{what}），请用另一份。", "The backup is damaged ({what}). Use another one.", what=what
    )
