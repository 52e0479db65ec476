"""The lists that were imported, newest first, and which of them can still be taken back."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import NotFound
from app.models import Account, ImportBatch
from app.models.shapes import BatchRow
from app.rules import granting
from app.rules.dalian import ZONE
from app.rules.places import DISTRICT
from app.services import second_factor
from app.services.access import Actor, in_area

SHOWN = 30


def _own(actor: Actor) -> "sa.ColumnElement[bool]":
    """Lists of an area that this person administers. One of the operator at the machine has none: it is the district's."""
    areas = [own.area for own in actor.grants if own.role in granting.ADMINISTERS]
    conditions = [in_area(col(ImportBatch.area), area) for area in areas]
    if DISTRICT in areas:
        conditions.append(col(ImportBatch.area) == "")
    return sa.or_(*conditions) if conditions else sa.false()


def batches(session: Session, *, actor: Actor, kind: str = "") -> list[BatchRow]:
    """The latest lists of this person's area, of one kind or of all."""
    second_factor.require(actor)
    statement = (
        select(ImportBatch, Account.name)
        .join(Account, col(Account.id) == col(ImportBatch.account_id), isouter=True)
        .where(_own(actor), col(ImportBatch.kind) == kind if kind else sa.true())
        .order_by(col(ImportBatch.created_at).desc())
        .limit(SHOWN)
    )
    return [
        BatchRow(
            id=str(batch.id), kind=batch.kind, when=batch.created_at.astimezone(ZONE).strftime("%m-%d %H:%M"), who=who or "",
            rows=batch.rows, new=batch.new, changed=batch.changed, unchanged=batch.unchanged, refused=batch.refused,
            undone=batch.undone_at.astimezone(ZONE).strftime("%m-%d %H:%M") if batch.undone_at else "",
            can_undo=batch.undone_at is None,
        )
        for batch, who in session.exec(statement)
    ]  # fmt: skip


def kind_of(session: Session, *, actor: Actor, batch_id: UUID) -> str:
    """What a batch of this person's area holds. Raises NotFound."""
    batch = session.get(ImportBatch, batch_id)
    if batch is None or session.exec(select(ImportBatch.id).where(ImportBatch.id == batch_id, _own(actor))).first() is None:
        raise NotFound
    return batch.kind
