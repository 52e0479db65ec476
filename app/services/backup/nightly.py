"""The backup of each night and which of them are kept; both work on one folder of this machine."""

from datetime import datetime, timedelta
from pathlib import Path

from app.config import settings
from app.rules import backups
from app.services.backup import making


def make(*, now: datetime) -> making.Made:
    """The backup of this night, into the folder of the settings. One of the same minute is not made twice: Conflict."""
    folder = settings.backups
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = backups.file_name(now, postgres=not settings.database.startswith("sqlite"), sealed=bool(settings.backup_recipient))
    return making.make(folder / name, now=now, recipient=settings.backup_recipient)


def prune(*, now: datetime) -> list[str]:
    """Delete the backups that have outlived their time; their names. Files of any other name are never touched."""
    folder = settings.backups
    names = [p.name for p in folder.iterdir() if p.is_file()] if folder.is_dir() else []
    gone = backups.outlived(names, now=now)
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    for left in folder.glob("linli-*.part") if folder.is_dir() else ():  # of a backup that was killed half way
        if now.timestamp() - left.stat().st_mtime > timedelta(days=1).total_seconds():
            left.unlink(missing_ok=True)
    return gone


def newest(folder: Path | None = None) -> datetime | None:
    """When the newest backup of a night was made, None where there is none."""
    folder = folder or settings.backups
    try:
        times = [made for p in folder.iterdir() if (made := backups.time_of(p.name)) is not None]
    except OSError:
        return None
    return max(times, default=None)
