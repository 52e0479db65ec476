"""Make one backup: copy, check, note, seal if wanted, and only then give it its name."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from app.config import settings
from app.services.backup import envelope, lite, postgres
from app.services.backup.note import Note


@dataclass(frozen=True)
class Made:
    """A finished backup: its file, its size in bytes, whether it is encrypted, and what it says about itself."""

    file: Path
    size: int
    sealed: bool
    note: Note


def make(target: Path, *, now: datetime, recipient: str = "") -> Made:
    """Back the database of the settings up into `target`, beside a running server or without one.

    Raises Conflict (FILE exists, no database, PostgreSQL's tools missing), Invalid (a copy that does not check out, a
    recipient that is none). Whatever happens, no half file and no readable copy of a sealed backup is left.
    """
    if recipient:
        envelope.check_recipient(recipient)
    with envelope.to_be(target) as part:
        if recipient:
            with envelope.aside() as plain:
                note = _into(plain, now)
                envelope.seal(plain, part, recipient)
        else:
            note = _into(part, now)
        part.chmod(0o600)
    return Made(target, target.stat().st_size, bool(recipient), note)


def _into(path: Path, now: datetime) -> Note:
    if settings.database.startswith("sqlite"):
        return lite.copy(Path(make_url(settings.database).database or ""), path, made_at=now)
    with envelope.aside(".dump") as work:
        return postgres.dump(settings.database, path, work, made_at=now)
