"""Import of residents and tags: read, match, write, all in the caller's transaction (promises G2 to G4)."""

from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlmodel import Session

from app.models import Act
from app.services import audit, office
from app.services.imports.reading import reading
from app.services.imports.report import Report
from app.services.imports.roomy import roomy
from app.services.imports.run import Progress, Run


def import_residents(
    session: Session,
    *,
    path: Path,
    area: str = "",
    actor_id: UUID | None = None,
    role: str = "",
    now: datetime,
    today: date,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Import a roster; with `dry_run` do the same and take it back, so that the report says what would happen.

    Raises Invalid where the file cannot be used or `area` is unknown. Whatever is raised, the caller's transaction must
    be rolled back, as `db.transaction()` does: a file is taken whole or not at all.
    """
    with reading(path, today=today) as read:  # first of all, so that an unusable file takes no lock
        session.flush()
        connection = session.connection()
        with roomy(connection), connection.begin_nested() if dry_run else nullcontext() as savepoint:
            run = Run(session, read, path=path, area=area, actor_id=actor_id, now=now, today=today)
            report = run.all(progress)
            if savepoint is not None:
                savepoint.rollback()
    session.expire_all()
    if dry_run:
        report.batch = None
        return report
    outcome = f"new {report.new} changed {report.changed} refused {report.rows_refused}"
    audit.record(
        session, act=Act.IMPORT, now=now, actor_id=actor_id, role=role, object_kind="import_batch", object_id=run.batch,
        result=outcome, area=area,
    )  # fmt: skip
    office.tell(session, kind="import_done", now=now, new=report.new, changed=report.changed, refused=report.rows_refused)
    session.flush()
    return report
