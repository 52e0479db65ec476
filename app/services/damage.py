"""Damage of the SQLite file is looked for at each start and each night, and told to the auditor (promise E6)."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url
from sqlmodel import Session

from app.config import settings
from app.models import Act
from app.services import audit
from app.services.backup import lite


def look(*, thorough: bool) -> list[str]:
    """The checks that found something: `quick_check`, or with `thorough` the `integrity_check`, and the foreign keys.

    [] where all is well, and on PostgreSQL, which has checks of its own. Beside a running server; never checkpoints.
    """
    if not settings.database.startswith("sqlite"):
        return []
    path = Path(make_url(settings.database).database or "")
    return lite.look(path, "integrity_check" if thorough else "quick_check") if path.exists() else []


def tell(session: Session, *, found: list[str], now: datetime) -> None:
    """One alarm in the audit trail for each check that found something; names of checks only."""
    for check in found:
        audit.record(session, act=Act.ALARM, now=now, object_kind="database", object_id="sqlite", reason=check, result="damaged")
