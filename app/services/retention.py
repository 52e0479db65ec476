"""What is kept no longer than it may be, every night: free text after its time, decided matters after 30 days (PIPL 19, promise A6).

The limits are those that stand in the columns themselves (`models`, `keep`). Audit rows and counts stay.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.models import (
    Clash,
    Contact,
    DayNote,
    Hazard,
    HeldRecord,
    LifeEvent,
    Need,
    NeedStep,
    NoAnswerStep,
    Promise,
    ShiftTask,
    TagProposal,
    TierOverride,
)

TEXTS = timedelta(days=730)
DECIDED = timedelta(days=30)
SHORT = timedelta(days=183)


def run(session: Session, *, now: datetime) -> int:
    """Forget what is past its time; how many rows were emptied or removed. Running it twice changes nothing."""
    old, done = now - TEXTS, 0
    for column, at in (
        (Contact.note_sealed, Contact.happened_at), (NoAnswerStep.note_sealed, NoAnswerStep.happened_at), (Hazard.words_sealed, Hazard.happened_at),
        (ShiftTask.words_sealed, ShiftTask.done_at), (Need.words_sealed, Need.closed_at), (Need.next_step_sealed, Need.closed_at), (Need.result_sealed, Need.closed_at),
    ):  # fmt: skip
        done += _emptied(session, column, col(at) < old)
    done += int(session.exec(sa.update(Contact).where(col(Contact.happened_at) < old, sa.cast(col(Contact.checks), sa.String) != "{}").values(checks={})).rowcount)
    ended = sa.select(Need.id).where(col(Need.closed_at) < old)  # type: ignore[call-overload]
    done += _emptied(session, NeedStep.words_sealed, col(NeedStep.need_id).in_(ended))
    for table, condition in (
        (HeldRecord, col(HeldRecord.decided_at) < now - DECIDED), (Clash, col(Clash.decided_at) < now - DECIDED),
        (TagProposal, col(TagProposal.decided_at) < now - DECIDED), (Promise, col(Promise.kept_at) < now - SHORT),
        (LifeEvent, col(LifeEvent.ended_at) < now - SHORT), (DayNote, col(DayNote.written_at) < old), (TierOverride, col(TierOverride.ended_at) < old),
    ):  # fmt: skip
        done += int(session.exec(sa.delete(table).where(condition)).rowcount)
    return done


def _emptied(session: Session, column: Any, condition: "sa.ColumnElement[bool]") -> int:
    table = column.class_
    result = session.exec(sa.update(table).where(col(column).is_not(None), condition).values({column.key: None}))
    return int(result.rowcount)
