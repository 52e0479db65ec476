"""The lists that were imported, newest first, and which of them can still be taken back."""

from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from app.errors import NotFound
from app.models import Account, ImportBatch
from app.models.shapes import BatchRow
from app.services.access import Actor

HERE = ZoneInfo("Asia/Shanghai")
SHOWN = 30


def batches(session: Session, *, actor: Actor) -> list[BatchRow]:
    """The latest lists of this person's area."""
    statement = (
        select(ImportBatch, Account.name)
        .join(Account, col(Account.id) == col(ImportBatch.account_id), isouter=True)
        .where(col(ImportBatch.area).in_(["", actor.area]) | col(ImportBatch.area).startswith(actor.area))
        .order_by(col(ImportBatch.created_at).desc())
        .limit(SHOWN)
    )
    return [
        BatchRow(
            id=str(batch.id), kind=batch.kind, when=batch.created_at.astimezone(HERE).strftime("%m-%d %H:%M"), who=who or "",
            rows=batch.rows, new=batch.new, changed=batch.changed, unchanged=batch.unchanged, refused=batch.refused,
            undone=batch.undone_at.astimezone(HERE).strftime("%m-%d %H:%M") if batch.undone_at else "",
            can_undo=batch.undone_at is None,
        )
        for batch, who in session.exec(statement)
    ]  # fmt: skip


def kind_of(session: Session, *, actor: Actor, batch_id: UUID) -> str:
    """What a batch of this person's area holds. Raises NotFound."""
    batch = session.get(ImportBatch, batch_id)
    if batch is None or not (batch.area == "" or batch.area.startswith(actor.area)):
        raise NotFound
    return batch.kind
